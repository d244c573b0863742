/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/pdf.h"

#include <stdlib.h>
#include <string.h>

#include "intake/compose.h"
#include "intake/fill.h"
#include "intake/html_dates.h"
#include "intake/layout.h"
#include "intake/xml.h"
#include "text/utf8.h"

enum { SCRATCH_LIMIT = 768 << 20, MAX_TITLE = 4096 };

struct reader {
    struct doc *doc;
    struct layout layout;
    struct buf word, title;
    bool in_word, in_title;
};

static float number(const char *const *attributes, const char *name)
{
    const char *value = xml_attribute(attributes, name);
    float result = value == NULL ? 0 : strtof(value, NULL);
    return result > -1e6F && result < 1e6F ? result : 0;
}

static void take_meta(struct reader *reader, const char *const *attributes)
{
    struct origin *origin = &reader->doc->origin;
    const char *name = xml_attribute(attributes, "name"), *content = xml_attribute(attributes, "content");
    if (name == NULL || content == NULL)
        return;
    const char *value = compose_fact(reader->doc->memory, (struct str){content, strlen(content)});
    if (strcmp(name, "Author") == 0)
        origin->author = value;
    else if (origin->published == NULL && (strcmp(name, "CreationDate") == 0 || strcmp(name, "ModDate") == 0))
        origin->published = html_date(value, reader->doc->memory);
}

static void on_open(void *context, const char *name, const char *const *attributes)
{
    struct reader *reader = context;
    if (strcmp(name, "html:page") == 0)
        layout_add_page(&reader->layout, number(attributes, "width"), number(attributes, "height"));
    else if (strcmp(name, "html:block") == 0)
        layout_add_block(&reader->layout);
    else if (strcmp(name, "html:line") == 0)
        layout_open_line(&reader->layout,
                         (struct box){number(attributes, "xMin"), number(attributes, "yMin"), number(attributes, "xMax"), number(attributes, "yMax")});
    else if (strcmp(name, "html:meta") == 0)
        take_meta(reader, attributes);
    reader->in_word = strcmp(name, "html:word") == 0;
    reader->in_title = strcmp(name, "html:title") == 0;
    if (reader->in_word)
        buf_reset(&reader->word);
}

static void on_close(void *context, const char *name)
{
    struct reader *reader = context;
    if (strcmp(name, "html:word") == 0 && reader->word.length > 0)
        layout_add_word(&reader->layout, reader->word.at, reader->word.length);
    else if (strcmp(name, "html:line") == 0)
        layout_close_line(&reader->layout);
    reader->in_word = reader->in_title = false;
}

static void on_text(void *context, const char *bytes, size_t length)
{
    struct reader *reader = context;
    if (reader->in_word)
        buf_add(&reader->word, bytes, length);
    else if (reader->in_title)
        buf_add(&reader->title, bytes, length);
}

/* Fonts may name any character: what XML does not allow becomes a space. */
static void mend(char *at, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t size, point = utf8_decode(at + i, length - i, &size);
        bool allowed = point != UTF8_BROKEN && (point >= ' ' || point == '\n' || point == '\t' || point == '\r') && point != 0xFFFE && point != 0xFFFF;
        if (!allowed)
            memset(at + i, ' ', size);
        i += size;
    }
}

static bool give(struct unpack *unpack, struct reader *reader, const char *wrong)
{
    struct doc *doc = reader->doc;
    struct buf text;
    uint32_t pages = reader->layout.pages.count;
    buf_init(&text, 0);
    if (reader->title.length > 0)
        doc->origin.title = compose_fact(doc->memory, (struct str){reader->title.at, reader->title.length});
    if (wrong != NULL)
        fill_note(doc, "What pdftotext printed breaks off: %.100s; the text before that was read.", wrong);
    bool good;
    if (!layout_write(&reader->layout, doc, &text))
        good = unpack_reject(unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the pages.");
    else if (text.length == 0)
        good = unpack_reject(unpack, doc, DIXIT_BAD_INPUT, "0 words: needs OCR (%u page%s without text).", pages, pages == 1 ? "" : "s");
    else
        good = compose_document(unpack, doc, NULL, (struct str){text.at, text.length});
    buf_release(&text);
    return good;
}

bool pdf_read_printed(struct unpack *unpack, struct str pdf, char *printed, size_t length)
{
    struct reader reader = {.doc = unpack_begin(unpack)};
    struct xml_handler handler = {&reader, on_open, on_close, on_text};
    struct arena memory;
    struct xml xml;
    if (reader.doc == NULL)
        return false;
    reader.doc->origin.media_type = "application/pdf";
    fill_sha256(reader.doc, pdf);
    arena_init(&memory, SCRATCH_LIMIT);
    buf_init(&reader.word, 0);
    buf_init(&reader.title, MAX_TITLE);
    layout_init(&reader.layout, &memory);
    mend(printed, length);
    xml_init(&xml, &memory, &handler, false);
    (void)xml_add(&xml, printed, length);
    (void)xml_finish(&xml);
    xml_release(&xml);
    bool good = give(unpack, &reader, xml.wrong);
    layout_release(&reader.layout);
    buf_release(&reader.title);
    buf_release(&reader.word);
    arena_release(&memory);
    return good;
}

bool pdf_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct buf printed;
    const char *why = NULL;
    (void)hint;
    buf_init(&printed, 0);
    bool good = unpack_step(unpack, "PDF to text", "pdftotext -bbox-layout");
    if (good && unpack_run(unpack, UNPACK_PDFTOTEXT, bytes, &printed, &why))
        good = pdf_read_printed(unpack, bytes, printed.length > 0 ? printed.at : (char[]){0}, printed.length);
    else if (good)
        good = unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "The PDF could not be read: %s", why);
    buf_release(&printed);
    return good;
}
