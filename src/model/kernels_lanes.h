/* SPDX-License-Identifier: Apache-2.0 */
/* kernels_lanes.h: the kernels written once for 16 lanes; kernels_avx2.c, kernels_avx512.c and kernels_neon.c each include it
 * after saying what the lanes are:
 *
 *   floats, wholes      16 floats, 16 whole numbers of 32 bits
 *   f_… and i_…         their operations; dot8 and dot16 add products of four bytes or two 16-bit numbers to each lane
 *   TILE_BLOCKS         blocks of 16 channels of a tile, 1 or 2
 *   LARGE_TILES         1 when there are registers for 12 rows × TILE_BLOCKS sums, 0 when for 4 only
 *   SIGNED_BYTES        1 when dot8 takes activations as signed bytes, made so by i_spread_bytes; 0 when as they are stored, + 128 */
#include "model/kernels_math.h"

#include <math.h>

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif
#define INLINE static inline __attribute__((always_inline))

/* ---- float steps, as in kernels_math.h ---- */

INLINE floats f_exp2(floats t)
{
    floats magic = f_add(t, f_all(ROUND_MAGIC));
    floats r = f_sub(t, f_sub(magic, f_all(ROUND_MAGIC)));
    floats square = f_mul(r, r);
    floats y = f_add(f_add(f_mul(f_all(EXP2_3), r), f_all(EXP2_2)), f_mul(f_all(EXP2_4), square));
    y = f_add(f_add(f_mul(f_all(EXP2_1), r), f_all(EXP2_0)), f_mul(y, square));
    return i_as_floats(i_add(f_bits(y), i_left(f_bits(magic), 23)));
}

INLINE floats f_softmax(floats t)
{
    floats magic = f_add(t, f_all(ROUND_MAGIC));
    floats r = f_sub(t, f_sub(magic, f_all(ROUND_MAGIC)));
    floats low = f_add(f_mul(f_all(SOFTMAX_1), r), f_all(SOFTMAX_0));
    floats y = f_add(low, f_mul(f_add(f_mul(f_all(SOFTMAX_3), r), f_all(SOFTMAX_2)), f_mul(r, r)));
    return i_as_floats(i_add(f_bits(y), i_left(f_bits(magic), 23)));
}

INLINE floats f_gelu(floats x)
{
    floats t = f_add(f_mul(f_mul(x, x), f_all(GELU_3)), f_all(GELU_1));
    t = f_min(f_max(f_mul(t, x), f_all(-GELU_MOST)), f_all(GELU_MOST));
    return f_div(x, f_add(f_exp2(t), f_all(1.0F)));
}

/* The nearest whole numbers, in the low 16 bits of each lane. */
INLINE wholes f_round(floats x)
{
    return f_bits(f_add(x, f_all(ROUND_MAGIC)));
}

/* Writes a row as whole numbers, its largest being `most`. */
INLINE void round_row(const float *row, floats most, struct whole_rows out, uint32_t index)
{
    uint8_t *to = out.at + (size_t)index * out.width;
    float largest = larger(f_most(most), SMALLEST_MAX);
    floats inverse = f_all(127.0F / largest);
    for (uint32_t i = 0; i < out.width; i += LANES)
        i_store_bytes(to + i, f_bits(f_add(f_mul(f_load(row + i), inverse), f_all(ROUND_MAGIC + 128.0F))));
    out.scale[index] = largest / 127.0F;
}

static void lanes_quantise(const float *rows, size_t stride, uint32_t count, struct whole_rows out)
{
    for (uint32_t r = 0; r < count; r++) {
        const float *row = rows + r * stride;
        floats most = f_all(0);
        for (uint32_t i = 0; i < out.width; i += LANES)
            most = f_max(most, f_abs(f_load(row + i)));
        round_row(row, most, out, r);
    }
}

static void lanes_gelu_quantise(float *rows, size_t stride, uint32_t count, struct whole_rows out)
{
    for (uint32_t r = 0; r < count; r++) {
        float *row = rows + r * stride;
        floats most = f_all(0);
        for (uint32_t i = 0; i < out.width; i += LANES) {
            floats y = f_gelu(f_load(row + i));
            most = f_max(most, f_abs(y));
            f_store(row + i, y);
        }
        round_row(row, most, out, r);
    }
}

static void lanes_gelu(float *x, size_t count)
{
    for (size_t i = 0; i < count; i += LANES)
        f_store(x + i, f_gelu(f_load(x + i)));
}

static void lanes_norm(float *rows, uint32_t count, uint32_t width, const float *gain, const float *bias, float epsilon,
                       struct whole_rows out)
{
    for (uint32_t r = 0; r < count; r++) {
        float *row = rows + (size_t)r * width;
        floats sum = f_all(0), squares = f_all(0), most = f_all(0);
        for (uint32_t i = 0; i < width; i += LANES)
            sum = f_add(sum, f_load(row + i));
        floats mean = f_all(f_sum(sum) / (float)width);
        for (uint32_t i = 0; i < width; i += LANES) {
            floats d = f_sub(f_load(row + i), mean);
            squares = f_add(squares, f_mul(d, d));
        }
        floats inverse = f_all(1.0F / sqrtf(f_sum(squares) / (float)width + epsilon));
        for (uint32_t i = 0; i < width; i += LANES) {
            floats d = f_mul(f_sub(f_load(row + i), mean), inverse);
            d = f_add(f_mul(d, f_load(gain + i)), f_load(bias + i));
            most = f_max(most, f_abs(d));
            f_store(row + i, d);
        }
        if (out.at)
            round_row(row, most, out, r);
    }
}

/* ---- attention of one head ---- */

/* The largest of 32 floats; rounds them to bytes within ± `most`. */
INLINE float round_bytes(const float *from, float most, float offset, uint8_t *to)
{
    floats x = f_load(from), y = f_load(from + 16);
    float largest = larger(f_most(f_max(f_abs(x), f_abs(y))), SMALLEST_MAX);
    floats inverse = f_all(most / largest), magic = f_all(ROUND_MAGIC + offset);
    i_store_bytes(to, f_bits(f_add(f_mul(x, inverse), magic)));
    i_store_bytes(to + 16, f_bits(f_add(f_mul(y, inverse), magic)));
    return largest / most;
}

/* q and k of one head. Keys are laid out 16 abreast; those past `count` are zero. */
INLINE void round_head(const float *qkv, uint32_t count, uint32_t padded, struct attention_room *room)
{
    uint8_t key[HEAD] = {0};
    for (uint32_t row = 0; row < padded; row++) {
        const float *from = qkv + (size_t)row * 3 * HEAD;
        if (row < count) {
            room->q_scale[row] = round_bytes(from, Q_MOST, 128, room->q + row * HEAD);
            room->k_scale[row] = round_bytes(from + HEAD, K_MOST, 0, key);
        } else {
            memset(key, 0, sizeof key);
            room->k_scale[row] = 0;
        }
        int8_t *to = room->k + (size_t)(row / 16) * 16 * HEAD + row % 16 * 4;
        for (uint32_t quad = 0; quad < HEAD / 4; quad++)
            memcpy(to + quad * 64, key + 4 * quad, 4);
    }
    wholes ones = i_all_bytes(1);
    for (uint32_t row = 0; row < padded; row += 16) {
        wholes sum = i_zero();
        for (uint32_t quad = 0; quad < HEAD / 4; quad++)
            sum = dot8(sum, ones, i_load(room->k + (size_t)row * HEAD + quad * 64));
        i_store(room->k_start + row, i_sub(i_zero(), i_left(sum, 7)));
    }
}

INLINE void round_values(const float *v, uint32_t count, uint32_t padded, int16_t *to, floats *scale)
{
    floats most = f_all(SMALLEST_MAX);
    for (uint32_t row = 0; row < count; row++)
        most = f_max(most, f_abs(f_load(v + (size_t)row * 3 * HEAD)));
    floats inverse = f_div(f_all(V_MOST), most);
    *scale = f_div(most, f_all(V_MOST));
    for (uint32_t pair = 0; pair < padded / 2; pair++) {
        uint32_t key = pair / 16 * 32 + pair % 16; /* and key + 16 */
        floats first = f_all(0), second = f_all(0);
        if (key < count)
            first = f_mul(f_load(v + (size_t)key * 3 * HEAD), inverse);
        if (key + 16 < count)
            second = f_mul(f_load(v + ((size_t)key + 16) * 3 * HEAD), inverse);
        i_store(to + (size_t)pair * 32, i_pair(f_round(first), f_round(second)));
    }
}

/* Scores of one row into the softmax, keys i and i + 16 of 32 together; returns the sum of its weights. */
INLINE int32_t weigh_row(const float *scores, float q_scale, int16_t *weights, uint32_t padded)
{
    floats most = f_load(scores), scale = f_all(q_scale), least = f_all(SOFTMAX_LEAST);
    for (uint32_t key = 16; key < padded; key += 16)
        most = f_max(most, f_load(scores + key));
    most = f_all(f_most(most));
    wholes total = i_zero();
    for (uint32_t key = 0; key < padded; key += 32) {
        floats x = f_mul(f_sub(f_load(scores + key), most), scale), y = f_mul(f_sub(f_load(scores + key + 16), most), scale);
        wholes first = f_round(f_softmax(f_max(x, least))), second = f_round(f_softmax(f_max(y, least)));
        i_store(weights + key, i_pair(first, second));
        total = i_add(total, i_add(first, second));
    }
    total = i_sub(total, i_all((int32_t)(padded / 16 * ROUND_BITS)));
    return i_sum(total);
}

/* ---- products, in tiles ---- */

/* What the sums of a Linear and of the scores begin with: what the 128 of each activation adds, taken back beforehand. */
#if SIGNED_BYTES
INLINE wholes take_back(const int32_t *sums)
{
    (void)sums;
    return i_zero();
}

INLINE wholes first_sums(const int32_t *starts)
{
    (void)starts;
    return i_zero();
}
#else
#define i_spread_bytes i_spread

INLINE wholes take_back(const int32_t *sums)
{
    return i_sub(i_zero(), i_left(i_load(sums), 7));
}

INLINE wholes first_sums(const int32_t *starts)
{
    return i_load(starts);
}
#endif

#if LARGE_TILES
#define TILE_ROWS 12
#include "model/kernels_tile.h"
#endif
#define TILE_ROWS 4
#include "model/kernels_tile.h"
#define TILE_ROWS 1
#include "model/kernels_tile.h"

/* All rows of one or two blocks of channels, in the largest tiles that fit. */
INLINE void linear_columns(const uint32_t blocks, const struct linear *linear, uint32_t block, struct whole_rows in,
                           uint32_t count, float *out, size_t stride, const bool add)
{
    uint32_t row = 0;
#if LARGE_TILES
    for (; row + 12 <= count; row += 12)
        linear_tile_12(blocks, linear, block, in, row, out, stride, add);
#endif
    for (; row + 4 <= count; row += 4)
        linear_tile_4(blocks, linear, block, in, row, out, stride, add);
    for (; row < count; row++)
        linear_tile_1(blocks, linear, block, in, row, out, stride, add);
}

INLINE void linear_blocks(const struct linear *linear, uint32_t first, uint32_t blocks, struct whole_rows in, uint32_t count,
                          float *out, size_t stride, const bool add)
{
    uint32_t b = 0;
    for (; TILE_BLOCKS == 2 && b + 2 <= blocks; b += 2)
        linear_columns(TILE_BLOCKS, linear, first + b, in, count, out + (size_t)b * 16, stride, add);
    for (; b < blocks; b++)
        linear_columns(1, linear, first + b, in, count, out + (size_t)b * 16, stride, add);
}

static void lanes_linear(const struct linear *linear, uint32_t first, uint32_t blocks, struct whole_rows in, uint32_t count,
                         float *out, size_t stride, bool add)
{
    if (add)
        linear_blocks(linear, first, blocks, in, count, out, stride, true);
    else
        linear_blocks(linear, first, blocks, in, count, out, stride, false);
}

static void lanes_attend(const float *qkv, uint32_t count, struct attention_room *room, float *out, size_t stride)
{
    uint32_t padded = (count + 31) / 32 * 32, row = 0;
    floats v_scale[2];
    round_head(qkv, count, padded, room);
    for (uint32_t half = 0; half < 2; half++)
        round_values(qkv + 2 * (size_t)HEAD + 16 * half, count, padded, room->v + (size_t)half * padded * 16, &v_scale[half]);
#if LARGE_TILES
    for (; row + 12 <= count; row += 12)
        attend_rows_12(row, count, room, v_scale, out, stride);
#endif
    for (; row + 4 <= count; row += 4)
        attend_rows_4(row, count, room, v_scale, out, stride);
    for (; row < count; row++)
        attend_rows_1(row, count, room, v_scale, out, stride);
}

/* ---- the role tower ---- */

static void lanes_depthwise(const float *x, uint32_t count, uint32_t dilation, const float *taps, const float *bias, float *y)
{
    for (uint32_t i = 0; i < TOWER_WIDTH; i += LANES) {
        floats tap[DEPTH_TAPS], start = f_load(bias + i);
        UNROLL
        for (uint32_t t = 0; t < DEPTH_TAPS; t++)
            tap[t] = f_load(taps + t * TOWER_WIDTH + i);
        for (uint32_t row = 0; row < count; row++) {
            floats sum = start;
            UNROLL
            for (uint32_t t = 0; t < DEPTH_TAPS; t++) {
                int64_t from = (int64_t)row + ((int64_t)t - DEPTH_TAPS / 2) * dilation;
                if (from >= 0 && from < count)
                    sum = f_add(sum, f_mul(tap[t], f_load(x + (size_t)from * TOWER_WIDTH + i)));
            }
            f_store(y + (size_t)row * TOWER_WIDTH + i, sum);
        }
    }
}

static void lanes_gate(const float *p, const float *gain, const float *bias, const float *distance, const float *relation, float *x)
{
    for (uint32_t i = 0; i < TOWER_WIDTH; i += LANES) {
        floats y = f_add(f_mul(f_load(p + i), f_load(gain + i)), f_load(bias + i));
        f_store(x + i, f_gelu(f_add(f_add(y, f_load(distance + i)), f_load(relation + i))));
    }
}

static void lanes_gelu_add(float *x, const float *z, uint32_t count)
{
    for (size_t i = 0; i < (size_t)count * TOWER_WIDTH; i += LANES)
        f_store(x + i, f_add(f_load(x + i), f_gelu(f_load(z + i))));
}

static void lanes_gather(const float *x, const float *weight, uint32_t count, float *out)
{
    for (uint32_t i = 0; i < TOWER_WIDTH; i += 4 * LANES) { /* four at a time, as each sum waits for itself */
        floats a = f_all(0), b = a, c = a, d = a;
        for (uint32_t row = 0; row < count; row++) {
            const float *from = x + (size_t)row * TOWER_WIDTH + i;
            floats by = f_all(weight[row]);
            a = f_add(a, f_mul(by, f_load(from)));
            b = f_add(b, f_mul(by, f_load(from + LANES)));
            c = f_add(c, f_mul(by, f_load(from + 2 * LANES)));
            d = f_add(d, f_mul(by, f_load(from + 3 * LANES)));
        }
        f_store(out + i, a);
        f_store(out + i + LANES, b);
        f_store(out + i + 2 * LANES, c);
        f_store(out + i + 3 * LANES, d);
    }
}

/* ---- the set ---- */

#define LANES_KERNELS(its_name)                 \
    {                                           \
        .name = (its_name),                     \
        .quantise = lanes_quantise,             \
        .gelu_quantise = lanes_gelu_quantise,   \
        .gelu = lanes_gelu,                     \
        .norm = lanes_norm,                     \
        .linear = lanes_linear,                 \
        .attend = lanes_attend,                 \
        .gate = lanes_gate,                     \
        .depthwise = lanes_depthwise,           \
        .gelu_add = lanes_gelu_add,             \
        .gather = lanes_gather,                 \
    }
