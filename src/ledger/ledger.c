/* SPDX-License-Identifier: Apache-2.0 */
/* The connection. SQLite's write-ahead log gives many readers and one writer; `synchronous=FULL` syncs it at each commit, so that a commit that came
 * back is on the disk. Statements are kept in a small table found by the address of their SQL. */
#include "ledger/ledger.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "ledger/inside.h"
#include "ledger/ledger_schema.h"
#include "ledger/rank.h"

static bool exec(struct ledger *ledger, const char *sql)
{
    if (ledger->failed)
        return false;
    return sqlite3_exec(ledger->db, sql, NULL, NULL, NULL) == SQLITE_OK || ledger_fail(ledger);
}

bool ledger_refuse(struct ledger *ledger, enum dixit_status status, const char *format, ...)
{
    char text[sizeof ledger->error->text];
    va_list arguments;
    ledger->failed = true;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return error_set(ledger->error, status, 0, "%s", text);
}

bool ledger_fail(struct ledger *ledger)
{
    int code = sqlite3_errcode(ledger->db);
    const char *path = ledger->path;
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ledger_refuse(ledger, DIXIT_SYSTEM, "%.120s: another program has been writing to it for long; nothing was changed.", path);
    case SQLITE_FULL: return ledger_refuse(ledger, DIXIT_SYSTEM, "%.120s: the disk is full; what was not finished is undone.", path);
    case SQLITE_READONLY: return ledger_refuse(ledger, DIXIT_SYSTEM, "%.120s: the file or its folder cannot be written to.", path);
    case SQLITE_IOERR: return ledger_refuse(ledger, DIXIT_SYSTEM, "%.120s: the disk refused to read or write (SQLite error %d); what was not finished is undone.", path, sqlite3_extended_errcode(ledger->db));
    case SQLITE_CORRUPT: return ledger_refuse(ledger, DIXIT_TAMPERED, "%.120s: the file is damaged (%.60s). Restore it from a backup.", path, sqlite3_errmsg(ledger->db));
    case SQLITE_NOTADB: return ledger_refuse(ledger, DIXIT_BAD_INPUT, "%.120s: this is no ledger.", path);
    case SQLITE_CANTOPEN: return ledger_refuse(ledger, DIXIT_SYSTEM, "%.120s: it cannot be opened, or its folder cannot be written to.", path);
    case SQLITE_NOMEM: return ledger_refuse(ledger, DIXIT_NO_MEMORY, "%.120s: there is not enough memory.", path);
    case SQLITE_TOOBIG: return ledger_refuse(ledger, DIXIT_TOO_LARGE, "%.120s: a text is too long to be kept.", path);
    default: return ledger_refuse(ledger, DIXIT_SYSTEM, "%.120s: %.100s (SQLite error %d).", path, sqlite3_errmsg(ledger->db), code);
    }
}

/* Is the file empty, that is, just made? */
static bool is_new(struct ledger *ledger)
{
    return ledger_number(ledger, "SELECT count(*) FROM sqlite_schema", 1) == 0;
}

/* Makes the tables, unless another process has made them meanwhile. */
static bool make(struct ledger *ledger)
{
    char sql[96];
    if (!exec(ledger, "PRAGMA page_size = 8192") || !exec(ledger, "PRAGMA journal_mode = WAL") || !ledger_begin(ledger))
        return false;
    if (!is_new(ledger))
        return ledger_commit(ledger);
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", LEDGER_APPLICATION, LEDGER_SCHEMA);
    if (!exec(ledger, sql))
        return false;
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < sizeof ledger_schema / sizeof *ledger_schema; i++)
        if (strncmp(ledger_schema[i], "--", 2) != 0)
            buf_add_text(&all, ledger_schema[i]);
    bool good = !all.failed && exec(ledger, buf_terminate(&all));
    buf_release(&all);
    return good && ledger_commit(ledger);
}

static bool check(struct ledger *ledger)
{
    if (ledger_number(ledger, "PRAGMA application_id", 0) != LEDGER_APPLICATION)
        return ledger->failed ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "%.160s: this is no ledger.", ledger->path);
    int64_t version = ledger_number(ledger, "PRAGMA user_version", 0);
    if (version != LEDGER_SCHEMA)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "%.120s: the ledger is of version %lld; this program knows version %d.", ledger->path, (long long)version,
                             LEDGER_SCHEMA);
    return true;
}

static bool set_up(struct ledger *ledger, enum ledger_mode mode)
{
    sqlite3_busy_timeout(ledger->db, LEDGER_PATIENCE);
    sqlite3_extended_result_codes(ledger->db, 1);
    sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (!rank_register(ledger->db))
        return ledger_refuse(ledger, DIXIT_SYSTEM, "This SQLite has no FTS5, or there is not enough memory.");
    sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL); /* a foreign file must not make us run its functions */
    if (mode == LEDGER_CREATE && is_new(ledger) && !make(ledger))
        return false;
    if (!check(ledger))
        return false;
    /* 64 MiB of pages at most; words sorted or joined stay in memory */
    if (!exec(ledger, "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = 1; PRAGMA secure_delete = OFF;"
                      "PRAGMA wal_autocheckpoint = 4000"))
        return false;
    return mode != LEDGER_READ || exec(ledger, "PRAGMA query_only = 1");
}

struct ledger *ledger_open(const char *path, enum ledger_mode mode, struct dixit_error *error)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct ledger *ledger = arena_alloc(&memory, sizeof *ledger);
    char *copy = arena_copy(&memory, path, strlen(path));
    if (ledger == NULL || copy == NULL) {
        arena_release(&memory);
        error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory to open a ledger.");
        return NULL;
    }
    ledger->path = copy;
    ledger->error = error;
    ledger->memory = memory;
    /* Readers too open for writing where they may: the first reader after a crash has to take in the write-ahead log. */
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == LEDGER_CREATE ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(path, &ledger->db, flags, NULL);
    if (code != SQLITE_OK && (code & 0xff) == SQLITE_CANTOPEN && mode != LEDGER_CREATE)
        ledger_refuse(ledger, DIXIT_BAD_INPUT, "%.160s: there is no such ledger (dixit add makes one).", path);
    else if (code != SQLITE_OK)
        ledger_fail(ledger);
    else if (mode != LEDGER_READ && sqlite3_db_readonly(ledger->db, "main") == 1)
        ledger_refuse(ledger, DIXIT_SYSTEM, "%.160s: the file cannot be written to.", path);
    if (!ledger->failed && set_up(ledger, mode))
        return ledger;
    ledger_close(ledger);
    return NULL;
}

void ledger_close(struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    ledger_log_close(ledger);
    for (uint32_t i = 0; i < ledger->kept; i++)
        sqlite3_finalize(ledger->statements[i].statement);
    for (uint32_t i = 0; i < LEDGER_TABLES; i++)
        sqlite3_finalize(ledger->facts[i].insert);
    sqlite3_close_v2(ledger->db);
    struct arena memory = ledger->memory; /* the ledger goes with it */
    arena_release(&memory);
}

const char *ledger_path(const struct ledger *ledger)
{
    return ledger->path;
}

sqlite3 *ledger_connection(const struct ledger *ledger)
{
    return ledger->db;
}

bool ledger_failed(const struct ledger *ledger)
{
    return ledger->failed;
}

struct dixit_error *ledger_error(const struct ledger *ledger)
{
    return ledger->error;
}

bool ledger_begin(struct ledger *ledger)
{
    return exec(ledger, "BEGIN IMMEDIATE");
}

bool ledger_begin_reading(struct ledger *ledger)
{
    return exec(ledger, "BEGIN");
}

static void reset_all(struct ledger *ledger)
{
    for (uint32_t i = 0; i < ledger->kept; i++)
        sqlite3_reset(ledger->statements[i].statement);
    for (uint32_t i = 0; i < LEDGER_TABLES; i++)
        sqlite3_reset(ledger->facts[i].insert);
}

bool ledger_commit(struct ledger *ledger)
{
    if (ledger->change.entry != 0)
        return ledger_refuse(ledger, DIXIT_USAGE, "A change was not ended before the commit.");
    if (!ledger_log_seal(ledger))
        return false;
    reset_all(ledger); /* an unfinished SELECT would keep the transaction open */
    return exec(ledger, "COMMIT");
}

void ledger_rollback(struct ledger *ledger)
{
    reset_all(ledger);
    if (!sqlite3_get_autocommit(ledger->db)) /* SQLite may have rolled back by itself */
        sqlite3_exec(ledger->db, "ROLLBACK", NULL, NULL, NULL);
    ledger->failed = false;
    ledger->change.entry = 0;
    ledger->undone++;
}

sqlite3_stmt *ledger_own_statement(struct ledger *ledger, const char *sql, size_t length)
{
    sqlite3_stmt *statement = NULL;
    if (ledger->failed)
        return NULL;
    if (length > 1 << 20 || sqlite3_prepare_v2(ledger->db, sql, (int)length, &statement, NULL) != SQLITE_OK) {
        ledger_fail(ledger);
        return NULL;
    }
    return statement;
}

sqlite3_stmt *ledger_statement(struct ledger *ledger, const char *sql)
{
    for (uint32_t i = 0; i < ledger->kept && !ledger->failed; i++)
        if (ledger->statements[i].sql == sql) {
            sqlite3_stmt *statement = ledger->statements[i].statement;
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
            return statement;
        }
    sqlite3_stmt *statement = ledger_own_statement(ledger, sql, strlen(sql));
    if (statement == NULL)
        return NULL;
    if (ledger->kept == LEDGER_KEPT) { /* the one that was asked for first makes room */
        sqlite3_finalize(ledger->statements[0].statement);
        memmove(ledger->statements, ledger->statements + 1, (LEDGER_KEPT - 1) * sizeof *ledger->statements);
        ledger->kept--;
    }
    ledger->statements[ledger->kept++] = (struct kept_statement){sql, statement};
    return statement;
}

bool ledger_step(struct ledger *ledger, sqlite3_stmt *statement)
{
    if (ledger->failed || statement == NULL)
        return false;
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        ledger_fail(ledger);
    sqlite3_reset(statement);
    return false;
}

bool ledger_run(struct ledger *ledger, sqlite3_stmt *statement)
{
    while (ledger_step(ledger, statement))
        ;
    return !ledger->failed;
}

static void bound(struct ledger *ledger, int code)
{
    if (code != SQLITE_OK)
        ledger_fail(ledger);
}

void ledger_bind_int(struct ledger *ledger, sqlite3_stmt *statement, int at, int64_t value)
{
    if (!ledger->failed && statement != NULL)
        bound(ledger, sqlite3_bind_int64(statement, at, value));
}

void ledger_bind_text(struct ledger *ledger, sqlite3_stmt *statement, int at, struct str text)
{
    if (!ledger->failed && statement != NULL)
        bound(ledger, sqlite3_bind_text64(statement, at, text.at, text.length, SQLITE_STATIC, SQLITE_UTF8));
}

void ledger_bind_blob(struct ledger *ledger, sqlite3_stmt *statement, int at, const void *bytes, size_t length)
{
    if (!ledger->failed && statement != NULL)
        bound(ledger, sqlite3_bind_blob64(statement, at, bytes, length, SQLITE_STATIC));
}

struct str ledger_column(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return (struct str){(const char *)text, (size_t)sqlite3_column_bytes(statement, column)};
}

int64_t ledger_number(struct ledger *ledger, const char *sql, int64_t otherwise)
{
    sqlite3_stmt *statement = ledger_own_statement(ledger, sql, strlen(sql));
    int64_t number = otherwise;
    if (ledger_step(ledger, statement) && sqlite3_column_type(statement, 0) != SQLITE_NULL)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

bool ledger_random(struct ledger *ledger, void *bytes, size_t length)
{
    if (sodium_init() < 0)
        return ledger_refuse(ledger, DIXIT_SYSTEM, "The system gives no random numbers.");
    randombytes_buf(bytes, length);
    return true;
}
