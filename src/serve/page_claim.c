/* SPDX-License-Identifier: Apache-2.0 */
/* One claim across documents: all its appearances in the order of their dates, first ones and copies told apart, its way as a picture, the origins that are
 * named, and what persons found and decided.
 *
 * Only the documents of the claim are looked at, so a page takes no longer in a large ledger. Whether they share their text is then told from them alone. */
#include "serve/claim.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/credits.h"
#include "ledger/groups.h"
#include "ledger/kept.h"
#include "view/cite.h"
#include "view/show.h"
#include "view/show_html.h"
#include "view/show_trace.h"

enum { MOST_MEMBERS = 50, MOST_DOCUMENTS = 40, MOST_MEMORY_SHIFT = 29 };

struct claim_page {
    struct ledger *ledger;
    int64_t claim;
    struct arena memory, scratch;
    struct stories stories;
    struct kept kept[MOST_DOCUMENTS]; /* of each story */
    struct copies copies;
    struct group group;
    struct trail trail;
    bool more;
};

static bool no_memory(struct ledger *ledger)
{
    return ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for this claim.");
}

/* Loads the documents that passages of the claim stand in, the earliest first. */
static bool load_documents(struct claim_page *page)
{
    struct ledger *ledger = page->ledger;
    int64_t documents[MOST_DOCUMENTS];
    uint32_t count = 0;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT h.document FROM derived_heads h JOIN versions n ON n.id = h.version WHERE n.text IS NOT NULL AND h.document IN (SELECT v.document FROM memberships m "
                                                 "JOIN passages p ON p.id = m.passage JOIN readings r ON r.id = p.reading JOIN versions v ON v.id = r.version WHERE m.claim = ?1 AND m.act < 2) "
                                                 "ORDER BY n.day IS NULL, n.day, n.published, h.document LIMIT ?2");
    ledger_bind_int(ledger, row, 1, page->claim);
    ledger_bind_int(ledger, row, 2, MOST_DOCUMENTS + 1);
    while (ledger_step(ledger, row)) {
        page->more = count == MOST_DOCUMENTS;
        if (!page->more)
            documents[count++] = sqlite3_column_int64(row, 0);
    }
    bool good = !ledger_failed(ledger);
    for (uint32_t i = 0; good && i < count; i++) {
        page->kept[i].doc.memory = &page->memory;
        good = ledger_load_kept(ledger, documents[i], &page->kept[i]) && groups_add_document(ledger, &page->stories, &page->kept[i]);
    }
    return good;
}

static const struct passage *passage_of(const struct claim_page *page, const struct member *member)
{
    return &page->stories.list.at[member->story].passages.at[member->passage];
}

/* Who says it, and where; the paragraph stays open. */
static bool describe(struct buf *out, const struct kept *kept, const struct passage *passage)
{
    bool own = passage->attribution == NONE, good = true;
    uint32_t index = own ? passage->own : passage->attribution;
    if (own) {
        buf_add_text(out, "<p><b class=\"who\">In the outlet’s own voice</b></p>\n");
    } else {
        buf_add_text(out, "<p>");
        good = html_add_statement(out, &kept->doc, index);
        buf_add_text(out, "</p>\n");
    }
    buf_add_format(out, "<p class=\"facts\"><a href=\"/document/%" PRId64, kept->document);
    if (!own)
        buf_add_format(out, "#d1a%u", index + 1);
    buf_add_text(out, "\">");
    html_add_made(out, show_title, &kept->doc);
    buf_add_text(out, "</a> ");
    html_add_made(out, show_facts, &kept->doc);
    buf_add_format(out, " · %s · <a href=\"/row/%" PRId64 "/%s%u\">cite or correct</a>", cite_state((own ? kept->own_states : kept->states)[index]), kept->document, own ? "o" : "", index + 1);
    return good;
}

static bool add_appearance(struct buf *out, const struct claim_page *page, const struct traced *traced, uint32_t index, uint32_t from)
{
    const struct member *member = &page->group.claim.members.at[index];
    const struct passage *passage = passage_of(page, member);
    bool by_person = page->group.by.at[index];
    buf_add_format(out, "<li><p class=\"tick\"><input type=\"checkbox\" id=\"m%u\" name=\"p%" PRId64 "\" value=\"1\" form=\"decide\"> <label for=\"m%u\">“", index, passage->row, index);
    html_add(out, trace_words(traced, member->story, member->passage), true);
    buf_add_text(out, "”</label></p>\n");
    bool good = describe(out, &page->kept[member->story], passage);
    if (by_person)
        buf_add_text(out, " · put here by a person");
    else if (page->group.state == GROUP_ACCEPTED)
        buf_add_text(out, " · proposed since by the program");
    if (from != NONE)
        buf_add_format(out, " · its text is shared with <a href=\"/document/%" PRId64 "\">an earlier document</a>", page->kept[from].document);
    buf_add_text(out, "</p></li>\n");
    return good;
}

/* Those of one position, the first to have their text or the copies. */
static bool add_appearances(struct buf *out, const struct claim_page *page, const struct traced *traced, enum position position, bool copied, const char *heading)
{
    bool any = false, good = true;
    for (uint32_t i = 0; good && i < page->group.claim.members.count && i < MOST_MEMBERS; i++) {
        const struct member *member = &page->group.claim.members.at[i];
        uint32_t from = trace_copied_from(traced, member->story);
        if (member->position != position || (from != NONE) != copied)
            continue;
        if (!any)
            buf_add_format(out, "<section>\n<h2>%s</h2>\n<ol class=\"results\">\n", heading);
        any = true;
        good = add_appearance(out, page, traced, i, from);
    }
    buf_add_text(out, any ? "</ol>\n</section>\n" : "");
    return good || no_memory(page->ledger);
}

static bool follow(struct claim_page *page)
{
    bool good = stories_init(&page->stories, &page->memory, &page->scratch, ledger_error(page->ledger)) && ledger_begin_reading(page->ledger) && load_documents(page);
    return good && credits_settle(&page->stories) && copies_find(&page->stories, &page->copies) && groups_read_one(page->ledger, &page->stories, page->claim, &page->group) &&
           trace_follow(&page->stories, &page->copies, &page->group.claim, &page->trail);
}

/* What stands for the claim, and what is known of it in a line. */
static void add_head(struct buf *out, const struct claim_page *page, const struct traced *traced)
{
    uint32_t spokesman = trace_spokesman(traced);
    if (spokesman != NONE) {
        const struct member *member = &page->group.claim.members.at[spokesman];
        buf_add_text(out, "<p class=\"said\" dir=\"auto\">“");
        html_add(out, trace_words(traced, member->story, member->passage), true);
        buf_add_text(out, "”</p>\n");
    }
    trace_show_state(traced, out);
}

static bool add_all(struct buf *out, const struct claim_page *page, const struct traced *traced)
{
    static const char *const heads[][2] = {
        {"Carried, first told or in words of its own", "Carried by copies of a text above"}, {"Disputed", "Disputed, in copies"}, {"Doubted or asked", "Doubted or asked, in copies"}};
    if (page->more || page->group.claim.members.count > MOST_MEMBERS)
        buf_add_format(out, "<p class=\"facts\">The first appearances; dixit trace C%" PRId64 " shows all.</p>\n", page->claim);
    buf_add_text(out, "<p class=\"facts\">Everywhere it stands in this ledger, the earliest first. Which texts are copies is told from these documents alone.</p>\n");
    bool good = true;
    for (int position = 0; position < 3; position++)
        for (int copied = 0; good && copied < 2; copied++)
            good = add_appearances(out, page, traced, (enum position)position, copied != 0, heads[position][copied]);
    return good;
}

static bool build(struct claim_page *page, const struct serve *serve, struct buf *content)
{
    if (!follow(page))
        return false;
    const struct traced traced = {&page->stories, &page->copies, &page->group, &page->trail};
    add_head(content, page, &traced);
    if (!add_all(content, page, &traced))
        return false;
    buf_add_text(content, "<section aria-labelledby=\"way\">\n<h2 id=\"way\">Its way</h2>\n<p class=\"facts\">A full circle carries it, an open one does so in a text shared with an earlier document, a broken one doubts it or "
                          "asks, a cross disputes it. Arrows go from where a document has it. The named origins are independent sources as far as the texts name them: one who is named in texts that are no copies of "
                          "each other, or alone in a text of its own.</p>\n");
    trace_show_ways(&traced, content);
    buf_add_text(content, "</section>\n");
    return claim_add_beside(content, page->ledger, page->claim) && claim_add_forms(content, serve, page->ledger, page->claim) && !ledger_failed(page->ledger);
}

static void show_claim(struct serve *serve, struct http_response *response, struct claim_page *page)
{
    struct buf content;
    char title[64];
    buf_init(&content, 0);
    arena_init(&page->memory, (size_t)1 << MOST_MEMORY_SHIFT);
    arena_init(&page->scratch, (size_t)1 << MOST_MEMORY_SHIFT);
    bool good = build(page, serve, &content);
    snprintf(title, sizeof title, "Claim C%" PRId64, page->claim);
    if (!good)
        site_not_done(serve, response, page->ledger, 404);
    else if (page->group.claim.members.count == 0)
        site_say(serve, response, 404, "Not here", "There is no such claim, or nothing belongs to it any more.");
    else
        site_page(serve, response, title, "/claims", &content);
    arena_release(&page->scratch);
    arena_release(&page->memory);
    buf_release(&content);
}

void page_claim(struct serve *serve, struct http_request *request, struct http_response *response)
{
    int64_t claim = (int64_t)site_number(request->path + strlen("/claim/"), 0);
    struct claim_page *page = arena_alloc(&request->memory, sizeof *page);
    if (claim == 0 || page == NULL) {
        site_say(serve, response, 404, "Not here", "There is no page of this address.");
        return;
    }
    page->claim = claim;
    page->ledger = site_ledger(serve, response);
    if (page->ledger == NULL)
        return;
    show_claim(serve, response, page);
    site_ledger_back(serve, page->ledger);
}
