/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/layout.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* Lines of 10 units' height, 200 wide, in one block; `texts` ends with NULL, "" begins a page. */
static void check(const char *const *texts, const char *wanted)
{
    struct arena memory;
    struct layout layout;
    struct buf text;
    struct doc doc = {.memory = &memory};
    float y = 200;
    arena_init(&memory, 0);
    buf_init(&text, 0);
    layout_init(&layout, &memory);
    layout_add_page(&layout, 400, 600);
    for (; *texts != NULL; texts++) {
        if ((*texts)[0] == '\0') {
            layout_add_page(&layout, 400, 600);
            y = 200;
            continue;
        }
        layout_open_line(&layout, (struct box){40, y, 240, y + 10});
        layout_add_word(&layout, *texts, strlen(*texts));
        layout_close_line(&layout);
        y += 12;
    }
    assert_true(layout_write(&layout, &doc, &text));
    assert_string_equal(buf_terminate(&text), wanted);
    assert_int_equal(doc.pages.count, layout.pages.count);
    layout_release(&layout);
    buf_release(&text);
    arena_release(&memory);
}

static void a_parted_word_is_made_whole(void **state)
{
    (void)state;
    check((const char *[]){"the govern-", "ment of Ostra", NULL}, "the government of Ostra");
    check((const char *[]){"the govern\xC2\xAD", "ment", NULL}, "the government");
    check((const char *[]){"die Bürger-", "meisterin", NULL}, "die Bürgermeisterin");
}

static void a_hyphen_of_the_word_s_own_stays(void **state)
{
    (void)state;
    check((const char *[]){"an Anglo-", "Ostran treaty", NULL}, "an Anglo-Ostran treaty");
    check((const char *[]){"aged 20-", "25 years", NULL}, "aged 20-25 years");
    check((const char *[]){"the re-elected mayor; a re-", "elected one", NULL}, "the re-elected mayor; a re-elected one");
    check((const char *[]){"a self-", "styled duke", NULL}, "a self-styled duke");
    check((const char *[]){"the so-", "called annexation", NULL}, "the so-called annexation");
}

static void a_word_that_stands_elsewhere_whole_is_joined(void **state)
{
    (void)state;
    check((const char *[]){"a layoff, then an off-", "set and an offset, well-", "being", NULL}, "a layoff, then an offset and an offset, well-being");
}

static void dashes_are_no_hyphens(void **state)
{
    (void)state;
    check((const char *[]){"he said -", "and left", NULL}, "he said - and left");
    check((const char *[]){"he said\xE2\x80\x94", "and left", NULL}, "he said\xE2\x80\x94" "and left");
}

static void a_sentence_goes_on_over_the_page(void **state)
{
    (void)state;
    check((const char *[]){"Berg said that the", "", "raids went on.", "", "Lind denied it.", NULL}, "Berg said that the raids went on.\n\nLind denied it.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parted_word_is_made_whole),
        cmocka_unit_test(a_hyphen_of_the_word_s_own_stays),
        cmocka_unit_test(a_word_that_stands_elsewhere_whole_is_joined),
        cmocka_unit_test(dashes_are_no_hyphens),
        cmocka_unit_test(a_sentence_goes_on_over_the_page),
    };
    return cmocka_run_group_tests_name("intake/layout", tests, NULL, NULL);
}
