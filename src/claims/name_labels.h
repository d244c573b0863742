/* SPDX-License-Identifier: Apache-2.0 */
/* name_labels.h: from the scores of the name head to a label of each word. */
#ifndef CLAIMS_NAME_LABELS_H
#define CLAIMS_NAME_LABELS_H

#include "dixit.h"

#include <stdint.h>

enum {
    NAME_LABELS = 1 + 2 * DIXIT_NAME_KINDS, /* outside; for each kind "begins" (odd) and "goes on" (even) */
    NAME_WORDS = 512                        /* most words of one call */
};

/* The labels of `count` words whose scores add up to most, by Viterbi over the legal moves: a name goes on only after the same
 * kind began or went on, so that no word of a name can be lost to a class that could not stand there. Word i has its scores, by
 * label, from scores[i * stride] on; words after NAME_WORDS are outside. */
void claims_decode_names(const float *scores, uint32_t stride, uint32_t count, uint8_t *labels);

#endif
