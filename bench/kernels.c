/* SPDX-License-Identifier: Apache-2.0 */
/* kernels.c: how near the kernels come to what the core can do at most.
 *
 * For each set and each shape of the encoder: 256 rows through one Linear. Beside it the peak of the instructions that the set
 * lives on, from registers alone: vpdpbusd for AVX-512, vpmaddubsw + vpmaddwd + vpaddd for AVX2. A multiplication and an addition
 * are two operations. Seconds are processor time, the best of several tries, so that other work on the machine counts little.
 *
 *     kernels        prints NAME<tab>GOP/s<tab>peak, one line a set and shape (bench/speed makes the table) */
#include "model/kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 256, TRIES = 12, MOST = 1536 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *room(size_t size)
{
    void *at = NULL;
    if (posix_memalign(&at, 64, size) != 0) {
        fprintf(stderr, "kernels: no memory\n");
        exit(1);
    }
    memset(at, 0, size);
    return at;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 8;
}

#if defined(__x86_64__)

/* Sixteen sums that depend on nothing but themselves keep every port busy. */
#define EACH(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)

__attribute__((target("avx512f,avx512vnni"))) static void spin_avx512(uint32_t rounds)
{
    typedef int vector __attribute__((vector_size(64)));
    vector sum[12], a = {1}, b = {2};
    memset(sum, 0, sizeof sum);
    for (uint32_t i = 0; i < rounds; i++) {
#define STEP(n) __asm__ volatile("vpdpbusd %2, %1, %0" : "+v"(sum[n]) : "v"(a), "v"(b));
        EACH(STEP)
#undef STEP
    }
}

__attribute__((target("avx2"))) static void spin_avx2(uint32_t rounds)
{
    typedef int vector __attribute__((vector_size(32)));
    vector sum[12], a = {1}, b = {2}, ones = {3};
    memset(sum, 0, sizeof sum);
    for (uint32_t i = 0; i < rounds; i++) {
#define STEP(n)                                                                                                      \
    {                                                                                                                \
        vector t;                                                                                                    \
        __asm__ volatile("vpmaddubsw %2, %1, %0" : "=x"(t) : "x"(a), "x"(b));                                        \
        __asm__ volatile("vpmaddwd %1, %0, %0" : "+x"(t) : "x"(ones));                                               \
        __asm__ volatile("vpaddd %1, %0, %0" : "+x"(sum[n]) : "x"(t));                                               \
    }
        EACH(STEP)
#undef STEP
    }
}

/* GOP/s of the set's instructions when nothing leaves the registers; 0 where it has none of its own. */
static double peak(const char *name)
{
    double best = 0;
    const uint32_t rounds = 2000000;
    bool wide = strcmp(name, "avx512") == 0;
    if (!wide && strcmp(name, "avx2") != 0)
        return 0;
    for (int i = 0; i < TRIES; i++) {
        double start = seconds();
        if (wide)
            spin_avx512(rounds);
        else
            spin_avx2(rounds);
        double rate = 12.0 * rounds * (wide ? 128 : 64) / (seconds() - start) / 1e9;
        best = rate > best ? rate : best;
    }
    return best;
}

#else

static double peak(const char *name)
{
    (void)name;
    return 0;
}

#endif

/* GOP/s of 256 rows through a Linear of k inputs and n outputs; a multiple of 16 and of 4. */
static double measure(const struct kernels *kernels, uint32_t k, uint32_t n)
{
    uint32_t state = 7;
    int8_t *weight = room((size_t)n * k);
    float *scale = room(n * sizeof *scale), *bias = room(n * sizeof *bias);
    int32_t *sums = room(n * sizeof *sums);
    struct whole_rows in = {room((size_t)ROWS * k), room(ROWS * sizeof(float)), k};
    float *out = room((size_t)ROWS * n * sizeof *out);
    for (size_t i = 0; i < (size_t)n * k; i++) {
        weight[i] = (int8_t)((int)(next_random(&state) % 127) - 63);
        sums[16 * (i / ((size_t)16 * k)) + i / 4 % 16] += weight[i]; /* [n / 16][k / 4][16][4] */
    }
    for (uint32_t i = 0; i < n; i++)
        scale[i] = 0.01F;
    for (size_t i = 0; i < (size_t)ROWS * k; i++)
        in.at[i] = (uint8_t)(1 + next_random(&state) % 255);
    for (uint32_t i = 0; i < ROWS; i++)
        in.scale[i] = 0.02F;
    struct linear linear = {.n = n, .k = k, .blocks = n / 16, .quads = k / 4, .scale = scale, .bias = bias, .sums = sums, .weight = weight};

    double operations = 2.0 * ROWS * n * k, best = 0;
    uint32_t repeat = strcmp(kernels->name, "plain") == 0 ? 1 : 20;
    for (int i = 0; i < TRIES; i++) {
        double start = seconds();
        for (uint32_t r = 0; r < repeat; r++)
            kernels->linear(&linear, 0, linear.blocks, in, ROWS, out, n, false);
        double rate = operations * repeat / (seconds() - start) / 1e9;
        best = rate > best ? rate : best;
    }
    free(weight);
    free(scale);
    free(bias);
    free(sums);
    free(in.at);
    free(in.scale);
    free(out);
    return best;
}

int main(void)
{
    static const char *const sets[] = {"plain", "avx2", "avx512"};
    static const uint32_t shapes[][2] = {{384, 1152}, {384, 384}, {384, 1536}, {1536, 384}};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        const struct kernels *kernels = kernels_find(sets[i]);
        if (!kernels)
            continue;
        double most = peak(sets[i]);
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
            printf("%s %u → %u\t%.1f\t%.1f\n", sets[i], shapes[s][0], shapes[s][1],
                   measure(kernels, shapes[s][0], shapes[s][1]), most);
    }
    return 0;
}
