/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_targets.h: which attributions a reaction speaks of. */
#ifndef CLAIMS_REACTION_TARGETS_H
#define CLAIMS_REACTION_TARGETS_H

#include "claims/reaction_numbers.h"

enum { REACTION_TARGETS = 8 };

struct targets {
    double chance;                 /* that at least half of it is right (F1 0.5) */
    uint32_t count;                /* 0 when there is none to choose from */
    uint32_t at[REACTION_TARGETS]; /* attributions, in order */
    int32_t best[3];               /* the highest scores (reaction_model.h); INT32_MIN / 2 where there are fewer */
    int32_t best_before;           /* the highest of those that stand before the reaction */
    int16_t numbers[PAIR_NUMBERS]; /* of the likeliest */
};

/* Scores the attributions within reach (learned, reaction_model.h) and takes as many of the likeliest as make it likeliest that at least half
 * is right: "these claims" speaks of many, and of which exactly is seldom sure. */
void reaction_targets_find(const struct views *views, const struct view *by, uint8_t kind, struct targets *out);

#endif
