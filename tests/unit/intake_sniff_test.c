/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/sniff.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void check(const char *text, enum sniffed wanted)
{
    assert_int_equal(sniff((struct str){text, strlen(text)}), wanted);
}

static void a_page_is_known_by_how_it_begins(void **state)
{
    (void)state;
    check("<!DOCTYPE html><p>x", SNIFF_HTML);
    check("\xEF\xBB\xBF\r\n  <HTML lang=en>", SNIFF_HTML);
    check("<!-- a --> <!-- b -->\n<head>", SNIFF_HTML);
    check("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"\">", SNIFF_HTML);
    check("<title>x</title>", SNIFF_HTML);
    check("<div><p>Anna Berg said no.</p><p>The League said yes.</p></div>", SNIFF_HTML);
}

static void utf16_is_seen_through(void **state)
{
    (void)state;
    assert_int_equal(sniff((struct str){"\xFF\xFE<\0h\0t\0m\0l\0>\0", 14}), SNIFF_HTML);
    assert_int_equal(sniff((struct str){"\xFE\xFF\0<\0h\0t\0m\0l\0>", 14}), SNIFF_HTML);
}

static void text_is_no_page_for_the_tags_in_it(void **state)
{
    (void)state;
    check("", SNIFF_TEXT);
    check("Anna Berg wrote <html> on the wall.", SNIFF_TEXT);
    check("<3 is what she wrote", SNIFF_TEXT);
    check("<htmlish>", SNIFF_TEXT);
    check("<!-- only a comment", SNIFF_TEXT);
    check("<?xml version=\"1.0\"?><inventory><rss/></inventory>", SNIFF_TEXT);
    check("<p align=center>Title</p>\n\nA text with a line of HTML on top of it, as some put there, and then no tag for as long as "
          "a page would never go without one. The League met on Thursday; Anna Berg spoke for an hour about the valley, the raids "
          "and the archives, and nobody answered her. Ostra’s envoy left the hall before she had ended. Then came the vote, which "
          "was put off until spring, and the members went home through the snow.",
          SNIFF_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_known_by_how_it_begins),
        cmocka_unit_test(utf16_is_seen_through),
        cmocka_unit_test(text_is_no_page_for_the_tags_in_it),
    };
    return cmocka_run_group_tests_name("intake/sniff", tests, NULL, NULL);
}
