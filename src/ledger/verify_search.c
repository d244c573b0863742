/* SPDX-License-Identifier: Apache-2.0 */
/* Tables that can be made again from the rest: the newest readings, and the index for searching. The index is judged by what it answers: FTS5 compares
 * its words with the passages, and each word is looked up. */
#include <string.h>

#include "ledger/inside.h"
#include "ledger/verify_parts.h"

/* Rows of a derived table that would not be made, and rows that would be and are not there. */
static void check_derived(struct verification *v, const char *sql, const char *what)
{
    sqlite3_stmt *statement = ledger_own_statement(v->ledger, sql, strlen(sql));
    while (ledger_step(v->ledger, statement))
        verify_found(v, 0, "%s %lld: it does not follow from the rest of the ledger.", what, (long long)sqlite3_column_int64(statement, 0));
    sqlite3_finalize(statement);
}

#define HEADS                                                                                                                                  \
    "SELECT d.id AS document, v.id AS version, r.id AS reading FROM documents d "                                                             \
    "JOIN versions v ON v.document = d.id AND v.number = (SELECT max(number) FROM versions WHERE document = d.id) "                            \
    "JOIN readings r ON r.version = v.id AND r.number = (SELECT max(number) FROM readings WHERE version = v.id)"

/* Can every word of the index be found by it? A query finds its page by a table of contents, which FTS5's own check does not try. */
static bool answers(struct verification *v, sqlite3 *db)
{
    sqlite3_stmt *words = NULL, *find = NULL;
    struct buf quoted;
    uint64_t silent = 0;
    int code = sqlite3_exec(db, "CREATE VIRTUAL TABLE temp.words_of_search USING fts5vocab (main, search, row)", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db, "SELECT term, doc FROM temp.words_of_search", -1, &words, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_prepare_v2(db, "SELECT count(*) FROM search WHERE search MATCH ?", -1, &find, NULL);
    buf_init(&quoted, 0);
    while (code == SQLITE_OK && (code = sqlite3_step(words)) == SQLITE_ROW) {
        struct str term = ledger_column(words, 0);
        buf_reset(&quoted);
        buf_add_char(&quoted, '"');
        buf_add(&quoted, term.at, term.length);
        buf_add_char(&quoted, '"');
        sqlite3_bind_text64(find, 1, quoted.at, quoted.length, SQLITE_STATIC, SQLITE_UTF8);
        code = sqlite3_step(find);
        if (code == SQLITE_ROW && sqlite3_column_int64(find, 0) != sqlite3_column_int64(words, 1))
            silent++;
        code = code == SQLITE_ROW ? sqlite3_reset(find) : code;
    }
    if (silent > 0)
        verify_found(v, 0, "search: %llu words of the index are not found by it.", (unsigned long long)silent);
    buf_release(&quoted);
    sqlite3_finalize(words);
    sqlite3_finalize(find);
    return code == SQLITE_DONE;
}

/* FTS5 compares its index with the passages by a statement that SQLite takes for writing, so it runs in a connection of its own. */
static void check_index(struct verification *v)
{
    sqlite3 *db = NULL;
    int code = sqlite3_open_v2(ledger_path(v->ledger), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK && sqlite3_db_readonly(db, "main") == 0) {
        sqlite3_busy_timeout(db, LEDGER_PATIENCE);
        sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        sqlite3_exec(db, "PRAGMA temp_store = MEMORY", NULL, NULL, NULL);
        code = sqlite3_exec(db, "BEGIN IMMEDIATE; INSERT INTO search (search, rank) VALUES ('integrity-check', 1)", NULL, NULL, NULL) & 0xff;
        v->result->search_checked = code != SQLITE_READONLY && code != SQLITE_BUSY;
        if (v->result->search_checked && (code != SQLITE_OK || !answers(v, db)))
            verify_found(v, 0, "search: the index for searching is not that of the passages (%.80s).", sqlite3_errmsg(db));
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    sqlite3_close(db);
}

void verify_search(struct verification *v)
{
    check_derived(v, "SELECT document FROM (SELECT document, version, reading FROM derived_heads EXCEPT " HEADS ")", "derived_heads");
    check_derived(v, "SELECT document FROM (" HEADS " EXCEPT SELECT document, version, reading FROM derived_heads)", "derived_heads");
    check_index(v);
}
