/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void memory_comes_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    static const size_t sizes[] = {1, 15, 16, 17, 4095, 4096, 5000, 1 << 20, 3};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *at = arena_alloc(&arena, sizes[i]);
        assert_non_null(at);
        assert_int_equal((uintptr_t)at % (sizes[i] >= 4096 ? 64 : 16), 0);
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(at[j], 0);
        memset(at, 0xAB, sizes[i]);
    }
    assert_true(arena.held >= arena.used);
    arena_release(&arena);
    assert_int_equal(arena.held, 0);
    assert_null(arena.blocks);
}

static void a_refusal_sticks_until_the_arena_is_rewound(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 100);
    struct arena_mark mark = arena_mark(&arena);
    assert_null(arena_alloc(&arena, 101));
    assert_true(arena.failed);
    assert_null(arena_alloc(&arena, 1));
    arena_rewind(&arena, mark);
    assert_false(arena.failed);
    assert_non_null(arena_alloc(&arena, 1));
    arena_release(&arena);
    assert_int_equal(arena.limit, 100);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    assert_null(arena_array(&arena, SIZE_MAX / 2, 3));
    arena_release(&arena);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    arena_release(&arena);
    assert_null(arena_alloc(&arena, SIZE_MAX - 20));
    arena_release(&arena);
    assert_null(arena_copy(&arena, "", SIZE_MAX));
    arena_release(&arena);
    assert_non_null(arena_array(&arena, 0, 8));
    arena_release(&arena);
}

static void rewinding_gives_the_same_memory_again(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    char *kept = arena_copy(&arena, "kept", 4);
    struct arena_mark mark = arena_mark(&arena);
    char *first = arena_alloc(&arena, 40);
    size_t held = 0;
    for (int round = 0; round < 50; round++) {
        arena_rewind(&arena, mark);
        assert_ptr_equal(arena_alloc(&arena, 40), first);
        memset(first, 0xEE, 40);
        for (int i = 0; i < 30; i++)
            assert_non_null(arena_alloc(&arena, 3000));
        if (round == 10)
            held = arena.held;
    }
    assert_true(arena.held <= 2 * held);
    assert_string_equal(kept, "kept");
    arena_rewind(&arena, mark);
    assert_int_equal(arena.used, mark.used);
    arena_release(&arena);
}

static void an_arena_can_be_rewound_to_its_empty_start(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct arena_mark mark = arena_mark(&arena);
    for (int i = 0; i < 5; i++) {
        assert_non_null(arena_alloc(&arena, 100000));
        arena_rewind(&arena, mark);
        assert_int_equal(arena.used, 0);
    }
    arena_release(&arena);
}

static void a_list_keeps_what_was_pushed(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    LIST(uint32_t) list = {0};
    for (uint32_t i = 0; i < 10000; i++)
        assert_true(list_push(&arena, &list, i * 3));
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(list.at[i], i * 3);
    arena_release(&arena);
}

static void a_list_without_room_fails_and_stays_whole(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000);
    LIST(uint32_t) list = {0};
    uint32_t pushed = 0;
    while (pushed < 100000 && list_push(&arena, &list, pushed))
        pushed++;
    assert_in_range(pushed, 8, 250);
    assert_int_equal(list.count, pushed);
    assert_true(arena.failed);
    for (uint32_t i = 0; i < pushed; i++)
        assert_int_equal(list.at[i], i);
    arena_release(&arena);
}

/* With the sanitizer's zones a list has no block of its own to give back. */
#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif
#ifndef POISONED
#define POISONED 0
#endif

static void a_large_list_that_is_dropped_gives_its_memory_back(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    char *before = arena_copy(&arena, "before", 6);
    LIST(uint64_t) large = {0}, small = {0};
    for (uint64_t i = 0; i < 100000; i++)
        assert_true(list_push(&arena, &large, i));
    assert_true(list_push(&arena, &small, 7));
    char *after = arena_copy(&arena, "after", 5);
    size_t held = arena.held, used = arena.used;
    list_drop(&arena, &large);
    assert_null(large.at);
    assert_int_equal(large.count + large.room, 0);
    assert_true(POISONED || held - arena.held >= 100000 * sizeof(uint64_t));
    assert_true(POISONED || used - arena.used >= 100000 * sizeof(uint64_t));
    list_drop(&arena, &small); /* too small for a block of its own: only emptied */
    assert_int_equal(small.count + small.room, 0);
    assert_string_equal(before, "before");
    assert_string_equal(after, "after");
    assert_true(list_push(&arena, &large, 1));
    arena_release(&arena);
}

static void short_lists_take_little(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    LIST(struct span) one = {0};
    assert_true(list_push(&arena, &one, (struct span){1, 2}));
    assert_true(list_push(&arena, &one, (struct span){3, 4}));
    assert_true(arena.used <= 32); /* 16 and what AddressSanitizer lays between */
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_comes_zeroed_and_aligned),
        cmocka_unit_test(a_refusal_sticks_until_the_arena_is_rewound),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(rewinding_gives_the_same_memory_again),
        cmocka_unit_test(an_arena_can_be_rewound_to_its_empty_start),
        cmocka_unit_test(a_list_keeps_what_was_pushed),
        cmocka_unit_test(a_list_without_room_fails_and_stays_whole),
        cmocka_unit_test(a_large_list_that_is_dropped_gives_its_memory_back),
        cmocka_unit_test(short_lists_take_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
