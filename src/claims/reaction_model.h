/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_model.h: two small models over hashed features, learned by train/reactions.py: which kind of reaction an attribution is,
 * and how likely it speaks of another. Both are boosted trees. Their sums are whole numbers, and chances are made of them by a
 * table and plain arithmetic in one order, so that every machine agrees. */
#ifndef CLAIMS_REACTION_MODEL_H
#define CLAIMS_REACTION_MODEL_H

#include "claims/reaction_features.h"

/* Scores are natural logarithms of odds in units of 1/REACTION_UNIT. */
enum { REACTION_UNIT = 65536 };

/* The best kind but none, and by how much it beats the best other one, none included (negative when it does not). */
int32_t reaction_model_kind(const struct features *features, uint8_t *kind);

/* How likely the target is one. */
int32_t reaction_model_target(const struct features *features);

/* The chance of a score; and of a target's score, made blunter as the trainer found best. */
double reaction_chance(int32_t score);
double reaction_target_chance(int32_t score);

/* The chance from which on an attribution, or a phrase, is a reaction of that kind. */
double reaction_limit(uint8_t kind, bool phrase);

#endif
