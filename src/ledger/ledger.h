/* SPDX-License-Identifier: Apache-2.0 */
/* ledger.h: the connection to a ledger: one SQLite file with its evidence beside it (docs/formats/ledger.md).
 *
 *     struct ledger *ledger = ledger_open("dixit.ledger", LEDGER_CREATE, &error);
 *     bool good = ledger_begin(ledger) && …changes (change.h)… && ledger_commit(ledger);
 *     if (!good)
 *         ledger_rollback(ledger);
 *     ledger_close(ledger);
 *
 * One writer and any number of readers, in threads or processes of their own, each with its own `struct ledger`; a reader sees the
 * ledger as it was when its transaction began. A writer waits up to LEDGER_PATIENCE for another one. What ledger_commit has
 * returned true for is on the disk.
 *
 * Errors are sticky: after the first one every call here is a no-op that returns false, NULL or 0 until ledger_rollback, and the error stands in
 * what was given to ledger_open. Several statements then need one check. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <sqlite3.h>

#include "base/error.h"
#include "base/span.h"

enum {
    LEDGER_PATIENCE = 20000,   /* milliseconds that a writer waits for another one */
    LEDGER_SCHEMA = 1,         /* version of schema.sql; `PRAGMA user_version` of the file */
    LEDGER_APPLICATION = 0x44697874, /* "Dixt"; `PRAGMA application_id` of the file */
    LEDGER_UID = 16,           /* bytes of the unique ids, which are random */
};

enum ledger_mode {
    LEDGER_READ,   /* the file must be there; nothing is written */
    LEDGER_WRITE,  /* the file must be there */
    LEDGER_CREATE, /* made when it is not there */
};

struct ledger;

/* NULL with the error filled: no such file, no ledger, of a later version, damaged, not to be written. `error` is kept for as long as the ledger is
 * open. */
struct ledger *ledger_open(const char *path, enum ledger_mode mode, struct dixit_error *error);

/* Rolls back what was not committed. NULL is fine. */
void ledger_close(struct ledger *ledger);

/* As given to ledger_open; valid as long as the ledger is open. */
const char *ledger_path(const struct ledger *ledger);

/* The connection, for what needs more than this (a backup, a blob). */
sqlite3 *ledger_connection(const struct ledger *ledger);

/* Has something failed since the last ledger_rollback? */
bool ledger_failed(const struct ledger *ledger);

/* Where its errors go. */
struct dixit_error *ledger_error(const struct ledger *ledger);

/* ---- transactions ---- */

/* A transaction that may write; waits for another writer. */
bool ledger_begin(struct ledger *ledger);

/* A transaction that sees one state of the ledger throughout; ended by ledger_commit or ledger_rollback. */
bool ledger_begin_reading(struct ledger *ledger);

/* True when all of it is on the disk. */
bool ledger_commit(struct ledger *ledger);

/* Undoes the transaction, if there is one, and clears the failure (the error's text stays with the caller). */
void ledger_rollback(struct ledger *ledger);

/* ---- statements ---- */

/* The statement of this SQL, kept prepared for the next time: reset and without values. NULL after a failure. `sql` must be a literal (it is found by
 * its address first). A statement is in use until it is asked for again; two users of the same SQL at once need ledger_own_statement. */
sqlite3_stmt *ledger_statement(struct ledger *ledger, const char *sql);

/* One that is the caller's, to be ended with sqlite3_finalize: for SQL that is put together. */
sqlite3_stmt *ledger_own_statement(struct ledger *ledger, const char *sql, size_t length);

/* The next row; false at the end (the statement is reset then) and after a failure: ask ledger_failed. NULL gives false. */
bool ledger_step(struct ledger *ledger, sqlite3_stmt *statement);

/* Runs a statement that gives no rows. */
bool ledger_run(struct ledger *ledger, sqlite3_stmt *statement);

/* Values, counted from 1. NULL statements and failed ledgers are fine. Text is borrowed until the statement is run or asked for again; a NULL `at` binds
 * NULL. */
void ledger_bind_int(struct ledger *ledger, sqlite3_stmt *statement, int at, int64_t value);
void ledger_bind_text(struct ledger *ledger, sqlite3_stmt *statement, int at, struct str text);
void ledger_bind_blob(struct ledger *ledger, sqlite3_stmt *statement, int at, const void *bytes, size_t length);

/* The text of a column counted from 0, valid until the next step; {NULL, 0} for NULL. */
struct str ledger_column(sqlite3_stmt *statement, int column);

/* One number that a query gives; `otherwise` when it gives no row or NULL. */
int64_t ledger_number(struct ledger *ledger, const char *sql, int64_t otherwise);

/* Records what SQLite says went wrong, in words of ours; false. */
bool ledger_fail(struct ledger *ledger);

/* Records an error of our own unless there is one; false. */
bool ledger_refuse(struct ledger *ledger, enum dixit_status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Random bytes from the system. */
bool ledger_random(struct ledger *ledger, void *bytes, size_t length);

#endif
