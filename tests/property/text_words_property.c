/* SPDX-License-Identifier: Apache-2.0 */
/* Words cover the text, as a plain second reading of it has them (text_checks.h), on random strings of what is awkward.
 * DIXIT_SEED repeats a run. */
#include "text_checks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const char lines[] = "[UNK]\na\n##b\nthe\n\"\n'\n";

static const char *const parts[] = {
    "a", "b", "The", " ", " ", " ", "\n", "\n\n", "\r\n", "\t", "\x0C", "\"", "\"", "'", "'", "`", "``", "''", ".", ",", "(", "-",
    "\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9E", "\xE2\x80\x9A", "\xC2\xAB", "\xC2\xBB",
    "\xE2\x80\xB9", "\xE2\x80\xBA", "\xE3\x80\x8C", "\xE3\x80\x8D", "s", "n", "90s", "6", "\xCC\x81", "\xE2\x80\x8B", "\xC2\xA0",
    "\xC2\x85", "\xE2\x80\xA8", "\xEF\xBF\xBD", "\xE5\x8C\x97", "\xED\x95\x9C", "\xF0\x9F\x98\x80", "\xEF\xB8\x8F", "\xC3\xA9",
    "\xE2\x89\xA0", "\xFF", "\xE2\x80", "\x01", "\xF0\x9F", "\xE2\x80\xA6", "\xE2\x80\x94", "\xE0\xAE\xBE",
};

static uint64_t state;

static uint32_t draw(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

static void words_cover_random_texts(void **nothing)
{
    (void)nothing;
    const char *given = getenv("DIXIT_SEED");
    state = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("# DIXIT_SEED=%llu\n", (unsigned long long)state);
    struct arena tables;
    struct vocabulary vocabulary;
    struct dixit_error error = {0};
    arena_init(&tables, 0);
    assert_true(text_vocabulary_init(&vocabulary, lines, sizeof lines - 1, &tables, &error));
    struct buf text;
    buf_init(&text, 0);
    for (uint32_t round = 0; round < 20000; round++) {
        buf_reset(&text);
        for (uint32_t left = draw(round % 100 == 0 ? 2000 : 40); left > 0; left--)
            buf_add_text(&text, parts[draw(sizeof parts / sizeof *parts)]);
        check_text(text.at == NULL ? "" : text.at, text.length, draw(20), &vocabulary);
    }
    buf_release(&text);
    arena_release(&tables);
}

/* Time per byte must not grow with the text: marks, lines and words of any length are read a fixed number of times. */
static void awkward_texts_take_linear_time(void **nothing)
{
    (void)nothing;
    static const char *const repeated[] = {"\"", "' ", "\" ", "(\"a", ("\xE2\x80\x9C" "a "), "a\xE2\x80\x9D ", "``", "'", "'a' ",
                                           "\"a\n", "\xCC\x81", "a\xCC\x81", "a", "\xFF", "\n", "\xC2\xAB\xE2\x80\x98"};
    struct arena tables;
    struct vocabulary vocabulary;
    struct dixit_error error = {0};
    arena_init(&tables, 0);
    assert_true(text_vocabulary_init(&vocabulary, lines, sizeof lines - 1, &tables, &error));
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        struct buf text;
        buf_init(&text, 0);
        while (text.length < 1000000)
            buf_add_text(&text, repeated[i]);
        clock_t start = clock();
        check_text(text.at, text.length, 0, &vocabulary);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (seconds > 10)
            fail_msg("1 MB of text number %zu took %.1f s", i, seconds);
        buf_release(&text);
    }
    arena_release(&tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_cover_random_texts),
        cmocka_unit_test(awkward_texts_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
