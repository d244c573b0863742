/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/linkage.h"

enum { THINGS = 24 };

static uint32_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (uint32_t)(*seed >> 33);
}

/* The plain way: look at all pairs of clusters each time. */
static void naive(uint32_t count, float likeness[THINGS][THINGS], float least, uint32_t *cluster)
{
    for (uint32_t i = 0; i < count; i++)
        cluster[i] = i;
    for (;;) {
        float best = 0;
        uint32_t a = 0, b = 0;
        for (uint32_t i = 0; i < count; i++)
            for (uint32_t k = i + 1; k < count; k++) {
                if (cluster[i] != i || cluster[k] != k)
                    continue;
                double sum = 0;
                uint32_t n = 0;
                for (uint32_t x = 0; x < count; x++)
                    for (uint32_t y = 0; y < count; y++)
                        if (cluster[x] == i && cluster[y] == k) {
                            sum += (double)likeness[x][y];
                            n++;
                        }
                if (n > 0 && (float)(sum / n) > best) {
                    best = (float)(sum / n);
                    a = i;
                    b = k;
                }
            }
        if (best < least)
            return;
        for (uint32_t i = 0; i < count; i++)
            if (cluster[i] == b)
                cluster[i] = a;
    }
}

static void clusters_are_those_of_the_plain_way(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 200; round++) {
        uint64_t seed = round;
        float likeness[THINGS][THINGS] = {{0}};
        struct likeness list[THINGS * THINGS];
        uint32_t n = 0, plain[THINGS], ours[THINGS], count = 2 + draw(&seed) % (THINGS - 2);
        for (uint32_t i = 0; i < count; i++)
            for (uint32_t k = i + 1; k < count; k++)
                if (draw(&seed) % 3 == 0) {
                    likeness[i][k] = likeness[k][i] = (float)(1 + draw(&seed) % 100003) / 100003.0F;
                    list[n++] = (struct likeness){i, k, likeness[i][k]};
                }
        struct arena memory;
        arena_init(&memory, 0);
        naive(count, likeness, 0.2F, plain);
        assert_true(linkage_cluster(&memory, count, list, n, 0.2F, ours));
        if (memcmp(plain, ours, count * sizeof *plain) != 0)
            fail_msg("round %u", (unsigned)round);
        arena_release(&memory);
    }
}

static void too_little_memory_is_told(void **state)
{
    struct likeness list[] = {{0, 1, 0.5F}, {1, 2, 0.4F}};
    uint32_t cluster[3];
    bool good = false;
    (void)state;
    for (size_t limit = 16; !good; limit += 64) {
        struct arena memory;
        arena_init(&memory, limit);
        good = linkage_cluster(&memory, 3, list, 2, 0.1F, cluster);
        arena_release(&memory);
        assert_true(limit < 100000);
    }
    assert_int_equal(cluster[1], 0);
    assert_int_equal(cluster[2], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clusters_are_those_of_the_plain_way),
        cmocka_unit_test(too_little_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
