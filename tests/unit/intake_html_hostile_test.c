/* SPDX-License-Identifier: Apache-2.0 */
/* Pages made to hurt: each must come back with valid text in little memory and a time that a linear reading needs. */
#include "intake/html.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "text/utf8.h"

enum { MOST_SECONDS = 10, MEMORY = 768 << 20 }; /* seconds under sanitizers on a busy machine; each takes under one without */

static struct html_page page;

/* Reads a page; its text is checked, and its length returned. */
static size_t read_page(const char *name, const char *bytes, size_t length)
{
    struct arena memory;
    arena_init(&memory, MEMORY);
    clock_t start = clock();
    bool good = html_parse((struct str){bytes, length}, NULL, &memory, &page);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (!good || seconds > MOST_SECONDS || utf8_valid(page.text.at, page.text.length) != page.text.length)
        fail_msg("%s: %s, %.1f s", name, good ? "read" : "not read", seconds);
    size_t text = page.text.length;
    arena_release(&memory);
    return text;
}

/* A page of parts, each so many times. */
struct pattern {
    const char *name, *before, *again;
    int times;
    const char *after;
};

static const struct pattern patterns[] = {
    {"deep <div>", "<html><body>", "<div>", 20000, "Anna Berg said no."},
    {"deep <span> and paragraphs", "", "<span>", 20000, "x<p>y<p>z"},
    {"deep tables", "", "<table><tr><td>", 20000, "x"},
    {"deep lists", "", "<ul><li>", 20000, "x"},
    {"deep <b>", "", "<b>", 20000, "x"},
    {"links around blocks", "", "<a href=x><div>", 20000, "x"},
    {"misnested formatting", "", "<p><i><b><u>x</p></i>", 20000, ""},
    {"paragraphs that inherit formatting", "<b><i><u><s><em><strong><tt><big><code><font a=1>", "<p>x", 50000, ""},
    {"templates", "", "<template>", 20000, "x"},
    {"selects", "", "<select><option>", 20000, "x"},
    {"forms and buttons", "", "<form><button>", 20000, "x"},
    {"foster parents", "<table>", "<b>x", 50000, ""},
    {"formulas", "<math>", "<mi>", 20000, "x"},
    {"drawings without an end", "", "<svg>", 20000, "x"},
    {"framesets", "", "<frameset>", 20000, ""},
    {"attributes", "<div ", "a=1 ", 20000, ">x</div>"},
    {"one attribute again and again", "<div ", "class=a ", 200000, ">x</div>"},
    {"attributes of <html> in parts", "", "<html class=a>", 50000, "x"},
    {"many class names", "<p class='", "a-b_cD ", 100000, "'>x</p>"},
    {"a value without an end", "<p class=\"", "a", 1000000, ""},
    {"a tag without an end", "<p ", "a", 1000000, ""},
    {"a title without an end", "<title>", "a - ", 200000, ""},
    {"a comment without an end", "", "<!--", 200000, ""},
    {"scripts in scripts", "", "<script><!--<script>", 50000, "</script>"},
    {"less-than signs", "", "<", 500000, ""},
    {"ampersands", "", "&", 500000, ""},
    {"a long reference", "&#x", "9", 500000, ";"},
    {"references without an end", "", "&CounterClockwiseContourIntegra", 20000, ""},
    {"comments", "", "<!-- -->", 200000, "x"},
    {"unclosed paragraphs", "", "<p>", 500000, "x"},
    {"unclosed items", "", "<li>", 500000, "x"},
    {"line breaks", "", "<br>", 500000, "x"},
    {"hidden paragraphs", "", "<p hidden>x", 50000, ""},
    {"headings", "", "<h1>a b</h1>", 50000, ""},
    {"bylines in bylines", "", "<div class=byline>", 512, "12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12 12"},
    {"times", "", "<time>1 May ", 20000, ""},
    {"figures in figures", "", "<figure>", 512, "<p>x"},
    {"JSON-LD that nests", "<script type=application/ld+json>", "[", 500000, "</script>"},
    {"JSON-LD again and again", "", "<script type=application/ld+json>{}</script>", 50000, "x"},
    {"more tags than are read", "", "<i>", 450000, "x"},
    {"metas", "", "<meta name=author content=a>", 50000, "x"},
    {"spaces", "<pre>", "\n", 500000, "x</pre>"},
};

static void build(struct buf *out, const struct pattern *pattern)
{
    buf_add_text(out, pattern->before);
    for (int i = 0; i < pattern->times; i++)
        buf_add_text(out, pattern->again);
    buf_add_text(out, pattern->after);
}

static void patterns_that_nest_or_repeat_are_read_in_linear_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct buf bytes;
        buf_init(&bytes, 0);
        build(&bytes, &patterns[i]);
        read_page(patterns[i].name, bytes.at, bytes.length);
        buf_release(&bytes);
    }
}

static void text_below_the_depth_limit_is_kept(void **state)
{
    (void)state;
    struct buf bytes;
    buf_init(&bytes, 0);
    build(&bytes, &patterns[0]);
    assert_int_equal(read_page("deep", bytes.at, bytes.length), strlen("Anna Berg said no."));
    assert_true(page.left_out > 19000);
    buf_release(&bytes);
}

static void attributes_that_are_all_different_are_capped(void **state)
{
    (void)state;
    struct buf bytes;
    buf_init(&bytes, 0);
    buf_add_text(&bytes, "<div ");
    for (int i = 0; i < 20000; i++)
        buf_add_format(&bytes, "a%d=%d ", i, i);
    buf_add_text(&bytes, ">Anna Berg said no.</div>");
    assert_int_equal(read_page("attributes", bytes.at, bytes.length), strlen("Anna Berg said no."));
    assert_int_equal(page.left_out, 20000 - HTML_MAX_ATTRIBUTES);
    buf_release(&bytes);
}

static void bytes_that_are_no_text_give_some_text_or_none(void **state)
{
    (void)state;
    static const char nul[] = "<p>The Lea\0gue met\0 on Thursday.</p>\0\0<scr\0ipt>x</script>";
    read_page("NUL", nul, sizeof nul - 1);
    struct buf bytes;
    buf_init(&bytes, 0);
    for (int byte = 0; byte < 256; byte++)
        for (int i = 0; i < 400; i++)
            buf_add_char(&bytes, (char)(i % 3 == 0 ? byte : "<p a='&#x>"[i % 10]));
    read_page("all bytes", bytes.at, bytes.length);
    read_page("odd UTF-16", "\xFF\xFE<\0p\0>\0\xD8", 9);
    read_page("empty", "", 0);
    buf_release(&bytes);
}

static void markup_in_odd_places_leaves_no_script_in_the_text(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "<table><script>evil()</script><tr><td>x", "<p title='<script>evil()</script>'>x",
        "<svg><script>evil()</script></svg>x", "<svg><p>x<script>evil()</script>", "<math><mtext><script>evil()</script>x",
        "<select><script>evil()</script>x", "<script><!--<script>evil()</script>--></script>x", "<style><script>evil()</style>x",
        "<SCRIPT type='text/x'\n>evil()</SCRIPT\n>x", "<noscript><p>evil()</noscript>x", "<iframe><p>evil()</iframe>x",
        "<textarea><p>evil()</textarea>x", "<template><p>evil()</template>x", "<!--><script>evil()</script>-->x", "<script/>evil()</script>x",
        "<xmp>x</xmp><script>evil()", "</script><script>evil()</script >x",
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct arena memory;
        arena_init(&memory, 0);
        assert_true(html_parse((struct str){pages[i], strlen(pages[i])}, NULL, &memory, &page));
        if (strstr(page.text.at, "evil") != NULL)
            fail_msg("%s gives %s", pages[i], page.text.at);
        arena_release(&memory);
    }
}

static void a_page_cut_at_any_byte_is_read(void **state)
{
    (void)state;
    char path[4096];
    const char *source = getenv("DIXIT_TEST_SOURCE");
    (void)snprintf(path, sizeof path, "%s/tests/golden/html/news.html", source == NULL ? "." : source);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char bytes[1 << 16];
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(length > 1000);
    for (size_t end = 0; end < length; end += 7) {
        char *copy = malloc(end + 1); /* exactly as long, so that a sanitizer sees a read past its end */
        assert_non_null(copy);
        memcpy(copy, bytes, end);
        read_page("cut", copy, end);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_that_nest_or_repeat_are_read_in_linear_time),
        cmocka_unit_test(text_below_the_depth_limit_is_kept),
        cmocka_unit_test(attributes_that_are_all_different_are_capped),
        cmocka_unit_test(bytes_that_are_no_text_give_some_text_or_none),
        cmocka_unit_test(markup_in_odd_places_leaves_no_script_in_the_text),
        cmocka_unit_test(a_page_cut_at_any_byte_is_read),
    };
    return cmocka_run_group_tests_name("intake/html hostile", tests, NULL, NULL);
}
