/* SPDX-License-Identifier: Apache-2.0 */
#include "view/show.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "view/show_html.h"
#include "made_doc.h"

static struct arena memory;
static struct doc doc;
static struct buf out;

static const char text[] = "Anna Berg said that Ostra, which she called \xE2\x80\x9C" "a bully\xE2\x80\x9D, had\nlied. It is said to rain.";

static int begin(void **state)
{
    (void)state;
    arena_init(&memory, 0);
    buf_init(&out, 0);
    made_text(&doc, &memory, text);
    doc.origin.title = "A quarrel";
    doc.origin.outlet = "Harbour Post";
    doc.origin.published = "2026-01-04T10:00:00Z";
    made_attribution(&doc, "Anna Berg", "said", "that Ostra, which she called \xE2\x80\x9C" "a bully\xE2\x80\x9D, had\nlied", NONE);
    made_attribution(&doc, "she", "called", "\xE2\x80\x9C" "a bully\xE2\x80\x9D", 0);
    made_attribution(&doc, NULL, "is said", "to rain", NONE);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&memory);
    buf_release(&out);
    return 0;
}

static void the_table_shows_who_says_what(void **state)
{
    (void)state;
    assert_true(show_table(&doc, &(struct show_options){0}, &out));
    assert_string_equal(buf_terminate(&out),
                        "A quarrel  Harbour Post · 4 January 2026 · 17 words\n"
                        "3 attributions to 2 speakers as worded; 1 names nobody\n"
                        "\n"
                        " 1  Anna Berg said\n"
                        "      that Ostra, which she called “a bully”, had lied\n"
                        "    └ 2  she called: “a bully”\n"
                        " 3  (nobody named) is said\n"
                        "      to rain\n");
}

static void the_table_keeps_to_a_width(void **state)
{
    (void)state;
    assert_true(show_table(&doc, &(struct show_options){.width = 30}, &out));
    assert_string_equal(buf_terminate(&out),
                        "A quarrel\n"
                        "Harbour Post · 4 January 2026\n"
                        "· 17 words\n"
                        "3 attributions to 2 speakers\n"
                        "as worded; 1 names nobody\n"
                        "\n"
                        " 1  Anna Berg said\n"
                        "      that Ostra, which she\n"
                        "      called “a bully”, had\n"
                        "      lied\n"
                        "    └ 2  she called: “a bully”\n"
                        " 3  (nobody named) is said\n"
                        "      to rain\n");
}

static void wide_and_combining_characters_take_their_columns(void **state)
{
    (void)state;
    made_text(&doc, &memory, "e\xCC\x81\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD says x");
    made_attribution(&doc, "e\xCC\x81\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD", "says", "x", NONE);
    assert_true(show_table(&doc, &(struct show_options){.width = 20}, &out));
    assert_non_null(strstr(buf_terminate(&out), "\n 1  e\xCC\x81\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD\xE6\x96\x87\xE4\xB8\xAD says\n"));
    buf_reset(&out);
    assert_true(show_table(&doc, &(struct show_options){.width = 19}, &out));
    assert_non_null(strstr(buf_terminate(&out), "\xE4\xB8\xAD\n    says\n"));
}

static void control_characters_are_made_visible(void **state)
{
    (void)state;
    made_text(&doc, &memory, "A\x1B[2J \xE2\x80\xAE\x07 says \xC2\x9B" "31m no");
    made_attribution(&doc, "A\x1B[2J \xE2\x80\xAE\x07", "says", "\xC2\x9B" "31m no", NONE);
    assert_true(show_table(&doc, &(struct show_options){0}, &out));
    const char *table = buf_terminate(&out);
    assert_null(strchr(table, 0x1B));
    assert_null(strchr(table, 0x07));
    assert_null(strstr(table, "\xC2\x9B"));
    assert_null(strstr(table, "\xE2\x80\xAE"));
    assert_non_null(strstr(table, "A\xE2\x90\x9B[2J"));
}

static void json_speaks_code_points(void **state)
{
    (void)state;
    assert_true(show_json(&doc, &(struct show_options){.model = "m-1"}, &out));
    const char *json = buf_terminate(&out);
    assert_non_null(strstr(json, "\"format\":\"dixit-reading/1\",\"id\":\"made\",\"file\":\"made.txt\""));
    assert_non_null(strstr(json, "{\"id\":\"2\",\"parent\":\"1\",\"source\":{\"spans\":[[33,36]],\"actor\":null},\"cue\":[[37,43]],\"content\":[[44,53]],"
                                 "\"stance\":null,\"negated\":false,\"quote\":\"indirect\",\"addressee\":null,\"against\":null,\"about\":[],"
                                 "\"said\":null,\"status\":[],\"confidence\":0.88}"));
    assert_non_null(strstr(json, "{\"id\":\"3\",\"parent\":null,\"source\":{\"spans\":[],\"actor\":null},\"cue\":[[68,75]]"));
    assert_non_null(strstr(json, "\"model\":\"m-1\""));
    assert_int_equal(json[strlen(json) - 1], '\n');
    buf_reset(&out);
    assert_true(show_json(&doc, &(struct show_options){.no_text = true}, &out));
    assert_non_null(strstr(buf_terminate(&out), "\"text\":null,"));
}

static void markdown_escapes_what_it_would_take_for_its_own(void **state)
{
    (void)state;
    made_text(&doc, &memory, "*A* <b> [x](y) says `no` & #1");
    made_attribution(&doc, "*A* <b> [x](y)", "says", "`no` & #1", NONE);
    assert_true(show_md(&doc, &(struct show_options){0}, &out));
    assert_non_null(strstr(buf_terminate(&out), "- 1 · **\\*A\\* \\<b\\> \\[x\\](y)** *says* — \\`no\\` \\& \\#1\n"));
}

static void marks_that_overlap_become_elements_that_do_not(void **state)
{
    (void)state;
    assert_true(html_add_article(&out, &doc, NULL, 1));
    const char *page = buf_terminate(&out);
    assert_non_null(strstr(page, "<p><span class=\"m s a1\">Anna Berg</span> <span class=\"a1\" id=\"d1a1\"></span><span class=\"m c a1\">said</span>"
                                 "<a class=\"n\" href=\"#d1r1\" aria-label=\"attribution 1\">1</a> <span class=\"m t a1\">that Ostra, which </span>"
                                 "<span class=\"m t s a1 a2\">she</span>"));
    assert_non_null(strstr(page, "<span class=\"m t a1\">, had</span></p>\n<p><span class=\"m t a1\">lied</span>. It "));
    assert_non_null(strstr(page, "<li><p class=\"row r2 a2\" id=\"d1r2\">"));
}

static void a_page_escapes_its_text(void **state)
{
    (void)state;
    made_text(&doc, &memory, "<i>&\"' says x");
    made_attribution(&doc, "<i>&\"'", "says", "x", NONE);
    doc.origin.title = "</title><script>";
    assert_true(html_add_article(&out, &doc, NULL, 1));
    const char *page = buf_terminate(&out);
    assert_non_null(strstr(page, "&lt;i&gt;&amp;&quot;&#39;"));
    assert_null(strstr(page, "<i>"));
    assert_null(strstr(page, "<script"));
}

static void every_output_stands_an_empty_reading(void **state)
{
    (void)state;
    made_text(&doc, &memory, "");
    const struct show_options options = {.width = 40, .own = true};
    assert_true(show_table(&doc, &options, &out));
    assert_true(show_md(&doc, &options, &out));
    assert_true(show_json(&doc, &options, &out));
    assert_true(html_add_article(&out, &doc, NULL, 1));
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(the_table_shows_who_says_what),
        EACH(the_table_keeps_to_a_width),
        EACH(wide_and_combining_characters_take_their_columns),
        EACH(control_characters_are_made_visible),
        EACH(json_speaks_code_points),
        EACH(markdown_escapes_what_it_would_take_for_its_own),
        EACH(marks_that_overlap_become_elements_that_do_not),
        EACH(a_page_escapes_its_text),
        EACH(every_output_stands_an_empty_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
