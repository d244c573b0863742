/* SPDX-License-Identifier: Apache-2.0 */
/* reactions.h: what the document says about somebody else's content: who denies it, confirms it, could not check it or gave no answer. */
#ifndef CLAIMS_REACTIONS_H
#define CLAIMS_REACTIONS_H

#include "base/buf.h"
#include "job.h"

/* Fills doc->reactions, in order of their words. Needs words, sentences, attributions with parents, and actors. */
bool claims_find_reactions(struct job *job);

/* Prints one line a reaction: number, kind, who, its words, and the numbers of the attributions that it speaks of. */
void claims_show_reactions(struct job *job, struct buf *out);

#endif
