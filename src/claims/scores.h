/* SPDX-License-Identifier: Apache-2.0 */
/* scores.h: the few functions of probabilities, the same bytes on every machine. */
#ifndef CLAIMS_SCORES_H
#define CLAIMS_SCORES_H

#include "model/kernels.h"

#include <string.h>

static inline float score_exp(float x)
{
    return x < -80.0f ? 0.0f : kernels_exp(x);
}

/* The natural logarithm of a positive normal float to within 1e-6: the exponent apart, then the series of
 * atanh((m - 1) / (m + 1)) with m in [sqrt(1/2), sqrt 2). libm's may differ from one version to the next. */
static inline float score_log(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    int32_t exponent = (int32_t)(bits >> 23) - 127;
    bits = (bits & 0x7fffffu) | 0x3f800000u;
    float m;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.41421356f) {
        m *= 0.5f;
        exponent++;
    }
    double z = ((double)m - 1.0) / ((double)m + 1.0), z2 = z * z;
    double series = z * (2.0 + z2 * (2.0 / 3 + z2 * (2.0 / 5 + z2 * (2.0 / 7 + z2 * (2.0 / 9)))));
    return (float)((double)exponent * 0.69314718055994531 + series);
}

/* 1 / (1 + e^-x) */
static inline float score_sigmoid(float x)
{
    return x >= 0.0f ? 1.0f / (1.0f + score_exp(-x)) : score_exp(x) / (1.0f + score_exp(x));
}

#endif
