/* SPDX-License-Identifier: Apache-2.0 */
/* notes.h: what persons set beside a document: corrections, evidence, verdicts; as lines for people. */
#ifndef CLI_NOTES_H
#define CLI_NOTES_H

#include "base/buf.h"
#include "ledger/kept.h"

/* Appends all of a document, or of one passage: nothing where there is none. False when the ledger failed. */
bool notes_of_document(struct ledger *ledger, const struct kept *kept, struct buf *out);
bool notes_of_passage(struct ledger *ledger, const struct kept *kept, int64_t passage, struct buf *out);

#endif
