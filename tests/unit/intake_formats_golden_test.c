/* SPDX-License-Identifier: Apache-2.0 */
/* Each file of tests/golden/formats must give what NAME.expected says: of each document its facts, its notes, and its text with the numbers of its pages where it
 * has some. With DIXIT_ACCEPT=1 in the environment the expected files are written instead, to be reviewed with git diff. */
#include "intake/unpack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct printed {
    const char *name;
    struct buf *out;
};

static void path_of(char *path, size_t size, const char *name, const char *ending)
{
    const char *source = getenv("DIXIT_TEST_SOURCE");
    (void)snprintf(path, size, "%s/tests/golden/formats/%s%s", source == NULL ? "." : source, name, ending);
}

static void read_file(const char *path, struct buf *bytes)
{
    int descriptor = open(path, O_RDONLY);
    if (descriptor < 0)
        return;
    assert_int_equal(buf_read_all(bytes, descriptor, 1 << 20), 1);
    close(descriptor);
}

static void write_file(const char *path, const struct buf *bytes)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(descriptor >= 0);
    assert_true(buf_write_all(descriptor, bytes->at, bytes->length));
    close(descriptor);
}

static void show_fact(struct buf *out, const char *name, const char *value)
{
    if (value != NULL)
        buf_add_format(out, "%s: %s\n", name, value);
}

/* The text, with "[page N]" on a line of its own where a page begins. */
static void show_text(struct buf *out, const struct doc *doc)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < doc->pages.count; i++) {
        assert_true(doc->pages.at[i] >= at && doc->pages.at[i] <= doc->text.length);
        buf_add(out, doc->text.at + at, doc->pages.at[i] - at);
        buf_add_format(out, "[page %u]", i + 1);
        at = doc->pages.at[i];
    }
    buf_add(out, doc->text.at + at, doc->text.length - at);
}

static bool show(void *context, const struct doc *doc, const struct dixit_error *error)
{
    struct buf *out = context;
    const struct origin *origin = &doc->origin;
    buf_add_text(out, "=====\n");
    show_fact(out, "media type", origin->media_type);
    show_fact(out, "charset", origin->charset);
    show_fact(out, "title", origin->title);
    show_fact(out, "author", origin->author);
    show_fact(out, "outlet", origin->outlet);
    show_fact(out, "published", origin->published);
    show_fact(out, "language", origin->language);
    show_fact(out, "url", origin->url);
    show_fact(out, "id", origin->id);
    if (origin->record > 0)
        buf_add_format(out, "record: %llu\n", (unsigned long long)origin->record);
    if (error->status != DIXIT_OK) {
        buf_add_format(out, "error: %s\n", error->text);
        return true;
    }
    for (uint32_t i = 0; i < doc->notes.count; i++)
        buf_add_format(out, "note at %u-%u: %s\n", doc->notes.at[i].at.start, doc->notes.at[i].at.end, doc->notes.at[i].what);
    buf_add_format(out, "body: %u-%u\n-----\n", doc->body.start, doc->body.end);
    show_text(out, doc);
    buf_add_text(out, "\n");
    return true;
}

/* In place of pdftotext: what it printed for the file, NAME.printed. */
static bool run(void *context, enum unpack_tool tool, struct str bytes, struct buf *out, const char **why)
{
    char path[4096];
    (void)bytes, (void)why;
    assert_int_equal(tool, UNPACK_PDFTOTEXT);
    path_of(path, sizeof path, ((struct printed *)context)->name, ".printed");
    read_file(path, out);
    return out->length > 0;
}

static bool show_printed(void *context, const struct doc *doc, const struct dixit_error *error)
{
    return show(((struct printed *)context)->out, doc, error);
}

static void take_apart(struct str bytes, const char *name, struct buf *out)
{
    struct printed printed = {name, out};
    struct unpack_limits limits = {0};
    struct unpack_sink sink = {.context = &printed, .document = show_printed, .run = run};
    struct unpack_hint hint = {.name = name};
    struct source source;
    source_init_bytes(&source, &bytes);
    assert_true(unpack_file(&limits, &sink, &source, -1, name, &hint, NULL));
    source_release(&source);
}

static void check(const char *name)
{
    char path[4096];
    struct buf bytes, wanted, got;
    buf_init(&bytes, 0);
    buf_init(&wanted, 0);
    buf_init(&got, 0);
    path_of(path, sizeof path, name, "");
    read_file(path, &bytes);
    assert_true(bytes.length > 0);
    take_apart((struct str){bytes.at, bytes.length}, name, &got);
    path_of(path, sizeof path, name, ".expected");
    if (getenv("DIXIT_ACCEPT") != NULL) {
        write_file(path, &got);
    } else {
        read_file(path, &wanted);
        assert_string_equal(buf_terminate(&got), buf_terminate(&wanted));
    }
    buf_release(&got);
    buf_release(&wanted);
    buf_release(&bytes);
}

static void rss_gives_each_item_with_its_facts(void **state)
{
    (void)state;
    check("rss.xml");
}

static void rss_1_0_is_read_too(void **state)
{
    (void)state;
    check("rdf.xml");
}

static void atom_gives_plain_escaped_and_nested_content(void **state)
{
    (void)state;
    check("atom.xml");
}

static void a_feed_that_breaks_off_gives_what_came_before(void **state)
{
    (void)state;
    check("broken.rss");
}

static void a_feed_that_declares_entities_is_not_read(void **state)
{
    (void)state;
    check("bomb.rss");
}

static void json_feed_gives_each_item(void **state)
{
    (void)state;
    check("feed.json");
}

static void a_message_gives_its_plain_text_and_its_attachments(void **state)
{
    (void)state;
    check("message.eml");
}

static void a_message_whose_plain_text_is_empty_gives_its_html(void **state)
{
    (void)state;
    check("html.eml");
}

static void flowed_lines_are_joined_and_quoted_ones_kept(void **state)
{
    (void)state;
    check("flowed.eml");
}

static void each_message_of_an_mbox_is_a_document(void **state)
{
    (void)state;
    check("list.mbox");
}

static void each_row_of_a_table_is_a_document(void **state)
{
    (void)state;
    check("table.csv");
}

static void tabs_and_semicolons_part_columns_too(void **state)
{
    (void)state;
    check("table.tsv");
    check("semicolon.csv");
}

static void a_table_without_a_text_says_so(void **state)
{
    (void)state;
    check("numbers.csv");
}

static void markdown_gives_the_words_without_their_marks(void **state)
{
    (void)state;
    check("story.md");
}

static void pages_of_a_pdf_give_running_text_and_where_each_begins(void **state)
{
    (void)state;
    check("report.pdf");
}

static void a_scan_without_text_needs_recognition(void **state)
{
    (void)state;
    check("scan.pdf");
}

static void alto_gives_words_in_order(void **state)
{
    (void)state;
    check("alto.xml");
}

static void hocr_gives_words_in_order(void **state)
{
    (void)state;
    check("hocr.html");
}

static void docx_gives_what_the_document_shows(void **state)
{
    (void)state;
    check("letter.docx");
}

static void odt_gives_what_the_document_shows(void **state)
{
    (void)state;
    check("letter.odt");
}

static void a_docx_that_breaks_off_gives_what_came_before(void **state)
{
    (void)state;
    check("cut.docx");
}

static void other_office_files_say_what_to_do(void **state)
{
    (void)state;
    check("sheet.xlsx");
    check("old.doc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rss_gives_each_item_with_its_facts),
        cmocka_unit_test(rss_1_0_is_read_too),
        cmocka_unit_test(atom_gives_plain_escaped_and_nested_content),
        cmocka_unit_test(a_feed_that_breaks_off_gives_what_came_before),
        cmocka_unit_test(a_feed_that_declares_entities_is_not_read),
        cmocka_unit_test(json_feed_gives_each_item),
        cmocka_unit_test(a_message_gives_its_plain_text_and_its_attachments),
        cmocka_unit_test(a_message_whose_plain_text_is_empty_gives_its_html),
        cmocka_unit_test(flowed_lines_are_joined_and_quoted_ones_kept),
        cmocka_unit_test(each_message_of_an_mbox_is_a_document),
        cmocka_unit_test(each_row_of_a_table_is_a_document),
        cmocka_unit_test(tabs_and_semicolons_part_columns_too),
        cmocka_unit_test(a_table_without_a_text_says_so),
        cmocka_unit_test(markdown_gives_the_words_without_their_marks),
        cmocka_unit_test(docx_gives_what_the_document_shows),
        cmocka_unit_test(odt_gives_what_the_document_shows),
        cmocka_unit_test(a_docx_that_breaks_off_gives_what_came_before),
        cmocka_unit_test(other_office_files_say_what_to_do),
        cmocka_unit_test(pages_of_a_pdf_give_running_text_and_where_each_begins),
        cmocka_unit_test(a_scan_without_text_needs_recognition),
        cmocka_unit_test(alto_gives_words_in_order),
        cmocka_unit_test(hocr_gives_words_in_order),
    };
    return cmocka_run_group_tests_name("intake/formats golden", tests, NULL, NULL);
}
