/* SPDX-License-Identifier: Apache-2.0 */
#include "view/show_html.h"

#include <string.h>

#include "view/account.h"
#include "view/mark_html.h"
#include "view/page_css.h"
#include "view/safe.h"
#include "view/show.h"

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
    safe_add_by(out, text, fold, add_escaped_char);
}

void html_add_made(struct buf *out, void (*show)(const struct doc *doc, struct buf *out), const struct doc *doc)
{
    struct buf words;
    buf_init(&words, 0);
    show(doc, &words);
    html_add(out, (struct str){words.at, words.length}, true);
    out->failed = out->failed || words.failed;
    buf_release(&words);
}

struct html {
    struct buf *out;
    const struct doc *doc;
    uint32_t number; /* of the document */
    const struct html_article *how;
    struct account account;
    struct parts parts; /* scratch */
};

static const char *class_of(const struct part *part)
{
    switch (part->kind) {
    case PART_NOBODY: return "nobody";
    case PART_AS: return "as";
    case PART_CUE: return "how";
    case PART_LABEL: case PART_SAME: return "label";
    case PART_CONTENT: return "what";
    case PART_SIGN: return "sign";
    case PART_WORDS: return "words";
    case PART_WHO: case PART_PARTY: case PART_PLAIN: break;
    }
    return NULL;
}

static void add_parts(struct html *html)
{
    for (uint32_t i = 0; i < html->parts.count; i++) {
        const struct part *part = &html->parts.at[i];
        const char *class = class_of(part);
        if (!part->tight)
            buf_add_char(html->out, ' ');
        if (part->kind == PART_WHO)
            buf_add_text(html->out, "<b class=\"who\">");
        else if (class != NULL)
            buf_add_format(html->out, "<span class=\"%s\">", class);
        html_add(html->out, part->words, true);
        buf_add_text(html->out, part->kind == PART_WHO ? "</b>" : class != NULL ? "</span>" : "");
    }
}

static const char *class_of_status(enum dixit_status_kind is)
{
    switch (is) {
    case DIXIT_DISPUTED: case DIXIT_OPPOSED: return "no";
    case DIXIT_BACKED: case DIXIT_CONFIRMED: return "yes";
    case DIXIT_UNVERIFIED: case DIXIT_UNANSWERED: case DIXIT_STATUS_KINDS: break;
    }
    return "open";
}

static void add_answers(struct html *html, uint32_t attribution)
{
    struct account *account = &html->account;
    for (uint32_t i = account->first_status[attribution]; i != NONE; i = account_next_status(account, i)) {
        const struct status *status = &html->doc->statuses.at[i];
        account_answer(account, status, &html->parts);
        buf_add_format(html->out, "<span class=\"answer %s\">", class_of_status((enum dixit_status_kind)status->is));
        add_parts(html);
        buf_add_text(html->out, "</span>");
    }
}

static void add_row(struct html *html, const struct tree_row *row)
{
    uint32_t id = row->index + 1;
    struct arena_mark mark = account_begin_row(&html->account, &html->parts);
    buf_add_format(html->out, "<li><p class=\"row%s r%u a%u\" id=\"d%ur%u\"><a href=\"#d%ua%u\" aria-label=\"%u, to the words in the text\">%u</a>",
                   html->account.picked[row->index] == PICK_ABOVE ? " above" : "", id, id, html->number, id, html->number, id, id, id);
    account_head(&html->account, row->index, &html->parts);
    add_parts(html);
    if (row->depth > 0) {
        buf_add_text(html->out, " <span class=\"chain\">");
        html_add(html->out, account_chain(&html->account, row->index), true);
        buf_add_text(html->out, "</span>");
    }
    account_content(&html->account, row->index, false, &html->parts);
    add_parts(html);
    if (show_page(html->doc, row->index) > 0)
        buf_add_format(html->out, " <span class=\"page\">(p. %u)</span>", show_page(html->doc, row->index));
    add_answers(html, row->index);
    if (html->how->row != NULL)
        html->how->row(html->how->context, row->index, html->out);
    buf_add_text(html->out, "</p>");
    account_end_row(&html->account, mark, &html->parts);
}

/* Rows come parent first, so that a list opens where the depth grows and closes where it shrinks. */
static void add_rows(struct html *html)
{
    struct buf *out = html->out;
    uint32_t open = 0; /* lists open below the outer one */
    for (uint32_t i = 0; i < html->account.count; i++) {
        const struct tree_row *row = &html->account.rows[i];
        uint32_t depth = row->depth < MOST_NEST ? row->depth : MOST_NEST;
        if (i > 0 && depth > open) {
            buf_add_text(out, "\n<ol>\n");
            open++;
        } else if (i > 0) {
            buf_add_text(out, "</li>\n");
        }
        for (; open > depth; open--)
            buf_add_text(out, "</ol></li>\n");
        add_row(html, row);
    }
    if (html->account.count > 0)
        buf_add_text(out, "</li>\n");
    for (; open > 0; open--)
        buf_add_text(out, "</ol></li>\n");
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

static void add_summary(struct html *html)
{
    struct buf summary;
    buf_init(&summary, 0);
    account_summary(&html->account, &summary);
    html_add(html->out, (struct str){summary.at, summary.length}, true);
    html->out->failed = html->out->failed || summary.failed;
    buf_release(&summary);
}

/* The text with the marks of those that are picked and not left out. */
static bool add_marked(struct html *html)
{
    uint8_t *picked = arena_alloc(html->account.memory, (size_t)html->doc->attributions.count + 1);
    for (uint32_t i = 0; picked != NULL && i < html->doc->attributions.count; i++)
        picked[i] = html->how->left_out != NULL && html->how->left_out[i] != 0 ? (uint8_t)PICK_NO : html->account.picked[i];
    return picked != NULL && html_add_marked(html->out, html->doc, picked, html->number, html->how->lit);
}

static bool add_columns(struct html *html)
{
    struct buf *out = html->out;
    uint32_t number = html->number;
    buf_add_format(out, "<p class=\"summary\"><a href=\"#d%ul\">", number);
    add_summary(html);
    buf_add_text(out, "</a></p>\n<div class=\"columns\">\n<div class=\"text\" dir=\"auto\"");
    add_language(out, html->doc->origin.language);
    buf_add_text(out, ">\n");
    bool good = add_marked(html);
    buf_add_format(out, "</div>\n<section class=\"list\" id=\"d%ul\" aria-label=\"Who says what\">\n<h3>Who says what</h3>\n<ol>\n", number);
    add_rows(html);
    buf_add_text(out, "</ol>\n</section>\n</div>\n");
    return good;
}

bool html_add_article(struct buf *out, const struct doc *doc, const struct pick *pick, uint32_t number)
{
    return html_add_article_with(out, doc, &(struct html_article){.pick = pick, .number = number});
}

bool html_add_article_with(struct buf *out, const struct doc *doc, const struct html_article *how)
{
    uint32_t number = how->number;
    struct html html = {.out = out, .doc = doc, .number = number, .how = how};
    struct arena memory;
    arena_init(&memory, 0);
    bool good = account_init(&html.account, doc, how->pick, &memory);
    buf_add_format(out, "<article class=\"doc\" id=\"d%u\" aria-labelledby=\"d%uh\">\n<h2 id=\"d%uh\">", number, number, number);
    html_add_made(out, show_title, doc);
    buf_add_text(out, "</h2>\n<p class=\"facts\">");
    html_add_made(out, show_facts, doc);
    buf_add_text(out, "</p>\n");
    add_notes(out, doc);
    good = good && add_columns(&html);
    buf_add_text(out, "</article>\n");
    good = good && !account_failed(&html.account) && !out->failed;
    account_release(&html.account);
    arena_release(&memory);
    return good;
}

bool html_add_statement(struct buf *out, const struct doc *doc, uint32_t attribution)
{
    struct html html = {.out = out, .doc = doc};
    struct arena memory;
    arena_init(&memory, 0);
    bool good = account_init(&html.account, doc, NULL, &memory);
    if (good) {
        account_head(&html.account, attribution, &html.parts);
        add_parts(&html);
        if (doc->attributions.at[attribution].parent != NONE) {
            buf_add_text(out, " <span class=\"chain\">");
            html_add(out, account_chain(&html.account, attribution), true);
            buf_add_text(out, "</span>");
        }
        account_content(&html.account, attribution, true, &html.parts);
        add_parts(&html);
        add_answers(&html, attribution);
    }
    good = good && !account_failed(&html.account) && !out->failed;
    account_release(&html.account);
    arena_release(&memory);
    return good;
}

void html_add_entry(struct buf *out, const struct doc *doc, uint32_t number)
{
    buf_add_format(out, "<li><a href=\"#d%u\">", number);
    html_add_made(out, show_title, doc);
    buf_add_text(out, "</a> <span class=\"facts\">");
    html_add_made(out, show_facts, doc);
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

void html_add_style(struct buf *out)
{
    for (size_t i = 0; i < sizeof page_css / sizeof *page_css; i++)
        buf_add_text(out, page_css[i]);
}

void html_add_key(struct buf *out)
{
    buf_add_text(out, "<p class=\"key\"><span class=\"m s\">Who speaks</span> <span class=\"m c\">how it is put</span> "
                      "<span class=\"m t\">what is said</span> <span class=\"m t t2\">inside what another says</span> <span class=\"m x\">an answer to it</span></p>\n"
                      "<p class=\"key\">✗ denied, disputed or opposed · ✓ confirmed or backed · ? not verified · – not answered, each as the text says. "
                      "No sign: no answer was found in this text.</p>\n");
}

void html_add_head(struct buf *out, uint32_t documents, uint32_t most, struct str entries)
{
    buf_add_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                      "<title>Who says what</title>\n<style>\n");
    html_add_style(out);
    add_rules(out, most);
    buf_add_text(out, "</style>\n</head>\n<body>\n<header>\n<h1>Who says what</h1>\n");
    html_add_key(out);
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
