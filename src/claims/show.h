/* SPDX-License-Identifier: Apache-2.0 */
/* show.h: what each stage of this room gave, for people, golden tests and newcomers. Spans are in bytes. */
#ifndef CLAIMS_SHOW_H
#define CLAIMS_SHOW_H

#include "base/buf.h"
#include "doc.h"

void claims_show_labels(const struct doc *doc, struct buf *out);       /* index, word, E at a sentence end, name label */
void claims_show_attributions(const struct doc *doc, struct buf *out); /* one block each, indented under its parent */
void claims_show_sentences(const struct doc *doc, struct buf *out);
void claims_show_names(const struct doc *doc, struct buf *out);
void claims_show_own(const struct doc *doc, struct buf *out);

#endif
