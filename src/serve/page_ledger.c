/* SPDX-License-Identifier: Apache-2.0 */
/* The documents that the ledger has. */
#include "serve/site.h"

#include <inttypes.h>
#include <string.h>

#include "view/show_html.h"

enum { PER_PAGE = 50 };

static void add_column(struct buf *out, sqlite3_stmt *row, int column)
{
    html_add(out, ledger_column(row, column), true);
}

void site_add_document(struct buf *out, sqlite3_stmt *row)
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
            site_add_document(&content, row);
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
