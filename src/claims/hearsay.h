/* SPDX-License-Identifier: Apache-2.0 */
/* hearsay.h: small decisions about hearsay that the engine gets wrong too often, by rule on what it found. */
#ifndef CLAIMS_HEARSAY_H
#define CLAIMS_HEARSAY_H

#include "job.h"

/* Mends the attributions that claims_label found, before they are ordered and nested:
 *   - an adverb of hearsay ("allegedly") is a cue of its own, to nobody, and its content is the clause around it; a longer cue gives it up
 *   - a cue that is one word for a deed ("expelled"), with a bare object, is no attribution
 *   - what is said round an inserted "she said" goes on behind it: "The port, she said, burned" is one content in two pieces
 *   - a headline whose end or beginning is a speaker before or behind a colon ("Port burned: harbour master") is what the speaker says
 * The words are those of data/hearsay.txt; decisions by rule, measured by tools/hearsay.py. */
bool claims_mend_hearsay(struct job *job);

#endif
