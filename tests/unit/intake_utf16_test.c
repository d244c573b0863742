/* SPDX-License-Identifier: Apache-2.0 */
/* What is read from UTF-8 is read from UTF-16 too: the files of tests/golden/formats and mails, made wide here. */
#include "intake/unpack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "intake/compose.h"
#include "text/utf8.h"

enum order { LITTLE, BIG };

/* Appends UTF-8 as UTF-16, an encoding that the text declares changed to fit. */
static void widen(struct str text, enum order order, bool mark, struct buf *out)
{
    if (mark)
        buf_add(out, order == BIG ? "\xFE\xFF" : "\xFF\xFE", 2);
    for (size_t at = 0; at < text.length;) {
        uint32_t size, point = utf8_decode(text.at + at, text.length - at, &size);
        uint32_t units[2] = {point, 0}, count = 1;
        if (point >= 0x10000) {
            units[0] = 0xD800 + ((point - 0x10000) >> 10);
            units[1] = 0xDC00 + ((point - 0x10000) & 0x3FF);
            count = 2;
        }
        for (uint32_t i = 0; i < count; i++) {
            buf_add_char(out, (char)(order == BIG ? units[i] >> 8 : units[i] & 0xFF));
            buf_add_char(out, (char)(order == BIG ? units[i] & 0xFF : units[i] >> 8));
        }
        at += size;
    }
}

static bool show(void *context, const struct doc *doc, const struct dixit_error *error)
{
    struct buf *out = context;
    if (error->status != DIXIT_OK) {
        buf_add_format(out, "error: %s\n", error->text);
        return true;
    }
    buf_add_format(out, "title: %s\nauthor: %s\noutlet: %s\n", doc->origin.title == NULL ? "" : doc->origin.title, doc->origin.author == NULL ? "" : doc->origin.author,
                   doc->origin.outlet == NULL ? "" : doc->origin.outlet);
    buf_add(out, doc->text.at, doc->text.length);
    buf_add_text(out, "\n");
    return true;
}

static void read_bytes(struct str bytes, struct buf *out)
{
    struct unpack_limits limits = {0};
    struct unpack_sink sink = {.context = out, .document = show};
    struct source source;
    source_init_bytes(&source, &bytes);
    assert_true(unpack_file(&limits, &sink, &source, -1, "file", NULL, NULL));
    source_release(&source);
}

/* An XML declaration's encoding is the one that the bytes are in. */
static void declare(const struct buf *from, struct buf *to)
{
    const char *name = "encoding=\"", *at = compose_find((struct str){from->at, from->length}, 200, name);
    const char *end = at == NULL ? NULL : memchr(at + strlen(name), '"', 60);
    if (end == NULL) {
        buf_add(to, from->at, from->length);
        return;
    }
    buf_add(to, from->at, (size_t)(at - from->at));
    buf_add_text(to, "encoding=\"UTF-16");
    buf_add(to, end, from->length - (size_t)(end - from->at));
}

static void check_file(const char *name, bool needs_mark)
{
    char path[4096];
    const char *folder = getenv("DIXIT_TEST_SOURCE");
    struct buf bytes, declared, wanted;
    assert_non_null(folder);
    (void)snprintf(path, sizeof path, "%s/tests/golden/formats/%s", folder, name);
    int descriptor = open(path, O_RDONLY);
    assert_true(descriptor >= 0);
    buf_init(&bytes, 0);
    buf_init(&declared, 0);
    buf_init(&wanted, 0);
    assert_int_equal(buf_read_all(&bytes, descriptor, 1 << 20), 1);
    close(descriptor);
    declare(&bytes, &declared);
    read_bytes((struct str){bytes.at, bytes.length}, &wanted);
    for (int way = 0; way < 4; way++) {
        if (way >= 2 && needs_mark)
            break;
        struct buf wide, got;
        buf_init(&wide, 0);
        buf_init(&got, 0);
        widen((struct str){declared.at, declared.length}, way % 2 == 0 ? LITTLE : BIG, way < 2, &wide);
        read_bytes((struct str){wide.at, wide.length}, &got);
        assert_string_equal(buf_terminate(&got), buf_terminate(&wanted));
        buf_release(&got);
        buf_release(&wide);
    }
    buf_release(&wanted);
    buf_release(&declared);
    buf_release(&bytes);
}

static void feeds_are_read_with_a_mark_or_a_declaration(void **state)
{
    (void)state;
    check_file("rss.xml", false);
    check_file("atom.xml", false);
}

static void tables_markdown_and_recognised_pages_are_read_with_a_mark(void **state)
{
    (void)state;
    check_file("table.csv", true);
    check_file("table.tsv", true);
    check_file("story.md", true);
    check_file("alto.xml", true);
    check_file("hocr.html", true);
}

static void add_base64(struct str bytes, struct buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < bytes.length; at += 3) {
        uint32_t three = 0;
        for (size_t i = 0; i < 3; i++)
            three = three << 8 | (at + i < bytes.length ? (unsigned char)bytes.at[at + i] : 0);
        for (size_t i = 0; i < 4; i++)
            buf_add_char(out, at + i > bytes.length ? '=' : digits[three >> (18 - 6 * i) & 63]);
        if (at % 48 == 45)
            buf_add_text(out, "\n");
    }
}

static void check_mail(const char *charset, const char *disposition, enum order order, bool mark, const char *text, const char *wanted)
{
    struct buf wide, mail, got;
    buf_init(&wide, 0);
    buf_init(&mail, 0);
    buf_init(&got, 0);
    widen((struct str){text, strlen(text)}, order, mark, &wide);
    buf_add_format(&mail,
                   "From: desk@kelder.example\nSubject: The bridge\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSee below.\n--x\n"
                   "Content-Type: %s\nContent-Disposition: %s\nContent-Transfer-Encoding: base64\n\n",
                   charset, disposition);
    add_base64((struct str){wide.at, wide.length}, &mail);
    buf_add_text(&mail, "\n--x--\n");
    read_bytes((struct str){mail.at, mail.length}, &got);
    assert_non_null(strstr(buf_terminate(&got), wanted));
    buf_release(&got);
    buf_release(&mail);
    buf_release(&wide);
}

static void parts_of_a_mail_are_read_whichever_byte_comes_first(void **state)
{
    static const char said[] = "“Das Amt in Köln schwieg”, sagte Anna Berg.";
    (void)state;
    for (int mark = 0; mark < 2; mark++)
        for (int order = LITTLE; order <= BIG; order++) {
            check_mail("text/plain; charset=utf-16", "inline", (enum order)order, mark, said, said);
            check_mail("text/plain; charset=UTF-16", "attachment; filename=note.txt", (enum order)order, mark, said, said);
            check_mail("text/html; charset=utf-16", "inline", (enum order)order, mark, "<p>“Das Amt in Köln schwieg”, sagte Anna Berg.</p>", said);
        }
    check_mail("text/plain; charset=utf-16be", "inline", BIG, false, "Цена", "Цена"); /* no zero tells the order: the label does */
    check_mail("text/plain; charset=utf-16", "inline", LITTLE, false, "Цена", "Цена");
}

static void a_feed_attached_in_utf16_is_read(void **state)
{
    static const char feed[] = "<?xml version=\"1.0\" encoding=\"utf-16\"?><rss><channel><title>Kelder News</title><item><title>A bridge</title>"
                               "<description>Jörg Berg said no.</description></item></channel></rss>";
    (void)state;
    check_mail("application/rss+xml", "attachment; filename=feed.xml", LITTLE, true, feed, "Jörg Berg said no.");
    check_mail("text/xml; charset=utf-16", "attachment; filename=feed.xml", BIG, false, feed, "Jörg Berg said no.");
}

static void an_encoding_of_utf16_in_bytes_that_are_ascii_is_none(void **state)
{
    static const char feed[] = "<?xml version=\"1.0\" encoding=\"utf-16\"?><rss><channel><title>Kelder News</title><item><title>A bridge</title>"
                               "<description>Jörg Berg said no.</description></item></channel></rss>";
    struct buf got;
    (void)state;
    buf_init(&got, 0);
    read_bytes((struct str){feed, strlen(feed)}, &got);
    assert_string_equal(buf_terminate(&got), "title: A bridge\nauthor: \noutlet: Kelder News\nA bridge\n\nJörg Berg said no.\n");
    buf_release(&got);
}

static void a_broken_unit_becomes_a_replacement(void **state)
{
    struct buf got;
    (void)state;
    buf_init(&got, 0);
    read_bytes((struct str){"\xFF\xFEi\0d\0,\0t\0e\0x\0t\0,\0t\0i\0t\0l\0e\0\n\0001\0,\0a\0\0\xD8" "b\0,\0c\0\n\0", 46}, &got);
    assert_string_equal(buf_terminate(&got), "title: c\nauthor: \noutlet: \nc\n\na\xEF\xBF\xBD" "b\n");
    buf_release(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feeds_are_read_with_a_mark_or_a_declaration),
        cmocka_unit_test(tables_markdown_and_recognised_pages_are_read_with_a_mark),
        cmocka_unit_test(parts_of_a_mail_are_read_whichever_byte_comes_first),
        cmocka_unit_test(a_feed_attached_in_utf16_is_read),
        cmocka_unit_test(an_encoding_of_utf16_in_bytes_that_are_ascii_is_none),
        cmocka_unit_test(a_broken_unit_becomes_a_replacement),
    };
    return cmocka_run_group_tests_name("intake/utf16", tests, NULL, NULL);
}
