/* SPDX-License-Identifier: Apache-2.0 */
/* kernels.h: the arithmetic of the model, several times over: plain C, AVX2, AVX-512 with VNNI, NEON. All give the same bytes.
 *
 * How that is done. Products are of whole numbers and their sums are exact, whatever the order. Every float step is one
 * IEEE operation (add, multiply, divide, square root) in one order, never fused: a sum over a row is kept in 16 lanes,
 * lane l adding the elements l, l + 16, l + 32 …, and the lanes are added in halves (l + 8, l + 4, l + 2, l + 1). exp is our own
 * polynomial. A float is rounded to a whole number, halves to even, by adding 1.5 × 2^23 and looking at the low bits.
 * The largest of a row is the same in any order.
 *
 * Whole numbers:
 *   activations  one scale a row, within ±127, stored + 128 as uint8: x ≈ (stored − 128) × scale
 *   weights      one scale an output channel, within ±63, so that two products of neighbours fit 16 bits (vpmaddubsw)
 *   attention    q within ±127, stored + 128, and k within ±63, one scale a row and head; v within ±1023, one scale a channel over the
 *                window; the softmax, before its division, as 0 … 4095 with 4095 for the largest. 512 rows of them fit 32 bits.
 *                (Measured on a published encoder of six layers: the rounding of q and k moves its output by 0.9 %, that of v and the
 *                softmax by 0.2 %; that of the products by 8.7 %. Eight bits for the softmax would be 2.8 %: its tail counts.)
 *
 * Widths are multiples of 16 and blocks begin at multiples of 64 bytes, unless said otherwise. Nothing is checked: model.c checked
 * every size when it opened the file. */
#ifndef MODEL_KERNELS_H
#define MODEL_KERNELS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LANES = 16,
    HEAD = 32,            /* floats of one attention head */
    Q_MOST = 127,         /* q lies within ± this */
    K_MOST = 63,
    V_MOST = 1023,
    P_MOST = 4095,
    WINDOW_MOST = 512,    /* pieces: what the sums of attention can hold */
    ATTEND_ROWS = 12,     /* rows of scores that are worked on at once */
    DEPTH_TAPS = 7,
    TOWER_WIDTH = 128
};

/* A Linear as the file holds it: y = x W' + b for n output and k input channels. */
struct linear {
    uint32_t n, k;           /* as trained */
    uint32_t blocks, quads;  /* n / 16 and k / 4, rounded up */
    const float *scale;      /* [blocks × 16] */
    const float *bias;       /* [blocks × 16] */
    const int32_t *sums;     /* [blocks × 16]: of each channel's weights */
    const int8_t *weight;    /* [blocks][quads][16][4] */
};

/* Rows of whole numbers, made by quantise, gelu_quantise or norm. */
struct whole_rows {
    uint8_t *at;    /* [rows][width] */
    float *scale;   /* [rows] */
    uint32_t width; /* a multiple of 4 */
};

/* Room for the attention of one head over one window; `padded` is the window rounded up to 32. */
struct attention_room {
    uint8_t *q;             /* [padded][32] */
    int8_t *k;              /* [padded / 16][8][16][4]: four of one key's channels, 16 keys abreast */
    int16_t *v;             /* [2][padded / 2][16][2]: one channel of keys i and i + 16 of 32, 16 channels abreast */
    float *q_scale;         /* [padded] */
    float *k_scale;         /* [padded] */
    int32_t *k_start;       /* [padded]: −128 × the sum of a key, what q's 128 is taken back with */
    float *scores;          /* [ATTEND_ROWS][padded]: not yet times the scale of q, which is one for the row */
    int16_t *weights;       /* [ATTEND_ROWS][padded]: the softmax, keys in the order of v */
};

struct kernels {
    const char *name;

    /* Rounds rows[count][out.width] (a row every `stride` floats). */
    void (*quantise)(const float *rows, size_t stride, uint32_t count, struct whole_rows out);

    /* The same for GELU of the rows, which are left changed. */
    void (*gelu_quantise)(float *rows, size_t stride, uint32_t count, struct whole_rows out);

    /* GELU, tanh form: x / (1 + exp(−2 × 0.7978845608 (x + 0.044715 x³))), of `count` floats, a multiple of 16. */
    void (*gelu)(float *x, size_t count);

    /* Layer norm of rows[count][width] in place, rows dense; then, unless out.at is NULL, rounds them. */
    void (*norm)(float *rows, uint32_t count, uint32_t width, const float *gain, const float *bias, float epsilon,
                 struct whole_rows out);

    /* Channels 16 × first … 16 × (first + blocks) of the Linear, for `count` rows of `in`: sum × (scale of the channel × scale of
     * the row) + bias goes to out[row × stride + channel − 16 × first], or is added to what is there. */
    void (*linear)(const struct linear *linear, uint32_t first, uint32_t blocks, struct whole_rows in, uint32_t count,
                   float *out, size_t stride, bool add);

    /* One head: qkv[count][96] holds q, k and v of each row; out[row × stride + 0 … 31]. */
    void (*attend)(const float *qkv, uint32_t count, struct attention_room *room, float *out, size_t stride);

    /* The role tower's steps; rows are TOWER_WIDTH floats. */

    /* x = GELU(p × gain + bias + distance + relation), one row, added in this order. */
    void (*gate)(const float *p, const float *gain, const float *bias, const float *distance, const float *relation, float *x);

    /* y[i] = bias + Σ taps[t] × x[i + (t − 3) × dilation], t = 0 … 6 in this order, rows outside left out. */
    void (*depthwise)(const float *x, uint32_t count, uint32_t dilation, const float *taps, const float *bias, float *y);

    /* x += GELU(z), `count` rows. */
    void (*gelu_add)(float *x, const float *z, uint32_t count);

    /* out = Σ weight[i] × x[i], rows in their order. */
    void (*gather)(const float *x, const float *weight, uint32_t count, float *out);
};

/* The fastest that this processor has and that agrees with the plain ones on a short test of each. `wanted` is plain, avx2,
 * avx512 or neon, or NULL for the fastest. NULL with `error` filled when the wanted ones are not to be had. */
const struct kernels *kernels_choose(const char *wanted, struct dixit_error *error);

/* By name, untested; NULL when this build or processor has none. */
const struct kernels *kernels_find(const char *name);

/* True when all that `kernels` computes on some made-up rows equals what the plain ones do. */
bool kernels_agree(const struct kernels *kernels);

/* The sets themselves; those that were not built for this machine are missing. */
extern const struct kernels kernels_plain;
extern const struct kernels kernels_avx2;
extern const struct kernels kernels_avx512;
extern const struct kernels kernels_neon;

/* exp(x) to within 3 millionths for |x| < 80, the same in every set. */
float kernels_exp(float x);

#endif
