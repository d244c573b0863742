/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_numbers.h: what the models of reactions look at of an attribution and one that it may speak of, as small whole numbers. */
#ifndef CLAIMS_REACTION_NUMBERS_H
#define CLAIMS_REACTION_NUMBERS_H

#include "claims/reaction_features.h"

/* The numbers of a pair, in order. Distances are negative where the target stands before the reaction. */
enum pair_number {
    PAIR_KIND, PAIR_DISTANCE, PAIR_SENTENCES, PAIR_LINES, PAIR_WORDS, PAIR_RELATION, PAIR_RANK, PAIR_ABOUT_RANK, PAIR_CHARGE_RANK,
    PAIR_OVERLAP, PAIR_OVERLAP_RANK, PAIR_OWN_OVERLAP, PAIR_CHILD_OVERLAP, PAIR_AROUND_OVERLAP, PAIR_SHARE_OF_TARGET, PAIR_SHARE_OF_REACTION,
    PAIR_SHARED, PAIR_NAMES, PAIR_GROUP, PAIR_ACT, PAIR_REACTION_ACT, PAIR_POINTING, PAIR_WHO, PAIR_NAMES_SPEAKER, PAIR_NESTED, PAIR_PARENT_GROUP,
    PAIR_HAS_CHILD, PAIR_QUOTE, PAIR_NEGATIONS, PAIR_REACTION_NEGATIONS, PAIR_LENGTH, PAIR_REACTION_LENGTH, PAIR_SPEAKER_KNOWN,
    PAIR_REACTOR_KNOWN, PAIR_PLACE, PAIR_COUNT, PAIR_LAST_SPEAKER, PAIR_NUMBERS_DIFFER, PAIR_ACCUSING, PAIR_CLAIM_CUE, PAIR_REQUEST_CUE,
    PAIR_REACTOR_NEAR, PAIR_SPEAKER_NEAR, PAIR_REACTION_NESTED, PAIR_REACTION_HAS_CHILD, PAIR_CHILD_SPEAKER, PAIR_UNTRUE,
    PAIR_NAMED, PAIR_NAMED_AGAINST, PAIR_NAMED_ADDRESSED, PAIR_SAME_NAME, PAIR_NAMES_BY_NAME, PAIR_NAMED_BY_PARENT, PAIR_IN_OWN_WORDS, PAIR_TOPIC,
    PAIR_NUMBERS
};

/* Where the target lies, seen from the reaction: 1 its first child, 2 another child, 3 deeper inside, 4 around it, 5 beside it under the same
 * parent, 6 elsewhere; of a phrase: 7 in it, 8 in its sentence, 9 elsewhere. */
uint8_t reaction_relation(const struct field *field, uint32_t target);

/* How a reaction points back: 4 by a claim noun in the plural, 3 in the singular, 2 a request noun, 1 a pronoun, 0 not at all. */
uint8_t reaction_pointing(const struct views *views, const struct view *by);

/* Fills numbers[PAIR_NUMBERS] for one attribution in the field. */
void reaction_pair_numbers(const struct field *field, uint32_t target, int16_t *numbers);

#endif
