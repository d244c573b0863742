/* SPDX-License-Identifier: Apache-2.0 */
/* show.h: what each stage of this room gave, for people, golden tests and newcomers. Spans are in bytes. */
#ifndef CLAIMS_SHOW_H
#define CLAIMS_SHOW_H

#include "base/buf.h"
#include "job.h"

void claims_show_labels(struct job *job, struct buf *out);       /* index, word, E at a sentence end, name label */
void claims_show_attributions(struct job *job, struct buf *out); /* one block each, indented under its parent */
void claims_show_sentences(struct job *job, struct buf *out);
void claims_show_names(struct job *job, struct buf *out);
void claims_show_own(struct job *job, struct buf *out);

#endif
