/* SPDX-License-Identifier: Apache-2.0 */
#include "model/file.h"

#include "base/buf.h"
#include "small_model.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena arena;
    struct small_model made;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    arena_init(&fixture.arena, 0);
    fixture.made = small_model_make(&fixture.arena, SMALL_SIZES);
    *state = &fixture;
    return fixture.made.bytes ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_release(&fixture->arena);
    return 0;
}

static bool read_made(struct fixture *fixture, struct model_file *file, size_t length, struct dixit_error *error)
{
    return model_file_read(file, "made", fixture->made.bytes, length, &fixture->arena, error);
}

static void a_good_file_gives_its_tensors_by_name(void **state)
{
    struct fixture *fixture = *state;
    struct model_file file;
    struct dixit_error error = {0};
    assert_true(read_made(fixture, &file, fixture->made.length, &error));
    assert_int_equal(error.status, DIXIT_OK);
    const struct tensor *tensor = model_file_find(&file, "layer.0.qkv");
    assert_non_null(tensor);
    assert_int_equal(tensor->type, TENSOR_LINEAR);
    assert_int_equal(tensor->rows, 3 * 64);
    assert_int_equal(tensor->columns, 64);
    assert_int_equal((uintptr_t)tensor->at % MODEL_ALIGN, 0);
    assert_null(model_file_find(&file, "layer.1.qkv"));
    assert_true(model_file_verify(&file, &error));
}

static void a_file_that_was_cut_anywhere_is_refused(void **state)
{
    struct fixture *fixture = *state;
    for (size_t length = 0; length < fixture->made.length; length += 1 + length / 9) {
        struct model_file file;
        struct dixit_error error = {0};
        assert_false(read_made(fixture, &file, length, &error));
        assert_int_equal(error.status, DIXIT_BAD_MODEL);
        assert_non_null(strstr(error.text, "made"));
    }
}

/* What is changed in the file, and what the error then says. */
static const struct {
    const char *what;
    const char *entry; /* NULL: `at` counts from the start of the file */
    size_t at;
    uint32_t value; /* written as four bytes */
    const char *says;
} changes[] = {
    {"another magic", NULL, 0, 0x46554747, "not a model file"},
    {"a later version", NULL, 8, 2, "version 2"},
    {"no tensors", NULL, 12, 0, "0 tensors"},
    {"more tensors than there are", NULL, 12, 1024, "outside the file"},
    {"too many tensors", NULL, 12, 0xffffffff, "tensors does not fit"},
    {"another length", NULL, 16, 77, "cut or added to"},
    {"an unknown type", "tags", 48, 9, "tags"},
    {"type 0", "tags", 48, 0, "tags"},
    {"more rows than bytes", "tags", 52, 4000, "tags"},
    {"rows beyond all bounds", "tags", 52, 0xffffffff, "tags"},
    {"columns beyond all bounds", "embed.word", 56, 0xffffffff, "embed.word"},
    {"no columns", "embed.extra", 56, 0, "embed.extra"},
    {"an offset that is not aligned", "embed.extra", 64, 32768 + 4, "embed.extra"},
    {"an offset into the table", "embed.extra", 64, 64, "outside the file"},
    {"an offset past the end", "embed.extra", 64, 0xffffffc0, "outside the file"},
    {"an offset past everything", "embed.extra", 68, 0xffffffff, "outside the file"},
    {"another length of a tensor", "role.out", 72, 64, "role.out"},
    {"a length past everything", "role.out", 76, 0xffffffff, "role.out"},
    {"a name twice", "cue.out", 0, 0x67617400, "no name"},
    {"two rows of bytes", "vocabulary", 52, 2, "vocabulary"},
    {"a table with two columns", "config", 56, 2, "config"},
};

static void every_misshapen_file_is_refused_with_what_is_wrong(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        unsigned char *at = changes[i].entry ? small_model_entry(fixture->made, changes[i].entry) : fixture->made.bytes;
        unsigned char kept[4];
        struct model_file file;
        struct dixit_error error = {0};
        at += changes[i].at;
        memcpy(kept, at, 4);
        memcpy(at, &changes[i].value, 4);
        bool good = read_made(fixture, &file, fixture->made.length, &error);
        memcpy(at, kept, 4);
        if (good || error.status != DIXIT_BAD_MODEL || !strstr(error.text, changes[i].says))
            fail_msg("%s: %s", changes[i].what, good ? "accepted" : error.text);
    }
}

static void a_name_that_stands_twice_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct model_file file;
    struct dixit_error error = {0};
    memcpy(small_model_entry(fixture->made, "role.beta"), "role.gamma", 11);
    assert_false(read_made(fixture, &file, fixture->made.length, &error));
    assert_non_null(strstr(error.text, "two tensors role.gamma"));
}

static void a_name_without_an_end_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct model_file file;
    struct dixit_error error = {0};
    memset(small_model_entry(fixture->made, "role.beta"), 'x', TENSOR_NAME);
    assert_false(read_made(fixture, &file, fixture->made.length, &error));
    assert_non_null(strstr(error.text, "is no name"));
}

static void a_table_whose_names_have_no_end_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct model_file file;
    struct dixit_error error = {0};
    assert_true(read_made(fixture, &file, fixture->made.length, &error));
    size_t at = (size_t)(model_file_find(&file, "decode")->at - fixture->made.bytes);
    memset(fixture->made.bytes + at, 'x', TABLE_NAME);
    assert_false(read_made(fixture, &file, fixture->made.length, &error));
    assert_non_null(strstr(error.text, "decode"));
}

static void a_changed_byte_is_found_by_verify(void **state)
{
    struct fixture *fixture = *state;
    struct model_file file;
    struct dixit_error error = {0};
    assert_true(read_made(fixture, &file, fixture->made.length, &error));
    fixture->made.bytes[fixture->made.length / 2] ^= 1;
    assert_false(model_file_verify(&file, &error));
    assert_int_equal(error.status, DIXIT_BAD_MODEL);
    assert_non_null(strstr(error.text, "SHA-256"));
}

static void a_weight_that_is_too_large_is_found_by_verify(void **state)
{
    struct fixture *fixture = *state;
    struct model_file file;
    struct dixit_error error = {0};
    assert_true(read_made(fixture, &file, fixture->made.length, &error));
    size_t at = (size_t)(model_file_find(&file, "tags")->at - fixture->made.bytes) + (size_t)12 * 32 + 5;
    fixture->made.bytes[at] = 64;
    small_model_seal(fixture->made);
    assert_false(model_file_verify(&file, &error));
    assert_non_null(strstr(error.text, "tags is 64"));
}

static void sums_that_are_not_those_of_the_weights_are_found_by_verify(void **state)
{
    struct fixture *fixture = *state;
    struct model_file file;
    struct dixit_error error = {0};
    assert_true(read_made(fixture, &file, fixture->made.length, &error));
    fixture->made.bytes[(size_t)(model_file_find(&file, "tags")->at - fixture->made.bytes) + (size_t)8 * 32] ^= 1;
    small_model_seal(fixture->made);
    assert_false(model_file_verify(&file, &error));
    assert_non_null(strstr(error.text, "sums of tags"));
}

static void no_memory_for_the_table_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    struct model_file file;
    struct dixit_error error = {0};
    struct arena small;
    arena_init(&small, 100);
    assert_false(model_file_read(&file, "made", fixture->made.bytes, fixture->made.length, &small, &error));
    assert_int_equal(error.status, DIXIT_NO_MEMORY);
    arena_release(&small);
}

static void a_file_on_disk_is_mapped_and_closed(void **state)
{
    struct fixture *fixture = *state;
    char path[] = "model_file_test.XXXXXX";
    int descriptor = mkstemp(path);
    struct model_file file;
    struct dixit_error error = {0};
    assert_true(descriptor >= 0 && buf_write_all(descriptor, fixture->made.bytes, fixture->made.length));
    assert_true(model_file_open(&file, path, &fixture->arena, &error));
    assert_true(model_file_verify(&file, &error));
    model_file_close(&file);
    assert_null(file.bytes);
    assert_int_equal(ftruncate(descriptor, 3000), 0);
    assert_false(model_file_open(&file, path, &fixture->arena, &error));
    assert_int_equal(error.status, DIXIT_BAD_MODEL);
    assert_int_equal(ftruncate(descriptor, 0), 0);
    assert_false(model_file_open(&file, path, &fixture->arena, &error));
    close(descriptor);
    unlink(path);
}

static void a_path_that_is_no_file_is_an_error_that_names_it(void **state)
{
    struct fixture *fixture = *state;
    struct model_file file;
    struct dixit_error error = {0}, other = {0};
    assert_false(model_file_open(&file, "no/such/model.dixit", &fixture->arena, &error));
    assert_int_equal(error.status, DIXIT_BAD_MODEL);
    assert_non_null(strstr(error.text, "no/such/model.dixit"));
    assert_false(model_file_open(&file, ".", &fixture->arena, &other));
    assert_int_equal(other.status, DIXIT_BAD_MODEL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_good_file_gives_its_tensors_by_name),
        TEST(a_file_that_was_cut_anywhere_is_refused),
        TEST(every_misshapen_file_is_refused_with_what_is_wrong),
        TEST(a_name_that_stands_twice_is_refused),
        TEST(a_name_without_an_end_is_refused),
        TEST(a_table_whose_names_have_no_end_is_refused),
        TEST(a_changed_byte_is_found_by_verify),
        TEST(a_weight_that_is_too_large_is_found_by_verify),
        TEST(sums_that_are_not_those_of_the_weights_are_found_by_verify),
        TEST(no_memory_for_the_table_is_an_error),
        TEST(a_file_on_disk_is_mapped_and_closed),
        TEST(a_path_that_is_no_file_is_an_error_that_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
