/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/judge.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/change.h"
#include "ledger/search.h"

int64_t ledger_judge(struct ledger *ledger, const struct verdict *verdict)
{
    uint8_t uid[LEDGER_UID];
    if (!ledger_random(ledger, uid, sizeof uid) || !ledger_change_begin(ledger, "verdict.add"))
        return 0;
    struct cell cells[] = {CELL_BLOB(uid, sizeof uid), cell_id(verdict->claim), cell_id(verdict->passage), cell_id(verdict->supersedes), CELL_INT(ledger_change_time(ledger)),
                           cell_text(verdict->verdict), cell_text(verdict->reasons), cell_text(verdict->person), cell_text(verdict->signature)};
    int64_t id = ledger_add_row(ledger, TABLE_VERDICTS, cells, sizeof cells / sizeof *cells);
    for (uint32_t i = 0; i < verdict->n_evidence; i++)
        ledger_add_row(ledger, TABLE_VERDICT_EVIDENCE, (struct cell[]){CELL_INT(id), CELL_INT(verdict->evidence[i])}, 2);
    return ledger_change_end(ledger) ? id : 0;
}

bool ledger_takes_verdicts(struct ledger *ledger)
{
    return ledger_number(ledger, "SELECT instr(body, CAST('\"kind\":\"ledger.verdicts\"' AS BLOB)) > 0 FROM log_entries WHERE id = 1", 0) == 1;
}

bool ledger_make_for_verdicts(struct ledger *ledger)
{
    if (!ledger_begin(ledger))
        return false;
    if (!ledger_takes_verdicts(ledger)) {
        if (ledger_number(ledger, "SELECT count(*) FROM log_entries", 0) > 0)
            return ledger_refuse(ledger, DIXIT_BAD_INPUT, "%.160s was made without verdicts: only a new ledger can be made with them.", ledger_path(ledger));
        ledger_change_begin(ledger, "ledger.verdicts");
        ledger_change_end(ledger);
    }
    return ledger_commit(ledger);
}

/* ---- erasure ---- */

/* All entries that brought words of a document. Memberships and decisions stay: what they say is about claims. */
static const char entries_of[] =
    "SELECT entry FROM documents WHERE id = ?1 UNION SELECT entry FROM versions WHERE document = ?1 "
    "UNION SELECT r.entry FROM readings r JOIN versions v ON v.id = r.version WHERE v.document = ?1 UNION SELECT entry FROM corrections WHERE document = ?1 "
    "UNION SELECT entry FROM evidence WHERE document = ?1 UNION SELECT entry FROM import_proofs WHERE document = ?1 "
    "UNION SELECT w.entry FROM verdicts w JOIN passages p ON p.id = w.passage JOIN readings r ON r.id = p.reading JOIN versions v ON v.id = r.version WHERE v.document = ?1 "
    "EXCEPT SELECT erased FROM erasures";

/* A row in `erasures` for each, under the change under way. */
static bool note_erasures(struct ledger *ledger, int64_t document, struct str reason, struct str person)
{
    sqlite3_stmt *row = ledger_own_statement(ledger, entries_of, sizeof entries_of - 1);
    ledger_bind_int(ledger, row, 1, document);
    bool any = false;
    while (ledger_step(ledger, row)) {
        any = true;
        struct cell cells[] = {CELL_INT(sqlite3_column_int64(row, 0)), CELL_INT(document), CELL_NULL, CELL_INT(ledger_change_time(ledger)), cell_text(reason), cell_text(person)};
        ledger_add_row(ledger, TABLE_ERASURES, cells, sizeof cells / sizeof *cells);
    }
    sqlite3_finalize(row);
    return ledger_failed(ledger) ? false : any || ledger_refuse(ledger, DIXIT_BAD_INPUT, "It was erased before.");
}

/* Sets every TEXT cell of the erased entries to NULL. */
static void erase_table(struct ledger *ledger, enum ledger_table table, int64_t entry)
{
    struct buf sql;
    const char *name = ledger_table_name(table), *separator = "";
    buf_init(&sql, 0);
    buf_add_format(&sql, "UPDATE %s SET ", name);
    sqlite3_stmt *columns = ledger_statement(ledger, "SELECT name FROM pragma_table_info(?1) WHERE upper(type) = 'TEXT'");
    ledger_bind_text(ledger, columns, 1, (struct str){name, strlen(name)});
    while (ledger_step(ledger, columns)) {
        struct str column = ledger_column(columns, 0);
        buf_add_format(&sql, "%s%.*s = NULL", separator, (int)column.length, column.at);
        separator = ", ";
    }
    buf_add_text(&sql, " WHERE entry IN (SELECT erased FROM erasures WHERE entry = ?1)");
    if (*separator != '\0') {
        sqlite3_stmt *update = ledger_own_statement(ledger, sql.at, sql.length);
        ledger_bind_int(ledger, update, 1, entry);
        ledger_run(ledger, update);
        sqlite3_finalize(update);
    }
    buf_release(&sql);
}

/* Files of the document's evidence that nothing else needs: their names, one after the other. */
static bool list_files(struct ledger *ledger, int64_t document, struct buf *names)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT DISTINCT sha256 FROM evidence e WHERE document = ?1 AND sha256 IS NOT NULL "
                                                 "AND NOT EXISTS (SELECT 1 FROM evidence f WHERE f.sha256 = e.sha256 AND (f.document IS NULL OR f.document <> ?1))");
    ledger_bind_int(ledger, row, 1, document);
    while (ledger_step(ledger, row)) {
        struct str hex = ledger_column(row, 0);
        if (hex.length == 64)
            buf_add(names, hex.at, 64);
    }
    return !ledger_failed(ledger);
}

static bool erase_rows(struct ledger *ledger, int64_t document, struct str reason, struct str person)
{
    sqlite3_stmt *head = ledger_statement(ledger, "SELECT reading FROM derived_heads WHERE document = ?1");
    ledger_bind_int(ledger, head, 1, document);
    if (!ledger_step(ledger, head))
        return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no such document in the ledger.");
    int64_t reading = sqlite3_column_int64(head, 0);
    sqlite3_reset(head);
    if (!ledger_change_begin(ledger, "document.erase"))
        return false;
    int64_t entry = ledger_change_entry(ledger);
    ledger_search_remove_reading(ledger, reading);
    if (!note_erasures(ledger, document, reason, person) || !ledger_change_end(ledger))
        return false;
    for (enum ledger_table table = TABLE_DOCUMENTS; table < LEDGER_TABLES; table++)
        if (table != TABLE_ERASURES)
            erase_table(ledger, table, entry);
    sqlite3_stmt *salts = ledger_statement(ledger, "DELETE FROM log_salts WHERE entry IN (SELECT erased FROM erasures WHERE entry = ?1)");
    ledger_bind_int(ledger, salts, 1, entry);
    return ledger_run(ledger, salts);
}

/* A statement outside of transactions whose failure only means that bytes linger until the next one. */
static void tidy(struct ledger *ledger, const char *sql)
{
    if (!ledger_failed(ledger))
        sqlite3_exec(ledger_connection(ledger), sql, NULL, NULL, NULL);
}

bool ledger_erase(struct ledger *ledger, int64_t document, struct str reason, struct str person)
{
    struct buf names, path;
    buf_init(&names, 0);
    buf_init(&path, 0);
    tidy(ledger, "PRAGMA secure_delete = ON");
    bool good = ledger_begin(ledger) && list_files(ledger, document, &names) && erase_rows(ledger, document, reason, person);
    if (good && sqlite3_exec(ledger_connection(ledger), "INSERT INTO search (search) VALUES ('optimize')", NULL, NULL, NULL) != SQLITE_OK) /* words stay in old segments until they are merged */
        good = ledger_fail(ledger);
    good = good && ledger_commit(ledger);
    for (size_t i = 0; good && i + 64 <= names.length; i += 64) {
        char hex[65] = "";
        memcpy(hex, names.at + i, 64);
        evidence_path(ledger, hex, &path);
        unlink(path.at);
    }
    tidy(ledger, "PRAGMA wal_checkpoint(TRUNCATE)");
    tidy(ledger, "PRAGMA secure_delete = OFF");
    buf_release(&names);
    buf_release(&path);
    return good;
}
