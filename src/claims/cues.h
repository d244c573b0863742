/* SPDX-License-Identifier: Apache-2.0 */
/* cues.h: from the cue head's scores to cue spans. */
#ifndef CLAIMS_CUES_H
#define CLAIMS_CUES_H

#include "base/arena.h"

/* A run of words that may be a cue. */
struct cue {
    uint32_t first, last; /* words, both included; counted as the scores are */
    float score;          /* log of the probability that just these words are a cue */
};

struct cues {
    struct cue *at;
    uint32_t count, room;
};

/* Finds the cues among `count` words by Viterbi over the legal moves of outside, begin, inside (inside never follows outside).
 * `logits` is [count][3] in that order. `lean` is taken off the outside score of every word, so that with a lean above 0
 * more is proposed than the head alone would: the role tower judges again. Each cue is appended to `out`. False when
 * the arena gave out. */
bool claims_decode_cues(const float *logits, uint32_t count, float lean, struct arena *arena, struct cues *out);

#endif
