/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/plain.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "intake/fill.h"

static struct arena memory;
static struct doc doc;
static struct dixit_error error;

static bool read_bytes(const char *bytes, size_t length, bool cut, uint64_t max_bytes)
{
    arena_release(&memory);
    doc = (struct doc){.memory = &memory};
    error = (struct dixit_error){0};
    return plain_read(&doc, (struct str){bytes, length}, cut, max_bytes, &error);
}

static void check(const char *bytes, size_t length, const char *text, uint32_t notes)
{
    assert_true(read_bytes(bytes, length, false, 0));
    assert_int_equal(doc.text.length, strlen(text));
    assert_memory_equal(doc.text.at, text, strlen(text));
    assert_int_equal(doc.notes.count, notes);
}

static void line_ends_stay_as_they_are(void **state)
{
    (void)state;
    check("one\r\ntwo\rthree\n", 15, "one\r\ntwo\rthree\n", 0);
    assert_string_equal(doc.origin.charset, "utf-8");
}

static void a_byte_order_mark_is_left_out(void **state)
{
    (void)state;
    check("\xEF\xBB\xBFword", 7, "word", 0);
}

static void invalid_bytes_become_replacement_characters_with_a_note(void **state)
{
    (void)state;
    check("a\xFFz", 3, "a\xEF\xBF\xBDz", 1);
    assert_int_equal(doc.notes.at[0].at.start, 1);
    assert_int_equal(doc.notes.at[0].at.end, 4);
}

static void utf16_is_converted(void **state)
{
    (void)state;
    check("\xFF\xFEh\0\xE9\0=\xD8\0\xDE", 10, "h\xC3\xA9\xF0\x9F\x98\x80", 0);
    assert_string_equal(doc.origin.charset, "utf-16le");
    check("\xFE\xFF\0h\0\xE9", 6, "h\xC3\xA9", 0);
    check("\xFF\xFEh\0\0\xDEi\0", 8, "h\xEF\xBF\xBDi", 1);
    check("\xFF\xFEh\0i", 5, "h", 0);
}

static void binary_data_is_refused_by_name(void **state)
{
    (void)state;
    assert_false(read_bytes("\211PNG\r\n\032\n\0\0\0\rIHDR", 16, false, 0));
    assert_non_null(strstr(error.text, "PNG"));
    assert_false(read_bytes("%PDF-1.7 more", 13, false, 0));
    assert_non_null(strstr(error.text, "PDF"));
    assert_false(read_bytes("ab\0cd\0\1\2", 8, false, 0));
    assert_int_equal(error.status, DIXIT_BAD_INPUT);
    assert_non_null(strstr(error.text, "binary"));
}

static void one_nul_in_a_long_text_is_kept(void **state)
{
    (void)state;
    char text[200];
    memset(text, 'a', sizeof text);
    text[100] = '\0';
    assert_true(read_bytes(text, sizeof text, false, 0));
    assert_int_equal(doc.text.length, sizeof text);
}

static void a_cut_never_breaks_a_character(void **state)
{
    (void)state;
    static const char text[] = "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z";
    static const size_t whole[] = {0, 0, 2, 2, 2, 5, 5, 5, 5, 9, 10};
    for (size_t limit = 1; limit <= 10; limit++) {
        assert_true(read_bytes(text, 10, false, limit));
        assert_int_equal(doc.text.length, whole[limit]);
        assert_int_equal(doc.notes.count, limit < 10);
        assert_true(read_bytes(text, limit, true, 100));
        assert_int_equal(doc.text.length, whole[limit]);
        assert_int_equal(doc.notes.count, 1);
    }
}

static void a_cut_of_broken_bytes_stays_under_the_limit(void **state)
{
    (void)state;
    char bytes[100];
    memset(bytes, 0xFF, sizeof bytes);
    assert_true(read_bytes(bytes, sizeof bytes, false, 100));
    assert_int_equal(doc.text.length, 99);
}

static int finish(void **state)
{
    (void)state;
    arena_release(&memory);
    return 0;
}

static void text_that_was_taken_for_another_charset_is_noted(void **state)
{
    (void)state;
    const char *texts[] = {"It\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s the caf\xC3\x83\xC2\xA9 \xC3\xA2\xE2\x82\xAC\xC5\x93Quay", "It\xE2\x80\x99s the caf\xC3\xA9, the caf\xC3\xA9, the caf\xC3\xA9",
                           "\xC3", ""};
    for (size_t i = 0; i < 4; i++) {
        arena_release(&memory);
        doc = (struct doc){.memory = &memory, .text = {texts[i], strlen(texts[i])}};
        fill_note_mojibake(&doc);
        assert_int_equal(doc.notes.count, i == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_that_was_taken_for_another_charset_is_noted),
        cmocka_unit_test(line_ends_stay_as_they_are),
        cmocka_unit_test(a_byte_order_mark_is_left_out),
        cmocka_unit_test(invalid_bytes_become_replacement_characters_with_a_note),
        cmocka_unit_test(utf16_is_converted),
        cmocka_unit_test(binary_data_is_refused_by_name),
        cmocka_unit_test(one_nul_in_a_long_text_is_kept),
        cmocka_unit_test(a_cut_never_breaks_a_character),
        cmocka_unit_test(a_cut_of_broken_bytes_stays_under_the_limit),
    };
    arena_init(&memory, 0);
    return cmocka_run_group_tests(tests, NULL, finish);
}
