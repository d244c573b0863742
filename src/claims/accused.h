/* SPDX-License-Identifier: Apache-2.0 */
/* accused.h: the party that an accusation goes against, and whom words are for, by the pattern of the cue. */
#ifndef CLAIMS_ACCUSED_H
#define CLAIMS_ACCUSED_H

#include "claims/roles.h"
#include "job.h"

/* Looks at the words round each accusation and criticism (data/accusing.txt): "accused HOLT of", "blamed it on HOLT", and before a passive,
 * "HOLT was accused of". Sets `against` where the pattern fits: where the engine found nobody, or only a part of those words.
 * Likewise `addressee` of what somebody is told or asked: before a passive ("HOLT was told"), whomever the engine found, and behind the cue where
 * it found nobody and the words could be somebody. */
bool claims_find_accused(struct job *job);

/* Is the head of these words, five at most, somebody who can speak: a name of a person or body, or a noun of people, offices or bodies? */
bool claims_may_speak(const struct doc *doc, struct run run);

#endif
