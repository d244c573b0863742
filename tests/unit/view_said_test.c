/* SPDX-License-Identifier: Apache-2.0 */
#include "view/said.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "made_doc.h"

static struct arena memory;
static struct doc doc;

static const char text[] = "Olle Lind said on 4 January 2031 that the well dried up in May 2029. Ada Quill replied on Tuesday that it had not. The mayor agreed.";

static void add_date(const char *words)
{
    assert_true(list_push(&memory, &doc.names, (struct name){made_span(&doc, words), DIXIT_NAME_DATE}));
}

static void add_sentence(const char *first, const char *last)
{
    struct span at = {made_span(&doc, first).start, made_span(&doc, last).end + 1};
    assert_true(list_push(&memory, &doc.sentences, (struct sentence){.at = at}));
}

static int begin(void **state)
{
    (void)state;
    arena_init(&memory, 0);
    doc = (struct doc){0};
    made_text(&doc, &memory, text);
    made_attribution(&doc, "Olle Lind", "said", "that the well dried up in May 2029", NONE);
    made_attribution(&doc, "Ada Quill", "replied", "that it had not", NONE);
    made_attribution(&doc, "The mayor", "agreed", "it had not", NONE);
    add_sentence("Olle Lind", "in May 2029");
    add_sentence("Ada Quill", "it had not");
    add_sentence("The mayor", "agreed");
    add_date("4 January 2031");
    add_date("May 2029");
    add_date("Tuesday");
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&memory);
    return 0;
}

static void assert_words(struct said said, const char *words)
{
    assert_int_equal(said.at.end - said.at.start, strlen(words));
    assert_memory_equal(doc.text.at + said.at.start, words, strlen(words));
}

static void a_whole_date_beside_the_cue_is_when_it_was_said(void **state)
{
    (void)state;
    struct said said = view_said(&doc, 0);
    assert_words(said, "4 January 2031");
    assert_string_equal(said.date, "2031-01-04");
}

static void a_weekday_has_words_but_no_date(void **state)
{
    (void)state;
    struct said said = view_said(&doc, 1);
    assert_words(said, "Tuesday");
    assert_string_equal(said.date, "");
}

static void another_sentences_date_is_not_taken(void **state)
{
    (void)state;
    struct said said = view_said(&doc, 2);
    assert_int_equal(said.at.start, said.at.end);
}

static void a_date_that_the_content_holds_is_not_when_it_was_said(void **state)
{
    (void)state;
    doc.names.at[0].kind = DIXIT_NAME_MISC;
    struct said said = view_said(&doc, 0);
    assert_int_equal(said.at.start, said.at.end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_whole_date_beside_the_cue_is_when_it_was_said, begin, end),
        cmocka_unit_test_setup_teardown(a_weekday_has_words_but_no_date, begin, end),
        cmocka_unit_test_setup_teardown(another_sentences_date_is_not_taken, begin, end),
        cmocka_unit_test_setup_teardown(a_date_that_the_content_holds_is_not_when_it_was_said, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
