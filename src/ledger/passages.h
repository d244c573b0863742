/* SPDX-License-Identifier: Apache-2.0 */
/* passages.h: what of a document may carry a claim, and how it puts it. */
#ifndef LEDGER_PASSAGES_H
#define LEDGER_PASSAGES_H

#include "ledger/stories.h"

/* Fills story->passages from the document, whose text and tokens the story has, in order of their start. */
bool passages_find(struct stories *stories, const struct doc *doc, struct story *story);

#endif
