/* SPDX-License-Identifier: Apache-2.0 */
/* claim.h: what the pages of claims share. */
#ifndef SERVE_CLAIM_H
#define SERVE_CLAIM_H

#include "serve/site.h"

/* For statements over memberships m, passages p and versions v: those memberships that hold, a person's newest act on a passage before the program's; and the
 * words of one. */
#define CLAIM_STANDING "m.act < 2 AND m.id = (SELECT x.id FROM memberships x WHERE x.claim = m.claim AND x.passage = m.passage " \
                       "AND coalesce(x.first, 0) = coalesce(m.first, 0) ORDER BY x.act IN (1, 2) DESC, x.id DESC LIMIT 1)"
#define CLAIM_WORDS "CASE WHEN m.first IS NULL THEN p.words ELSE CAST(substr(CAST(v.text AS BLOB), m.first + 1, m.last - m.first) AS TEXT) END"

/* What persons set beside a claim: verdicts with their history, evidence, decisions; and the forms that add to it (page_decide.c). */
bool claim_add_beside(struct buf *out, struct ledger *ledger, int64_t claim);
bool claim_add_forms(struct buf *out, const struct serve *serve, struct ledger *ledger, int64_t claim);

#endif
