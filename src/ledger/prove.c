/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/prove.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "ledger/entry.h"
#include "ledger/inside.h"
#include "ledger/log.h"

static void put_hex(struct json *json, const void *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *at = bytes;
    struct buf hex;
    buf_init(&hex, 0);
    for (size_t i = 0; i < length; i++)
        buf_add(&hex, (char[]){digits[at[i] >> 4], digits[at[i] & 15]}, 2);
    json_text(json, hex.at, hex.length);
    json->out->failed = json->out->failed || hex.failed;
    buf_release(&hex);
}

static void put_proof(struct json *json, const struct merkle_proof *proof)
{
    json_key(json, "proof");
    json_open_array(json);
    for (uint32_t i = 0; i < proof->count; i++)
        put_hex(json, proof->at[i].at, MERKLE_HASH);
    json_close_array(json);
}

/* A cell as [kind, value], so that nothing of its type is lost. */
static void put_cell(struct json *json, sqlite3_stmt *row, int column)
{
    json_open_array(json);
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        json_cstr(json, "i");
        json_int(json, sqlite3_column_int64(row, column));
        break;
    case SQLITE_FLOAT: {
        double real = sqlite3_column_double(row, column);
        uint64_t bits;
        uint8_t bytes[8];
        memcpy(&bits, &real, sizeof bits);
        for (unsigned i = 0; i < 8; i++)
            bytes[i] = (uint8_t)(bits >> (56 - 8 * i));
        json_cstr(json, "r");
        put_hex(json, bytes, sizeof bytes);
        break;
    }
    case SQLITE_TEXT: {
        struct str text = ledger_column(row, column);
        json_cstr(json, "t");
        json_text(json, text.at, text.length);
        break;
    }
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_column_blob(row, column);
        json_cstr(json, "b");
        put_hex(json, bytes, (size_t)sqlite3_column_bytes(row, column));
        break;
    }
    default: json_cstr(json, "n");
    }
    json_close_array(json);
}

/* {"columns": [["id", false], …], "rows": [[cell, …], …]}; true marks the columns of words. */
static void put_table(struct ledger *ledger, struct json *json, const char *name, int64_t entry)
{
    char sql[160];
    (void)snprintf(sql, sizeof sql, "SELECT name, upper(type) = 'TEXT' FROM pragma_table_info('%s') ORDER BY cid", name);
    sqlite3_stmt *columns = ledger_own_statement(ledger, sql, strlen(sql));
    json_key(json, name);
    json_open_object(json);
    json_key(json, "columns");
    json_open_array(json);
    while (ledger_step(ledger, columns)) {
        struct str column = ledger_column(columns, 0);
        json_open_array(json);
        json_text(json, column.at, column.length);
        json_bool(json, sqlite3_column_int(columns, 1) != 0);
        json_close_array(json);
    }
    json_close_array(json);
    sqlite3_finalize(columns);
    /* The rows of an entry lie together: ids rise with entries. */
    (void)snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE entry = ? ORDER BY id", name);
    sqlite3_stmt *rows = ledger_own_statement(ledger, sql, strlen(sql));
    ledger_bind_int(ledger, rows, 1, entry);
    json_key(json, "rows");
    json_open_array(json);
    while (ledger_step(ledger, rows)) {
        json_open_array(json);
        for (int i = 0; i < sqlite3_column_count(rows); i++)
            put_cell(json, rows, i);
        json_close_array(json);
    }
    json_close_array(json);
    sqlite3_finalize(rows);
    json_close_object(json);
}

static void put_rows(struct ledger *ledger, struct json *json, const struct entry *entry)
{
    json_key(json, "salt");
    sqlite3_stmt *salt = ledger_statement(ledger, "SELECT salt FROM log_salts WHERE entry = ?");
    ledger_bind_int(ledger, salt, 1, entry->number);
    if (ledger_step(ledger, salt))
        put_hex(json, sqlite3_column_blob(salt, 0), (size_t)sqlite3_column_bytes(salt, 0));
    else
        json_none(json);
    json_key(json, "tables");
    json_open_object(json);
    for (int i = 0; i < LEDGER_TABLES; i++)
        if ((entry->rows.given >> i & 1) != 0)
            put_table(ledger, json, ledger_table_name((enum ledger_table)i), entry->number);
    json_close_object(json);
}

/* The newest checkpoint and how many entries it has. */
static bool newest(struct ledger *ledger, struct buf *note, struct note_checkpoint *checkpoint)
{
    struct signed_note parts;
    if (!ledger_log_checkpoint(ledger, note))
        return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "%.160s: its log has no entries yet.", ledger_path(ledger));
    if (!note_read(&parts, (struct str){note->at, note->length}, NULL) || !note_checkpoint_read(checkpoint, parts.text, NULL))
        return ledger_refuse(ledger, DIXIT_TAMPERED, "%.160s: its newest checkpoint is damaged.", ledger_path(ledger));
    return true;
}

static void begin(struct json *json, struct buf *out, const char *kind)
{
    json_init(json, out);
    json_open_object(json);
    json_key(json, "format");
    json_cstr(json, "dixit-proof/1");
    json_key(json, "kind");
    json_cstr(json, kind);
}

static bool end(struct ledger *ledger, struct json *json)
{
    json_close_object(json);
    buf_add_char(json->out, '\n');
    return !json->out->failed ? !ledger_failed(ledger) : ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for the proof.");
}

bool ledger_prove_entry(struct ledger *ledger, int64_t number, struct buf *out)
{
    struct buf note;
    struct json json;
    struct note_checkpoint checkpoint = {0};
    struct merkle_proof proof = {0};
    struct entry entry = {0};
    buf_init(&note, 0);
    bool good = newest(ledger, &note, &checkpoint);
    if (good && (number < 1 || (uint64_t)number > checkpoint.size))
        good = ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no entry %lld; the log has %llu.", (long long)number, (unsigned long long)checkpoint.size);
    if (good && !merkle_prove_inclusion((uint64_t)number - 1, checkpoint.size, ledger_log_fetch, ledger, &proof))
        good = ledger_refuse(ledger, DIXIT_TAMPERED, "%.160s: a node of its log is missing.", ledger_path(ledger));
    sqlite3_stmt *statement = good ? ledger_statement(ledger, "SELECT body FROM log_entries WHERE id = ?") : NULL;
    ledger_bind_int(ledger, statement, 1, number);
    if (good && (!ledger_step(ledger, statement) ||
                 !entry_read(&entry, (struct str){sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0)})))
        good = ledger_refuse(ledger, DIXIT_TAMPERED, "%.120s: entry %lld of its log is missing or damaged.", ledger_path(ledger), (long long)number);
    if (good) {
        begin(&json, out, "entry");
        json_key(&json, "checkpoint");
        json_text(&json, note.at, note.length);
        json_key(&json, "entry");
        json_int(&json, number);
        json_key(&json, "body");
        json_text(&json, sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
        put_proof(&json, &proof);
        put_rows(ledger, &json, &entry);
        good = end(ledger, &json);
    }
    buf_release(&note);
    return good;
}

bool ledger_prove_growth(struct ledger *ledger, struct str older, struct buf *out)
{
    struct buf note;
    struct json json;
    struct signed_note parts = {0};
    struct note_checkpoint checkpoint = {.origin = {"", 0}}, old = checkpoint;
    struct merkle_proof proof = {0};
    struct dixit_error error = {0};
    buf_init(&note, 0);
    bool good = newest(ledger, &note, &checkpoint);
    if (good && (!note_read(&parts, older, &error) || !note_checkpoint_read(&old, parts.text, &error)))
        good = ledger_refuse(ledger, DIXIT_BAD_INPUT, "The older checkpoint: %.200s", error.text);
    if (good && (old.origin.length != checkpoint.origin.length || memcmp(old.origin.at, checkpoint.origin.at, old.origin.length) != 0))
        good = ledger_refuse(ledger, DIXIT_BAD_INPUT, "The older checkpoint is of another log.");
    if (good && old.size > checkpoint.size)
        good = ledger_refuse(ledger, DIXIT_TAMPERED, "The checkpoint has %llu entries, the ledger only %llu: it was set back.", (unsigned long long)old.size,
                             (unsigned long long)checkpoint.size);
    if (good && !merkle_prove_consistency(old.size, checkpoint.size, ledger_log_fetch, ledger, &proof))
        good = ledger_refuse(ledger, DIXIT_TAMPERED, "%.160s: a node of its log is missing.", ledger_path(ledger));
    if (good && !merkle_check_consistency(old.size, checkpoint.size, &old.root, &checkpoint.root, &proof))
        good = ledger_refuse(ledger, DIXIT_TAMPERED, "%.120s: its log does not continue the one of the checkpoint.", ledger_path(ledger));
    if (good) {
        begin(&json, out, "growth");
        json_key(&json, "older");
        json_text(&json, older.at, older.length);
        json_key(&json, "checkpoint");
        json_text(&json, note.at, note.length);
        put_proof(&json, &proof);
        good = end(ledger, &json);
    }
    buf_release(&note);
    return good;
}

bool ledger_entries_of(struct ledger *ledger, struct str document, struct arena *memory, struct ledger_entries *entries)
{
    *entries = (struct ledger_entries){.count = 0};
    sqlite3_stmt *found = ledger_statement(
        ledger, "SELECT entry FROM documents WHERE name = ?1 "
                "UNION SELECT v.entry FROM documents d JOIN versions v ON v.document = d.id WHERE d.name = ?1 "
                "UNION SELECT r.entry FROM documents d JOIN versions v ON v.document = d.id JOIN readings r ON r.version = v.id WHERE d.name = ?1 "
                "UNION SELECT c.entry FROM documents d JOIN corrections c ON c.document = d.id WHERE d.name = ?1 ORDER BY 1");
    ledger_bind_text(ledger, found, 1, document);
    while (ledger_step(ledger, found))
        if (!list_push(memory, entries, sqlite3_column_int64(found, 0)))
            return ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for the proof.");
    return !ledger_failed(ledger);
}
