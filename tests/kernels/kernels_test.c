/* SPDX-License-Identifier: Apache-2.0 */
/* Every set of kernels that this processor has, against the plain ones: the same bytes for random shapes and values, and for the
 * values at the ends. DIXIT_SEED repeats a run. */
#include "model/encoder.h"
#include "model/heads.h"
#include "small_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS_MOST = 70, WIDTH_MOST = 1600, TRIES = 60 };

static const char *const names[] = {"avx2", "avx512", "neon"};
static uint32_t state;

static uint32_t below(uint32_t limit)
{
    state = state * 1664525U + 1013904223U;
    return (uint32_t)((uint64_t)state * limit >> 32);
}

/* A float of a kind that changes from call to call: ordinary, tiny, huge, zero, or a tie between two whole numbers. */
static float some_float(uint32_t kind)
{
    float x = (float)(int32_t)(below(UINT32_MAX) - (1U << 31)) * (1.0F / (1 << 29));
    switch (kind) {
    case 0: return x * 1e-30F;
    case 1: return x * 1e6F;
    case 2: return below(2) ? 0.0F : -0.0F;
    case 3: return (float)below(255) - 127.0F + 0.5F * (float)below(2);
    case 4: return below(20) ? x : x * 100;
    default: return x;
    }
}

static float *some_floats(struct arena *arena, size_t count)
{
    float *at = arena_array(arena, count, sizeof *at);
    uint32_t kind = below(10);
    for (size_t i = 0; i < count; i++)
        at[i] = some_float(kind);
    return at;
}

static float *copy_floats(struct arena *arena, const float *from, size_t count)
{
    float *to = arena_array(arena, count, sizeof *to);
    memcpy(to, from, count * sizeof *to);
    return to;
}

static struct whole_rows room_for(struct arena *arena, uint32_t rows, uint32_t width)
{
    return (struct whole_rows){arena_array(arena, rows, width), arena_array(arena, rows, sizeof(float)), width};
}

static void assert_same_rows(struct whole_rows a, struct whole_rows b, uint32_t rows)
{
    assert_memory_equal(a.at, b.at, (size_t)rows * a.width);
    assert_memory_equal(a.scale, b.scale, rows * sizeof(float));
}

static struct linear some_linear(struct arena *arena, uint32_t n, uint32_t k)
{
    struct linear linear = {.n = n, .k = k, .blocks = (n + 15) / 16, .quads = (k + 3) / 4};
    size_t padded = (size_t)linear.blocks * 16, size = padded * linear.quads * 4;
    int8_t *weight = arena_array(arena, size, 1);
    int32_t *sums = arena_array(arena, padded, sizeof *sums);
    bool extreme = below(4) == 0;
    for (size_t i = 0; i < size; i++) {
        weight[i] = (int8_t)(extreme ? (below(2) ? 63 : -63) : (int32_t)below(127) - 63);
        sums[i / (16 * 4 * (size_t)linear.quads) * 16 + i / 4 % 16] += weight[i];
    }
    linear.weight = weight;
    linear.sums = sums;
    linear.scale = some_floats(arena, padded);
    linear.bias = some_floats(arena, padded);
    return linear;
}

static void try_linear(const struct kernels *kernels, struct arena *arena)
{
    uint32_t n = 1 + below(130), k = 4 * (1 + below(below(4) ? 40 : WIDTH_MOST / 4)), rows = 1 + below(ROWS_MOST);
    struct linear linear = some_linear(arena, n, k);
    struct whole_rows in = room_for(arena, rows, linear.quads * 4);
    bool extreme = below(4) == 0, add = below(2) == 0;
    for (size_t i = 0; i < (size_t)rows * in.width; i++)
        in.at[i] = (uint8_t)(extreme ? 255 * below(2) : below(256));
    memcpy(in.scale, some_floats(arena, rows), rows * sizeof(float));
    uint32_t first = below(linear.blocks), blocks = 1 + below(linear.blocks - first);
    size_t stride = 16 * (size_t)blocks + below(3) * 8, size = rows * stride;
    float *a = some_floats(arena, size), *b = copy_floats(arena, a, size);
    kernels->linear(&linear, first, blocks, in, rows, a, stride, add);
    kernels_plain.linear(&linear, first, blocks, in, rows, b, stride, add);
    assert_memory_equal(a, b, size * sizeof *a);
}

static void try_rows(const struct kernels *kernels, struct arena *arena)
{
    uint32_t width = 16 * (1 + below(below(4) ? 30 : WIDTH_MOST / 16)), rows = 1 + below(20);
    size_t stride = width + 16 * below(3), size = rows * stride;
    struct whole_rows a = room_for(arena, rows, width), b = room_for(arena, rows, width);
    float *x = some_floats(arena, size), *y = copy_floats(arena, x, size);
    kernels->quantise(x, stride, rows, a);
    kernels_plain.quantise(y, stride, rows, b);
    assert_same_rows(a, b, rows);
    kernels->gelu_quantise(x, stride, rows, a);
    kernels_plain.gelu_quantise(y, stride, rows, b);
    assert_same_rows(a, b, rows);
    assert_memory_equal(x, y, size * sizeof *x);
}

static void try_norm(const struct kernels *kernels, struct arena *arena)
{
    uint32_t width = 16 * (1 + below(70)), rows = 1 + below(20);
    size_t size = (size_t)rows * width;
    struct whole_rows a = room_for(arena, rows, width), b = room_for(arena, rows, width);
    float *x = some_floats(arena, size), *y = copy_floats(arena, x, size);
    float *gain = some_floats(arena, width), *bias = some_floats(arena, width);
    if (below(4) == 0) /* rows only, not rounded */
        a.at = b.at = NULL;
    kernels->norm(x, rows, width, gain, bias, 1e-12F, a);
    kernels_plain.norm(y, rows, width, gain, bias, 1e-12F, b);
    assert_memory_equal(x, y, size * sizeof *x);
    if (a.at)
        assert_same_rows(a, b, rows);
}

static void make_room(struct arena *arena, uint32_t count, struct attention_room *room)
{
    size_t padded = (count + 31) / 32 * 32;
    room->q = arena_array(arena, padded * HEAD, sizeof(uint8_t));
    room->k = arena_array(arena, padded * HEAD, sizeof(int8_t));
    room->k_start = arena_array(arena, padded, sizeof(int32_t));
    room->v = arena_array(arena, padded * HEAD, sizeof(int16_t));
    room->q_scale = arena_array(arena, padded, sizeof(float));
    room->k_scale = arena_array(arena, padded, sizeof(float));
    room->scores = arena_array(arena, padded * ATTEND_ROWS, sizeof(float));
    room->weights = arena_array(arena, padded * ATTEND_ROWS, sizeof(int16_t));
}

static void try_attend(const struct kernels *kernels, struct arena *arena)
{
    uint32_t count = 1 + below(below(5) ? 90 : WINDOW_MOST);
    struct attention_room room;
    float *qkv = some_floats(arena, (size_t)count * 3 * HEAD);
    size_t stride = HEAD + 16 * below(4), size = count * stride;
    float *a = some_floats(arena, size), *b = copy_floats(arena, a, size);
    if (below(5) == 0) /* all alike: the sums are as large as they can be */
        for (size_t i = 0; i < (size_t)count * 3 * HEAD; i++)
            qkv[i] = 3;
    make_room(arena, count, &room);
    memset(room.k, 0x55, (count + 31) / 32 * 32 * (size_t)HEAD); /* what an earlier window left */
    memset(room.v, 0x55, (count + 31) / 32 * 32 * (size_t)HEAD * 2);
    kernels->attend(qkv, count, &room, a, stride);
    kernels_plain.attend(qkv, count, &room, b, stride);
    assert_memory_equal(a, b, size * sizeof *a);
}

static void try_tower(const struct kernels *kernels, struct arena *arena)
{
    uint32_t count = 1 + below(200), dilation = 1 + below(10);
    float *x = some_floats(arena, (size_t)count * 128), *taps = some_floats(arena, (size_t)DEPTH_TAPS * 128);
    float *bias = some_floats(arena, 128), *a = some_floats(arena, (size_t)count * 128);
    float *b = some_floats(arena, (size_t)count * 128);
    kernels->depthwise(x, count, dilation, taps, bias, a);
    kernels_plain.depthwise(x, count, dilation, taps, bias, b);
    assert_memory_equal(a, b, (size_t)count * 128 * sizeof *a);
    kernels->gelu(a, (size_t)count * 128);
    kernels_plain.gelu(b, (size_t)count * 128);
    assert_memory_equal(a, b, (size_t)count * 128 * sizeof *a);
    kernels->gelu_add(a, x, count);
    kernels_plain.gelu_add(b, x, count);
    assert_memory_equal(a, b, (size_t)count * 128 * sizeof *a);
    float *weight = some_floats(arena, count), *c = some_floats(arena, 128), *d = some_floats(arena, 128);
    kernels->gather(x, weight, count, c);
    kernels_plain.gather(x, weight, count, d);
    assert_memory_equal(c, d, 128 * sizeof *c);
    kernels->gate(x, taps, bias, taps + 128, taps + 256, c);
    kernels_plain.gate(x, taps, bias, taps + 128, taps + 256, d);
    assert_memory_equal(c, d, 128 * sizeof *c);
}

/* Runs `try` for each set that is to be had. */
static void try_often(void (*try)(const struct kernels *, struct arena *))
{
    for (uint32_t i = 0; i < 2; i++) {
        const struct kernels *kernels = kernels_find(names[i]);
        for (uint32_t t = 0; kernels && t < TRIES; t++) {
            struct arena arena;
            arena_init(&arena, 0);
            try(kernels, &arena);
            arena_release(&arena);
        }
    }
}

static void every_product_is_the_same(void **unused)
{
    (void)unused;
    try_often(try_linear);
}

static void every_rounded_row_is_the_same(void **unused)
{
    (void)unused;
    try_often(try_rows);
}

static void every_norm_is_the_same(void **unused)
{
    (void)unused;
    try_often(try_norm);
}

static void attention_is_the_same(void **unused)
{
    (void)unused;
    try_often(try_attend);
}

static void every_step_of_the_tower_is_the_same(void **unused)
{
    (void)unused;
    try_often(try_tower);
}

static void the_short_test_passes_on_every_set(void **unused)
{
    (void)unused;
    for (uint32_t i = 0; i < 2; i++)
        assert_true(!kernels_find(names[i]) || kernels_agree(kernels_find(names[i])));
}

static void wrong_linear(const struct linear *linear, uint32_t first, uint32_t blocks, struct whole_rows in, uint32_t count, float *out,
                         size_t stride, bool add)
{
    kernels_plain.linear(linear, first, blocks, in, count, out, stride, add);
    out[0] += out[0] * 1e-7F;
}

static void the_short_test_sees_a_product_that_is_off_by_a_bit(void **unused)
{
    (void)unused;
    struct kernels wrong = kernels_plain;
    wrong.linear = wrong_linear;
    assert_false(kernels_agree(&wrong));
}

static void kernels_that_nobody_made_are_refused_by_name(void **unused)
{
    (void)unused;
    struct dixit_error error = {0};
    assert_null(kernels_choose("abacus", &error));
    assert_int_equal(error.status, DIXIT_USAGE);
    assert_non_null(strstr(error.text, "abacus"));
    assert_null(kernels_find("abacus"));
    assert_ptr_equal(kernels_choose("plain", &error), &kernels_plain);
}

/* A window, the word heads and one cue: all that comes out, as bytes. */
struct whole {
    float hidden[64 * 64], tags[64 * TAGS], cues[64 * CUE_LABELS], p[64 * TOWER];
    float roles[64 * ROLES], acts[ACTS];
    struct role_pools pools;
};

static void read_whole(struct model *model, struct arena *arena, uint32_t count, struct whole *whole)
{
    struct encoder_scratch *scratch = encoder_scratch_new(model, arena);
    uint16_t ids[64];
    uint8_t extra[64][4], distance[64], relation[64];
    for (uint32_t i = 0; i < count; i++) {
        ids[i] = (uint16_t)(i * 77 % 256);
        distance[i] = model_role_distance(i, count / 2, count / 2);
        relation[i] = (uint8_t)(i % RELATION_ROWS);
        for (uint32_t e = 0; e < 4; e++)
            extra[i][e] = (uint8_t)((i * 3 + e) % EXTRA_ROWS);
    }
    struct window window = {ids, (const uint8_t(*)[4])extra, count};
    memset(whole, 0, sizeof *whole);
    model_encode_window(model, scratch, &window, whole->hidden);
    model_word_heads(model, scratch, whole->hidden, count, whole->tags, whole->cues, whole->p);
    float cue[3 * 64];
    for (uint32_t i = 0; i < 3 * 64; i++)
        cue[i] = whole->hidden[i % 64];
    struct role_query query = {cue, 2, whole->p, distance, relation, count};
    model_read_roles(model, scratch, &query, whole->roles, whole->acts, &whole->pools);
}

static void a_whole_window_gives_the_same_bytes(void **unused)
{
    (void)unused;
    struct arena arena;
    struct dixit_error error = {0};
    arena_init(&arena, 0);
    struct small_sizes sizes = SMALL_SIZES;
    sizes.layers = 3;
    struct small_model made = small_model_make(&arena, sizes);
    struct model *model = model_read("small", made.bytes, made.length, &error);
    assert_non_null(model);
    struct whole *plain = arena_alloc(&arena, sizeof *plain), *other = arena_alloc(&arena, sizeof *other);
    for (uint32_t count = 2; count <= 64; count += 1 + count / 5) {
        model->kernels = &kernels_plain;
        read_whole(model, &arena, count, plain);
        for (uint32_t i = 0; i < 2; i++) {
            model->kernels = kernels_find(names[i]);
            if (!model->kernels)
                continue;
            read_whole(model, &arena, count, other);
            assert_memory_equal(plain, other, sizeof *plain);
        }
    }
    model_close(model);
    arena_release(&arena);
}

int main(void)
{
    const char *seed = getenv("DIXIT_SEED");
    state = seed ? (uint32_t)strtoul(seed, NULL, 10) : 20260104U;
    printf("# DIXIT_SEED=%u\n", state);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_product_is_the_same),
        cmocka_unit_test(every_rounded_row_is_the_same),
        cmocka_unit_test(every_norm_is_the_same),
        cmocka_unit_test(attention_is_the_same),
        cmocka_unit_test(every_step_of_the_tower_is_the_same),
        cmocka_unit_test(the_short_test_passes_on_every_set),
        cmocka_unit_test(the_short_test_sees_a_product_that_is_off_by_a_bit),
        cmocka_unit_test(kernels_that_nobody_made_are_refused_by_name),
        cmocka_unit_test(a_whole_window_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
