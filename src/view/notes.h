/* SPDX-License-Identifier: Apache-2.0 */
/* notes.h: what persons set beside a document: corrections, evidence, verdicts; as lines for people. */
#ifndef VIEW_NOTES_H
#define VIEW_NOTES_H

#include "base/buf.h"
#include "ledger/kept.h"

/* Appends all of a document, or of one passage: nothing where there is none. False when the ledger failed. */
bool notes_of_document(struct ledger *ledger, const struct kept *kept, struct buf *out);
bool notes_of_passage(struct ledger *ledger, const struct kept *kept, int64_t passage, struct buf *out);

/* Corrections alone, one a line: those of one row (`kind` and `number` as in struct cited), oldest first; those whose words the newest reading does not have. */
bool notes_of_row(struct ledger *ledger, const struct kept *kept, uint32_t kind, uint32_t number, struct buf *out);
bool notes_of_orphans(struct ledger *ledger, const struct kept *kept, struct buf *out);
/* Evidence for a document, and verdicts on a passage, the same way. */
bool notes_of_evidence(struct ledger *ledger, int64_t document, struct buf *out);
bool notes_of_verdicts(struct ledger *ledger, int64_t passage, struct buf *out);

#endif
