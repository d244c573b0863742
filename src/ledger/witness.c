/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/witness.h"

#include <jansson.h>
#include <string.h>

#include "ledger/canonical.h"
#include "ledger/inside.h"
#include "ledger/log.h"

/* The root of the first `size` entries as the tree has it now. */
static bool root_of(struct ledger *ledger, uint64_t size, struct merkle_hash *root)
{
    struct merkle tree;
    if (!merkle_resume(&tree, size, ledger_log_fetch, ledger))
        return ledger_refuse(ledger, DIXIT_TAMPERED, "%.160s: a node of its log is missing.", ledger_path(ledger));
    *root = merkle_root(&tree);
    return true;
}

/* Is it a checkpoint of this log as it is? */
static bool is_ours(struct ledger *ledger, const struct signed_note *note, struct note_checkpoint *checkpoint)
{
    struct note_verifier key;
    struct merkle_hash root;
    struct dixit_error error = {0};
    int64_t size = ledger_number(ledger, "SELECT max(id) FROM log_entries", 0);
    if (!note_checkpoint_read(checkpoint, note->text, &error))
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "%s", error.text);
    if (!ledger_log_verifier(ledger, &key) || note_check(note, &key, NULL) != NOTE_GOOD)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "This checkpoint is not signed by the key of this ledger's log.");
    if (checkpoint->size == 0 || checkpoint->size > (uint64_t)size)
        return ledger_refuse(ledger, DIXIT_TAMPERED, "The checkpoint has %llu entries, the ledger only %lld: it was set back.",
                             (unsigned long long)checkpoint->size, (long long)size);
    if (!root_of(ledger, checkpoint->size, &root))
        return false;
    return merkle_equal(&root, &checkpoint->root) ||
           ledger_refuse(ledger, DIXIT_TAMPERED, "The ledger's first entries are not those of the checkpoint.");
}

static bool has_line(const struct signed_note *note, struct str line)
{
    for (uint32_t i = 0; i < note->count; i++)
        if (note->signatures[i].line.length == line.length && memcmp(note->signatures[i].line.at, line.at, line.length) == 0)
            return true;
    return false;
}

/* The kept note of that size, or the new note's text with the log's own signature. */
static bool kept_note(struct ledger *ledger, const struct signed_note *note, uint64_t size, struct buf *kept)
{
    sqlite3_stmt *statement = ledger_statement(ledger, "SELECT note FROM log_checkpoints WHERE size = ?");
    ledger_bind_int(ledger, statement, 1, (int64_t)size);
    if (ledger_step(ledger, statement)) {
        buf_add(kept, sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
        sqlite3_reset(statement);
        return true;
    }
    struct note_verifier key;
    if (!ledger_log_verifier(ledger, &key))
        return false;
    buf_add(kept, note->text.at, note->text.length);
    buf_add_char(kept, '\n');
    for (uint32_t i = 0; i < note->count; i++)
        if (memcmp(note->signatures[i].bytes, key.hash, 4) == 0 && note->signatures[i].name.length == strlen(key.name) &&
            memcmp(note->signatures[i].name.at, key.name, strlen(key.name)) == 0) { /* four bytes of a hash can be met by another name */
            buf_add(kept, note->signatures[i].line.at, note->signatures[i].line.length);
            buf_add_char(kept, '\n');
            break;
        }
    return true;
}

/* Adds to `kept` the witnesses' signatures that it has not. */
static bool merge(struct ledger *ledger, const struct signed_note *note, struct buf *kept, uint32_t *added)
{
    struct signed_note old;
    struct buf copy; /* kept moves as it grows */
    buf_init(&copy, 0);
    buf_add(&copy, kept->at, kept->length);
    bool good = note_read(&old, (struct str){copy.at, copy.length}, NULL) && old.text.length == note->text.length &&
                memcmp(old.text.at, note->text.at, old.text.length) == 0;
    if (!good)
        ledger_refuse(ledger, DIXIT_BAD_INPUT, "The ledger has another checkpoint of that many entries.");
    for (uint32_t i = 0; good && i < note->count; i++)
        if (note->signatures[i].length == NOTE_BYTES && !has_line(&old, note->signatures[i].line) && old.count + *added < NOTE_SIGNATURES) {
            buf_add(kept, note->signatures[i].line.at, note->signatures[i].line.length);
            buf_add_char(kept, '\n');
            ++*added;
        }
    buf_release(&copy);
    return good;
}

bool ledger_witness_add(struct ledger *ledger, struct str bytes, const struct note_verifier *witnesses, uint32_t n_witnesses, uint32_t *added)
{
    struct signed_note note;
    struct note_checkpoint checkpoint;
    struct dixit_error error = {0};
    struct buf kept;
    *added = 0;
    if (!note_read(&note, bytes, &error))
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "%s", error.text);
    if (!is_ours(ledger, &note, &checkpoint))
        return false;
    for (uint32_t i = 0; i < n_witnesses; i++)
        if (note_check(&note, &witnesses[i], NULL) != NOTE_GOOD)
            return ledger_refuse(ledger, DIXIT_BAD_INPUT, "The witness %s has not countersigned it, or its signature is wrong.", witnesses[i].name);
    buf_init(&kept, 0);
    bool good = kept_note(ledger, &note, checkpoint.size, &kept) && merge(ledger, &note, &kept, added);
    if (good && *added > 0) {
        sqlite3_stmt *statement = ledger_statement(ledger, "INSERT INTO log_checkpoints (size, kept, note) VALUES (?1, 1, ?2) "
                                                           "ON CONFLICT (size) DO UPDATE SET kept = 1, note = excluded.note");
        ledger_bind_int(ledger, statement, 1, (int64_t)checkpoint.size);
        ledger_bind_blob(ledger, statement, 2, kept.at, kept.length);
        good = ledger_run(ledger, statement);
    }
    buf_release(&kept);
    return good;
}

/* ---- being a witness ---- */

static bool read_signed(struct str bytes, const struct note_verifier *log, struct signed_note *note, struct note_checkpoint *checkpoint,
                        struct dixit_error *error)
{
    if (!note_read(note, bytes, error) || !note_checkpoint_read(checkpoint, note->text, error))
        return false;
    if (checkpoint->origin.length != strlen(log->name) || memcmp(checkpoint->origin.at, log->name, checkpoint->origin.length) != 0 ||
        note_check(note, log, NULL) != NOTE_GOOD)
        return error_set(error, DIXIT_BAD_INPUT, 0, "The checkpoint is not signed by %s.", log->name);
    return true;
}

/* The hashes of a proof. */
static bool read_hashes(struct str line, struct merkle_proof *proof, struct dixit_error *error)
{
    static const char digits[] = "0123456789abcdef";
    json_t *object = canonical_parse(line.at, line.length, error);
    const json_t *list = json_object_get(object, "proof");
    bool good = json_is_array(list) && json_array_size(list) <= 2 * MERKLE_DEEPEST;
    proof->count = 0;
    for (size_t i = 0; good && i < json_array_size(list); i++) {
        const char *hex = json_string_value(json_array_get(list, i));
        good = hex != NULL && strlen(hex) == 64;
        for (size_t j = 0; good && j < 64; j++) {
            const char *found = strchr(digits, hex[j]);
            good = found != NULL;
            uint8_t value = good ? (uint8_t)(found - digits) : 0;
            proof->at[i].at[j / 2] = (uint8_t)(j % 2 == 0 ? value << 4 : proof->at[i].at[j / 2] | value);
        }
        proof->count++;
    }
    json_decref(object);
    return good || error_set(error, DIXIT_BAD_INPUT, 0, "This is no proof of growth.");
}

bool witness_countersign(const struct note_key *key, const struct note_verifier *log, struct str older, struct str proof, struct str bytes, uint64_t time,
                         struct buf *out, struct dixit_error *error)
{
    struct signed_note note, old_note;
    struct note_checkpoint checkpoint, old;
    struct merkle_proof hashes;
    if (!read_signed(bytes, log, &note, &checkpoint, error))
        return false;
    if (older.at != NULL) {
        if (!read_signed(older, log, &old_note, &old, error) || !read_hashes(proof, &hashes, error))
            return false;
        if (!merkle_check_consistency(old.size, checkpoint.size, &old.root, &checkpoint.root, &hashes))
            return error_set(error, DIXIT_TAMPERED, 0, "The checkpoint does not continue the older one: nothing was signed.");
    }
    buf_add(out, bytes.at, bytes.length);
    return note_cosign(key, note.text, time, out, error);
}
