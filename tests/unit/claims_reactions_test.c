/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reactions.h"
#include "claims/status.h"

#include "claims/reaction_phrases.h"
#include "claims/reaction_who.h"
#include "claims/sentences.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_story.h"

static void begin(struct story *story, const char *text)
{
    story_begin(story, text);
    assert_true(claims_find_sentences(&story->job));
}

/* An actor with every place where the text has the name. */
static uint32_t actor(struct story *story, const char *name)
{
    struct actor a = {.name = {name, strlen(name)}, .kind = DIXIT_ACTOR_PERSON};
    for (const char *at = strstr(story->doc.text.at, name); at != NULL; at = strstr(at + 1, name)) {
        uint32_t start = (uint32_t)(at - story->doc.text.at);
        assert_true(list_push(&story->memory, &a.mentions, (struct span){start, start + (uint32_t)strlen(name)}));
    }
    assert_true(list_push(&story->memory, &story->doc.actors, a));
    return story->doc.actors.count - 1;
}

static struct attribution *says(struct story *story, uint32_t who, const char *cue, const char *content, enum dixit_stance stance, uint32_t parent)
{
    made_attribution(&story->doc, who == NONE ? NULL : story->doc.actors.at[who].name.at, cue, content, parent);
    struct attribution *a = &story->doc.attributions.at[story->doc.attributions.count - 1];
    a->stance = (uint8_t)stance;
    a->actor = who;
    a->addressee_actor = a->against_actor = NONE;
    for (uint32_t i = 0; i < story->doc.actors.count; i++)
        if (strstr(content, story->doc.actors.at[i].name.at) != NULL)
            assert_true(list_push(&story->memory, &a->about, i));
    return a;
}

static void run(struct story *story)
{
    assert_true(claims_find_reactions(&story->job));
    assert_true(claims_derive_status(&story->job));
}

static void a_denial_speaks_of_the_charge_before_it(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "Brandt accused Kelvaria of hiding the water tests. Kelvaria denied the allegation.");
    uint32_t brandt = actor(&s, "Brandt"), kelvaria = actor(&s, "Kelvaria");
    says(&s, brandt, "accused", "of hiding the water tests", DIXIT_ACCUSE, NONE)->against_actor = kelvaria;
    says(&s, kelvaria, "denied", "the allegation", DIXIT_DENY, NONE);
    run(&s);
    assert_int_equal(s.doc.reactions.count, 1);
    const struct reaction *r = &s.doc.reactions.at[0];
    assert_int_equal(r->kind, DIXIT_REACTION_DENY);
    assert_int_equal(r->by, kelvaria);
    assert_int_equal(r->attribution, 1);
    assert_int_equal(r->to.count, 1);
    assert_int_equal(r->to.at[0], 0);
    assert_int_equal(s.doc.statuses.count, 1);
    assert_int_equal(s.doc.statuses.at[0].is, DIXIT_DISPUTED);
    assert_int_equal(s.doc.statuses.at[0].attribution, 0);
    story_end(&s);
}

static void who_reacts_without_a_name_is_told_by_the_head_of_the_phrase(void **state)
{
    (void)state;
    struct story s;
    struct who who;
    begin(&s, "Brandt accused the harbour. Several harbour officials who were there denied the claim.");
    uint32_t brandt = actor(&s, "Brandt");
    says(&s, brandt, "accused", "the harbour", DIXIT_ACCUSE, NONE);
    struct attribution *a = says(&s, NONE, "denied", "the claim", DIXIT_DENY, NONE);
    const char *source = strstr(s.doc.text.at, "Several");
    uint32_t start = (uint32_t)(source - s.doc.text.at);
    assert_true(list_push(&s.memory, &a->source, (struct span){start, start + (uint32_t)strlen("Several harbour officials who were there")}));
    reaction_who_attribution(&s.doc, 1, &who);
    assert_int_equal(who.count, 0);
    assert_int_equal(who.words.end - who.words.start, strlen("harbour officials"));
    assert_memory_equal(s.doc.text.at + who.words.start, "harbour officials", strlen("harbour officials"));
    story_end(&s);
}

static void a_plain_statement_is_no_reaction(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "Brandt said the harbour opens in May. Holt said ferries will run on Sundays.");
    uint32_t brandt = actor(&s, "Brandt"), holt = actor(&s, "Holt");
    says(&s, brandt, "said", "the harbour opens in May", DIXIT_STATE, NONE);
    says(&s, holt, "said ferries", "ferries will run on Sundays", DIXIT_STATE, NONE)->cue.end -= 8;
    run(&s);
    assert_int_equal(s.doc.reactions.count, 0);
    assert_int_equal(s.doc.statuses.count, 0);
    story_end(&s);
}

static void what_could_not_be_verified_is_marked(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "Brandt claims that 300 people were driven out. The claims could not be independently verified.");
    uint32_t brandt = actor(&s, "Brandt");
    says(&s, brandt, "claims", "that 300 people were driven out", DIXIT_ALLEGE, NONE);
    run(&s);
    assert_int_equal(s.doc.reactions.count, 1);
    assert_int_equal(s.doc.reactions.at[0].kind, DIXIT_REACTION_UNVERIFIED);
    assert_int_equal(s.doc.reactions.at[0].by, NONE);
    assert_int_equal(s.doc.statuses.at[0].is, DIXIT_UNVERIFIED);
    story_end(&s);
}

static void silence_is_told_with_who_was_silent(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "Brandt accused Kelvaria of hiding the water tests. Kelvaria and Pellia did not immediately respond to a request for comment.");
    uint32_t brandt = actor(&s, "Brandt"), kelvaria = actor(&s, "Kelvaria"), pellia = actor(&s, "Pellia");
    says(&s, brandt, "accused", "of hiding the water tests", DIXIT_ACCUSE, NONE)->against_actor = kelvaria;
    run(&s);
    assert_int_equal(s.doc.reactions.count, 2);
    assert_int_equal(s.doc.reactions.at[0].kind, DIXIT_REACTION_NO_RESPONSE);
    assert_int_equal(s.doc.reactions.at[0].by, kelvaria);
    assert_int_equal(s.doc.reactions.at[1].by, pellia);
    assert_false(claims_declined(&s.doc, &s.doc.reactions.at[0]));
    assert_int_equal(s.doc.statuses.at[0].is, DIXIT_UNANSWERED);
    story_end(&s);
}

static void a_text_without_attributions_has_no_reactions(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "The report could not be verified. It rained.");
    run(&s);
    assert_int_equal(s.doc.reactions.count, 0);
    story_end(&s);
}

/* ---- status alone ---- */

static void react(struct story *s, enum dixit_reaction_kind kind, uint32_t by, const char *words, uint32_t to)
{
    struct reaction r = {.kind = (uint8_t)kind, .by = by, .at = made_span(&s->doc, words), .attribution = NONE};
    assert_true(list_push(&s->memory, &r.to, to));
    assert_true(list_push(&s->memory, &s->doc.reactions, r));
}

static void a_status_follows_from_the_stance_and_the_reaction(void **state)
{
    (void)state;
    static const struct {
        enum dixit_stance stance;
        enum dixit_reaction_kind kind;
        enum dixit_status_kind is;
    } cases[] = {
        {DIXIT_STATE, DIXIT_REACTION_DENY, DIXIT_DISPUTED},       {DIXIT_STATE, DIXIT_REACTION_CONTRADICT, DIXIT_DISPUTED},
        {DIXIT_ACCUSE, DIXIT_REACTION_CONFIRM, DIXIT_CONFIRMED},  {DIXIT_URGE, DIXIT_REACTION_DENY, DIXIT_OPPOSED},
        {DIXIT_PLEDGE, DIXIT_REACTION_CONFIRM, DIXIT_BACKED},     {DIXIT_DECIDE, DIXIT_REACTION_DENY, DIXIT_OPPOSED},
        {DIXIT_PREDICT, DIXIT_REACTION_CONFIRM, DIXIT_BACKED},    {DIXIT_ALLEGE, DIXIT_REACTION_UNVERIFIED, DIXIT_UNVERIFIED},
        {DIXIT_THINK, DIXIT_REACTION_DENY, DIXIT_OPPOSED},        {DIXIT_ALLEGE, DIXIT_REACTION_NO_RESPONSE, DIXIT_UNANSWERED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct story s;
        begin(&s, "Brandt wants a new bridge. Holt is against it.");
        uint32_t brandt = actor(&s, "Brandt"), holt = actor(&s, "Holt");
        says(&s, brandt, "wants", "a new bridge", cases[i].stance, NONE);
        react(&s, cases[i].kind, holt, "is against it", 0);
        assert_true(claims_derive_status(&s.job));
        assert_int_equal(s.doc.statuses.count, 1);
        assert_int_equal(s.doc.statuses.at[0].is, cases[i].is);
        assert_int_equal(s.doc.statuses.at[0].reaction, 0);
        story_end(&s);
    }
}

static void nobody_confirms_himself(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "Brandt said the bridge is safe. Brandt confirmed that.");
    uint32_t brandt = actor(&s, "Brandt");
    says(&s, brandt, "said", "the bridge is safe", DIXIT_STATE, NONE);
    react(&s, DIXIT_REACTION_CONFIRM, brandt, "confirmed that", 0);
    assert_true(claims_derive_status(&s.job));
    assert_int_equal(s.doc.statuses.count, 0);
    story_end(&s);
}

static void declining_to_comment_is_not_silence(void **state)
{
    (void)state;
    struct story s;
    begin(&s, "Brandt declined to comment. Holt did not respond. Salo had no comment on it.");
    react(&s, DIXIT_REACTION_NO_RESPONSE, NONE, "Brandt declined to comment", 0);
    react(&s, DIXIT_REACTION_NO_RESPONSE, NONE, "Holt did not respond", 0);
    react(&s, DIXIT_REACTION_NO_RESPONSE, NONE, "had no comment on it", 0);
    assert_true(claims_declined(&s.doc, &s.doc.reactions.at[0]));
    assert_false(claims_declined(&s.doc, &s.doc.reactions.at[1]));
    assert_true(claims_declined(&s.doc, &s.doc.reactions.at[2]));
    story_end(&s);
}

/* ---- phrases ---- */

static void phrases_are_found_inside_sentences(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int kind; /* -1: none */
    } cases[] = {
        {"None of it could be independently verified.", -1}, /* "none of *3 has been" wants the verb */
        {"It could not be independently verified.", DIXIT_REACTION_UNVERIFIED},
        {"The paper hasn't been able to confirm the figures.", DIXIT_REACTION_UNVERIFIED},
        {"The mayor did not immediately respond to questions.", DIXIT_REACTION_NO_RESPONSE},
        {"The mayor didn’t reply.", DIXIT_REACTION_NO_RESPONSE},
        {"The mayor has yet to comment.", DIXIT_REACTION_NO_RESPONSE},
        {"The mayor did not swim. Respond!", -1},
        {"He falsely claimed to own the boat.", DIXIT_REACTION_DENY},
        {"The story is a hoax.", DIXIT_REACTION_DENY},
        {"The boat is new.", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct story s;
        struct reaction_words words;
        struct phrases phrases = {0};
        begin(&s, cases[i].text);
        assert_true(reaction_words_make(&s.job, &words));
        assert_true(reaction_phrases_find(&s.job, &words, &phrases));
        if (cases[i].kind < 0) {
            assert_int_equal(phrases.count, 0);
        } else {
            assert_int_equal(phrases.count, 1);
            assert_int_equal(phrases.at[0].kind, cases[i].kind);
        }
        story_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_denial_speaks_of_the_charge_before_it),
        cmocka_unit_test(who_reacts_without_a_name_is_told_by_the_head_of_the_phrase),
        cmocka_unit_test(a_plain_statement_is_no_reaction),
        cmocka_unit_test(what_could_not_be_verified_is_marked),
        cmocka_unit_test(silence_is_told_with_who_was_silent),
        cmocka_unit_test(a_text_without_attributions_has_no_reactions),
        cmocka_unit_test(a_status_follows_from_the_stance_and_the_reaction),
        cmocka_unit_test(nobody_confirms_himself),
        cmocka_unit_test(declining_to_comment_is_not_silence),
        cmocka_unit_test(phrases_are_found_inside_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
