/* SPDX-License-Identifier: Apache-2.0 */
/* bench/kernels.c: what the kernels reach on one core, beside what the core could: one run, some seconds.
 *
 *     build/bench_kernels [--brief]
 *
 * For each set of kernels: giga-operations a second (a multiplication and an addition are two) of each product of a layer, and the
 * microseconds a piece of attention, GELU with rounding, and norm with rounding; then a whole window of 256 pieces through six layers
 * of 384 with random weights, and one cue with 193 candidates through the role tower. Each figure is the best of several short runs, so that
 * other work on the machine disturbs it little. */
#include "../tests/small_model.h"
#include "model/heads.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { COUNT = 256, WIDTH = 384, FF = 1536, LAYERS = 6, CANDIDATES = 193, RUNS = 15 };

/* Time that this thread had the core: other work on the machine does not count. */
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

struct bench {
    struct arena arena;
    struct model *model;
    struct encoder_scratch *scratch;
    struct whole_rows rows, middle;
    float *x, *wide;
    struct attention_room room;
    uint16_t ids[COUNT];
    uint8_t extra[COUNT][4], zeros[CANDIDATES];
    const struct linear *linear;
};

typedef void one_run(struct bench *bench);

static double best_of(struct bench *bench, one_run *run)
{
    double best = 1e9;
    int runs = bench->model->kernels == &kernels_plain ? 1 : RUNS; /* the plain ones take seconds */
    for (int i = 0; i < runs; i++) {
        double start = now();
        run(bench);
        double took = now() - start;
        best = took < best ? took : best;
    }
    return best;
}

/* ---- the core's own peak: products from register to register ---- */

#if defined(__x86_64__)
enum { PEAK_TURNS = 100000 };

static double peak_avx512(void)
{
    double start = now();
    for (int i = 0; i < PEAK_TURNS; i++)
        __asm__ volatile("vpdpbusd %%zmm1,%%zmm2,%%zmm16\nvpdpbusd %%zmm1,%%zmm2,%%zmm17\nvpdpbusd %%zmm1,%%zmm2,%%zmm18\n"
                         "vpdpbusd %%zmm1,%%zmm2,%%zmm19\nvpdpbusd %%zmm1,%%zmm2,%%zmm20\nvpdpbusd %%zmm1,%%zmm2,%%zmm21\n"
                         "vpdpbusd %%zmm1,%%zmm2,%%zmm22\nvpdpbusd %%zmm1,%%zmm2,%%zmm23\nvpdpbusd %%zmm1,%%zmm2,%%zmm24\n"
                         "vpdpbusd %%zmm1,%%zmm2,%%zmm25\nvpdpbusd %%zmm1,%%zmm2,%%zmm26\nvpdpbusd %%zmm1,%%zmm2,%%zmm27\n" ::);
    return 12.0 * 128 * PEAK_TURNS / (now() - start) * 1e-9;
}

static double peak_avx2(void)
{
    double start = now();
    for (int i = 0; i < PEAK_TURNS; i++)
        __asm__ volatile("vpmaddubsw %%ymm1,%%ymm2,%%ymm10\nvpmaddwd %%ymm10,%%ymm2,%%ymm10\nvpaddd %%ymm10,%%ymm5,%%ymm5\n"
                         "vpmaddubsw %%ymm1,%%ymm2,%%ymm11\nvpmaddwd %%ymm11,%%ymm2,%%ymm11\nvpaddd %%ymm11,%%ymm6,%%ymm6\n"
                         "vpmaddubsw %%ymm1,%%ymm2,%%ymm12\nvpmaddwd %%ymm12,%%ymm2,%%ymm12\nvpaddd %%ymm12,%%ymm7,%%ymm7\n"
                         "vpmaddubsw %%ymm1,%%ymm2,%%ymm13\nvpmaddwd %%ymm13,%%ymm2,%%ymm13\nvpaddd %%ymm13,%%ymm8,%%ymm8\n" ::
                             : "xmm5", "xmm6", "xmm7", "xmm8", "xmm10", "xmm11", "xmm12", "xmm13");
    return 4.0 * 64 * PEAK_TURNS / (now() - start) * 1e-9;
}
#endif

static double peak_of(const char *name)
{
    double best = 0;
#if defined(__x86_64__)
    for (int i = 0; i < RUNS; i++) {
        double found = strcmp(name, "avx512") == 0 ? peak_avx512() : strcmp(name, "avx2") == 0 ? peak_avx2() : 0;
        best = found > best ? found : best;
    }
#else
    (void)name;
#endif
    return best;
}

/* ---- parts of a layer ---- */

static void run_linear(struct bench *bench)
{
    struct whole_rows in = bench->linear->k == FF ? bench->middle : bench->rows;
    bench->model->kernels->linear(bench->linear, 0, bench->linear->blocks, in, COUNT, bench->wide, (size_t)bench->linear->blocks * 16,
                                  false);
}

static void run_attention(struct bench *bench)
{
    for (int head = 0; head < WIDTH / HEAD; head++)
        bench->model->kernels->attend(bench->wide, COUNT, &bench->room, bench->x, WIDTH);
}

static void run_gelu(struct bench *bench)
{
    bench->model->kernels->gelu_quantise(bench->wide, FF, COUNT, bench->middle);
}

static void run_norm(struct bench *bench)
{
    const struct norm *norm = &bench->model->layers[0].norm1;
    bench->model->kernels->norm(bench->x, COUNT, WIDTH, norm->gain, norm->bias, 1e-12F, bench->rows);
}

static void run_quantise(struct bench *bench)
{
    bench->model->kernels->quantise(bench->x, WIDTH, COUNT, bench->rows);
}

static void run_window(struct bench *bench)
{
    struct window window = {bench->ids, (const uint8_t(*)[4])bench->extra, COUNT};
    model_encode_window(bench->model, bench->scratch, &window, bench->x);
}

static void run_roles(struct bench *bench)
{
    float roles[CANDIDATES * ROLES], acts[ACTS];
    struct role_query query = {bench->x, 0, bench->x, bench->zeros, bench->zeros, CANDIDATES};
    model_read_roles(bench->model, bench->scratch, &query, roles, acts, NULL);
}

static void fill(float *at, size_t count)
{
    uint32_t state = 1;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525U + 1013904223U;
        at[i] = (float)(int32_t)state * 1e-9F;
    }
}

static void measure(struct bench *bench, bool brief)
{
    const struct layer *layer = &bench->model->layers[0];
    const struct { const char *name; const struct linear *linear; } products[] = {
        {"qkv", &layer->qkv}, {"out", &layer->out}, {"ff1", &layer->ff1}, {"ff2", &layer->ff2}};
    double peak = peak_of(bench->model->kernels->name);
    if (peak > 0)
        printf("%s: the core's peak %.0f GOP/s\n", bench->model->kernels->name, peak);
    else
        printf("%s:\n", bench->model->kernels->name);
    fill(bench->x, (size_t)COUNT * WIDTH);
    fill(bench->wide, (size_t)COUNT * FF);
    run_quantise(bench);
    run_gelu(bench);
    for (int i = 0; i < 4 && !brief; i++) {
        bench->linear = products[i].linear;
        double took = best_of(bench, run_linear), rate = 2e-9 * COUNT * products[i].linear->n * products[i].linear->k / took;
        printf("  %-4s %4u x %-4u %7.1f GOP/s, %6.2f us a piece at %d layers", products[i].name, products[i].linear->n,
               products[i].linear->k, rate, took * 1e6 / COUNT * LAYERS, LAYERS);
        if (peak > 0)
            printf(", %.0f %% of peak", 100 * rate / peak);
        printf("\n");
    }
    const struct { const char *name; one_run *run; int times; } parts[] = {
        {"attention", run_attention, 1}, {"GELU and rounding", run_gelu, 1}, {"norm and rounding", run_norm, 2},
        {"rounding", run_quantise, 1}};
    for (int i = 0; i < 4 && !brief; i++) {
        if (i > 0)
            fill(i == 1 ? bench->wide : bench->x, (size_t)COUNT * (i == 1 ? FF : WIDTH));
        printf("  %-18s %6.2f us a piece at %d layers\n", parts[i].name,
               best_of(bench, parts[i].run) * 1e6 / COUNT * LAYERS * parts[i].times, LAYERS);
    }
    double took = best_of(bench, run_window);
    printf("  whole window of %d %6.2f us a piece, %.0f pieces/s\n", COUNT, took * 1e6 / COUNT, COUNT / took);
    took = best_of(bench, run_roles);
    printf("  role tower         %6.2f us a cue of %d candidates\n", took * 1e6, CANDIDATES);
}

static bool prepare(struct bench *bench, struct small_model made, struct dixit_error *error)
{
    bench->model = model_read("random", made.bytes, made.length, error);
    if (!bench->model)
        return false;
    bench->scratch = encoder_scratch_new(bench->model, &bench->arena);
    bench->x = arena_array(&bench->arena, (size_t)COUNT * WIDTH, sizeof(float));
    bench->wide = arena_array(&bench->arena, (size_t)COUNT * FF, sizeof(float));
    bench->rows = (struct whole_rows){arena_alloc(&bench->arena, (size_t)COUNT * WIDTH), arena_alloc(&bench->arena, 4096), WIDTH};
    bench->middle = (struct whole_rows){arena_alloc(&bench->arena, (size_t)COUNT * FF), arena_alloc(&bench->arena, 4096), FF};
    for (uint32_t i = 0; i < COUNT; i++)
        bench->ids[i] = (uint16_t)(i * 37 % 256);
    void *room[8];
    for (int i = 0; i < 8; i++)
        room[i] = arena_alloc(&bench->arena, sizeof(float) * COUNT * HEAD);
    bench->room = (struct attention_room){room[0], room[1], room[2], room[3], room[4], room[5], room[6], room[7]};
    return bench->scratch && !bench->arena.failed;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"plain", "avx2", "avx512"};
    struct dixit_error error = {0};
    struct bench bench = {0};
    bool brief = argc > 1 && strcmp(argv[1], "--brief") == 0;
    arena_init(&bench.arena, 0);
    struct small_model made = small_model_make(&bench.arena, (struct small_sizes){LAYERS, WIDTH, FF, COUNT, 256, 1, NULL});
    if (!made.bytes || !prepare(&bench, made, &error)) {
        fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    for (int i = brief ? 1 : 0; i < 3; i++) {
        bench.model->kernels = kernels_choose(names[i], &error);
        if (bench.model->kernels)
            measure(&bench, brief);
        else
            printf("%s\n", error.text);
    }
    model_close(bench.model);
    arena_release(&bench.arena);
    return 0;
}
