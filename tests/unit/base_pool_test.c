/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { PIECES = 5000, THREADS = 4 };

struct count {
    uint32_t done[PIECES];
    uint32_t by_thread[THREADS]; /* unguarded: no thread number is used twice at once */
};

static void count_piece(void *context, uint32_t index, uint32_t thread)
{
    struct count *count = context;
    count->done[index]++;
    count->by_thread[thread]++;
}

static void run_rounds(struct pool *pool)
{
    static struct count count;
    for (uint32_t round = 0; round < 20; round++) {
        uint32_t sum = 0, pieces = round < 5 ? round : PIECES;
        memset(&count, 0, sizeof count);
        pool_run(pool, pieces, count_piece, &count);
        for (uint32_t i = 0; i < PIECES; i++)
            assert_int_equal(count.done[i], i < pieces);
        for (uint32_t i = 0; i < THREADS; i++)
            sum += count.by_thread[i];
        assert_int_equal(sum, pieces);
    }
}

static void every_piece_is_done_once_by_any_number_of_threads(void **state)
{
    (void)state;
    for (uint32_t threads = 1; threads <= THREADS; threads++) {
        struct pool *pool = pool_new(threads);
        assert_non_null(pool);
        assert_int_equal(pool_threads(pool), threads);
        run_rounds(pool);
        pool_free(pool);
    }
}

static void without_a_pool_the_caller_does_it_all(void **state)
{
    (void)state;
    assert_int_equal(pool_threads(NULL), 1);
    run_rounds(NULL);
    pool_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_is_done_once_by_any_number_of_threads),
        cmocka_unit_test(without_a_pool_the_caller_does_it_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
