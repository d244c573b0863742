/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/unpack.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "intake/source.h"
#include "unpack_made.h"

static void check(const char *bytes, const struct unpack_limits *limits, const char *want)
{
    struct buf out;
    buf_init(&out, 0);
    made_unpack((struct str){bytes, strlen(bytes)}, "file", limits, &out);
    assert_string_equal(buf_terminate(&out), want);
    buf_release(&out);
}

static void plain_text_and_pages_are_told_apart(void **state)
{
    (void)state;
    check("The mayor spoke.\n", NULL, "file The mayor spoke.|\n");
    check("<!doctype html><title>Harbour</title><p>The mayor spoke of the harbour for an hour, and of the quay, and left.</p>", NULL,
          "file [Harbour] Harbour||The mayor spoke of the harbour for an hour, and of \n");
}

static void what_holds_no_words_is_rejected(void **state)
{
    (void)state;
    check("", NULL, "file ! There is no text in it.\n");
    check(" \n ", NULL, "file ! There is nothing but spaces in it.\n");
}

static void a_long_text_is_cut_with_a_note(void **state)
{
    (void)state;
    check("One two three.", &(struct unpack_limits){.max_bytes = 7},
          "file One two\n  + The text goes on after 7 bytes; the rest was not read (--max-bytes).\n");
}

static bool one_byte_at_a_time(struct source *source, struct buf *ahead)
{
    const char **at = source->context;
    if (**at == '\0')
        return false;
    buf_add_char(ahead, *(*at)++);
    return true;
}

static void a_source_gives_lines_and_bytes_however_small_its_steps(void **state)
{
    (void)state;
    const char *text = "one\r\ntwo three\nfour";
    struct source source = {.more = one_byte_at_a_time, .context = &text};
    struct buf line;
    buf_init(&line, 0);
    assert_memory_equal(source_peek(&source, 4).at, "one\r", 4);
    assert_true(source_line(&source, &line, 100));
    assert_string_equal(buf_terminate(&line), "one");
    assert_true(source_line(&source, &line, 3)); /* the rest of it is dropped */
    assert_string_equal(buf_terminate(&line), "two");
    assert_int_equal(source_skip(&source, 2), 2);
    assert_int_equal(source_peek(&source, 100).length, 2);
    buf_reset(&line);
    assert_true(source_read(&source, &line, 100));
    assert_string_equal(buf_terminate(&line), "ur");
    assert_false(source_line(&source, &line, 100));
    assert_int_equal(source.taken, 19);
    buf_release(&line);
    source_release(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_and_pages_are_told_apart),
        cmocka_unit_test(what_holds_no_words_is_rejected),
        cmocka_unit_test(a_long_text_is_cut_with_a_note),
        cmocka_unit_test(a_source_gives_lines_and_bytes_however_small_its_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
