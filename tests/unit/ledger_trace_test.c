/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "ledger/credits.h"
#include "ledger/origins.h"
#include "ledger/terms.h"
#include "stories_by_hand.h"

static const char *const people[] = {"Anna Lind", "Per Holm", "Ines Varga", "Olle Brandt", "Marta Quist", "Tomas Reeve", "Klara Stein", "Jon Abel", "Rosa Tamm", "Nils Dorn"};
static const char *const places[] = {"Ostra", "Kelduria", "Elmford", "Varnholm", "Copperdale", "Saltby", "Greyhaven", "Millbrook", "Tarnwick", "Osterby"};
static const char *const things[] = {"bridge", "harbour", "tannery", "lighthouse", "cannery", "observatory", "orphanage", "quarry", "brewery", "tramway"};
static const char *const agencies[] = {"Nord Agency", "Valley Press", "Coast Wire", "Lake News", "Hill Radio"};

enum kind { WIRE, REWRITE, PARAPHRASE, TWO_WIRES, UNNAMED, KINDS };

/* The story of one round: who says it, about which thing where. */
struct made_event {
    const char *person, *other, *place, *thing, *agency, *second;
};

static void tell(struct made_stories *made, const char *id, const char *outlet, const char *day, const char *text, const char *source, const char *name, const char *content,
                 const char *const *outlets)
{
    made_story(made, id, outlet, day, text, &(struct made_said){source, name, " said", content, DIXIT_STATE}, 1, outlets);
}

/* The agency's own text and two papers that print it. */
static void wire(struct made_stories *made, const struct made_event *e, bool unnamed)
{
    char text[900], content[300];
    const char *source = unnamed ? "officials" : e->person;
    snprintf(content, sizeof content, "the old %s of %s will be torn down in autumn", e->thing, e->place);
    snprintf(text, sizeof text, "On Monday %s said %s. Workers have been told to look for other places by the end of June. The ground is to be sold to a builder who has put up houses in three towns of the coast. "
             "A petition against it has gathered names in the market, where people stood in rain for hours.", source, content);
    tell(made, "w1", e->agency, "2026-03-02", text, source, unnamed ? NULL : e->person, content, NULL);
    tell(made, "w2", "Morning Courier", "2026-03-03", text, source, unnamed ? NULL : e->person, content, NULL);
    tell(made, "w3", "Evening Courier", "2026-03-04", text, source, unnamed ? NULL : e->person, content, NULL);
}

static void rewrite(struct made_stories *made, const struct made_event *e)
{
    char text[900], content[300];
    const char *surname = strchr(e->person, ' ') + 1;
    snprintf(content, sizeof content, "the old %s of %s will be torn down in the autumn of this year", e->thing, e->place);
    snprintf(text, sizeof text, "In %s %s said %s. Workers have been told to look for other places before July. The ground is to be sold to a builder who has put up houses, according to %s. "
             "A petition against it has gathered names in the market.", e->place, surname, content, e->agency);
    tell(made, "r1", "Southern Herald", "2026-03-05", text, surname, surname, content, (const char *const[]){e->agency, NULL});
}

static void paraphrase(struct made_stories *made, const struct made_event *e)
{
    char text[900], content[300];
    const char *surname = strchr(e->person, ' ') + 1;
    snprintf(content, sizeof content, "%s will lose its old %s, which is torn down this autumn", e->place, e->thing);
    snprintf(text, sizeof text, "Yesterday %s said %s, %s reported. Nobody here had heard of the plan before, and the town hall keeps silent.", surname, content, e->agency);
    tell(made, "p1", "Hill Observer", "2026-03-05", text, surname, surname, content, (const char *const[]){e->agency, NULL});
}

static void second_wire(struct made_stories *made, const struct made_event *e)
{
    char text[900], content[300];
    snprintf(content, sizeof content, "the old %s in %s will be torn down during autumn", e->thing, e->place);
    snprintf(text, sizeof text, "When asked about rumours, %s said %s. It was built ninety years ago by a family of masons. Tourists used to photograph its gate, and a film was made there once.", e->other, content);
    tell(made, "s1", e->second, "2026-03-02", text, e->other, e->other, content, NULL);
    tell(made, "s2", "Northern Mirror", "2026-03-03", text, e->other, e->other, content, NULL);
}

static void make(struct made_stories *made, const struct made_event *e, enum kind kind)
{
    wire(made, e, kind == UNNAMED);
    if (kind == REWRITE || kind == PARAPHRASE)
        rewrite(made, e);
    if (kind == PARAPHRASE)
        paraphrase(made, e);
    if (kind == TWO_WIRES)
        second_wire(made, e);
    /* something else, so that not every word is everywhere */
    made_story(made, "x1", "Garden Weekly", "2026-03-01", "Apples kept in straw stay fresh until Easter. Pears need a colder room and must not touch each other.", NULL, 0, NULL);
    made_story(made, "x2", "Chess Weekly", "2026-03-01", "The champion lost her queen on move twelve and still drew the game. Two hundred people watched in silence.", NULL, 0, NULL);
}

static void independent_origins_are_never_too_many_and_mostly_right(void **state)
{
    uint32_t right = 0, rounds = 50;
    (void)state;
    for (uint32_t i = 0; i < rounds; i++) {
        enum kind kind = (enum kind)(i % KINDS);
        struct made_event e = {people[i % 10], people[(i + 1 + i / 10) % 10], places[(i + i / 10) % 10], things[(i * 3) % 10], agencies[i / KINDS % 5], agencies[(i / KINDS + 1) % 5]};
        struct made_stories made;
        struct trace trace;
        made_stories_init(&made);
        make(&made, &e, kind);
        assert_true(trace_stories(&made.stories, &trace));
        uint32_t best = NONE, want = kind == TWO_WIRES ? 2 : 1;
        for (uint32_t c = 0; c < trace.claims.list.count; c++)
            for (uint32_t m = 0; m < trace.claims.list.at[c].members.count && best == NONE; m++)
                if (trace.claims.list.at[c].members.at[m].story == 0 && made.stories.list.at[0].passages.at[trace.claims.list.at[c].members.at[m].passage].attribution == 0)
                    best = c;
        assert_int_not_equal(best, NONE);
        uint32_t got = trace.trails.at[best].origins.count;
        if (got > want)
            fail_msg("round %u: %u origins where there are %u", i, got, want);
        right += got == want;
        made_stories_release(&made);
    }
    if (right < 45)
        fail_msg("right in %u of %u", right, rounds);
}

static void a_denial_in_another_document_disputes_the_claim(void **state)
{
    struct made_stories made;
    struct trace trace;
    (void)state;
    made_stories_init(&made);
    tell(&made, "a", "Harbour Post", "2026-01-02", "On Friday Anna Lind said the copper mine of Tarnwick will open again.", "Anna Lind", "Anna Lind", "the copper mine of Tarnwick will open again", NULL);
    made_story(&made, "b", "Valley Times", "2026-01-03", "The owners denied the copper mine of Tarnwick will open again.",
               &(struct made_said){"The owners", NULL, "denied", "the copper mine of Tarnwick will open again", DIXIT_DENY}, 1, NULL);
    made_story(&made, "c", "Elm Gazette", "2026-01-04", "The copper mine of Tarnwick will not open again. Grass grows on the roof.", NULL, 0, NULL);
    made_story(&made, "d", "Chess Weekly", "2026-01-04", "The champion lost her queen on move twelve and still drew the game.", NULL, 0, NULL);
    assert_true(trace_stories(&made.stories, &trace));
    assert_int_equal(trace.claims.list.count, 1);
    const struct claim *claim = &trace.claims.list.at[0];
    assert_int_equal(claim->members.count, 3);
    assert_int_equal(claim->members.at[0].position, POSITION_CARRIES);
    assert_int_equal(claim->members.at[1].position, POSITION_DISPUTES);
    assert_int_equal(claim->members.at[2].position, POSITION_DISPUTES); /* the outlet's own voice */
    assert_int_equal(trace.trails.at[0].earliest, 0);
    made_stories_release(&made);
}

static void other_events_are_other_claims(void **state)
{
    struct made_stories made;
    struct trace trace;
    (void)state;
    made_stories_init(&made);
    tell(&made, "a", NULL, NULL, "On Friday Anna Lind said the copper mine of Tarnwick will open again.", "Anna Lind", "Anna Lind", "the copper mine of Tarnwick will open again", NULL);
    tell(&made, "b", NULL, NULL, "The judge Per Holm said that pigeons may be fed in Saltby.", "Per Holm", "Per Holm", "that pigeons may be fed in Saltby", NULL);
    assert_true(trace_stories(&made.stories, &trace));
    assert_int_equal(trace.claims.list.count, 0);
    made_stories_release(&made);
}

static struct str str_of(const char *text)
{
    return (struct str){text, strlen(text)};
}

static void outlets_are_known_by_list_last_word_and_address(void **state)
{
    (void)state;
    assert_true(credits_known(str_of("Harbour Post")));
    assert_true(credits_known(str_of("the Elm Gazette’s")));
    assert_true(credits_known(str_of("Reuters")));
    assert_true(credits_known(str_of("nordnews.com")));
    assert_false(credits_known(str_of("Anna Lind")));
    assert_false(credits_known(str_of("Facebook")));
    assert_false(credits_known(str_of("")));
    assert_true(credits_same(str_of("The Harbour Post"), str_of("HarbourPost.com")));
    assert_false(credits_same(str_of("Harbour Post"), str_of("Harbour Times")));
}

static void what_two_stories_say_reports_is_an_outlet(void **state)
{
    struct made_stories made;
    (void)state;
    made_stories_init(&made);
    made_story(&made, "a", NULL, NULL, "Quillon reported on Monday that the ferry sank.", NULL, 0, (const char *const[]){"Quillon", NULL});
    made_story(&made, "b", NULL, NULL, "The ferry sank, Quillon reports. Divers search for it.", NULL, 0, (const char *const[]){"Quillon", NULL});
    made_story(&made, "c", NULL, NULL, "The ferry sank, according to Quillon. Divers search for it.", NULL, 0, (const char *const[]){"Quillon", NULL});
    made_story(&made, "d", NULL, NULL, "Berrig reportedly sold the ferry. Divers search for it.", NULL, 0, (const char *const[]){"Berrig", NULL});
    assert_true(credits_settle(&made.stories));
    for (uint32_t s = 0; s < 3; s++) {
        assert_int_equal(made.stories.list.at[s].credits.count, 1);
        assert_true(made.stories.list.at[s].credits.at[0].holds);
    }
    for (uint32_t i = 0; i < made.stories.list.at[3].credits.count; i++)
        assert_false(made.stories.list.at[3].credits.at[i].holds);
    made_stories_release(&made);
}

/* Does a story credit this outlet? */
static bool credits(const struct made_stories *made, uint32_t story, const char *outlet)
{
    const struct story *s = &made->stories.list.at[story];
    for (uint32_t i = 0; i < s->credits.count; i++)
        if (s->credits.at[i].holds && s->credits.at[i].outlet.length == strlen(outlet) && memcmp(s->credits.at[i].outlet.at, outlet, strlen(outlet)) == 0)
            return true;
    return false;
}

static void a_cut_name_is_whole_and_photographs_own_datelines_and_persons_are_no_credits(void **state)
{
    struct made_stories made;
    (void)state;
    made_stories_init(&made);
    made_story(&made, "a", NULL, NULL, "A friend told the Upper Harbour Post that the ferry sank.", NULL, 0, (const char *const[]){"Harbour Post", NULL});
    made_story(&made, "b", NULL, NULL, "The ferry sank at dawn. [Photo Credit: Elm Gazette]", NULL, 0, (const char *const[]){"Elm Gazette", NULL});
    made_story(&made, "c", NULL, NULL, "OSTRA (Valley News) - The ferry sank at dawn.", NULL, 0, (const char *const[]){"Valley News", NULL});
    made_story(&made, "d", NULL, NULL, "The owner was silent. Source: Elm Gazette, Valley News", NULL, 0, (const char *const[]){"Elm Gazette", "Valley News", NULL});
    made_story(&made, "e", NULL, NULL, "The owner told Quillon of it. The Elm Gazette and gazette.com contributed to this report.", NULL, 0,
               (const char *const[]){"Quillon", "Elm Gazette", NULL});
    made_story(&made, "f", NULL, NULL, "The owner told Quillon of it.", NULL, 0, (const char *const[]){"Quillon", NULL});
    assert_true(credits_settle(&made.stories));
    assert_true(credits(&made, 0, "Upper Harbour Post"));
    assert_false(credits(&made, 1, "Elm Gazette"));
    assert_false(credits(&made, 2, "Valley News"));
    assert_true(credits(&made, 3, "Elm Gazette"));
    assert_true(credits(&made, 3, "Valley News"));
    assert_true(credits(&made, 4, "Elm Gazette"));
    assert_false(credits(&made, 4, "Quillon")); /* being told something makes nobody an outlet */
    assert_false(credits(&made, 5, "Quillon"));
    made_stories_release(&made);
}

static void who_plans_something_is_part_of_the_claim_and_no_source_of_it(void **state)
{
    struct made_stories made;
    struct trace trace;
    (void)state;
    made_stories_init(&made);
    const struct made_said said[] = {{"Anna Lind", "Anna Lind", " said", "the Varnholm council plans to sell the copper mine of Tarnwick", DIXIT_STATE},
                                     {"the Varnholm council", "Varnholm Council", " plans", "to sell the copper mine of Tarnwick", DIXIT_PLEDGE}};
    made_story(&made, "a", "Harbour Post", "2026-01-02", "On Friday Anna Lind said the Varnholm council plans to sell the copper mine of Tarnwick.", said, 2, NULL);
    made_story(&made, "b", "Valley Times", "2026-01-03", "It is true: the Varnholm council plans to sell the copper mine of Tarnwick.", said + 1, 1, NULL);
    made_story(&made, "c", "Chess Weekly", "2026-01-04", "The champion lost her queen on move twelve and still drew the game.", NULL, 0, NULL);
    assert_true(trace_stories(&made.stories, &trace));
    const struct passage *plan = &made.stories.list.at[1].passages.at[0];
    for (uint32_t i = 0; i < made.stories.list.at[1].passages.count; i++)
        if (made.stories.list.at[1].passages.at[i].attribution == 0)
            plan = &made.stories.list.at[1].passages.at[i];
    assert_int_equal(plan->sources[0].act, SOURCE_ACTS);
    assert_int_equal(memcmp(made.stories.list.at[1].text.at + plan->at.start, "the Varnholm council plans to sell", 34), 0);
    assert_true(trace.claims.list.count >= 1);
    for (uint32_t c = 0; c < trace.claims.list.count; c++)
        for (uint32_t i = 0; i < trace.trails.at[c].origins.count; i++)
            assert_int_not_equal(memcmp(trace.trails.at[c].origins.at[i].name.at, "Varnholm", 8), 0);
    made_stories_release(&made);
}

static void stems_make_forms_one_and_numbers_digits(void **state)
{
    char a[TERM_LONGEST] = "reported", b[TERM_LONGEST] = "reporting", n[TERM_LONGEST] = "twelve", s[TERM_LONGEST] = "is";
    (void)state;
    assert_int_equal(terms_stem(a, 8), terms_stem(b, 9));
    assert_memory_equal(a, b, 6);
    assert_int_equal(terms_stem(n, 6), 2);
    assert_memory_equal(n, "12", 2);
    assert_int_equal(terms_stem(s, 2), 2);
    assert_true(terms_flags("never", 5) & TERM_NEGATION);
    assert_true(terms_flags("the", 3) & TERM_STOP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_origins_are_never_too_many_and_mostly_right),
        cmocka_unit_test(a_denial_in_another_document_disputes_the_claim),
        cmocka_unit_test(other_events_are_other_claims),
        cmocka_unit_test(outlets_are_known_by_list_last_word_and_address),
        cmocka_unit_test(what_two_stories_say_reports_is_an_outlet),
        cmocka_unit_test(a_cut_name_is_whole_and_photographs_own_datelines_and_persons_are_no_credits),
        cmocka_unit_test(who_plans_something_is_part_of_the_claim_and_no_source_of_it),
        cmocka_unit_test(stems_make_forms_one_and_numbers_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
