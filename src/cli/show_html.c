/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/show_html.h"

#include <string.h>

#include "cli/mark_html.h"
#include "cli/page_css.h"
#include "cli/safe.h"
#include "cli/show.h"
#include "cli/tree.h"

enum { MOST_RULES = 500, MOST_NEST = 12 };

static void add_escaped_char(struct buf *out, int32_t c)
{
    switch (c) {
    case '&': buf_add_text(out, "&amp;"); break;
    case '<': buf_add_text(out, "&lt;"); break;
    case '>': buf_add_text(out, "&gt;"); break;
    case '"': buf_add_text(out, "&quot;"); break;
    case '\'': buf_add_text(out, "&#39;"); break;
    case '\r': break;
    default: safe_add_char(out, safe_char(c)); break;
    }
}

void html_add(struct buf *out, struct str text, bool fold)
{
    bool space = false, any = false;
    for (size_t at = 0; at < text.length;) {
        int32_t c = safe_next(text, &at);
        if (fold && safe_is_space(c)) {
            space = any;
            continue;
        }
        if (space)
            buf_add_char(out, ' ');
        space = false;
        any = true;
        add_escaped_char(out, c);
    }
}

static void add_made(void (*show)(const struct doc *, struct buf *), const struct doc *doc, struct buf *out)
{
    struct buf words;
    buf_init(&words, 0);
    show(doc, &words);
    html_add(out, (struct str){words.at, words.length}, true);
    out->failed = out->failed || words.failed;
    buf_release(&words);
}

static void add_spans(struct buf *out, const struct doc *doc, const char *before, struct spans spans, const char *after)
{
    struct buf words;
    buf_init(&words, 0);
    show_words(doc, spans, &words);
    buf_add_text(out, before);
    html_add(out, (struct str){words.at, words.length}, true);
    buf_add_text(out, after);
    out->failed = out->failed || words.failed;
    buf_release(&words);
}

static void add_row(struct buf *out, const struct doc *doc, uint32_t index, uint32_t number)
{
    const struct attribution *a = &doc->attributions.at[index];
    uint32_t id = index + 1;
    buf_add_format(out, "<li><p class=\"row r%u a%u\" id=\"d%ur%u\"><a href=\"#d%ua%u\" aria-label=\"%u, to the words in the text\">%u</a> ",
                   id, id, number, id, number, id, id, id);
    if (a->source.count > 0)
        add_spans(out, doc, "<b class=\"who\">", a->source, "</b>");
    else
        buf_add_text(out, "<span class=\"nobody\">(nobody named)</span>");
    add_spans(out, doc, " <span class=\"how\">", (struct spans){.at = (struct span[]){a->cue}, .count = 1}, "</span>");
    add_spans(out, doc, " <span class=\"what\">", a->content, "</span></p>");
}

/* Rows come parent first, so that a list opens where the depth grows and closes where it shrinks. */
static bool add_rows(struct buf *out, const struct doc *doc, uint32_t number)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct tree_row *rows = tree_rows(doc, &memory);
    uint32_t open = 0; /* lists open below the outer one */
    for (uint32_t i = 0; rows != NULL && i < doc->attributions.count; i++) {
        uint32_t depth = rows[i].depth < MOST_NEST ? rows[i].depth : MOST_NEST;
        if (i > 0 && depth > open) {
            buf_add_text(out, "\n<ol>\n");
            open++;
        } else if (i > 0) {
            buf_add_text(out, "</li>\n");
        }
        for (; open > depth; open--)
            buf_add_text(out, "</ol></li>\n");
        add_row(out, doc, rows[i].index, number);
    }
    if (doc->attributions.count > 0)
        buf_add_text(out, "</li>\n");
    for (; open > 0; open--)
        buf_add_text(out, "</ol></li>\n");
    arena_release(&memory);
    return rows != NULL;
}

static void add_notes(struct buf *out, const struct doc *doc)
{
    for (uint32_t i = 0; i < doc->notes.count; i++) {
        buf_add_text(out, "<p class=\"note\">Note: ");
        html_add(out, (struct str){doc->notes.at[i].what, strlen(doc->notes.at[i].what)}, true);
        buf_add_text(out, "</p>\n");
    }
}

/* The attribute that names a text's language, when it looks like the name of one. */
static void add_language(struct buf *out, const char *language)
{
    size_t length = language != NULL ? strlen(language) : 0;
    for (size_t i = 0; i < length; i++) {
        char c = language[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
            return;
    }
    if (length >= 2 && length <= 35)
        buf_add_format(out, " lang=\"%s\"", language);
}

bool html_add_article(struct buf *out, const struct doc *doc, uint32_t number)
{
    buf_add_format(out, "<article class=\"doc\" id=\"d%u\" aria-labelledby=\"d%uh\">\n<h2 id=\"d%uh\">", number, number, number);
    add_made(show_title, doc, out);
    buf_add_text(out, "</h2>\n<p class=\"facts\">");
    add_made(show_facts, doc, out);
    buf_add_text(out, "</p>\n");
    add_notes(out, doc);
    buf_add_format(out, "<p class=\"summary\"><a href=\"#d%ul\">", number);
    add_made(show_summary, doc, out);
    buf_add_text(out, "</a></p>\n<div class=\"columns\">\n<div class=\"text\" dir=\"auto\"");
    add_language(out, doc->origin.language);
    buf_add_text(out, ">\n");
    bool good = html_add_marked(out, doc, number);
    buf_add_format(out, "</div>\n<section class=\"list\" id=\"d%ul\" aria-label=\"Who says what\">\n<h3>Who says what</h3>\n<ol>\n", number);
    good = add_rows(out, doc, number) && good;
    buf_add_text(out, "</ol>\n</section>\n</div>\n</article>\n");
    return good && !out->failed;
}

void html_add_entry(struct buf *out, const struct doc *doc, uint32_t number)
{
    buf_add_format(out, "<li><a href=\"#d%u\">", number);
    add_made(show_title, doc, out);
    buf_add_text(out, "</a> <span class=\"facts\">");
    add_made(show_facts, doc, out);
    buf_add_text(out, "</span></li>\n");
}

/* Pointing at a row lights its words and pointing at words lights their rows, without a script. */
static void add_rules(struct buf *out, uint32_t most)
{
    for (uint32_t i = 1; i <= most && i <= MOST_RULES; i++)
        buf_add_format(out, ".doc:has(.a%u:is(:hover,:focus-within,:target)) .a%u%s", i, i, i == most || i == MOST_RULES ? "" : ",\n");
    if (most > 0)
        buf_add_text(out, "{--lit:var(--glow);--lit-ink:var(--glow-ink)}\n");
}

void html_add_head(struct buf *out, uint32_t documents, uint32_t most, struct str entries)
{
    buf_add_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                      "<title>Who says what</title>\n<style>\n");
    for (size_t i = 0; i < sizeof page_css / sizeof *page_css; i++)
        buf_add_text(out, page_css[i]);
    add_rules(out, most);
    buf_add_text(out, "</style>\n</head>\n<body>\n<header>\n<h1>Who says what</h1>\n"
                      "<p class=\"key\"><span class=\"m s\">Who speaks</span> <span class=\"m c\">how it is put</span> "
                      "<span class=\"m t\">what is said</span> <span class=\"m t t2\">inside what another says</span></p>\n");
    if (documents > 1) {
        buf_add_format(out, "<nav aria-label=\"Texts\">\n<p class=\"facts\">%u texts</p>\n<ol class=\"texts\">\n", documents);
        buf_add(out, entries.at, entries.length);
        buf_add_text(out, "</ol>\n</nav>\n");
    }
    buf_add_text(out, "</header>\n<main>\n");
}

void html_add_tail(struct buf *out)
{
    buf_add_text(out, "</main>\n</body>\n</html>\n");
}
