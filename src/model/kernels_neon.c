/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels for 64-bit ARM with the dot product instructions (sdot, of ARMv8.2): 16 lanes are four registers. Compiled with
 * -march=armv8.2-a+dotprod and called only where that is.
 *
 * sdot takes signed bytes, so the 128 that is added to each activation is taken off again as it is loaded (i_spread_bytes) and the sums
 * begin at 0 (SIGNED_BYTES); the products are the same whole numbers. max and min choose as the plain ones do, also between −0 and 0. */
#include "model/kernels.h"

#include <arm_neon.h>
#include <string.h>

typedef struct {
    float32x4_t a, b, c, d; /* lanes 0 … 3, 4 … 7, 8 … 11 and 12 … 15 */
} floats;

typedef struct {
    int32x4_t a, b, c, d;
} wholes;

#define LARGE_TILES 0
#define SIGNED_BYTES 1
enum { TILE_BLOCKS = 1 };

#define ALL static inline __attribute__((always_inline))
#define EACH(type, name, x, y, operation)                                                              \
    ALL type name(type x, type y)                                                                      \
    {                                                                                                  \
        return (type){operation(x.a, y.a), operation(x.b, y.b), operation(x.c, y.c), operation(x.d, y.d)}; \
    }

ALL float32x4_t more(float32x4_t x, float32x4_t y)
{
    return vbslq_f32(vcgtq_f32(x, y), x, y);
}

ALL float32x4_t less(float32x4_t x, float32x4_t y)
{
    return vbslq_f32(vcltq_f32(x, y), x, y);
}

EACH(floats, f_add, x, y, vaddq_f32)
EACH(floats, f_sub, x, y, vsubq_f32)
EACH(floats, f_mul, x, y, vmulq_f32)
EACH(floats, f_div, x, y, vdivq_f32)
EACH(floats, f_max, x, y, more)
EACH(floats, f_min, x, y, less)
EACH(wholes, i_add, x, y, vaddq_s32)
EACH(wholes, i_sub, x, y, vsubq_s32)

ALL floats f_load(const float *at)
{
    return (floats){vld1q_f32(at), vld1q_f32(at + 4), vld1q_f32(at + 8), vld1q_f32(at + 12)};
}

ALL void f_store(float *at, floats x)
{
    vst1q_f32(at, x.a);
    vst1q_f32(at + 4, x.b);
    vst1q_f32(at + 8, x.c);
    vst1q_f32(at + 12, x.d);
}

ALL floats f_all(float x)
{
    float32x4_t y = vdupq_n_f32(x);
    return (floats){y, y, y, y};
}

ALL floats f_abs(floats x)
{
    return (floats){vabsq_f32(x.a), vabsq_f32(x.b), vabsq_f32(x.c), vabsq_f32(x.d)};
}

ALL wholes f_bits(floats x)
{
    return (wholes){vreinterpretq_s32_f32(x.a), vreinterpretq_s32_f32(x.b), vreinterpretq_s32_f32(x.c), vreinterpretq_s32_f32(x.d)};
}

ALL floats i_as_floats(wholes x)
{
    return (floats){vreinterpretq_f32_s32(x.a), vreinterpretq_f32_s32(x.b), vreinterpretq_f32_s32(x.c), vreinterpretq_f32_s32(x.d)};
}

ALL floats i_to_floats(wholes x)
{
    return (floats){vcvtq_f32_s32(x.a), vcvtq_f32_s32(x.b), vcvtq_f32_s32(x.c), vcvtq_f32_s32(x.d)};
}

ALL wholes i_all(int32_t x)
{
    int32x4_t y = vdupq_n_s32(x);
    return (wholes){y, y, y, y};
}

ALL wholes i_zero(void)
{
    return i_all(0);
}

ALL wholes i_all_bytes(int8_t x)
{
    int32x4_t y = vreinterpretq_s32_s8(vdupq_n_s8(x));
    return (wholes){y, y, y, y};
}

ALL wholes i_load(const void *at)
{
    const int8_t *from = at;
    return (wholes){vreinterpretq_s32_s8(vld1q_s8(from)), vreinterpretq_s32_s8(vld1q_s8(from + 16)),
                    vreinterpretq_s32_s8(vld1q_s8(from + 32)), vreinterpretq_s32_s8(vld1q_s8(from + 48))};
}

ALL void i_store(void *at, wholes x)
{
    int8_t *to = at;
    vst1q_s8(to, vreinterpretq_s8_s32(x.a));
    vst1q_s8(to + 16, vreinterpretq_s8_s32(x.b));
    vst1q_s8(to + 32, vreinterpretq_s8_s32(x.c));
    vst1q_s8(to + 48, vreinterpretq_s8_s32(x.d));
}

#define i_left(x, bits) \
    ((wholes){vshlq_n_s32((x).a, bits), vshlq_n_s32((x).b, bits), vshlq_n_s32((x).c, bits), vshlq_n_s32((x).d, bits)})

/* The same four bytes in every lane. */
ALL wholes i_spread(const void *at)
{
    int32_t four;
    memcpy(&four, at, 4);
    return i_all(four);
}

/* The same four activations in every lane, without the 128 that is stored with them. */
ALL wholes i_spread_bytes(const void *at)
{
    uint32_t four;
    memcpy(&four, at, 4);
    return i_all((int32_t)(four ^ 0x80808080U));
}

#define DOT4(sum, x, y) vdotq_s32(sum, vreinterpretq_s8_s32(x), vreinterpretq_s8_s32(y))

ALL wholes dot8(wholes sum, wholes bytes, wholes weights)
{
    return (wholes){DOT4(sum.a, bytes.a, weights.a), DOT4(sum.b, bytes.b, weights.b), DOT4(sum.c, bytes.c, weights.c),
                    DOT4(sum.d, bytes.d, weights.d)};
}

ALL int32x4_t dot2(int32x4_t sum, int32x4_t x, int32x4_t y)
{
    int16x8_t p = vreinterpretq_s16_s32(x), q = vreinterpretq_s16_s32(y);
    int32x4_t low = vmull_s16(vget_low_s16(p), vget_low_s16(q)), high = vmull_high_s16(p, q);
    return vaddq_s32(sum, vpaddq_s32(low, high));
}

ALL wholes dot16(wholes sum, wholes x, wholes y)
{
    return (wholes){dot2(sum.a, x.a, y.a), dot2(sum.b, x.b, y.b), dot2(sum.c, x.c, y.c), dot2(sum.d, x.d, y.d)};
}

ALL void i_store_bytes(uint8_t *at, wholes x)
{
    uint16x8_t low = vcombine_u16(vmovn_u32(vreinterpretq_u32_s32(x.a)), vmovn_u32(vreinterpretq_u32_s32(x.b)));
    uint16x8_t high = vcombine_u16(vmovn_u32(vreinterpretq_u32_s32(x.c)), vmovn_u32(vreinterpretq_u32_s32(x.d)));
    vst1q_u8(at, vcombine_u8(vmovn_u16(low), vmovn_u16(high)));
}

/* Low halves of `low`, and above them those of `high`. */
ALL wholes i_pair(wholes low, wholes high)
{
    return (wholes){vsliq_n_s32(low.a, high.a, 16), vsliq_n_s32(low.b, high.b, 16), vsliq_n_s32(low.c, high.c, 16),
                    vsliq_n_s32(low.d, high.d, 16)};
}

ALL int32_t i_sum(wholes x)
{
    return vaddvq_s32(vaddq_s32(vaddq_s32(x.a, x.b), vaddq_s32(x.c, x.d)));
}

/* Lanes l and l + 8, then l + 4, l + 2, l + 1. */
ALL float f_sum(floats x)
{
    float32x4_t y = vaddq_f32(vaddq_f32(x.a, x.c), vaddq_f32(x.b, x.d));
    float32x2_t z = vadd_f32(vget_low_f32(y), vget_high_f32(y));
    return vget_lane_f32(z, 0) + vget_lane_f32(z, 1);
}

ALL float f_most(floats x)
{
    float32x4_t y = more(more(x.a, x.c), more(x.b, x.d));
    float most = vgetq_lane_f32(y, 0), second = vgetq_lane_f32(y, 1), third = vgetq_lane_f32(y, 2), last = vgetq_lane_f32(y, 3);
    most = most > second ? most : second;
    third = third > last ? third : last;
    return most > third ? most : third;
}

#include "model/kernels_lanes.h"

const struct kernels kernels_neon = LANES_KERNELS("neon");
