/* SPDX-License-Identifier: Apache-2.0 */
#include "text_made.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* The words of a text, each followed by "|". */
static void check_words(const char *text, const char *want)
{
    struct made made;
    made_init(&made, text, strlen(text), 0);
    assert_true(text_split_words(&made.job));
    for (uint32_t i = 0; i < made.doc.words.count; i++) {
        struct span at = made.doc.words.at[i].at;
        buf_add(&made.out, text + at.start, at.end - at.start);
        buf_add_char(&made.out, '|');
    }
    assert_string_equal(buf_terminate(&made.out), want);
    made_release(&made);
}

static void spaces_and_punctuation_part_words(void **state)
{
    (void)state;
    check_words("", "");
    check_words(" \t\r\n", "");
    check_words("Mara Lund, 34, left.", "Mara|Lund|,|34|,|left|.|");
    check_words("a_b e-mail x@y.org", "a|_|b|e|-|mail|x|@|y|.|org|");
    check_words("no\xC2\xA0" "break\xE2\x80\x89thin\xE3\x80\x80wide", "no|break|thin|wide|");
    check_words("one\x0Btwo\x0Cthree\xC2\x85" "four\xE2\x80\xA8" "five", "one|two|three|four|five|");
    check_words("\xE2\x80\x9Cgo\xE2\x80\x9D\xE2\x80\x94no\xE2\x80\xA6", "\xE2\x80\x9C|go|\xE2\x80\x9D|\xE2\x80\x94|no|\xE2\x80\xA6|");
    check_words("$5+5=10~", "$|5|+|5|=|10|~|");
    check_words("\xE5\x8C\x97\xE4\xBA\xAC" "city", "\xE5\x8C\x97|\xE4\xBA\xAC|city|");
}

static void marks_and_hidden_characters_stay_inside_words(void **state)
{
    (void)state;
    check_words("cafe\xCC\x81 bar", "cafe\xCC\x81|bar|");
    check_words("soft\xC2\xADhyphen", "soft\xC2\xADhyphen|");
    check_words("end\xE2\x80\x8B here", "end|here|");            /* a zero-width space at the edge */
    check_words("\xEF\xBB\xBFStart", "Start|");                  /* a byte order mark */
    check_words(" \xCC\x81 ", "");                               /* a mark alone */
    check_words(" \xE2\x80\x8B ", "");
    check_words("x\xEF\xBF\xBDy", "x\xEF\xBF\xBDy|");
    check_words("=\xCC\xB8 a", "=\xCC\xB8|a|");                  /* a mark on punctuation */
    check_words("a\xE2\x89\xA0" "b", "a|\xE2\x89\xA0|b|");       /* ≠ is = and a mark */
    check_words("\xE2\x9D\xA4\xEF\xB8\x8F x", "\xE2\x9D\xA4\xEF\xB8\x8F|x|");
    check_words("a\x01" "b\x7F", "a\x01" "b|");
}

static void the_class_of_letters_tells_case_and_digits(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        uint8_t letters;
    } cases[] = {{"", 0},      {",", 0},    {"word", 1}, {"Word", 2}, {"WORD", 3},        {"WoRD", 4},       {"wORD", 4},
                 {"B2B", 5},   {"1984", 5}, {"A", 6},    {"a", 1},    {"\xC3\x89lan", 2}, {"\xC3\x89\xC3\x89", 3},
                 {"\xC3\x89", 6}, {"\xE5\x8C\x97", 1}, {"\xE2\x82\xAC", 0}, {"\xC2\xBD", 5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(text_case_class((struct str){cases[i].word, strlen(cases[i].word)}), cases[i].letters);
}

static void the_print_shows_spans_in_code_points_and_flags(void **state)
{
    (void)state;
    struct made made;
    const char *text = "Caf\xC3\xA9 shut\n\xE2\x80\x9CWe\xE2\x80\x99ll go,\xE2\x80\x9D";
    made_init(&made, text, strlen(text), 11);
    assert_true(text_split_words(&made.job));
    text_show_words(&made.job, &made.out);
    assert_string_equal(buf_terminate(&made.out),
                        "0 0-4 \"Caf\xC3\xA9\" slh 0 2\n"
                        "1 5-9 \"shut\" sh 0 1\n"
                        "2 10-11 \"\xE2\x80\x9C\" slo 1 0\n"
                        "3 11-13 \"We\" - 1 2\n"
                        "4 13-14 \"\xE2\x80\x99\" a 1 0\n"
                        "5 14-16 \"ll\" - 1 1\n"
                        "6 17-19 \"go\" s 1 1\n"
                        "7 19-20 \",\" - 1 0\n"
                        "8 20-21 \"\xE2\x80\x9D\" c 1 0\n");
    made_release(&made);
}

static void memory_that_gives_out_is_an_error_and_no_crash(void **state)
{
    (void)state;
    const char *text = "\"Go,\" said Mara. 'Stay,' said Olle, 'or don't.' Ten more words are here for the list to grow.";
    bool succeeded = false;
    for (size_t limit = 1; limit < 4000; limit += 61) {
        struct made made;
        made_init(&made, text, strlen(text), 0);
        made.memory.limit = made.scratch.limit = limit;
        bool ok = text_split_words(&made.job);
        assert_int_equal(ok, made.error.status == DIXIT_OK);
        assert_true(ok || !succeeded);
        succeeded = ok;
        made_release(&made);
    }
    assert_true(succeeded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spaces_and_punctuation_part_words),
        cmocka_unit_test(marks_and_hidden_characters_stay_inside_words),
        cmocka_unit_test(the_class_of_letters_tells_case_and_digits),
        cmocka_unit_test(the_print_shows_spans_in_code_points_and_flags),
        cmocka_unit_test(memory_that_gives_out_is_an_error_and_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
