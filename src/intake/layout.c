/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/layout.h"

#include <string.h>

#include "intake/fill.h"

enum { MAX_LINE = 1 << 16, MOST_PAGE_NOTES = 20, LEAST_LINES = 3 };

/* In heights of a line: a gap between paragraphs, the least and most a first line is set in; in shares of a block's width: how far a line that ends a paragraph may stop before its
 * edge; how much the size of letters differs inside a paragraph. */
static const float gap = 0.8F, least_indent = 0.6F, most_indent = 6, short_line = 0.2F, full_line = 0.1F, same_size = 0.15F, same_in_block = 0.4F;

void layout_init(struct layout *layout, struct arena *memory)
{
    *layout = (struct layout){.memory = memory};
    buf_init(&layout->line, MAX_LINE);
}

void layout_release(struct layout *layout)
{
    buf_release(&layout->line);
}

void layout_add_page(struct layout *layout, float width, float height)
{
    if (!list_push(layout->memory, &layout->pages, (struct layout_page){width, height, 0}))
        layout->failed = true;
    layout_add_block(layout);
}

void layout_add_block(struct layout *layout)
{
    if (!list_push(layout->memory, &layout->blocks, (struct box){0, 0, 0, 0}))
        layout->failed = true;
}

void layout_open_line(struct layout *layout, struct box box)
{
    buf_reset(&layout->line);
    layout->box = box;
}

void layout_add_word(struct layout *layout, const char *bytes, size_t length)
{
    while (length > 0 && (unsigned char)*bytes <= ' ') {
        bytes++;
        length--;
    }
    while (length > 0 && (unsigned char)bytes[length - 1] <= ' ')
        length--;
    if (length == 0 || layout->line.length + length + 1 > MAX_LINE)
        return;
    if (layout->line.length > 0)
        buf_add_char(&layout->line, ' ');
    buf_add(&layout->line, bytes, length);
}

static void grow(struct box *around, struct box box)
{
    if (around->x1 <= around->x0 && around->y1 <= around->y0) {
        *around = box;
        return;
    }
    around->x0 = box.x0 < around->x0 ? box.x0 : around->x0;
    around->y0 = box.y0 < around->y0 ? box.y0 : around->y0;
    around->x1 = box.x1 > around->x1 ? box.x1 : around->x1;
    around->y1 = box.y1 > around->y1 ? box.y1 : around->y1;
}

void layout_close_line(struct layout *layout)
{
    struct buf *line = &layout->line;
    if (line->length == 0 || layout->failed)
        return;
    if (layout->pages.count == 0)
        layout_add_page(layout, 0, 0);
    char *copy = arena_copy(layout->memory, line->at, line->length);
    uint32_t page = layout->pages.count - 1, block = layout->blocks.count - 1;
    struct layout_line made = {.box = layout->box, .text = {copy, line->length}, .page = page, .block = block};
    if (copy == NULL || layout->failed || !list_push(layout->memory, &layout->lines, made)) {
        layout->failed = true;
        return;
    }
    grow(&layout->blocks.at[block], layout->box);
    layout->pages.at[page].lines++;
    buf_reset(line);
}

/* ---- paragraphs ---- */

static float height_of(const struct layout_line *line)
{
    return line->box.y1 - line->box.y0;
}

static float width_of(struct box box)
{
    return box.x1 - box.x0;
}

static bool ends_in(struct str text, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(endings[i]);
        if (text.length >= length && memcmp(text.at + text.length - length, endings[i], length) == 0)
            return true;
    }
    return false;
}

static bool ends_sentence(struct str text)
{
    static const char *const endings[] = {".", "!", "?", ":", "…", ".”", ".\"", ".’", ".)", "!”", "?”", "»"};
    return ends_in(text, endings, sizeof endings / sizeof *endings);
}

static bool begins_small(struct str text)
{
    return text.length > 0 && text.at[0] >= 'a' && text.at[0] <= 'z';
}

static bool is_same_size(const struct layout_line *a, const struct layout_line *b, float tolerance)
{
    float difference = height_of(a) - height_of(b);
    return (difference < 0 ? -difference : difference) <= tolerance * height_of(a);
}

/* Whether `line`, which comes after `before` in one block, begins a paragraph. */
static bool begins_in_block(const struct layout *layout, const struct layout_line *before, const struct layout_line *line)
{
    struct box block = layout->blocks.at[line->block];
    float height = height_of(line), indent = line->box.x0 - block.x0;
    if (!(height > 0))
        return false;
    if (line->box.y0 - before->box.y1 > gap * height || !is_same_size(before, line, same_in_block))
        return true;
    bool set_in = indent > least_indent * height && indent < most_indent * height && before->box.x0 - block.x0 < least_indent * height;
    bool was_short = before->box.x1 < block.x1 - short_line * width_of(block) && ends_sentence(before->text);
    return (set_in || was_short) && !begins_small(line->text);
}

/* The same where they are in different blocks: over the end of a column or page. */
static bool begins_after_block(const struct layout *layout, const struct layout_line *before, const struct layout_line *line)
{
    struct box block = layout->blocks.at[before->block];
    if (ends_sentence(before->text) || !is_same_size(before, line, same_size))
        return true;
    if (begins_small(line->text))
        return false;
    bool goes_on = line->page != before->page || line->box.y0 < before->box.y0; /* another column or page */
    bool many = block.y1 - block.y0 > LEAST_LINES * height_of(before);
    bool full = before->box.x1 > block.x1 - full_line * width_of(block);
    return !(goes_on && many && full && height_of(before) > 0);
}

struct writer {
    const struct layout *layout;
    struct layout_words words;
    struct buf *out;
    const struct layout_line *before;
};

static void write_line(struct writer *writer, const struct layout_line *line)
{
    struct buf *out = writer->out;
    const struct layout_line *before = writer->before;
    writer->before = line;
    if (before == NULL)
        return;
    enum layout_hyphen hyphen = layout_hyphen_at(&writer->words, before->text, line->text);
    bool same = before->block == line->block;
    bool begins = same ? begins_in_block(writer->layout, before, line) : begins_after_block(writer->layout, before, line);
    if (begins && !(hyphen == HYPHEN_JOIN && is_same_size(before, line, same_size))) {
        buf_add_text(out, "\n\n");
    } else if (hyphen == HYPHEN_JOIN) {
        size_t at = out->length - 1;
        while (at > 0 && ((unsigned char)out->at[at] & 0xC0) == 0x80)
            at--;
        out->length = at;
    } else if (hyphen == HYPHEN_NONE) {
        buf_add_char(out, ' ');
    }
}

/* Says which pages have no line. */
static void note_empty_pages(const struct layout *layout, struct doc *doc)
{
    uint32_t empty = 0;
    for (uint32_t i = 0; i < layout->pages.count; i++)
        if (layout->pages.at[i].lines == 0 && ++empty <= MOST_PAGE_NOTES)
            fill_note(doc, "Page %u has 0 words: needs OCR, if it is not blank.", i + 1);
    if (empty > MOST_PAGE_NOTES)
        fill_note(doc, "%u more pages have 0 words.", empty - MOST_PAGE_NOTES);
}

bool layout_write(struct layout *layout, struct doc *doc, struct buf *out)
{
    struct writer writer = {.layout = layout, .out = out};
    bool good = !layout->failed && layout_words_build(&writer.words, layout);
    uint32_t heads = good ? layout_mark_heads(layout, &good) : 0;
    for (uint32_t i = 0; i < layout->lines.count && good; i++) {
        const struct layout_line *line = &layout->lines.at[i];
        if (line->left_out)
            continue;
        write_line(&writer, line);
        while (doc->pages.count <= line->page && good)
            good = list_push(doc->memory, &doc->pages, (uint32_t)out->length);
        buf_add(out, line->text.at, line->text.length);
    }
    while (doc->pages.count < layout->pages.count && good)
        good = list_push(doc->memory, &doc->pages, (uint32_t)out->length);
    if (!good || out->failed)
        return false;
    if (heads > 0)
        fill_note(doc, "%u line%s left out as running heads and page numbers.", heads, heads == 1 ? " was" : "s were");
    note_empty_pages(layout, doc);
    return true;
}
