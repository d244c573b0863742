/* SPDX-License-Identifier: Apache-2.0 */
/* A reading at its limits: memory swept from nothing up until it succeeds, and texts made to be slow. The model is a small one of
 * random weights, so what is found means nothing; that it is found, always the same and in time, is what is tested. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dixit.h"
#include "model/model.h"
#include "small_model.h"

static const char story[] =
    "Ferry halted\n\nThe mayor of Sandvik, Ada Brunn, said on Monday that \xe2\x80\x9cnobody had been told\xe2\x80\x9d.\n"
    "\xe2\x80\x9cWe waited,\xe2\x80\x9d she added. Elvgren denied it: the office, he noted, was informed at dawn.\n"
    "According to the coastguard, a report is expected in June. Broken \xff byte.\n";

struct fixture {
    struct arena arena;
    struct model *model;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    struct dixit_error error = {0};
    arena_init(&fixture.arena, 0);
    struct small_model made = small_model_make(&fixture.arena, SMALL_SIZES);
    if (!made.bytes)
        return -1;
    fixture.model = model_read("small", made.bytes, made.length, &error);
    *state = &fixture;
    return fixture.model ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    model_close(fixture->model);
    arena_release(&fixture->arena);
    return 0;
}

/* Reads with a limit; *count is the number of attributions. */
static bool read_within(const struct fixture *fixture, const char *text, size_t length, uint64_t memory, uint32_t threads,
                        uint32_t *count, struct dixit_error *error)
{
    struct dixit_options options = {.threads = threads, .max_memory = memory};
    struct dixit_reader *reader = dixit_reader_open((const struct dixit_model *)(const void *)fixture->model, &options, error);
    if (!reader)
        return false;
    struct dixit_reading *reading = dixit_read(reader, text, length, error);
    if (reading)
        *count = dixit_attribution_count(reading);
    dixit_reading_free(reading);
    dixit_reader_close(reader);
    return reading != NULL;
}

static void memory_swept_up_from_one_byte_ends_in_the_same_reading(void **state)
{
    const struct fixture *fixture = *state;
    struct dixit_error error = {0};
    uint32_t wanted = 0, found = 0, refused = 0;
    assert_true(read_within(fixture, story, sizeof story - 1, 0, 1, &wanted, &error));
    uint64_t limit = 1;
    for (; limit < (uint64_t)1 << 28; limit += 16 + limit / 64) {
        error = (struct dixit_error){0};
        if (read_within(fixture, story, sizeof story - 1, limit, 1, &found, &error))
            break;
        refused++;
        if (error.status != DIXIT_TOO_LARGE && error.status != DIXIT_NO_MEMORY)
            fail_msg("limit %llu: status %d, %s", (unsigned long long)limit, (int)error.status, error.text);
        assert_true(error.text[0] != '\0');
    }
    print_message("# %u limits refused, %llu bytes suffice\n", refused, (unsigned long long)limit);
    assert_true(refused > 100);
    assert_int_equal(found, wanted);
}

static double seconds_for(const struct fixture *fixture, const char *unit, size_t times)
{
    size_t width = strlen(unit);
    char *text = malloc(width * times);
    assert_non_null(text);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * width, unit, width);
    struct dixit_error error = {0};
    uint32_t count = 0;
    clock_t start = clock();
    if (!read_within(fixture, text, width * times, 0, 1, &count, &error))
        fail_msg("%s: %s", unit, error.text);
    double took = (double)(clock() - start) / CLOCKS_PER_SEC;
    free(text);
    return took;
}

/* Four times the text may take eight times as long, not sixteen. */
static void time_grows_with_the_text_and_not_with_its_square(void **state)
{
    static const char *const units[] = {
        "\xe2\x80\x9c", "\xe2\x80\x9c ",  "\"",        "\" ",   "' ",     "a",          "a ",          "said ", "\n",  "\n\n",
        "He said \xe2\x80\x9cno. ", "\xcc\x81", "e\xcc\x81 ", "\xff",  "\xed\xa0\x80", "said that he said ", ". ", "\xc2\xa0", "(",  "Ada Brunn\n",
        "\xc2\xab\xe2\x80\x9e\xe2\x80\x98", "\xf0\x9f\x98\x80",
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t times = 6000 / strlen(units[i]);
        double small = seconds_for(*state, units[i], times), large = seconds_for(*state, units[i], 4 * times);
        if (large > 0.1 && large > 8 * small)
            fail_msg("unit %zu: %.2f s, four times as much %.2f s", i, small, large);
    }
}

static void ten_thousand_quotations_that_never_close_are_read(void **state)
{
    assert_true(seconds_for(*state, "She said: \xe2\x80\x9cThe ferry ", 10000) < 60);
}

static void one_line_of_one_megabyte_without_a_space_is_read(void **state)
{
    assert_true(seconds_for(*state, "x", 1 << 20) < 60);
}

static void a_text_of_nothing_or_of_spaces_gives_an_empty_reading(void **state)
{
    static const char *const texts[] = {"", " ", "\n", "\r\n\r\n", "\t \xc2\xa0\n", "\xef\xbb\xbf"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct dixit_error error = {0};
        uint32_t count = 9;
        assert_true(read_within(*state, texts[i], strlen(texts[i]), 0, 1, &count, &error));
        assert_int_equal(count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_swept_up_from_one_byte_ends_in_the_same_reading),
        cmocka_unit_test(time_grows_with_the_text_and_not_with_its_square),
        cmocka_unit_test(ten_thousand_quotations_that_never_close_are_read),
        cmocka_unit_test(one_line_of_one_megabyte_without_a_space_is_read),
        cmocka_unit_test(a_text_of_nothing_or_of_spaces_gives_an_empty_reading),
    };
    return cmocka_run_group_tests_name("read_limits", tests, set_up, tear_down);
}
