/* SPDX-License-Identifier: Apache-2.0 */
/* model.h: a model as the encoder and the heads use it: every tensor found by name and of the right size, pointers into the
 * mapped file. Read-only after opening, shared by any number of threads.
 *
 * Names and sizes (W width, F ff, V pieces of the vocabulary; a Linear is output by input):
 *   name                      bytes, 1 … 63
 *   config                    table: layers 1 … 24, width (a multiple of 32, at most 1024), heads = width / 32, ff (a multiple of 64, at most
 *                             8192), window 2 … 512, vocabulary 4 … 65536, cls, sep, unk (rows of embed.word)
 *   decode                    table of at most 64 numbers that the decoder reads by name (model_float)
 *   vocabulary                bytes: V pieces, each ended by a line end, in the order of the rows
 *   embed.word                rows [V, W];  embed.position floats [window, W];  embed.extra floats [16, W];  embed.norm
 *   layer.I.qkv               linear [3 W, W];  layer.I.out linear [W, W];  layer.I.norm1
 *   layer.I.ff1               linear [F, W];  layer.I.ff2 linear [W, F];  layer.I.norm2
 *   tags                      linear [20, W];  cue.hidden linear [128, W];  cue.out linear [3, 128];  role.word linear [128, W]
 *   role.cue                  linear [128, 3 W];  role.gamma, role.beta linear [128, 128]
 *   role.width                floats [8, 128];  role.distance floats [24, 128];  role.relation floats [12, 128]
 *   role.block.K.depth        floats [7, 128], role.block.K.depth.bias floats [1, 128];  role.block.K.point linear [128, 128];
 *                             role.block.K.norm (K = 0, 1, 2)
 *   role.out                  linear [16, 128];  act.hidden linear [128, 384];  act.out linear [32, 128]
 * and, all of a head or none:
 *   coref.word                linear [192, W];  coref.hidden floats [372, 128];  coref.bias, coref.out floats [1, 128];  coref.margins floats [1, 15]
 *   react.topic               floats [W, 32];  react.bias floats [1, 32]
 * A norm X is two tensors, X.gain and X.bias, floats [1, width]. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/arena.h"
#include "base/error.h"
#include "model/file.h"
#include "model/kernels.h"

enum {
    LAYERS_MOST = 24,
    MODEL_WIDTH_MOST = 1024,
    FF_MOST = 8192,
    TAGS = 20,        /* sentence end, then names */
    CUE_LABELS = 3,   /* outside, begin, inside */
    TOWER = 128,      /* width of the role tower */
    TOWER_BLOCKS = 3,
    ROLES = 16,       /* logits of a candidate */
    ACTS = 32,        /* logits of a cue */
    EXTRA_ROWS = 16,
    WIDTH_ROWS = 8,
    DISTANCE_ROWS = 24,
    RELATION_ROWS = 12,
    COREF_PARTS = 3,    /* a mention's first word, its last, the mean of all */
    COREF_WIDTH = 64,   /* width of a mention's vector */
    COREF_TRAITS = 116, /* what is counted of a choice (claims/ranker.h) */
    COREF_INPUTS = COREF_TRAITS + 4 * COREF_WIDTH,
    COREF_HIDDEN = 128,
    COREF_MARGINS = 15,
    REACT_WIDTH = 16 /* of a content's vector as a reaction, and again as what is reacted to */
};

struct norm {
    const float *gain, *bias;
};

struct layer {
    struct linear qkv, out, ff1, ff2;
    struct norm norm1, norm2;
};

struct tower_block {
    const float *depth, *depth_bias; /* [7][TOWER], [TOWER] */
    struct linear point;
    struct norm norm;
};

/* Who is meant by a pronoun or a noun phrase (claims/ranker.h); a model may lack it. */
struct coref_head {
    bool there;
    struct linear word;
    const float *hidden, *bias, *out, *margins;
};

/* What a content may answer, and what may answer it (claims/topics.h); a model may lack it. */
struct react_head {
    bool there;
    const float *topic, *bias; /* [width][2 * REACT_WIDTH], [2 * REACT_WIDTH] */
};

struct model_config {
    uint32_t layers, width, heads, ff, window, vocabulary;
    uint32_t cls, sep, unk;
};

struct model {
    struct arena memory; /* holds this struct too */
    struct model_file file;
    const struct kernels *kernels;
    struct model_config config;
    char name[64];
    const int8_t *word; /* [vocabulary][width] */
    const float *word_scale;
    const float *position, *extra; /* [window][width], [16][width] */
    struct norm embed_norm;
    struct layer layers[LAYERS_MOST];
    struct linear tags, cue_hidden, cue_out;
    struct linear role_word, role_cue, role_gamma, role_beta, role_out, act_hidden, act_out;
    const float *role_width, *role_distance, *role_relation;
    struct tower_block tower[TOWER_BLOCKS];
    struct coref_head coref;
    struct react_head react;
};

/* Opens a model with the kernels that the environment's DIXIT_KERNELS names (plain, avx2, avx512), else the fastest. NULL with `error`
 * filled, which names the tensor that is missing or misshapen. The `dixit_model_open` of dixit.h; close with dixit_model_close. */
struct model *model_open(const char *path, struct dixit_error *error);

/* The same for bytes that the caller keeps until the model is closed; they begin at a multiple of 64. */
struct model *model_read(const char *path, const void *bytes, size_t length, struct dixit_error *error);
void model_close(struct model *model);

/* Takes the model's pages out of the process's memory; they come back as they are read, here or in another thread. For long work that
 * needs no model. */
void model_rest(const struct model *model);

/* Reads the whole file and compares its SHA-256; takes a fifth of a second. */
bool model_verify(const struct model *model, struct dixit_error *error);

/* The pieces, each ended by a line end, in the order of their ids; lives as long as the model. */
struct str model_vocabulary(const struct model *model);

/* The number of that name in the table decode, else in config; `fallback` when neither has it. */
float model_float(const struct model *model, const char *name, float fallback);

#endif
