/* SPDX-License-Identifier: Apache-2.0 */
/* A label "goes on" has two labels before it that are legal; every other label follows the best one, whatever that is. So a word
 * takes one look for the best label and one for each kind. Scores need no logarithm: what they lack to one is the same for all
 * labels of a word, and each reading has one label a word. */
#include "claims/name_labels.h"

#include <string.h>

static uint8_t best_of(const float *sums)
{
    uint8_t best = 0;
    for (uint8_t k = 1; k < NAME_LABELS; k++)
        if (sums[k] > sums[best])
            best = k;
    return best;
}

void claims_decode_names(const float *scores, uint32_t stride, uint32_t count, uint8_t *labels)
{
    uint8_t before[NAME_WORDS][1 + DIXIT_NAME_KINDS]; /* [0]: before any label but "goes on"; [1 + kind]: before that of the kind */
    float sums[NAME_LABELS];
    memset(labels, 0, count);
    count = count < NAME_WORDS ? count : NAME_WORDS;
    if (count == 0)
        return;
    memcpy(sums, scores, sizeof sums);
    for (uint8_t k = 2; k < NAME_LABELS; k += 2)
        sums[k] = -1e30f; /* nothing goes on at the start */
    for (uint32_t i = 1; i < count; i++) {
        const float *word = scores + (size_t)i * stride;
        uint8_t best = best_of(sums);
        float most = sums[best];
        before[i][0] = best;
        for (uint8_t k = 2; k < NAME_LABELS; k += 2) {
            uint8_t from = sums[k] > sums[k - 1] ? k : (uint8_t)(k - 1);
            before[i][k / 2] = from;
            sums[k] = sums[from] + word[k];
            sums[k - 1] = most + word[k - 1];
        }
        sums[0] = most + word[0];
    }
    uint8_t label = best_of(sums);
    for (uint32_t i = count; i-- > 0;) {
        labels[i] = label;
        if (i > 0)
            label = before[i][label > 0 && label % 2 == 0 ? label / 2 : 0];
    }
}
