/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_model.h: three small models learned by train/reactions.py, all boosted trees: which kind of reaction an attribution looks like by
 * itself; how likely a reaction speaks of another attribution; and which kind it is, seen together with what it most likely speaks of.
 * Sums are of whole numbers, and chances are made of them by plain arithmetic in one order, so that every machine agrees. */
#ifndef CLAIMS_REACTION_MODEL_H
#define CLAIMS_REACTION_MODEL_H

#include "claims/reaction_numbers.h"
#include "claims/reaction_targets.h"

/* Scores are natural logarithms of odds in units of 1/REACTION_UNIT. */
enum { REACTION_UNIT = 65536, REACTION_OUTPUTS = 1 + DIXIT_REACTION_KINDS };

/* What an attribution looks like by itself: scores of none and of each kind. */
void reaction_model_kind(const struct features *features, int32_t scores[REACTION_OUTPUTS]);

/* May it be a reaction at all, by those scores? Of what may not nothing more is asked. */
bool reaction_model_may(const int32_t scores[REACTION_OUTPUTS]);

/* How likely the target of these numbers is one. */
int32_t reaction_model_target(const int16_t numbers[PAIR_NUMBERS]);

/* The kind, and the chance that it is that: from the scores of reaction_model_kind, the targets found and the engine's own scores
 * (attribution.reacts: all 0 where the model file says nothing of them). */
double reaction_model_settle(const int32_t scores[REACTION_OUTPUTS], const struct targets *targets, const float *reacts, uint8_t *kind);

/* The chance of a score; and of a target's score, made blunter as the trainer found best. */
double reaction_chance(int32_t score);
double reaction_target_chance(int32_t score);

/* The chance, of kind and targets together, from which on something is a reaction. */
double reaction_limit(bool phrase);

#endif
