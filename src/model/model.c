/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Finds tensors by name and keeps the first complaint; after it everything is a no-op. */
struct finder {
    const struct model_file *file;
    struct dixit_error *error;
    bool failed;
};

static const struct tensor *find(struct finder *finder, const char *name, enum tensor_type type, uint32_t rows, uint32_t columns)
{
    static const char *const types[] = {"", "bytes", "floats", "rows", "linear", "table"};
    if (finder->failed)
        return NULL;
    const struct tensor *tensor = model_file_find(finder->file, name);
    if (!tensor)
        error_set(finder->error, DIXIT_BAD_MODEL, 0, "%s: the tensor %s is missing", finder->file->path, name);
    else if (tensor->type != type)
        error_set(finder->error, DIXIT_BAD_MODEL, 0, "%s: the tensor %s holds %s, not %s", finder->file->path, name,
                  types[tensor->type], types[type]);
    else if ((rows && tensor->rows != rows) || (columns && tensor->columns != columns))
        error_set(finder->error, DIXIT_BAD_MODEL, 0, "%s: the tensor %s is %u by %u, not %u by %u", finder->file->path, name,
                  tensor->rows, tensor->columns, rows ? rows : tensor->rows, columns ? columns : tensor->columns);
    else
        return tensor;
    finder->failed = true;
    return NULL;
}

static void check_finite(struct finder *finder, const char *name, const float *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(at[i])) {
            finder->failed = true;
            error_set(finder->error, DIXIT_BAD_MODEL, 0, "%s: number %zu of %s is not finite", finder->file->path, i, name);
            return;
        }
}

static const float *find_floats(struct finder *finder, const char *name, uint32_t rows, uint32_t columns)
{
    const struct tensor *tensor = find(finder, name, TENSOR_FLOATS, rows, columns);
    if (!tensor)
        return NULL;
    const float *at = (const void *)tensor->at;
    check_finite(finder, name, at, (size_t)rows * columns);
    return at;
}

/* Sums that no weights have would take the kernels past 32 bits. */
static void check_sums(struct finder *finder, const char *name, const struct linear *linear)
{
    int32_t most = 128 * 4 * (int32_t)linear->quads;
    for (size_t i = 0; !finder->failed && i < (size_t)linear->blocks * 16; i++)
        if (linear->sums[i] < -most || linear->sums[i] > most) {
            finder->failed = true;
            error_set(finder->error, DIXIT_BAD_MODEL, 0, "%s: sum %zu of %s is beyond what its weights can be", finder->file->path, i, name);
        }
}

static struct linear find_linear(struct finder *finder, const char *name, uint32_t n, uint32_t k)
{
    const struct tensor *tensor = find(finder, name, TENSOR_LINEAR, n, k);
    struct linear linear = {.n = n, .k = k, .blocks = (n + 15) / 16, .quads = (k + 3) / 4};
    if (!tensor)
        return linear;
    size_t padded = (size_t)linear.blocks * 16;
    linear.scale = (const void *)tensor->at;
    linear.bias = linear.scale + padded;
    linear.sums = (const void *)(tensor->at + 8 * padded);
    linear.weight = (const void *)(tensor->at + 12 * padded);
    check_finite(finder, name, linear.scale, 2 * padded);
    check_sums(finder, name, &linear);
    return linear;
}

static struct norm find_norm(struct finder *finder, const char *name, uint32_t width)
{
    char part[TENSOR_NAME + 8];
    struct norm norm;
    snprintf(part, sizeof part, "%s.gain", name);
    norm.gain = find_floats(finder, part, 1, width);
    snprintf(part, sizeof part, "%s.bias", name);
    norm.bias = find_floats(finder, part, 1, width);
    return norm;
}

/* The name of a part of layer or block `index`. */
static const char *part_name(char room[TENSOR_NAME], const char *before, uint32_t index, const char *after)
{
    snprintf(room, TENSOR_NAME, "%s.%u.%s", before, index, after);
    return room;
}

static void find_layer(struct finder *finder, const struct model_config *config, uint32_t index, struct layer *layer)
{
    char room[TENSOR_NAME];
    uint32_t w = config->width, f = config->ff;
    layer->qkv = find_linear(finder, part_name(room, "layer", index, "qkv"), 3 * w, w);
    layer->out = find_linear(finder, part_name(room, "layer", index, "out"), w, w);
    layer->norm1 = find_norm(finder, part_name(room, "layer", index, "norm1"), w);
    layer->ff1 = find_linear(finder, part_name(room, "layer", index, "ff1"), f, w);
    layer->ff2 = find_linear(finder, part_name(room, "layer", index, "ff2"), w, f);
    layer->norm2 = find_norm(finder, part_name(room, "layer", index, "norm2"), w);
}

static void find_tower_block(struct finder *finder, uint32_t index, struct tower_block *block)
{
    char room[TENSOR_NAME];
    block->depth = find_floats(finder, part_name(room, "role.block", index, "depth"), DEPTH_TAPS, TOWER);
    block->depth_bias = find_floats(finder, part_name(room, "role.block", index, "depth.bias"), 1, TOWER);
    block->point = find_linear(finder, part_name(room, "role.block", index, "point"), TOWER, TOWER);
    block->norm = find_norm(finder, part_name(room, "role.block", index, "norm"), TOWER);
}

static void find_heads(struct finder *finder, struct model *model)
{
    uint32_t w = model->config.width;
    model->tags = find_linear(finder, "tags", TAGS, w);
    model->cue_hidden = find_linear(finder, "cue.hidden", TOWER, w);
    model->cue_out = find_linear(finder, "cue.out", CUE_LABELS, TOWER);
    model->role_word = find_linear(finder, "role.word", TOWER, w);
    model->role_cue = find_linear(finder, "role.cue", TOWER, 3 * w);
    model->role_gamma = find_linear(finder, "role.gamma", TOWER, TOWER);
    model->role_beta = find_linear(finder, "role.beta", TOWER, TOWER);
    model->role_width = find_floats(finder, "role.width", WIDTH_ROWS, TOWER);
    model->role_distance = find_floats(finder, "role.distance", DISTANCE_ROWS, TOWER);
    model->role_relation = find_floats(finder, "role.relation", RELATION_ROWS, TOWER);
    for (uint32_t i = 0; i < TOWER_BLOCKS; i++)
        find_tower_block(finder, i, &model->tower[i]);
    model->role_out = find_linear(finder, "role.out", ROLES, TOWER);
    model->act_hidden = find_linear(finder, "act.hidden", TOWER, 3 * TOWER);
    model->act_out = find_linear(finder, "act.out", ACTS, TOWER);
}

/* A model has all of a head's tensors or none: the first says which. */
static bool has_head(const struct finder *finder, const char *first)
{
    return !finder->failed && model_file_find(finder->file, first) != NULL;
}

static void find_coref(struct finder *finder, struct model *model)
{
    struct coref_head *coref = &model->coref;
    coref->there = has_head(finder, "coref.word");
    if (!coref->there)
        return;
    coref->word = find_linear(finder, "coref.word", COREF_PARTS * COREF_WIDTH, model->config.width);
    coref->hidden = find_floats(finder, "coref.hidden", COREF_INPUTS, COREF_HIDDEN);
    coref->bias = find_floats(finder, "coref.bias", 1, COREF_HIDDEN);
    coref->out = find_floats(finder, "coref.out", 1, COREF_HIDDEN);
    coref->margins = find_floats(finder, "coref.margins", 1, COREF_MARGINS);
}

static void find_react(struct finder *finder, struct model *model)
{
    struct react_head *react = &model->react;
    react->there = has_head(finder, "react.topic");
    if (!react->there)
        return;
    react->topic = find_floats(finder, "react.topic", model->config.width, 2 * REACT_WIDTH);
    react->bias = find_floats(finder, "react.bias", 1, 2 * REACT_WIDTH);
}

static void find_embedding(struct finder *finder, struct model *model)
{
    const struct model_config *config = &model->config;
    const struct tensor *word = find(finder, "embed.word", TENSOR_ROWS, config->vocabulary, config->width);
    if (word) {
        model->word_scale = (const void *)word->at;
        model->word = (const void *)(word->at + ((size_t)config->vocabulary * 4 + 63) / 64 * 64);
        check_finite(finder, "embed.word", model->word_scale, config->vocabulary);
    }
    model->position = find_floats(finder, "embed.position", config->window, config->width);
    model->extra = find_floats(finder, "embed.extra", EXTRA_ROWS, config->width);
    model->embed_norm = find_norm(finder, "embed.norm", config->width);
}

/* The number called `name` in a table. */
static bool table_value(const struct tensor *table, const char *name, float *value)
{
    for (uint32_t i = 0; table && i < table->rows; i++) {
        const unsigned char *entry = table->at + (size_t)i * 32;
        if (strncmp((const char *)entry, name, TABLE_NAME) == 0) {
            memcpy(value, entry + TABLE_NAME, sizeof *value);
            return true;
        }
    }
    return false;
}

/* A whole number of the table config, from `least` to `most` and a multiple of `unit`. */
static uint32_t find_size(struct finder *finder, const struct tensor *config, const char *name, uint32_t least, uint32_t most,
                          uint32_t unit)
{
    float value = 0;
    if (finder->failed)
        return least;
    bool found = table_value(config, name, &value);
    if (found && value >= (float)least && value <= (float)most && value == (float)(uint32_t)value && (uint32_t)value % unit == 0)
        return (uint32_t)value;
    finder->failed = true;
    error_set(finder->error, DIXIT_BAD_MODEL, 0,
              found ? "%s: %s in config is %g; it must be from %u to %u and a multiple of %u" : "%s: %s is missing in config (%g, %u, %u, %u)",
              finder->file->path, name, (double)value, least, most, unit);
    return least;
}

static void find_config(struct finder *finder, struct model *model)
{
    struct model_config *config = &model->config;
    const struct tensor *table = find(finder, "config", TENSOR_TABLE, 0, 0);
    config->layers = find_size(finder, table, "layers", 1, LAYERS_MOST, 1);
    config->width = find_size(finder, table, "width", HEAD, MODEL_WIDTH_MOST, HEAD);
    config->heads = find_size(finder, table, "heads", config->width / HEAD, config->width / HEAD, 1);
    config->ff = find_size(finder, table, "ff", 64, FF_MOST, 64);
    config->window = find_size(finder, table, "window", 2, WINDOW_MOST, 1);
    config->vocabulary = find_size(finder, table, "vocabulary", 4, 65536, 1);
    config->cls = find_size(finder, table, "cls", 0, config->vocabulary - 1, 1);
    config->sep = find_size(finder, table, "sep", 0, config->vocabulary - 1, 1);
    config->unk = find_size(finder, table, "unk", 0, config->vocabulary - 1, 1);
}

/* Name, decode table and vocabulary. */
static void find_texts(struct finder *finder, struct model *model)
{
    const struct tensor *name = find(finder, "name", TENSOR_BYTES, 1, 0);
    const struct tensor *decode = find(finder, "decode", TENSOR_TABLE, 0, 0);
    const struct tensor *vocabulary = find(finder, "vocabulary", TENSOR_BYTES, 1, 0);
    if (finder->failed)
        return;
    uint32_t pieces = 0;
    for (size_t i = 0; i < vocabulary->length; i++)
        pieces += vocabulary->at[i] == '\n';
    const char *wrong = NULL;
    if (name->length == 0 || name->length >= sizeof model->name || memchr(name->at, 0, name->length))
        wrong = "name must have 1 to 63 bytes";
    else if (decode->rows > 64)
        wrong = "decode holds more than 64 numbers";
    else if (pieces != model->config.vocabulary || vocabulary->at[vocabulary->length - 1] != '\n')
        wrong = "vocabulary has not one piece a row of embed.word";
    if (wrong) {
        finder->failed = true;
        error_set(finder->error, DIXIT_BAD_MODEL, 0, "%s: %s", finder->file->path, wrong);
        return;
    }
    memcpy(model->name, name->at, name->length);
}

/* An empty model in its own arena. */
static struct model *model_new(struct dixit_error *error)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct model *model = arena_alloc(&memory, sizeof *model);
    if (!model) {
        error_set(error, DIXIT_NO_MEMORY, 0, "no memory for the model");
        return NULL;
    }
    model->memory = memory;
    return model;
}

static struct model *model_find(struct model *model, struct dixit_error *error)
{
    struct finder finder = {.file = &model->file, .error = error};
    find_config(&finder, model);
    find_texts(&finder, model);
    find_embedding(&finder, model);
    for (uint32_t i = 0; !finder.failed && i < model->config.layers; i++)
        find_layer(&finder, &model->config, i, &model->layers[i]);
    find_heads(&finder, model);
    find_coref(&finder, model);
    find_react(&finder, model);
    if (!finder.failed)
        model->kernels = kernels_choose(getenv("DIXIT_KERNELS"), error);
    if (model->kernels)
        return model;
    model_close(model);
    return NULL;
}

struct model *model_open(const char *path, struct dixit_error *error)
{
    struct model *model = model_new(error);
    char *kept = model ? arena_copy(&model->memory, path, strlen(path)) : NULL;
    if (kept && model_file_open(&model->file, kept, &model->memory, error))
        return model_find(model, error);
    if (model && !kept)
        error_set(error, DIXIT_NO_MEMORY, 0, "no memory for the model");
    model_close(model);
    return NULL;
}

struct model *model_read(const char *path, const void *bytes, size_t length, struct dixit_error *error)
{
    struct model *model = model_new(error);
    char *kept = model ? arena_copy(&model->memory, path, strlen(path)) : NULL;
    if (kept && model_file_read(&model->file, kept, bytes, length, &model->memory, error))
        return model_find(model, error);
    if (model && !kept)
        error_set(error, DIXIT_NO_MEMORY, 0, "no memory for the model");
    model_close(model);
    return NULL;
}

void model_close(struct model *model)
{
    if (!model)
        return;
    model_file_close(&model->file);
    struct arena memory = model->memory;
    arena_release(&memory);
}

void model_rest(const struct model *model)
{
    model_file_rest(&model->file);
}

bool model_verify(const struct model *model, struct dixit_error *error)
{
    return model_file_verify(&model->file, error);
}

struct str model_vocabulary(const struct model *model)
{
    const struct tensor *vocabulary = model_file_find(&model->file, "vocabulary");
    return (struct str){(const char *)vocabulary->at, vocabulary->length};
}

float model_float(const struct model *model, const char *name, float fallback)
{
    float value = fallback;
    if (!table_value(model_file_find(&model->file, "decode"), name, &value))
        (void)table_value(model_file_find(&model->file, "config"), name, &value);
    return value;
}

/* dixit.h's name for it: the same object. */
struct dixit_model *dixit_model_open(const char *path, struct dixit_error *error)
{
    return (struct dixit_model *)model_open(path, error);
}

void dixit_model_close(struct dixit_model *model)
{
    model_close((struct model *)model);
}

bool dixit_model_verify(const struct dixit_model *model, struct dixit_error *error)
{
    return model_verify((const struct model *)model, error);
}

const char *dixit_model_name(const struct dixit_model *model)
{
    return ((const struct model *)model)->name;
}
