/* SPDX-License-Identifier: Apache-2.0 */
/* carry.h: what was said of an older reading, found again in a newer one: exactly, or not at all. */
#ifndef LEDGER_CARRY_H
#define LEDGER_CARRY_H

#include "ledger/ledger.h"

/* Notes for every passage of a document's older reading where its words stand in the newer one's text and which passage there has just those words, and
 * repeats on it what persons corrected; what is not found becomes an orphan. Words that occur several times are found only when they
 * occur as often in both texts: then the n-th is the n-th. Inside a change. */
bool ledger_carry(struct ledger *ledger, int64_t document, int64_t older, int64_t newer);

/* Is the reading the same as this JSON, but for where the document came from? */
bool ledger_has_reading(struct ledger *ledger, int64_t reading, struct str json);

/* The passage of its document's current reading that a passage became, corrected as persons did: itself when it is current. 0 when it is an orphan, erased or
 * withdrawn as not said. */
int64_t ledger_current_passage(struct ledger *ledger, int64_t passage);

/* The same, and by how many bytes its words moved to there; `by` is 0 when there is none. */
int64_t ledger_moved_passage(struct ledger *ledger, int64_t passage, int64_t *by);

/* Makes it a function of SQL on this connection, current_passage(ID). */
bool ledger_offer_current_passage(struct ledger *ledger);

#endif
