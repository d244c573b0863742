/* SPDX-License-Identifier: Apache-2.0 */
/* One version of a document as it is kept: its text with its marks, what persons corrected laid over it, each row with a word that says whose it is; its
 * other versions, and what this one changed against the one before.
 *
 *     /document/5                              the newest version
 *     /document/5?version=2&words=120-160#words   words of a version, code points of its text: a link that stays right */
#include "serve/site.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/diff.h"
#include "ledger/kept.h"
#include "ledger/load.h"
#include "text/utf8.h"
#include "view/notes.h"
#include "view/passage.h"
#include "view/show.h"
#include "view/show_diff.h"
#include "view/show_html.h"

enum { MOST_MEMORY_SHIFT = 28 };

struct document_page {
    struct serve *serve;
    struct ledger *ledger;
    struct kept kept;
    int64_t asked; /* the version; 0: the newest */
    struct span words;
    uint8_t *left_out;
    struct buf content;
};

static bool no_memory(struct ledger *ledger)
{
    return ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for this document.");
}

/* The versions, when there are several. */
static void add_versions(struct document_page *page)
{
    struct buf *out = &page->content;
    if (page->kept.versions < 2)
        return;
    sqlite3_stmt *row = ledger_statement(page->ledger, "SELECT number, published FROM versions WHERE document = ?1 ORDER BY number");
    ledger_bind_int(page->ledger, row, 1, page->kept.document);
    buf_add_text(out, "<nav aria-label=\"Versions\"><ul>\n");
    while (ledger_step(page->ledger, row)) {
        int64_t number = sqlite3_column_int64(row, 0);
        buf_add_format(out, "<li><a href=\"/document/%" PRId64 "?version=%" PRId64 "\"%s>Version %" PRId64 "</a> ", page->kept.document, number,
                       number == page->kept.number ? " aria-current=\"page\"" : "", number);
        html_add(out, ledger_column(row, 1), true);
        buf_add_text(out, "</li>\n");
    }
    buf_add_text(out, "</ul></nav>\n");
}

/* The account of `dixit diff`: readings as the program made them. */
static bool compare(struct document_page *page, const struct kept_version *old, struct arena *memory)
{
    struct buf *out = &page->content;
    struct doc before = {.memory = memory}, after = {.memory = memory};
    struct account one = {0}, other = {0};
    struct diff diff;
    if (!ledger_load(page->ledger, page->kept.document, old->reading, &before, NULL) || !ledger_load(page->ledger, page->kept.document, page->kept.reading, &after, NULL))
        return false;
    bool good = diff_make(&before, &after, memory, &diff) && account_init(&one, &before, NULL, memory) && account_init(&other, &after, NULL, memory);
    buf_add_format(out, "<section aria-labelledby=\"changed\">\n<h2 id=\"changed\">What version %" PRId64 " changed against version %" PRId64 "</h2>\n", page->kept.number, old->number);
    if (good)
        diff_show_html(&diff, &one, &other, 1, out);
    buf_add_text(out, "</section>\n");
    good = good && !account_failed(&one) && !account_failed(&other);
    account_release(&one);
    account_release(&other);
    return good || no_memory(page->ledger);
}

static bool add_changes(struct document_page *page)
{
    struct arena memory;
    struct kept_version old;
    if (page->kept.number < 2)
        return true;
    arena_init(&memory, (size_t)1 << MOST_MEMORY_SHIFT);
    bool good = ledger_find_version(page->ledger, page->kept.document, page->kept.number - 1, &old) && compare(page, &old, &memory);
    arena_release(&memory);
    return good;
}

/* Whose a row is, with a link to where it is looked at closely, corrected and cited. */
static void add_state(void *context, uint32_t attribution, struct buf *out)
{
    const struct document_page *page = context;
    uint8_t state = page->kept.states[attribution];
    buf_add_format(out, " <a class=\"state%s\" href=\"/row/%" PRId64 "/%u", state == PASSAGE_MACHINE ? "" : " person", page->kept.document, attribution + 1);
    if (page->asked != 0)
        buf_add_format(out, "?version=%" PRId64, page->kept.number);
    buf_add_format(out, "\">%s</a>", passage_state_name(state));
}

static bool add_article(struct document_page *page)
{
    const struct doc *doc = &page->kept.doc;
    const struct html_article how = {.number = 1, .lit = page->words, .left_out = page->left_out, .row = add_state, .context = page};
    html_add_key(&page->content);
    buf_add_text(&page->content, "<p class=\"key\">After each row: machine, as the program read it; checked, corrected or not said, by a person. The word leads to the row: correct it, or cite it.</p>\n");
    return (site_add_concerned(&page->content, doc, 0, doc->attributions.count, "Who speaks, and against whom") && html_add_article_with(&page->content, doc, &how)) || no_memory(page->ledger);
}

/* What persons set beside the document, and what was lost of it. */
static bool add_beside(struct document_page *page)
{
    struct buf *out = &page->content, lines;
    buf_init(&lines, 0);
    bool good = notes_of_orphans(page->ledger, &page->kept, &lines);
    site_add_lines(out, &lines, "orphans", "Corrections whose words the newest reading does not have");
    buf_reset(&lines);
    good = good && notes_of_evidence(page->ledger, page->kept.document, &lines);
    site_add_lines(out, &lines, "evidence", "Evidence");
    buf_release(&lines);
    const char *model = page->kept.model != NULL ? page->kept.model : "no model";
    buf_add_text(out, "<p class=\"facts\">Read by ");
    html_add(out, (struct str){model, strlen(model)}, true);
    buf_add_format(out, " · version %" PRId64 ", SHA-256 of the text <span class=\"hash\">%s</span></p>\n", page->kept.number, page->kept.sha256);
    return good;
}

/* The words that the address asks for, and which rows have no marks. */
static bool prepare(struct document_page *page, const char *words)
{
    struct kept *kept = &page->kept;
    if (*words != '\0' && !utf8_take_span(kept->doc.text, words, kept->doc.memory, &page->words))
        return ledger_refuse(page->ledger, DIXIT_BAD_INPUT, "Version %lld of this document has no characters %.40s.", (long long)kept->number, words);
    page->left_out = arena_alloc(kept->doc.memory, (size_t)kept->doc.attributions.count + 1);
    if (page->left_out == NULL)
        return no_memory(page->ledger);
    for (uint32_t i = 0; i < kept->doc.attributions.count; i++)
        page->left_out[i] = kept->states[i] == PASSAGE_NOT_SAID;
    return true;
}

static void show(struct document_page *page, struct http_request *request, struct http_response *response, int64_t document)
{
    struct arena memory;
    arena_init(&memory, (size_t)1 << MOST_MEMORY_SHIFT);
    page->kept.doc.memory = &memory;
    buf_init(&page->content, 0);
    bool good = ledger_begin_reading(page->ledger) && ledger_load_kept_version(page->ledger, document, page->asked, &page->kept) && prepare(page, http_argument(request, "words"));
    if (good)
        add_versions(page);
    good = good && add_article(page) && add_changes(page) && add_beside(page) && !ledger_failed(page->ledger);
    if (good)
        site_page(page->serve, response, "Who says what", NULL, &page->content);
    else
        site_not_done(page->serve, response, page->ledger, 404);
    buf_release(&page->content);
    arena_release(&memory);
}

void page_document(struct serve *serve, struct http_request *request, struct http_response *response)
{
    uint64_t document = site_number(request->path + strlen("/document/"), 0);
    if (document == 0) {
        site_say(serve, response, 404, "Not here", "There is no page of this address.");
        return;
    }
    struct document_page page = {.serve = serve, .ledger = site_ledger(serve, response), .asked = (int64_t)site_number(http_argument(request, "version"), 0)};
    if (page.ledger == NULL)
        return;
    show(&page, request, response, (int64_t)document);
    site_ledger_back(serve, page.ledger);
}
