/* SPDX-License-Identifier: Apache-2.0 */
/* small_model.h: a model of random weights, made by the tests themselves, so that nothing needs a download.
 *
 *     struct small_model made = small_model_make(&arena, SMALL_SIZES);
 *     struct model *model = model_read("small", made.bytes, made.length, &error);
 *
 * The vocabulary is "[PAD]", "[UNK]", "[CLS]", "[SEP]", then `pieces`, if given, then the printable ASCII characters, then the same with "##"
 * before them, then made-up pieces, up to `vocabulary`. */
#ifndef SMALL_MODEL_H
#define SMALL_MODEL_H

#include "base/arena.h"

struct small_sizes {
    uint32_t layers, width, ff, window, vocabulary, seed;
    const char *const *pieces; /* ended by NULL; NULL for none */
    bool coref;                /* with that head */
};

#define SMALL_SIZES ((struct small_sizes){.layers = 1, .width = 64, .ff = 64, .window = 64, .vocabulary = 256, .seed = 1})

struct small_model {
    unsigned char *bytes; /* at a multiple of 64, in the arena */
    size_t length;
};

/* `bytes` is NULL when the arena refused. */
struct small_model small_model_make(struct arena *arena, struct small_sizes sizes);

/* Writes the hash anew after bytes were changed. */
void small_model_seal(struct small_model model);

/* The table entry (80 bytes, src/model/file.h) of a tensor; NULL when there is none. */
unsigned char *small_model_entry(struct small_model model, const char *name);

#endif
