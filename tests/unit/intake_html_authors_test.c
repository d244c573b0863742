/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_authors.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "intake/html.h"

static struct arena memory;
static struct html_page page;

#define LONG                                                                                                            \
    "The League met on Thursday, and Anna Berg spoke for an hour about the valley, the raids and the archives, before " \
    "anybody answered her."
#define TITLE "<title>The League met in the old harbour | Harbour Post</title>"
#define H1 "<h1>The League met in the old harbour</h1>"

/* The author of a page, "" when it has none. */
static const char *author_of(const char *html)
{
    arena_release(&memory);
    assert_true(html_parse((struct str){html, strlen(html)}, NULL, &memory, &page));
    return page.facts.author != NULL ? page.facts.author : "";
}

#define assert_author(html, wanted) assert_string_equal(author_of(html), wanted)
#define assert_byline(line, wanted) assert_author("<p class=byline>" line "</p><p>" LONG, wanted)
#define LINKED(json) "<script type='application/ld+json'>" json "</script><p>" LONG

static void a_byline_ends_where_the_name_does(void **state)
{
    (void)state;
    assert_byline("By Jonas Wik", "Jonas Wik");
    assert_byline("Written by: Jonas Wik", "Jonas Wik");
    assert_byline("By Jonas Wik, science editor", "Jonas Wik");
    assert_byline("By Jonas Wik and Lena Roos, Senior Political Correspondents", "Jonas Wik and Lena Roos");
    assert_byline("By Jonas Wik, Lena Roos, staff writers", "Jonas Wik, Lena Roos");
    assert_byline("By Jonas Wik · Harbour Post", "Jonas Wik");
    assert_byline("By Jonas Wik (Harbour Post)", "Jonas Wik (Harbour Post)");
    assert_byline("By Jonas Wik Updated May 3, 2026", "Jonas Wik");
    assert_byline("By Jonas Wik on Monday, May 4th", "Jonas Wik");
    assert_byline("By Jonas Wik on Monday", "Jonas Wik");
    assert_byline("By Carla June", "Carla June");
    assert_byline("By May Friday", "May Friday");
    assert_byline("4 May 2026", "");
}

static void people_in_several_roles_stay_as_they_are_written(void **state)
{
    (void)state;
    assert_byline("Written by Jonas Wik<br>Edited by Lena Roos", "Written by Jonas Wik Edited by Lena Roos");
    assert_byline("By Jonas Wik, photographs by Lena Roos", "By Jonas Wik, photographs by Lena Roos");
    assert_byline("By Jonas Edited", "Jonas Edited");
}

static void authors_beside_each_other_are_joined(void **state)
{
    (void)state;
    assert_author("<p>By <a rel='author nofollow' href=1>Jonas Wik</a> and <a rel=author href=2>Lena Roos</a></p><p>" LONG, "Jonas Wik, Lena Roos");
    assert_author("<p><a rel=author href=1>Jonas Wik</a> <a rel=author href=1>All Stories</a></p><p>" LONG, "Jonas Wik");
    assert_author("<p><a rel=author href=1>Jonas Wik</a> <a rel=author href=2>@jonas</a></p><p>" LONG, "Jonas Wik");
    assert_author("<p><a rel=author href=1>Jonas Wik</a></p><p>" LONG "<p>" LONG "<p><a rel=author href=2>Lena Roos</a></p>", "Jonas Wik");
    assert_author("<div><i itemprop=author itemscope><b itemprop=name>Jonas Wik</b></i>, <i itemprop='author creator'>Lena Roos</i></div><p>" LONG,
                  "Jonas Wik, Lena Roos");
    assert_author("<div><b class=author>Jonas Wik</b> <b class=author>Lena Roos</b> <b class=author>Jonas Wik</b></div><p>" LONG, "Jonas Wik, Lena Roos");
}

static void several_author_metas_are_several_authors(void **state)
{
    (void)state;
    assert_author("<meta name=citation_author content='Wik, Jonas'><meta name=citation_author content='Roos, Lena'><p>" LONG, "Wik, Jonas, Roos, Lena");
    assert_author("<meta name=author content='Jonas Wik'><meta name=author content='Jonas Wik'><p>" LONG, "Jonas Wik");
    assert_author("<meta name=author content='Lena Roos'><meta name=dc.creator content='Jonas Wik'><meta name=author content='Mira Holm'><p>" LONG, "Jonas Wik");
}

static void classes_and_ids_say_where_the_author_stands(void **state)
{
    (void)state;
    assert_author("<p id=byline>By Jonas Wik</p><p>" LONG, "Jonas Wik");
    assert_author("<p class='c-story c-story__byline'>By Jonas Wik</p><p>" LONG, "Jonas Wik");
    assert_author("<p class=author__name>Jonas Wik</p><p>" LONG, "Jonas Wik");
    assert_author("<p><a class=author-link href=1>Jonas Wik</a> wrote</p><p>" LONG, "Jonas Wik");
    assert_author("<p class=comment-author>Jonas Wik</p><p>" LONG, "");
    assert_author("<p class=author-photo>Jonas Wik</p><p>" LONG, "");
}

static void by_stands_below_the_headline(void **state)
{
    (void)state;
    assert_author(TITLE H1 "<div>By <a href=/jonas>Jonas Wik</a> on Monday, May 4</div><p>" LONG, "Jonas Wik");
    assert_author(TITLE H1 "<div><span>By</span> <a href=/jonas>Jonas van der Wik and Lena Roos</a></div><p>" LONG, "Jonas van der Wik and Lena Roos");
    assert_author(TITLE H1 "<div><span>by</span><ul><li><a href=/jonas>Jonas Wik</a> <li>4 May</ul></div><p>" LONG, "Jonas Wik");
    assert_author(TITLE H1 "<p>By nightfall Anna Berg had left.</p><p>" LONG, "");
    assert_author(TITLE H1 "<p>By The Numbers</p><p>" LONG, "");
    assert_author(TITLE H1 "<h2>By Land Or Sea</h2><p>" LONG, "");
    assert_author(TITLE H1 "<p>By admin</p><p>" LONG, "");
    assert_author("<p>By Jonas Wik</p>" TITLE H1 "<p>" LONG, "");
    assert_author(TITLE H1 "<p>" LONG LONG LONG LONG LONG "<p>By Jonas Wik</p>", "");
    assert_author(TITLE H1 "<nav>By Jonas Wik</nav><p>1<p>2<p>3<p>4<p>5<p>6<p>" LONG, "");
}

static void what_holds_the_headline_is_no_aside(void **state)
{
    (void)state;
    assert_author(TITLE "<div>" LONG LONG "</div><p>1<p>2<p>3<p>4<p>5<p>6<p>7<p>8<div class=modal>" H1 "<p class=byline>Jonas Wik</p><p>" LONG "</div>", "Jonas Wik");
    assert_author(TITLE H1 "<p>1<p>2<p>3<p>4<p>5<p>6<p>7<p>8<p>9<div class=modal><p class=byline>Jonas Wik</p></div><p>" LONG, "");
}

static void json_ld_authors_may_be_references_and_lists(void **state)
{
    (void)state;
    assert_author(LINKED("{\"@graph\":[{\"@type\":\"NewsArticle\",\"headline\":\"A\",\"author\":[{\"@id\":\"#1\"},{\"@id\":\"#2\"}],\"publisher\":{\"@id\":\"#3\"}},"
                         "{\"@type\":\"Person\",\"@id\":\"#1\",\"name\":\"Jonas Wik\"},{\"@type\":\"Person\",\"@id\":\"#2\",\"name\":\"Lena Roos\"},"
                         "{\"@type\":\"Organization\",\"@id\":\"#3\",\"name\":\"Harbour Post\"}]}"),
                  "Jonas Wik, Lena Roos");
    assert_string_equal(page.facts.outlet, "Harbour Post");
    assert_author(LINKED("[{\"@type\":\"Article\",\"author\":{\"name\":[\"Jonas Wik\",\"Lena Roos\"]}}]"), "Jonas Wik, Lena Roos");
    assert_author(LINKED("{\"@type\":\"Article\",\"author\":[\"Jonas Wik\",{\"name\":\"\"},{\"name\":7},{\"@id\":\"#none\"}]}"), "Jonas Wik");
    assert_author(LINKED("{\"@type\":\"Article\",\"@id\":\"#1\",\"author\":{\"@id\":\"#1\"}}"), "");
    assert_author(LINKED("{\"@type\":\"Article\",\"author\":[[[[[[[[[[\"Jonas Wik\"]]]]]]]]]]}"), "");
}

static void a_page_full_of_authors_is_cut(void **state)
{
    (void)state;
    static char html[1 << 20];
    size_t length = (size_t)snprintf(html, sizeof html, "<p>");
    for (int i = 0; i < 20000; i++)
        length += (size_t)snprintf(html + length, sizeof html - length, "<b class=author>Jo%d Wik</b>", i);
    assert_true(strlen(author_of(html)) < 300);
    length = 0;
    for (int i = 0; i < 20000; i++)
        length += (size_t)snprintf(html + length, sizeof html - length, "<meta name=author content='Jo%d Wik'>", i);
    assert_true(strlen(author_of(html)) <= 300);
}

static void a_small_arena_gives_no_author(void **state)
{
    (void)state;
    struct arena small;
    for (size_t limit = 0; limit < 4096; limit += 16) {
        arena_init(&small, limit);
        const char *author = html_author_clean("By Jonas Wik | Harbour Post", true, &small);
        assert_true(author == NULL || strcmp(author, "Jonas Wik") == 0);
        arena_release(&small);
    }
}

static int release(void **state)
{
    (void)state;
    arena_release(&memory);
    return 0;
}

int main(void)
{
    arena_init(&memory, 256 << 20);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byline_ends_where_the_name_does),
        cmocka_unit_test(people_in_several_roles_stay_as_they_are_written),
        cmocka_unit_test(authors_beside_each_other_are_joined),
        cmocka_unit_test(several_author_metas_are_several_authors),
        cmocka_unit_test(classes_and_ids_say_where_the_author_stands),
        cmocka_unit_test(by_stands_below_the_headline),
        cmocka_unit_test(what_holds_the_headline_is_no_aside),
        cmocka_unit_test(json_ld_authors_may_be_references_and_lists),
        cmocka_unit_test(a_page_full_of_authors_is_cut),
        cmocka_unit_test(a_small_arena_gives_no_author),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
