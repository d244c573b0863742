/* SPDX-License-Identifier: Apache-2.0 */
/* A writer holds the roots of the complete subtrees and adds to them, so that an entry costs O(log n). Another process may have appended since
 * the last transaction: the first append of each looks. */
#include "ledger/log.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/canonical.h"
#include "ledger/inside.h"

/* ---- the key ---- */

bool ledger_log_use_key(struct ledger *ledger, const char *path)
{
    ledger->log.key_path = arena_copy(&ledger->memory, path, strlen(path));
    return ledger->log.key_path != NULL || ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory to open a ledger.");
}

bool ledger_log_verifier(struct ledger *ledger, struct note_verifier *verifier)
{
    sqlite3_stmt *statement = ledger_statement(ledger, "SELECT name, public FROM log_keys WHERE id = 1");
    if (!ledger_step(ledger, statement))
        return false;
    struct str name = ledger_column(statement, 0);
    const void *public = sqlite3_column_blob(statement, 1);
    if (!note_name_good(name) || name.length != strlen(name.at) || public == NULL || sqlite3_column_bytes(statement, 1) != 32)
        return ledger_refuse(ledger, DIXIT_TAMPERED, "%.160s: the log's public key is damaged.", ledger->path);
    *verifier = note_verifier_of(name.at, NOTE_ED25519, public);
    sqlite3_reset(statement);
    return true;
}

/* A new log: a name that no other has, and the key's public half. */
static bool enter_key(struct ledger *ledger)
{
    struct ledger_log *log = &ledger->log;
    uint8_t random[8];
    char name[64];
    if (!ledger_random(ledger, random, sizeof random))
        return false;
    (void)snprintf(name, sizeof name, "dixit-ledger/%02x%02x%02x%02x%02x%02x%02x%02x", random[0], random[1], random[2], random[3], random[4],
                   random[5], random[6], random[7]);
    log->verifier = note_verifier_of(name, NOTE_ED25519, log->key.public);
    sqlite3_stmt *statement = ledger_statement(ledger, "INSERT INTO log_keys (id, name, public) VALUES (1, ?, ?)");
    ledger_bind_text(ledger, statement, 1, (struct str){name, strlen(name)});
    ledger_bind_blob(ledger, statement, 2, log->key.public, 32);
    return ledger_run(ledger, statement);
}

/* Loads the key, or makes it when the log has none and there is no file. `is_new`: the log has no key yet. */
static bool load_key(struct ledger *ledger, bool is_new)
{
    struct ledger_log *log = &ledger->log;
    struct dixit_error error = {0};
    struct buf path;
    buf_init(&path, 0);
    const char *chosen = log->key_path != NULL ? log->key_path : getenv("DIXIT_LEDGER_KEY");
    if (chosen != NULL && *chosen != '\0')
        buf_add_text(&path, chosen);
    else
        buf_add_format(&path, "%s-key", ledger->path);
    const char *at = buf_terminate(&path);
    bool there = access(at, F_OK) == 0;
    if (!there && is_new)
        log->has_key = note_key_make(&log->key, "dixit-ledger", &error) && note_key_save(&log->key, at, &error);
    else if (!there)
        error_set(&error, DIXIT_BAD_INPUT, 0, "%.120s: the key that signs this ledger is not there. Without it the ledger can only be read.", at);
    else
        log->has_key = note_key_load(&log->key, at, &error);
    if (log->has_key && !is_new && memcmp(log->verifier.public, log->key.public, 32) != 0) {
        log->has_key = false;
        error_set(&error, DIXIT_BAD_INPUT, 0, "%.120s: this is not the key that signs this ledger.", at);
    }
    buf_release(&path);
    return log->has_key || ledger_refuse(ledger, error.status, "%s", error.text);
}

static bool open_key(struct ledger *ledger)
{
    struct ledger_log *log = &ledger->log;
    bool is_new = !ledger_log_verifier(ledger, &log->verifier);
    if (ledger->failed || (!log->has_key && !load_key(ledger, is_new)))
        return false;
    return !is_new || enter_key(ledger);
}

const struct note_key *ledger_log_key(struct ledger *ledger)
{
    struct ledger_log *log = &ledger->log;
    bool is_new = !ledger_log_verifier(ledger, &log->verifier);
    return !ledger->failed && (log->has_key || load_key(ledger, is_new)) ? &log->key : NULL;
}

void ledger_log_close(struct ledger *ledger)
{
    note_key_forget(&ledger->log.key);
    ledger->log.has_key = false;
}

/* ---- appending ---- */

bool ledger_log_fetch(void *context, uint64_t position, struct merkle_hash *hash)
{
    struct ledger *ledger = context;
    sqlite3_stmt *statement = ledger_statement(ledger, "SELECT hash FROM log_nodes WHERE id = ?");
    ledger_bind_int(ledger, statement, 1, (int64_t)position);
    if (!ledger_step(ledger, statement) || sqlite3_column_bytes(statement, 0) != MERKLE_HASH)
        return false;
    memcpy(hash->at, sqlite3_column_blob(statement, 0), MERKLE_HASH);
    return true;
}

static bool keep_node(void *context, uint64_t position, const struct merkle_hash *hash)
{
    struct ledger *ledger = context;
    sqlite3_stmt *statement = ledger_statement(ledger, "INSERT INTO log_nodes (id, hash) VALUES (?, ?)");
    ledger_bind_int(ledger, statement, 1, (int64_t)position);
    ledger_bind_blob(ledger, statement, 2, hash->at, MERKLE_HASH);
    return ledger_run(ledger, statement);
}

bool ledger_log_checkpoint(struct ledger *ledger, struct buf *note)
{
    buf_reset(note);
    sqlite3_stmt *statement = ledger_statement(ledger, "SELECT note FROM log_checkpoints ORDER BY size DESC LIMIT 1");
    if (!ledger_step(ledger, statement))
        return false;
    buf_add(note, sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
    sqlite3_reset(statement);
    return !note->failed;
}

/* Is the tree what the newest checkpoint says? */
static bool as_signed(struct ledger *ledger, const struct merkle *tree)
{
    struct buf bytes;
    struct signed_note note;
    struct note_checkpoint checkpoint;
    struct merkle_hash root = merkle_root(tree);
    buf_init(&bytes, NOTE_MOST);
    bool found = ledger_log_checkpoint(ledger, &bytes);
    bool good = tree->size == 0 ? !found
                                : found && note_read(&note, (struct str){bytes.at, bytes.length}, NULL) &&
                                      note_check(&note, &ledger->log.verifier, NULL) == NOTE_GOOD &&
                                      note_checkpoint_read(&checkpoint, note.text, NULL) && checkpoint.size == tree->size &&
                                      merkle_equal(&checkpoint.root, &root);
    buf_release(&bytes);
    return good;
}

/* Brings the tree up to what is in the file. */
static bool load_tree(struct ledger *ledger)
{
    struct ledger_log *log = &ledger->log;
    int64_t size = ledger_number(ledger, "SELECT max(id) FROM log_entries", 0);
    if (ledger->failed)
        return false;
    if (log->loaded && log->undone == ledger->undone && log->tree.size == (uint64_t)size)
        return true;
    if (!open_key(ledger))
        return false;
    bool good = merkle_resume(&log->tree, (uint64_t)size, ledger_log_fetch, ledger) && as_signed(ledger, &log->tree);
    if (!good)
        return ledger_refuse(ledger, DIXIT_TAMPERED, "%.120s: its log is not as it was signed, so nothing is added to it. See dixit log verify.", ledger->path);
    log->loaded = true;
    log->undone = ledger->undone;
    return true;
}

bool ledger_log_append(struct ledger *ledger, int64_t entry, struct str body)
{
    struct ledger_log *log = &ledger->log;
    if (ledger->failed || ((!log->unsealed || log->undone != ledger->undone) && !load_tree(ledger)))
        return false;
    if (entry != (int64_t)log->tree.size + 1)
        return ledger_refuse(ledger, DIXIT_USAGE, "The log's next entry is %lld, not %lld.", (long long)log->tree.size + 1, (long long)entry);
    struct merkle_hash leaf = merkle_leaf(body.at, body.length);
    sqlite3_stmt *statement = ledger_statement(ledger, "INSERT INTO log_entries (id, body) VALUES (?, ?)");
    ledger_bind_int(ledger, statement, 1, entry);
    ledger_bind_blob(ledger, statement, 2, body.at, body.length);
    log->unsealed = true;
    return ledger_run(ledger, statement) && merkle_add(&log->tree, &leaf, keep_node, ledger);
}

bool ledger_log_seal(struct ledger *ledger)
{
    struct ledger_log *log = &ledger->log;
    if (ledger->failed || !log->unsealed || log->undone != ledger->undone) {
        log->unsealed = false;
        return !ledger->failed;
    }
    log->unsealed = false;
    struct note_key key = log->key; /* the log signs under its own name */
    memcpy(key.name, log->verifier.name, sizeof key.name);
    struct note_checkpoint checkpoint = {{log->verifier.name, strlen(log->verifier.name)}, log->tree.size, merkle_root(&log->tree)};
    struct buf text, note;
    buf_init(&text, 0);
    buf_init(&note, 0);
    note_add_checkpoint(&text, &checkpoint);
    bool good = !text.failed && note_sign(&key, (struct str){text.at, text.length}, &note, NULL);
    if (!good)
        ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory to sign the log.");
    sqlite3_stmt *statement = ledger_statement(ledger, "INSERT INTO log_checkpoints (size, kept, note) VALUES (?, 0, ?)");
    ledger_bind_int(ledger, statement, 1, (int64_t)log->tree.size);
    ledger_bind_blob(ledger, statement, 2, note.at, note.length);
    good = ledger_run(ledger, statement);
    statement = ledger_statement(ledger, "DELETE FROM log_checkpoints WHERE kept = 0 AND size < ?");
    ledger_bind_int(ledger, statement, 1, (int64_t)log->tree.size);
    good = ledger_run(ledger, statement) && good;
    note_key_forget(&key);
    buf_release(&text);
    buf_release(&note);
    return good;
}

/* ---- what persons sign ---- */

bool ledger_sign(const struct note_key *key, struct str statement, struct buf *signature, struct dixit_error *error)
{
    struct buf text;
    buf_init(&text, 0);
    struct note_verifier verifier = note_key_verifier(key, NOTE_ED25519);
    json_t *object = canonical_parse(statement.at, statement.length, error);
    note_add_verifier(&text, &verifier);
    bool good = object != NULL;
    if (good && (!json_is_object(object) || json_object_get(object, "key") != NULL))
        good = error_set(error, DIXIT_BAD_INPUT, 0, "What is signed must be a JSON object without a member \"key\".");
    if (good && json_object_set_new(object, "key", json_stringn(text.at, text.length)) != 0)
        good = error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory to sign.");
    buf_reset(&text);
    good = good && canonical_write(object, &text, error);
    buf_add_char(&text, '\n');
    good = good && note_sign(key, (struct str){text.at, text.length}, signature, error);
    json_decref(object);
    buf_release(&text);
    return good;
}

bool ledger_signature_check(struct str signature, struct str *statement, struct note_verifier *verifier, struct dixit_error *error)
{
    struct signed_note note;
    if (!note_read(&note, signature, error))
        return false;
    *statement = (struct str){note.text.at, note.text.length - 1};
    json_t *object = canonical_read(statement->at, statement->length, error);
    if (object == NULL)
        return false;
    const json_t *key = json_object_get(object, "key");
    bool good = json_is_string(key) ||
                error_set(error, DIXIT_BAD_INPUT, 0, "The signed statement does not name the key that signed it.");
    good = good && note_verifier_read(verifier, (struct str){json_string_value(key), json_string_length(key)}, error);
    if (good && (verifier->kind != NOTE_ED25519 || note_check(&note, verifier, NULL) != NOTE_GOOD))
        good = error_set(error, DIXIT_TAMPERED, 0, "The signature of %.120s is not that of the statement.", verifier->name);
    json_decref(object);
    return good;
}
