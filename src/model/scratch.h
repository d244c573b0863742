/* SPDX-License-Identifier: Apache-2.0 */
/* scratch.h: the working memory that encoder.c and heads.c share; nobody else looks in. */
#ifndef MODEL_SCRATCH_H
#define MODEL_SCRATCH_H

#include "model/encoder.h"
#include "model/heads.h"

enum {
    FF_ROWS = 48,  /* rows that go through the feed-forward at once: their middle stays in the second cache */
    HEAD_ROWS = 48 /* words that go through the word heads at once */
};

struct encoder_scratch {
    /* encoder */
    struct whole_rows rows;   /* [window][width]: x, later the context */
    struct whole_rows middle; /* [FF_ROWS][ff] */
    float *context;           /* [window][width]: what attention gives */
    float *qkv;               /* [window][96]: one head's */
    float *wide;              /* [FF_ROWS][ff] */
    struct attention_room room;
    /* heads */
    struct whole_rows words; /* [HEAD_ROWS][width] */
    struct whole_rows tower; /* [ROLE_CANDIDATES][TOWER] */
    struct whole_rows cue;   /* [1][3 × width] */
    float *x, *y, *z;        /* [ROLE_CANDIDATES][TOWER] */
    float *small;            /* [ROLE_CANDIDATES][32] */
};

#endif
