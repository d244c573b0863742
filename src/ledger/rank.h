/* SPDX-License-Identifier: Apache-2.0 */
/* rank.h: how near a passage is to the words of a search: a function of FTS5 that a search names as its rank.
 *
 *     … WHERE search MATCH '…' AND search.rank MATCH 'dixit_rank(2, 81204)' ORDER BY search.rank LIMIT 20
 *
 * It is BM25 (Robertson and Zaragoza 2009, k1 1.2, b 0.75) over the first phrases of the expression alone, those of the words that somebody looks for;
 * phrases that only choose (labels, outlets, what is left out) are not looked at. Words count whole, names of the source half; a passage's length is that of its
 * words. How rare a phrase is, is counted exactly for up to RANK_COUNTED passages and beyond that estimated from how soon that many were found; of a
 * single phrase it makes no difference and is not counted. */
#ifndef LEDGER_RANK_H
#define LEDGER_RANK_H

#include <sqlite3.h>
#include <stdbool.h>

enum { RANK_COUNTED = 4096 };

/* Makes `dixit_rank(PHRASES, LAST)` known to a connection: how many phrases of the expression count, and the greatest rowid of the index. False when memory gave out
 * or SQLite has no FTS5. */
bool rank_register(sqlite3 *db);

#endif
