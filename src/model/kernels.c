/* SPDX-License-Identifier: Apache-2.0 */
/* Which kernels are used: the fastest that the processor has and that agree with the plain ones on the rows made up here. */
#include "model/kernels.h"

#include <string.h>

#if defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

static const struct {
    const char *name;
    const struct kernels *kernels; /* NULL: not built for this machine */
} sets[] = { /* fastest first */
#if defined(__x86_64__)
    {"avx512", &kernels_avx512},
    {"avx2", &kernels_avx2},
#else
    {"avx512", NULL},
    {"avx2", NULL},
#endif
#if defined(__aarch64__)
    {"neon", &kernels_neon},
#else
    {"neon", NULL},
#endif
    {"plain", &kernels_plain},
};

enum { SETS = sizeof sets / sizeof *sets };

static bool processor_has(const char *name)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (strcmp(name, "avx512") == 0)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
    if (strcmp(name, "avx2") == 0)
        return __builtin_cpu_supports("avx2");
#endif
#if defined(__aarch64__)
    if (strcmp(name, "neon") == 0)
        return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#endif
    return strcmp(name, "plain") == 0;
}

const struct kernels *kernels_find(const char *name)
{
    for (uint32_t i = 0; i < SETS; i++)
        if (strcmp(name, sets[i].name) == 0)
            return processor_has(name) ? sets[i].kernels : NULL;
    return NULL;
}

const struct kernels *kernels_choose(const char *wanted, struct dixit_error *error)
{
    for (uint32_t i = 0; i < SETS; i++) {
        if (wanted && strcmp(wanted, sets[i].name) != 0)
            continue;
        const struct kernels *kernels = kernels_find(sets[i].name);
        if (kernels && kernels_agree(kernels))
            return kernels;
        if (wanted) {
            error_set(error, DIXIT_USAGE, 0,
                      kernels ? "the %s kernels do not give the same bytes as the plain ones here" : "this processor has no %s",
                      wanted);
            return NULL;
        }
    }
    error_set(error, DIXIT_USAGE, 0, "there are no kernels named %s; there are plain, avx2, avx512 and neon", wanted ? wanted : "so");
    return NULL;
}

/* ---- the test at first use: small, with odd sizes ---- */

enum { ROWS = 17, WIDTH = 64, CHANNELS = 48, PADDED = 32 };

static uint32_t next_random(uint32_t *state)
{
    return *state = *state * 1664525U + 1013904223U;
}

static void fill_floats(float *at, uint32_t count, uint32_t seed)
{
    for (uint32_t i = 0; i < count; i++)
        at[i] = (float)(int32_t)next_random(&seed) * (1.0F / (1 << 28)); /* ±8 */
}

struct trial {
    _Alignas(64) float rows[ROWS * WIDTH];
    _Alignas(64) float summed[ROWS * CHANNELS];
    _Alignas(64) float attended[ROWS * HEAD];
    _Alignas(64) float depth[ROWS * 128], gathered[128], gated[128];
    uint8_t whole[3][ROWS * WIDTH];
    float scale[3][ROWS];
};

static void try_rows(const struct kernels *kernels, struct trial *trial)
{
    _Alignas(64) float gain[WIDTH], bias[WIDTH];
    struct whole_rows out[3];
    for (uint32_t i = 0; i < 3; i++)
        out[i] = (struct whole_rows){trial->whole[i], trial->scale[i], WIDTH};
    fill_floats(gain, WIDTH, 2);
    fill_floats(bias, WIDTH, 3);
    fill_floats(trial->rows, ROWS * WIDTH, 1);
    kernels->quantise(trial->rows, WIDTH, ROWS, out[0]);
    kernels->gelu_quantise(trial->rows, WIDTH, ROWS, out[1]);
    kernels->norm(trial->rows, ROWS, WIDTH, gain, bias, 1e-12F, out[2]);
}

static void try_products(const struct kernels *kernels, struct trial *trial)
{
    _Alignas(64) int8_t weight[CHANNELS * WIDTH];
    _Alignas(64) float scale[CHANNELS], bias[CHANNELS];
    int32_t sums[CHANNELS] = {0};
    uint32_t seed = 4;
    for (uint32_t i = 0; i < sizeof weight; i++) {
        weight[i] = (int8_t)((int32_t)(next_random(&seed) >> 16) % 127 - 63);
        sums[i / (16 * WIDTH) * 16 + i / 4 % 16] += weight[i];
    }
    fill_floats(scale, CHANNELS, 5);
    fill_floats(bias, CHANNELS, 6);
    struct linear linear = {CHANNELS, WIDTH, CHANNELS / 16, WIDTH / 4, scale, bias, sums, weight};
    struct whole_rows in = {trial->whole[0], trial->scale[0], WIDTH};
    kernels->linear(&linear, 0, CHANNELS / 16, in, ROWS, trial->summed, CHANNELS, false);
    kernels->linear(&linear, 2, 1, in, ROWS, trial->summed, CHANNELS, true);
}

static void try_attention(const struct kernels *kernels, struct trial *trial)
{
    _Alignas(64) uint8_t q[PADDED * HEAD];
    _Alignas(64) int8_t k[PADDED * HEAD];
    _Alignas(64) int16_t v[PADDED * HEAD], weights[ATTEND_ROWS * PADDED];
    _Alignas(64) int32_t k_start[PADDED];
    _Alignas(64) float q_scale[PADDED], k_scale[PADDED], scores[ATTEND_ROWS * PADDED], qkv[ROWS * 3 * HEAD];
    struct attention_room room = {q, k, v, q_scale, k_scale, k_start, scores, weights};
    fill_floats(qkv, ROWS * 3 * HEAD, 7);
    kernels->attend(qkv, ROWS, &room, trial->attended, HEAD);
}

static void try_tower(const struct kernels *kernels, struct trial *trial)
{
    _Alignas(64) float x[ROWS * 128], taps[DEPTH_TAPS * 128], bias[128];
    fill_floats(x, ROWS * 128, 8);
    fill_floats(taps, DEPTH_TAPS * 128, 9);
    fill_floats(bias, 128, 10);
    kernels->depthwise(x, ROWS, 3, taps, bias, trial->depth);
    kernels->gelu(trial->depth, ROWS * 128);
    kernels->gelu_add(trial->depth, x, ROWS);
    kernels->gather(trial->depth, taps, ROWS, trial->gathered);
    kernels->gate(trial->gathered, x, bias, taps, taps + 128, trial->gated);
}

static void try_all(const struct kernels *kernels, struct trial *trial)
{
    memset(trial, 0, sizeof *trial);
    try_rows(kernels, trial);
    try_products(kernels, trial);
    try_attention(kernels, trial);
    try_tower(kernels, trial);
}

bool kernels_agree(const struct kernels *kernels)
{
    struct trial theirs, plain;
    if (kernels == &kernels_plain)
        return true;
    try_all(kernels, &theirs);
    try_all(&kernels_plain, &plain);
    return memcmp(&theirs, &plain, sizeof plain) == 0;
}
