/* SPDX-License-Identifier: Apache-2.0 */
/* roles.h: from the role tower's scores for one cue to its source, content, addressee and against. */
#ifndef CLAIMS_ROLES_H
#define CLAIMS_ROLES_H

#include "base/arena.h"

enum {
    ROLE_OUTPUTS = 16, /* scores of one candidate word: ROLES of model/heads.h, whose order they have */
    ROLE_CONTENTS = 3  /* pieces of content at most */
};

/* A run of candidate words, both ends included; first > last where there is none. */
struct run {
    uint32_t first, last;
};

struct roles {
    struct run source;
    struct run content[ROLE_CONTENTS];
    uint32_t contents;
    struct run addressee, against;
    float margin; /* mean log probability of the labels chosen, over the words of source and content */
};

/* How the decoder weighs things; from the model file's table `decode`. */
struct role_weights {
    float edge;         /* weight of the start and end scores */
    float third;        /* taken off for a third piece of content */
    float second;       /* taken off for a second one */
    float addressee;    /* the mean score that an addressee must reach */
    float against;      /* and a party that it goes against */
    float sourceless;   /* taken off where there is no source */
};

/* Finds the best legal reading of one cue's candidates: at most one run of source, one to three runs of content, neither on the cue's own
 * words, by Viterbi over label and runs used, exact. `scores` is [count][ROLE_OUTPUTS]; the cue is candidates
 * cue_first … cue_last. `back` is scratch of count × ROLE_STATES bytes. */
enum { ROLE_STATES = 18 };
void claims_decode_roles(const float *scores, uint32_t count, uint32_t cue_first, uint32_t cue_last,
                         const struct role_weights *weights, uint8_t *back, struct roles *out);

#endif
