/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/matcher.h"

static const char *const claims[][3] = {
    {"bridge", "Did the council of Ostra sell its bridge?", "The council of Ostra sold the old bridge for 300 crowns."},
    {"pigeons", "", "Pigeons of Saltby carry letters for the police."},
    {"bridge-2", "", "A bridge in Elmford fell down in 1911."},
    {"queen", "Was the champion a robot?", "The chess champion Per Holm was a robot."},
};

struct made {
    struct arena memory, scratch;
    struct stories stories;
    struct matcher matcher;
    struct dixit_error error;
};

static struct str str_of(const char *text)
{
    return (struct str){text, strlen(text)};
}

static void make(struct made *made, uint32_t count)
{
    *made = (struct made){0};
    arena_init(&made->memory, 0);
    arena_init(&made->scratch, 0);
    assert_true(stories_init(&made->stories, &made->memory, &made->scratch, &made->error));
    assert_true(matcher_init(&made->matcher, &made->stories));
    for (uint32_t i = 0; i < count; i++)
        assert_true(matcher_add(&made->matcher, str_of(claims[i][0]), str_of(claims[i][1]), str_of(claims[i][2])));
    assert_true(matcher_close(&made->matcher));
}

static void release(struct made *made)
{
    arena_release(&made->memory);
    arena_release(&made->scratch);
}

static struct matches matches;

static void a_text_finds_the_claim_that_it_repeats_first(void **state)
{
    struct made made;
    (void)state;
    make(&made, 4);
    assert_true(matcher_find(&made.matcher, str_of("So Ostra's council has sold the old bridge, and for 300 crowns!"), &matches));
    assert_true(matches.count >= 2);
    assert_int_equal(matches.at[0].claim, 0);
    assert_true(matches.at[0].numbers[6] > matches.at[1].numbers[6]); /* what share of the text's rarity the claim's words have */
    assert_int_equal((int)matches.at[0].numbers[15], 1);              /* a figure in common */
    assert_true(matcher_find(&made.matcher, str_of("They say that the champion Per Holm was a robot"), &matches));
    assert_int_equal(matches.at[0].claim, 3);
    release(&made);
}

static void a_text_does_not_change_what_later_ones_find(void **state)
{
    struct made made;
    struct match first;
    (void)state;
    make(&made, 4);
    assert_true(matcher_find(&made.matcher, str_of("Pigeons carry letters"), &matches));
    assert_int_equal(matches.count, 1);
    first = matches.at[0];
    assert_true(matcher_find(&made.matcher, str_of("Pigeons, pigeons, and the old bridge"), &matches));
    assert_true(matcher_find(&made.matcher, str_of("Pigeons carry letters"), &matches));
    assert_int_equal(matches.count, 1);
    assert_int_equal(matches.at[0].claim, 1);
    assert_memory_equal(&matches.at[0], &first, sizeof first);
    release(&made);
}

static void nothing_in_common_and_nothing_known_give_no_match(void **state)
{
    struct made made;
    (void)state;
    make(&made, 4);
    assert_true(matcher_find(&made.matcher, str_of("Apples keep in straw."), &matches));
    assert_int_equal(matches.count, 0);
    assert_true(matcher_find(&made.matcher, str_of(""), &matches));
    assert_int_equal(matches.count, 0);
    release(&made);
    make(&made, 0);
    assert_true(matcher_find(&made.matcher, str_of("Pigeons carry letters"), &matches));
    assert_int_equal(matches.count, 0);
    release(&made);
}

static void bytes_that_are_no_text_and_long_texts_do_no_harm(void **state)
{
    static char long_text[1 << 20];
    static const struct str hostile[] = {{"\xFF\xFE\x80", 3}, {"\xE2\x80", 2}, {"a\0b", 3}, {"\xF4\x90\x80\x80 pigeons", 12}, {"#@ https:// @ #", 15}};
    struct made made;
    (void)state;
    make(&made, 4);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        assert_true(matcher_find(&made.matcher, hostile[i], &matches));
    for (size_t i = 0; i < sizeof long_text; i++)
        long_text[i] = "pigeons "[i % 8];
    assert_true(matcher_find(&made.matcher, (struct str){long_text, sizeof long_text}, &matches));
    assert_int_equal(matches.count, 1);
    assert_int_equal(matches.at[0].claim, 1);
    release(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_finds_the_claim_that_it_repeats_first),
        cmocka_unit_test(a_text_does_not_change_what_later_ones_find),
        cmocka_unit_test(nothing_in_common_and_nothing_known_give_no_match),
        cmocka_unit_test(bytes_that_are_no_text_and_long_texts_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
