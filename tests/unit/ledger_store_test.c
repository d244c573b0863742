/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/carry.h"
#include "ledger/change.h"
#include "ledger/correct.h"
#include "ledger/day.h"
#include "ledger/diff.h"
#include "ledger/kept.h"
#include "ledger/names.h"
#include "ledger/search.h"
#include "made_doc.h"
#include "made_ledger.h"
#include "made_news.h"
#include "view/show.h"

static void make_lind(struct doc *doc, struct arena *memory, const char *text, const char *cue, const char *content, enum dixit_stance stance)
{
    made_text(doc, memory, text);
    uint32_t actor = made_actor(doc, "Anna Lind", DIXIT_ACTOR_PERSON, "Anna Lind");
    made_attribution(doc, "Anna Lind", cue, content, NONE);
    doc->attributions.at[0].actor = actor;
    doc->attributions.at[0].stance = (uint8_t)stance;
}

static enum ledger_added add(const struct doc *doc, bool reread)
{
    struct show_options show = {.no_text = true, .model = "made-1"};
    buf_reset(&json);
    assert_true(show_json(doc, &show, &json));
    assert_true(ledger_begin(ledger));
    enum ledger_added added = ledger_add(ledger, &(struct ledger_input){doc, {json.at, json.length - 1}, "made-1"}, reread);
    assert_true(ledger_commit(ledger));
    return added;
}

static bool count_hit(void *context, const struct search_hit *hit)
{
    (void)hit;
    ++*(uint32_t *)context;
    return true;
}

static uint32_t hits(struct search search)
{
    uint32_t count = 0;
    uint64_t total = 0;
    search.limit = search.limit > 0 ? search.limit : 100;
    assert_true(ledger_search(ledger, &search, count_hit, &count, &total));
    assert_true(total >= count);
    return count;
}

static void stored_words_are_the_words_at_their_spans(void **context)
{
    (void)context;
    assert_true(ledger_begin(ledger));
    for (uint64_t i = 0; i < 20; i++)
        assert_int_equal(made_story_add(ledger, i, 1, 5, &json), LEDGER_ADDED_DOCUMENT);
    assert_true(ledger_commit(ledger));
    assert_int_equal(ledger_number(ledger, "SELECT count(*) FROM passages", 0), 20 * 6);
    assert_int_equal(ledger_number(ledger, "SELECT count(*) FROM passages p JOIN readings r ON r.id = p.reading JOIN versions v ON v.id = r.version "
                                           "WHERE p.words <> substr(v.text, p.first + 1, p.last - p.first)", 1), 0); /* these stories are ASCII, of one span */
}

static void the_same_twice_changes_nothing_and_another_text_is_a_new_version(void **context)
{
    (void)context;
    struct arena memory;
    struct doc doc;
    arena_init(&memory, 0);
    make_lind(&doc, &memory, "Anna Lind said the bridge is old.", "said", "the bridge is old", DIXIT_STATE);
    assert_int_equal(add(&doc, false), LEDGER_ADDED_DOCUMENT);
    assert_int_equal(add(&doc, false), LEDGER_ADDED_NOTHING);
    assert_int_equal(add(&doc, true), LEDGER_ADDED_NOTHING);
    int64_t entries = ledger_number(ledger, "SELECT count(*) FROM log_entries", 0);
    assert_int_equal(entries, 1);
    doc.attributions.at[0].stance = DIXIT_ALLEGE;
    assert_int_equal(add(&doc, false), LEDGER_ADDED_NOTHING);
    assert_int_equal(add(&doc, true), LEDGER_ADDED_READING);
    assert_int_equal(hits((struct search){.words = "bridge"}), 1);
    make_lind(&doc, &memory, "Yesterday Anna Lind said the bridge is old.", "said", "the bridge is old", DIXIT_STATE);
    assert_int_equal(add(&doc, false), LEDGER_ADDED_VERSION);
    assert_int_equal(hits((struct search){.words = "bridge"}), 1);
    assert_int_equal(ledger_number(ledger, "SELECT count(*) FROM carried WHERE becomes IS NOT NULL", 0), 2);
    arena_release(&memory);
}

static void words_that_occur_more_often_than_before_are_no_longer_found(void **context)
{
    (void)context;
    struct arena memory;
    struct doc doc;
    arena_init(&memory, 0);
    make_lind(&doc, &memory, "Anna Lind said the bridge is old.", "said", "the bridge is old", DIXIT_STATE);
    add(&doc, false);
    make_lind(&doc, &memory, "The sign says the bridge is old. Anna Lind said the bridge is old.", "said", "the bridge is old", DIXIT_STATE);
    add(&doc, false);
    assert_int_equal(ledger_number(ledger, "SELECT first IS NULL AND becomes IS NULL FROM carried", 0), 1);
    assert_int_equal(ledger_current_passage(ledger, 1), 0);
    arena_release(&memory);
}

static void searching_knows_phrases_prefixes_names_labels_and_dates(void **context)
{
    (void)context;
    struct arena memory;
    struct doc doc;
    arena_init(&memory, 0);
    make_lind(&doc, &memory, "Anna Lind denied that the old bridge is unsafe.", "denied", "that the old bridge is unsafe", DIXIT_DENY);
    doc.origin.published = "2026-03-04";
    doc.origin.outlet = "The Harbour Post";
    add(&doc, false);
    assert_int_equal(hits((struct search){.words = "unsafe bridge"}), 1);
    assert_int_equal(hits((struct search){.words = "\"old bridge\""}), 1);
    assert_int_equal(hits((struct search){.words = "\"bridge old\""}), 0);
    assert_int_equal(hits((struct search){.words = "brid*"}), 1);
    assert_int_equal(hits((struct search){.words = "bridge -unsafe"}), 0);
    assert_int_equal(hits((struct search){.words = "BRÍDGE"}), 1);
    assert_int_equal(hits((struct search){.words = "it's \"\"\" AND NOT ( ^ : * bridge"}), 0);
    assert_int_equal(hits((struct search){.source = "Lind"}), 1);
    assert_int_equal(hits((struct search){.source = "Lin"}), 0);
    assert_int_equal(hits((struct search){.against = "Lind"}), 0);
    assert_int_equal(hits((struct search){.about = "bridge"}), 1);
    assert_int_equal(hits((struct search){.stances = 1U << DIXIT_DENY}), 1);
    assert_int_equal(hits((struct search){.stances = 1U << DIXIT_STATE}), 0);
    assert_int_equal(hits((struct search){.statuses = 1U << DIXIT_DISPUTED}), 0);
    assert_int_equal(hits((struct search){.outlet = "harbour post"}), 1);
    assert_int_equal(hits((struct search){.outlet = "valley radio"}), 0);
    int64_t day;
    assert_true(day_parse("2026-03-04", false, &day));
    assert_int_equal(hits((struct search){.has_since = true, .since = day}), 1);
    assert_int_equal(hits((struct search){.words = "bridge", .has_since = true, .since = day + 1}), 0);
    assert_int_equal(hits((struct search){.words = "bridge", .has_until = true, .until = day}), 1);
    assert_false(ledger_search(ledger, &(struct search){.words = "-- !"}, count_hit, &(uint32_t){0}, NULL));
    ledger_rollback(ledger);
    arena_release(&memory);
}

static void a_person_corrects_beside_the_reading(void **context)
{
    (void)context;
    struct arena memory;
    struct doc doc;
    arena_init(&memory, 0);
    make_lind(&doc, &memory, "Anna Lind said the bridge is old. Olle Berg denied it.", "said", "the bridge is old", DIXIT_STATE);
    add(&doc, false);
    assert_true(ledger_begin(ledger) && ledger_change_begin(ledger, "correction.add"));
    struct correction answer = {.field = CORRECT_ANSWERED, .passage = 1, .value = {"Olle Berg", 9}, .answer = DIXIT_REACTION_DENY, .first = 34, .last = 53};
    int64_t now = ledger_correct(ledger, &answer, 0);
    assert_true(now > 1 && ledger_change_end(ledger) && ledger_commit(ledger));
    assert_int_equal(hits((struct search){.statuses = 1U << DIXIT_DISPUTED}), 1);
    assert_int_equal(ledger_current_passage(ledger, 1), now);
    struct kept kept = {.doc = {.memory = &memory}};
    assert_true(ledger_load_kept(ledger, 1, &kept));
    assert_int_equal(kept.states[0], PASSAGE_CORRECTED);
    assert_int_equal(kept.doc.statuses.count, 1);
    assert_int_equal(kept.doc.statuses.at[0].is, DIXIT_DISPUTED);
    struct span at = kept.doc.reactions.at[0].at;
    assert_memory_equal(kept.doc.text.at + at.start, "Olle Berg denied it", at.end - at.start);
    arena_release(&memory);
}

static void a_kept_reading_is_the_same_data_again(void **context)
{
    (void)context;
    struct arena memory;
    struct show_options show = {.model = "made-1"};
    struct buf before, after;
    arena_init(&memory, 0);
    buf_init(&before, 0);
    buf_init(&after, 0);
    struct doc doc = {.memory = &memory}, again = {.memory = &memory};
    assert_true(made_story(&doc, 3, 1, 12));
    doc.origin.credit = "Coast Wire";
    doc.origin.captured = "2026-01-05T00:00:00Z";
    doc.origin.offset = 4096;
    (void)list_push(&memory, &doc.origin.steps, (struct step){"gzip", "a tool 1.2"});
    (void)list_push(&memory, &doc.pages, 0);
    add(&doc, false);
    struct kept kept = {.doc = again};
    assert_true(ledger_load_kept(ledger, 1, &kept));
    assert_true(show_json(&doc, &show, &before) && show_json(&kept.doc, &show, &after));
    assert_int_equal(before.length, after.length);
    assert_memory_equal(before.at, after.at, before.length);
    buf_release(&before);
    buf_release(&after);
    arena_release(&memory);
}

static void a_diff_tells_what_became_of_each_attribution(void **context)
{
    (void)context;
    struct arena memory;
    struct doc before, after;
    struct diff diff;
    arena_init(&memory, 0);
    make_lind(&before, &memory, "Anna Lind said the bridge is old.", "said", "the bridge is old", DIXIT_STATE);
    make_lind(&after, &memory, "Anna Lind claimed the bridge is old.", "claimed", "the bridge is old", DIXIT_ALLEGE);
    assert_true(diff_make(&before, &after, &memory, &diff));
    assert_int_equal(diff.differences.count, 1);
    assert_int_equal(diff.differences.at[0].kind, DIFF_SOFTENED);
    assert_true(diff_make(&after, &before, &memory, &diff));
    assert_int_equal(diff.differences.at[0].kind, DIFF_HARDENED);
    make_lind(&after, &memory, "Anna Lind said the bridge is very old.", "said", "the bridge is very old", DIXIT_STATE);
    assert_true(diff_make(&before, &after, &memory, &diff));
    assert_int_equal(diff.differences.at[0].kind, DIFF_REWORDED);
    make_lind(&after, &memory, "Anna Lind said nobody came.", "said", "nobody came", DIXIT_STATE);
    assert_true(diff_make(&before, &after, &memory, &diff));
    assert_int_equal(diff.differences.at[0].kind, DIFF_ADDED);
    assert_int_equal(diff.differences.at[1].kind, DIFF_REMOVED);
    assert_true(diff_make(&before, &before, &memory, &diff));
    assert_int_equal(diff.differences.count, 0);
    assert_int_equal(diff.same, 1);
    arena_release(&memory);
}

static void days_are_counted_and_written_back(void **context)
{
    (void)context;
    int64_t day;
    char text[16];
    assert_true(day_parse("1970-01-01", false, &day));
    assert_int_equal(day, 0);
    assert_true(day_parse("2000-02-29T10:00:00Z", false, &day));
    assert_int_equal(day, 11016);
    assert_true(day_parse("2026", true, &day));
    day_format(day, text);
    assert_string_equal(text, "2026-12-31");
    assert_true(day_parse("2024-02", true, &day));
    day_format(day, text);
    assert_string_equal(text, "2024-02-29");
    assert_false(day_parse("2023-02-29", false, &day));
    assert_false(day_parse("4 January 2026", false, &day));
    assert_false(day_parse(NULL, false, &day));
    for (int64_t d = -200000; d < 200000; d += 37) {
        day_format(d, text);
        assert_true(day_parse(text, false, &day));
        assert_int_equal(day, d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stored_words_are_the_words_at_their_spans, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_twice_changes_nothing_and_another_text_is_a_new_version, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_that_occur_more_often_than_before_are_no_longer_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(searching_knows_phrases_prefixes_names_labels_and_dates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_person_corrects_beside_the_reading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_kept_reading_is_the_same_data_again, set_up, tear_down),
        cmocka_unit_test(a_diff_tells_what_became_of_each_attribution),
        cmocka_unit_test(days_are_counted_and_written_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
