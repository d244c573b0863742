/* SPDX-License-Identifier: Apache-2.0 */
/* The overview: what came in, what is disputed, unanswered or unverified, and what waits for a person. */
#include "serve/site.h"

#include <inttypes.h>
#include <string.h>

#include "base/labels.h"
#include "ledger/search.h"
#include "view/show_html.h"

enum { RECENT = 10, NEWEST = 3, PROPOSALS = 5 };

/* How many current attributions are disputed, unanswered …: each a link to them. */
static void add_statuses(struct buf *out, struct ledger *ledger)
{
    sqlite3_stmt *row = ledger_statement(
        ledger, "SELECT s.kind, count(DISTINCT s.passage) FROM statuses s JOIN passages p ON p.id = s.passage JOIN derived_heads h ON h.reading = p.reading "
                "WHERE p.state <> 3 AND NOT EXISTS (SELECT 1 FROM passages c WHERE c.corrects = p.id) GROUP BY s.kind ORDER BY s.kind");
    bool any = false;
    while (ledger_step(ledger, row)) {
        const char *name = label_of_status((enum dixit_status_kind)sqlite3_column_int(row, 0));
        if (name == NULL)
            continue;
        buf_add_text(out, any ? "" : "<ul>\n");
        buf_add_format(out, "<li><a href=\"/search?status=%s\">%s</a>: ", name, name);
        buf_add_grouped(out, (uint64_t)sqlite3_column_int64(row, 1));
        buf_add_text(out, " attributions, as their texts say</li>\n");
        any = true;
    }
    buf_add_text(out, any ? "</ul>\n" : "<p>Nothing here is marked as disputed, unanswered or unverified. That means only that no answer was found in these texts.</p>\n");
}

/* The newest attributions of one kind, in full: the answer stands with the charge. */
static void add_newest(struct buf *out, struct ledger *ledger, enum dixit_status_kind kind)
{
    static const char sql[] = "SELECT p.id, h.document, h.version, p.reading, p.kind, p.number, p.state FROM statuses s JOIN passages p ON p.id = s.passage "
                              "JOIN derived_heads h ON h.reading = p.reading WHERE s.kind = ?1 AND p.state <> 3 AND NOT EXISTS (SELECT 1 FROM passages c WHERE c.corrects = p.id) "
                              "GROUP BY s.passage ORDER BY s.passage DESC LIMIT ?2";
    struct search_hit hits[NEWEST];
    uint32_t count = 0;
    sqlite3_stmt *row = ledger_statement(ledger, sql);
    ledger_bind_int(ledger, row, 1, (int64_t)kind);
    ledger_bind_int(ledger, row, 2, NEWEST);
    while (ledger_step(ledger, row) && count < NEWEST)
        hits[count++] = (struct search_hit){.passage = sqlite3_column_int64(row, 0), .document = sqlite3_column_int64(row, 1), .version = sqlite3_column_int64(row, 2),
                                            .reading = sqlite3_column_int64(row, 3), .kind = (uint32_t)sqlite3_column_int(row, 4), .number = (uint32_t)sqlite3_column_int(row, 5),
                                            .state = (uint32_t)sqlite3_column_int(row, 6)};
    if (count == 0)
        return;
    const char *name = label_of_status(kind);
    buf_add_format(out, "<section aria-labelledby=\"new-%s\">\n<h3 id=\"new-%s\">Last that is %s</h3>\n<ul class=\"results\">\n", name, name, name);
    for (uint32_t i = 0; i < count; i++)
        if (!site_add_hit(out, ledger, &hits[i]))
            break;
    buf_add_text(out, "</ul>\n</section>\n");
}

/* The claims that the program proposed and nobody decided on. */
static void add_proposals(struct buf *out, struct ledger *ledger)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT count(*) FROM claims c WHERE NOT EXISTS (SELECT 1 FROM decisions WHERE claim = c.id AND act < 3)");
    uint64_t open = 0;
    while (ledger_step(ledger, row))
        open = (uint64_t)sqlite3_column_int64(row, 0);
    if (open == 0) {
        buf_add_text(out, "<p>None. <kbd>dixit trace --all</kbd> looks for claims across documents.</p>\n");
        return;
    }
    buf_add_text(out, "<p><a href=\"/claims\">");
    buf_add_grouped(out, open);
    buf_add_text(out, open == 1 ? " claim</a> waits for a person.</p>\n<ul class=\"results\">\n" : " claims</a> wait for a person.</p>\n<ul class=\"results\">\n");
    row = ledger_statement(ledger, "SELECT c.id, (SELECT p.words FROM memberships m JOIN passages p ON p.id = m.passage WHERE m.claim = c.id AND m.first IS NULL AND m.position = 0 "
                                   "ORDER BY m.id LIMIT 1) AS w FROM claims c WHERE NOT EXISTS (SELECT 1 FROM decisions WHERE claim = c.id AND act < 3) AND w IS NOT NULL ORDER BY c.id DESC LIMIT ?1");
    ledger_bind_int(ledger, row, 1, PROPOSALS);
    while (ledger_step(ledger, row)) {
        buf_add_format(out, "<li><a href=\"/claim/%" PRId64 "\">C%" PRId64 "</a> “", (int64_t)sqlite3_column_int64(row, 0), (int64_t)sqlite3_column_int64(row, 0));
        html_add(out, ledger_column(row, 1), true);
        buf_add_text(out, "”</li>\n");
    }
    buf_add_text(out, "</ul>\n");
}

static void add_recent(struct buf *out, struct ledger *ledger)
{
    buf_add_text(out, "<ul class=\"results\">\n");
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT v.document, v.title, coalesce(v.file, d.name), v.outlet, v.published FROM versions v JOIN documents d ON d.id = v.document "
                                                 "WHERE d.name IS NOT NULL ORDER BY v.id DESC LIMIT ?1");
    ledger_bind_int(ledger, row, 1, RECENT);
    while (ledger_step(ledger, row))
        site_add_document(out, row);
    buf_add_text(out, "</ul>\n");
}

void page_overview(struct serve *serve, struct http_request *request, struct http_response *response)
{
    static const enum dixit_status_kind kinds[] = {DIXIT_DISPUTED, DIXIT_UNANSWERED, DIXIT_UNVERIFIED};
    if (serve->options.ledger == NULL) {
        page_read_form(serve, request, response);
        return;
    }
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    struct buf content;
    buf_init(&content, 0);
    ledger_begin_reading(ledger);
    site_add_coverage(&content, ledger);
    buf_add_text(&content, "<section aria-labelledby=\"answers\">\n<h2 id=\"answers\">What became of what was said</h2>\n");
    add_statuses(&content, ledger);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        add_newest(&content, ledger, kinds[i]);
    buf_add_text(&content, "</section>\n<section aria-labelledby=\"open\">\n<h2 id=\"open\">Proposals that are open</h2>\n");
    add_proposals(&content, ledger);
    buf_add_text(&content, "</section>\n<section aria-labelledby=\"recent\">\n<h2 id=\"recent\">What came in last</h2>\n");
    add_recent(&content, ledger);
    buf_add_text(&content, "</section>\n");
    if (ledger_failed(ledger))
        site_ledger_failed(serve, response, ledger);
    else
        site_page(serve, response, "Overview", "/", &content);
    site_ledger_back(serve, ledger);
    buf_release(&content);
}
