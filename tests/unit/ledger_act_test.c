/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/act.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/groups.h"
#include "ledger/kept.h"
#include "ledger/log.h"
#include "ledger/store.h"
#include "made_doc.h"
#include "view/cite.h"
#include "view/notes.h"
#include "view/show.h"
#include "view/show_diff.h"

static char folder[64], path[96];
static struct ledger *ledger;
static struct dixit_error error;
static struct arena memory;

static int set_up(void **context)
{
    (void)context;
    memcpy(folder, "/tmp/dixit_act_XXXXXX", sizeof "/tmp/dixit_act_XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/l", folder);
    error = (struct dixit_error){0};
    unsetenv("DIXIT_KEY");
    arena_init(&memory, 0);
    ledger = ledger_open(path, LEDGER_CREATE, &error);
    return ledger == NULL;
}

static int tear_down(void **context)
{
    char command[96];
    (void)context;
    ledger_close(ledger);
    arena_release(&memory);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command); /* NOLINT(cert-env33-c): a folder of its own */
}

static void make(struct doc *doc, const char *text, const char *cue, const char *content)
{
    made_text(doc, &memory, text);
    uint32_t actor = made_actor(doc, "Anna Lind", DIXIT_ACTOR_PERSON, "Anna Lind");
    made_attribution(doc, "Anna Lind", cue, content, NONE);
    doc->attributions.at[0].actor = actor;
    doc->attributions.at[0].stance = DIXIT_STATE;
    doc->origin.outlet = "Harbour Post";
    doc->origin.published = "2026-01-04";
    doc->origin.url = "https://post.example/bridge";
}

static void keep(const struct doc *doc)
{
    struct buf json;
    buf_init(&json, 0);
    assert_true(show_json(doc, &(struct show_options){.no_text = true, .model = "made-1"}, &json));
    assert_true(ledger_begin(ledger));
    assert_int_not_equal(ledger_add(ledger, &(struct ledger_input){doc, {json.at, json.length - 1}, "made-1"}, false), LEDGER_ADDED_NOT);
    assert_true(ledger_commit(ledger));
    buf_release(&json);
}

static void keep_bridge(void)
{
    struct doc doc;
    make(&doc, "Anna Lind said the bridge is old. Olle Berg\n denied it. The bridge is old.", "said", "the bridge is old");
    (void)list_push(&memory, &doc.own, made_span(&doc, "The bridge is old."));
    keep(&doc);
}

static bool correct(const char *target, struct act_correction wish)
{
    struct person person = {.by = "B. Checker"};
    bool good = act_correct(ledger, target, &wish, &person);
    person_close(&person);
    if (!good)
        ledger_rollback(ledger);
    return good;
}

static void load(int64_t version, struct kept *kept)
{
    *kept = (struct kept){.doc = {.memory = &memory}};
    assert_true(ledger_load_kept_version(ledger, 1, version, kept));
}

static void a_correction_says_one_sensible_thing(void **context)
{
    (void)context;
    struct dixit_error wrong;
    const struct act_correction bad[] = {
        {.why = "x"}, {.actor = "A", .stance = "deny", .why = "x"}, {.actor = "--", .why = "x"}, {.stance = "shout", .why = "x"}, {.stance = "deny"}, {.stance = "deny", .why = ""},
        {.answered_by = "A", .why = "x"}, {.answered_by = "A", .words = "b", .answer = "laugh", .why = "x"}, {.not_said = true},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wrong = (struct dixit_error){0};
        assert_false(act_check_correction(&bad[i], &wrong));
        assert_int_equal(wrong.status, DIXIT_USAGE);
        assert_true(wrong.text[0] != '\0');
    }
    assert_true(act_check_correction(&(struct act_correction){.checked = true}, &wrong));
    assert_true(act_check_correction(&(struct act_correction){.answered_by = "A", .at = "1-2", .answer = "confirm", .why = "x"}, &wrong));
}

static void what_a_person_corrects_is_signed_and_laid_over_the_reading(void **context)
{
    (void)context;
    struct kept kept;
    keep_bridge();
    assert_true(correct("made#1", (struct act_correction){.stance = "allege", .why = "the text only alleges it"}));
    load(0, &kept);
    assert_int_equal(kept.states[0], PASSAGE_CORRECTED);
    assert_int_equal(kept.doc.attributions.at[0].stance, DIXIT_ALLEGE);
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT signature, person FROM corrections");
    struct str statement;
    struct note_verifier verifier;
    assert_true(ledger_step(ledger, row));
    assert_true(ledger_signature_check(ledger_column(row, 0), &statement, &verifier, &error));
    assert_non_null(strstr(statement.at, "\"the text only alleges it\""));
    assert_int_equal(ledger_column(row, 1).length, strlen("B. Checker"));
    sqlite3_reset(row);
    assert_true(correct("made#o1", (struct act_correction){.checked = true}));
    assert_false(correct("made#o1", (struct act_correction){.stance = "deny", .why = "x"}));
    assert_int_equal(error.status, DIXIT_BAD_INPUT);
    assert_false(correct("made#9", (struct act_correction){.checked = true}));
    assert_false(correct("made", (struct act_correction){.checked = true}));
}

static void an_answer_is_found_by_its_words_where_they_stand_once(void **context)
{
    (void)context;
    struct kept kept;
    keep_bridge();
    assert_true(correct("made#1", (struct act_correction){.answered_by = "Olle Berg", .words = " Olle Berg denied  it ", .why = "it stands there"}));
    load(0, &kept);
    assert_int_equal(kept.doc.statuses.count, 1);
    assert_int_equal(kept.doc.statuses.at[0].is, DIXIT_DISPUTED);
    struct span at = kept.doc.reactions.at[0].at;
    assert_int_equal(at.end - at.start, strlen("Olle Berg\n denied it"));
    assert_memory_equal(kept.doc.text.at + at.start, "Olle Berg\n denied it", at.end - at.start);
    error = (struct dixit_error){0};
    assert_false(correct("made#1", (struct act_correction){.answered_by = "Olle Berg", .words = "bridge is old", .why = "x"}));
    assert_non_null(strstr(error.text, "more than once"));
    error = (struct dixit_error){0};
    assert_false(correct("made#1", (struct act_correction){.answered_by = "Olle Berg", .words = "never said", .why = "x"}));
    assert_non_null(strstr(error.text, "does not have"));
    assert_false(correct("made#1", (struct act_correction){.answered_by = "Olle Berg", .at = "3-4000", .why = "x"}));
}

static void a_row_that_changed_since_it_was_looked_at_is_not_corrected(void **context)
{
    (void)context;
    struct kept kept;
    keep_bridge();
    load(0, &kept);
    int64_t seen = kept.passages[0];
    assert_true(correct("made#1", (struct act_correction){.checked = true, .passage = seen}));
    error = (struct dixit_error){0};
    assert_false(correct("made#1", (struct act_correction){.not_said = true, .why = "x", .passage = seen}));
    assert_non_null(strstr(error.text, "look again"));
    load(0, &kept);
    assert_int_equal(kept.states[0], PASSAGE_CHECKED);
}

static void an_older_version_is_loaded_with_its_own_corrections_and_orphans_are_told(void **context)
{
    (void)context;
    struct doc doc;
    struct kept kept;
    struct buf lines;
    buf_init(&lines, 0);
    keep_bridge();
    assert_true(correct("made#1", (struct act_correction){.stance = "allege", .why = "so it is"}));
    make(&doc, "Anna Lind said nobody came.", "said", "nobody came");
    keep(&doc);
    load(0, &kept);
    assert_int_equal(kept.number, 2);
    assert_int_equal(kept.versions, 2);
    assert_int_equal(kept.states[0], PASSAGE_MACHINE);
    assert_int_equal(strlen(kept.sha256), 64);
    assert_true(notes_of_orphans(ledger, &kept, &lines));
    assert_non_null(strstr(buf_terminate(&lines), "orphan"));
    load(1, &kept);
    assert_int_equal(kept.number, 1);
    assert_int_equal(kept.states[0], PASSAGE_CORRECTED);
    buf_reset(&lines);
    assert_true(notes_of_row(ledger, &kept, 0, 1, &lines));
    assert_non_null(strstr(buf_terminate(&lines), "so it is"));
    struct kept none = {.doc = {.memory = &memory}};
    assert_false(ledger_load_kept_version(ledger, 1, 3, &none));
    assert_int_equal(error.status, DIXIT_BAD_INPUT);
    buf_release(&lines);
}

static void words_are_cited_with_everything_that_finds_them_again(void **context)
{
    (void)context;
    struct kept kept;
    struct buf line;
    buf_init(&line, 0);
    keep_bridge();
    load(0, &kept);
    assert_true(cite_add(&line, &kept, 0, 0));
    const char *text = buf_terminate(&line);
    static const char *const parts[] = {"Anna Lind: “the bridge is old”", "Harbour Post", "2026-01-04", "https://post.example/bridge", "version 1", "as the program read it"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_non_null(strstr(text, parts[i]));
    assert_non_null(strstr(text, kept.sha256));
    buf_reset(&line);
    assert_true(cite_add(&line, &kept, 1, 0));
    assert_non_null(strstr(buf_terminate(&line), "In the outlet’s own voice: “The bridge is old.”"));
    struct span at = cite_span(&kept.doc, 0, 0);
    assert_memory_equal(kept.doc.text.at + at.start, "the bridge is old", at.end - at.start);
    buf_release(&line);
}

static void second_hand_words_are_cited_with_their_chain(void **context)
{
    (void)context;
    struct doc doc;
    struct kept kept;
    struct buf line;
    buf_init(&line, 0);
    made_text(&doc, &memory, "Anna Lind said Olle Berg claimed the bridge is old.");
    doc.origin.outlet = "Harbour Post";
    made_attribution(&doc, "Anna Lind", "said", "Olle Berg claimed the bridge is old", NONE);
    made_attribution(&doc, "Olle Berg", "claimed", "the bridge is old", 0);
    keep(&doc);
    load(0, &kept);
    assert_true(cite_add(&line, &kept, 0, 1));
    assert_non_null(strstr(buf_terminate(&line), "Olle Berg (Harbour Post › Anna Lind › Olle Berg): “the bridge is old”"));
    buf_release(&line);
}

static void a_verdict_is_of_something_and_supersedes_only_one_of_the_same(void **context)
{
    (void)context;
    struct person person = {0};
    keep_bridge();
    int64_t id = act_judge(ledger, "made#1", &(struct act_verdict){.verdict = "shown", .why = "a report says so"}, &person);
    person_close(&person);
    assert_int_equal(id, 1);
    person = (struct person){0};
    assert_int_equal(act_judge(ledger, "made#1", &(struct act_verdict){.verdict = "withdrawn", .why = "another bridge", .supersedes = 1}, &person), 2);
    person_close(&person);
    const struct act_verdict bad[] = {{.verdict = "x", .why = "y", .supersedes = 77}, {.verdict = "", .why = "y"}, {.verdict = "x"}, {.verdict = "x", .why = "y", .evidence = "00"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        person = (struct person){0};
        assert_int_equal(act_judge(ledger, "made#1", &bad[i], &person), 0);
        person_close(&person);
        ledger_rollback(ledger);
    }
    person = (struct person){0};
    assert_int_equal(act_judge(ledger, "C7", &(struct act_verdict){.verdict = "x", .why = "y"}, &person), 0);
    person_close(&person);
    ledger_rollback(ledger);
}

static void bytes_become_evidence_as_a_file_does_and_can_be_named_again(void **context)
{
    (void)context;
    char hex[65] = "", again[65] = "", file[128];
    keep_bridge();
    const struct evidence bytes = {.bytes = {"an engineer's report", 20}, .origin = "report.pdf", .how = "sent to the page", .document = 1};
    int64_t id = ledger_attach(ledger, &bytes, hex);
    assert_true(id > 0);
    assert_int_equal(ledger_attach(ledger, &bytes, hex), id);
    snprintf(file, sizeof file, "%s-evidence/%s", path, hex);
    assert_int_equal(access(file, R_OK), 0);
    assert_true(ledger_attach(ledger, &(struct evidence){.path = file, .document = 1}, again) > id);
    assert_string_equal(hex, again);
    int64_t more = act_attach_kept(ledger, hex, 5, "B. Checker");
    assert_true(more > id);
    assert_int_equal(ledger_number(ledger, "SELECT count(*) FROM evidence WHERE claim = 5 AND origin = 'report.pdf' AND how = 'sent to the page'", 0), 1);
    assert_int_equal(act_attach_kept(ledger, "00", 5, NULL), 0);
    ledger_rollback(ledger);
}

static void only_a_new_ledger_can_be_made_for_verdicts(void **context)
{
    (void)context;
    assert_false(ledger_takes_verdicts(ledger));
    assert_true(ledger_make_for_verdicts(ledger));
    assert_true(ledger_takes_verdicts(ledger));
    keep_bridge();
    assert_true(ledger_make_for_verdicts(ledger));
    assert_int_equal(ledger_number(ledger, "SELECT count(*) FROM log_entries", 0), 2);
    assert_true(ledger_takes_verdicts(ledger));
}

static void a_ledger_that_was_made_without_verdicts_stays_so(void **context)
{
    (void)context;
    keep_bridge();
    assert_false(ledger_make_for_verdicts(ledger));
    assert_int_equal(error.status, DIXIT_BAD_INPUT);
    ledger_rollback(ledger);
    assert_false(ledger_takes_verdicts(ledger));
}

static void same_group(const struct group *all, const struct group *one)
{
    assert_int_equal(all->state, one->state);
    assert_int_equal(all->claim.members.count, one->claim.members.count);
    for (uint32_t i = 0; i < one->claim.members.count; i++) {
        assert_int_equal(all->claim.members.at[i].story, one->claim.members.at[i].story);
        assert_int_equal(all->claim.members.at[i].passage, one->claim.members.at[i].passage);
        assert_int_equal(all->claim.members.at[i].position, one->claim.members.at[i].position);
        assert_int_equal(all->by.at[i], one->by.at[i]);
    }
}

static void one_claim_is_read_as_among_all_and_keeps_a_row_that_was_corrected(void **context)
{
    (void)context;
    static const char *const ids[] = {"a", "b"};
    struct arena scratch;
    struct stories stories, again;
    struct trace trace;
    struct groups groups;
    struct group one;
    arena_init(&scratch, 0);
    for (int i = 0; i < 2; i++) {
        struct doc doc;
        make(&doc, i == 0 ? "Anna Lind said on Monday that the Varn dam had cracked in 14 places." : "In a letter Anna Lind said that the Varn dam had cracked in 14 places.", "said",
             "that the Varn dam had cracked in 14 places");
        doc.origin.id = ids[i];
        doc.origin.url = NULL;
        keep(&doc);
    }
    assert_true(stories_init(&stories, &memory, &scratch, &error) && ledger_begin(ledger) && groups_load(ledger, &stories) && trace_stories(&stories, &trace));
    assert_true(groups_propose(ledger, &trace, &groups) && ledger_commit(ledger));
    assert_int_equal(groups.list.count, 1);
    assert_int_equal(groups.list.at[0].claim.members.count, 2);
    assert_true(groups_read_one(ledger, &stories, groups.list.at[0].id, &one));
    same_group(&groups.list.at[0], &one);
    assert_true(correct("b#1", (struct act_correction){.checked = true}));
    assert_true(stories_init(&again, &memory, &scratch, &error));
    for (int64_t document = 1; document <= 2; document++) {
        struct kept kept = {.doc = {.memory = &memory}};
        assert_true(ledger_load_kept(ledger, document, &kept) && groups_add_document(ledger, &again, &kept));
    }
    assert_true(groups_read_one(ledger, &again, groups.list.at[0].id, &one));
    assert_int_equal(one.claim.members.count, 2);
    assert_int_equal(one.elsewhere, 0);
    assert_false(groups_read_one(ledger, &again, 99, &one));
    assert_int_equal(error.status, DIXIT_BAD_INPUT);
    arena_release(&scratch);
}

static void changes_of_a_version_are_told_alike_as_text_and_as_html(void **context)
{
    (void)context;
    struct doc before, after;
    struct account one, other;
    struct diff diff;
    struct buf text, html;
    buf_init(&text, 0);
    buf_init(&html, 0);
    make(&before, "Anna Lind said the bridge is <old>.", "said", "the bridge is <old>");
    make(&after, "Anna Lind claimed the bridge is <old>.", "claimed", "the bridge is <old>");
    after.attributions.at[0].stance = DIXIT_ALLEGE;
    assert_true(diff_make(&before, &after, &memory, &diff) && account_init(&one, &before, NULL, &memory) && account_init(&other, &after, NULL, &memory));
    diff_show_text(&diff, &one, &other, &text);
    assert_string_equal(buf_terminate(&text), "softened  was #1  is #1\n  - Anna Lind [state]: the bridge is <old>\n  + Anna Lind [allege]: the bridge is <old>\n0 attributions unchanged\n");
    diff_show_html(&diff, &one, &other, 1, &html);
    const char *page = buf_terminate(&html);
    assert_non_null(strstr(page, "<b>softened</b>"));
    assert_non_null(strstr(page, "href=\"#d1r1\""));
    assert_non_null(strstr(page, "&lt;old&gt;"));
    assert_null(strstr(page, "<old>"));
    account_release(&one);
    account_release(&other);
    buf_release(&text);
    buf_release(&html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_correction_says_one_sensible_thing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_person_corrects_is_signed_and_laid_over_the_reading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_is_found_by_its_words_where_they_stand_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_that_changed_since_it_was_looked_at_is_not_corrected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_older_version_is_loaded_with_its_own_corrections_and_orphans_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_are_cited_with_everything_that_finds_them_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(second_hand_words_are_cited_with_their_chain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_verdict_is_of_something_and_supersedes_only_one_of_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_become_evidence_as_a_file_does_and_can_be_named_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_a_new_ledger_can_be_made_for_verdicts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_ledger_that_was_made_without_verdicts_stays_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_claim_is_read_as_among_all_and_keeps_a_row_that_was_corrected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changes_of_a_version_are_told_alike_as_text_and_as_html, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
