/* SPDX-License-Identifier: Apache-2.0 */
/* sentences.h: sentences, names, and what the outlet tells in its own voice, from the word labels. */
#ifndef CLAIMS_SENTENCES_H
#define CLAIMS_SENTENCES_H

#include "job.h"

/* Sentences from the labelled ends; a line end always ends one. */
bool claims_find_sentences(struct job *job);

/* Runs of words labelled as one name. Empties doc->labels. */
bool claims_find_names(struct job *job);

/* What no attribution covers: each sentence that has words outside every source, cue and content, or the parts of it that are left.
 * A part of fewer than three words of letters is left out, as it is what stands between a cue and its content. */
bool claims_find_own(struct job *job);

#endif
