/* SPDX-License-Identifier: Apache-2.0 */
/* The child, with a reader of our own in place of the real ones: each line of a file is read as a thing of its own, and some lines do harm. */
#include "intake/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "intake/formats.h"

/* What a hostile file could make a parser do. */
static void do_harm(const char *line, char *said, size_t room)
{
    volatile int sink = 0;
    if (strcmp(line, "crash") == 0)
        raise(SIGSEGV);
    while (strcmp(line, "loop") == 0)
        sink = sink + 1;
    if (strcmp(line, "eat") == 0) {
        size_t got = 0;
        while (got < (size_t)64 << 30 && malloc(64 << 20) != NULL) /* given back when the child ends */
            got += 64 << 20;
        snprintf(said, room, "%s", got < (size_t)4 << 30 ? "memory is bounded" : "memory is not bounded");
    }
    if (strcmp(line, "open") == 0) {
        int file = open("/etc/passwd", O_RDONLY), written = open("dixit-harm", O_WRONLY | O_CREAT, 0600), net = socket(AF_INET, SOCK_STREAM, 0);
        snprintf(said, room, "file %d written %d net %d", file >= 0, written >= 0, net >= 0);
    }
    if (strcmp(line, "fork") == 0)
        snprintf(said, room, "fork %d", fork() > 0);
}

static bool read_line(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    char line[64] = "", said[64] = "";
    (void)hint;
    memcpy(line, bytes.at, bytes.length < sizeof line - 1 ? bytes.length : sizeof line - 1);
    snprintf(said, sizeof said, "%s", line);
    do_harm(line, said, sizeof said);
    struct doc *doc = unpack_begin(unpack);
    return doc != NULL && unpack_text(unpack, doc, (struct str){said, strlen(said)}) && unpack_document(unpack, doc);
}

static bool read_lines(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    struct buf line;
    buf_init(&line, 0);
    bool good = source_line(source, &line, 1000); /* the one that tells it from a line */
    (void)hint;
    for (uint64_t record = 1; good && source_line(source, &line, 1000); record++)
        good = unpack_bytes(unpack, (struct str){line.at, line.length}, &(struct unpack_hint){.record = record});
    buf_release(&line);
    return good;
}

/* In place of the one in formats.c: a page is a file of lines, anything else a line. */
const struct format *format_find(enum sniffed kind)
{
    static const struct format lines = {SNIFF_HTML, NULL, read_lines, 0}, line = {SNIFF_TEXT, read_line, NULL, 1000};
    return kind == SNIFF_HTML ? &lines : &line;
}

static struct confined held;

/* What came of some lines: each document's text, "!" and the beginning of the reason for a reject. */
static void check(const char *lines, const struct unpack_limits *limits, bool pipe_only, const char *want)
{
    struct apart apart;
    struct apart_file file = {.owned = true, .name = (char[]){"file"}, .limits = *limits, .again = !pipe_only};
    char path[] = "/tmp/dixit_apart_XXXXXX", got[8000] = "";
    file.descriptor = mkstemp(path);
    assert_true(file.descriptor >= 0);
    assert_int_equal(write(file.descriptor, "<html>\n", 7), 7);
    assert_int_equal(write(file.descriptor, lines, strlen(lines)), strlen(lines));
    lseek(file.descriptor, 0, SEEK_SET);
    unlink(path);
    apart_init(&apart);
    apart_add(&apart, &file);
    for (;;) {
        struct arena memory;
        struct dixit_error error = {0};
        arena_init(&memory, 0);
        struct doc doc = {.memory = &memory};
        enum apart_got result = apart.count == 0 ? APART_END : apart_next(&apart, &doc, &error);
        size_t used = strlen(got);
        if (result == APART_DOCUMENT)
            snprintf(got + used, sizeof got - used, "%.*s|", (int)doc.text.length, doc.text.at);
        else if (result == APART_REJECT)
            snprintf(got + used, sizeof got - used, "%llu!%.40s|", (unsigned long long)doc.origin.record, error.text);
        arena_release(&memory);
        if (result == APART_END)
            break;
    }
    apart_release(&apart);
    assert_string_equal(got, want);
}

/* A file of these lines. */
static struct apart_file file_of(const char *lines, char *name)
{
    struct apart_file file = {.owned = true, .name = name, .again = true};
    char path[] = "/tmp/dixit_apart_XXXXXX";
    file.descriptor = mkstemp(path);
    assert_true(file.descriptor >= 0);
    assert_int_equal(write(file.descriptor, lines, strlen(lines)), strlen(lines));
    lseek(file.descriptor, 0, SEEK_SET);
    unlink(path);
    return file;
}

/* Writes all of it, while somebody takes it off the pipe; false when nobody does for 20 seconds. */
static bool pour(int pipe, const char *bytes, size_t length)
{
    assert_int_equal(fcntl(pipe, F_SETFL, O_NONBLOCK), 0);
    while (length > 0) {
        struct pollfd wait = {.fd = pipe, .events = POLLOUT};
        if (poll(&wait, 1, 20000) != 1)
            return false;
        ssize_t written = write(pipe, bytes, length);
        if (written < 0 && errno != EAGAIN)
            return false;
        bytes += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

static void expect(struct apart *apart, const char *text)
{
    struct arena memory;
    struct dixit_error error = {0};
    arena_init(&memory, 0);
    struct doc doc = {.memory = &memory};
    assert_int_equal(apart_next(apart, &doc, &error), APART_DOCUMENT);
    assert_int_equal(doc.text.length, strlen(text));
    assert_memory_equal(doc.text.at, text, doc.text.length);
    arena_release(&memory);
}

static int look(void **state)
{
    struct apart apart;
    (void)state;
    apart_init(&apart);
    bool good = apart_describe(&apart, &held);
    apart_release(&apart);
    return good ? 0 : 1;
}

static void documents_come_in_order(void **state)
{
    (void)state;
    check("one\ntwo\nthree\n", &(struct unpack_limits){0}, false, "one|two|three|");
}

/* The second file is a pipe, which holds less than is written to it: that ends only when the child reads on by itself, past the first file, while nobody here
 * takes what it makes. */
static void the_next_files_are_taken_apart_while_the_first_documents_are_read(void **state)
{
    enum { LONG = 1 << 20 };
    struct apart apart;
    struct apart_file first = file_of("<html>\none\ntwo\n", (char[]){"first"}), second = {.owned = true, .name = (char[]){"second"}};
    int ends[2];
    char *line = malloc(LONG);
    (void)state;
    assert_non_null(line);
    assert_int_equal(pipe(ends), 0);
    second.descriptor = ends[0];
    apart_init(&apart);
    apart_add(&apart, &first);
    apart_add(&apart, &second);
    expect(&apart, "one");
    memset(line, 'x', LONG);
    memcpy(line, "<html>\n", 7);
    line[LONG - 7] = '\n';
    memcpy(line + LONG - 6, "three\n", 6);
    assert_true(pour(ends[1], line, LONG));
    close(ends[1]);
    expect(&apart, "two");
    struct dixit_error error = {0};
    struct arena memory;
    arena_init(&memory, 0);
    assert_int_equal(apart_next(&apart, &(struct doc){.memory = &memory}, &error), APART_END);
    memset(line, 'x', 63);
    line[63] = '\0';
    expect(&apart, line);
    expect(&apart, "three");
    apart_release(&apart);
    arena_release(&memory);
    free(line);
}

static void a_crash_costs_one_document(void **state)
{
    (void)state;
    check("one\ncrash\nthree\ncrash\nfive\n", &(struct unpack_limits){0}, false,
          "one|2!The child that read it crashed; it was g|three|4!The child that read it crashed; it was g|five|");
}

static void a_loop_costs_one_document(void **state)
{
    (void)state;
    check("one\nloop\nthree\n", &(struct unpack_limits){.time_limit = 1}, false, "one|2!Reading it took longer than the time lim|three|");
}

static void a_crash_in_what_cannot_be_read_again_ends_it(void **state)
{
    (void)state;
    check("one\ncrash\nthree\n", &(struct unpack_limits){0}, true, "one|2!The child that read it crashed; it was g|");
}

static void sixty_four_crashes_are_enough(void **state)
{
    (void)state;
    char lines[1000] = "", want[8000] = "";
    for (int i = 0; i < 70; i++)
        memcpy(lines + 6 * i, "crash\n", 7);
    for (int i = 0; i < 64; i++)
        snprintf(want + strlen(want), sizeof want - strlen(want), "%d!The child that read it crashed; it was g|", i + 1);
    check(lines, &(struct unpack_limits){0}, false, want);
}

static void a_parser_opens_nothing_and_has_bounded_memory(void **state)
{
    (void)state;
    if (held.watched || !held.seccomp || !held.memory)
        return; /* cmocka's skip() counts as failed in TAP */
    check("open\nfork\neat\nend\n", &(struct unpack_limits){0}, false, "file 0 written 0 net 0|fork 0|memory is bounded|end|");
    assert_int_not_equal(access("dixit-harm", F_OK), 0);
}

static void limits_on_entries_and_depth_are_told(void **state)
{
    (void)state;
    check("one\ntwo\nthree\n", &(struct unpack_limits){.max_entries = 2}, false, "one|two|3!The file has more than 2 entries; the re|");
    check("one\n<html>\n", &(struct unpack_limits){.max_depth = 1}, false, "one|");
    check("one\ntwo\n", &(struct unpack_limits){.max_bytes = 2}, false, "on|tw|");
}

static void what_confines_is_described(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 0);
    confine_describe(&held, &text);
    assert_non_null(strstr(buf_terminate(&text), "in a child"));
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_come_in_order),
        cmocka_unit_test(the_next_files_are_taken_apart_while_the_first_documents_are_read),
        cmocka_unit_test(a_crash_costs_one_document),
        cmocka_unit_test(a_loop_costs_one_document),
        cmocka_unit_test(a_crash_in_what_cannot_be_read_again_ends_it),
        cmocka_unit_test(sixty_four_crashes_are_enough),
        cmocka_unit_test(a_parser_opens_nothing_and_has_bounded_memory),
        cmocka_unit_test(limits_on_entries_and_depth_are_told),
        cmocka_unit_test(what_confines_is_described),
    };
    return cmocka_run_group_tests(tests, look, NULL);
}
