/* SPDX-License-Identifier: Apache-2.0 */
#include "view/notes.h"

#include <string.h>
#include <time.h>

#include "view/safe.h"

static void put_text(struct buf *out, struct str text)
{
    if (text.at != NULL)
        safe_add(out, text, true);
}

static void put_day(struct buf *out, int64_t seconds)
{
    char text[32] = "";
    struct tm parts;
    time_t moment = (time_t)seconds;
    if (gmtime_r(&moment, &parts) != NULL)
        strftime(text, sizeof text, "%Y-%m-%d", &parts);
    buf_add_text(out, text);
}

/* ", signed by NAME on DAY" */
static void put_signed(struct buf *out, struct str person, bool is_signed, int64_t at)
{
    buf_add_text(out, person.at != NULL ? (is_signed ? "; signed by " : "; by ") : is_signed ? "; signed" : "");
    put_text(out, person);
    buf_add_text(out, ", ");
    put_day(out, at);
    buf_add_char(out, '\n');
}

/* One correction: "a#3 corrected: actor is Anna Lind (the text says so); signed by P, 2026-01-04" */
static void put_correction(sqlite3_stmt *row, const struct kept *kept, struct buf *out)
{
    const char *field = correction_field_name((enum correction_field)sqlite3_column_int(row, 2));
    struct str value = ledger_column(row, 3), why = ledger_column(row, 4);
    put_text(out, (struct str){kept->doc.origin.id, strlen(kept->doc.origin.id)});
    buf_add_format(out, "#%s%d ", sqlite3_column_int(row, 0) == 1 ? "o" : "", sqlite3_column_int(row, 1));
    buf_add_text(out, sqlite3_column_type(row, 8) == SQLITE_NULL ? "(orphan: not found in the newest reading) " : "");
    buf_add_text(out, field != NULL ? field : "?");
    if (value.at != NULL) {
        buf_add_text(out, ": ");
        put_text(out, value);
    }
    if (why.at != NULL) {
        buf_add_text(out, " (");
        put_text(out, why);
        buf_add_char(out, ')');
    }
    put_signed(out, ledger_column(row, 5), sqlite3_column_type(row, 6) != SQLITE_NULL, sqlite3_column_int64(row, 7));
}

static void put_verdict(sqlite3_stmt *row, struct buf *out)
{
    buf_add_text(out, sqlite3_column_int(row, 5) != 0 ? "earlier verdict, superseded: " : "verdict: ");
    put_text(out, ledger_column(row, 0));
    struct str reasons = ledger_column(row, 1);
    if (reasons.at != NULL) {
        buf_add_text(out, ": ");
        put_text(out, reasons);
    }
    put_signed(out, ledger_column(row, 2), sqlite3_column_type(row, 3) != SQLITE_NULL, sqlite3_column_int64(row, 4));
}

/* Those of one row (`number` 0: of all rows of the document's reading that was loaded, and those that became orphans); or the orphans alone. One a line. */
static bool put_corrections(struct ledger *ledger, const struct kept *kept, uint32_t kind, uint32_t number, bool orphans, const char *heading, struct buf *out)
{
    sqlite3_stmt *row = ledger_statement(ledger,
        "SELECT p.kind, p.number, c.field, c.value, c.why, c.person, c.signature, c.at, c.result FROM corrections c JOIN passages p ON p.id = c.passage "
        "WHERE c.document = ?1 AND (p.reading = ?2 OR c.result IS NULL) AND (?4 = 0 OR (p.kind = ?3 AND p.number = ?4 AND c.result IS NOT NULL)) AND (?5 = 0 OR c.result IS NULL) ORDER BY c.id");
    ledger_bind_int(ledger, row, 1, kept->document);
    ledger_bind_int(ledger, row, 2, kept->reading);
    ledger_bind_int(ledger, row, 3, kind);
    ledger_bind_int(ledger, row, 4, number);
    ledger_bind_int(ledger, row, 5, orphans);
    bool any = false;
    while (ledger_step(ledger, row)) {
        if (!any && heading != NULL)
            buf_add_text(out, heading);
        any = true;
        buf_add_text(out, heading != NULL ? "  " : "");
        put_correction(row, kept, out);
    }
    return !ledger_failed(ledger);
}

bool notes_of_row(struct ledger *ledger, const struct kept *kept, uint32_t kind, uint32_t number, struct buf *out)
{
    return put_corrections(ledger, kept, kind, number, false, NULL, out);
}

bool notes_of_orphans(struct ledger *ledger, const struct kept *kept, struct buf *out)
{
    return put_corrections(ledger, kept, 0, 0, true, NULL, out);
}

static bool put_evidence(struct ledger *ledger, int64_t document, const char *heading, struct buf *out)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT sha256, origin, how, got FROM evidence WHERE document = ?1 ORDER BY id");
    ledger_bind_int(ledger, row, 1, document);
    bool any = false;
    while (ledger_step(ledger, row)) {
        if (!any && heading != NULL)
            buf_add_text(out, heading);
        any = true;
        buf_add_text(out, heading != NULL ? "  " : "");
        put_text(out, ledger_column(row, 1));
        buf_add_text(out, " (SHA-256 ");
        put_text(out, ledger_column(row, 0));
        buf_add_text(out, "), ");
        put_day(out, sqlite3_column_int64(row, 3));
        buf_add_char(out, '\n');
    }
    return !ledger_failed(ledger);
}

bool notes_of_document(struct ledger *ledger, const struct kept *kept, struct buf *out)
{
    return put_corrections(ledger, kept, 0, 0, false, "Corrections:\n", out) && put_evidence(ledger, kept->document, "Evidence:\n", out);
}

bool notes_of_evidence(struct ledger *ledger, int64_t document, struct buf *out)
{
    return put_evidence(ledger, document, NULL, out);
}

/* Whichever of the passage's forms they were given for. */
bool notes_of_verdicts(struct ledger *ledger, int64_t passage, struct buf *out)
{
    sqlite3_stmt *row = ledger_statement(ledger,
        "WITH RECURSIVE forms (id) AS (SELECT ?1 UNION SELECT p.corrects FROM forms f JOIN passages p ON p.id = f.id WHERE p.corrects IS NOT NULL "
        "UNION SELECT c.passage FROM forms f JOIN carried c ON c.becomes = f.id) "
        "SELECT v.verdict, v.reasons, v.person, v.signature, v.at, EXISTS (SELECT 1 FROM verdicts w WHERE w.supersedes = v.id) FROM verdicts v JOIN forms f ON v.passage = f.id ORDER BY v.id");
    ledger_bind_int(ledger, row, 1, passage);
    while (ledger_step(ledger, row))
        put_verdict(row, out);
    return !ledger_failed(ledger);
}

bool notes_of_passage(struct ledger *ledger, const struct kept *kept, int64_t passage, struct buf *out)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT kind, number FROM passages WHERE id = ?1");
    ledger_bind_int(ledger, row, 1, passage);
    if (!ledger_step(ledger, row))
        return !ledger_failed(ledger);
    uint32_t kind = (uint32_t)sqlite3_column_int(row, 0), number = (uint32_t)sqlite3_column_int(row, 1);
    if (!put_corrections(ledger, kept, kind, number, false, "Corrections:\n", out))
        return false;
    return notes_of_verdicts(ledger, passage, out);
}
