/* SPDX-License-Identifier: Apache-2.0 */
/* The account at a glance: who, by which words, what; what is nested stands under the head it hangs on. */
#include "cli/lay.h"
#include "cli/show.h"
#include "cli/tree.h"

enum { HANG = 6, NEST = 4, MOST_NEST = 5 };

struct table {
    const struct doc *doc;
    const struct show_options *options;
    struct lay lay;
    struct buf words; /* scratch */
};

static void put_spans(struct table *table, struct spans spans, enum lay_style style)
{
    buf_reset(&table->words);
    show_words(table->doc, spans, &table->words);
    lay_words(&table->lay, (struct str){table->words.at, table->words.length}, style);
}

static uint32_t digits_of(uint32_t number)
{
    return number < 10 ? 1 : 1 + digits_of(number / 10);
}

static void put_indent(struct lay *lay, uint32_t columns)
{
    for (uint32_t i = 0; i < columns; i++)
        buf_add_char(lay->out, ' ');
    lay->column += columns;
}

/* The title on the left, what is known of the text on the right; below it when the line is too short. */
static void put_header(struct table *table)
{
    struct buf facts;
    buf_init(&facts, 0);
    struct lay *lay = &table->lay;
    buf_reset(&table->words);
    show_title(table->doc, &table->words);
    show_facts(table->doc, &facts);
    struct str left = {table->words.at, table->words.length}, right = {facts.at, facts.length};
    uint32_t used = lay_width(left) + lay_width(right);
    lay_words(lay, left, LAY_BOLD);
    if (lay->width == 0) {
        put_indent(lay, 2);
    } else if (used + 2 <= lay->width) {
        put_indent(lay, lay->width - used);
    } else {
        lay_line(lay, 0);
    }
    lay->space = false;
    lay_words(lay, right, LAY_DIM);
    lay_line(lay, 0);
    buf_release(&facts);
}

/* " 3  " or "    └ 4  ", and the indent of the lines that go on. */
static void put_number(struct table *table, const struct tree_row *row)
{
    struct lay *lay = &table->lay;
    uint32_t digits = digits_of(table->doc->attributions.count), own = digits_of(row->index + 1);
    uint32_t depth = row->depth < MOST_NEST ? row->depth : MOST_NEST;
    if (depth > 0) {
        put_indent(lay, depth * NEST);
        buf_add_text(lay->out, "└");
        lay->column++;
    }
    put_indent(lay, 1 + digits - own);
    buf_add_format(lay->out, "%u", row->index + 1);
    lay->column += own;
    put_indent(lay, 2);
    lay->indent = lay->column;
    lay->space = false;
}

static void put_row(struct table *table, const struct tree_row *row)
{
    const struct attribution *a = &table->doc->attributions.at[row->index];
    struct lay *lay = &table->lay;
    lay->indent = 0;
    put_number(table, row);
    uint32_t hang = lay->indent;
    if (a->source.count > 0)
        put_spans(table, a->source, LAY_BOLD);
    else
        lay_text(lay, "(nobody named)", LAY_DIM);
    lay_space(lay);
    put_spans(table, (struct spans){.at = (struct span[]){a->cue}, .count = 1}, LAY_CUE);
    if (row->depth > 0) {
        char last = table->words.length > 0 ? table->words.at[table->words.length - 1] : '\0';
        if (last != ':')
            lay_text(lay, ":", LAY_PLAIN);
        lay_space(lay);
        put_spans(table, a->content, LAY_PLAIN);
    } else {
        lay_line(lay, hang + 2 > HANG ? hang + 2 : HANG);
        put_spans(table, a->content, LAY_PLAIN);
    }
    lay_line(lay, 0);
}

static bool put_rows(struct table *table)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct tree_row *rows = tree_rows(table->doc, &memory);
    for (uint32_t i = 0; rows != NULL && i < table->doc->attributions.count; i++)
        put_row(table, &rows[i]);
    arena_release(&memory);
    return rows != NULL;
}

static void put_own(struct table *table)
{
    const struct doc *doc = table->doc;
    if (doc->own.count == 0)
        lay_text(&table->lay, "No sentence in the outlet's own voice found.", LAY_PLAIN);
    else
        lay_text(&table->lay, "In the outlet's own voice:", LAY_PLAIN);
    lay_line(&table->lay, 0);
    for (uint32_t i = 0; i < doc->own.count; i++) {
        put_indent(&table->lay, 1);
        buf_add_text(table->lay.out, "– ");
        table->lay.column = table->lay.indent = 3;
        put_spans(table, (struct spans){.at = &doc->own.at[i], .count = 1}, LAY_PLAIN);
        lay_line(&table->lay, 0);
    }
}

static void put_notes(struct table *table)
{
    const struct doc *doc = table->doc;
    for (uint32_t i = 0; i < doc->notes.count; i++) {
        lay_text(&table->lay, "Note: ", LAY_DIM);
        table->lay.indent = 2;
        lay_space(&table->lay);
        lay_text(&table->lay, doc->notes.at[i].what, LAY_DIM);
        lay_line(&table->lay, 0);
    }
}

bool show_table(const struct doc *doc, const struct show_options *options, struct buf *out)
{
    struct table table = {doc, options, {.out = out, .width = options->width, .colour = options->colour}, {0}};
    bool good = true;
    buf_init(&table.words, 0);
    put_header(&table);
    if (options->own) {
        put_own(&table);
    } else {
        buf_reset(&table.words);
        show_summary(doc, &table.words);
        lay_words(&table.lay, (struct str){table.words.at, table.words.length}, LAY_PLAIN);
        lay_line(&table.lay, 0);
        if (doc->attributions.count > 0)
            lay_line(&table.lay, 0);
        good = put_rows(&table);
    }
    put_notes(&table);
    good = good && !table.words.failed && !out->failed;
    buf_release(&table.words);
    return good;
}
