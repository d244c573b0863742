/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the log, with all content tables read beside it: rows are only ever added, so their `entry` rises with their `id`, and the rows of
 * an entry are the next ones of each table. Nothing is held but the roots of the tree. */
#include "ledger/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ledger/inside.h"
#include "ledger/verify_parts.h"

void verify_found(struct verification *v, int64_t entry, const char *format, ...)
{
    char sentence[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    v->result->findings++;
    if (v->wanted->found != NULL)
        v->wanted->found(v->wanted->context, entry, sentence);
}

static sqlite3_stmt *own(struct verification *v, const char *sql)
{
    return ledger_own_statement(v->ledger, sql, strlen(sql));
}

/* Is the node at the position what was kept? */
static bool compare_node(void *context, uint64_t position, const struct merkle_hash *hash)
{
    struct verification *v = context;
    while (v->has_node && sqlite3_column_int64(v->nodes, 0) < (int64_t)position) {
        verify_found(v, 0, "log_nodes %lld is in no tree.", (long long)sqlite3_column_int64(v->nodes, 0));
        v->has_node = ledger_step(v->ledger, v->nodes);
    }
    if (!v->has_node || sqlite3_column_int64(v->nodes, 0) != (int64_t)position) {
        verify_found(v, 0, "log_nodes %llu is missing.", (unsigned long long)position);
        return true;
    }
    if (sqlite3_column_bytes(v->nodes, 1) != MERKLE_HASH || memcmp(sqlite3_column_blob(v->nodes, 1), hash->at, MERKLE_HASH) != 0)
        verify_found(v, 0, "log_nodes %llu is not the hash of the entries under it.", (unsigned long long)position);
    v->has_node = ledger_step(v->ledger, v->nodes);
    return true;
}

/* The salt of an entry; NULL when it has none. */
static const uint8_t *take_salt(struct verification *v, int64_t entry, uint8_t salt[32])
{
    while (v->has_salt && sqlite3_column_int64(v->salts, 0) < entry) {
        verify_found(v, 0, "log_salts %lld belongs to no entry.", (long long)sqlite3_column_int64(v->salts, 0));
        v->has_salt = ledger_step(v->ledger, v->salts);
    }
    if (!v->has_salt || sqlite3_column_int64(v->salts, 0) != entry)
        return NULL;
    bool good = sqlite3_column_bytes(v->salts, 1) == 32;
    if (good)
        memcpy(salt, sqlite3_column_blob(v->salts, 1), 32);
    else
        verify_found(v, entry, "The salt of entry %lld is damaged.", (long long)entry);
    v->has_salt = ledger_step(v->ledger, v->salts);
    return good ? salt : NULL;
}

static void read_entries(struct verification *v)
{
    sqlite3_stmt *entries = own(v, "SELECT id, body FROM log_entries ORDER BY id");
    while (ledger_step(v->ledger, entries)) {
        int64_t id = sqlite3_column_int64(entries, 0), next = (int64_t)v->tree.size + 1;
        struct str body = {sqlite3_column_blob(entries, 1), (size_t)sqlite3_column_bytes(entries, 1)};
        uint8_t salt[32];
        if (id != next) {
            verify_found(v, next, "After log_entries %lld comes %lld: entries were added or removed.", (long long)next - 1, (long long)id);
            if (id < next)
                continue;
        }
        const uint8_t *found = take_salt(v, id, salt);
        struct merkle_hash leaf = merkle_leaf(body.at, body.length);
        merkle_add(&v->tree, &leaf, compare_node, v);
        verify_rows(v, id, body, found);
        verify_checkpoints(v);
    }
    sqlite3_finalize(entries);
}

static void read_log(struct verification *v)
{
    v->nodes = own(v, "SELECT id, hash FROM log_nodes ORDER BY id");
    v->salts = own(v, "SELECT entry, salt FROM log_salts ORDER BY entry");
    v->has_node = ledger_step(v->ledger, v->nodes);
    v->has_salt = ledger_step(v->ledger, v->salts);
    verify_rows_open(v);
    verify_checkpoints_open(v);
    read_entries(v);
    verify_checkpoints_close(v);
    verify_rows_close(v);
    for (; v->has_node; v->has_node = ledger_step(v->ledger, v->nodes))
        verify_found(v, 0, "log_nodes %lld is in no tree.", (long long)sqlite3_column_int64(v->nodes, 0));
    for (; v->has_salt; v->has_salt = ledger_step(v->ledger, v->salts))
        verify_found(v, 0, "log_salts %lld belongs to no entry.", (long long)sqlite3_column_int64(v->salts, 0));
    sqlite3_finalize(v->nodes);
    sqlite3_finalize(v->salts);
    v->result->entries = v->tree.size;
    v->result->root = merkle_root(&v->tree);
}

bool ledger_verify(struct ledger *ledger, const struct ledger_verify *wanted, struct ledger_verified *result)
{
    struct verification v = {.ledger = ledger, .wanted = wanted, .result = result};
    *result = (struct ledger_verified){.entries = 0};
    if (!ledger_begin_reading(ledger))
        return false;
    verify_file(&v);
    verify_key(&v);
    read_log(&v);
    verify_search(&v);
    verify_signatures(&v);
    verify_evidence(&v);
    buf_release(&v.since);
    bool good = !ledger_failed(ledger);
    ledger_rollback(ledger);
    return good;
}
