/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/accused.h"
#include "claims/hearsay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_story.h"

static struct attribution *last(struct story *story)
{
    return &story->doc.attributions.at[story->doc.attributions.count - 1];
}

static void assert_words(const struct story *story, struct spans spans, uint32_t at, const char *words)
{
    assert_true(at < spans.count);
    assert_int_equal(spans.at[at].end - spans.at[at].start, strlen(words));
    assert_memory_equal(story->doc.text.at + spans.at[at].start, words, strlen(words));
}

static void an_adverb_of_hearsay_is_said_by_nobody_of_its_clause(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s, "The guards of Tal allegedly burned the archive, and left.");
    assert_true(claims_mend_hearsay(&s.job));
    assert_int_equal(s.doc.attributions.count, 1);
    assert_int_equal(last(&s)->source.count, 0);
    assert_int_equal(last(&s)->stance, DIXIT_ALLEGE);
    assert_words(&s, last(&s)->content, 0, "The guards of Tal");
    assert_words(&s, last(&s)->content, 1, "burned the archive");
    story_end(&s);
}

static void a_longer_cue_gives_the_adverb_up_and_a_deed_is_no_cue(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s, "Pellia allegedly expelled divers from Harn. The union reportedly said that it would strike.");
    made_attribution(&s.doc, "Pellia", "allegedly expelled", "divers from Harn", NONE);
    last(&s)->stance = DIXIT_ACCUSE;
    made_attribution(&s.doc, "The union", "reportedly said", "that it would strike", NONE);
    assert_true(claims_mend_hearsay(&s.job));
    assert_int_equal(s.doc.attributions.count, 3);
    assert_words(&s, (struct spans){&s.doc.attributions.at[0].cue, 1, 1}, 0, "said");
    assert_words(&s, s.doc.attributions.at[1].content, 0, "Pellia");
    assert_words(&s, s.doc.attributions.at[1].content, 1, "expelled divers from Harn");
    story_end(&s);
}

static void what_an_inserted_speaker_interrupts_goes_on(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s, "The Tarsk, two divers said, sank off Oden. The port, a pilot said, and everybody left.");
    made_attribution(&s.doc, "two divers", "said", "The Tarsk", NONE);
    assert_true(claims_mend_hearsay(&s.job));
    assert_int_equal(s.doc.attributions.count, 1);
    assert_int_equal(last(&s)->content.count, 2);
    assert_words(&s, last(&s)->content, 1, "sank off Oden");
    story_end(&s);
}

static void an_insertion_that_was_missed_is_found(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s, "The ferry, a pilot said, left without lights.");
    assert_true(claims_mend_hearsay(&s.job));
    assert_int_equal(s.doc.attributions.count, 1);
    assert_words(&s, last(&s)->source, 0, "a pilot");
    assert_words(&s, last(&s)->content, 0, "The ferry");
    assert_words(&s, last(&s)->content, 1, "left without lights");
    story_end(&s);
}

static void a_headline_names_its_speaker_behind_a_colon(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s, "Ferry left without lights: minister\nThe town was quiet.\nWeather: why it rained for a week\n");
    assert_true(claims_mend_hearsay(&s.job));
    assert_int_equal(s.doc.attributions.count, 1);
    assert_words(&s, last(&s)->source, 0, "minister");
    assert_words(&s, last(&s)->content, 0, "Ferry left without lights");
    story_end(&s);
}

static void plain_telling_gets_no_attribution(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s, "Tarsk expelled divers from Harn on Monday, the third day. The ferry, a new one, left at noon: it was full.");
    made_attribution(&s.doc, "Tarsk", "expelled", "divers from Harn", NONE);
    assert_true(claims_mend_hearsay(&s.job));
    assert_int_equal(s.doc.attributions.count, 0);
    story_end(&s);
}

static void the_accused_follows_an_accusation_and_stands_before_a_passive(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s, "Holt accused the harbour board and two pilots of theft. Kelvaria was accused of theft. Ruth blamed it on Pellia.");
    made_attribution(&s.doc, "Holt", "accused", "of theft", NONE);
    last(&s)->stance = DIXIT_ACCUSE;
    made_attribution(&s.doc, NULL, "was accused of", "theft", NONE);
    last(&s)->stance = DIXIT_ACCUSE;
    made_attribution(&s.doc, "Ruth", "blamed", "it on Pellia", NONE);
    last(&s)->stance = DIXIT_ACCUSE;
    assert_true(claims_find_accused(&s.job));
    assert_words(&s, s.doc.attributions.at[0].against, 0, "the harbour board and two pilots");
    assert_words(&s, s.doc.attributions.at[1].against, 0, "Kelvaria");
    assert_words(&s, s.doc.attributions.at[2].against, 0, "Pellia");
    story_end(&s);
}

static void who_was_told_stands_before_a_passive(void **state)
{
    (void)state;
    struct story s;
    story_begin(&s, "The pilots were told that the port was closed. Holt told nobody.");
    made_attribution(&s.doc, NULL, "were told", "that the port was closed", NONE);
    assert_true(claims_find_accused(&s.job));
    assert_words(&s, s.doc.attributions.at[0].addressee, 0, "The pilots");
    story_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_adverb_of_hearsay_is_said_by_nobody_of_its_clause),
        cmocka_unit_test(a_longer_cue_gives_the_adverb_up_and_a_deed_is_no_cue),
        cmocka_unit_test(what_an_inserted_speaker_interrupts_goes_on),
        cmocka_unit_test(an_insertion_that_was_missed_is_found),
        cmocka_unit_test(a_headline_names_its_speaker_behind_a_colon),
        cmocka_unit_test(plain_telling_gets_no_attribution),
        cmocka_unit_test(the_accused_follows_an_accusation_and_stands_before_a_passive),
        cmocka_unit_test(who_was_told_stands_before_a_passive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
