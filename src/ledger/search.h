/* SPDX-License-Identifier: Apache-2.0 */
/* search.h: finding passages by their words and by who says them, about whom, when and where. */
#ifndef LEDGER_SEARCH_H
#define LEDGER_SEARCH_H

#include "base/buf.h"
#include "ledger/ledger.h"

/* What is searched of a passage: the columns of the same names. */
struct search_texts {
    struct str words, source, about, against, marks;
};

/* Puts a passage into the index, or takes one out: all its passages are those of a reading. Inside a transaction. */
bool ledger_search_add(struct ledger *ledger, int64_t passage, const struct search_texts *texts);
bool ledger_search_remove(struct ledger *ledger, int64_t passage);
bool ledger_search_remove_reading(struct ledger *ledger, int64_t reading);

/* What is asked for; all zero asks for everything. */
struct search {
    const char *words;                    /* words, "phrases" and prefix*; all must be found; -word must not */
    const char *source, *about, *against; /* names; NULL: anybody */
    bool second_hand;                     /* with source: also what others put in that mouth */
    uint32_t stances, statuses;           /* one bit each; 0: any */
    const char *outlet;
    bool has_since, has_until, has_said;
    int64_t since, until, said;           /* days: published from, to; said from */
    bool own;                             /* also sentences in outlets' own voice */
    uint64_t skip, limit;
};

/* One passage that was found. */
struct search_hit {
    int64_t passage, document, version, reading;
    uint32_t kind, number, state;
    struct str snippet; /* its words; those that were asked for between U+0002 and U+0003 */
};

typedef bool search_take(void *context, const struct search_hit *hit); /* false stops */

/* Gives the hits one by one, the best first (rank.h); without words, the newest first. Of more than SEARCH_COUNTED the SEARCH_RANKED that were added last come so, and
 * after them the rest, the last added first. `total` (may be NULL) gets how many there are, or, past SEARCH_COUNTED, that number + 1. False when the ledger failed or
 * what was asked for makes no sense (ledger_error says so). */
enum { SEARCH_COUNTED = 10000, SEARCH_RANKED = 2000 };
bool ledger_search(struct ledger *ledger, const struct search *search, search_take *take, void *context, uint64_t *total);

/* What an answer rests on. */
struct coverage {
    uint64_t documents, read, not_english, without_text, other, undated, erased;
};
bool ledger_coverage(struct ledger *ledger, struct coverage *coverage);

/* "2,588 of 3,000 documents read; 401 not English; 11 without text; 73 undated" */
void ledger_show_coverage(const struct coverage *coverage, struct buf *out);

#endif
