/* SPDX-License-Identifier: Apache-2.0 */
#include "view/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "view/show_compare.h"
#include "made_doc.h"
#include "text/words.h"

static struct arena memory;
static struct doc source, copy;
static struct comparison comparison;
static struct buf out;

static int begin(void **state)
{
    (void)state;
    arena_init(&memory, 0);
    buf_init(&out, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&memory);
    buf_release(&out);
    return 0;
}

static void make(struct doc *doc, const char *text)
{
    struct dixit_error error = {0};
    made_text(doc, &memory, text);
    struct job job = {.doc = doc, .scratch = &memory, .error = &error};
    assert_true(text_split_words(&job));
}

static void says(struct doc *doc, const char *who, const char *cue, const char *what, enum dixit_stance stance)
{
    made_attribution(doc, who, cue, what, NONE);
    doc->attributions.at[doc->attributions.count - 1].stance = (uint8_t)stance;
}

/* The one difference of a kind. */
static const struct difference *find(enum compare_kind kind)
{
    const struct difference *found = NULL;
    assert_true(compare_readings(&source, &copy, &comparison, &memory));
    for (uint32_t i = 0; i < comparison.differences.count; i++) {
        if (comparison.differences.at[i].kind != kind)
            continue;
        assert_null(found);
        found = &comparison.differences.at[i];
    }
    return found;
}

static void assert_words(const struct doc *doc, struct span span, const char *words)
{
    assert_int_equal(span.end - span.start, strlen(words));
    assert_memory_equal(doc->text.at + span.start, words, strlen(words));
}

static void a_faithful_copy_differs_in_nothing(void **state)
{
    (void)state;
    make(&source, "Anna Berg claims that the old bridge was sold. “We never sold it,” Lind said.");
    says(&source, "Anna Berg", "claims", "that the old bridge was sold", DIXIT_ALLEGE);
    make(&copy, "The old BRIDGE was sold, Berg claims. Lind: “We never sold it.”");
    says(&copy, "Berg", "claims", "The old BRIDGE was sold", DIXIT_ALLEGE);
    assert_true(compare_readings(&source, &copy, &comparison, &memory));
    assert_int_equal(comparison.pairs, 1);
    assert_int_equal(comparison.differences.count, 0);
    assert_true(show_compare(&source, &copy, &comparison, &(struct show_options){0}, &out));
    assert_non_null(strstr(buf_terminate(&out), "1 of 1 attribution of the source was found in the copy.\nNo altered quotation"));
}

static void quotations_are_altered_made_and_added(void **state)
{
    (void)state;
    make(&source, "Lind said: “We never sold the old bridge to anybody.” He said the river was far too high.");
    make(&copy, "Lind: “We never sold the new bridge to anybody.”");
    const struct difference *difference = find(COMPARE_ALTERED);
    assert_non_null(difference);
    assert_words(&source, difference->source, "We never sold the old bridge to anybody");
    assert_words(&copy, difference->copy, "We never sold the new bridge to anybody");
    make(&copy, "Lind: “The river was far too high.”");
    difference = find(COMPARE_UNQUOTED);
    assert_non_null(difference);
    assert_words(&source, difference->source, "the river was far too high");
    make(&copy, "Lind: “Blame the other bank for that.”");
    assert_non_null(find(COMPARE_ADDED));
    make(&copy, "Lind: “Never mind.”"); /* too short to tell */
    assert_true(compare_readings(&source, &copy, &comparison, &memory));
    assert_int_equal(comparison.differences.count, 0);
}

static void a_claim_that_became_a_statement_lost_its_hedge(void **state)
{
    (void)state;
    make(&source, "Anna Berg claims that the old bridge may have been sold.");
    says(&source, "Anna Berg", "claims", "that the old bridge may have been sold", DIXIT_ALLEGE);
    make(&copy, "Anna Berg said that the old bridge may have been sold.");
    says(&copy, "Anna Berg", "said", "that the old bridge may have been sold", DIXIT_STATE);
    const struct difference *difference = find(COMPARE_HEDGE);
    assert_non_null(difference);
    assert_words(&source, difference->source, "claims");
    assert_words(&copy, difference->copy, "said");
    make(&copy, "Anna Berg claims that the old bridge has been sold.");
    says(&copy, "Anna Berg", "claims", "that the old bridge has been sold", DIXIT_ALLEGE);
    difference = find(COMPARE_HEDGE);
    assert_non_null(difference);
    assert_words(&source, difference->source, "may");
    assert_true(show_compare(&source, &copy, &comparison, &(struct show_options){0}, &out));
    assert_non_null(strstr(buf_terminate(&out), "gone: “may”"));
}

static void what_somebody_said_told_as_the_copys_own_is_found(void **state)
{
    (void)state;
    make(&source, "Anna Berg claims that the old bridge was sold.");
    says(&source, "Anna Berg", "claims", "that the old bridge was sold", DIXIT_ALLEGE);
    make(&copy, "It rained. The old bridge was sold.");
    (void)list_push(&memory, &copy.own, made_span(&copy, "It rained."));
    (void)list_push(&memory, &copy.own, made_span(&copy, "The old bridge was sold."));
    const struct difference *difference = find(COMPARE_OWN_VOICE);
    assert_non_null(difference);
    assert_words(&copy, difference->copy, "The old bridge was sold");
}

static void a_denial_that_is_gone_is_found(void **state)
{
    (void)state;
    make(&source, "Anna Berg claims that Ostra sold the old bridge, which Ostra denies.");
    says(&source, "Anna Berg", "claims", "that Ostra sold the old bridge", DIXIT_ALLEGE);
    uint32_t ostra = made_actor(&source, "Ostra", DIXIT_ACTOR_STATE, "Ostra");
    made_answer(&source, DIXIT_REACTION_DENY, ostra, "which Ostra denies", 0, DIXIT_DISPUTED);
    make(&copy, "Anna Berg claims that Ostra sold the old bridge. Nonsense, they say.");
    says(&copy, "Anna Berg", "claims", "that Ostra sold the old bridge", DIXIT_ALLEGE);
    assert_non_null(find(COMPARE_DENIAL));
    assert_true(show_compare(&source, &copy, &comparison, &(struct show_options){0}, &out));
    assert_non_null(strstr(buf_terminate(&out), "Denials and doubts dropped\n"
                                                "  source 1: Anna Berg claims [allege] — that Ostra sold the old bridge\n"
                                                "      ✗ Ostra: “which Ostra denies”\n"
                                                "  copy 1: Anna Berg claims [allege] — that Ostra sold the old bridge\n"
                                                "      no such answer found in the copy\n"));
    buf_reset(&out);
    assert_true(show_compare_json(&source, &copy, &comparison, &out));
    assert_non_null(strstr(buf_terminate(&out), "\"kind\":\"denial\",\"source\":{\"attribution\":\"1\",\"span\":[49,67],\"words\":\"which Ostra denies\"},"
                                                "\"copy\":{\"attribution\":\"1\",\"span\":null,\"words\":null},\"status\":\"disputed\"}"));
    made_answer(&copy, DIXIT_REACTION_CONTRADICT, NONE, "Nonsense", 0, DIXIT_DISPUTED);
    assert_null(find(COMPARE_DENIAL));
}

static void another_speaker_is_found_but_not_a_shorter_name_or_a_pronoun(void **state)
{
    (void)state;
    make(&source, "Anna Berg said that the old bridge was sold.");
    says(&source, "Anna Berg", "said", "that the old bridge was sold", DIXIT_STATE);
    make(&copy, "Olle Lind said that the old bridge was sold.");
    says(&copy, "Olle Lind", "said", "that the old bridge was sold", DIXIT_STATE);
    const struct difference *difference = find(COMPARE_SPEAKER);
    assert_non_null(difference);
    assert_words(&copy, difference->copy, "Olle Lind");
    static const char *const fine[] = {"Ms Berg", "She"};
    for (int i = 0; i < 2; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s said that the old bridge was sold.", fine[i]);
        make(&copy, text);
        says(&copy, i == 0 ? "Berg" : "She", "said", "that the old bridge was sold", DIXIT_STATE);
        assert_null(find(COMPARE_SPEAKER));
    }
    make(&copy, "It is said that the old bridge was sold.");
    says(&copy, NULL, "is said", "that the old bridge was sold", DIXIT_STATE);
    assert_non_null(find(COMPARE_SPEAKER));
}

static void empty_texts_and_little_memory_are_stood(void **state)
{
    (void)state;
    make(&source, "");
    make(&copy, "");
    assert_true(compare_readings(&source, &copy, &comparison, &memory));
    make(&source, "Anna Berg said that the old bridge was sold. “We never sold it,” Lind said.");
    says(&source, "Anna Berg", "said", "that the old bridge was sold", DIXIT_STATE);
    make(&copy, "Lind said that the old bridge was sold. “We never ever sold it,” he said.");
    says(&copy, "Lind", "said", "that the old bridge was sold", DIXIT_STATE);
    bool good = false;
    for (size_t limit = 16; !good && limit < 1 << 16; limit += 64) {
        struct arena small;
        arena_init(&small, limit);
        good = compare_readings(&source, &copy, &comparison, &small);
        arena_release(&small);
    }
    assert_true(good);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(a_faithful_copy_differs_in_nothing),
        EACH(quotations_are_altered_made_and_added),
        EACH(a_claim_that_became_a_statement_lost_its_hedge),
        EACH(what_somebody_said_told_as_the_copys_own_is_found),
        EACH(a_denial_that_is_gone_is_found),
        EACH(another_speaker_is_found_but_not_a_shorter_name_or_a_pronoun),
        EACH(empty_texts_and_little_memory_are_stood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
