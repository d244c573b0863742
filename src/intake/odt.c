/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/odt.h"

#include <string.h>

#include "intake/xml.h"

enum { MAX_TITLE_STYLES = 64 };

struct reader {
    struct arena *memory;
    struct office_text *text;
    LIST(const char *) title_styles; /* automatic styles made from Title */
    uint32_t left_out;               /* elements open inside one that is left out, with it */
    uint32_t paragraphs;             /* open: notes and text boxes lie in one */
    uint32_t body;                   /* <office:text> is open */
    bool deletion;
    bool failed;
};

static bool is_left_out(const char *name)
{
    static const char *const names[] = {"text:tracked-changes", "office:annotation", "text:note-citation", "text:table-of-content", "office:forms",
                                        "text:illustration-index", "text:alphabetical-index", "text:ruby-text", "draw:object", "office:settings"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool is_title_style(const struct reader *reader, const char *style)
{
    if (style == NULL)
        return false;
    for (uint32_t i = 0; i < reader->title_styles.count; i++)
        if (strcmp(style, reader->title_styles.at[i]) == 0)
            return true;
    return strcmp(style, "Title") == 0;
}

static void take_style(struct reader *reader, const char *const *attributes)
{
    const char *name = xml_attribute(attributes, "name"), *parent = xml_attribute(attributes, "parent-style-name");
    if (name == NULL || parent == NULL || strcmp(parent, "Title") != 0 || reader->title_styles.count >= MAX_TITLE_STYLES)
        return;
    const char *copy = arena_copy(reader->memory, name, strlen(name));
    if (copy == NULL || !list_push(reader->memory, &reader->title_styles, copy))
        reader->failed = true;
}

static bool is_paragraph(const char *name)
{
    return strcmp(name, "text:p") == 0 || strcmp(name, "text:h") == 0;
}

static void on_open(void *context, const char *name, const char *const *attributes)
{
    struct reader *reader = context;
    struct office_text *text = reader->text;
    if (reader->left_out > 0 || is_left_out(name)) {
        if (reader->left_out++ == 0)
            reader->deletion = strcmp(name, "text:tracked-changes") == 0;
        text->deleted += reader->deletion && strcmp(name, "text:deletion") == 0;
        return;
    }
    if (strcmp(name, "style:style") == 0)
        take_style(reader, attributes);
    else if (strcmp(name, "office:text") == 0)
        reader->body++;
    if (reader->body == 0)
        return;
    if (is_paragraph(name)) {
        office_text_open_paragraph(text);
        if (text->boxes == 0 && text->in_note == 0)
            text->titled = is_title_style(reader, xml_attribute(attributes, "style-name"));
        reader->paragraphs++;
    } else if (strcmp(name, "text:s") == 0) {
        office_text_add(text, " ", 1);
    } else if (strcmp(name, "text:tab") == 0) {
        office_text_tab(text);
    } else if (strcmp(name, "text:line-break") == 0) {
        office_text_line(text);
    } else if (strcmp(name, "table:table-row") == 0) {
        office_text_open_row(text);
    } else if (strcmp(name, "draw:text-box") == 0) {
        office_text_open_box(text);
    } else if (strcmp(name, "text:note") == 0) {
        office_text_open_note(text);
    }
}

static void on_close(void *context, const char *name)
{
    struct reader *reader = context;
    struct office_text *text = reader->text;
    if (reader->left_out > 0) {
        reader->left_out--;
        return;
    }
    if (strcmp(name, "office:text") == 0 && reader->body > 0)
        reader->body--;
    if (is_paragraph(name) && reader->paragraphs > 0) {
        reader->paragraphs--;
        office_text_close_paragraph(text);
    } else if (strcmp(name, "table:table-row") == 0) {
        office_text_close_row(text);
    } else if (strcmp(name, "table:table-cell") == 0) {
        office_text_close_cell(text);
    } else if (strcmp(name, "draw:text-box") == 0) {
        office_text_close_box(text);
    } else if (strcmp(name, "text:note") == 0) {
        office_text_close_note(text);
    }
}

static void on_text(void *context, const char *bytes, size_t length)
{
    struct reader *reader = context;
    if (reader->paragraphs > 0 && reader->left_out == 0)
        office_text_add(reader->text, bytes, length);
}

bool odt_write(struct str content, struct arena *memory, struct office_text *text, const char **wrong)
{
    struct reader reader = {.memory = memory, .text = text};
    struct xml_handler handler = {&reader, on_open, on_close, on_text};
    struct xml xml;
    *wrong = NULL;
    xml_init(&xml, memory, &handler, true);
    (void)xml_add(&xml, content.at, content.length);
    if (!xml_finish(&xml))
        *wrong = xml.wrong;
    xml_release(&xml);
    return !reader.failed && office_text_finish(text);
}
