/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoints against the tree, each when the tree has grown to its size. */
#include <inttypes.h>
#include <string.h>

#include "ledger/inside.h"
#include "ledger/verify_parts.h"

void verify_key(struct verification *v)
{
    struct ledger *ledger = v->ledger;
    sqlite3_stmt *keys = ledger_statement(ledger, "SELECT id, name, public FROM log_keys ORDER BY id");
    while (ledger_step(ledger, keys)) {
        struct str name = ledger_column(keys, 1);
        const void *public = sqlite3_column_blob(keys, 2);
        if (sqlite3_column_int64(keys, 0) != 1) {
            verify_found(v, 0, "log_keys %lld: the log has only one key.", (long long)sqlite3_column_int64(keys, 0));
        } else if (!note_name_good(name) || name.length != strlen(name.at) || sqlite3_column_bytes(keys, 2) != 32) {
            verify_found(v, 0, "log_keys 1: the log's public key is damaged.");
        } else {
            v->key = note_verifier_of(name.at, NOTE_ED25519, public);
            v->has_key = true;
        }
    }
    const struct note_verifier *pinned = v->wanted->key;
    if (pinned != NULL && (!v->has_key || strcmp(pinned->name, v->key.name) != 0 || memcmp(pinned->public, v->key.public, 32) != 0)) {
        verify_found(v, 0, "log_keys 1: the ledger says that another key signs it than the one asked for (%s).", pinned->name);
        v->key = *pinned; /* what it should have been signed with */
        v->has_key = true;
    }
}

/* The checkpoint kept elsewhere: it must be of this log, signed by its key. */
static void open_since(struct verification *v)
{
    struct signed_note note;
    struct dixit_error error = {0};
    buf_init(&v->since, 0);
    if (v->wanted->since.at == NULL)
        return;
    if (!note_read(&note, v->wanted->since, &error) || !note_checkpoint_read(&v->kept_elsewhere, note.text, &error)) {
        ledger_refuse(v->ledger, DIXIT_USAGE, "The checkpoint kept elsewhere: %s", error.text);
        return;
    }
    if (!v->has_key || note_check(&note, &v->key, NULL) != NOTE_GOOD) {
        verify_found(v, 0, "The checkpoint kept elsewhere, of %" PRIu64 " entries of %.*s, is not signed by this log's key: another ledger, or its key was changed.",
                     v->kept_elsewhere.size, v->kept_elsewhere.origin.length < 120 ? (int)v->kept_elsewhere.origin.length : 120,
                     v->kept_elsewhere.origin.at);
        return;
    }
    v->has_since = true;
}

static bool is_witness(const struct verification *v, const struct note_signature *signature)
{
    return signature->length == NOTE_BYTES && memcmp(signature->bytes, v->key.hash, 4) != 0;
}

/* One kept checkpoint, of as many entries as the tree has now. */
static void check_one(struct verification *v, int64_t size, int64_t kept, struct str bytes)
{
    struct signed_note note;
    struct note_checkpoint checkpoint;
    struct merkle_hash root = merkle_root(&v->tree);
    if (!note_read(&note, bytes, NULL) || !note_checkpoint_read(&checkpoint, note.text, NULL)) {
        verify_found(v, 0, "log_checkpoints %lld: this is no checkpoint.", (long long)size);
        return;
    }
    if (v->has_key && note_check(&note, &v->key, NULL) != NOTE_GOOD)
        verify_found(v, 0, "log_checkpoints %lld: it is not signed by the log's key.", (long long)size);
    else if (checkpoint.size != (uint64_t)size || checkpoint.origin.length != strlen(v->key.name) ||
             memcmp(checkpoint.origin.at, v->key.name, checkpoint.origin.length) != 0)
        verify_found(v, 0, "log_checkpoints %lld: it speaks of another log or size.", (long long)size);
    else if (!merkle_equal(&checkpoint.root, &root))
        verify_found(v, 0, "log_checkpoints %lld: the first %lld entries are not those that were signed.", (long long)size, (long long)size);
    uint32_t witnesses = 0;
    for (uint32_t i = 0; i < note.count; i++)
        witnesses += is_witness(v, &note.signatures[i]) ? 1 : 0;
    if (kept != (witnesses > 0) || note.count != witnesses + 1)
        verify_found(v, 0, "log_checkpoints %lld: signatures were added or removed.", (long long)size);
    if (witnesses > 0)
        v->result->witnessed = (uint64_t)size;
    for (uint32_t i = 0; i < v->wanted->n_witnesses; i++) {
        enum note_found found = note_check(&note, &v->wanted->witnesses[i], NULL);
        if (found == NOTE_GOOD)
            v->witness_seen |= (uint64_t)1 << i;
        else if (found == NOTE_BAD)
            verify_found(v, 0, "log_checkpoints %lld: the signature of the witness %s is wrong.", (long long)size, v->wanted->witnesses[i].name);
    }
}

void verify_checkpoints(struct verification *v)
{
    int64_t size = (int64_t)v->tree.size;
    for (; v->has_checkpoint && sqlite3_column_int64(v->checkpoints, 0) <= size; v->has_checkpoint = ledger_step(v->ledger, v->checkpoints)) {
        int64_t at = sqlite3_column_int64(v->checkpoints, 0);
        if (at < size)
            verify_found(v, 0, "log_checkpoints %lld: there is no such size.", (long long)at);
        else
            check_one(v, at, sqlite3_column_int64(v->checkpoints, 1),
                      (struct str){sqlite3_column_blob(v->checkpoints, 2), (size_t)sqlite3_column_bytes(v->checkpoints, 2)});
    }
    if (v->has_since && v->kept_elsewhere.size == v->tree.size) {
        struct merkle_hash root = merkle_root(&v->tree);
        if (!merkle_equal(&root, &v->kept_elsewhere.root))
            verify_found(v, 0, "The first %lld entries are not those of the checkpoint kept elsewhere: the log was written anew.", (long long)size);
    }
}

void verify_checkpoints_open(struct verification *v)
{
    const char sql[] = "SELECT size, kept, note FROM log_checkpoints ORDER BY size";
    open_since(v);
    v->checkpoints = ledger_own_statement(v->ledger, sql, sizeof sql - 1);
    v->has_checkpoint = ledger_step(v->ledger, v->checkpoints);
    verify_checkpoints(v);
}

/* After the last entry: the newest checkpoint must be of all of them. */
void verify_checkpoints_close(struct verification *v)
{
    struct ledger *ledger = v->ledger;
    for (; v->has_checkpoint; v->has_checkpoint = ledger_step(ledger, v->checkpoints))
        verify_found(v, 0, "log_checkpoints %lld: the log has only %" PRIu64 " entries; later ones were removed.",
                     (long long)sqlite3_column_int64(v->checkpoints, 0), v->tree.size);
    sqlite3_finalize(v->checkpoints);
    int64_t newest = ledger_number(ledger, "SELECT max(size) FROM log_checkpoints", 0);
    if ((uint64_t)newest < v->tree.size)
        verify_found(v, newest + 1, "The log's entries from %lld on are not signed.", (long long)newest + 1);
    if (v->tree.size == 0 && v->has_key)
        verify_found(v, 0, "The log has a key but no entries: they were removed.");
    if (v->tree.size > 0 && !v->has_key)
        verify_found(v, 0, "log_keys 1: the log's public key is missing.");
    for (uint32_t i = 0; i < v->wanted->n_witnesses; i++)
        if ((v->witness_seen >> i & 1) == 0)
            verify_found(v, 0, "log_checkpoints: none is countersigned by the witness %s.", v->wanted->witnesses[i].name);
    if (v->has_since && v->kept_elsewhere.size > v->tree.size)
        verify_found(v, 0, "The checkpoint kept elsewhere has %" PRIu64 " entries, the ledger only %" PRIu64 ": it was set back to an earlier state.",
                     v->kept_elsewhere.size, v->tree.size);
}
