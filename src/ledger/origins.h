/* SPDX-License-Identifier: Apache-2.0 */
/* origins.h: who stands behind a claim of his own knowledge, however many pass it on.
 *
 * Of each passage that carries the claim the ultimate source is taken, from whatever outlet or go-between it came; names of one person or body are one; outlets
 * that pass it on, copies and unnamed people do not count by themselves. Where nobody is named, the unnamed sources of the outlet that the documents
 * credit most are one origin, and the outlet itself where it names none. A second origin and each further one must be named in texts of two families
 * (copies.h), or be alone in a text of its own that has no source in common with the others: rather too few than too many. */
#ifndef LEDGER_ORIGINS_H
#define LEDGER_ORIGINS_H

#include "ledger/trace.h"

/* Fills trail->origins and trail->earliest. Names live in stories->memory. */
bool origins_find(struct stories *stories, const struct copies *copies, const struct claim *claim, struct trail *trail);

/* Do two names mean one person or body, as far as names tell: one's words are the other's, or their last words are the same? */
bool origins_same(struct str a, struct str b);

#endif
