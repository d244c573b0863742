/* SPDX-License-Identifier: Apache-2.0 */
/* The order of work keeps one window in the second cache. One head at a time: its q, k and v are made from the rounded rows and used
 * at once, so that they are never all in memory. The feed-forward takes FF_ROWS rows through both products and the norm. */
#include "model/encoder.h"

#include "model/scratch.h"

#include <assert.h>

#define EPSILON 1e-12F

/* Hands out parts of a block in multiples of 64 bytes; with no block, only counts. */
struct carver {
    char *block;
    size_t used;
};

static void *carve(struct carver *carver, size_t count, size_t size)
{
    size_t start = carver->used;
    carver->used += (count * size + 63) / 64 * 64;
    return carver->block ? carver->block + start : NULL;
}

static struct whole_rows carve_rows(struct carver *carver, uint32_t count, uint32_t width)
{
    struct whole_rows rows = {.width = width};
    rows.at = carve(carver, (size_t)count * width, 1);
    rows.scale = carve(carver, count, sizeof *rows.scale);
    return rows;
}

static void carve_scratch(const struct model_config *config, struct carver *carver, struct encoder_scratch *scratch)
{
    size_t window = config->window, padded = (window + 31) / 32 * 32, width = config->width, ff = config->ff;
    scratch->rows = carve_rows(carver, config->window, config->width);
    scratch->middle = carve_rows(carver, FF_ROWS, config->ff);
    scratch->context = carve(carver, window * width, sizeof(float));
    scratch->qkv = carve(carver, window * 3 * HEAD, sizeof(float));
    scratch->wide = carve(carver, FF_ROWS * ff, sizeof(float));
    scratch->room.q = carve(carver, padded * HEAD, sizeof(uint8_t));
    scratch->room.k = carve(carver, padded * HEAD, sizeof(int8_t));
    scratch->room.v = carve(carver, padded * HEAD, sizeof(int16_t));
    scratch->room.q_scale = carve(carver, padded, sizeof(float));
    scratch->room.k_scale = carve(carver, padded, sizeof(float));
    scratch->room.k_start = carve(carver, padded, sizeof(int32_t));
    scratch->room.scores = carve(carver, ATTEND_ROWS * padded, sizeof(float));
    scratch->room.weights = carve(carver, ATTEND_ROWS * padded, sizeof(int16_t));
    scratch->words = carve_rows(carver, HEAD_ROWS, config->width);
    scratch->tower = carve_rows(carver, ROLE_CANDIDATES, TOWER);
    scratch->cue = carve_rows(carver, 1, 3 * config->width);
    scratch->x = carve(carver, (size_t)ROLE_CANDIDATES * TOWER, sizeof(float));
    scratch->y = carve(carver, (size_t)ROLE_CANDIDATES * TOWER, sizeof(float));
    scratch->z = carve(carver, (size_t)ROLE_CANDIDATES * TOWER, sizeof(float));
    scratch->small = carve(carver, (size_t)ROLE_CANDIDATES * 32, sizeof(float));
}

struct encoder_scratch *encoder_scratch_new(const struct model *model, struct arena *arena)
{
    struct carver carver = {0};
    struct encoder_scratch counted;
    (void)carve(&carver, 1, sizeof counted);
    carve_scratch(&model->config, &carver, &counted);
    carver.block = arena_alloc(arena, carver.used);
    if (!carver.block)
        return NULL;
    carver.used = 0;
    struct encoder_scratch *scratch = carve(&carver, 1, sizeof *scratch);
    carve_scratch(&model->config, &carver, scratch);
    return scratch;
}

/* The sum of a piece's rows, not yet normed. */
static void embed_piece(const struct model *model, const struct window *window, uint32_t j, float *x)
{
    uint32_t width = model->config.width, id = window->ids[j];
    assert(id < model->config.vocabulary);
    const int8_t *word = model->word + (size_t)id * width;
    const float *position = model->position + (size_t)j * width, scale = model->word_scale[id];
    for (uint32_t i = 0; i < width; i++)
        x[i] = (float)word[i] * scale + position[i];
    for (uint32_t e = 0; e < 4; e++) {
        assert(window->extra[j][e] < EXTRA_ROWS);
        const float *extra = model->extra + (size_t)window->extra[j][e] * width;
        for (uint32_t i = 0; i < width; i++)
            x[i] += extra[i];
    }
}

static void attend(const struct model *model, const struct layer *layer, struct encoder_scratch *scratch, uint32_t count, float *x)
{
    const struct kernels *kernels = model->kernels;
    uint32_t width = model->config.width, heads = model->config.heads;
    for (uint32_t head = 0; head < heads; head++) {
        for (uint32_t part = 0; part < 3; part++) /* q, k, v: two blocks of 16 channels each */
            kernels->linear(&layer->qkv, 2 * (part * heads + head), 2, scratch->rows, count, scratch->qkv + part * HEAD,
                            (size_t)3 * HEAD, false);
        kernels->attend(scratch->qkv, count, &scratch->room, scratch->context + head * HEAD, width);
    }
    kernels->quantise(scratch->context, width, count, scratch->rows);
    kernels->linear(&layer->out, 0, layer->out.blocks, scratch->rows, count, x, width, true);
    kernels->norm(x, count, width, layer->norm1.gain, layer->norm1.bias, EPSILON, scratch->rows);
}

static void feed_forward(const struct model *model, const struct layer *layer, struct encoder_scratch *scratch, uint32_t count,
                         float *x)
{
    const struct kernels *kernels = model->kernels;
    uint32_t width = model->config.width, ff = model->config.ff;
    for (uint32_t row = 0; row < count; row += FF_ROWS) {
        uint32_t rows = count - row < FF_ROWS ? count - row : FF_ROWS;
        struct whole_rows in = {scratch->rows.at + (size_t)row * width, scratch->rows.scale + row, width};
        float *part = x + (size_t)row * width;
        kernels->linear(&layer->ff1, 0, layer->ff1.blocks, in, rows, scratch->wide, ff, false);
        kernels->gelu_quantise(scratch->wide, ff, rows, scratch->middle);
        kernels->linear(&layer->ff2, 0, layer->ff2.blocks, scratch->middle, rows, part, width, true);
        kernels->norm(part, rows, width, layer->norm2.gain, layer->norm2.bias, EPSILON, in);
    }
}

void model_encode_window(const struct model *model, struct encoder_scratch *scratch, const struct window *window, float *out)
{
    uint32_t count = window->count, width = model->config.width;
    assert(count > 0 && count <= model->config.window);
    for (uint32_t j = 0; j < count; j++)
        embed_piece(model, window, j, out + (size_t)j * width);
    model->kernels->norm(out, count, width, model->embed_norm.gain, model->embed_norm.bias, EPSILON, scratch->rows);
    for (uint32_t i = 0; i < model->config.layers; i++) {
        attend(model, &model->layers[i], scratch, count, out);
        feed_forward(model, &model->layers[i], scratch, count, out);
    }
}
