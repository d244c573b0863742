/* SPDX-License-Identifier: Apache-2.0 */
/* Each tests/golden/html/NAME.html must give what NAME.expected says: facts, a line of ---, the text. With DIXIT_ACCEPT=1 in the
 * environment the expected files are written instead, to be reviewed with git diff. */
#include "intake/html.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void path_of(char *path, size_t size, const char *name, const char *ending)
{
    const char *source = getenv("DIXIT_TEST_SOURCE");
    (void)snprintf(path, size, "%s/tests/golden/html/%s%s", source == NULL ? "." : source, name, ending);
}

static void read_file(const char *path, struct buf *bytes)
{
    int descriptor = open(path, O_RDONLY);
    if (descriptor < 0)
        return;
    assert_int_equal(buf_read_all(bytes, descriptor, 1 << 20), 1);
    close(descriptor);
}

static void show_fact(struct buf *out, const char *name, const char *value)
{
    buf_add_format(out, "%s: %s\n", name, value == NULL ? "-" : value);
}

static void show(struct buf *out, const struct html_page *page)
{
    show_fact(out, "title", page->facts.title);
    show_fact(out, "headline", page->facts.headline);
    show_fact(out, "author", page->facts.author);
    show_fact(out, "outlet", page->facts.outlet);
    show_fact(out, "published", page->facts.published);
    show_fact(out, "modified", page->facts.modified);
    show_fact(out, "language", page->facts.language);
    show_fact(out, "url", page->facts.url);
    show_fact(out, "charset", page->charset.name);
    buf_add_format(out, "body: %u\n---\n", page->body);
    buf_add(out, page->text.at, page->text.length);
    buf_add_char(out, '\n');
}

static void write_file(const char *path, const struct buf *bytes)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(descriptor >= 0);
    assert_true(buf_write_all(descriptor, bytes->at, bytes->length));
    close(descriptor);
}

static void check(const char *name)
{
    char path[4096];
    struct buf bytes, wanted, got;
    struct arena memory;
    struct html_page page;
    buf_init(&bytes, 0);
    buf_init(&wanted, 0);
    buf_init(&got, 0);
    arena_init(&memory, 0);
    path_of(path, sizeof path, name, ".html");
    read_file(path, &bytes);
    assert_true(bytes.length > 0);
    assert_true(html_parse((struct str){bytes.at, bytes.length}, NULL, &memory, &page));
    show(&got, &page);
    path_of(path, sizeof path, name, ".expected");
    if (getenv("DIXIT_ACCEPT") != NULL) {
        write_file(path, &got);
    } else {
        read_file(path, &wanted);
        assert_string_equal(buf_terminate(&got), buf_terminate(&wanted));
    }
    arena_release(&memory);
    buf_release(&got);
    buf_release(&wanted);
    buf_release(&bytes);
}

static void a_news_page_gives_its_story_without_what_is_around_it(void **state)
{
    (void)state;
    check("news");
}

static void a_page_laid_out_in_tables_in_latin_1_gives_its_story(void **state)
{
    (void)state;
    check("old_table");
}

static void tags_that_close_themselves_are_closed_in_xhtml(void **state)
{
    (void)state;
    check("closed.xhtml");
}

static void a_short_story_is_found_among_teasers_and_a_long_footer(void **state)
{
    (void)state;
    check("short");
}

static void lines_rows_and_references_are_kept(void **state)
{
    (void)state;
    check("blog");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_news_page_gives_its_story_without_what_is_around_it),
        cmocka_unit_test(a_page_laid_out_in_tables_in_latin_1_gives_its_story),
        cmocka_unit_test(tags_that_close_themselves_are_closed_in_xhtml),
        cmocka_unit_test(a_short_story_is_found_among_teasers_and_a_long_footer),
        cmocka_unit_test(lines_rows_and_references_are_kept),
    };
    return cmocka_run_group_tests_name("intake/html golden", tests, NULL, NULL);
}
