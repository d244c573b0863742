/* SPDX-License-Identifier: Apache-2.0 */
/* Claims across documents: those that are proposed apart from those that a person accepted; one claim with all its appearances in the order of their dates, what
 * was found and decided about it; and a person's decisions.
 *
 * Only the documents of one claim are looked at, so a page takes no longer in a large ledger. Whether they share their text is then told from them alone. */
#include "serve/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/credits.h"
#include "ledger/day.h"
#include "ledger/groups.h"
#include "ledger/kept.h"
#include "text/words.h"
#include "view/show.h"
#include "view/show_html.h"

enum { LISTED = 50, MOST_MEMBERS = 60, MOST_MEMORY_SHIFT = 29 };

/* One appearance. */
struct appearance {
    int64_t passage, document;
    uint32_t kind, number, story;
    uint8_t position;
    bool by_person;
    struct str words;
    struct buf about; /* who says it, and where, as HTML */
};

struct claim_page {
    struct ledger *ledger;
    int64_t claim;
    struct arena memory, scratch;
    struct stories stories;
    struct copies copies;
    struct appearance at[MOST_MEMBERS];
    uint32_t count;
    bool more;
};

/* Those memberships that hold: a person's newest act on a passage, else the program's. */
#define STANDING "m.act < 2 AND m.id = (SELECT x.id FROM memberships x WHERE x.claim = m.claim AND x.passage = m.passage " \
                 "AND coalesce(x.first, 0) = coalesce(m.first, 0) ORDER BY x.act IN (1, 2) DESC, x.id DESC LIMIT 1)"
#define DECIDED "(SELECT act FROM decisions WHERE claim = c.id AND act < 3 ORDER BY id DESC LIMIT 1)"
#define WORDS "CASE WHEN m.first IS NULL THEN p.words ELSE CAST(substr(CAST(v.text AS BLOB), m.first + 1, m.last - m.first) AS TEXT) END"

static void add_text(struct buf *out, struct str text)
{
    html_add(out, text, true);
}

/* ---- the list ---- */

static void add_claims(struct buf *out, struct ledger *ledger, bool accepted, uint64_t page)
{
    uint64_t count = 0;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT c.id, (SELECT " WORDS " FROM memberships m JOIN passages p ON p.id = m.passage JOIN derived_heads h ON h.reading = p.reading "
                                                 "JOIN versions v ON v.id = h.version WHERE m.claim = c.id AND m.position = 0 AND " STANDING " ORDER BY p.day IS NULL, p.day LIMIT 1) AS w "
                                                 "FROM claims c WHERE coalesce(" DECIDED " <> 2, ?1 = 0) AND (" DECIDED " IS NOT NULL) = ?1 AND w IS NOT NULL ORDER BY c.id DESC LIMIT ?2 OFFSET ?3");
    ledger_bind_int(ledger, row, 1, accepted);
    ledger_bind_int(ledger, row, 2, LISTED + 1);
    ledger_bind_int(ledger, row, 3, (int64_t)((page > 0 ? page - 1 : 0) * LISTED));
    buf_add_text(out, "<ul class=\"results\">\n");
    while (ledger_step(ledger, row)) {
        if (count++ >= LISTED)
            continue;
        buf_add_format(out, "<li><a href=\"/claim/%" PRId64 "\">C%" PRId64 "</a> “", (int64_t)sqlite3_column_int64(row, 0), (int64_t)sqlite3_column_int64(row, 0));
        add_text(out, ledger_column(row, 1));
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

/* ---- one ---- */

static bool find_appearances(struct claim_page *page)
{
    struct ledger *ledger = page->ledger;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT m.passage, h.document, p.kind, p.number, m.position, m.act, " WORDS " FROM memberships m JOIN passages p ON p.id = m.passage "
                                                 "JOIN derived_heads h ON h.reading = p.reading JOIN versions v ON v.id = h.version WHERE m.claim = ?1 AND " STANDING
                                                 " ORDER BY v.day IS NULL, v.day, v.published, h.document, p.first LIMIT ?2");
    ledger_bind_int(ledger, row, 1, page->claim);
    ledger_bind_int(ledger, row, 2, MOST_MEMBERS + 1);
    while (ledger_step(ledger, row)) {
        if (page->count == MOST_MEMBERS) {
            page->more = true;
            continue;
        }
        struct str words = ledger_column(row, 6);
        struct appearance *a = &page->at[page->count++];
        *a = (struct appearance){.passage = sqlite3_column_int64(row, 0), .document = sqlite3_column_int64(row, 1), .kind = (uint32_t)sqlite3_column_int(row, 2),
                                 .number = (uint32_t)sqlite3_column_int(row, 3), .position = (uint8_t)sqlite3_column_int(row, 4), .by_person = sqlite3_column_int(row, 5) == 1};
        a->words = (struct str){arena_copy(&page->memory, words.at != NULL ? words.at : "", words.length), words.length};
        buf_init(&a->about, 0);
    }
    return !ledger_failed(ledger);
}

static bool describe(struct appearance *a, const struct kept *kept)
{
    struct buf line;
    bool good = true;
    buf_init(&line, 0);
    if (a->kind == 0 && a->number > 0 && a->number <= kept->doc.attributions.count) {
        buf_add_text(&a->about, "<p>");
        good = html_add_statement(&a->about, &kept->doc, a->number - 1);
        buf_add_text(&a->about, "</p>\n");
    } else {
        buf_add_text(&a->about, "<p><b class=\"who\">In the outlet's own voice</b></p>\n");
    }
    buf_add_format(&a->about, "<p class=\"facts\"><a href=\"/document/%" PRId64 "#d1%s%u\">", a->document, a->kind == 0 ? "a" : "", a->kind == 0 ? a->number : 0);
    show_title(&kept->doc, &line);
    add_text(&a->about, (struct str){line.at, line.length});
    buf_add_text(&a->about, "</a> ");
    buf_reset(&line);
    show_facts(&kept->doc, &line);
    add_text(&a->about, (struct str){line.at, line.length});
    good = good && !line.failed;
    buf_release(&line);
    return good;
}

/* Loads the document of an appearance, which becomes a story unless an earlier appearance made it one. */
static bool load_document(struct claim_page *page, uint32_t index)
{
    struct appearance *a = &page->at[index];
    struct arena memory;
    arena_init(&memory, (size_t)1 << MOST_MEMORY_SHIFT);
    struct kept kept = {.doc = {.memory = &memory}};
    struct job job = {.doc = &kept.doc, .scratch = &page->scratch, .error = page->stories.error};
    bool good = ledger_load_kept(page->ledger, a->document, &kept) && describe(a, &kept);
    a->story = page->stories.list.count;
    for (uint32_t i = 0; i < index; i++)
        if (page->at[i].document == a->document)
            a->story = page->at[i].story;
    if (good && a->story == page->stories.list.count) {
        good = text_split_words(&job) && stories_add(&page->stories, &job);
        if (good)
            page->stories.list.at[a->story].document = a->document;
    }
    arena_release(&memory);
    return good;
}

/* The document that another one shares its text with, the earliest; 0 for none. */
static int64_t copied_from(const struct claim_page *page, uint32_t story)
{
    uint32_t first = story;
    for (uint32_t i = 0; i < page->stories.list.count; i++)
        if (page->copies.family[i] == page->copies.family[story])
            first = stories_earlier(&page->stories, first, i);
    return first == story ? 0 : page->stories.list.at[first].document;
}

static void add_appearance(struct buf *out, const struct claim_page *page, const struct appearance *a, int64_t from)
{
    uint32_t id = (uint32_t)(a - page->at); /* a passage may have several parts in a claim */
    buf_add_format(out, "<li><p class=\"tick\"><input type=\"checkbox\" id=\"m%u\" name=\"p%" PRId64 "\" value=\"1\" form=\"decide\"> <label for=\"m%u\">“", id, a->passage, id);
    add_text(out, a->words);
    buf_add_text(out, "”</label></p>\n");
    buf_add(out, a->about.at, a->about.length);
    if (a->by_person)
        buf_add_text(out, " · put here by a person");
    if (from != 0)
        buf_add_format(out, " · its text is shared with <a href=\"/document/%" PRId64 "\">an earlier document</a>", from);
    buf_add_text(out, "</p></li>\n");
    out->failed = out->failed || a->about.failed;
}

/* Those of one position, the first to have their text or the copies. */
static void add_appearances(struct buf *out, const struct claim_page *page, enum position position, bool copied, const char *heading)
{
    bool any = false;
    for (uint32_t i = 0; i < page->count; i++) {
        const struct appearance *a = &page->at[i];
        int64_t from = copied_from(page, a->story);
        if (a->position != position || (from != 0) != copied)
            continue;
        if (!any)
            buf_add_format(out, "<section>\n<h2>%s</h2>\n<ol class=\"results\">\n", heading);
        any = true;
        add_appearance(out, page, a, from);
    }
    buf_add_text(out, any ? "</ol>\n</section>\n" : "");
}

/* Rows of: the time, what, why, who. */
static void add_history(struct buf *out, struct ledger *ledger, sqlite3_stmt *row, const char *heading)
{
    bool any = false;
    while (ledger_step(ledger, row)) {
        char day[16];
        day_format(sqlite3_column_int64(row, 0) / 86400, day);
        if (!any)
            buf_add_format(out, "<section>\n<h2>%s</h2>\n<ul>\n", heading);
        any = true;
        buf_add_format(out, "<li>%s: <b>", day);
        add_text(out, ledger_column(row, 1));
        buf_add_text(out, "</b> ");
        add_text(out, ledger_column(row, 2));
        buf_add_text(out, " <span class=\"facts\">");
        add_text(out, ledger_column(row, 3));
        buf_add_text(out, "</span></li>\n");
    }
    buf_add_text(out, any ? "</ul>\n</section>\n" : "");
}

static void add_decided(struct buf *out, struct claim_page *page)
{
    struct ledger *ledger = page->ledger;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT at, verdict, reasons, person FROM verdicts WHERE claim = ?1 AND verdict IS NOT NULL ORDER BY id DESC");
    ledger_bind_int(ledger, row, 1, page->claim);
    add_history(out, ledger, row, "Verdicts, the newest first");
    row = ledger_statement(ledger, "SELECT got, coalesce(media_type, 'file'), origin, how FROM evidence WHERE claim = ?1 AND sha256 IS NOT NULL ORDER BY id");
    ledger_bind_int(ledger, row, 1, page->claim);
    add_history(out, ledger, row, "Evidence");
    row = ledger_statement(ledger, "SELECT at, CASE act WHEN 0 THEN 'accepted' WHEN 1 THEN 'split' WHEN 2 THEN 'undone' ELSE 'changed' END, reason, person FROM decisions WHERE claim = ?1 ORDER BY id DESC");
    ledger_bind_int(ledger, row, 1, page->claim);
    add_history(out, ledger, row, "Decisions, the newest first");
}

static void add_form(struct buf *out, const struct serve *serve, int64_t claim)
{
    buf_add_format(out, "<form id=\"decide\" method=\"post\" action=\"/claim/%" PRId64 "\">\n<h2>Decide</h2>\n<input type=\"hidden\" name=\"token\" value=\"%s\">\n", claim, http_token(serve->http));
    buf_add_text(out, "<p><label for=\"by\">Who decides</label><input id=\"by\" name=\"by\" type=\"text\" autocomplete=\"name\"></p>\n"
                      "<p><label for=\"why\">The reason</label><input id=\"why\" name=\"why\" type=\"text\"></p>\n"
                      "<p class=\"inline\"><button name=\"what\" value=\"accept\">These say the same</button> "
                      "<button name=\"what\" value=\"split\">The ticked ones are a claim of their own</button> "
                      "<button name=\"what\" value=\"undo\">They do not say the same</button></p>\n</form>\n");
}

static bool build(struct claim_page *page, const struct serve *serve, struct buf *content)
{
    static const char *const heads[][2] = {
        {"Carried, first told or in words of its own", "Carried by copies of a text above"}, {"Disputed", "Disputed, in copies"}, {"Doubted or asked", "Doubted or asked, in copies"}};
    bool good = stories_init(&page->stories, &page->memory, &page->scratch, ledger_error(page->ledger)) && ledger_begin_reading(page->ledger) && find_appearances(page);
    for (uint32_t i = 0; good && i < page->count; i++)
        good = load_document(page, i);
    good = good && credits_settle(&page->stories) && copies_find(&page->stories, &page->copies);
    if (!good)
        return false;
    if (page->more)
        buf_add_format(content, "<p class=\"facts\">The first %d appearances; dixit trace C%" PRId64 " shows all.</p>\n", MOST_MEMBERS, page->claim);
    buf_add_text(content, "<p class=\"facts\">Everywhere it stands in this ledger, the earliest first. Which texts are copies is told from these documents alone.</p>\n");
    for (int position = 0; position < 3; position++)
        for (int copied = 0; copied < 2; copied++)
            add_appearances(content, page, (enum position)position, copied != 0, heads[position][copied]);
    add_decided(content, page);
    add_form(content, serve, page->claim);
    return !ledger_failed(page->ledger);
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
        site_ledger_failed(serve, response, page->ledger);
    else if (page->count == 0)
        site_say(serve, response, 404, "Not here", "There is no such claim, or nothing belongs to it any more.");
    else
        site_page(serve, response, title, "/claims", &content);
    for (uint32_t i = 0; i < page->count; i++)
        buf_release(&page->at[i].about);
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

/* ---- decisions ---- */

static const char *value_of(const struct http_request *request, const char *name)
{
    const struct http_field *field = http_field(request, name);
    return field != NULL && field->value.length > 0 ? field->value.at : NULL;
}

static bool decide(struct ledger *ledger, const struct http_request *request, int64_t claim, int64_t *shown)
{
    const char *what = value_of(request, "what"), *by = value_of(request, "by"), *why = value_of(request, "why");
    struct group_decider decider = {.person = by, .reason = why};
    int64_t passages[HTTP_FIELDS];
    uint32_t count = 0;
    *shown = claim;
    for (uint32_t i = 0; i < request->field_count; i++)
        if (request->fields[i].name[0] == 'p' && site_number(request->fields[i].name + 1, 0) > 0)
            passages[count++] = (int64_t)site_number(request->fields[i].name + 1, 0);
    if (what != NULL && strcmp(what, "accept") == 0)
        return groups_accept(ledger, claim, &decider);
    if (what != NULL && strcmp(what, "undo") == 0)
        return groups_undo(ledger, claim, &decider);
    if (what == NULL || strcmp(what, "split") != 0)
        return ledger_refuse(ledger, DIXIT_USAGE, "A claim is accepted, split or undone.");
    if (count == 0)
        return ledger_refuse(ledger, DIXIT_USAGE, "Tick what is to be a claim of its own.");
    return groups_split(ledger, claim, passages, count, &decider, shown);
}

void page_decide(struct serve *serve, struct http_request *request, struct http_response *response)
{
    int64_t claim = (int64_t)site_number(request->path + strlen("/claim/"), 0), shown;
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    if (decide(ledger, request, claim, &shown)) {
        char place[48];
        snprintf(place, sizeof place, "/claim/%" PRId64, shown);
        response->status = 303;
        response->location = arena_copy(&request->memory, place, strlen(place));
    } else {
        site_ledger_failed(serve, response, ledger);
        if (ledger_error(ledger)->status == DIXIT_BAD_INPUT)
            response->status = 400;
    }
    site_ledger_back(serve, ledger);
}
