/* SPDX-License-Identifier: Apache-2.0 */
/* kernels_math.h: the numbers that all kernels share, and the float steps for one element. */
#ifndef MODEL_KERNELS_MATH_H
#define MODEL_KERNELS_MATH_H

#include <stdint.h>
#include <string.h>

#define ROUND_MAGIC 12582912.0F /* 1.5 × 2^23: from here the floats are the whole numbers; its low 16 bits are zero */
#define ROUND_BITS 0x4B400000U   /* the same as bits */
#define SMALLEST_MAX 1e-30F     /* a row of zeros is given this as its largest, so that nothing divides by zero */
#define LOG2_E 1.44269504F
#define HEAD_SCALE 0.25503486F  /* log2(e) / sqrt(32) */

/* 2^r for −0.5 ≤ r ≤ 0.5, off by at most 2.7e-6 of it: least squares, reweighted until the errors levelled out. */
#define EXP2_0 0.9999992847442627F
#define EXP2_1 0.6931217908859253F
#define EXP2_2 0.240247443318367F
#define EXP2_3 0.05591785907745361F
#define EXP2_4 0.009570101276040077F

/* GELU is x / (1 + 2^t) with t = x (GELU_1 + GELU_3 x²): −2 log2(e) × 0.7978845608 times 1 and 0.044715. */
#define GELU_1 (-2.3022082F)
#define GELU_3 (-0.10294324F)
#define GELU_MOST 100.0F /* t is kept within ± this; 2^100 is far from the ends of float */
/* The softmax: 4095 × 2^t for t ≤ 0 with the same by one power less, off by at most 7.5e-5 of it: a third of a step at the most. */
#define SOFTMAX_0 (0.9999280571937561F * 4095.0F)
#define SOFTMAX_1 (0.6932609677314758F * 4095.0F)
#define SOFTMAX_2 (0.2426111251115799F * 4095.0F)
#define SOFTMAX_3 (0.0551716685295105F * 4095.0F)
#define SOFTMAX_LEAST (-16.0F) /* 2^−16 of the largest rounds to 0 of 4095 */

static inline int32_t float_bits(float x)
{
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float bits_float(int32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline float larger(float a, float b)
{
    return a > b ? a : b;
}

static inline float smaller(float a, float b)
{
    return a < b ? a : b;
}

/* 2^t for |t| ≤ 126. The polynomial is written as pairs: fewer steps that wait for each other. */
static inline float exp2_of(float t)
{
    float magic = t + ROUND_MAGIC;
    float r = t - (magic - ROUND_MAGIC);
    float square = r * r;
    float y = (EXP2_3 * r + EXP2_2) + EXP2_4 * square;
    y = (EXP2_1 * r + EXP2_0) + y * square;
    return bits_float((int32_t)((uint32_t)float_bits(y) + ((uint32_t)float_bits(magic) << 23)));
}

/* 4095 × 2^t for −16 ≤ t ≤ 0, to be rounded. */
static inline float softmax_of(float t)
{
    float magic = t + ROUND_MAGIC;
    float r = t - (magic - ROUND_MAGIC);
    float y = (SOFTMAX_1 * r + SOFTMAX_0) + (SOFTMAX_3 * r + SOFTMAX_2) * (r * r);
    return bits_float((int32_t)((uint32_t)float_bits(y) + ((uint32_t)float_bits(magic) << 23)));
}

static inline float gelu_of(float x)
{
    float t = x * x * GELU_3 + GELU_1;
    t = smaller(larger(t * x, -GELU_MOST), GELU_MOST);
    return x / (exp2_of(t) + 1.0F);
}

/* The whole number nearest x, halves to even, for |x| < 2^22; its low 16 bits are also those of the sum's. */
static inline int32_t whole_of(float x)
{
    return (int32_t)((uint32_t)float_bits(x + ROUND_MAGIC) - ROUND_BITS);
}

#endif
