/* SPDX-License-Identifier: Apache-2.0 */
/* An arena against a plain model of it: random allocations, marks and rewinds under random limits. What is allocated keeps
 * its bytes until it is rewound, `used` is what the model says, and the limit is never passed. DIXIT_SEED repeats a run. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { ROUNDS = 400, STEPS = 300 };

struct held {
    unsigned char *at;
    size_t size;
    unsigned char fill;
};

static uint64_t state;

static uint32_t draw(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

static void check_all(const struct held *held, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (size_t j = 0; j < held[i].size; j++)
            if (held[i].at[j] != held[i].fill)
                fail_msg("allocation %u changed at byte %zu", i, j);
}

static void run_round(size_t limit)
{
    struct held held[STEPS];
    struct arena_mark marks[STEPS];
    uint32_t count = 0, n_marks = 0, at_mark[STEPS];
    struct arena arena;
    arena_init(&arena, limit);
    for (uint32_t step = 0; step < STEPS; step++) {
        uint32_t what = draw(10);
        if (what == 0) {
            at_mark[n_marks] = count;
            marks[n_marks++] = arena_mark(&arena);
        } else if (what == 1 && n_marks > 0) {
            count = at_mark[--n_marks];
            arena_rewind(&arena, marks[n_marks]);
            assert_int_equal(arena.used, marks[n_marks].used);
            assert_false(arena.failed);
        } else {
            struct held new = {.size = draw(2) != 0 ? draw(60) : draw(9000), .fill = (unsigned char)draw(256)};
            bool failed = arena.failed;
            new.at = arena_alloc(&arena, new.size);
            assert_int_equal(new.at == NULL, arena.failed);
            if (failed)
                assert_null(new.at);
            if (new.at == NULL && !failed)
                assert_true(limit != 0 && new.size + 80 > limit - arena.used); /* 80: padding, and the sanitizer's gap */
            if (new.at != NULL) {
                memset(new.at, new.fill, new.size);
                held[count++] = new;
            }
        }
        assert_true(limit == 0 || arena.used <= limit);
        assert_true(arena.used <= arena.held);
    }
    check_all(held, count);
    arena_release(&arena);
}

static void an_arena_keeps_its_bytes_and_its_limit(void **nothing)
{
    (void)nothing;
    const char *given = getenv("DIXIT_SEED");
    state = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("# DIXIT_SEED=%llu\n", (unsigned long long)state);
    for (uint32_t round = 0; round < ROUNDS; round++)
        run_round(round % 3 == 0 ? 0 : 1 + draw(200000));
}

/* The sweep that tests of memory limits do: from nothing up, a job fails cleanly until it succeeds, and then always does. */
static void a_job_succeeds_from_one_limit_on(void **nothing)
{
    (void)nothing;
    bool succeeded = false;
    for (size_t limit = 1; limit < 6000; limit += 7) {
        struct arena arena;
        LIST(uint64_t) list = {0};
        bool ok = true;
        arena_init(&arena, limit);
        for (uint64_t i = 0; ok && i < 100; i++)
            ok = list_push(&arena, &list, i);
        assert_int_equal(ok, !arena.failed);
        assert_true(ok || !succeeded);
        succeeded = ok;
        arena_release(&arena);
    }
    assert_true(succeeded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_keeps_its_bytes_and_its_limit),
        cmocka_unit_test(a_job_succeeds_from_one_limit_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
