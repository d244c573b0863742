/* SPDX-License-Identifier: Apache-2.0 */
#include "view/account.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "text/fold.h"
#include "base/labels.h"
#include "view/show.h"
#include "view/show_html.h"
#include "made_doc.h"

static struct arena memory;
static struct doc doc;
static struct buf out;
static uint32_t berg, ostra, officials, merrow;

static const char text[] =
    "Anna Berg has written to the League. The letter claims that Kelduria was annexed by Ostra, an assertion Ostra has long rejected. "
    "Its author accuses Ostra of thousands of raids, citing statements attributed to Ostran officials. These claims could not be verified. "
    "She urged the League to examine it. Merrow was blamed for fires. Ostra had not replied.";

/* Four actors; 1 written, 2 claims, 3 accuses, 4 citing in 3, 5 attributed to in 4, 6 urged, 7 blamed. */
static int begin(void **state)
{
    (void)state;
    arena_init(&memory, 0);
    buf_init(&out, 0);
    made_text(&doc, &memory, text);
    doc.origin.outlet = "Harbour Post";
    made_attribution(&doc, "Anna Berg", "has written", "to the League", NONE);
    made_attribution(&doc, "The letter", "claims", "that Kelduria was annexed by Ostra", NONE);
    made_attribution(&doc, "Its author", "accuses", "of thousands of raids", NONE);
    made_attribution(&doc, NULL, "citing", "of thousands of raids", 2);
    made_attribution(&doc, "Ostran officials", "statements attributed to", "of thousands of raids", 3);
    made_attribution(&doc, "She", "urged", "to examine it", NONE);
    made_attribution(&doc, NULL, "was blamed", "for fires", NONE);
    berg = made_actor(&doc, "Anna Berg", DIXIT_ACTOR_PERSON, "Its author");
    ostra = made_actor(&doc, "Ostra", DIXIT_ACTOR_STATE, "Ostra");
    officials = made_actor(&doc, "Ostran officials", DIXIT_ACTOR_GROUP, NULL);
    merrow = made_actor(&doc, "Merrow", DIXIT_ACTOR_STATE, "Merrow");
    memcpy(doc.actors.at[ostra].code, "OST", 3);
    struct attribution *a = doc.attributions.at;
    a[0].actor = a[1].actor = a[2].actor = a[3].actor = a[5].actor = berg;
    a[4].actor = officials;
    a[1].stance = DIXIT_ALLEGE;
    a[2].stance = a[6].stance = DIXIT_ACCUSE;
    a[3].stance = a[4].stance = a[0].stance = DIXIT_STATE;
    a[5].stance = DIXIT_URGE;
    (void)list_push(&memory, &a[5].addressee, made_span(&doc, "the League to examine"));
    a[5].addressee.at[0].end -= (uint32_t)strlen(" to examine");
    a[2].against_actor = ostra;
    a[6].against_actor = merrow;
    (void)list_push(&memory, &a[1].about, ostra);
    made_answer(&doc, DIXIT_REACTION_DENY, ostra, "an assertion Ostra has long rejected", 1, DIXIT_DISPUTED);
    made_answer(&doc, DIXIT_REACTION_UNVERIFIED, NONE, "These claims could not be verified", 2, DIXIT_UNVERIFIED);
    made_answer(&doc, DIXIT_REACTION_NO_RESPONSE, ostra, "Ostra had not replied", 2, DIXIT_UNANSWERED);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&memory);
    buf_release(&out);
    return 0;
}

static void answers_stand_beside_their_charge_and_the_chain_under_its_head(void **state)
{
    (void)state;
    assert_true(show_table(&doc, &(struct show_options){0}, &out));
    const char *table = strchr(buf_terminate(&out), '\n') + 1;
    assert_string_equal(table, "7 attributions to 2 speakers: 1 disputed, 1 not verified; Ostra has not answered (as this text says); 1 names nobody\n"
                               "\n"
                               " 1  Anna Berg has written\n"
                               "      to the League\n"
                               " 2  Anna Berg (The letter) claims [allege]\n"
                               "      that Kelduria was annexed by Ostra\n"
                               "      ✗ Ostra: “an assertion Ostra has long rejected”\n"
                               " 3  Anna Berg (Its author) accuses [accuse, against Ostra]\n"
                               "      of thousands of raids\n"
                               "      ? “These claims could not be verified”\n"
                               "      – Ostra: “Ostra had not replied”\n"
                               "    └ 4  Anna Berg citing: the same words\n"
                               "        └ 5  Ostran officials (statements attributed to): the same words\n"
                               " 6  Anna Berg urged the League [urge]\n"
                               "      to examine it\n"
                               " 7  (nobody named) was blamed [accuse, against Merrow]\n"
                               "      for fires\n");
}

static void every_answer_and_actor_stands_in_the_json(void **state)
{
    (void)state;
    assert_true(show_json(&doc, &(struct show_options){0}, &out));
    const char *json = buf_terminate(&out);
    assert_non_null(strstr(json, "{\"id\":\"A2\",\"name\":\"Ostra\",\"kind\":\"state\",\"code\":\"OST\",\"members\":[],\"mentions\":[["));
    assert_non_null(strstr(json, "\"source\":{\"spans\":[],\"actor\":\"A1\"}"));
    assert_non_null(strstr(json, "\"against\":{\"spans\":[],\"actor\":\"A2\"}"));
    assert_non_null(strstr(json, "\"about\":[\"A2\"]"));
    assert_non_null(strstr(json, "\"status\":[{\"is\":\"unverified\",\"by\":null,\"reaction\":\"r2\"},{\"is\":\"unanswered\",\"by\":\"A2\",\"reaction\":\"r3\"}]"));
    assert_non_null(strstr(json, "{\"id\":\"r1\",\"kind\":\"deny\",\"by\":\"A2\",\"span\":[["));
    assert_non_null(strstr(json, "\"attribution\":null,\"to\":[\"2\"]}"));
}

static void somebody_unnamed_reacts_by_his_words(void **state)
{
    (void)state;
    doc.reactions.at[0].by = NONE;
    doc.reactions.at[0].by_words = made_span(&doc, "Its author");
    assert_true(show_json(&doc, &(struct show_options){0}, &out));
    assert_non_null(strstr(buf_terminate(&out), "\"kind\":\"deny\",\"by\":\"Its author\""));
    buf_reset(&out);
    doc.reactions.at[0].by_words = (struct span){0, 0};
    assert_true(show_table(&doc, &(struct show_options){0}, &out));
    assert_non_null(strstr(buf_terminate(&out), "✗ this text: “an assertion"));
}

static const char *numbers(const struct pick *pick)
{
    static char found[64];
    char *at = found;
    uint8_t *rows = pick_rows(pick, &doc, &memory);
    assert_non_null(rows);
    for (uint32_t i = 0; i < doc.attributions.count; i++)
        *at++ = rows[i] == PICK_YES ? 'x' : rows[i] == PICK_ABOVE ? '^' : '.';
    *at = '\0';
    return found;
}

static void a_source_is_found_by_name_part_mention_and_code_in_any_case(void **state)
{
    (void)state;
    assert_string_equal(numbers(&(struct pick){.source = "anna berg"}), "xxxx.x.");
    assert_string_equal(numbers(&(struct pick){.source = "BERG"}), "xxxx.x.");
    assert_string_equal(numbers(&(struct pick){.source = "the author"}), ".......");
    assert_string_equal(numbers(&(struct pick){.source = "its author"}), "xxxx.x.");
    assert_string_equal(numbers(&(struct pick){.source = "she"}), ".......");
    assert_string_equal(numbers(&(struct pick){.against = "ost"}), "..x....");
    assert_string_equal(numbers(&(struct pick){.about = "ostra"}), ".x.....");
}

static void words_in_a_mouth_need_second_hand_and_bring_their_chain(void **state)
{
    (void)state;
    assert_string_equal(numbers(&(struct pick){.source = "Ostran officials"}), ".......");
    assert_string_equal(numbers(&(struct pick){.source = "Ostran officials", .second_hand = true}), "..^^x..");
    assert_string_equal(numbers(&(struct pick){.source = "officials", .second_hand = true}), "..^^x..");
}

static void stances_and_statuses_choose(void **state)
{
    (void)state;
    struct pick pick = {0};
    assert_true(pick_add_stances("accuse,urge", &pick.stances));
    assert_string_equal(numbers(&pick), "..x..xx");
    assert_true(pick_add_statuses("unanswered", &pick.statuses));
    assert_string_equal(numbers(&pick), "..x....");
    assert_false(pick_add_stances("accuse,", &pick.stances));
    assert_false(pick_add_stances("Accuse", &pick.stances));
    assert_false(pick_add_statuses("denied", &pick.statuses));
    assert_false(pick_add_statuses("", &pick.statuses));
}

static void a_choice_keeps_ids_and_reactions_that_touch_it(void **state)
{
    (void)state;
    const struct pick pick = {.source = "Ostran officials", .second_hand = true};
    assert_true(show_json(&doc, &(struct show_options){.pick = &pick}, &out));
    const char *json = buf_terminate(&out);
    const char *attributions = strstr(json, "\"attributions\":");
    assert_non_null(attributions);
    assert_non_null(strstr(attributions, "[{\"id\":\"3\",\"parent\":null"));
    assert_non_null(strstr(attributions, "{\"id\":\"4\",\"parent\":\"3\""));
    assert_non_null(strstr(attributions, "{\"id\":\"5\",\"parent\":\"4\""));
    assert_null(strstr(attributions, "{\"id\":\"6\""));
    assert_non_null(strstr(attributions, "\"status\":[{\"is\":\"unverified\",\"by\":null,\"reaction\":\"r2\"}"));
    assert_null(strstr(attributions, "{\"id\":\"r1\""));
    assert_non_null(strstr(attributions, "{\"id\":\"r2\""));
}

static void a_choice_that_fits_nothing_says_so(void **state)
{
    (void)state;
    const struct pick pick = {.source = "Olle"};
    assert_true(show_table(&doc, &(struct show_options){.pick = &pick}, &out));
    assert_non_null(strstr(buf_terminate(&out), "\nNone of 7 attributions fits what was asked for.\n"));
}

static void replies_stand_by_accused(void **state)
{
    (void)state;
    made_attribution(&doc, "Its author", "blamed", "for fires", NONE);
    doc.attributions.at[7].stance = DIXIT_ACCUSE;
    (void)list_push(&memory, &doc.attributions.at[7].about, ostra);
    doc.attributions.at[4].stance = DIXIT_ACCUSE;
    doc.attributions.at[4].against_actor = merrow;
    assert_true(show_table(&doc, &(struct show_options){.reply = true}, &out));
    const char *table = strchr(buf_terminate(&out), '\n') + 1;
    assert_string_equal(table, "Charges, and the answers that this text gives:\n"
                               "\n"
                               "Ostra\n"
                               " 3  Anna Berg (Its author) accuses [accuse, against Ostra]\n"
                               "      of thousands of raids\n"
                               "      ? “These claims could not be verified”\n"
                               "      – Ostra: “Ostra had not replied”\n"
                               "\n"
                               "Merrow\n"
                               " 5  Ostran officials (statements attributed to) [accuse, against Merrow]\n"
                               "      of thousands of raids\n"
                               "      through Harbour Post › Anna Berg › Ostran officials\n"
                               "      answer: none found in this text\n"
                               " 7  (nobody named) was blamed [accuse, against Merrow]\n"
                               "      for fires\n"
                               "      answer: none found in this text\n"
                               "\n"
                               "(the accused is not clear)\n"
                               " 8  Its author blamed [accuse]\n"
                               "      for fires\n"
                               "      names Ostra\n"
                               "      answer: none found in this text\n");
    buf_reset(&out);
    assert_true(show_md(&doc, &(struct show_options){.reply = true}, &out));
    assert_non_null(strstr(buf_terminate(&out), "\n### Merrow\n\n- 5 · **Ostran officials** (statements attributed to) \\[accuse, against Merrow\\] — "));
}

static void charges_against_several_stand_under_each(void **state)
{
    (void)state;
    uint32_t both = made_actor(&doc, "Ostra and Merrow", DIXIT_ACTOR_SEVERAL, NULL);
    (void)list_push(&memory, &doc.actors.at[both].members, ostra);
    (void)list_push(&memory, &doc.actors.at[both].members, merrow);
    doc.attributions.at[6].against_actor = both;
    assert_string_equal(numbers(&(struct pick){.against = "Merrow"}), "......x");
    assert_true(show_table(&doc, &(struct show_options){.reply = true}, &out));
    const char *table = buf_terminate(&out);
    assert_non_null(strstr(table, "\nOstra\n 3  "));
    assert_non_null(strstr(table, "\nMerrow\n 7  "));
    assert_null(strstr(table, "\nOstra and Merrow\n"));
}

static void pointing_at_a_row_lights_its_answer_too(void **state)
{
    (void)state;
    assert_true(html_add_article(&out, &doc, NULL, 1));
    const char *page = buf_terminate(&out);
    assert_non_null(strstr(page, "<span class=\"m x a2\">an assertion Ostra has long rejected</span>"));
    assert_non_null(strstr(page, "<span class=\"answer no\"> <span class=\"sign\">✗</span> <b class=\"who\">Ostra</b>:"));
    assert_non_null(strstr(page, "<span class=\"chain\">Harbour Post › Anna Berg › Ostran officials</span>"));
}

static void markdown_has_the_answers(void **state)
{
    (void)state;
    assert_true(show_md(&doc, &(struct show_options){0}, &out));
    assert_non_null(strstr(buf_terminate(&out), "- 2 · **Anna Berg** (The letter) *claims* \\[allege\\] — that Kelduria was annexed by Ostra\\\n"
                                                "  ✗ **Ostra**: “an assertion Ostra has long rejected”\n"
                                                "- 3 · "));
}

static void nobody_is_called_corroborated_and_no_status_stands_without_words(void **state)
{
    (void)state;
    assert_true(show_table(&doc, &(struct show_options){0}, &out));
    assert_true(show_md(&doc, &(struct show_options){0}, &out));
    assert_true(html_add_article(&out, &doc, NULL, 1));
    const char *all = buf_terminate(&out);
    assert_null(strstr(all, "corroborated"));
    for (const char *at = all; (at = strstr(at, "✗")) != NULL; at++)
        assert_non_null(strstr(at, "an assertion Ostra has long rejected"));
}

static void words_are_compared_without_case_accents_and_articles(void **state)
{
    (void)state;
    struct buf a, b;
    buf_init(&a, 0);
    buf_init(&b, 0);
    fold_words((struct str){"The ZOË’s", strlen("The ZOË’s")}, &a);
    fold_words((struct str){" zoe!", 5}, &b);
    assert_true(fold_equal(&a, &b));
    fold_words((struct str){"O'Brien", 7}, &a);
    assert_string_equal(buf_terminate(&a), " o brien ");
    fold_words((struct str){"Ostran", 6}, &a);
    fold_words((struct str){"Ostra", 5}, &b);
    assert_false(fold_holds(&a, &b));
    fold_words((struct str){"It’s", strlen("It’s")}, &a);
    assert_true(fold_is_pronoun(&a));
    fold_words((struct str){"…", strlen("…")}, &a);
    assert_true(fold_is_empty(&a));
    assert_false(fold_holds(&b, &a));
    assert_false(pick_is_name(" – "));
    buf_release(&a);
    buf_release(&b);
}

static void memory_may_give_out_at_any_point(void **state)
{
    (void)state;
    for (size_t limit = 64; limit < 1 << 16; limit += 48) {
        struct arena small;
        struct account account;
        struct parts parts = {0};
        arena_init(&small, limit);
        bool good = account_init(&account, &doc, NULL, &small);
        for (uint32_t i = 0; good && i < account.count; i++) {
            account_head(&account, i, &parts);
            account_content(&account, i, false, &parts);
            (void)account_chain(&account, i);
        }
        for (uint32_t i = 0; good && i < doc.statuses.count; i++)
            account_answer(&account, &doc.statuses.at[i], &parts);
        buf_reset(&out);
        if (good)
            account_summary(&account, &out);
        good = good && !account_failed(&account);
        account_release(&account);
        arena_release(&small);
        if (good)
            return;
    }
    fail_msg("64 KiB were not enough.");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(answers_stand_beside_their_charge_and_the_chain_under_its_head),
        EACH(every_answer_and_actor_stands_in_the_json),
        EACH(somebody_unnamed_reacts_by_his_words),
        EACH(a_source_is_found_by_name_part_mention_and_code_in_any_case),
        EACH(words_in_a_mouth_need_second_hand_and_bring_their_chain),
        EACH(stances_and_statuses_choose),
        EACH(a_choice_keeps_ids_and_reactions_that_touch_it),
        EACH(a_choice_that_fits_nothing_says_so),
        EACH(replies_stand_by_accused),
        EACH(charges_against_several_stand_under_each),
        EACH(pointing_at_a_row_lights_its_answer_too),
        EACH(markdown_has_the_answers),
        EACH(nobody_is_called_corroborated_and_no_status_stands_without_words),
        EACH(words_are_compared_without_case_accents_and_articles),
        EACH(memory_may_give_out_at_any_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
