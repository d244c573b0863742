/* SPDX-License-Identifier: Apache-2.0 */
/* shape.c, chains.c, windows.c and sentences.c on invented texts. */
#include "text_made.h"

#include "claims/chains.h"
#include "claims/sentences.h"
#include "claims/shape.h"
#include "claims/windows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void begin(struct made *made, const char *text)
{
    made_init(made, text, strlen(text), 0);
    assert_true(text_split_words(&made->job));
}

/* The words that a piece of the text covers; the piece stands in it once. */
static struct run run_of(const struct made *made, const char *piece)
{
    const char *at = strstr(made->doc.text.at, piece);
    assert_non_null(at);
    uint32_t start = (uint32_t)(at - made->doc.text.at), end = start + (uint32_t)strlen(piece);
    struct run run = {NONE, 0};
    for (uint32_t i = 0; i < made->doc.words.count; i++)
        if (made->doc.words.at[i].at.start < end && made->doc.words.at[i].at.end > start) {
            run.first = run.first == NONE ? i : run.first;
            run.last = i;
        }
    return run;
}

static void expect_run(const struct made *made, struct run run, const char *want)
{
    assert_true(run.first <= run.last);
    struct span at = claims_run_span(&made->doc, run);
    char got[512];
    assert_true(at.end - at.start < sizeof got);
    memcpy(got, made->doc.text.at + at.start, at.end - at.start);
    got[at.end - at.start] = 0;
    assert_string_equal(got, want);
}

static void check_content(const char *text, const char *piece, const char *want)
{
    struct made made;
    begin(&made, text);
    expect_run(&made, claims_shape_content(&made.doc, run_of(&made, piece), 0, made.doc.words.count), want);
    made_release(&made);
}

static void commas_and_full_stops_stay_out_of_a_content_and_marks_come_in(void **state)
{
    (void)state;
    check_content("Mara said the dam held, he said.", "the dam held,", "the dam held");
    check_content("Mara said the dam held.", "the dam held.", "the dam held");
    check_content("“The dam held,” Mara said.", "“The dam held", "“The dam held,”");
    check_content("“The dam held,” Mara said.", "The dam held,”", "“The dam held,”");
    check_content("Mara said: “It held.”", "“It held.”", "“It held.”");
    check_content("They moved to the U.S. in May.", "to the U.S.", "to the U.S.");
}

static void check_edge(bool source, const char *text, const char *piece, const char *want)
{
    struct made made;
    begin(&made, text);
    uint32_t hi = made.doc.words.count;
    struct run run = run_of(&made, piece);
    expect_run(&made, source ? claims_shape_source(&made.doc, run, hi) : claims_shape_cue(&made.doc, run, hi), want);
    made_release(&made);
}

static void a_source_keeps_the_comma_that_closes_its_apposition_and_a_cue_its_colon(void **state)
{
    (void)state;
    check_edge(true, "Ada Quill, the mayor of Dunmere, said so.", "Ada Quill, the mayor of Dunmere", "Ada Quill, the mayor of Dunmere,");
    check_edge(true, "Ada Quill, the mayor of Dunmere, said so.", "Ada Quill,", "Ada Quill");
    check_edge(true, "Ada Quill, who said so.", "Ada Quill", "Ada Quill");
    check_edge(true, "Ada Quill, the mayor, ", ", the mayor,", "the mayor");
    check_edge(true, "said Ada Quill, the mayor\n, then", "Ada Quill, the mayor", "Ada Quill, the mayor");
    check_edge(true, "said Ada Quill, the mayor", "Ada Quill, the mayor", "Ada Quill, the mayor");
    check_edge(false, "She wrote: Go.", "wrote", "wrote:");
    check_edge(false, "Quill: Go.", ":", ":");
    check_edge(false, "She wrote, Go.", "wrote", "wrote");
}

static void a_content_of_punctuation_alone_comes_back_empty(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Mara said, .");
    struct run run = claims_shape_content(&made.doc, (struct run){2, 3}, 0, 4);
    assert_true(run.first > run.last);
    made_release(&made);
}

static void a_speech_of_several_paragraphs_is_taken_whole(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Mara said: “We saw it rise.\n\n“Then the wall broke.\n\n“It was loud.” She left.");
    struct run run = run_of(&made, "“We saw it rise."), whole;
    whole = claims_whole_quotation(&made.doc, run, 0, made.doc.words.count, 0, made.doc.words.count);
    expect_run(&made, whole, "“We saw it rise.\n\n“Then the wall broke.\n\n“It was loud.”");
    made_release(&made);
    begin(&made, "Mara said: “We saw it rise.” The wall broke.");
    run = run_of(&made, "“We saw it rise.”");
    whole = claims_whole_quotation(&made.doc, run, 0, made.doc.words.count, 0, made.doc.words.count);
    expect_run(&made, whole, "“We saw it rise.”");
    made_release(&made);
}

static void a_quotation_beyond_the_reach_is_taken_to_its_marks(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "“One two three four five six,” said Mara. She left.");
    struct run run = run_of(&made, "three four");
    struct run whole = claims_whole_quotation(&made.doc, run, run.first, run.last + 1, 0, run_of(&made, "said").first);
    expect_run(&made, whole, "“One two three four five six,”");
    whole = claims_whole_quotation(&made.doc, run, 0, run.last + 2, 0, made.doc.words.count);
    expect_run(&made, whole, "three four");
    made_release(&made);
}

static void quotation_is_direct_mixed_or_indirect(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "“All of it,” said Mara, who called it “a trick” and bad. He went.");
    struct run contents[2] = {run_of(&made, "“All of it,”"), run_of(&made, "it “a trick” and bad")};
    uint32_t cue = run_of(&made, "said").first;
    assert_int_equal(claims_quote_kind(&made.doc, contents, 1, cue), DIXIT_DIRECT);
    assert_int_equal(claims_quote_kind(&made.doc, contents + 1, 1, cue), DIXIT_MIXED);
    contents[0] = run_of(&made, "He went");
    assert_int_equal(claims_quote_kind(&made.doc, contents, 1, cue), DIXIT_INDIRECT);
    made_release(&made);
}

static void add(struct made *made, const char *cue, const char *content, float confidence)
{
    struct attribution a = {.parent = NONE, .actor = NONE, .confidence = confidence};
    a.cue = claims_run_span(&made->doc, run_of(made, cue));
    assert_true(list_push(&made->memory, &a.content, claims_run_span(&made->doc, run_of(made, content))));
    assert_true(list_push(&made->memory, &made->doc.attributions, a));
}

static void an_attribution_hangs_under_the_smallest_content_that_holds_its_cue(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Mara wrote that Odo claimed that Pia denied it.");
    add(&made, "denied", "it", 0.9f);
    add(&made, "wrote", "that Odo claimed that Pia denied it", 0.9f);
    add(&made, "claimed", "that Pia denied it", 0.9f);
    assert_true(claims_link_chains(&made.job));
    const struct attribution *a = made.doc.attributions.at;
    assert_int_equal(a[0].parent, NONE);
    assert_int_equal(a[1].parent, 0);
    assert_int_equal(a[2].parent, 1);
    made_release(&made);
}

static void contents_that_cross_are_cut_and_two_that_hold_each_other_make_no_ring(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Mara wrote one two three four, Odo said.");
    add(&made, "wrote", "one two three", 0.9f);
    add(&made, "said", "three four", 0.4f);
    assert_true(claims_link_chains(&made.job));
    struct span cut = made.doc.attributions.at[1].content.at[0];
    assert_memory_equal(made.doc.text.at + cut.start, "four", 4);
    assert_int_equal(cut.end - cut.start, 4);
    made_release(&made);
    begin(&made, "Mara wrote that Odo said so.");
    add(&made, "wrote", "Odo said so", 0.9f);
    add(&made, "said", "Mara wrote that", 0.9f);
    assert_true(claims_link_chains(&made.job));
    assert_true(made.doc.attributions.at[0].parent == NONE || made.doc.attributions.at[1].parent == NONE);
    made_release(&made);
}

static void windows_cover_each_word_once_within_their_pieces(void **state)
{
    (void)state;
    static char text[6000];
    uint32_t length = 0;
    for (uint32_t i = 0; i < 700; i++)
        length += (uint32_t)snprintf(text + length, sizeof text - length, i % 19 == 18 ? "end.%s" : "word%s", i % 57 == 56 ? "\n" : " ");
    for (uint32_t most = 60; most <= 254; most += 97) {
        struct made made;
        begin(&made, text);
        for (uint32_t i = 0; i < made.doc.words.count; i++) { /* one piece a word, two for each seventh */
            assert_true(list_push(&made.memory, &made.doc.first_pieces, made.doc.pieces.count));
            for (uint32_t k = 0; k < (i % 7 == 0 ? 2u : 1u); k++)
                assert_true(list_push(&made.memory, &made.doc.pieces, (struct piece){1}));
        }
        struct window_cuts cuts = {0};
        assert_true(claims_cut_windows(&made.doc, 0, made.doc.words.count, most, &made.memory, &cuts));
        uint32_t next = 0;
        for (uint32_t i = 0; i < cuts.count; i++) {
            struct window_cut c = cuts.at[i];
            assert_int_equal(c.first, next);
            assert_true(c.context <= c.first && c.first < c.end);
            uint32_t stop = c.end < made.doc.words.count ? made.doc.first_pieces.at[c.end] : made.doc.pieces.count;
            assert_true(stop - made.doc.first_pieces.at[c.context] <= most);
            next = c.end;
        }
        assert_int_equal(next, made.doc.words.count);
        made_release(&made);
    }
}

static void own_voice_is_what_no_attribution_covers(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Snow closed the pass. Mara said the dam held, and roads were bad all day.");
    add(&made, "said", "the dam held", 0.9f);
    made.doc.attributions.at[0].source = (struct spans){0};
    assert_true(list_push(&made.memory, &made.doc.attributions.at[0].source, claims_run_span(&made.doc, run_of(&made, "Mara"))));
    for (uint32_t i = 0; i < made.doc.words.count; i++)
        assert_true(list_push(&made.memory, &made.doc.labels, (struct label){i == run_of(&made, "pass.").last, 0}));
    assert_true(claims_find_sentences(&made.job));
    assert_int_equal(made.doc.sentences.count, 2);
    assert_true(claims_find_own(&made.job));
    assert_int_equal(made.doc.own.count, 2);
    struct span part = made.doc.own.at[1];
    assert_memory_equal(made.doc.text.at + part.start, "and roads were bad all day.", part.end - part.start);
    made_release(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_and_full_stops_stay_out_of_a_content_and_marks_come_in),
        cmocka_unit_test(a_source_keeps_the_comma_that_closes_its_apposition_and_a_cue_its_colon),
        cmocka_unit_test(a_content_of_punctuation_alone_comes_back_empty),
        cmocka_unit_test(a_speech_of_several_paragraphs_is_taken_whole),
        cmocka_unit_test(a_quotation_beyond_the_reach_is_taken_to_its_marks),
        cmocka_unit_test(quotation_is_direct_mixed_or_indirect),
        cmocka_unit_test(an_attribution_hangs_under_the_smallest_content_that_holds_its_cue),
        cmocka_unit_test(contents_that_cross_are_cut_and_two_that_hold_each_other_make_no_ring),
        cmocka_unit_test(windows_cover_each_word_once_within_their_pieces),
        cmocka_unit_test(own_voice_is_what_no_attribution_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
