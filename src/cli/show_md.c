/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown (CommonMark): a heading a document, a list item an attribution, nested as the attributions are. */
#include <string.h>

#include "cli/show.h"
#include "cli/tree.h"

enum { MOST_NEST = 10 };

/* Text with a backslash before each character that Markdown would take for its own. */
static void add_escaped(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] != '\0' && strchr("\\`*_[]<>#|~&$", text.at[i]) != NULL)
            buf_add_char(out, '\\');
        buf_add_char(out, text.at[i]);
    }
}

static void add_spans(const struct doc *doc, struct spans spans, struct buf *out)
{
    struct buf words;
    buf_init(&words, 0);
    show_words(doc, spans, &words);
    add_escaped((struct str){words.at, words.length}, out);
    out->failed = out->failed || words.failed;
    buf_release(&words);
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

static void add_row(const struct doc *doc, const struct tree_row *row, struct buf *out)
{
    const struct attribution *a = &doc->attributions.at[row->index];
    for (uint32_t i = 0; i < row->depth && i < MOST_NEST; i++)
        buf_add_text(out, "  ");
    buf_add_format(out, "- %u · ", row->index + 1);
    if (a->source.count > 0) {
        buf_add_text(out, "**");
        add_spans(doc, a->source, out);
        buf_add_text(out, "**");
    } else {
        buf_add_text(out, "(nobody named)");
    }
    buf_add_text(out, " *");
    add_spans(doc, (struct spans){.at = (struct span[]){a->cue}, .count = 1}, out);
    buf_add_text(out, "* — ");
    add_spans(doc, a->content, out);
    buf_add_char(out, '\n');
}

static bool add_rows(const struct doc *doc, struct buf *out)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct tree_row *rows = tree_rows(doc, &memory);
    for (uint32_t i = 0; rows != NULL && i < doc->attributions.count; i++)
        add_row(doc, &rows[i], out);
    arena_release(&memory);
    return rows != NULL;
}

bool show_md(const struct doc *doc, const struct show_options *options, struct buf *out)
{
    bool good = true;
    buf_add_text(out, "## ");
    add_made(show_title, doc, out);
    buf_add_text(out, "\n\n");
    add_made(show_facts, doc, out);
    buf_add_text(out, "\n\n");
    if (options->own) {
        buf_add_text(out, doc->own.count > 0 ? "In the outlet's own voice:\n\n" : "No sentence in the outlet's own voice found.\n");
        for (uint32_t i = 0; i < doc->own.count; i++) {
            buf_add_text(out, "- ");
            add_spans(doc, (struct spans){.at = &doc->own.at[i], .count = 1}, out);
            buf_add_char(out, '\n');
        }
    } else {
        add_made(show_summary, doc, out);
        buf_add_text(out, doc->attributions.count > 0 ? "\n\n" : "\n");
        good = add_rows(doc, out);
    }
    for (uint32_t i = 0; i < doc->notes.count; i++) {
        buf_add_text(out, i == 0 ? "\nNote: " : "Note: ");
        add_escaped((struct str){doc->notes.at[i].what, strlen(doc->notes.at[i].what)}, out);
        buf_add_char(out, '\n');
    }
    buf_add_char(out, '\n');
    return good && !out->failed;
}
