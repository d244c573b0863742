/* SPDX-License-Identifier: Apache-2.0 */
/* Claims across documents, those that are proposed apart from those that a person accepted. */
#include "serve/site.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/groups.h"
#include "serve/claim.h"
#include "view/show_html.h"

enum { LISTED = 50 };

#define DECIDED "(SELECT act FROM decisions WHERE claim = c.id AND act < 3 ORDER BY id DESC LIMIT 1)"

static void add_claims(struct buf *out, struct ledger *ledger, bool accepted, uint64_t page)
{
    uint64_t count = 0;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT c.id, (SELECT " CLAIM_WORDS " FROM memberships m JOIN passages p ON p.id = m.passage JOIN derived_heads h ON h.reading = p.reading "
                                                 "JOIN versions v ON v.id = h.version WHERE m.claim = c.id AND m.position = 0 AND " CLAIM_STANDING " ORDER BY p.day IS NULL, p.day LIMIT 1) AS w "
                                                 "FROM claims c WHERE coalesce(" DECIDED " <> 2, ?1 = 0) AND (" DECIDED " IS NOT NULL) = ?1 AND w IS NOT NULL ORDER BY c.id DESC LIMIT ?2 OFFSET ?3");
    ledger_bind_int(ledger, row, 1, accepted);
    ledger_bind_int(ledger, row, 2, LISTED + 1);
    ledger_bind_int(ledger, row, 3, (int64_t)((page > 0 ? page - 1 : 0) * LISTED));
    buf_add_text(out, "<ul class=\"results\">\n");
    while (ledger_step(ledger, row)) {
        if (count++ >= LISTED)
            continue;
        buf_add_format(out, "<li><a href=\"/claim/%" PRId64 "\">C%" PRId64 "</a> “", (int64_t)sqlite3_column_int64(row, 0), (int64_t)sqlite3_column_int64(row, 0));
        html_add(out, ledger_column(row, 1), true);
        buf_add_text(out, "”</li>\n");
    }
    buf_add_text(out, count > 0 ? "</ul>\n<p class=\"inline\">" : "</ul>\n<p>There are none.</p>\n<p class=\"inline\">");
    const char *state = accepted ? "accepted" : "proposed";
    if (page > 1)
        buf_add_format(out, "<a href=\"/claims?state=%s&amp;page=%" PRIu64 "\">Newer</a> ", state, page - 1);
    if (count > LISTED)
        buf_add_format(out, "<a href=\"/claims?state=%s&amp;page=%" PRIu64 "\">Older</a>", state, page + 1);
    buf_add_text(out, "</p>\n");
}

void page_claims(struct serve *serve, struct http_request *request, struct http_response *response)
{
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    bool accepted = strcmp(http_argument(request, "state"), "accepted") == 0;
    struct buf content;
    buf_init(&content, 0);
    ledger_begin_reading(ledger);
    buf_add_format(&content, "<nav aria-label=\"Claims\"><ul><li><a href=\"/claims\"%s>Proposed by the program</a></li>\n<li><a href=\"/claims?state=accepted\"%s>Accepted by a person</a></li></ul></nav>\n",
                   accepted ? "" : " aria-current=\"page\"", accepted ? " aria-current=\"page\"" : "");
    buf_add_format(&content, "<h2>%s</h2>\n", accepted ? "Accepted by a person" : "Proposed by the program, seen by nobody");
    if (groups_are_stale(ledger))
        buf_add_text(&content, "<p class=\"facts\">Documents or corrections came since claims were last looked for: dixit trace --all brings them up to date.</p>\n");
    add_claims(&content, ledger, accepted, site_number(http_argument(request, "page"), 1));
    if (ledger_failed(ledger))
        site_ledger_failed(serve, response, ledger);
    else
        site_page(serve, response, "Claims", "/claims", &content);
    site_ledger_back(serve, ledger);
    buf_release(&content);
}
