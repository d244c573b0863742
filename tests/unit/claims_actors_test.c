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
        cmocka_unit_test(too_little_memory_is_an_error_and_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
