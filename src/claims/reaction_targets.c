/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_targets.h"

#include "claims/reaction_model.h"

#include <string.h>

enum { WEIGHED = 24, NOTHING = INT32_MIN / 2 }; /* the likeliest; the others are never right */

struct choice {
    uint32_t target;
    int32_t score;
};

/* Keeps the likeliest, the surest first, the earlier one of equals. */
static void keep(struct choice *list, uint32_t *count, struct choice choice)
{
    uint32_t place = *count;
    while (place > 0 && list[place - 1].score < choice.score)
        place--;
    if (place == WEIGHED)
        return;
    for (uint32_t i = *count < WEIGHED ? *count : WEIGHED - 1; i > place; i--)
        list[i] = list[i - 1];
    list[place] = choice;
    *count += *count < WEIGHED;
}

/* The chances that 0 … count of independent things happen. */
static void count_chances(const double *chances, uint32_t count, double *out)
{
    out[0] = 1;
    for (uint32_t n = 0; n < count; n++) {
        out[n + 1] = 0;
        for (uint32_t i = n + 1; i > 0; i--)
            out[i] = out[i] * (1 - chances[n]) + out[i - 1] * chances[n];
        out[0] = out[0] * (1 - chances[n]);
    }
}

/* How likely it is that the first `taken` are at least half right: 4 × hits ≥ taken + all that should be there. */
static double chance_of(const double *chances, uint32_t count, uint32_t taken)
{
    double hits[WEIGHED + 1], missed[WEIGHED + 1], sum = 0;
    count_chances(chances, taken, hits);
    count_chances(chances + taken, count - taken, missed);
    for (uint32_t i = 1; i <= taken; i++)
        for (uint32_t k = 0; k <= count - taken && 4 * i >= i + k + taken; k++)
            sum += hits[i] * missed[k];
    return sum;
}

void reaction_targets_find(const struct views *views, const struct view *by, uint8_t kind, struct targets *out)
{
    struct field field;
    struct choice list[WEIGHED] = {0};
    double chances[WEIGHED] = {0};
    uint32_t count = 0;
    *out = (struct targets){.best = {NOTHING, NOTHING, NOTHING}, .best_before = NOTHING};
    reaction_field_make(&field, views, by, kind);
    for (uint32_t i = field.from; i < field.to; i++) {
        if (!field.may[i - field.from])
            continue;
        int16_t numbers[PAIR_NUMBERS];
        reaction_pair_numbers(&field, i, numbers);
        struct choice choice = {i, reaction_model_target(numbers)};
        if (count == 0 || choice.score > list[0].score)
            memcpy(out->numbers, numbers, sizeof numbers);
        if (i < by->place && choice.score > out->best_before)
            out->best_before = choice.score;
        keep(list, &count, choice);
    }
    for (uint32_t i = 0; i < count; i++) {
        chances[i] = reaction_target_chance(list[i].score);
        if (i < sizeof out->best / sizeof *out->best)
            out->best[i] = list[i].score;
    }
    for (uint32_t taken = 1; taken <= count && taken <= REACTION_TARGETS; taken++) {
        double chance = chance_of(chances, count, taken);
        if (taken == 1 || chance > out->chance + 1e-9) {
            out->chance = chance;
            out->count = taken;
        }
    }
    for (uint32_t i = 0; i < out->count; i++) { /* in order of the text */
        uint32_t place = i;
        for (; place > 0 && out->at[place - 1] > list[i].target; place--)
            out->at[place] = out->at[place - 1];
        out->at[place] = list[i].target;
    }
}
