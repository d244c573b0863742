/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/jsonl.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "intake/fill.h"

static struct arena memory;
static struct doc doc;
static struct dixit_error error;

/* Reads a line of `length` bytes. */
static bool read_bytes(const char *line, size_t length, uint64_t max_bytes)
{
    arena_release(&memory);
    doc = (struct doc){.memory = &memory};
    error = (struct dixit_error){0};
    char *copy = test_malloc(length + 1);
    memcpy(copy, line, length);
    bool good = jsonl_read(&doc, copy, length, max_bytes, &error);
    test_free(copy);
    return good;
}

static bool read_line(const char *line)
{
    return read_bytes(line, strlen(line), 0);
}

static void check_text(const char *line, const char *text)
{
    assert_true(read_line(line));
    assert_int_equal(doc.text.length, strlen(text));
    assert_memory_equal(doc.text.at, text, strlen(text));
    assert_int_equal(doc.body.start, 0);
    assert_int_equal(doc.body.end, strlen(text));
}

static void known_fields_are_taken_and_others_ignored(void **state)
{
    (void)state;
    assert_true(read_line("{\"id\":\"a-1\",\"text\":\"Hello.\",\"title\":\"T\",\"outlet\":\"O\",\"author\":\"A\",\"published\":\"2026-01-04\","
                          "\"url\":\"https://example.org/\",\"language\":\"en\",\"other\":[1,{\"x\":null}]}"));
    assert_string_equal(doc.origin.id, "a-1");
    assert_string_equal(doc.origin.title, "T");
    assert_string_equal(doc.origin.outlet, "O");
    assert_string_equal(doc.origin.author, "A");
    assert_string_equal(doc.origin.published, "2026-01-04");
    assert_string_equal(doc.origin.url, "https://example.org/");
    assert_string_equal(doc.origin.language, "en");
    assert_int_equal(doc.notes.count, 0);
}

static void text_comes_out_code_point_for_code_point(void **state)
{
    (void)state;
    check_text("{\"text\":\"e\\u0301 \\u00e9 \\ud83d\\ude00 \\r\\n\\t\xC2\xA0\xEF\xBB\xBF.\"}",
               "e\xCC\x81 \xC3\xA9 \xF0\x9F\x98\x80 \r\n\t\xC2\xA0\xEF\xBB\xBF.");
    assert_int_equal(doc.notes.count, 0);
}

static void a_lone_surrogate_becomes_one_replacement_character(void **state)
{
    (void)state;
    check_text("{\"text\":\"a\\ud800b\"}", "a\xEF\xBF\xBD" "b");
    assert_int_equal(doc.notes.count, 1);
    check_text("{\"text\":\"\\udc00\\ud83d\\ude00\\ud800\\uD800\\uDC00\"}",
               "\xEF\xBF\xBD\xF0\x9F\x98\x80\xEF\xBF\xBD\xF0\x90\x80\x80");
    check_text("{\"text\":\"\\\\ud800\"}", "\\ud800");
    assert_int_equal(doc.notes.count, 0);
}

static void a_nul_stays_in_the_text(void **state)
{
    (void)state;
    assert_true(read_line("{\"id\":\"x\",\"text\":\"a\\u0000b\",\"title\":\"T\\u0000U\"}"));
    assert_int_equal(doc.text.length, 3);
    assert_memory_equal(doc.text.at, "a\0b", 3);
    assert_string_equal(doc.origin.title, "T U");
}

static void invalid_bytes_become_replacement_characters_with_a_note(void **state)
{
    (void)state;
    check_text("{\"text\":\"a\xFF" "b\xC3\"}", "a\xEF\xBF\xBD" "b\xEF\xBF\xBD");
    assert_int_equal(doc.notes.count, 1);
}

static void a_missing_id_is_made_from_the_text(void **state)
{
    (void)state;
    assert_true(read_line("{\"text\":\"abc\"}"));
    assert_null(doc.origin.id);
    assert_true(fill_id(&doc, &error));
    assert_string_equal(doc.origin.id, "ba7816bf8f01cfea");
    assert_true(read_line("{\"text\":\"abc\",\"id\":1234567890123}"));
    assert_string_equal(doc.origin.id, "1234567890123");
}

static void what_is_no_document_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const char *const lines[] = {"", "nonsense", "{\"text\":\"a\"", "{\"text\":\"a\"} {}", "[]", "\"text\"", "{\"id\":\"a\"}",
                                        "{\"text\":null}", "{\"text\":7}", "{\"text\":\"\\ud8\"}", "{\"text\":\"\\", "{\"text\":\"a\nb\"}"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_false(read_line(lines[i]));
        assert_int_equal(error.status, DIXIT_BAD_INPUT);
        assert_true(strlen(error.text) > 0);
    }
    assert_false(read_line("{\"id\":\"a-7\",\"text\":null}"));
    assert_string_equal(doc.origin.id, "a-7");
}

static void deep_nesting_is_refused_and_does_not_crash(void **state)
{
    (void)state;
    enum { DEPTH = 200000 };
    char *line = test_malloc(DEPTH);
    memset(line, '[', DEPTH);
    assert_false(read_bytes(line, DEPTH, 0));
    test_free(line);
}

static void a_text_over_the_limit_is_cut_between_characters_with_a_note(void **state)
{
    (void)state;
    const char *line = "{\"text\":\"ab\xC3\xA9yz\"}";
    assert_true(read_bytes(line, strlen(line), 3));
    assert_int_equal(doc.text.length, 2);
    assert_int_equal(doc.notes.count, 1);
    assert_true(read_bytes(line, strlen(line), 6));
    assert_int_equal(doc.text.length, 6);
    assert_int_equal(doc.notes.count, 0);
}

static void every_memory_limit_gives_an_error_or_a_document(void **state)
{
    (void)state;
    static const char line[] = "{\"id\":\"a\",\"text\":\"some words\\ud800 and more\",\"title\":\"T\"}";
    bool good = false;
    for (size_t limit = 1; !good; limit += 8) {
        char copy[sizeof line];
        memcpy(copy, line, sizeof line);
        arena_release(&memory);
        arena_init(&memory, limit);
        doc = (struct doc){.memory = &memory};
        error = (struct dixit_error){0};
        good = jsonl_read(&doc, copy, sizeof line - 1, 0, &error);
        assert_true(good || error.status == DIXIT_TOO_LARGE || error.status == DIXIT_NO_MEMORY);
        assert_true(limit < 100000);
    }
    arena_release(&memory);
    arena_init(&memory, 0);
}

static int finish(void **state)
{
    (void)state;
    arena_release(&memory);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_fields_are_taken_and_others_ignored),
        cmocka_unit_test(text_comes_out_code_point_for_code_point),
        cmocka_unit_test(a_lone_surrogate_becomes_one_replacement_character),
        cmocka_unit_test(a_nul_stays_in_the_text),
        cmocka_unit_test(invalid_bytes_become_replacement_characters_with_a_note),
        cmocka_unit_test(a_missing_id_is_made_from_the_text),
        cmocka_unit_test(what_is_no_document_is_refused_with_a_reason),
        cmocka_unit_test(deep_nesting_is_refused_and_does_not_crash),
        cmocka_unit_test(a_text_over_the_limit_is_cut_between_characters_with_a_note),
        cmocka_unit_test(every_memory_limit_gives_an_error_or_a_document),
    };
    arena_init(&memory, 0);
    return cmocka_run_group_tests(tests, NULL, finish);
}
