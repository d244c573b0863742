/* SPDX-License-Identifier: Apache-2.0 */
/* status.h: what became of each attribution in this text, derived from the reactions to it. */
#ifndef CLAIMS_STATUS_H
#define CLAIMS_STATUS_H

#include "base/buf.h"
#include "job.h"

/* Fills doc->statuses, in order of attribution, then of reaction, from doc->reactions and the stances:
 *   disputed     denied or contradicted, of what was put as a fact or view
 *   opposed, backed   denied, confirmed, of a request, plan, wish or decision
 *   confirmed    confirmed by somebody else than its source, of what was put as a fact or view
 *   unverified, unanswered    as the reaction says
 * A status says nothing about what is true and is never shown without the words of its reaction. */
bool claims_derive_status(struct job *job);

/* Whether a reaction without an answer is a refusal to speak ("declined to comment") rather than silence ("did not respond"). */
bool claims_declined(const struct doc *doc, const struct reaction *reaction);

/* Prints one line a status: the attribution's number, the status, the reaction's number and its words. */
void claims_show_status(struct job *job, struct buf *out);

#endif
