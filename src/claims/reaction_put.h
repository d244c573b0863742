/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_put.h: what reaction_features.c, reaction_numbers.c and reaction_pairs.c share: a feature added, and the small questions both ask. */
#ifndef CLAIMS_REACTION_PUT_H
#define CLAIMS_REACTION_PUT_H

#include "claims/reaction_features.h"

/* Adds the feature of that name and value. */
static inline void put(struct features *out, const char *name, uint32_t value)
{
    uint32_t hash = 2166136261U;
    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619U;
    hash = (hash ^ (value & 0xFFFF)) * 16777619U;
    hash = (hash ^ (value >> 16)) * 16777619U;
    if (out->count < FEATURES)
        out->at[out->count++] = hash ^ hash >> 13;
}

static inline uint32_t bucket(uint32_t n)
{
    return n < 4 ? n : n < 6 ? 4 : n < 9 ? 5 : n < 14 ? 6 : n < 22 ? 7 : n < 40 ? 8 : 9;
}

/* Stances in groups that reactions treat alike. */
static inline uint32_t group_of(const struct attribution *a)
{
    switch ((enum dixit_stance)a->stance) {
    case DIXIT_ACCUSE: return 1;
    case DIXIT_ALLEGE: return 2;
    case DIXIT_CRITICISE: return 3;
    case DIXIT_STATE: case DIXIT_SHOW: return 4;
    case DIXIT_ARGUE: case DIXIT_THINK: case DIXIT_WARN: case DIXIT_PREDICT: case DIXIT_DOUBT: return 5;
    case DIXIT_URGE: case DIXIT_PLEDGE: case DIXIT_DECIDE: case DIXIT_THREATEN: return 6;
    case DIXIT_DENY: case DIXIT_REJECT: return 7;
    case DIXIT_CONFIRM: case DIXIT_SUPPORT: return 8;
    case DIXIT_QUESTION: return 9;
    case DIXIT_STANCES: break;
    }
    return 0;
}

static inline bool about_actor(const struct attribution *a, uint32_t actor)
{
    if (actor == NONE)
        return false;
    if (a->against_actor == actor)
        return true;
    for (uint32_t i = 0; i < a->about.count; i++)
        if (a->about.at[i] == actor)
            return true;
    return false;
}

/* Two-digit summary of the stance: which, and whether negated. */
static inline uint32_t act_of(const struct attribution *a)
{
    return 2U * a->stance + a->negated;
}

static inline bool same_actor(const struct view *a, const struct view *b)
{
    return a->actor != NONE && a->actor == b->actor;
}

/* Do the two contents have numbers, and none of them the same? */
static inline bool numbers_differ(const struct view *a, const struct view *b)
{
    if (a->numbers[0] == 0 || b->numbers[0] == 0)
        return false;
    for (uint32_t i = 0; a->numbers[i] != 0; i++)
        for (uint32_t k = 0; b->numbers[k] != 0; k++)
            if (a->numbers[i] == b->numbers[k])
                return false;
    return true;
}

#endif
