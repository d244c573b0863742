/* SPDX-License-Identifier: Apache-2.0 */
/* The account at a glance: who, by which words, what; what is nested stands under the head it hangs on, what answers beside
 * what it answers. */
#include <stdio.h>

#include "view/account.h"
#include "view/lay_parts.h"
#include "view/reply.h"
#include "view/show.h"

enum { HANG = 6, NEST = 4, MOST_NEST = 5 };

struct table {
    const struct doc *doc;
    const struct show_options *options;
    struct lay lay;
    struct account account;
    struct parts parts; /* scratch */
    struct buf words;   /* scratch */
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
        lay_indent(lay, 2);
    } else if (used + 2 <= lay->width) {
        lay_indent(lay, lay->width - used);
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
        lay_indent(lay, depth * NEST);
        buf_add_text(lay->out, "└");
        lay->column++;
    }
    lay_indent(lay, 1 + digits - own);
    buf_add_format(lay->out, "%u", row->index + 1);
    lay->column += own;
    lay_indent(lay, 2);
    lay->indent = lay->column;
    lay->space = false;
}

static bool ends_with_colon(const struct parts *parts)
{
    const struct str *last = parts->count > 0 ? &parts->at[parts->count - 1].words : NULL;
    return last != NULL && last->length > 0 && last->at[last->length - 1] == ':';
}

/* " (p. 3)" where the text is in pages. */
static void put_page(struct table *table, uint32_t attribution)
{
    char page[32];
    uint32_t number = show_page(table->doc, attribution);
    if (number == 0)
        return;
    (void)snprintf(page, sizeof page, "(p. %u)", number);
    lay_space(&table->lay);
    lay_text(&table->lay, page, LAY_DIM);
}

static void put_row(struct table *table, const struct tree_row *row)
{
    struct account *account = &table->account;
    struct lay *lay = &table->lay;
    bool dim = account->picked[row->index] == PICK_ABOVE;
    struct arena_mark mark = account_begin_row(account, &table->parts);
    lay->indent = 0;
    put_number(table, row);
    uint32_t hang = lay->indent, indent = hang + 2 > HANG ? hang + 2 : HANG;
    if (row->depth > MOST_NEST) { /* deeper than the indent shows */
        lay_words(lay, account_chain(account, row->index), LAY_DIM);
        lay_text(lay, ":", LAY_DIM);
        lay_space(lay);
    }
    account_head(account, row->index, &table->parts);
    lay_parts(lay, &table->parts, 0, dim);
    if (row->depth == 0)
        lay_line(lay, indent);
    else if (!ends_with_colon(&table->parts))
        lay_text(lay, ":", LAY_PLAIN);
    account_content(account, row->index, false, &table->parts);
    lay_parts(lay, &table->parts, 0, dim);
    put_page(table, row->index);
    lay_answers(lay, account, row->index, indent, &table->parts);
    lay_line(lay, 0);
    account_end_row(account, mark, &table->parts);
}

static void put_rows(struct table *table)
{
    for (uint32_t i = 0; i < table->account.count; i++)
        put_row(table, &table->account.rows[i]);
}

/* A charge under its accused: with its chain when it is second-hand, and its answer or that there is none here. */
static void put_charge(struct table *table, uint32_t attribution, bool unclear)
{
    struct account *account = &table->account;
    struct lay *lay = &table->lay;
    struct arena_mark mark = account_begin_row(account, &table->parts);
    put_number(table, &(struct tree_row){attribution, 0});
    uint32_t indent = lay->indent + 2;
    account_head(account, attribution, &table->parts);
    lay_parts(lay, &table->parts, 0, false);
    lay_line(lay, indent);
    account_content(account, attribution, true, &table->parts);
    lay_parts(lay, &table->parts, 0, false);
    put_page(table, attribution);
    if (table->doc->attributions.at[attribution].parent != NONE) {
        lay_line(lay, indent);
        lay_text(lay, "through ", LAY_DIM);
        lay_words(lay, account_chain(account, attribution), LAY_DIM);
    }
    struct str named = unclear ? reply_named(account, attribution) : (struct str){"", 0};
    if (named.length > 0) {
        lay_line(lay, indent);
        lay_text(lay, "names ", LAY_DIM);
        lay_words(lay, named, LAY_DIM);
    }
    lay_answers(lay, account, attribution, indent, &table->parts);
    if (!reply_is_answered(account, attribution)) {
        lay_line(lay, indent);
        lay_text(lay, "answer: none found in this text", LAY_PLAIN);
    }
    lay_line(lay, 0);
    account_end_row(account, mark, &table->parts);
}

static bool put_reply(struct table *table)
{
    struct reply reply;
    struct lay *lay = &table->lay;
    bool good = reply_collect(&table->account, &reply);
    if (reply.count == 0)
        lay_text(lay, "No charge found.", LAY_PLAIN);
    else
        lay_text(lay, "Charges, and the answers that this text gives:", LAY_PLAIN);
    lay_line(lay, 0);
    for (uint32_t i = 0; good && i < reply.count; i++) {
        bool unclear = reply.at[i].accused.length == 0;
        lay_line(lay, 0);
        if (unclear)
            lay_text(lay, "(the accused is not clear)", LAY_DIM);
        else
            lay_words(lay, reply.at[i].accused, LAY_BOLD);
        lay_line(lay, 0);
        for (uint32_t k = 0; k < reply.at[i].charges.count; k++)
            put_charge(table, reply.at[i].charges.at[k], unclear);
    }
    return good;
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
        lay_indent(&table->lay, 1);
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

static void put_all(struct table *table)
{
    buf_reset(&table->words);
    account_summary(&table->account, &table->words);
    lay_words(&table->lay, (struct str){table->words.at, table->words.length}, LAY_PLAIN);
    lay_line(&table->lay, 0);
    if (table->account.count > 0)
        lay_line(&table->lay, 0);
    put_rows(table);
}

bool show_table(const struct doc *doc, const struct show_options *options, struct buf *out)
{
    struct table table = {.doc = doc, .options = options, .lay = {.out = out, .width = options->width, .colour = options->colour}};
    struct arena memory;
    arena_init(&memory, 0);
    buf_init(&table.words, 0);
    bool good = account_init(&table.account, doc, options->pick, &memory);
    put_header(&table);
    if (options->own)
        put_own(&table);
    else if (good && options->reply)
        good = put_reply(&table);
    else if (good)
        put_all(&table);
    put_notes(&table);
    good = good && !account_failed(&table.account) && !table.words.failed && !out->failed;
    account_release(&table.account);
    buf_release(&table.words);
    arena_release(&memory);
    return good;
}
