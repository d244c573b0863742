/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void bytes_text_and_formats_are_added_in_order(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 0);
    assert_string_equal(buf_terminate(&buf), "");
    buf_add(&buf, "ab\0c", 4);
    buf_add(&buf, NULL, 0);
    buf_add_text(&buf, "def");
    buf_add_char(&buf, 'g');
    buf_add_format(&buf, "%d%s", 12, "h");
    assert_int_equal(buf.length, 11);
    assert_memory_equal(buf_terminate(&buf), "ab\0cdefg12h", 12);
    assert_int_equal(buf.length, 11);
    buf_release(&buf);
    assert_null(buf.at);
}

static void a_long_format_is_written_whole(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 3000);
    buf_add_format(&buf, "%03000d", 7);
    assert_int_equal(buf.length, 3000);
    assert_false(buf.failed);
    assert_int_equal(strlen(buf_terminate(&buf)), 3000);
    buf_release(&buf);
}

static void past_the_limit_nothing_more_is_added(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 4);
    buf_add_text(&buf, "1234");
    assert_false(buf.failed);
    buf_add_char(&buf, '5');
    assert_true(buf.failed);
    assert_int_equal(buf.length, 4);
    assert_null(buf_reserve(&buf, 0));
    assert_string_equal(buf_terminate(&buf), "");
    buf_reset(&buf);
    buf_add_text(&buf, "ok");
    assert_string_equal(buf_terminate(&buf), "ok");
    buf_reset(&buf);
    buf_add_format(&buf, "%0600d", 1);
    assert_true(buf.failed);
    assert_int_equal(buf.limit, 4);
    buf_release(&buf);
}

static void a_reset_gives_much_memory_back(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 0);
    assert_non_null(buf_reserve(&buf, 2 << 20));
    buf_reset(&buf);
    assert_int_equal(buf.room, 0);
    assert_null(buf_reserve(&buf, SIZE_MAX));
    assert_true(buf.failed);
    buf_release(&buf);
}

static void a_pipe_is_read_whole_or_up_to_the_limit(void **state)
{
    (void)state;
    static const struct {
        size_t limit, length;
        int got;
    } cases[] = {{100, 10, 1}, {10, 10, 1}, {9, 9, 0}, {0, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int ends[2];
        struct buf buf;
        buf_init(&buf, 0);
        assert_int_equal(pipe(ends), 0);
        assert_true(buf_write_all(ends[1], "0123456789", 10));
        close(ends[1]);
        assert_int_equal(buf_read_all(&buf, ends[0], cases[i].limit), cases[i].got);
        assert_int_equal(buf.length, cases[i].length);
        assert_memory_equal(buf_terminate(&buf), "0123456789", cases[i].length);
        close(ends[0]);
        buf_release(&buf);
    }
}

static void a_closed_descriptor_is_an_error(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 0);
    assert_int_equal(buf_read_all(&buf, -1, 10), -1);
    assert_int_equal(errno, EBADF);
    assert_false(buf_write_all(-1, "x", 1));
    assert_true(buf_write_all(-1, "", 0));
    buf.limit = 1;
    assert_int_equal(buf_read_all(&buf, 0, 10), -1);
    assert_int_equal(errno, ENOMEM);
    buf_release(&buf);
}

static void a_place_in_a_file_is_read_and_what_is_not_there_is_not(void **state)
{
    (void)state;
    char bytes[16] = "";
    FILE *file = tmpfile();
    assert_non_null(file);
    int descriptor = fileno(file);
    assert_true(buf_write_all(descriptor, "a harbour", 9));
    assert_int_equal(buf_file_size(descriptor), 9);
    assert_int_equal(buf_read_at(descriptor, 2, bytes, 7), 7);
    assert_memory_equal(bytes, "harbour", 7);
    assert_int_equal(buf_read_at(descriptor, 5, bytes, 16), 4); /* the file ends */
    assert_int_equal(buf_read_at(descriptor, 100, bytes, 1), 0);
    assert_int_equal(buf_read_at(descriptor, UINT64_MAX, bytes, 1), -1);
    fclose(file);
    assert_int_equal(buf_read_at(-1, 0, bytes, 1), -1);
    assert_int_equal(buf_file_size(-1), 0);
}

static void one_that_drains_holds_little_and_loses_nothing(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    assert_non_null(file);
    static char piece[100000], back[1000];
    struct buf buf;
    size_t sum = 0;
    buf_init_draining(&buf, fileno(file));
    for (size_t i = 0; i < 300; sum += i + 4, i++) {
        buf_add_format(&buf, "%03zu", i);
        memset(piece, 'a' + (int)(i % 26), sizeof piece);
        buf_add(&buf, piece, i + 1);
    }
    assert_true(buf.room <= 1 << 16);
    buf_add(&buf, piece, sizeof piece); /* more than it holds */
    assert_true(buf.room <= 1 << 16);
    assert_true(buf_flush(&buf));
    assert_int_equal(lseek(fileno(file), 0, SEEK_END), sum + sizeof piece);
    assert_int_equal(pread(fileno(file), back, 9, 0), 9);
    assert_memory_equal(back, "000a001bb", 9);
    assert_int_equal(pread(fileno(file), back, 303, (off_t)(sum - 303)), 303);
    assert_memory_equal(back, "299nnn", 6);
    buf_release(&buf);
    fclose(file);
}

static void one_that_drains_tells_why_it_could_not(void **state)
{
    (void)state;
    struct buf buf;
    buf_init_draining(&buf, -1);
    buf_add_text(&buf, "kept until it is flushed");
    assert_false(buf.failed);
    assert_false(buf_flush(&buf));
    assert_true(buf.failed);
    assert_int_equal(buf.reason, EBADF);
    buf_add_text(&buf, "nothing more");
    assert_int_equal(buf.length, 0);
    buf_release(&buf);
}

static void the_first_error_stands(void **state)
{
    (void)state;
    struct dixit_error error = {0};
    assert_false(error_set(NULL, DIXIT_USAGE, 0, "nobody listens"));
    assert_false(error_set(&error, DIXIT_BAD_MODEL, 7, "row %d", 3));
    assert_false(error_set(&error, DIXIT_SYSTEM, 8, "later"));
    assert_int_equal(error.status, DIXIT_BAD_MODEL);
    assert_int_equal(error.position, 7);
    assert_string_equal(error.text, "row 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_text_and_formats_are_added_in_order),
        cmocka_unit_test(a_long_format_is_written_whole),
        cmocka_unit_test(past_the_limit_nothing_more_is_added),
        cmocka_unit_test(a_reset_gives_much_memory_back),
        cmocka_unit_test(a_pipe_is_read_whole_or_up_to_the_limit),
        cmocka_unit_test(a_closed_descriptor_is_an_error),
        cmocka_unit_test(a_place_in_a_file_is_read_and_what_is_not_there_is_not),
        cmocka_unit_test(one_that_drains_holds_little_and_loses_nothing),
        cmocka_unit_test(one_that_drains_tells_why_it_could_not),
        cmocka_unit_test(the_first_error_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
