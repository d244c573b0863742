/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "intake/html_dates.h"
#include "intake/html_lines.h"
#include "intake/html_linked.h"

static struct arena memory;
static struct html_page page;

#define LONG                                                                                                            \
    "The League met on Thursday, and Anna Berg spoke for an hour about the valley, the raids and the archives, before " \
    "anybody answered her."

static const char *text_of(const char *html)
{
    arena_release(&memory);
    assert_true(html_parse((struct str){html, strlen(html)}, NULL, &memory, &page));
    return page.text.at;
}

static const char *body_of(const char *html)
{
    return text_of(html) + page.body;
}

/* ---- facts ---- */

static void json_ld_goes_before_meta_and_meta_before_what_is_visible(void **state)
{
    (void)state;
    text_of("<title>C</title><meta property=og:title content=B><meta name=author content='Eva Lind'>"
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"A &amp; O\",\"author\":{\"name\":\"Mira Holm\"}}</script>"
            "<p class=byline>By Jonas Wik<p>" LONG);
    assert_string_equal(page.facts.title, "A & O");
    assert_string_equal(page.facts.author, "Mira Holm");
    text_of("<title>C</title><meta property=og:title content=B><meta name=author content='By Eva Lind'><p class=byline>By Jonas Wik<p>" LONG);
    assert_string_equal(page.facts.title, "B");
    assert_string_equal(page.facts.author, "Eva Lind");
    text_of("<title>What the League said of the valley | Harbour Post</title><p class=byline>By Jonas Wik | 4 May 2026<p>" LONG);
    assert_string_equal(page.facts.title, "What the League said of the valley");
    assert_string_equal(page.facts.author, "Jonas Wik");
    assert_string_equal(page.facts.published, "2026-05-04");
}

static void microdata_gives_author_and_dates(void **state)
{
    (void)state;
    text_of("<div itemprop=author itemscope><a href=x><span itemprop=name>Lena Roos</span></a>, reporter</div>"
            "<meta itemprop=datePublished content='2026-01-02T10:00:00Z'><time itemprop=dateModified datetime=2026-01-03>today</time><p>" LONG);
    assert_string_equal(page.facts.author, "Lena Roos");
    assert_string_equal(page.facts.published, "2026-01-02T10:00:00Z");
    assert_string_equal(page.facts.modified, "2026-01-03");
}

static void an_address_is_no_author(void **state)
{
    (void)state;
    text_of("<meta property=article:author content='https://people.example/mira'><a rel=author href=x>Mira Holm</a><p>" LONG);
    assert_string_equal(page.facts.author, "Mira Holm");
}

static void outlet_language_and_address_are_found(void **state)
{
    (void)state;
    text_of("<html lang=pt-BR><meta property=og:site_name content=' Correio  do Vale '>"
            "<link rel=canonical href='https://correio.example/1?a=1&amp;b=2'><meta property=og:url content='https://correio.example/2'><p>" LONG);
    assert_string_equal(page.facts.outlet, "Correio do Vale");
    assert_string_equal(page.facts.language, "pt");
    assert_string_equal(page.facts.url, "https://correio.example/1?a=1&b=2");
}

static void broken_json_ld_is_passed_over(void **state)
{
    (void)state;
    text_of("<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"Cut</script>"
            "<script type=application/ld+json>\n//<![CDATA[\n[{\"@type\":[\"Thing\",\"BlogPosting\"],\"headline\":\"Two\nlines\"}]\n//]]></script><p>" LONG);
    assert_string_equal(page.facts.title, "Two lines");
}

static void a_page_without_facts_has_none(void **state)
{
    (void)state;
    text_of("<p>" LONG);
    assert_null(page.facts.title);
    assert_null(page.facts.author);
    assert_null(page.facts.published);
    assert_null(page.facts.language);
    assert_int_equal(page.body, 0);
}

static void dates_of_many_shapes_become_iso_8601(void **state)
{
    (void)state;
    static const char *const dates[][2] = {
        {"2026-01-04T09:30:00+01:00", "2026-01-04T09:30:00+01:00"}, {"2026-01-04 09:30:00", "2026-01-04 09:30:00"},
        {"2026-01-04", "2026-01-04"}, {"2026/1/4", "2026-01-04"}, {"20260104", "2026-01-04"}, {"4 January 2026", "2026-01-04"},
        {"Sun, 04 Jan 2026 09:30:00 GMT", "2026-01-04"}, {"Jan. 4, 2026 at 9:30", "2026-01-04"}, {"Posted on Sept 4th, 2026", "2026-09-04"},
        {"Published: 4th of May 2026", "2026-05-04"}, {"04/05/2026", NULL}, {"May 2026", NULL}, {"2026-13-04", NULL}, {"", NULL},
        {"1234567890", NULL}, {"Mayor 4 2026", NULL},
    };
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        const char *date = html_date(dates[i][0], &memory);
        if (dates[i][1] == NULL)
            assert_null(date);
        else
            assert_string_equal(date, dates[i][1]);
    }
}

static void references_in_json_are_decoded(void **state)
{
    (void)state;
    char text[] = "&amp;amp; &#8220;a&#x201D; &#0; &#xD800; &bogus; &#; &";
    html_unescape(text);
    assert_string_equal(text, "&amp; “a” \xEF\xBF\xBD \xEF\xBF\xBD &bogus; &#; &");
}

/* ---- text ---- */

static void the_headline_is_the_first_paragraph(void **state)
{
    (void)state;
    assert_string_equal(text_of("<title>Anna Berg speaks to the League | Post</title><h1>Anna Berg speaks to the League</h1><p>" LONG),
                        "Anna Berg speaks to the League\n\n" LONG);
    assert_int_equal(page.body, 32);
    assert_string_equal(text_of("<title>Anna Berg speaks to the League</title><body></body>"), "Anna Berg speaks to the League");
    assert_int_equal(page.body, 30);
}

static void quotation_marks_dashes_and_accents_are_kept(void **state)
{
    (void)state;
    const char *text = "“Nobody,” she said – «personne», ‘niemand’, „nikdo“ — to Per Åkesson’s e\xCC\x81tat; 名前は「ある」と言った, and that was all of it.";
    char html[512];
    (void)snprintf(html, sizeof html, "<p>%s</p>", text);
    assert_string_equal(body_of(html), text);
}

static void spaces_are_folded_and_what_cannot_be_seen_vanishes(void **state)
{
    (void)state;
    assert_string_equal(body_of("<p>  The\n\t League&nbsp; met&#x200B; on Thurs&shy;day\xC2\xA0, and  nobody at all came to see what it did there. </p>"),
                        "The League met on Thursday , and nobody at all came to see what it did there.");
}

static void headings_without_a_text_below_them_go(void **state)
{
    (void)state;
    assert_string_equal(body_of("<article><h2>First</h2><p>" LONG "</p><h2>Empty</h2><h2>Last</h2></article>"), "First\n\n" LONG);
}

static void a_story_that_only_json_ld_has_is_taken_from_there(void **state)
{
    (void)state;
    const char *html = "<title>t</title><div>Loading the story of the day …</div><script type=application/ld+json>{\"@type\":\"Article\",\"articleBody\":\""
                       "<p>" LONG "</p><p>Then <b>Per</b> spoke.</p>" LONG "\\n" LONG "\\n" LONG "\"}</script>";
    assert_string_equal(body_of(html), LONG "\n\nThen Per spoke.\n\n" LONG "\n\n" LONG "\n\n" LONG);
    assert_true(page.linked);
}

static void a_page_without_a_story_gives_all_that_it_shows(void **state)
{
    (void)state;
    assert_string_equal(body_of("<nav><a href=a>Start</a></nav><button>Go</button>"), "Start");
    assert_true(page.all);
}

static void lines_of_junk_are_known_by_how_they_begin(void **state)
{
    (void)state;
    assert_true(html_line_is_junk("Advertisement"));
    assert_true(html_line_is_junk("SIGN UP FOR our letter"));
    assert_false(html_line_is_junk("Advertisements for the League were torn down."));
    assert_false(html_line_is_junk("No comments were made by the ministry."));
    assert_false(html_line_is_junk("Anna Berg said that the League uses cookies to follow its readers."));
}

/* ---- documents ---- */

static void a_document_has_the_facts_and_the_body(void **state)
{
    (void)state;
    struct doc doc = {.memory = &memory};
    struct dixit_error error = {0};
    const char *html = "<title>Anna Berg speaks</title><meta charset=utf-8><meta name=author content='Mira Holm'><h1>Anna Berg speaks</h1><p>caf\xE9. " LONG;
    arena_release(&memory);
    assert_true(html_read(&doc, (struct str){html, strlen(html)}, NULL, true, 60, &error));
    assert_int_equal(doc.text.length, 60);
    assert_int_equal(doc.body.start, 18);
    assert_int_equal(doc.body.end, 60);
    assert_string_equal(doc.origin.author, "Mira Holm");
    assert_string_equal(doc.origin.media_type, "text/html");
    assert_string_equal(doc.origin.charset, "windows-1252");
    assert_int_equal(doc.notes.count, 3); /* cut text, wrong charset, cut page */
}

static void memory_that_gives_out_at_any_point_is_an_error_and_no_crash(void **state)
{
    (void)state;
    const char *html = "<title>Anna Berg speaks</title><h1>Anna Berg speaks</h1><ul><li>a<li>b</ul><p>" LONG;
    bool done = false;
    for (size_t limit = 1000; !done; limit += limit / 8) {
        struct arena small;
        arena_init(&small, limit);
        done = html_parse((struct str){html, strlen(html)}, NULL, &small, &page);
        arena_release(&small);
        assert_true(limit < (size_t)1 << 28);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_ld_goes_before_meta_and_meta_before_what_is_visible),
        cmocka_unit_test(microdata_gives_author_and_dates),
        cmocka_unit_test(an_address_is_no_author),
        cmocka_unit_test(outlet_language_and_address_are_found),
        cmocka_unit_test(broken_json_ld_is_passed_over),
        cmocka_unit_test(a_page_without_facts_has_none),
        cmocka_unit_test(dates_of_many_shapes_become_iso_8601),
        cmocka_unit_test(references_in_json_are_decoded),
        cmocka_unit_test(the_headline_is_the_first_paragraph),
        cmocka_unit_test(quotation_marks_dashes_and_accents_are_kept),
        cmocka_unit_test(spaces_are_folded_and_what_cannot_be_seen_vanishes),
        cmocka_unit_test(headings_without_a_text_below_them_go),
        cmocka_unit_test(a_story_that_only_json_ld_has_is_taken_from_there),
        cmocka_unit_test(a_page_without_a_story_gives_all_that_it_shows),
        cmocka_unit_test(lines_of_junk_are_known_by_how_they_begin),
        cmocka_unit_test(a_document_has_the_facts_and_the_body),
        cmocka_unit_test(memory_that_gives_out_at_any_point_is_an_error_and_no_crash),
    };
    int failed = cmocka_run_group_tests_name("intake/html", tests, NULL, NULL);
    arena_release(&memory);
    return failed;
}
