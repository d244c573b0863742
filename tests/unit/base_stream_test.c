/* SPDX-License-Identifier: Apache-2.0 */
#include "base/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static char path[32];

static void put(const char *bytes, size_t length)
{
    memcpy(path, "/tmp/dixit_stream_XXXXXX", sizeof "/tmp/dixit_stream_XXXXXX");
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_true(buf_write_all(descriptor, bytes, length));
    close(descriptor);
}

static void check_line(struct stream *stream, struct buf *line, size_t limit, enum stream_got want, const char *text)
{
    assert_int_equal(stream_read_line(stream, line, limit), want);
    assert_int_equal(line->length, strlen(text));
    assert_memory_equal(line->at, text, strlen(text));
}

static void lines_come_one_by_one_without_their_line_feed(void **state)
{
    (void)state;
    struct stream stream;
    struct buf line;
    buf_init(&line, 0);
    put("one\n\ntwo\r\nlast", 14);
    assert_true(stream_open(&stream, path));
    check_line(&stream, &line, 100, STREAM_WHOLE, "one");
    check_line(&stream, &line, 100, STREAM_WHOLE, "");
    check_line(&stream, &line, 100, STREAM_WHOLE, "two\r");
    check_line(&stream, &line, 100, STREAM_WHOLE, "last");
    assert_int_equal(stream_read_line(&stream, &line, 100), STREAM_END);
    assert_int_equal(stream.taken, 14);
    stream_close(&stream);
    buf_release(&line);
    unlink(path);
}

static void a_long_line_is_cut_and_the_next_one_is_whole(void **state)
{
    (void)state;
    struct stream stream;
    struct buf line, made;
    buf_init(&line, 0);
    buf_init(&made, 0);
    for (int i = 0; i < 300000; i++)
        buf_add_char(&made, 'x');
    buf_add_text(&made, "\nnext\n");
    put(made.at, made.length);
    assert_true(stream_open(&stream, path));
    check_line(&stream, &line, 5, STREAM_CUT, "xxxxx");
    assert_true(line.room < 1000);
    check_line(&stream, &line, 5, STREAM_WHOLE, "next");
    assert_int_equal(stream_read_line(&stream, &line, 5), STREAM_END);
    stream_close(&stream);
    buf_release(&line);
    buf_release(&made);
    unlink(path);
}

static void the_rest_stops_at_its_limit(void **state)
{
    (void)state;
    struct stream stream;
    struct buf bytes;
    buf_init(&bytes, 0);
    put("0123456789", 10);
    assert_true(stream_open(&stream, path));
    assert_int_equal(stream_read_rest(&stream, &bytes, 10), STREAM_WHOLE);
    assert_int_equal(bytes.length, 10);
    stream_close(&stream);
    assert_true(stream_open(&stream, path));
    assert_int_equal(stream_read_rest(&stream, &bytes, 9), STREAM_CUT);
    assert_int_equal(bytes.length, 9);
    stream_close(&stream);
    buf_release(&bytes);
    unlink(path);
}

static void folders_and_missing_files_are_refused(void **state)
{
    (void)state;
    struct stream stream;
    assert_false(stream_open(&stream, "/"));
    assert_int_equal(errno, EISDIR);
    assert_false(stream_open(&stream, "/nowhere/at/all"));
    assert_int_equal(errno, ENOENT);
}

static void what_cannot_be_read_or_held_is_said(void **state)
{
    (void)state;
    struct stream stream;
    struct buf small;
    buf_init(&small, 3);
    assert_false(stream_open(&stream, "/"));
    put("longer\n", 7);
    assert_true(stream_open(&stream, path));
    assert_int_equal(stream_read_line(&stream, &small, 100), STREAM_REFUSED);
    stream_close(&stream);
    buf_release(&small);
    buf_init(&small, 3);
    assert_true(stream_open(&stream, path));
    assert_int_equal(stream_read_rest(&stream, &small, 100), STREAM_REFUSED);
    stream_close(&stream);
    buf_release(&small);
    unlink(path);
}

static void a_file_is_copied_whole_from_its_start(void **state)
{
    (void)state;
    static char many[50000];
    memset(many, 'y', sizeof many);
    put(many, sizeof many);
    char other[] = "/tmp/dixit_copy_XXXXXX";
    int from = open(path, O_RDONLY), to = mkstemp(other);
    assert_true(from >= 0 && to >= 0);
    assert_int_equal(lseek(from, 100, SEEK_SET), 100);
    assert_true(stream_copy(from, to));
    assert_int_equal(lseek(to, 0, SEEK_END), sizeof many);
    assert_false(stream_copy(-1, to));
    assert_false(stream_copy(from, -1));
    close(from);
    close(to);
    unlink(path);
    unlink(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_come_one_by_one_without_their_line_feed),
        cmocka_unit_test(a_long_line_is_cut_and_the_next_one_is_whole),
        cmocka_unit_test(the_rest_stops_at_its_limit),
        cmocka_unit_test(folders_and_missing_files_are_refused),
        cmocka_unit_test(what_cannot_be_read_or_held_is_said),
        cmocka_unit_test(a_file_is_copied_whole_from_its_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
