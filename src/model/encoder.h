/* SPDX-License-Identifier: Apache-2.0 */
/* encoder.h: the transformer encoder over one window of pieces.
 *
 *     struct encoder_scratch *scratch = encoder_scratch_new(model, arena);     one a thread
 *     struct window window = {.ids = ids, .extra = extra, .count = count};
 *     model_encode_window(model, scratch, &window, out);                       out[count][width]
 *
 * What is computed (W width, heads of 32, post-norm BERT):
 *   x = norm(word[id] + position[j] + extra[e0] + extra[e1] + extra[e2] + extra[e3], embed.norm, 1e-12), added in this order
 *   per layer: q, k, v = layer.I.qkv(x) (W each, a head's 32 together); a = softmax(q k' / sqrt(32)) v over the whole window;
 *     x = norm(x + layer.I.out(a), layer.I.norm1, 1e-12); x = norm(x + layer.I.ff2(GELU(layer.I.ff1(x))), layer.I.norm2, 1e-12)
 * Products are of whole numbers (kernels.h); the result is the same bytes on every machine and with all kernels. */
#ifndef MODEL_ENCODER_H
#define MODEL_ENCODER_H

#include "model/model.h"

/* A run of pieces, [CLS] first and [SEP] last. */
struct window {
    const uint16_t *ids;       /* rows of embed.word */
    const uint8_t (*extra)[4]; /* rows of embed.extra */
    uint32_t count;            /* 2 … config.window */
};

/* Working memory of one thread, for the encoder and the heads. */
struct encoder_scratch;

/* From `arena`, in one block; lives as long as the arena's memory does. NULL when refused. About 2 MB at width 384. */
struct encoder_scratch *encoder_scratch_new(const struct model *model, struct arena *arena);

/* `out`: count rows of config.width floats, at a multiple of 64 bytes for speed. Ids and rows must be those of the model. */
void model_encode_window(const struct model *model, struct encoder_scratch *scratch, const struct window *window, float *out);

#endif
