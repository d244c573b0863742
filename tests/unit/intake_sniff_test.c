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

static void other_formats_are_known_by_how_they_begin(void **state)
{
    (void)state;
    check("\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- a -->\n<!DOCTYPE rss [<!ENTITY a \"<b>\">]>\n<rss version=\"2.0\">", SNIFF_FEED);
    check("<feed xmlns=\"http://www.w3.org/2005/Atom\">", SNIFF_FEED);
    check("{ \"version\": \"https:\\/\\/jsonfeed.org\\/version\\/1\"}", SNIFF_JSONFEED);
    check("Received: from a\nSubject: b\n\nc", SNIFF_MAIL);
    check("From a@b Sun Jan  4 09:30:00 2026\nMessage-ID: <1>\nSubject: b\n\nc", SNIFF_MBOX);
    check("Title;\"Full Text\"\na;b\n", SNIFF_CSV);
    check("---\ntitle: A\n---\nb", SNIFF_MARKDOWN);
    check("%PDF-1.4\n", SNIFF_PDF);
    check("<?xml version=\"1.0\"?><alto xmlns=\"x\">", SNIFF_ALTO);
    check("<html><meta name='ocr-system' content='x'>", SNIFF_HOCR);
    assert_int_equal(sniff_named((struct str){"a,b\n", 4}, "table.CSV"), SNIFF_CSV);
}

static void letters_lists_and_prose_stay_text(void **state)
{
    (void)state;
    check("To: the League\nSubject: the valley\n\nBerg said no.", SNIFF_TEXT);
    check("From the harbour to the hills, nobody spoke in 2026.\nBerg said no.\n", SNIFF_TEXT);
    check("The text, the title, and what came of them\nBerg said no.\n", SNIFF_TEXT);
    check("---\nBerg said no.\n---\n", SNIFF_TEXT);
    check("# Berg said no.\n", SNIFF_TEXT);
    check("{\"text\": \"see jsonfeed\"}", SNIFF_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_known_by_how_it_begins),
        cmocka_unit_test(utf16_is_seen_through),
        cmocka_unit_test(text_is_no_page_for_the_tags_in_it),
        cmocka_unit_test(other_formats_are_known_by_how_they_begin),
        cmocka_unit_test(letters_lists_and_prose_stay_text),
    };
    return cmocka_run_group_tests_name("intake/sniff", tests, NULL, NULL);
}
