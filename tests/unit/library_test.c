/* SPDX-License-Identifier: Apache-2.0 */
/* The public functions of dixit.h, with a model of random weights: what it finds means nothing, that it is whole does. */
#include "dixit.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/arena.h"
#include "model/model.h"
#include "small_model.h"

static struct arena memory;
static struct dixit_model *model;

static const char text[] = "Anna Berg said that the harbour would close.\nThe mayor \xE2\x80\x9C" "denied\xE2\x80\x9D it.";

static int begin(void **state)
{
    (void)state;
    struct dixit_error error = {0};
    arena_init(&memory, 0);
    struct small_model made = small_model_make(&memory, SMALL_SIZES);
    model = (struct dixit_model *)(void *)model_read("small", made.bytes, made.length, &error);
    return model == NULL;
}

static int end(void **state)
{
    (void)state;
    dixit_model_close(model);
    arena_release(&memory);
    return 0;
}

static struct dixit_reader *open_reader(uint32_t threads, uint64_t max_bytes, uint64_t max_memory)
{
    struct dixit_error error = {0};
    struct dixit_reader *reader = dixit_reader_open(model, &(struct dixit_options){threads, max_bytes, max_memory}, &error);
    assert_non_null(reader);
    return reader;
}

static void check_spans(struct dixit_spans spans, size_t length)
{
    for (uint32_t i = 0; i < spans.count; i++)
        assert_true(spans.at[i].start < spans.at[i].end && spans.at[i].end <= length);
}

static void a_reading_holds_its_text_and_spans_of_it(void **state)
{
    (void)state;
    struct dixit_error error = {0};
    struct dixit_reader *reader = open_reader(1, 0, 0);
    struct dixit_reading *reading = dixit_read(reader, text, sizeof text - 1, &error);
    assert_non_null(reading);
    size_t length;
    assert_memory_equal(dixit_text(reading, &length), text, sizeof text - 1);
    assert_int_equal(length, sizeof text - 1);
    for (uint32_t i = 0; i < dixit_attribution_count(reading); i++) {
        struct dixit_attribution a = dixit_attribution_get(reading, i);
        assert_true(a.cue.start < a.cue.end && a.cue.end <= length);
        assert_true(a.content.count > 0);
        assert_true(a.parent == DIXIT_NONE || a.parent < dixit_attribution_count(reading));
        check_spans(a.source, length);
        check_spans(a.content, length);
        check_spans(a.addressee, length);
        check_spans(a.against, length);
    }
    check_spans(dixit_own(reading), length);
    assert_int_equal(dixit_note_count(reading), 0);
    dixit_reading_free(reading);
    dixit_reader_close(reader);
}

static void two_threads_give_the_same_as_one(void **state)
{
    (void)state;
    struct dixit_reader *one = open_reader(1, 0, 0), *two = open_reader(2, 0, 0);
    struct dixit_reading *a = dixit_read(one, text, sizeof text - 1, NULL), *b = dixit_read(two, text, sizeof text - 1, NULL);
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(dixit_attribution_count(a), dixit_attribution_count(b));
    for (uint32_t i = 0; i < dixit_attribution_count(a); i++) {
        struct dixit_attribution x = dixit_attribution_get(a, i), y = dixit_attribution_get(b, i);
        assert_memory_equal(&x.cue, &y.cue, sizeof x.cue);
        assert_memory_equal(&x.confidence, &y.confidence, sizeof x.confidence);
        assert_int_equal(x.content.count, y.content.count);
        assert_memory_equal(x.content.at, y.content.at, x.content.count * sizeof *x.content.at);
    }
    dixit_reading_free(a);
    dixit_reading_free(b);
    dixit_reader_close(one);
    dixit_reader_close(two);
}

static void broken_and_cut_text_gives_notes(void **state)
{
    (void)state;
    struct dixit_reader *reader = open_reader(1, 8, 0);
    struct dixit_reading *reading = dixit_read(reader, "A\xFF said no", 10, NULL);
    assert_non_null(reading);
    size_t length;
    assert_memory_equal(dixit_text(reading, &length), "A\xEF\xBF\xBD sai", 8);
    assert_int_equal(length, 8);
    assert_int_equal(dixit_note_count(reading), 2);
    assert_int_equal(dixit_note_get(reading, 0).at.start, 1);
    assert_null(dixit_note_get(reading, 9).what);
    dixit_reading_free(reading);
    reading = dixit_read(reader, "", 0, NULL);
    assert_non_null(reading);
    assert_int_equal(dixit_attribution_count(reading), 0);
    dixit_reading_free(reading);
    dixit_reader_close(reader);
}

static void a_small_limit_on_memory_gives_an_error(void **state)
{
    (void)state;
    struct dixit_error error = {0};
    struct dixit_reader *reader = open_reader(1, 0, 2000);
    assert_null(dixit_read(reader, text, sizeof text - 1, &error));
    assert_int_equal(error.status, DIXIT_TOO_LARGE);
    assert_true(strlen(error.text) > 0);
    assert_null(dixit_read(reader, text, sizeof text - 1, NULL));
    dixit_reader_close(reader);
}

static void labels_have_the_words_of_the_guide(void **state)
{
    (void)state;
    assert_string_equal(dixit_stance_name(DIXIT_STATE), "state");
    assert_string_equal(dixit_stance_name(DIXIT_DENY), "deny");
    assert_string_equal(dixit_stance_name(DIXIT_PREDICT), "predict");
    assert_null(dixit_stance_name(DIXIT_STANCE_UNKNOWN));
    assert_string_equal(dixit_quote_name(DIXIT_MIXED), "mixed");
    assert_string_equal(dixit_name_kind_name(DIXIT_NAME_NORP), "norp");
    assert_string_equal(dixit_name_kind_name(DIXIT_NAME_PRODUCT), "product");
    assert_null(dixit_name_kind_name(DIXIT_NAME_KINDS));
}

static void freeing_nothing_is_fine(void **state)
{
    (void)state;
    dixit_reading_free(NULL);
    dixit_reader_close(NULL);
    dixit_model_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reading_holds_its_text_and_spans_of_it),
        cmocka_unit_test(two_threads_give_the_same_as_one),
        cmocka_unit_test(broken_and_cut_text_gives_notes),
        cmocka_unit_test(a_small_limit_on_memory_gives_an_error),
        cmocka_unit_test(labels_have_the_words_of_the_guide),
        cmocka_unit_test(freeing_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
