/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static char folder[32];
static char file[64];

static const char *put(const char *name, const char *text)
{
    snprintf(file, sizeof file, "%s/%s", folder, name);
    FILE *to = fopen(file, "wb");
    assert_non_null(to);
    assert_int_equal(fwrite(text, 1, strlen(text), to), strlen(text));
    assert_int_equal(fclose(to), 0);
    return file;
}

static int begin(void **state)
{
    (void)state;
    memcpy(folder, "/tmp/dixit_input_XXXXXX", sizeof "/tmp/dixit_input_XXXXXX");
    return mkdtemp(folder) == NULL;
}

/* Reads all of some paths into one line: the ids of documents, "!" for a reject, "+" after the id of one with a note. */
static void check(const char *const *paths, uint32_t count, uint64_t max_bytes, const char *want)
{
    struct input input;
    char got[400] = "";
    input_init(&input, &(struct input_options){.paths = paths, .count = count, .max_bytes = max_bytes});
    for (;;) {
        struct arena memory;
        arena_init(&memory, 0);
        struct doc doc = {.memory = &memory};
        struct dixit_error error = {0};
        enum input_got result = input_next(&input, &doc, &error);
        size_t used = strlen(got);
        if (result == INPUT_DOCUMENT)
            snprintf(got + used, sizeof got - used, "%s%s ", doc.origin.id, doc.notes.count > 0 ? "+" : "");
        else if (result == INPUT_REJECT)
            snprintf(got + used, sizeof got - used, "!%llu ", (unsigned long long)doc.origin.record);
        if (result == INPUT_REJECT)
            assert_true(error.status != DIXIT_OK && strlen(error.text) > 0 && doc.origin.file != NULL);
        arena_release(&memory);
        if (result == INPUT_END)
            break;
        assert_true(result == INPUT_DOCUMENT || result == INPUT_REJECT);
    }
    assert_string_equal(got, want);
    input_release(&input);
}

static void lines_are_numbered_and_blank_ones_passed_over(void **state)
{
    (void)state;
    const char *paths[] = {put("a.jsonl", "\xEF\xBB\xBF{\"id\":\"1\",\"text\":\"a\"}\r\n\n  \n{\"id\":\"2\"}\n{\"id\":\"3\",\"text\":\"b\"}")};
    check(paths, 1, 0, "1 !4 3 ");
}

static void a_line_over_the_limit_is_refused_and_the_next_one_read(void **state)
{
    (void)state;
    char *text = test_malloc(200001);
    memset(text, 'x', 200000);
    text[200000] = '\0';
    char *both = test_malloc(200100);
    snprintf(both, 200100, "{\"id\":\"1\",\"text\":\"%s\"}\n{\"id\":\"2\",\"text\":\"b\"}\n", text);
    const char *paths[] = {put("a.jsonl", both)};
    check(paths, 1, 1000, "!1 2 ");
    check(paths, 1, 100000, "1+ 2 "); /* the line may be twice as long as the text */
    test_free(both);
    test_free(text);
}

static void the_second_document_with_an_id_gets_a_note(void **state)
{
    (void)state;
    const char *paths[] = {put("a.jsonl", "{\"id\":\"1\",\"text\":\"a\"}\n{\"id\":\"1\",\"text\":\"b\"}\n{\"id\":\"2\",\"text\":\"b\"}\n")};
    check(paths, 1, 0, "1 1+ 2 ");
}

static void files_that_cannot_be_read_do_not_end_the_stream(void **state)
{
    (void)state;
    const char *paths[] = {"/nowhere/at/all", put("a.txt", "abc"), "/nowhere/either.jsonl"};
    check(paths, 3, 0, "!0 ba7816bf8f01cfea !0 ");
}

static void empty_texts_are_refused(void **state)
{
    (void)state;
    const char *paths[] = {put("a.txt", " \n\t ")};
    check(paths, 1, 0, "!0 ");
    paths[0] = put("a.txt", "");
    check(paths, 1, 0, "!0 ");
    paths[0] = put("a.jsonl", "{\"text\":\"\"}\n");
    check(paths, 1, 0, "!1 ");
}

static void many_ids_are_remembered(void **state)
{
    (void)state;
    struct seen seen;
    seen_init(&seen);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 5000; i++) {
            char id[16];
            int length = snprintf(id, sizeof id, "%d", i);
            assert_int_equal(seen_add(&seen, id, (size_t)length), round == 1);
        }
    }
    assert_int_equal(seen.count, 5000);
    seen_release(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_numbered_and_blank_ones_passed_over),
        cmocka_unit_test(a_line_over_the_limit_is_refused_and_the_next_one_read),
        cmocka_unit_test(the_second_document_with_an_id_gets_a_note),
        cmocka_unit_test(files_that_cannot_be_read_do_not_end_the_stream),
        cmocka_unit_test(empty_texts_are_refused),
        cmocka_unit_test(many_ids_are_remembered),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
