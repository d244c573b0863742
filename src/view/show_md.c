/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown (CommonMark): a heading a document, a list item an attribution, nested as the attributions are. */
#include <string.h>

#include "view/account.h"
#include "view/reply.h"
#include "view/show.h"

enum { MOST_NEST = 10 };

struct markdown {
    const struct doc *doc;
    struct buf *out;
    struct account account;
    struct parts parts; /* scratch */
};

/* Text with a backslash before each character that Markdown would take for its own. */
static void add_escaped(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] != '\0' && strchr("\\`*_[]<>#|~&$", text.at[i]) != NULL)
            buf_add_char(out, '\\');
        buf_add_char(out, text.at[i]);
    }
}

static void add_made(void (*show)(const struct doc *, struct buf *), const struct doc *doc, struct buf *out)
{
    struct buf words;
    buf_init(&words, 0);
    show(doc, &words);
    add_escaped((struct str){words.at, words.length}, out);
    out->failed = out->failed || words.failed;
    buf_release(&words);
}

static void add_parts(struct markdown *md)
{
    for (uint32_t i = 0; i < md->parts.count; i++) {
        const struct part *part = &md->parts.at[i];
        const char *mark = part->kind == PART_WHO ? "**" : part->kind == PART_CUE ? "*" : "";
        if (i > 0 && !part->tight)
            buf_add_char(md->out, ' ');
        buf_add_text(md->out, mark);
        add_escaped(part->words, md->out);
        buf_add_text(md->out, mark);
    }
}

static void add_indent(struct buf *out, uint32_t depth)
{
    for (uint32_t i = 0; i < depth && i < MOST_NEST; i++)
        buf_add_text(out, "  ");
}

/* A line that goes on in an item, after a break. */
static void add_line(struct markdown *md, uint32_t depth)
{
    buf_add_text(md->out, "\\\n");
    add_indent(md->out, depth + 1);
}

static void add_answers(struct markdown *md, uint32_t attribution, uint32_t depth)
{
    struct account *account = &md->account;
    for (uint32_t i = account->first_status[attribution]; i != NONE; i = account_next_status(account, i)) {
        account_answer(account, &md->doc->statuses.at[i], &md->parts);
        add_line(md, depth);
        add_parts(md);
    }
}

/* The head and the content, as an item. */
static void add_item(struct markdown *md, uint32_t attribution, uint32_t depth, bool alone)
{
    add_indent(md->out, depth);
    buf_add_format(md->out, "- %u · ", attribution + 1);
    if (depth > MOST_NEST) {
        add_escaped(account_chain(&md->account, attribution), md->out);
        buf_add_text(md->out, ": ");
    }
    account_head(&md->account, attribution, &md->parts);
    add_parts(md);
    buf_add_text(md->out, " — ");
    account_content(&md->account, attribution, alone, &md->parts);
    add_parts(md);
    if (show_page(md->doc, attribution) > 0)
        buf_add_format(md->out, " (p. %u)", show_page(md->doc, attribution));
}

static void add_rows(struct markdown *md)
{
    for (uint32_t i = 0; i < md->account.count; i++) {
        const struct tree_row *row = &md->account.rows[i];
        struct arena_mark mark = account_begin_row(&md->account, &md->parts);
        add_item(md, row->index, row->depth, false);
        add_answers(md, row->index, row->depth);
        buf_add_char(md->out, '\n');
        account_end_row(&md->account, mark, &md->parts);
    }
}

static void add_charge(struct markdown *md, uint32_t attribution, bool unclear)
{
    struct arena_mark mark = account_begin_row(&md->account, &md->parts);
    add_item(md, attribution, 0, true);
    if (md->doc->attributions.at[attribution].parent != NONE) {
        add_line(md, 0);
        buf_add_text(md->out, "through ");
        add_escaped(account_chain(&md->account, attribution), md->out);
    }
    struct str named = unclear ? reply_named(&md->account, attribution) : (struct str){"", 0};
    if (named.length > 0) {
        add_line(md, 0);
        buf_add_text(md->out, "names ");
        add_escaped(named, md->out);
    }
    add_answers(md, attribution, 0);
    if (!reply_is_answered(&md->account, attribution)) {
        add_line(md, 0);
        buf_add_text(md->out, "answer: none found in this text");
    }
    buf_add_char(md->out, '\n');
    account_end_row(&md->account, mark, &md->parts);
}

static bool add_reply(struct markdown *md)
{
    struct reply reply;
    bool good = reply_collect(&md->account, &reply);
    buf_add_text(md->out, reply.count > 0 ? "Charges, and the answers that this text gives:\n" : "No charge found.\n");
    for (uint32_t i = 0; good && i < reply.count; i++) {
        bool unclear = reply.at[i].accused.length == 0;
        buf_add_text(md->out, "\n### ");
        if (unclear)
            buf_add_text(md->out, "(the accused is not clear)");
        else
            add_escaped(reply.at[i].accused, md->out);
        buf_add_text(md->out, "\n\n");
        for (uint32_t k = 0; k < reply.at[i].charges.count; k++)
            add_charge(md, reply.at[i].charges.at[k], unclear);
    }
    return good;
}

static void add_own(struct markdown *md)
{
    const struct doc *doc = md->doc;
    buf_add_text(md->out, doc->own.count > 0 ? "In the outlet's own voice:\n\n" : "No sentence in the outlet's own voice found.\n");
    for (uint32_t i = 0; i < doc->own.count; i++) {
        struct arena_mark mark = account_begin_row(&md->account, &md->parts);
        buf_add_text(md->out, "- ");
        add_escaped(account_words(&md->account, (struct spans){.at = &doc->own.at[i], .count = 1}), md->out);
        buf_add_char(md->out, '\n');
        account_end_row(&md->account, mark, &md->parts);
    }
}

static void add_all(struct markdown *md)
{
    struct buf summary;
    buf_init(&summary, 0);
    account_summary(&md->account, &summary);
    add_escaped((struct str){summary.at, summary.length}, md->out);
    md->out->failed = md->out->failed || summary.failed;
    buf_release(&summary);
    buf_add_text(md->out, md->account.count > 0 ? "\n\n" : "\n");
    add_rows(md);
}

bool show_md(const struct doc *doc, const struct show_options *options, struct buf *out)
{
    struct markdown md = {.doc = doc, .out = out};
    struct arena memory;
    arena_init(&memory, 0);
    bool good = account_init(&md.account, doc, options->pick, &memory);
    buf_add_text(out, "## ");
    add_made(show_title, doc, out);
    buf_add_text(out, "\n\n");
    add_made(show_facts, doc, out);
    buf_add_text(out, "\n\n");
    if (good && options->own)
        add_own(&md);
    else if (good && options->reply)
        good = add_reply(&md);
    else if (good)
        add_all(&md);
    for (uint32_t i = 0; i < doc->notes.count; i++) {
        buf_add_text(out, i == 0 ? "\nNote: " : "Note: ");
        add_escaped((struct str){doc->notes.at[i].what, strlen(doc->notes.at[i].what)}, out);
        buf_add_char(out, '\n');
    }
    buf_add_char(out, '\n');
    good = good && !account_failed(&md.account) && !out->failed;
    account_release(&md.account);
    arena_release(&memory);
    return good;
}
