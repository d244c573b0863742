/* SPDX-License-Identifier: Apache-2.0 */
/* A model file of any bytes: refused with a reason, or opened, verified and used on a short window. The input is changes to a small good
 * model, as no fuzzer finds its way past all the checks from nothing: each eight bytes are a position (three), a kind (one) and a value
 * (four); an input that begins with the magic is taken as the file itself. */
#include "model/heads.h"
#include "small_model.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct small_model changed_model(struct arena *arena, const uint8_t *data, size_t size)
{
    static struct arena kept; /* the good model, made once */
    static struct small_model good;
    if (!good.bytes) {
        struct small_sizes sizes = SMALL_SIZES;
        sizes.width = 32;
        arena_init(&kept, 0);
        good = small_model_make(&kept, sizes);
        setenv("DIXIT_KERNELS", "plain", 1); /* the others' short test at each opening would be most of the time */
    }
    struct small_model made = {arena_alloc(arena, good.length), good.length};
    if (!made.bytes)
        return made;
    memcpy(made.bytes, good.bytes, good.length);
    for (size_t i = 0; i + 8 <= size; i += 8) {
        size_t at = (size_t)data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16;
        if (data[i + 3] == 255) /* cut */
            made.length = at < made.length ? at : made.length;
        else if (data[i + 3] & 1) /* in header and table, where it matters most */
            at %= 8192;
        if (at + 4 <= made.length)
            memcpy(made.bytes + at, data + i + 4, 4);
    }
    return made;
}

static void use_model(struct model *model, struct arena *arena)
{
    enum { N = 5 };
    uint16_t ids[N] = {0};
    uint8_t extra[N][4] = {{0}}, zeros[N] = {0};
    uint32_t width = model->config.width;
    float *out = arena_array(arena, (size_t)N * width * 3, sizeof *out), *p = arena_array(arena, (size_t)N * TOWER, sizeof *p);
    float *tags = arena_array(arena, (size_t)N * TAGS, sizeof *tags), cues[N * CUE_LABELS], roles[N * ROLES], acts[ACTS];
    struct encoder_scratch *scratch = encoder_scratch_new(model, arena);
    if (!scratch || !out || !p || !tags)
        return;
    uint32_t count = model->config.window < N ? model->config.window : N;
    struct window window = {ids, (const uint8_t(*)[4])extra, count};
    model_encode_window(model, scratch, &window, out);
    model_word_heads(model, scratch, out, count, tags, cues, p);
    struct role_query query = {out, 1, p, zeros, zeros, count};
    model_read_roles(model, scratch, &query, roles, acts, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct dixit_error error = {0};
    struct small_model file = {NULL, size};
    arena_init(&arena, (size_t)64 << 20);
    if (size >= 8 && memcmp(data, "DIXITMDL", 8) == 0) {
        file.bytes = arena_alloc(&arena, size + 4096); /* from 4096 bytes up the arena aligns to 64 */
        if (file.bytes)
            memcpy(file.bytes, data, size);
    } else
        file = changed_model(&arena, data, size);
    struct model *model = file.bytes ? model_read("fuzz", file.bytes, file.length, &error) : NULL;
    if (model) {
        if (size % 4 == 0) /* hashing takes longer than the rest */
            (void)model_verify(model, &error);
        (void)model_float(model, "window", 0);
        (void)model_vocabulary(model);
        use_model(model, &arena);
        model_close(model);
    }
    arena_release(&arena);
    return 0;
}
