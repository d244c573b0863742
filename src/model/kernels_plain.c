/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels in plain C: what the others must equal, and what runs where there are no others. */
#include "model/kernels.h"

#include "model/kernels_math.h"

#include <math.h>

static float largest(const float *row, uint32_t width)
{
    float most = 0;
    for (uint32_t i = 0; i < width; i++)
        most = larger(most, fabsf(row[i]));
    return larger(most, SMALLEST_MAX);
}

static void quantise_row(const float *row, struct whole_rows out, uint32_t index)
{
    uint8_t *to = out.at + (size_t)index * out.width;
    float most = largest(row, out.width), inverse = 127.0F / most;
    for (uint32_t i = 0; i < out.width; i++)
        to[i] = (uint8_t)(whole_of(row[i] * inverse) + 128);
    out.scale[index] = most / 127.0F;
}

static void plain_quantise(const float *rows, size_t stride, uint32_t count, struct whole_rows out)
{
    for (uint32_t i = 0; i < count; i++)
        quantise_row(rows + i * stride, out, i);
}

static void plain_gelu(float *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        x[i] = gelu_of(x[i]);
}

static void plain_gelu_quantise(float *rows, size_t stride, uint32_t count, struct whole_rows out)
{
    for (uint32_t i = 0; i < count; i++) {
        plain_gelu(rows + i * stride, out.width);
        quantise_row(rows + i * stride, out, i);
    }
}

/* Adds 16 lanes in halves. */
static float add_lanes(float lanes[LANES])
{
    for (uint32_t half = LANES / 2; half > 0; half /= 2)
        for (uint32_t l = 0; l < half; l++)
            lanes[l] += lanes[l + half];
    return lanes[0];
}

static void norm_row(float *row, uint32_t width, const float *gain, const float *bias, float epsilon)
{
    float lanes[LANES] = {0};
    for (uint32_t i = 0; i < width; i++)
        lanes[i % LANES] += row[i];
    float mean = add_lanes(lanes) / (float)width;
    memset(lanes, 0, sizeof lanes);
    for (uint32_t i = 0; i < width; i++) {
        row[i] -= mean;
        lanes[i % LANES] += row[i] * row[i];
    }
    float inverse = 1.0F / sqrtf(add_lanes(lanes) / (float)width + epsilon);
    for (uint32_t i = 0; i < width; i++)
        row[i] = row[i] * inverse * gain[i] + bias[i];
}

static void plain_norm(float *rows, uint32_t count, uint32_t width, const float *gain, const float *bias, float epsilon,
                       struct whole_rows out)
{
    for (uint32_t i = 0; i < count; i++) {
        norm_row(rows + (size_t)i * width, width, gain, bias, epsilon);
        if (out.at)
            quantise_row(rows + (size_t)i * width, out, i);
    }
}

/* One row by 16 channels: whole-number sums, in an order that compilers turn into vectors. */
static void multiply_block(const uint8_t *a, const int8_t *w, uint32_t quads, int32_t sums[LANES])
{
    for (uint32_t quad = 0; quad < quads; quad++)
        for (uint32_t c = 0; c < LANES; c++) {
            int32_t sum = 0;
            for (uint32_t i = 0; i < 4; i++)
                sum += (int16_t)a[4 * quad + i] * (int16_t)w[(size_t)quad * 64 + 4 * c + i];
            sums[c] += sum;
        }
}

static void plain_linear(const struct linear *linear, uint32_t first, uint32_t blocks, struct whole_rows in, uint32_t count,
                         float *out, size_t stride, bool add)
{
    for (uint32_t block = first; block < first + blocks; block++)
        for (uint32_t row = 0; row < count; row++) {
            int32_t sums[LANES];
            for (uint32_t c = 0; c < LANES; c++)
                sums[c] = -128 * linear->sums[16 * block + c];
            multiply_block(in.at + (size_t)row * in.width, linear->weight + (size_t)block * linear->quads * 64, linear->quads, sums);
            float *to = out + row * stride + (size_t)16 * (block - first);
            const float *scale = linear->scale + (size_t)16 * block, *bias = linear->bias + (size_t)16 * block;
            for (uint32_t c = 0; c < LANES; c++) {
                float y = (float)sums[c] * (scale[c] * in.scale[row]) + bias[c];
                to[c] = add ? to[c] + y : y;
            }
        }
}

/* q and k of one head, row by row. */
static void quantise_head(const float *qkv, uint32_t count, struct attention_room *room)
{
    for (uint32_t row = 0; row < count; row++) {
        const float *q = qkv + (size_t)row * 3 * HEAD, *k = q + HEAD;
        float q_most = largest(q, HEAD), q_inverse = Q_MOST / q_most, k_most = largest(k, HEAD), k_inverse = K_MOST / k_most;
        for (uint32_t i = 0; i < HEAD; i++) {
            room->q[row * HEAD + i] = (uint8_t)(whole_of(q[i] * q_inverse) + 128);
            room->k[row * HEAD + i] = (int8_t)whole_of(k[i] * k_inverse);
        }
        room->q_scale[row] = q_most / Q_MOST;
        room->k_scale[row] = k_most / K_MOST;
    }
}

/* v of one head, channel by channel; the scales go to `scale`. */
static void quantise_values(const float *from, uint32_t count, int16_t *to, float scale[HEAD])
{
    for (uint32_t i = 0; i < HEAD; i++) {
        float most = 0;
        for (uint32_t row = 0; row < count; row++)
            most = larger(most, fabsf(from[(size_t)row * 3 * HEAD + i]));
        most = larger(most, SMALLEST_MAX);
        float inverse = V_MOST / most;
        for (uint32_t row = 0; row < count; row++)
            to[row * HEAD + i] = (int16_t)whole_of(from[(size_t)row * 3 * HEAD + i] * inverse);
        scale[i] = most / V_MOST;
    }
}

/* Scores of one row of q into softmax weights; returns their sum. */
static int32_t weigh_row(const struct attention_room *room, uint32_t row, uint32_t count)
{
    float q_scale = room->q_scale[row] * HEAD_SCALE, most = 0;
    int32_t total = 0;
    for (uint32_t key = 0; key < count; key++) {
        int32_t sum = 0;
        for (uint32_t i = 0; i < HEAD; i++)
            sum += (room->q[row * HEAD + i] - 128) * room->k[key * HEAD + i];
        float score = (float)sum * room->k_scale[key];
        room->scores[key] = score;
        most = key == 0 ? score : larger(most, score);
    }
    for (uint32_t key = 0; key < count; key++) {
        float t = larger((room->scores[key] - most) * q_scale, SOFTMAX_LEAST);
        room->weights[key] = (int16_t)whole_of(softmax_of(t));
        total += room->weights[key];
    }
    return total;
}

static void plain_attend(const float *qkv, uint32_t count, struct attention_room *room, float *out, size_t stride)
{
    float v_scale[HEAD];
    quantise_head(qkv, count, room);
    quantise_values(qkv + 2 * (size_t)HEAD, count, room->v, v_scale);
    for (uint32_t row = 0; row < count; row++) {
        float inverse = 1.0F / (float)weigh_row(room, row, count);
        int32_t sums[HEAD] = {0};
        for (uint32_t key = 0; key < count; key++)
            for (uint32_t i = 0; i < HEAD; i++)
                sums[i] += room->weights[key] * room->v[key * HEAD + i];
        for (uint32_t i = 0; i < HEAD; i++)
            out[row * stride + i] = (float)sums[i] * v_scale[i] * inverse;
    }
}

static void plain_gate(const float *p, const float *gain, const float *bias, const float *distance, const float *relation, float *x)
{
    for (uint32_t i = 0; i < TOWER_WIDTH; i++)
        x[i] = gelu_of(p[i] * gain[i] + bias[i] + distance[i] + relation[i]);
}

static void plain_gelu_add(float *x, const float *z, uint32_t count)
{
    for (size_t i = 0; i < (size_t)count * TOWER_WIDTH; i++)
        x[i] += gelu_of(z[i]);
}

static void plain_gather(const float *x, const float *weight, uint32_t count, float *out)
{
    for (uint32_t i = 0; i < TOWER_WIDTH; i++) {
        float sum = 0;
        for (uint32_t row = 0; row < count; row++)
            sum += weight[row] * x[(size_t)row * TOWER_WIDTH + i];
        out[i] = sum;
    }
}

static void plain_depthwise(const float *x, uint32_t count, uint32_t dilation, const float *taps, const float *bias, float *y)
{
    for (uint32_t row = 0; row < count; row++)
        for (uint32_t i = 0; i < TOWER_WIDTH; i++) {
            float sum = bias[i];
            for (uint32_t t = 0; t < DEPTH_TAPS; t++) {
                int64_t from = (int64_t)row + ((int64_t)t - DEPTH_TAPS / 2) * dilation;
                if (from >= 0 && from < count)
                    sum += taps[t * TOWER_WIDTH + i] * x[(size_t)from * TOWER_WIDTH + i];
            }
            y[(size_t)row * TOWER_WIDTH + i] = sum;
        }
}

float kernels_exp(float x)
{
    return exp2_of(smaller(larger(x * LOG2_E, -126.0F), 126.0F));
}

const struct kernels kernels_plain = {
    .name = "plain",
    .quantise = plain_quantise,
    .gelu_quantise = plain_gelu_quantise,
    .gelu = plain_gelu,
    .norm = plain_norm,
    .linear = plain_linear,
    .attend = plain_attend,
    .gate = plain_gate,
    .depthwise = plain_depthwise,
    .gelu_add = plain_gelu_add,
    .gather = plain_gather,
};
