/* SPDX-License-Identifier: Apache-2.0 */
/* change.h: every change of a ledger: rows that are added, and the log entry that commits to them, in one transaction.
 *
 *     ledger_begin(ledger);
 *     ledger_change_begin(ledger, "correction.add");
 *     int64_t id = ledger_add_row(ledger, TABLE_CORRECTIONS, (struct cell[]){CELL_INT(…), CELL_TEXT(…), …}, count);
 *     ledger_change_end(ledger);
 *     ledger_commit(ledger);
 *
 * A row's cells are hashed as they are written. What the log entry says of them, and how it is checked, stands in docs/formats/ledger.md:
 * TEXT cells, which can be erased, are committed to with the entry's salt; all others without. Several changes may share a transaction. */
#ifndef LEDGER_CHANGE_H
#define LEDGER_CHANGE_H

#include "ledger/ledger.h"

/* The content tables, in the order of schema.sql. */
enum ledger_table {
    TABLE_DOCUMENTS, TABLE_VERSIONS, TABLE_READINGS, TABLE_ACTORS, TABLE_PASSAGES, TABLE_REACTIONS, TABLE_REACTION_TARGETS, TABLE_STATUSES,
    TABLE_CARRIED, TABLE_CLAIMS, TABLE_MEMBERSHIPS, TABLE_DECISIONS, TABLE_CORRECTIONS, TABLE_EVIDENCE, TABLE_VERDICTS,
    TABLE_VERDICT_EVIDENCE, TABLE_REJECTS, TABLE_ERASURES, TABLE_IMPORTS, TABLE_IMPORT_PROOFS, LEDGER_TABLES
};

/* "documents" */
const char *ledger_table_name(enum ledger_table table);

enum { LEDGER_MOST_COLUMNS = 32 };

/* One cell of a row. */
enum cell_kind { CELL_IS_NULL, CELL_IS_INT, CELL_IS_REAL, CELL_IS_TEXT, CELL_IS_BLOB };
struct cell {
    enum cell_kind kind;
    int64_t number;
    double real;
    struct str bytes; /* borrowed for the call */
};

#define CELL_NULL ((struct cell){.kind = CELL_IS_NULL})
#define CELL_INT(value) ((struct cell){.kind = CELL_IS_INT, .number = (int64_t)(value)})
#define CELL_REAL(value) ((struct cell){.kind = CELL_IS_REAL, .real = (value)})
#define CELL_BLOB(from, size) ((struct cell){.kind = CELL_IS_BLOB, .bytes = {(const char *)(from), (size)}})

/* Text with its length (NULL `at`: NULL); a C string (NULL: NULL); a row's id, 0 for none (NULL). */
struct cell cell_text(struct str text);
struct cell cell_cstr(const char *text);
struct cell cell_id(int64_t id);

/* Begins a change inside a transaction. `kind` names it in the log: lower-case words with dots, a literal. */
bool ledger_change_begin(struct ledger *ledger, const char *kind);

/* Adds a row: `cells` are those after `id` and `entry`, all of them, in the order of schema.sql. Gives its id (they grow), 0 after a failure.
 * Rows of `passages` are not searched until ledger_search_add (search.h). */
int64_t ledger_add_row(struct ledger *ledger, enum ledger_table table, const struct cell *cells, uint32_t count);

/* Appends the log entry. */
bool ledger_change_end(struct ledger *ledger);

/* The number of the entry under way, counted from 1; 0 outside a change. */
int64_t ledger_change_entry(const struct ledger *ledger);

/* Seconds since 1970 of the change under way: all its rows say the same. */
int64_t ledger_change_time(const struct ledger *ledger);

#endif
