/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "ledger/copies.h"
#include "ledger/credits.h"
#include "stories_by_hand.h"

static const char agency[] = "The harbour of Ostra will stay shut until the spring because the sea wall has cracked in four places. "
    "Engineers found the cracks in November after a storm that lasted three days. The council has set aside two million crowns for the repair. "
    "Fishermen must use the small landing at Elm Point, where only ten boats can lie. Some of them have begun to sell their boats. "
    "A ferry company has moved its office to the next town and does not know when it will return.";
static const char cut[] = "The harbour of Ostra will stay shut until the spring because the sea wall has cracked in four places. "
    "Engineers found the cracks in November after a storm that lasted three days. The council has set aside two million crowns for the repair.";
static const char rewritten[] = "Ostra’s harbour will stay shut until the spring, since the sea wall has cracked in four places, as engineers found in November. "
    "The storm that did it lasted three days. For the repair the council has set aside two million crowns of its savings. "
    "Fishermen must use the small landing at Elm Point for now, where only ten boats can lie, and some of them have begun to sell theirs.";
static const char independent[] = "Nobody in the lower town believes that boats will come back this year. The wall broke during the storm, says the woman who runs the "
    "net shop, and the town has little money. Her husband drives a taxi now. The school has lost eleven children since the families of the sailors left. "
    "A priest has opened a kitchen in the old customs house, and a hundred people eat there every day.";

static void find(struct made_stories *made, struct copies *copies)
{
    assert_true(credits_settle(&made->stories));
    assert_true(copies_find(&made->stories, copies));
}

static void the_same_a_shorter_and_a_reworked_text_are_told_from_an_independent_one(void **state)
{
    struct made_stories made;
    struct copies copies;
    (void)state;
    made_stories_init(&made);
    made_story(&made, "a", "Nord Agency", "2026-01-02", agency, NULL, 0, NULL);
    made_story(&made, "b", "Harbour Post", "2026-01-03", agency, NULL, 0, NULL);
    made_story(&made, "c", "Valley Times", "2026-01-04", cut, NULL, 0, NULL);
    made_story(&made, "d", "Elm Gazette", "2026-01-05", rewritten, NULL, 0, NULL);
    made_story(&made, "e", "Copper Post", "2026-01-06", independent, NULL, 0, NULL);
    find(&made, &copies);
    assert_int_equal(copies.family[1], 0);
    assert_int_equal(copies.family[2], 0);
    assert_int_equal(copies.family[3], 0);
    assert_int_equal(copies.family[4], 4);
    for (uint32_t i = 0; i < copies.pairs.count; i++) {
        const struct copy *copy = &copies.pairs.at[i];
        assert_int_not_equal(copy->b, 4);
        if (copy->a == 0)
            assert_int_equal(copy->kind, copy->b == 1 ? COPY_SAME : copy->b == 2 ? COPY_SHORTENED : COPY_REWRITTEN);
        assert_int_equal(copy->from, copy->a); /* the earlier */
        assert_true(copy->in_a.end > copy->in_a.start && copy->in_b.end - copy->in_b.start == copy->in_a.end - copy->in_a.start);
    }
    made_stories_release(&made);
}

static void one_text_twice_is_a_copy_however_long_or_short(void **state)
{
    struct made_stories made;
    struct copies copies;
    static const char line[] = "The old tannery of Elmford burned down on Sunday night";
    (void)state;
    made_stories_init(&made);
    made_story(&made, "a", "Nord Agency", "2026-01-02", line, NULL, 0, NULL);
    made_story(&made, "b", "Harbour Post", "2026-01-03", line, NULL, 0, NULL);
    made_story(&made, "c", "Valley Times", "2026-01-03", "The old tannery of Elmford will be a museum, and the town is glad of it", NULL, 0, NULL);
    made_story(&made, "d", "Elm Gazette", "2026-01-03", independent, NULL, 0, NULL);
    made_story(&made, "e", "Copper Post", "2026-01-04", independent, NULL, 0, NULL);
    find(&made, &copies);
    assert_int_equal(copies.pairs.count, 2);
    assert_int_equal(copies.family[1], 0);
    assert_int_equal(copies.family[2], 2);
    assert_int_equal(copies.family[4], 3);
    made_stories_release(&made);
}

static void without_days_the_longer_text_is_what_the_shorter_was_cut_from(void **state)
{
    struct made_stories made;
    struct copies copies;
    (void)state;
    made_stories_init(&made);
    made_story(&made, "a", NULL, NULL, cut, NULL, 0, NULL);
    made_story(&made, "b", NULL, NULL, agency, NULL, 0, NULL);
    find(&made, &copies);
    assert_int_equal(copies.pairs.count, 1);
    assert_int_equal(copies.pairs.at[0].from, 1);
    made_stories_release(&made);
}

static void a_credit_goes_before_the_day(void **state)
{
    struct made_stories made;
    struct copies copies;
    char text[1024];
    (void)state;
    snprintf(text, sizeof text, "%s The Harbour Post reported this.", cut);
    made_stories_init(&made);
    made_story(&made, "a", "Valley Times", "2026-01-02", text, NULL, 0, (const char *const[]){"Harbour Post", NULL});
    made_story(&made, "b", "Harbour Post", "2026-01-03", agency, NULL, 0, NULL);
    find(&made, &copies);
    assert_int_equal(copies.pairs.count, 1);
    assert_int_equal(copies.pairs.at[0].from, 1);
    made_stories_release(&made);
}

static void one_quotation_in_common_is_no_copy(void **state)
{
    static const char said[] = "“We shall mend the wall before the herring come, and no family will have to leave the harbour,” the mayor said.";
    struct made_stories made;
    struct copies copies;
    char one[1024], two[1024];
    (void)state;
    snprintf(one, sizeof one, "%s %s", agency, said);
    snprintf(two, sizeof two, "%s %s", independent, said);
    made_stories_init(&made);
    made_story(&made, "a", NULL, NULL, one, NULL, 0, NULL);
    made_story(&made, "b", NULL, NULL, two, NULL, 0, NULL);
    find(&made, &copies);
    assert_int_equal(copies.pairs.count, 0);
    made_stories_release(&made);
}

static void no_story_and_empty_stories_have_no_copies(void **state)
{
    struct made_stories made;
    struct copies copies;
    (void)state;
    made_stories_init(&made);
    find(&made, &copies);
    made_story(&made, "a", NULL, NULL, "", NULL, 0, NULL);
    made_story(&made, "b", NULL, NULL, "…", NULL, 0, NULL);
    find(&made, &copies);
    assert_int_equal(copies.pairs.count, 0);
    made_stories_release(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_text_twice_is_a_copy_however_long_or_short),
        cmocka_unit_test(the_same_a_shorter_and_a_reworked_text_are_told_from_an_independent_one),
        cmocka_unit_test(without_days_the_longer_text_is_what_the_shorter_was_cut_from),
        cmocka_unit_test(a_credit_goes_before_the_day),
        cmocka_unit_test(one_quotation_in_common_is_no_copy),
        cmocka_unit_test(no_story_and_empty_stories_have_no_copies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
