/* SPDX-License-Identifier: Apache-2.0 */
/* One row of a document by itself: what became of it, how to cite it, and a form that corrects it.
 *
 *     /row/5/3            the third attribution of document 5;  /row/5/o2  its second sentence in the outlet's own voice
 *     /row/5/3?version=1  as an older version has it: nothing can be changed there */
#include "serve/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/act.h"
#include "ledger/kept.h"
#include "text/utf8.h"
#include "view/cite.h"
#include "view/notes.h"
#include "view/show.h"
#include "view/show_html.h"

enum { MOST_MEMORY_SHIFT = 28, MOST_NAMES = 60 };

struct row_page {
    struct serve *serve;
    struct ledger *ledger;
    struct kept kept;
    int64_t document;
    uint32_t kind, index; /* as in struct cited, the index from 0 */
    struct buf content;
};

/* "5/3" or "5/o2" */
static bool take_path(const char *path, struct row_page *page)
{
    char document[16];
    const char *slash = strchr(path, '/');
    if (slash == NULL || slash == path || (size_t)(slash - path) >= sizeof document)
        return false;
    memcpy(document, path, (size_t)(slash - path));
    document[slash - path] = '\0';
    page->document = (int64_t)site_number(document, 0);
    page->kind = slash[1] == 'o';
    page->index = (uint32_t)site_number(slash + 1 + page->kind, 0);
    return page->document != 0 && page->index-- != 0;
}

static bool load(struct row_page *page, int64_t version)
{
    if (!ledger_begin_reading(page->ledger) || !ledger_load_kept_version(page->ledger, page->document, version, &page->kept))
        return false;
    uint32_t count = page->kind == 1 ? page->kept.doc.own.count : page->kept.doc.attributions.count;
    return page->index < count || ledger_refuse(page->ledger, DIXIT_BAD_INPUT, "The reading has no %s of that number.", page->kind == 1 ? "own sentence" : "attribution");
}

static uint8_t state_of(const struct row_page *page)
{
    return page->kind == 1 ? page->kept.own_states[page->index] : page->kept.states[page->index];
}

static int64_t passage_of(const struct row_page *page)
{
    return page->kind == 1 ? page->kept.own_passages[page->index] : page->kept.passages[page->index];
}

static bool add_statement(struct row_page *page)
{
    struct buf *out = &page->content;
    const struct doc *doc = &page->kept.doc;
    bool good = true;
    buf_add_text(out, "<p dir=\"auto\">");
    if (page->kind == 0) {
        good = html_add_statement(out, doc, page->index);
    } else {
        struct span own = doc->own.at[page->index];
        buf_add_text(out, "<b class=\"who\">In the outlet’s own voice</b> ");
        html_add(out, (struct str){doc->text.at + own.start, own.end - own.start}, true);
    }
    buf_add_format(out, "</p>\n<p class=\"facts\"><a href=\"/document/%" PRId64 "?version=%" PRId64 "%s", page->document, page->kept.number, page->kind == 0 ? "#d1r" : "");
    if (page->kind == 0)
        buf_add_format(out, "%u", page->index + 1);
    buf_add_text(out, "\">");
    html_add_made(out, show_title, doc);
    buf_add_text(out, "</a> ");
    html_add_made(out, show_facts, doc);
    buf_add_format(out, " · version %" PRId64 " of %u · <b>%s</b></p>\n", page->kept.number, page->kept.versions, cite_state(state_of(page)));
    return good;
}

/* The link to the words, and the line that cites them. */
static bool add_citation(struct row_page *page)
{
    struct buf *out = &page->content, line;
    struct utf8_index index;
    const struct doc *doc = &page->kept.doc;
    struct span at = cite_span(doc, page->kind, page->index);
    if (!utf8_index_build(&index, doc->text, doc->memory))
        return false;
    buf_init(&line, 0);
    bool good = cite_add(&line, &page->kept, page->kind, page->index);
    buf_add_format(out, "<section aria-labelledby=\"cite\">\n<h2 id=\"cite\">Cite</h2>\n<p><a href=\"/document/%" PRId64 "?version=%" PRId64 "&amp;words=%u-%u#words\">A link to these words in this version</a></p>\n"
                        "<p><label for=\"citation\">To copy</label><textarea id=\"citation\" class=\"copy\" rows=\"4\" dir=\"auto\" readonly>", page->document, page->kept.number,
                   utf8_index_points(&index, at.start), utf8_index_points(&index, at.end));
    html_add(out, (struct str){line.at, line.length}, true);
    buf_add_text(out, "</textarea></p>\n</section>\n");
    buf_release(&line);
    return good;
}

static void add_names(struct buf *out, const struct doc *doc)
{
    buf_add_text(out, "<datalist id=\"names\">\n");
    for (uint32_t i = 0; i < doc->actors.count && i < MOST_NAMES; i++) {
        buf_add_text(out, "<option value=\"");
        html_add(out, doc->actors.at[i].name, true);
        buf_add_text(out, "\">\n");
    }
    buf_add_text(out, "</datalist>\n");
}

static void add_choice(struct buf *out, const char *value, const char *label)
{
    buf_add_format(out, "<p class=\"tick\"><input type=\"radio\" id=\"f-%s\" name=\"field\" value=\"%s\" required> <label for=\"f-%s\">%s</label></p>\n", value, value, value, label);
}

/* What only an attribution can be corrected in. */
static void add_choices(struct buf *out, const struct doc *doc)
{
    add_choice(out, "actor", "Somebody else says it");
    buf_add_text(out, "<p class=\"under\"><label for=\"actor\">Who</label><input id=\"actor\" name=\"actor\" type=\"text\" list=\"names\"></p>\n");
    add_choice(out, "stance", "It is put otherwise");
    buf_add_text(out, "<p class=\"under\"><label for=\"stance\">How</label><select id=\"stance\" name=\"stance\">\n");
    for (int i = 0; i < DIXIT_STANCES; i++)
        buf_add_format(out, "<option>%s</option>\n", dixit_stance_name((enum dixit_stance)i));
    buf_add_text(out, "</select></p>\n");
    add_choice(out, "answered", "It is answered in this text");
    buf_add_text(out, "<p class=\"under\"><label for=\"answered_by\">By whom</label><input id=\"answered_by\" name=\"answered_by\" type=\"text\" list=\"names\"></p>\n"
                      "<p class=\"under\"><label for=\"words\">The words of the answer, just as the text has them</label><input id=\"words\" name=\"words\" type=\"text\"></p>\n"
                      "<p class=\"under\"><label for=\"answer\">Which</label><select id=\"answer\" name=\"answer\"><option value=\"deny\">deny it</option><option value=\"confirm\">confirm it</option>"
                      "<option value=\"contradict\">contradict it</option><option value=\"unverified\">say that it is not verified</option><option value=\"no_response\">say that there is no answer</option></select></p>\n");
    add_names(out, doc);
}

static void add_form(struct row_page *page)
{
    struct buf *out = &page->content;
    buf_add_format(out, "<form method=\"post\" action=\"/row/%" PRId64 "/%s%u\">\n<h2>Correct</h2>\n", page->document, page->kind == 1 ? "o" : "", page->index + 1);
    site_add_token(out, page->serve);
    buf_add_format(out, "<input type=\"hidden\" name=\"passage\" value=\"%" PRId64 "\">\n<fieldset><legend>What is so</legend>\n", passage_of(page));
    add_choice(out, "checked", "I have looked, and the reading is right");
    add_choice(out, "not-said", "Nobody says that here");
    if (page->kind == 0)
        add_choices(out, &page->kept.doc);
    buf_add_text(out, "</fieldset>\n");
    site_add_who(out, "correct");
    buf_add_text(out, "<p><button type=\"submit\">Keep the correction</button> <span class=\"facts\">It is signed, and stands beside the reading; the reading stays.</span></p>\n</form>\n");
}

static bool build(struct row_page *page)
{
    struct buf *out = &page->content, lines;
    bool current = page->kept.number == page->kept.versions, good = add_statement(page);
    buf_init(&lines, 0);
    good = good && notes_of_row(page->ledger, &page->kept, page->kind, page->index + 1, &lines);
    site_add_lines(out, &lines, "corrections", "Corrections");
    buf_reset(&lines);
    good = good && (passage_of(page) == 0 || notes_of_verdicts(page->ledger, passage_of(page), &lines));
    site_add_lines(out, &lines, "verdicts", "Verdicts");
    buf_release(&lines);
    good = good && add_citation(page);
    if (!current)
        buf_add_format(out, "<p class=\"note\">This is an older version: only <a href=\"/document/%" PRId64 "\">the newest</a> can be corrected.</p>\n", page->document);
    else if (passage_of(page) != 0)
        add_form(page);
    else
        buf_add_text(out, "<p class=\"note\">A person took it back: nothing more can be set beside it.</p>\n");
    return good || ledger_refuse(page->ledger, DIXIT_NO_MEMORY, "There is not enough memory for this row.");
}

void page_row(struct serve *serve, struct http_request *request, struct http_response *response)
{
    struct row_page page = {.serve = serve};
    struct arena memory;
    if (!take_path(request->path + strlen("/row/"), &page)) {
        site_say(serve, response, 404, "Not here", "There is no page of this address.");
        return;
    }
    page.ledger = site_ledger(serve, response);
    if (page.ledger == NULL)
        return;
    arena_init(&memory, (size_t)1 << MOST_MEMORY_SHIFT);
    page.kept.doc.memory = &memory;
    buf_init(&page.content, 0);
    if (load(&page, (int64_t)site_number(http_argument(request, "version"), 0)) && build(&page))
        site_page(serve, response, page.kind == 1 ? "One sentence" : "One attribution", NULL, &page.content);
    else
        site_not_done(serve, response, page.ledger, 404);
    buf_release(&page.content);
    arena_release(&memory);
    site_ledger_back(serve, page.ledger);
}

/* ---- corrections ---- */

static bool is(const char *value, const char *name)
{
    return value != NULL && strcmp(value, name) == 0;
}

/* The name that `dixit correct` would be given. False when there is no such document. */
static bool name_row(const struct row_page *page, struct buf *name)
{
    sqlite3_stmt *row = ledger_statement(page->ledger, "SELECT name FROM documents WHERE id = ?1 AND name IS NOT NULL");
    ledger_bind_int(page->ledger, row, 1, page->document);
    if (!ledger_step(page->ledger, row))
        return ledger_failed(page->ledger) ? false : ledger_refuse(page->ledger, DIXIT_BAD_INPUT, "There is no such document in the ledger.");
    buf_add(name, ledger_column(row, 0).at, ledger_column(row, 0).length);
    sqlite3_reset(row);
    buf_add_format(name, "#%s%u", page->kind == 1 ? "o" : "", page->index + 1);
    buf_terminate(name);
    return !name->failed || ledger_refuse(page->ledger, DIXIT_NO_MEMORY, "There is not enough memory for a correction.");
}

static bool correct(const struct row_page *page, const struct http_request *request)
{
    const char *field = site_value(request, "field"), *passage = site_value(request, "passage");
    struct act_correction wish = {.checked = is(field, "checked"), .not_said = is(field, "not-said"), .why = site_value(request, "why")};
    struct person person = {.by = site_value(request, "by")};
    struct buf name;
    if (is(field, "actor"))
        wish.actor = site_value(request, "actor") != NULL ? site_value(request, "actor") : "";
    if (is(field, "stance"))
        wish.stance = site_value(request, "stance");
    if (is(field, "answered")) {
        wish.answered_by = site_value(request, "answered_by") != NULL ? site_value(request, "answered_by") : "";
        wish.words = site_value(request, "words");
        wish.answer = site_value(request, "answer");
    }
    wish.passage = passage != NULL ? (int64_t)site_number(passage, 0) : 0;
    buf_init(&name, 0);
    bool good = name_row(page, &name) && act_correct(page->ledger, name.at, &wish, &person);
    person_close(&person);
    buf_release(&name);
    return good;
}

void page_correct(struct serve *serve, struct http_request *request, struct http_response *response)
{
    struct row_page page = {.serve = serve};
    if (!take_path(request->path + strlen("/row/"), &page)) {
        site_say(serve, response, 404, "Not here", "There is no page of this address.");
        return;
    }
    page.ledger = site_ledger(serve, response);
    if (page.ledger == NULL)
        return;
    if (correct(&page, request))
        site_lead(request, response, page.kind == 0 ? "/document/%" PRId64 "#d1r%u" : "/row/%" PRId64 "/o%u", page.document, page.index + 1);
    else
        site_not_done(serve, response, page.ledger, 400);
    site_ledger_back(serve, page.ledger);
}
