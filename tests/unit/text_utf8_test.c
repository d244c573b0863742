/* SPDX-License-Identifier: Apache-2.0 */
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define R "\xEF\xBF\xBD"

static void every_code_point_comes_back_from_its_bytes(void **state)
{
    (void)state;
    for (uint32_t point = 0; point < 0x110000; point++) {
        if (point >= 0xD800 && point < 0xE000)
            continue;
        char bytes[4];
        uint32_t size, length = utf8_encode(point, bytes);
        assert_int_equal(length, point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);
        assert_int_equal(utf8_decode(bytes, length, &size), point);
        assert_int_equal(size, length);
        assert_int_equal(utf8_valid(bytes, length), length);
        if (length > 1) {
            assert_int_equal(utf8_decode(bytes, length - 1, &size), UTF8_BROKEN);
            assert_int_equal(size, length - 1);
            assert_int_equal(utf8_valid(bytes, length - 1), 0);
        }
    }
}

static void broken_bytes_become_one_mark_for_each_longest_start(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"plain", "plain"},
        {"", ""},
        {"a\x80z", "a" R "z"},
        {"\xC0\xAF", R R},
        {"\xE0\x80\xAF", R R R},
        {"\xE2\x82", R},
        {"\xE2\x82z", R "z"},
        {"\xE2\xE2\x82\xAC", R "\xE2\x82\xAC"},
        {"\xED\xA0\x80", R R R},
        {"\xF0\x9F\x98", R},
        {"\xF0\x9F\x98\xF0\x9F\x98\x80", R "\xF0\x9F\x98\x80"},
        {"\xF4\x90\x80\x80", R R R R},
        {"\xF8\x88\x80\x80\x80", R R R R R},
        {"eight or more \xFF letters and more", "eight or more " R " letters and more"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena memory;
        struct dixit_error error = {0};
        arena_init(&memory, 0);
        struct doc doc = {.memory = &memory};
        assert_true(text_clean_utf8(&doc, cases[i].from, strlen(cases[i].from), &error));
        assert_int_equal(doc.text.length, strlen(cases[i].to));
        assert_memory_equal(doc.text.at, cases[i].to, doc.text.length);
        assert_int_equal(utf8_valid(doc.text.at, doc.text.length), doc.text.length);
        arena_release(&memory);
    }
}

static void each_run_of_broken_bytes_has_a_note_up_to_twenty(void **state)
{
    (void)state;
    char bytes[200];
    for (size_t i = 0; i < sizeof bytes; i += 4)
        memcpy(bytes + i, "\xFF\xFE a", 4);
    struct arena memory;
    struct dixit_error error = {0};
    arena_init(&memory, 0);
    struct doc doc = {.memory = &memory};
    assert_true(text_clean_utf8(&doc, bytes, sizeof bytes, &error));
    assert_int_equal(doc.notes.count, 21);
    assert_int_equal(doc.notes.at[1].at.start, 8);
    assert_int_equal(doc.notes.at[1].at.end, 14);
    assert_int_equal(doc.notes.at[20].at.end, 0);
    arena_release(&memory);
}

static void without_memory_cleaning_says_so(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 400; limit += 13) {
        struct arena memory;
        struct dixit_error error = {0};
        arena_init(&memory, limit);
        struct doc doc = {.memory = &memory};
        bool ok = text_clean_utf8(&doc, "one\xFFtwo", 7, &error);
        assert_int_equal(ok, error.status == DIXIT_OK);
        assert_int_equal(ok, !memory.failed);
        arena_release(&memory);
    }
}

static void offsets_are_counted_alike_from_the_index_and_by_hand(void **state)
{
    (void)state;
    static const char *const parts[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", " plain letters "};
    static char text[5000];
    size_t length = 0;
    for (uint32_t i = 0; length < sizeof text - 16; i++) {
        const char *part = parts[(i * 2654435761u >> 20) % 5];
        memcpy(text + length, part, strlen(part));
        length += strlen(part);
    }
    struct arena arena;
    arena_init(&arena, 0);
    struct utf8_index index;
    for (size_t cut = 0; cut <= length; cut += cut < 600 ? 1 : 97) {
        struct str str = {text, cut};
        if (utf8_valid(text, cut) != cut)
            continue;
        assert_true(utf8_index_build(&index, str, &arena));
        uint32_t points = 0;
        for (uint32_t i = 0; i < cut; i++) {
            bool starts = ((uint8_t)text[i] & 0xC0) != 0x80;
            assert_int_equal(utf8_index_points(&index, i), points);
            if (starts)
                assert_int_equal(utf8_index_byte(&index, points), i);
            points += starts;
        }
        assert_int_equal(utf8_index_points(&index, (uint32_t)cut), points);
        assert_int_equal(utf8_index_byte(&index, points), cut);
        assert_int_equal(utf8_index_byte(&index, UINT32_MAX), cut);
    }
    arena_release(&arena);
    arena_init(&arena, 1);
    assert_false(utf8_index_build(&index, (struct str){text, length}, &arena));
    arena_release(&arena);
}

static void a_span_in_code_points_is_taken_only_within_the_text(void **state)
{
    (void)state;
    struct arena memory;
    struct span span = {0, 0};
    const struct str text = {"né “so”", 11};
    arena_init(&memory, 0);
    assert_true(utf8_take_span(text, "1-3", &memory, &span));
    assert_int_equal(span.start, 1);
    assert_int_equal(span.end, 4);
    assert_true(utf8_take_span(text, "3:7", &memory, &span));
    assert_int_equal(span.start, 4);
    assert_int_equal(span.end, text.length);
    static const char *const bad[] = {"", "1", "1-", "-1-2", "3-3", "4-2", "3-8", "1-3x", "a-b", "1--3", "1-99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(utf8_take_span(text, bad[i], &memory, &span));
    arena_release(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_comes_back_from_its_bytes),
        cmocka_unit_test(broken_bytes_become_one_mark_for_each_longest_start),
        cmocka_unit_test(each_run_of_broken_bytes_has_a_note_up_to_twenty),
        cmocka_unit_test(without_memory_cleaning_says_so),
        cmocka_unit_test(a_span_in_code_points_is_taken_only_within_the_text),
        cmocka_unit_test(offsets_are_counted_alike_from_the_index_and_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
