/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_model.h"

#include "claims/reaction_kinds_table.h"
#include "claims/reaction_settle_table.h"
#include "claims/reaction_targets_table.h"
#include "claims/scores.h"

enum {
    KIND_KEYS = sizeof reaction_kinds_keys / sizeof *reaction_kinds_keys,
    STEPS = 64,       /* no tree is so deep */
    SMALL = 64,       /* what is settled by is in units of 1/1024 */
    OWN = 18,         /* numbers to settle by, before those of the pair */
    LEAST = -20 * 1024,
};

static uint32_t find_key(const uint32_t *keys, uint32_t count, uint32_t key)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && keys[low] == key ? low : NONE;
}

/* Marks the keys that are among the features; `there` has one number a key, zeroed. */
static void mark(const struct features *features, const uint32_t *keys, uint32_t count, int32_t *there)
{
    for (uint32_t i = 0; i < features->count; i++) {
        uint32_t key = find_key(keys, count, features->at[i]);
        if (key != NONE)
            there[key] = 1;
    }
}

/* The value of the leaf where a tree ends: each node names a number, a limit, and where to go up to it and above it. */
static int32_t walk(const int32_t (*nodes)[4], uint32_t root, const int32_t *numbers)
{
    const int32_t *node = nodes[root];
    for (uint32_t step = 0; node[0] >= 0 && step < STEPS; step++)
        node = nodes[node[numbers[node[0]] <= node[1] ? 2 : 3]];
    return node[1];
}

void reaction_model_kind(const struct features *features, int32_t scores[REACTION_OUTPUTS])
{
    int32_t there[KIND_KEYS] = {0};
    mark(features, reaction_kinds_keys, KIND_KEYS, there);
    for (uint32_t k = 0; k < REACTION_OUTPUTS; k++)
        scores[k] = 0;
    for (uint32_t r = 0; r < sizeof reaction_kinds_roots / sizeof *reaction_kinds_roots; r++)
        scores[r % REACTION_OUTPUTS] += walk(reaction_kinds_nodes, reaction_kinds_roots[r], there);
}

static int32_t best_kind(const int32_t scores[REACTION_OUTPUTS])
{
    int32_t best = scores[1];
    for (uint32_t k = 2; k < REACTION_OUTPUTS; k++)
        best = scores[k] > best ? scores[k] : best;
    return best;
}

bool reaction_model_may(const int32_t scores[REACTION_OUTPUTS])
{
    return best_kind(scores) - scores[0] > reaction_kinds_limits[0];
}

int32_t reaction_model_target(const int16_t numbers[PAIR_NUMBERS])
{
    int32_t all[PAIR_NUMBERS], sum = 0;
    for (uint32_t i = 0; i < PAIR_NUMBERS; i++)
        all[i] = numbers[i];
    for (uint32_t r = 0; r < sizeof reaction_targets_roots / sizeof *reaction_targets_roots; r++)
        sum += walk(reaction_targets_nodes, reaction_targets_roots[r], all);
    return sum;
}

/* In units of 1/1024, rounded down, never below LEAST. */
static int32_t small_score(int32_t score)
{
    int32_t low = score < 0 ? -((SMALL - 1 - score) / SMALL) : score / SMALL;
    return low < LEAST ? LEAST : low;
}

/* Chances of scores: a softmax in one order. Returns the likeliest kind, none left out. */
static uint8_t soften(const float scores[REACTION_OUTPUTS], float chances[REACTION_OUTPUTS])
{
    float top = scores[0], sum = 0;
    uint8_t best = 1;
    for (uint8_t k = 1; k < REACTION_OUTPUTS; k++) {
        top = scores[k] > top ? scores[k] : top;
        best = scores[k] > scores[best] ? k : best;
    }
    for (uint32_t k = 0; k < REACTION_OUTPUTS; k++)
        sum += chances[k] = score_exp(scores[k] - top);
    for (uint32_t k = 0; k < REACTION_OUTPUTS; k++)
        chances[k] /= sum;
    return (uint8_t)(best - 1);
}

/* What is settled by, in the order of train/reactions.py. */
static void settle_numbers(const int32_t scores[REACTION_OUTPUTS], const struct targets *targets, int32_t *numbers)
{
    float plain[REACTION_OUTPUTS], chances[REACTION_OUTPUTS];
    for (uint32_t k = 0; k < REACTION_OUTPUTS; k++)
        plain[k] = (float)scores[k] / REACTION_UNIT;
    soften(plain, chances);
    for (uint32_t k = 1; k < REACTION_OUTPUTS; k++)
        numbers[k - 1] = small_score(scores[k] - scores[0]);
    numbers[5] = small_score(best_kind(scores) - scores[0]);
    for (uint32_t i = 0; i < 3; i++)
        numbers[6 + i] = small_score(targets->best[i]);
    numbers[9] = small_score(targets->best_before);
    numbers[10] = (int32_t)(targets->chance * 1024);
    numbers[11] = (int32_t)targets->count;
    for (uint32_t k = 0; k < REACTION_OUTPUTS; k++)
        numbers[12 + k] = (int32_t)(chances[k] * 10000);
    for (uint32_t i = 0; i < PAIR_NUMBERS; i++)
        numbers[OWN + i] = targets->numbers[i];
}

double reaction_model_settle(const int32_t scores[REACTION_OUTPUTS], const struct targets *targets, const float *reacts, uint8_t *kind)
{
    int32_t numbers[OWN + PAIR_NUMBERS], sums[REACTION_OUTPUTS] = {0};
    float weight = (float)reaction_settle_limits[2] / REACTION_UNIT, all[REACTION_OUTPUTS], chances[REACTION_OUTPUTS];
    settle_numbers(scores, targets, numbers);
    for (uint32_t r = 0; r < sizeof reaction_settle_roots / sizeof *reaction_settle_roots; r++)
        sums[r % REACTION_OUTPUTS] += walk(reaction_settle_nodes, reaction_settle_roots[r], numbers);
    for (uint32_t k = 0; k < REACTION_OUTPUTS; k++)
        all[k] = (float)sums[k] / REACTION_UNIT + weight * (reacts[k] - reacts[0]);
    *kind = soften(all, chances);
    return (double)chances[*kind + 1];
}

double reaction_chance(int32_t score)
{
    static const uint32_t table[] = { /* 65536 / (1 + exp(-x)) for x from -12 to 12 in steps of 1/4 */
    0, 1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 13, 17,
    22, 28, 36, 47, 60, 77, 98, 126, 162, 208, 267, 342, 439, 562, 720, 922,
    1179, 1506, 1921, 2446, 3108, 3938, 4971, 6249, 7812, 9702, 11955, 14595, 17625, 21025, 24743, 28693,
    32768, 36843, 40793, 44511, 47911, 50941, 53581, 55834, 57724, 59287, 60565, 61598, 62428, 63090, 63615, 64030,
    64357, 64614, 64816, 64974, 65097, 65194, 65269, 65328, 65374, 65410, 65438, 65459, 65476, 65489, 65500, 65508,
    65514, 65519, 65523, 65526, 65528, 65530, 65531, 65532, 65533, 65534, 65534, 65535, 65535, 65535, 65535, 65535,
    65536,
    };
    const int32_t most = 12 * REACTION_UNIT - 1, step = REACTION_UNIT / 4;
    int32_t x = (score > most ? most : score < -most ? -most : score) + 12 * REACTION_UNIT;
    const int32_t at = x / step;
    double low = table[at], high = table[at + 1];
    return (low + (high - low) * ((double)(x % step) / step)) / 65536.0;
}

double reaction_target_chance(int32_t score)
{
    int64_t blunt = (int64_t)score * reaction_targets_limits[0] / REACTION_UNIT + reaction_targets_limits[1];
    const int64_t most = 100 * (int64_t)REACTION_UNIT;
    return reaction_chance((int32_t)(blunt > most ? most : blunt < -most ? -most : blunt));
}

double reaction_limit(bool phrase)
{
    return reaction_settle_limits[phrase] / (double)REACTION_UNIT;
}
