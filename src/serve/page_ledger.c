/* SPDX-License-Identifier: Apache-2.0 */
/* What the ledger has: an overview, and its documents. */
#include "serve/site.h"

#include <inttypes.h>
#include <string.h>

#include "base/labels.h"
#include "ledger/search.h"
#include "view/show_html.h"

enum { PER_PAGE = 50, RECENT = 10 };

static void add_column(struct buf *out, sqlite3_stmt *row, int column)
{
    html_add(out, ledger_column(row, column), true);
}

/* A row of: document, title, name, outlet, published. */
static void add_document(struct buf *out, sqlite3_stmt *row)
{
    buf_add_format(out, "<li><a href=\"/document/%" PRId64 "\">", (int64_t)sqlite3_column_int64(row, 0));
    add_column(out, row, ledger_column(row, 1).length > 0 ? 1 : 2);
    buf_add_text(out, "</a> <span class=\"facts\">");
    add_column(out, row, 3);
    if (ledger_column(row, 3).length > 0 && ledger_column(row, 4).length > 0)
        buf_add_text(out, " · ");
    add_column(out, row, 4);
    buf_add_text(out, "</span></li>\n");
}

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

void page_overview(struct serve *serve, struct http_request *request, struct http_response *response)
{
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
    buf_add_text(&content, "</section>\n<section aria-labelledby=\"recent\">\n<h2 id=\"recent\">What came in last</h2>\n<ul class=\"results\">\n");
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT v.document, v.title, coalesce(v.file, d.name), v.outlet, v.published FROM versions v JOIN documents d ON d.id = v.document "
                                                 "WHERE d.name IS NOT NULL ORDER BY v.id DESC LIMIT ?1");
    ledger_bind_int(ledger, row, 1, RECENT);
    while (ledger_step(ledger, row))
        add_document(&content, row);
    buf_add_text(&content, "</ul>\n</section>\n");
    if (ledger_failed(ledger))
        site_ledger_failed(serve, response, ledger);
    else
        site_page(serve, response, "Overview", "/", &content);
    site_ledger_back(serve, ledger);
    buf_release(&content);
}

void page_documents(struct serve *serve, struct http_request *request, struct http_response *response)
{
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    uint64_t page = site_number(http_argument(request, "page"), 1), count = 0;
    struct buf content;
    buf_init(&content, 0);
    ledger_begin_reading(ledger);
    site_add_coverage(&content, ledger);
    buf_add_text(&content, "<ul class=\"results\">\n");
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT v.document, v.title, coalesce(v.file, d.name), v.outlet, v.published FROM derived_heads h JOIN versions v ON v.id = h.version "
                                                 "JOIN documents d ON d.id = h.document WHERE d.name IS NOT NULL ORDER BY v.day IS NULL, v.day DESC, v.id DESC LIMIT ?1 OFFSET ?2");
    ledger_bind_int(ledger, row, 1, PER_PAGE + 1);
    ledger_bind_int(ledger, row, 2, (int64_t)((page > 0 ? page - 1 : 0) * PER_PAGE));
    while (ledger_step(ledger, row))
        if (count++ < PER_PAGE)
            add_document(&content, row);
    buf_add_text(&content, "</ul>\n<p class=\"inline\">");
    if (page > 1)
        buf_add_format(&content, "<a href=\"/documents?page=%" PRIu64 "\">Newer</a> ", page - 1);
    if (count > PER_PAGE)
        buf_add_format(&content, "<a href=\"/documents?page=%" PRIu64 "\">Older</a>", page + 1);
    buf_add_text(&content, "</p>\n");
    if (ledger_failed(ledger))
        site_ledger_failed(serve, response, ledger);
    else
        site_page(serve, response, "Documents", "/documents", &content);
    site_ledger_back(serve, ledger);
    buf_release(&content);
}
