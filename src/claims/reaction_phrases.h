/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_phrases.h: phrases that react though no attribution holds them, such as "could not be independently verified". */
#ifndef CLAIMS_REACTION_PHRASES_H
#define CLAIMS_REACTION_PHRASES_H

#include "claims/reaction_words.h"

struct phrase {
    uint8_t kind;         /* enum dixit_reaction_kind */
    uint32_t first, last; /* words, both included */
};

struct phrases {
    struct phrase *at;
    uint32_t count, room;
};

/* Finds the patterns of data/reaction-phrases.txt, each inside one sentence; where two meet the one that begins first stays, of those the
 * longest. In order; the list lives in job->scratch. False when it gave out. */
bool reaction_phrases_find(struct job *job, const struct reaction_words *words, struct phrases *out);

#endif
