/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/docx.h"

#include <string.h>

#include "intake/compose.h"
#include "intake/xml.h"

enum { MAX_RUNS = 32, MAX_NOTE = 1 << 20 };

struct docx_note {
    const char *id;
    struct str text;
};

struct notes {
    LIST(struct docx_note) all;
};

struct reader {
    struct arena *memory;
    struct office_text *text;
    struct notes footnotes, endnotes;
    uint32_t left_out;   /* elements open inside one that is left out, with it */
    uint32_t runs;       /* open: a text box lies in one */
    uint32_t hidden;     /* bit n: run n is hidden */
    bool in_words, deletion;
    bool failed;
};

/* ---- the notes, which are parts of their own ---- */

struct note_reader {
    struct arena *memory;
    struct notes *notes;
    struct office_text text; /* of the note under way */
    const char *id;
    bool in_words, failed;
    uint32_t deleted;        /* elements open inside a deletion */
};

static bool is_note(const char *name)
{
    return strcmp(name, "w:footnote") == 0 || strcmp(name, "w:endnote") == 0;
}

static bool is_deletion(const char *name)
{
    return strcmp(name, "w:del") == 0 || strcmp(name, "w:moveFrom") == 0;
}

static void open_in_note(void *context, const char *name, const char *const *attributes)
{
    struct note_reader *reader = context;
    if (reader->deleted > 0 || is_deletion(name)) {
        reader->deleted++;
    } else if (is_note(name)) {
        const char *id = xml_attribute(attributes, "id"), *type = xml_attribute(attributes, "type");
        reader->id = id == NULL || (type != NULL && strcmp(type, "normal") != 0) ? NULL : arena_copy(reader->memory, id, strlen(id));
        office_text_release(&reader->text); /* of one that was not closed */
        office_text_init(&reader->text);
    } else if (reader->id != NULL && strcmp(name, "w:p") == 0) {
        office_text_open_paragraph(&reader->text);
    }
    reader->in_words = reader->id != NULL && reader->deleted == 0 && strcmp(name, "w:t") == 0;
}

static void close_in_note(void *context, const char *name)
{
    struct note_reader *reader = context;
    reader->in_words = false;
    if (reader->deleted > 0) {
        reader->deleted--;
        return;
    }
    if (reader->id == NULL)
        return;
    if (strcmp(name, "w:p") == 0)
        office_text_close_paragraph(&reader->text);
    if (strcmp(name, "w:tab") == 0 || strcmp(name, "w:br") == 0)
        office_text_add(&reader->text, " ", 1);
    if (!is_note(name))
        return;
    struct buf *body = &reader->text.body.text;
    struct docx_note note = {reader->id, {body->length == 0 ? "" : arena_copy(reader->memory, body->at, body->length), body->length}};
    if (body->failed || note.text.at == NULL || !list_push(reader->memory, &reader->notes->all, note))
        reader->failed = true;
    office_text_release(&reader->text);
    office_text_init(&reader->text);
    reader->id = NULL;
}

static void text_in_note(void *context, const char *bytes, size_t length)
{
    struct note_reader *reader = context;
    if (reader->in_words)
        office_text_add(&reader->text, bytes, length);
}

static bool read_notes(struct str bytes, struct arena *memory, struct notes *notes)
{
    struct note_reader reader = {.memory = memory, .notes = notes};
    struct xml_handler handler = {&reader, open_in_note, close_in_note, text_in_note};
    struct xml xml;
    if (bytes.length == 0)
        return true;
    office_text_init(&reader.text);
    xml_init(&xml, memory, &handler, true);
    (void)xml_add(&xml, bytes.at, bytes.length);
    (void)xml_finish(&xml);
    xml_release(&xml);
    office_text_release(&reader.text);
    return !reader.failed;
}

/* ---- the document ---- */

static void refer(struct reader *reader, const struct notes *notes, const char *const *attributes)
{
    const char *id = xml_attribute(attributes, "id");
    for (uint32_t i = 0; id != NULL && i < notes->all.count; i++)
        if (strcmp(notes->all.at[i].id, id) == 0) {
            struct str note = notes->all.at[i].text;
            office_text_open_note(reader->text);
            office_text_open_paragraph(reader->text);
            for (size_t at = 0; at < note.length;) { /* its line ends stay */
                const char *end = memchr(note.at + at, '\n', note.length - at);
                size_t length = end == NULL ? note.length - at : (size_t)(end - note.at) - at;
                office_text_add(reader->text, note.at + at, length);
                office_text_line(reader->text);
                at += length + 1;
            }
            office_text_close_paragraph(reader->text);
            office_text_close_note(reader->text);
            return;
        }
}

static bool is_on(const char *const *attributes)
{
    const char *value = xml_attribute(attributes, "val");
    return value == NULL || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0);
}

static bool is_title_style(const char *style)
{
    static const char *const titles[] = {"Title", "Titel", "Titre", "Titolo", "Ttulo", "Título", "Headline"};
    for (size_t i = 0; style != NULL && i < sizeof titles / sizeof *titles; i++)
        if (strcmp(style, titles[i]) == 0)
            return true;
    return false;
}

static bool run_is_hidden(const struct reader *reader)
{
    return reader->runs > 0 && reader->runs <= MAX_RUNS && (reader->hidden >> (reader->runs - 1) & 1) != 0;
}

/* What may stand in a run. */
static void open_in_run(struct reader *reader, const char *name, const char *const *attributes)
{
    if (strcmp(name, "w:vanish") == 0 && reader->runs <= MAX_RUNS && is_on(attributes))
        reader->hidden |= (uint32_t)1 << (reader->runs - 1);
    if (run_is_hidden(reader))
        return;
    const char *type = xml_attribute(attributes, "type");
    if (strcmp(name, "w:tab") == 0)
        office_text_tab(reader->text);
    else if ((strcmp(name, "w:br") == 0 && type == NULL) || strcmp(name, "w:cr") == 0)
        office_text_line(reader->text);
    else if (strcmp(name, "w:br") == 0)
        office_text_add(reader->text, " ", 1);
    else if (strcmp(name, "w:noBreakHyphen") == 0)
        office_text_add(reader->text, "\xE2\x80\x91", 3);
    else if (strcmp(name, "w:footnoteReference") == 0)
        refer(reader, &reader->footnotes, attributes);
    else if (strcmp(name, "w:endnoteReference") == 0)
        refer(reader, &reader->endnotes, attributes);
}

static void on_open(void *context, const char *name, const char *const *attributes)
{
    struct reader *reader = context;
    if (reader->left_out > 0 || is_deletion(name) || strcmp(name, "mc:Fallback") == 0) {
        if (reader->left_out++ == 0)
            reader->deletion = is_deletion(name);
        if (reader->deletion && (strcmp(name, "w:delText") == 0 || strcmp(name, "w:t") == 0))
            reader->text->deleted++;
        return;
    }
    if (strcmp(name, "w:p") == 0) {
        office_text_open_paragraph(reader->text);
    } else if (strcmp(name, "w:pStyle") == 0) {
        reader->text->titled |= is_title_style(xml_attribute(attributes, "val"));
    } else if (strcmp(name, "w:r") == 0) {
        if (++reader->runs <= MAX_RUNS)
            reader->hidden &= ~((uint32_t)1 << (reader->runs - 1));
    } else if (strcmp(name, "w:tr") == 0) {
        office_text_open_row(reader->text);
    } else if (strcmp(name, "w:txbxContent") == 0) {
        office_text_open_box(reader->text);
    } else if (strcmp(name, "w:t") == 0) {
        reader->in_words = true;
        reader->text->hidden += run_is_hidden(reader);
    } else if (reader->runs > 0) {
        open_in_run(reader, name, attributes);
    }
}

static void on_close(void *context, const char *name)
{
    struct reader *reader = context;
    if (reader->left_out > 0) {
        reader->left_out--;
        return;
    }
    if (strcmp(name, "w:p") == 0)
        office_text_close_paragraph(reader->text);
    else if (strcmp(name, "w:r") == 0 && reader->runs > 0)
        reader->runs--;
    else if (strcmp(name, "w:tr") == 0)
        office_text_close_row(reader->text);
    else if (strcmp(name, "w:tc") == 0)
        office_text_close_cell(reader->text);
    else if (strcmp(name, "w:txbxContent") == 0)
        office_text_close_box(reader->text);
    else if (strcmp(name, "w:t") == 0)
        reader->in_words = false;
}

static void on_text(void *context, const char *bytes, size_t length)
{
    struct reader *reader = context;
    if (reader->in_words && reader->left_out == 0 && !run_is_hidden(reader))
        office_text_add(reader->text, bytes, length);
}

bool docx_write(struct str document, struct str footnotes, struct str endnotes, struct arena *memory, struct office_text *text, const char **wrong)
{
    struct reader reader = {.memory = memory, .text = text};
    struct xml_handler handler = {&reader, on_open, on_close, on_text};
    struct xml xml;
    *wrong = NULL;
    if (!read_notes(footnotes, memory, &reader.footnotes) || !read_notes(endnotes, memory, &reader.endnotes))
        return false;
    xml_init(&xml, memory, &handler, true);
    (void)xml_add(&xml, document.at, document.length);
    if (!xml_finish(&xml))
        *wrong = xml.wrong;
    xml_release(&xml);
    return office_text_finish(text);
}
