/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#include "small_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

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
    unsetenv("DIXIT_KERNELS");
    return fixture.made.bytes ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_release(&fixture->arena);
    return 0;
}

/* The bytes of a tensor. */
static unsigned char *data_of(struct fixture *fixture, const char *name)
{
    unsigned char *entry = small_model_entry(fixture->made, name);
    uint64_t offset;
    assert_non_null(entry);
    memcpy(&offset, entry + 64, sizeof offset);
    return fixture->made.bytes + offset;
}

/* The model is refused and the error says this. */
static void refused(struct fixture *fixture, const char *says)
{
    struct dixit_error error = {0};
    struct model *model = model_read("made", fixture->made.bytes, fixture->made.length, &error);
    if (model || error.status != DIXIT_BAD_MODEL || !strstr(error.text, says))
        fail_msg("%s: %s", says, model ? "accepted" : error.text);
}

static void a_good_model_opens_with_its_sizes_name_and_vocabulary(void **state)
{
    struct fixture *fixture = *state;
    struct dixit_error error = {0};
    struct model *model = model_read("made", fixture->made.bytes, fixture->made.length, &error);
    assert_non_null(model);
    assert_int_equal(model->config.layers, 1);
    assert_int_equal(model->config.width, 64);
    assert_int_equal(model->config.heads, 2);
    assert_int_equal(model->config.cls, 2);
    assert_string_equal(model->name, "small-1");
    struct str vocabulary = model_vocabulary(model);
    assert_memory_equal(vocabulary.at, "[PAD]\n[UNK]\n[CLS]\n[SEP]\n!\n\"\n", 28);
    assert_int_equal(vocabulary.at[vocabulary.length - 1], '\n');
    assert_true(model_verify(model, &error));
    model_close(model);
}

static void numbers_are_found_by_name_in_decode_then_in_config(void **state)
{
    struct fixture *fixture = *state;
    struct model *model = model_read("made", fixture->made.bytes, fixture->made.length, NULL);
    assert_true(model_float(model, "threshold.cue", 9) == 0.375F);
    assert_true(model_float(model, "window", 9) == 64.0F);
    assert_true(model_float(model, "threshold", 9) == 9.0F);
    assert_true(model_float(model, "threshold.cue.more", 9) == 9.0F);
    model_close(model);
}

static void a_model_may_lack_the_head_of_actors_but_has_it_whole(void **state)
{
    struct fixture *fixture = *state;
    static const char *const parts[] = {"coref.hidden", "coref.bias", "coref.out", "coref.margins"};
    struct small_sizes sizes = SMALL_SIZES;
    struct model *model = model_read("made", fixture->made.bytes, fixture->made.length, NULL);
    assert_false(model->coref.there);
    model_close(model);
    sizes.coref = true;
    fixture->made = small_model_make(&fixture->arena, sizes);
    model = model_read("made", fixture->made.bytes, fixture->made.length, NULL);
    assert_true(model->coref.there);
    assert_int_equal(model->coref.word.n, 192);
    model_close(model);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        unsigned char *entry = small_model_entry(fixture->made, parts[i]);
        unsigned char kept = entry[0];
        entry[0] = 'z';
        refused(fixture, parts[i]);
        entry[0] = kept;
    }
}

static void every_tensor_that_is_missing_is_named(void **state)
{
    struct fixture *fixture = *state;
    uint32_t count = (uint32_t)fixture->made.bytes[12];
    for (uint32_t i = 0; i < count; i++) {
        unsigned char *entry = fixture->made.bytes + 64 + (size_t)80 * i;
        char name[48];
        memcpy(name, entry, sizeof name);
        memset(entry, 0, sizeof name);
        memcpy(entry, "zzz", 3);
        refused(fixture, name);
        memcpy(entry, name, sizeof name);
    }
}

static void every_tensor_of_another_shape_is_named(void **state)
{
    struct fixture *fixture = *state;
    uint32_t count = (uint32_t)fixture->made.bytes[12];
    for (uint32_t i = 4; i < count; i++) { /* after name, config, decode and vocabulary */
        unsigned char *entry = fixture->made.bytes + 64 + (size_t)80 * i;
        unsigned char kept[80];
        uint32_t wrong[3] = {TENSOR_FLOATS, 1, 1};
        uint64_t length = 4;
        memcpy(kept, entry, sizeof kept);
        memcpy(entry + 48, wrong, sizeof wrong); /* one float, which is a good tensor but not this one */
        memcpy(entry + 72, &length, sizeof length);
        refused(fixture, (const char *)entry);
        memcpy(entry, kept, sizeof kept);
    }
}

static void sizes_that_cannot_be_are_refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *name;
        uint32_t row;
        float value;
    } wrong[] = {
        {"layers", 0, 0}, {"layers", 0, 25}, {"layers", 0, 1.5F}, {"layers", 0, -1}, {"layers", 0, NAN}, {"width", 1, 48},
        {"width", 1, 2048}, {"heads", 2, 3}, {"ff", 3, 65}, {"ff", 3, 1e9F}, {"window", 4, 1}, {"window", 4, 513},
        {"vocabulary", 5, 65537}, {"cls", 6, 256}, {"sep", 7, INFINITY}, {"unk", 8, -2},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        unsigned char *at = data_of(fixture, "config") + (size_t)32 * wrong[i].row + 28;
        float kept;
        memcpy(&kept, at, sizeof kept);
        memcpy(at, &wrong[i].value, sizeof kept);
        refused(fixture, wrong[i].name);
        memcpy(at, &kept, sizeof kept);
    }
    memcpy(data_of(fixture, "config"), "strata", 7);
    refused(fixture, "layers is missing");
}

static void numbers_that_are_not_finite_are_refused(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"embed.position", "layer.0.norm2.gain", "layer.0.ff1", "role.block.2.depth", "embed.word"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        float kept, nan = NAN;
        unsigned char *at = data_of(fixture, names[i]) + 12;
        memcpy(&kept, at, sizeof kept);
        memcpy(at, &nan, sizeof nan);
        refused(fixture, names[i]);
        memcpy(at, &kept, sizeof kept);
    }
}

static void sums_beyond_all_weights_are_refused(void **state)
{
    struct fixture *fixture = *state;
    data_of(fixture, "cue.out")[8 * 16 + 3] = 0x40;
    refused(fixture, "cue.out");
}

static void a_vocabulary_of_another_length_is_refused(void **state)
{
    struct fixture *fixture = *state;
    data_of(fixture, "vocabulary")[5] = 'x';
    refused(fixture, "vocabulary");
}

static void a_name_with_a_zero_in_it_is_refused(void **state)
{
    struct fixture *fixture = *state;
    data_of(fixture, "name")[2] = 0;
    refused(fixture, "name");
}

static void the_environment_chooses_the_kernels(void **state)
{
    struct fixture *fixture = *state;
    struct dixit_error error = {0};
    setenv("DIXIT_KERNELS", "plain", 1);
    struct model *model = model_read("made", fixture->made.bytes, fixture->made.length, &error);
    assert_ptr_equal(model->kernels, &kernels_plain);
    model_close(model);
    setenv("DIXIT_KERNELS", "abacus", 1);
    assert_null(model_read("made", fixture->made.bytes, fixture->made.length, &error));
    assert_int_equal(error.status, DIXIT_USAGE);
    unsetenv("DIXIT_KERNELS");
}

static void a_missing_file_is_an_error_and_closing_nothing_is_fine(void **state)
{
    (void)state;
    struct dixit_error error = {0};
    assert_null(dixit_model_open("no/such/model.dixit", &error));
    assert_int_equal(error.status, DIXIT_BAD_MODEL);
    dixit_model_close(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_good_model_opens_with_its_sizes_name_and_vocabulary),
        TEST(numbers_are_found_by_name_in_decode_then_in_config),
        TEST(a_model_may_lack_the_head_of_actors_but_has_it_whole),
        TEST(every_tensor_that_is_missing_is_named),
        TEST(every_tensor_of_another_shape_is_named),
        TEST(sizes_that_cannot_be_are_refused),
        TEST(numbers_that_are_not_finite_are_refused),
        TEST(sums_beyond_all_weights_are_refused),
        TEST(a_vocabulary_of_another_length_is_refused),
        TEST(a_name_with_a_zero_in_it_is_refused),
        TEST(the_environment_chooses_the_kernels),
        TEST(a_missing_file_is_an_error_and_closing_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
