/* SPDX-License-Identifier: Apache-2.0 */
/* kernels_tile.h: tiles of TILE_ROWS rows (12, 4 or 1) by one or two blocks of 16 columns, whose sums have a name each so that every compiler
 * keeps them in registers; kernels_lanes.h includes this once for each TILE_ROWS. Rows are reached from every third one: pointers p0, p3, p6 and
 * p9 with 0, 1 or 2 widths, as a processor's addresses can say. */

#if TILE_ROWS == 12
#define EACH_ROW(DO) DO(0, 0, 0) DO(1, 0, 1) DO(2, 0, 2) DO(3, 3, 0) DO(4, 3, 1) DO(5, 3, 2) DO(6, 6, 0) DO(7, 6, 1) DO(8, 6, 2) DO(9, 9, 0) DO(10, 9, 1) DO(11, 9, 2)
#define EACH_POINTER(DO) DO(0) DO(3) DO(6) DO(9)
#define NAMED(name) name##_12
#elif TILE_ROWS == 4
#define EACH_ROW(DO) DO(0, 0, 0) DO(1, 0, 1) DO(2, 0, 2) DO(3, 3, 0)
#define EACH_POINTER(DO) DO(0) DO(3)
#define NAMED(name) name##_4
#else
#define EACH_ROW(DO) DO(0, 0, 0)
#define EACH_POINTER(DO) DO(0)
#define NAMED(name) name##_1
#endif

#define START(r, from, times) wholes a##r = start0, b##r = start1;
#define POINT(r) const char *p##r = (const char *)in + (r) * width;
#define ADVANCE(r) p##r += 4;
#define DOT8(r, from, times)                            \
    {                                                   \
        wholes x = i_spread_bytes(p##from + (times) * width); \
        a##r = dot8(a##r, x, w0);                       \
        if (blocks == 2)                                \
            b##r = dot8(b##r, x, w1);                   \
    }
#define DOT16(r, from, times)                     \
    {                                             \
        wholes x = i_spread(p##from + (times) * width); \
        a##r = dot16(a##r, x, w0);                \
        if (blocks == 2)                          \
            b##r = dot16(b##r, x, w1);            \
    }

/* Rows `row` … of some blocks of channels. */
INLINE void NAMED(linear_tile)(const uint32_t blocks, const struct linear *linear, uint32_t block, struct whole_rows rows,
                               uint32_t row, float *out, size_t stride, const bool add)
{
    const size_t width = rows.width;
    const uint8_t *in = rows.at + row * width;
    const int8_t *weight = linear->weight + (size_t)block * linear->quads * 64, *second = weight + (size_t)linear->quads * 64;
    uint32_t second_block = block + blocks - 1;
    wholes start0 = take_back(linear->sums + 16 * (size_t)block), start1 = take_back(linear->sums + 16 * (size_t)second_block);
    EACH_ROW(START)
    EACH_POINTER(POINT)
    for (uint32_t quads = linear->quads; quads > 0; quads--) {
        wholes w0 = i_load(weight), w1 = blocks == 2 ? i_load(second) : w0;
        EACH_ROW(DOT8)
        EACH_POINTER(ADVANCE)
        weight += 64;
        second += 64;
    }
    floats scale0 = f_load(linear->scale + 16 * (size_t)block), bias0 = f_load(linear->bias + 16 * (size_t)block);
    floats scale1 = f_load(linear->scale + 16 * (size_t)second_block), bias1 = f_load(linear->bias + 16 * (size_t)second_block);
    float *to = out + row * stride;
    const float *scale = rows.scale + row;
#define FINISH(r, from, times)                                                                                  \
    {                                                                                                           \
        floats by = f_all(scale[r]), y = f_add(f_mul(i_to_floats(a##r), f_mul(scale0, by)), bias0);             \
        f_store(to + (r) * stride, add ? f_add(f_load(to + (r) * stride), y) : y);                                  \
        if (blocks == 2) {                                                                                      \
            y = f_add(f_mul(i_to_floats(b##r), f_mul(scale1, by)), bias1);                                      \
            f_store(to + (r) * stride + 16, add ? f_add(f_load(to + (r) * stride + 16), y) : y);                    \
        }                                                                                                       \
    }
    EACH_ROW(FINISH)
#undef FINISH
}

/* The scores of rows of q with all keys, from room->scores on. */
INLINE void NAMED(score_rows)(uint32_t row, uint32_t count, uint32_t padded, struct attention_room *room)
{
    const uint32_t blocks = TILE_BLOCKS;
    const size_t width = HEAD;
    const uint8_t *in = room->q + row * HEAD;
    for (uint32_t key = 0; key < padded; key += 16 * TILE_BLOCKS) {
        const int8_t *keys = room->k + (size_t)key * HEAD, *second = keys + 16 * HEAD;
        wholes start0 = first_sums(room->k_start + key), start1 = first_sums(room->k_start + key + 16 * (blocks - 1));
        EACH_ROW(START)
        EACH_POINTER(POINT)
        for (uint32_t quad = 0; quad < HEAD / 4; quad++) {
            wholes w0 = i_load(keys), w1 = blocks == 2 ? i_load(second) : w0;
            EACH_ROW(DOT8)
            EACH_POINTER(ADVANCE)
            keys += 64;
            second += 64;
        }
        floats scale0 = f_load(room->k_scale + key), scale1 = f_load(room->k_scale + key + 16 * (blocks - 1));
        float *to = room->scores + key;
#define FINISH(r, from, times)                                                            \
    {                                                                                     \
        f_store(to + (size_t)(r) * padded, f_mul(i_to_floats(a##r), scale0));                 \
        if (blocks == 2)                                                                  \
            f_store(to + (size_t)(r) * padded + 16, f_mul(i_to_floats(b##r), scale1));        \
    }
        EACH_ROW(FINISH)
#undef FINISH
    }
    for (uint32_t r = 0; r < TILE_ROWS; r++)
        for (uint32_t key = count; key < padded; key++)
            room->scores[r * padded + key] = -INFINITY;
}

/* The values, weighed: out[rows][32] from room->weights. */
INLINE void NAMED(mix_values)(const float *inverse, uint32_t padded, const struct attention_room *room, const floats v_scale[2],
                              float *out, size_t stride)
{
    const uint32_t blocks = TILE_BLOCKS;
    const size_t width = padded * sizeof(int16_t);
    const int16_t *in = room->weights;
    for (uint32_t half = 0; half < 2; half += TILE_BLOCKS) {
        const int16_t *values = room->v + (size_t)half * padded * 16, *second = values + (size_t)padded * 16;
        wholes start0 = i_zero(), start1 = start0;
        EACH_ROW(START)
        EACH_POINTER(POINT)
        for (uint32_t pairs = padded / 2; pairs > 0; pairs--) {
            wholes w0 = i_load(values), w1 = blocks == 2 ? i_load(second) : w0;
            EACH_ROW(DOT16)
            EACH_POINTER(ADVANCE)
            values += 32;
            second += 32;
        }
        floats scale0 = v_scale[half], scale1 = v_scale[half + blocks - 1];
        float *to = out + (size_t)16 * half;
#define FINISH(r, from, times)                                                            \
    {                                                                                     \
        floats by = f_all(inverse[r]);                                                    \
        f_store(to + (r) * stride, f_mul(f_mul(i_to_floats(a##r), scale0), by));              \
        if (blocks == 2)                                                                  \
            f_store(to + (r) * stride + 16, f_mul(f_mul(i_to_floats(b##r), scale1), by));     \
    }
        EACH_ROW(FINISH)
#undef FINISH
    }
}

static void NAMED(attend_rows)(uint32_t row, uint32_t count, struct attention_room *room, const floats v_scale[2], float *out,
                               size_t stride)
{
    uint32_t padded = (count + 31) / 32 * 32;
    float inverse[TILE_ROWS];
    NAMED(score_rows)(row, count, padded, room);
    for (uint32_t r = 0; r < TILE_ROWS; r++)
        inverse[r] = 1.0F / (float)weigh_row(room->scores + r * padded, room->q_scale[row + r] * HEAD_SCALE,
                                              room->weights + r * padded, padded);
    NAMED(mix_values)(inverse, padded, room, v_scale, out + row * stride, stride);
}

#undef EACH_ROW
#undef EACH_POINTER
#undef NAMED
#undef START
#undef POINT
#undef ADVANCE
#undef DOT8
#undef DOT16
#undef TILE_ROWS
