/* SPDX-License-Identifier: Apache-2.0 */
/* One actor: what it said, apart from that what others say that it said, and what was said about or against it with the answers. Alphabetical lists, no
 * counts and no order of persons but the alphabet's; documents stand newest first.
 *
 * An actor is a name as the ledger folds it (names.h): the same name is taken for the same actor, and other names of one are others. */
#include "serve/site.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/kept.h"
#include "ledger/names.h"
#include "view/cite.h"
#include "view/show.h"
#include "view/show_html.h"

enum {
    LISTED = 200,         /* names of a page */
    DOCUMENTS = 10,       /* of a page, at most */
    ROWS = 60,            /* of one document, at most */
    MOST_BYTES = 60 << 10, /* after which a page takes no further document */
    MOST_MEMBERS = 4,     /* how deep actors of several are looked into */
    MOST_MEMORY_SHIFT = 28,
};

enum part { SAID, IN_MOUTH, ABOUT, PARTS };

struct portrait {
    struct serve *serve;
    struct ledger *ledger;
    struct buf key;          /* folded */
    struct buf rows[PARTS];
    struct buf name;         /* as the newest document has it, escaped; empty before one was found */
    const char *asked;
    uint64_t skip, shown;    /* documents */
    bool more;
};

/* ---- the list ---- */

static void add_names(struct buf *out, struct ledger *ledger, struct str from)
{
    uint32_t count = 0;
    buf_add_text(out, "<ul class=\"names\">\n");
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT a.key, min(a.name) FROM actors a JOIN derived_heads h ON h.reading = a.reading "
                                                 "WHERE a.key >= ?1 AND a.kind <> ?2 GROUP BY a.key ORDER BY a.key LIMIT ?3");
    ledger_bind_text(ledger, row, 1, from);
    ledger_bind_int(ledger, row, 2, DIXIT_ACTOR_SEVERAL);
    ledger_bind_int(ledger, row, 3, LISTED + 1);
    struct buf next;
    buf_init(&next, 0);
    while (ledger_step(ledger, row)) {
        if (count++ == LISTED) {
            buf_add(&next, ledger_column(row, 0).at, ledger_column(row, 0).length);
            continue;
        }
        buf_add_text(out, "<li>");
        site_add_actor(out, ledger_column(row, 1));
        buf_add_text(out, "</li>\n");
    }
    buf_add_text(out, count > 0 ? "</ul>\n" : "</ul>\n<p>There are no names from here on.</p>\n");
    buf_add_text(out, "<p class=\"inline\">");
    if (from.length > 0)
        buf_add_text(out, "<a href=\"/actors\">From the beginning</a> ");
    if (next.length > 0) {
        buf_add_text(out, "<a href=\"/actors?from=");
        site_add_encoded(out, (struct str){next.at, next.length});
        buf_add_text(out, "\">Next</a>");
    }
    buf_add_text(out, "</p>\n");
    buf_release(&next);
}

void page_actors(struct serve *serve, struct http_request *request, struct http_response *response)
{
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    const char *asked = http_argument(request, "from");
    struct buf content, key;
    buf_init(&content, 0);
    buf_init(&key, 0);
    if (*asked != '\0')
        names_key((struct str){asked, strlen(asked)}, &key);
    buf_add_text(&content, "<p class=\"facts\">Names as the texts have them, in the order of the alphabet. One actor may stand under several names, and one name for several actors.</p>\n"
                           "<form method=\"get\" action=\"/actors\" class=\"inline\">\n<p><label for=\"from\">From the letters</label><input id=\"from\" name=\"from\" type=\"search\" value=\"");
    html_add(&content, (struct str){asked, strlen(asked)}, true);
    buf_add_text(&content, "\"></p>\n<p><button type=\"submit\">Show</button></p>\n</form>\n");
    ledger_begin_reading(ledger);
    add_names(&content, ledger, (struct str){key.length > 0 ? key.at : "", key.length});
    content.failed = content.failed || key.failed;
    if (ledger_failed(ledger))
        site_ledger_failed(serve, response, ledger);
    else
        site_page(serve, response, "Actors", "/actors", &content);
    site_ledger_back(serve, ledger);
    buf_release(&key);
    buf_release(&content);
}

/* ---- one ---- */

/* Marks the actors of a document that have the name, alone or among those that speak together. NULL when memory gave out. */
static bool *find_in(struct portrait *portrait, const struct doc *doc)
{
    bool *is = arena_array(doc->memory, doc->actors.count + 1, sizeof *is);
    struct buf key;
    buf_init(&key, 0);
    for (uint32_t i = 0; is != NULL && i < doc->actors.count; i++) {
        names_key(doc->actors.at[i].name, &key);
        is[i] = key.length == portrait->key.length && memcmp(key.at, portrait->key.at, key.length) == 0;
        if (is[i] && portrait->name.length == 0)
            html_add(&portrait->name, doc->actors.at[i].name, true);
    }
    for (uint32_t depth = 0; is != NULL && depth < MOST_MEMBERS; depth++)
        for (uint32_t i = 0; i < doc->actors.count; i++)
            for (uint32_t m = 0; m < doc->actors.at[i].members.count && !is[i]; m++)
                is[i] = doc->actors.at[i].members.at[m] < doc->actors.count && is[doc->actors.at[i].members.at[m]];
    buf_release(&key);
    return is;
}

/* Where an attribution belongs; PARTS: nowhere. What an actor says about itself is what it says. */
static enum part part_of(const struct doc *doc, const bool *is, uint32_t index)
{
    const struct attribution *a = &doc->attributions.at[index];
    if (a->actor != NONE && is[a->actor]) {
        uint32_t steps = 0;
        for (uint32_t up = a->parent; up != NONE && steps++ < doc->attributions.count; up = doc->attributions.at[up].parent)
            if (doc->attributions.at[up].actor == NONE || !is[doc->attributions.at[up].actor])
                return IN_MOUTH;
        return SAID;
    }
    if (a->against_actor != NONE && is[a->against_actor])
        return ABOUT;
    for (uint32_t i = 0; i < a->about.count; i++)
        if (is[a->about.at[i]])
            return ABOUT;
    return PARTS;
}

static bool add_row(struct buf *out, const struct kept *kept, uint32_t index)
{
    buf_add_text(out, "<li><p>");
    bool good = html_add_statement(out, &kept->doc, index);
    buf_add_format(out, "</p>\n<p class=\"facts\"><a href=\"/document/%" PRId64 "#d1a%u\">", kept->document, index + 1);
    html_add_made(out, show_title, &kept->doc);
    buf_add_text(out, "</a> ");
    html_add_made(out, show_facts, &kept->doc);
    buf_add_format(out, " · %s · <a href=\"/row/%" PRId64 "/%u\">cite or correct</a></p></li>\n", cite_state(kept->states[index]), kept->document, index + 1);
    return good;
}

static bool add_document(struct portrait *portrait, int64_t document)
{
    struct arena memory;
    arena_init(&memory, (size_t)1 << MOST_MEMORY_SHIFT);
    struct kept kept = {.doc = {.memory = &memory}};
    bool good = ledger_load_kept(portrait->ledger, document, &kept);
    const bool *is = good ? find_in(portrait, &kept.doc) : NULL;
    good = good && (is != NULL || ledger_refuse(portrait->ledger, DIXIT_NO_MEMORY, "There is not enough memory for a document."));
    uint32_t rows = 0;
    for (uint32_t i = 0; good && i < kept.doc.attributions.count && rows < ROWS; i++) {
        enum part part = kept.passages[i] != 0 ? part_of(&kept.doc, is, i) : PARTS;
        if (part == PARTS)
            continue;
        good = add_row(&portrait->rows[part], &kept, i) || ledger_refuse(portrait->ledger, DIXIT_NO_MEMORY, "There is not enough memory for a document.");
        if (++rows == ROWS)
            buf_add_format(&portrait->rows[part], "<li><p class=\"facts\">This document may have more: <a href=\"/document/%" PRId64 "\">all of it</a></p></li>\n", document);
    }
    arena_release(&memory);
    return good;
}

/* The documents whose reading has the actor, or where a person set the name; newest first. At most one more than a page has. */
static uint32_t find_documents(struct portrait *portrait, int64_t found[DOCUMENTS + 1])
{
    struct ledger *ledger = portrait->ledger;
    struct buf match;
    uint32_t count = 0;
    buf_init(&match, 0);
    buf_add_text(&match, "source : \"");
    names_add_wanted(portrait->asked, &match);
    buf_add_text(&match, "\"");
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT h.document FROM derived_heads h JOIN versions v ON v.id = h.version WHERE h.reading IN (SELECT reading FROM actors WHERE key = ?1 "
                                                 "UNION SELECT p.reading FROM search s JOIN passages p ON p.id = s.rowid WHERE search MATCH ?2 AND p.state = 2) "
                                                 "ORDER BY v.day IS NULL, v.day DESC, v.id DESC LIMIT ?3 OFFSET ?4");
    ledger_bind_text(ledger, row, 1, (struct str){portrait->key.at, portrait->key.length});
    ledger_bind_text(ledger, row, 2, (struct str){match.at, match.length});
    ledger_bind_int(ledger, row, 3, DOCUMENTS + 1);
    ledger_bind_int(ledger, row, 4, (int64_t)portrait->skip);
    while (ledger_step(ledger, row))
        if (count <= DOCUMENTS)
            found[count++] = sqlite3_column_int64(row, 0);
    buf_release(&match);
    return count;
}

static void collect(struct portrait *portrait)
{
    int64_t found[DOCUMENTS + 1];
    ledger_begin_reading(portrait->ledger);
    uint32_t count = find_documents(portrait, found);
    for (uint32_t i = 0; i < count && i < DOCUMENTS; i++) {
        size_t bytes = portrait->rows[SAID].length + portrait->rows[IN_MOUTH].length + portrait->rows[ABOUT].length;
        if (bytes > MOST_BYTES || !add_document(portrait, found[i]))
            break;
        portrait->shown++;
    }
    portrait->more = portrait->shown < count;
}

static void add_part(struct buf *out, struct portrait *portrait, enum part part)
{
    static const char *const ids[PARTS] = {"said", "mouth", "about"};
    static const char *const titles[PARTS] = {"Says", "Is said by others to have said", "Is spoken of or accused by others, with the answers"};
    struct buf *rows = &portrait->rows[part];
    buf_add_format(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", ids[part], ids[part], titles[part]);
    if (rows->length == 0) {
        buf_add_text(out, "<p class=\"facts\">Nothing in these documents.</p>\n");
    } else {
        buf_add_text(out, "<ul class=\"results\">\n");
        buf_add(out, rows->at, rows->length);
        buf_add_text(out, "</ul>\n");
    }
    out->failed = out->failed || rows->failed;
    buf_add_text(out, "</section>\n");
}

static void add_pages(struct buf *out, const struct portrait *portrait)
{
    struct str asked = {portrait->asked, strlen(portrait->asked)};
    buf_add_text(out, "<p class=\"inline\">");
    if (portrait->skip > 0) {
        buf_add_text(out, "<a href=\"/actor?name=");
        site_add_encoded(out, asked);
        buf_add_text(out, "\">The newest documents</a> ");
    }
    if (portrait->more) {
        buf_add_text(out, "<a href=\"/actor?name=");
        site_add_encoded(out, asked);
        buf_add_format(out, "&amp;skip=%" PRIu64 "\">Older documents</a>", portrait->skip + portrait->shown);
    }
    buf_add_text(out, "</p>\n");
}

static void show_portrait(struct portrait *portrait, struct http_response *response)
{
    struct buf content;
    buf_init(&content, 0);
    if (ledger_failed(portrait->ledger)) {
        site_ledger_failed(portrait->serve, response, portrait->ledger);
    } else if (portrait->shown == 0) {
        site_say(portrait->serve, response, 404, "Not here", "No document here speaks of anybody of this name.");
    } else {
        buf_add_text(&content, "<p class=\"who\"><b>");
        if (portrait->name.length > 0)
            buf_add(&content, portrait->name.at, portrait->name.length);
        else
            html_add(&content, (struct str){portrait->asked, strlen(portrait->asked)}, true);
        buf_add_text(&content, "</b></p>\n<p class=\"facts\">All that goes by this name, which may be several actors; what stands under another name is not here.</p>\n");
        for (int part = 0; part < PARTS; part++)
            add_part(&content, portrait, (enum part)part);
        add_pages(&content, portrait);
        site_page(portrait->serve, response, "One actor", "/actors", &content);
    }
    buf_release(&content);
}

void page_actor(struct serve *serve, struct http_request *request, struct http_response *response)
{
    struct portrait portrait = {.serve = serve, .asked = http_argument(request, "name"), .skip = site_number(http_argument(request, "skip"), 0)};
    buf_init(&portrait.key, 0);
    names_key((struct str){portrait.asked, strlen(portrait.asked)}, &portrait.key);
    portrait.ledger = portrait.key.length > 0 ? site_ledger(serve, response) : NULL;
    if (portrait.key.length == 0)
        site_say(serve, response, 404, "Not here", "There is no actor without a name.");
    if (portrait.ledger != NULL) {
        buf_init(&portrait.name, 0);
        for (int part = 0; part < PARTS; part++)
            buf_init(&portrait.rows[part], 0);
        collect(&portrait);
        show_portrait(&portrait, response);
        site_ledger_back(serve, portrait.ledger);
        for (int part = 0; part < PARTS; part++)
            buf_release(&portrait.rows[part]);
        buf_release(&portrait.name);
    }
    buf_release(&portrait.key);
}
