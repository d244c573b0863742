/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/actors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/words.h"

/* A document made by hand: its text, names and attributions are given as words of the text. */
struct made {
    struct arena memory, scratch;
    struct dixit_error error;
    struct doc doc;
    struct job job;
};

static struct span span_of(const struct doc *doc, const char *words)
{
    const char *at = strstr(doc->text.at, words);
    assert_non_null(at);
    uint32_t start = (uint32_t)(at - doc->text.at);
    return (struct span){start, start + (uint32_t)strlen(words)};
}

static void begin(struct made *made, const char *text)
{
    *made = (struct made){0};
    arena_init(&made->memory, 0);
    arena_init(&made->scratch, 0);
    made->doc = (struct doc){.memory = &made->memory, .text = {text, strlen(text)}, .body = {0, (uint32_t)strlen(text)}};
    made->job = (struct job){.doc = &made->doc, .scratch = &made->scratch, .error = &made->error};
    assert_true(text_split_words(&made->job));
    uint32_t first = 0;
    for (uint32_t w = 0; w < made->doc.words.count; w++) {
        struct span at = made->doc.words.at[w].at;
        bool stop = text[at.start] == '.' && (text[at.end] == ' ' || text[at.end] == 0) && at.start > 0 && (at.start < 3 || text[at.start - 2] != 'M');
        if (!stop && w + 1 < made->doc.words.count)
            continue;
        list_push(&made->memory, &made->doc.sentences, (struct sentence){{made->doc.words.at[first].at.start, at.end}, first, w});
        first = w + 1;
    }
}

/* Labels each place of the words as a name. */
static void name(struct made *made, const char *words, enum dixit_name_kind kind)
{
    const char *text = made->doc.text.at;
    for (const char *at = strstr(text, words); at != NULL; at = strstr(at + 1, words)) {
        uint32_t start = (uint32_t)(at - text);
        struct name new = {{start, start + (uint32_t)strlen(words)}, (uint8_t)kind};
        bool inside = false;
        for (uint32_t i = 0; i < made->doc.names.count; i++)
            inside = inside || span_meets(made->doc.names.at[i].at, new.at);
        if (inside)
            continue;
        list_push(&made->memory, &made->doc.names, new);
        for (uint32_t i = made->doc.names.count - 1; i > 0 && made->doc.names.at[i].at.start < made->doc.names.at[i - 1].at.start; i--) {
            struct name swap = made->doc.names.at[i];
            made->doc.names.at[i] = made->doc.names.at[i - 1];
            made->doc.names.at[i - 1] = swap;
        }
    }
}

static void said(struct made *made, const char *source, const char *cue, const char *content, uint32_t parent)
{
    struct attribution a = {.cue = span_of(&made->doc, cue), .parent = parent, .actor = NONE};
    if (source != NULL) {
        struct span at = span_of(&made->doc, source);
        list_push(&made->memory, &a.source, at);
    }
    list_push(&made->memory, &a.content, span_of(&made->doc, content));
    list_push(&made->memory, &made->doc.attributions, a);
}

static const char *who(const struct made *made, uint32_t attribution)
{
    uint32_t actor = made->doc.attributions.at[attribution].actor;
    return actor == NONE ? "" : made->doc.actors.at[actor].name.at;
}

static void find(struct made *made)
{
    assert_true(claims_find_actors(&made->job));
    assert_int_equal(made->scratch.used, 0);
}

static void end(struct made *made)
{
    arena_release(&made->memory);
    arena_release(&made->scratch);
}

static void surname_goes_to_the_full_name(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Orla Vance opened the bridge. Mrs. Vance said it was safe.");
    name(&made, "Orla Vance", DIXIT_NAME_PERSON);
    name(&made, "Vance", DIXIT_NAME_PERSON);
    said(&made, "Mrs. Vance", "said", "it was safe", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), "Orla Vance");
    assert_int_equal(made.doc.actors.at[0].kind, DIXIT_ACTOR_PERSON);
    end(&made);
}

static void two_people_of_one_surname_stay_two(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Anna Rook and Peter Rook own the mill. Mr. Rook said it would close, Mrs. Rook denied that.");
    name(&made, "Anna Rook", DIXIT_NAME_PERSON);
    name(&made, "Peter Rook", DIXIT_NAME_PERSON);
    name(&made, "Rook", DIXIT_NAME_PERSON);
    said(&made, "Mr. Rook", "said", "it would close", NONE);
    said(&made, "Mrs. Rook", "denied", "that.", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), "Peter Rook");
    assert_string_equal(who(&made, 1), "Anna Rook");
    end(&made);
}

static void capital_speaks_for_its_state(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Oslo rejected the offer. The Norwegian government said no.");
    name(&made, "Oslo", DIXIT_NAME_LOCATION);
    said(&made, "Oslo", "rejected", "the offer", NONE);
    said(&made, "The Norwegian government", "said", "no", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), "Norway");
    assert_string_equal(who(&made, 1), "Norway");
    uint32_t actor = made.doc.attributions.at[0].actor;
    assert_int_equal(made.doc.actors.at[actor].kind, DIXIT_ACTOR_STATE);
    assert_string_equal(made.doc.actors.at[actor].code, "NOR");
    end(&made);
}

static void acronym_in_brackets_is_the_same_body(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "The Kelduria River Trust (KRT) owns the weir. The KRT said it would stay.");
    name(&made, "Kelduria River Trust", DIXIT_NAME_ORGANISATION);
    name(&made, "KRT", DIXIT_NAME_ORGANISATION);
    said(&made, "The KRT", "said", "it would stay", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), "Kelduria River Trust");
    end(&made);
}

static void unnamed_spokesman_speaks_for_the_body(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "A spokesman for Norvik Steel said the furnace was cold. A Norvik Steel spokeswoman added that it was old.");
    name(&made, "Norvik Steel", DIXIT_NAME_ORGANISATION);
    said(&made, "A spokesman for Norvik Steel", "said", "the furnace was cold", NONE);
    said(&made, "A Norvik Steel spokeswoman", "added", "that it was old", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), "Norvik Steel");
    assert_string_equal(who(&made, 1), "Norvik Steel");
    end(&made);
}

static void first_person_is_the_speaker_who_comes_after(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "\"I think the dam will hold,\" Jonas Feld said.");
    name(&made, "Jonas Feld", DIXIT_NAME_PERSON);
    said(&made, "I", "think", "the dam will hold", 1);
    said(&made, "Jonas Feld", "said", "\"I think the dam will hold,\"", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), "Jonas Feld");
    end(&made);
}

static void joint_speakers_are_one_actor_with_members(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Lena Moor and Karl Stein said the vote was fair.");
    name(&made, "Lena Moor", DIXIT_NAME_PERSON);
    name(&made, "Karl Stein", DIXIT_NAME_PERSON);
    said(&made, "Lena Moor and Karl Stein", "said", "the vote was fair", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), "Lena Moor and Karl Stein");
    const struct actor *actor = &made.doc.actors.at[made.doc.attributions.at[0].actor];
    assert_int_equal(actor->kind, DIXIT_ACTOR_SEVERAL);
    assert_int_equal(actor->members.count, 2);
    end(&made);
}

static void apposition_names_the_minister(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "The harbour minister, Ivo Lund, said ships were late. A witness said they were not.");
    name(&made, "Ivo Lund", DIXIT_NAME_PERSON);
    said(&made, "The harbour minister, Ivo Lund", "said", "ships were late", NONE);
    said(&made, "A witness", "said they", "were not", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), "Ivo Lund");
    assert_string_equal(who(&made, 1), "");
    end(&made);
}

static void letter_of_somebody_is_its_maker(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "A letter from Tilda Hahn said the well was dry. Hahn's report agreed that rain failed.");
    name(&made, "Tilda Hahn", DIXIT_NAME_PERSON);
    name(&made, "Hahn", DIXIT_NAME_PERSON);
    said(&made, "A letter from Tilda Hahn", "said", "the well was dry", NONE);
    said(&made, "Hahn's report", "agreed", "that rain failed", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), "Tilda Hahn");
    assert_string_equal(who(&made, 1), "Tilda Hahn");
    end(&made);
}

static void content_tells_whom_it_is_about(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Orla Vance said Norvik Steel and Norway had agreed.");
    name(&made, "Orla Vance", DIXIT_NAME_PERSON);
    name(&made, "Norvik Steel", DIXIT_NAME_ORGANISATION);
    name(&made, "Norway", DIXIT_NAME_LOCATION);
    said(&made, "Orla Vance", "said", "Norvik Steel and Norway had agreed", NONE);
    find(&made);
    const struct attribution *a = &made.doc.attributions.at[0];
    assert_int_equal(a->about.count, 2);
    assert_string_equal(made.doc.actors.at[a->about.at[0]].name.at, "Norvik Steel");
    assert_string_equal(made.doc.actors.at[a->about.at[1]].name.at, "Norway");
    end(&made);
}

struct labelled_words {
    const char *words;
    enum dixit_name_kind kind;
};

/* Reads one attribution and compares the actor of its source. */
static void expect_labelled(const char *text, const struct labelled_words *names, size_t count, const char *source, const char *actor)
{
    struct made made;
    begin(&made, text);
    for (size_t i = 0; i < count; i++)
        name(&made, names[i].words, names[i].kind);
    said(&made, source, "said", "so", NONE);
    find(&made);
    assert_string_equal(who(&made, 0), actor);
    end(&made);
}

#define expect(text, source, actor, ...) \
    expect_labelled(text, (const struct labelled_words[]){__VA_ARGS__}, sizeof((const struct labelled_words[]){__VA_ARGS__}) / sizeof(struct labelled_words), source, actor)
#define PERSON(words) {words, DIXIT_NAME_PERSON}
#define BODY(words) {words, DIXIT_NAME_ORGANISATION}
#define PLACE(words) {words, DIXIT_NAME_LOCATION}
#define PEOPLE(words) {words, DIXIT_NAME_NORP}

static void acronym_finds_its_long_form_without_a_label(void **state)
{
    (void)state;
    expect("They wrote to the Kelduria Salt Board last week. The KSB said so.", "The KSB", "Kelduria Salt Board", BODY("KSB"));
    expect("The UK Harbour Safety Agency (UKHSA) met. The UKHSA said so.", "The UKHSA", "UK Harbour Safety Agency", BODY("UKHSA"));
    expect("The Board of Kelduria Weirs (BKW) met in May. Later BKW said so.", "BKW", "Board of Kelduria Weirs", PERSON("BKW"));
    expect("They wrote to the Kelduria Salt Board last week. The KRT said so.", "The KRT", "KRT", BODY("KRT"));
}

static void bracket_links_what_letters_cannot(void **state)
{
    (void)state;
    expect("The Palan Harbour Party (PRHP) met. The PRHP said so.", "The PRHP", "Palan Harbour Party", BODY("Palan Harbour Party"), BODY("PRHP"));
}

static void label_over_a_line_end_is_two_names(void **state)
{
    (void)state;
    expect("Talks end in Kelduria\nNorvik Steel said so.", "Norvik Steel", "Norvik Steel", BODY("Kelduria\nNorvik Steel"));
}

static void office_before_a_first_name_is_no_part_of_it(void **state)
{
    (void)state;
    expect("The Secretary of State Helen Marsk said so.", "Secretary of State Helen Marsk", "Helen Marsk", PERSON("Helen Marsk"));
    expect("Kelduria Labour MSP Helen Marsk said so.", "Kelduria Labour MSP Helen Marsk", "Helen Marsk", PERSON("MSP Helen Marsk"));
}

static void first_name_that_the_list_lacks_is_found_at_a_line_start(void **state)
{
    (void)state;
    expect("Yrsild Fychar, a baker, was there. Ms Fychar said so.", "Ms Fychar", "Yrsild Fychar", PERSON("Fychar"));
    expect("Yesterday Fychar was there. Ms Fychar said so.", "Ms Fychar", "Fychar", PERSON("Fychar"));
}

static void surname_after_a_title_is_nobodys_first_name(void **state)
{
    (void)state;
    expect("Howard Flint left the room. Mr Howard said so.", "Mr Howard", "Howard", PERSON("Howard Flint"), PERSON("Howard"));
    expect("James R. Clemmer Jr. was there. Mr. Clemmer said so.", "Mr. Clemmer", "James R. Clemmer Jr.", PERSON("James R. Clemmer Jr."), PERSON("Clemmer"));
}

static void lone_word_of_a_body_is_no_person(void **state)
{
    (void)state;
    expect("Shares in Tarn Energy fell. Tarn said so.", "Tarn", "Tarn Energy", BODY("Tarn Energy"), PERSON("Tarn"));
}

static void name_keeps_what_belongs_to_it_and_nothing_else(void **state)
{
    (void)state;
    expect("A paper by the KRT union said so.", "the KRT union", "KRT", BODY("KRT union"));
    expect("Yesterday the IMW and others met, and the IMW said so.", "the IMW", "IMW", BODY("IMW and"));
    expect("After weeks of talks behind closed doors the Salt Commission of Norway said so.", "the Salt Commission of Norway", "Salt Commission of Norway", BODY("Salt Commission of"), PLACE("Norway"));
    expect("Yesterday Lund & Company said so.", "Lund & Company", "Lund & Company", BODY("Lund"));
    expect("Yesterday Saltnews.example said so.", "Saltnews.example", "Saltnews.example", BODY("Saltnews"));
}

static void short_and_singular_names_join_the_long_and_plural(void **state)
{
    (void)state;
    expect("The Harbour Democrats won. The Harb Dems said so.", "The Harb Dems", "Harbour Democrats", PEOPLE("Harbour Democrats"), PEOPLE("Harb Dems"));
    expect("The Saltists won. A Saltist plan said so.", "Saltist", "Saltists", PEOPLE("Saltists"), PEOPLE("Saltist"));
}

static void seat_goes_by_its_own_name_where_it_has_one(void **state)
{
    (void)state;
    expect("Yesterday No 10 said so.", "No 10", "Downing Street", PERSON("Nobody"));
    expect("Yesterday the Kremlin said so.", "the Kremlin", "Russia", BODY("Kremlin"));
}

static void capital_at_a_sentence_start_is_no_name_by_itself(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Accidents said so. Accidentally it rained.");
    said(&made, "Accidents", "said", "so", NONE);
    find(&made);
    for (uint32_t i = 0; i < made.doc.actors.count; i++)
        assert_int_not_equal(made.doc.actors.at[i].kind, DIXIT_ACTOR_ORGANISATION);
    end(&made);
}

static void pronoun_outside_every_role_is_a_mention_of_its_actor(void **state)
{
    (void)state;
    struct made made;
    begin(&made, "Orla Vance opened the bridge. She cut the ribbon.");
    name(&made, "Orla Vance", DIXIT_NAME_PERSON);
    find(&made);
    assert_int_equal(made.doc.actors.count, 1);
    assert_string_equal(made.doc.actors.at[0].name.at, "Orla Vance");
    assert_int_equal(made.doc.actors.at[0].mentions.count, 2);
    end(&made);
}

static void colleagues_speak_with_the_one_named(void **state)
{
    (void)state;
    expect("Dr Tilda Hahn of Norvik Steel and colleagues said so.", "Dr Tilda Hahn of Norvik Steel and colleagues", "Tilda Hahn and colleagues", PERSON("Tilda Hahn"), BODY("Norvik Steel"));
}

static void too_little_memory_is_an_error_and_no_crash(void **state)
{
    (void)state;
    for (size_t limit = 64; limit < 200000; limit = limit * 5 / 4 + 16) {
        struct made made;
        begin(&made, "Lena Moor and Karl Stein said the vote was fair. He denied that, the minister said.");
        name(&made, "Lena Moor", DIXIT_NAME_PERSON);
        name(&made, "Karl Stein", DIXIT_NAME_PERSON);
        said(&made, "Lena Moor and Karl Stein", "said", "the vote was fair", NONE);
        said(&made, "He", "denied", "that", NONE);
        made.scratch.limit = limit;
        if (claims_find_actors(&made.job)) {
            end(&made);
            return;
        }
        assert_int_equal(made.error.status, DIXIT_TOO_LARGE);
        end(&made);
    }
    fail_msg("no limit was enough");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(surname_goes_to_the_full_name),
        cmocka_unit_test(two_people_of_one_surname_stay_two),
        cmocka_unit_test(capital_speaks_for_its_state),
        cmocka_unit_test(acronym_in_brackets_is_the_same_body),
        cmocka_unit_test(unnamed_spokesman_speaks_for_the_body),
        cmocka_unit_test(first_person_is_the_speaker_who_comes_after),
        cmocka_unit_test(joint_speakers_are_one_actor_with_members),
        cmocka_unit_test(apposition_names_the_minister),
        cmocka_unit_test(letter_of_somebody_is_its_maker),
        cmocka_unit_test(content_tells_whom_it_is_about),
        cmocka_unit_test(acronym_finds_its_long_form_without_a_label),
        cmocka_unit_test(bracket_links_what_letters_cannot),
        cmocka_unit_test(label_over_a_line_end_is_two_names),
        cmocka_unit_test(office_before_a_first_name_is_no_part_of_it),
        cmocka_unit_test(first_name_that_the_list_lacks_is_found_at_a_line_start),
        cmocka_unit_test(surname_after_a_title_is_nobodys_first_name),
        cmocka_unit_test(lone_word_of_a_body_is_no_person),
        cmocka_unit_test(name_keeps_what_belongs_to_it_and_nothing_else),
        cmocka_unit_test(short_and_singular_names_join_the_long_and_plural),
        cmocka_unit_test(seat_goes_by_its_own_name_where_it_has_one),
        cmocka_unit_test(capital_at_a_sentence_start_is_no_name_by_itself),
        cmocka_unit_test(pronoun_outside_every_role_is_a_mention_of_its_actor),
        cmocka_unit_test(colleagues_speak_with_the_one_named),
        cmocka_unit_test(too_little_memory_is_an_error_and_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
