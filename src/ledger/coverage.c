/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer rests on: how many documents were met, and why some of them say nothing here. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/search.h"

bool ledger_coverage(struct ledger *ledger, struct coverage *coverage)
{
    *coverage = (struct coverage){0};
    coverage->read = (uint64_t)ledger_number(ledger, "SELECT count(*) FROM derived_heads h JOIN documents d ON d.id = h.document WHERE d.name IS NOT NULL", 0);
    coverage->erased = (uint64_t)ledger_number(ledger, "SELECT count(*) FROM documents WHERE name IS NULL", 0);
    coverage->undated = (uint64_t)ledger_number(ledger, "SELECT (SELECT count(*) FROM derived_heads) - (SELECT count(*) FROM versions v JOIN derived_heads h ON h.version = v.id WHERE v.day IS NOT NULL)", 0);
    uint64_t foreign = (uint64_t)ledger_number(ledger, "SELECT count(*) FROM versions v JOIN derived_heads h ON h.version = v.id "
                                                       "WHERE v.language IS NOT NULL AND lower(substr(v.language, 1, 2)) <> 'en'", 0);
    uint64_t rejected[3] = {0};
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT kind, count(*) FROM rejects GROUP BY kind");
    while (ledger_step(ledger, row))
        if (sqlite3_column_int(row, 0) >= 0 && sqlite3_column_int(row, 0) < 3)
            rejected[sqlite3_column_int(row, 0)] = (uint64_t)sqlite3_column_int64(row, 1);
    coverage->other = rejected[0];
    coverage->not_english = rejected[1] + foreign;
    coverage->read -= foreign; /* read they were, but not in their language */
    coverage->without_text = rejected[2];
    coverage->documents = coverage->read + coverage->erased + coverage->other + coverage->not_english + coverage->without_text;
    return !ledger_failed(ledger);
}

static void put_part(struct buf *out, uint64_t number, const char *what)
{
    if (number == 0)
        return;
    buf_add_text(out, "; ");
    buf_add_grouped(out, number);
    buf_add_text(out, what);
}

void ledger_show_coverage(const struct coverage *coverage, struct buf *out)
{
    buf_add_grouped(out, coverage->read);
    buf_add_text(out, " of ");
    buf_add_grouped(out, coverage->documents);
    buf_add_text(out, coverage->documents == 1 ? " document read" : " documents read");
    put_part(out, coverage->not_english, " not English");
    put_part(out, coverage->without_text, " without text");
    put_part(out, coverage->other, " that could not be read");
    put_part(out, coverage->erased, " erased");
    put_part(out, coverage->undated, " undated");
}
