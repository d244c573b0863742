/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_model.h"

#include "claims/reaction_kinds_table.h"
#include "claims/reaction_targets_table.h"

enum {
    OUTPUTS = 1 + DIXIT_REACTION_KINDS, /* none, then the kinds */
    KIND_KEYS = sizeof reaction_kinds_keys / sizeof *reaction_kinds_keys,
    TARGET_KEYS = sizeof reaction_targets_keys / sizeof *reaction_targets_keys,
    STEPS = 64, /* no tree is so deep */
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

/* Marks the keys that are among the features; `there` has one byte a key, zeroed. */
static void mark(const struct features *features, const uint32_t *keys, uint32_t count, uint8_t *there)
{
    for (uint32_t i = 0; i < features->count; i++) {
        uint32_t key = find_key(keys, count, features->at[i]);
        if (key != NONE)
            there[key] = 1;
    }
}

/* The value of the leaf where a tree ends: each node names a key, then where to go without and with it. */
static int32_t walk(const int32_t (*nodes)[3], uint32_t root, const uint8_t *there)
{
    const int32_t *node = nodes[root];
    for (uint32_t step = 0; node[0] >= 0 && step < STEPS; step++)
        node = nodes[node[there[node[0]] ? 2 : 1]];
    return node[1];
}

int32_t reaction_model_kind(const struct features *features, uint8_t *kind)
{
    uint8_t there[KIND_KEYS] = {0};
    int32_t scores[OUTPUTS] = {0}, other = INT32_MIN;
    uint32_t best = 1;
    mark(features, reaction_kinds_keys, KIND_KEYS, there);
    for (uint32_t r = 0; r < sizeof reaction_kinds_roots / sizeof *reaction_kinds_roots; r++)
        scores[r % OUTPUTS] += walk(reaction_kinds_nodes, reaction_kinds_roots[r], there);
    for (uint32_t k = 2; k < OUTPUTS; k++)
        if (scores[k] > scores[best])
            best = k;
    for (uint32_t k = 0; k < OUTPUTS; k++)
        if (k != best && scores[k] > other)
            other = scores[k];
    *kind = (uint8_t)(best - 1);
    return scores[best] - other;
}

int32_t reaction_model_target(const struct features *features)
{
    uint8_t there[TARGET_KEYS] = {0};
    int32_t sum = 0;
    mark(features, reaction_targets_keys, TARGET_KEYS, there);
    for (uint32_t r = 0; r < sizeof reaction_targets_roots / sizeof *reaction_targets_roots; r++)
        sum += walk(reaction_targets_nodes, reaction_targets_roots[r], there);
    return sum;
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

double reaction_limit(uint8_t kind, bool phrase)
{
    return reaction_kinds_limits[kind + (phrase ? DIXIT_REACTION_KINDS : 0)] / (double)REACTION_UNIT;
}
