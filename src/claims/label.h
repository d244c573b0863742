/* SPDX-License-Identifier: Apache-2.0 */
/* label.h: the model read over the words of a document: word labels, cues, and the roles of each cue. */
#ifndef CLAIMS_LABEL_H
#define CLAIMS_LABEL_H

#include "job.h"

/* Fills doc->labels (one a word) and doc->attributions (unordered, without parents), and empties doc->pieces and doc->first_pieces. The document is read in parts of some thousand words
 * that end at a line, so that the vectors of one part alone are held; the windows of a part, then its cues, are shared out over
 * job->pool. False after an error. */
bool claims_label(struct job *job);

#endif
