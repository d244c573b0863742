/* SPDX-License-Identifier: Apache-2.0 */
#include "model/heads.h"

#include "model/scratch.h"

#include <assert.h>
#include <string.h>

/* The whole Linear for `count` rows, dense; `out` has room for its channels rounded up to 16. */
static void apply(const struct model *model, const struct linear *linear, struct whole_rows in, uint32_t count, float *out)
{
    model->kernels->linear(linear, 0, linear->blocks, in, count, out, (size_t)linear->blocks * 16, false);
}

/* Drops the padding of rows of `from` floats. */
static void copy_rows(float *to, uint32_t width, const float *rows, uint32_t from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        memcpy(to + (size_t)i * width, rows + (size_t)i * from, width * sizeof *to);
}

void model_word_heads(const struct model *model, struct encoder_scratch *scratch, const float *h, uint32_t count, float *tags,
                      float *cues, float *p)
{
    uint32_t width = model->config.width;
    for (uint32_t word = 0; word < count; word += HEAD_ROWS) {
        uint32_t rows = count - word < HEAD_ROWS ? count - word : HEAD_ROWS;
        model->kernels->quantise(h + (size_t)word * width, width, rows, scratch->words);
        apply(model, &model->tags, scratch->words, rows, scratch->small);
        copy_rows(tags + (size_t)word * TAGS, TAGS, scratch->small, 32, rows);
        apply(model, &model->role_word, scratch->words, rows, p + (size_t)word * TOWER);
        apply(model, &model->cue_hidden, scratch->words, rows, scratch->x);
        model->kernels->gelu_quantise(scratch->x, TOWER, rows, scratch->tower);
        apply(model, &model->cue_out, scratch->tower, rows, scratch->small);
        copy_rows(cues + (size_t)word * CUE_LABELS, CUE_LABELS, scratch->small, 16, rows);
    }
}

_Static_assert(COREF_PARTS == (int)VECTOR_PARTS && COREF_WIDTH == (int)VECTOR_WIDTH, "doc.h and the model agree");
_Static_assert(HEAD_ROWS * COREF_PARTS * COREF_WIDTH <= ROLE_CANDIDATES * 32, "scratch->small has room");

/* To whole numbers within ±127 of a scale of its own. */
static void round_vector(const float *from, struct word_vector *to)
{
    float most = 0;
    for (uint32_t i = 0; i < COREF_PARTS * COREF_WIDTH; i++) {
        float size = from[i] < 0 ? -from[i] : from[i];
        most = size > most ? size : most;
    }
    to->scale = most / 127.0F;
    for (uint32_t i = 0; i < COREF_PARTS * COREF_WIDTH; i++) {
        float value = most > 0 ? from[i] / to->scale : 0;
        value = value > 127 ? 127 : value < -127 ? -127 : value;
        to->at[i] = (int8_t)(value < 0 ? value - 0.5F : value + 0.5F);
    }
}

void model_mention_head(const struct model *model, struct encoder_scratch *scratch, const float *h, uint32_t count, struct word_vector *out)
{
    uint32_t width = model->config.width;
    for (uint32_t word = 0; word < count; word += HEAD_ROWS) {
        uint32_t rows = count - word < HEAD_ROWS ? count - word : HEAD_ROWS;
        model->kernels->quantise(h + (size_t)word * width, width, rows, scratch->words);
        apply(model, &model->coref.word, scratch->words, rows, scratch->small);
        for (uint32_t i = 0; i < rows; i++)
            round_vector(scratch->small + (size_t)i * COREF_PARTS * COREF_WIDTH, &out[word + i]);
    }
}

/* The cue's vector, and what it does to each candidate: 1 + gamma, and beta. */
static void read_cue(const struct model *model, struct encoder_scratch *scratch, const struct role_query *query, float *u,
                     float *gain, float *beta)
{
    const struct kernels *kernels = model->kernels;
    const float *width = model->role_width + (size_t)(query->cue_width < 7 ? query->cue_width : 7) * TOWER;
    kernels->quantise(query->cue, 0, 1, scratch->cue);
    apply(model, &model->role_cue, scratch->cue, 1, u);
    for (uint32_t i = 0; i < TOWER; i++)
        u[i] += width[i];
    kernels->gelu(u, TOWER);
    kernels->quantise(u, 0, 1, scratch->tower);
    apply(model, &model->role_gamma, scratch->tower, 1, gain);
    for (uint32_t i = 0; i < TOWER; i++)
        gain[i] += 1.0F;
    apply(model, &model->role_beta, scratch->tower, 1, beta);
}

static void start_candidates(const struct model *model, const struct role_query *query, const float *gain, const float *beta,
                             float *x)
{
    for (uint32_t row = 0; row < query->count; row++) {
        assert(query->distance[row] < DISTANCE_ROWS && query->relation[row] < RELATION_ROWS);
        model->kernels->gate(query->p + (size_t)row * TOWER, gain, beta, model->role_distance + (size_t)query->distance[row] * TOWER,
                             model->role_relation + (size_t)query->relation[row] * TOWER, x + (size_t)row * TOWER);
    }
}

static void run_block(const struct model *model, struct encoder_scratch *scratch, uint32_t index, uint32_t count,
                      struct whole_rows rounded)
{
    static const uint32_t dilations[TOWER_BLOCKS] = {1, 3, 9};
    const struct kernels *kernels = model->kernels;
    const struct tower_block *block = &model->tower[index];
    kernels->depthwise(scratch->x, count, dilations[index], block->depth, block->depth_bias, scratch->y);
    kernels->quantise(scratch->y, TOWER, count, scratch->tower);
    apply(model, &block->point, scratch->tower, count, scratch->z);
    kernels->gelu_add(scratch->x, scratch->z, count);
    kernels->norm(scratch->x, count, TOWER, block->norm.gain, block->norm.bias, 1e-5F, rounded);
}

/* How likely each candidate is a source and a content: the softmax of its first three logits. */
static void weigh(const float *roles, uint32_t count, float *sources, float *contents)
{
    for (uint32_t row = 0; row < count; row++) {
        const float *logits = roles + (size_t)row * ROLES;
        float most = logits[0] > logits[1] ? logits[0] : logits[1];
        most = most > logits[2] ? most : logits[2];
        float none = kernels_exp(logits[0] - most), source = kernels_exp(logits[1] - most), content = kernels_exp(logits[2] - most);
        float total = none + source + content;
        sources[row] = source / total;
        contents[row] = content / total;
    }
}

/* The mean of the candidates by these weights, leaning to zero where they are few. */
static void pool(const struct kernels *kernels, const float *x, const float *weights, uint32_t count, float *out)
{
    float total = 0;
    for (uint32_t row = 0; row < count; row++)
        total += weights[row];
    kernels->gather(x, weights, count, out);
    for (uint32_t i = 0; i < TOWER; i++)
        out[i] = out[i] / (total + 1e-3F);
}

void model_read_roles(const struct model *model, struct encoder_scratch *scratch, const struct role_query *query, float *roles,
                      float *acts, struct role_pools *pools)
{
    _Alignas(64) float together[3 * TOWER], gain[TOWER], beta[TOWER];
    uint32_t count = query->count;
    assert(count > 0 && count <= ROLE_CANDIDATES);
    read_cue(model, scratch, query, together, gain, beta);
    start_candidates(model, query, gain, beta, scratch->x);
    for (uint32_t i = 0; i < TOWER_BLOCKS; i++)
        run_block(model, scratch, i, count, i + 1 == TOWER_BLOCKS ? scratch->tower : (struct whole_rows){0});
    apply(model, &model->role_out, scratch->tower, count, roles);
    float *sources = scratch->small, *contents = scratch->small + ROLE_CANDIDATES;
    weigh(roles, count, sources, contents);
    pool(model->kernels, scratch->x, sources, count, together + TOWER);
    pool(model->kernels, scratch->x, contents, count, together + (size_t)2 * TOWER);
    if (pools)
        memcpy(pools, together, sizeof *pools);

    struct whole_rows in = {scratch->cue.at, scratch->cue.scale, 3 * TOWER};
    if (scratch->cue.width < in.width)
        in.at = scratch->tower.at; /* a narrow encoder: the tower's rows have the room */
    model->kernels->quantise(together, 0, 1, in);
    apply(model, &model->act_hidden, in, 1, beta);
    model->kernels->gelu_quantise(beta, 0, 1, scratch->tower);
    apply(model, &model->act_out, scratch->tower, 1, acts);
}

uint8_t model_role_distance(uint32_t i, uint32_t first, uint32_t last)
{
    static const uint8_t ends[] = {1, 2, 3, 4, 6, 9, 14, 24, 49};
    if (i >= first && i <= last)
        return 0;
    uint32_t away = i < first ? first - i : i - last;
    uint8_t bucket = 1;
    while (bucket <= sizeof ends && away > ends[bucket - 1])
        bucket++;
    return (uint8_t)(i < first ? bucket : 11 + bucket);
}
