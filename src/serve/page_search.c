/* SPDX-License-Identifier: Apache-2.0 */
/* Search: the words and the filters of `dixit find`, all of them in the address, so that it is always a link to what is shown. */
#include "serve/site.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/labels.h"
#include "ledger/day.h"
#include "ledger/load.h"
#include "ledger/search.h"
#include "view/show.h"
#include "view/show_html.h"

enum { PER_PAGE = 20, MOST_MEMORY_SHIFT = 28, MOST_PAGE = 500 };

struct hits {
    struct search_hit at[PER_PAGE];
    struct arena memory; /* their snippets */
    uint32_t count;
};

static bool keep_hit(void *context, const struct search_hit *hit)
{
    struct hits *hits = context;
    if (hits->count == PER_PAGE)
        return false;
    struct search_hit *kept = &hits->at[hits->count];
    *kept = *hit;
    const char *snippet = arena_copy(&hits->memory, hit->snippet.at, hit->snippet.length);
    kept->snippet.at = snippet;
    hits->count += snippet != NULL;
    return snippet != NULL;
}

static const char *given(const struct http_request *request, const char *name)
{
    const char *value = http_argument(request, name);
    return *value != '\0' ? value : NULL;
}

static uint32_t stance_of(const char *wanted)
{
    for (uint32_t i = 0; i < DIXIT_STANCES; i++)
        if (strcmp(dixit_stance_name((enum dixit_stance)i), wanted) == 0)
            return 1U << i;
    return 0;
}

static uint32_t status_of(const char *wanted)
{
    for (uint32_t i = 0; i < DIXIT_STATUS_KINDS; i++)
        if (strcmp(label_of_status((enum dixit_status_kind)i), wanted) == 0)
            return 1U << i;
    return 0;
}

static uint64_t page_of(const struct http_request *request)
{
    long page = strtol(http_argument(request, "page"), NULL, 10);
    return page < 1 ? 1 : page > MOST_PAGE ? MOST_PAGE : (uint64_t)page;
}

static struct search search_of(const struct http_request *request)
{
    struct search search = {.words = given(request, "q"), .source = given(request, "source"), .about = given(request, "about"),
                            .against = given(request, "against"), .outlet = given(request, "outlet"),
                            .second_hand = given(request, "second-hand") != NULL, .own = given(request, "own") != NULL,
                            .stances = stance_of(http_argument(request, "stance")), .statuses = status_of(http_argument(request, "status")),
                            .limit = PER_PAGE};
    search.has_since = day_parse(http_argument(request, "since"), false, &search.since);
    search.has_until = day_parse(http_argument(request, "until"), true, &search.until);
    search.skip = (page_of(request) - 1) * PER_PAGE;
    return search;
}

/* ---- the form ---- */

static void add_field(struct buf *out, const struct http_request *request, const char *name, const char *label, const char *type)
{
    buf_add_format(out, "<p><label for=\"%s\">%s</label><input id=\"%s\" name=\"%s\" type=\"%s\" value=\"", name, label, name, name, type);
    const char *value = http_argument(request, name);
    html_add(out, (struct str){value, strlen(value)}, true);
    buf_add_text(out, "\"></p>\n");
}

static void add_option(struct buf *out, const char *name, const char *chosen)
{
    buf_add_format(out, "<option%s>%s</option>", strcmp(name, chosen) == 0 ? " selected" : "", name);
}

static void add_form(struct buf *out, const struct http_request *request)
{
    buf_add_text(out, "<form class=\"search\" method=\"get\" action=\"/search\" role=\"search\">\n<div class=\"inline\">\n");
    add_field(out, request, "q", "Words", "search");
    buf_add_text(out, "<p><button type=\"submit\">Search</button></p>\n</div>\n<div class=\"inline\">\n");
    add_field(out, request, "source", "Who says it", "text");
    add_field(out, request, "about", "About whom", "text");
    add_field(out, request, "against", "Against whom", "text");
    buf_add_text(out, "<p><label for=\"stance\">How it is put</label><select id=\"stance\" name=\"stance\"><option value=\"\">any</option>");
    for (int i = 0; i < DIXIT_STANCES; i++)
        add_option(out, dixit_stance_name((enum dixit_stance)i), http_argument(request, "stance"));
    buf_add_text(out, "</select></p>\n<p><label for=\"status\">What became of it</label><select id=\"status\" name=\"status\"><option value=\"\">any</option>");
    for (int i = 0; i < DIXIT_STATUS_KINDS; i++)
        add_option(out, label_of_status((enum dixit_status_kind)i), http_argument(request, "status"));
    buf_add_text(out, "</select></p>\n");
    add_field(out, request, "outlet", "Outlet", "text");
    add_field(out, request, "since", "Published from", "date");
    add_field(out, request, "until", "to", "date");
    buf_add_text(out, "</div>\n</form>\n");
}

/* ---- the hits ---- */

/* The words with those that were asked for marked. */
static void add_snippet(struct buf *out, struct str snippet)
{
    size_t from = 0;
    for (size_t i = 0; i <= snippet.length; i++) {
        if (i < snippet.length && snippet.at[i] != '\002' && snippet.at[i] != '\003')
            continue;
        if (i > from && from > 0 && snippet.at[from] == ' ')
            buf_add_char(out, ' ');
        html_add(out, (struct str){snippet.at + from, i - from}, true);
        if (i > from && snippet.at[i - 1] == ' ')
            buf_add_char(out, ' ');
        if (i < snippet.length)
            buf_add_text(out, snippet.at[i] == '\002' ? "<mark>" : "</mark>");
        from = i + 1;
    }
}

static bool add_hit(struct buf *out, struct ledger *ledger, const struct search_hit *hit)
{
    struct arena memory;
    arena_init(&memory, (size_t)1 << MOST_MEMORY_SHIFT);
    struct doc doc = {.memory = &memory};
    const char *model;
    bool good = ledger_load(ledger, hit->document, hit->reading, &doc, &model);
    if (good) {
        buf_add_text(out, "<li><p>");
        if (hit->kind == 0 && hit->number > 0 && hit->number <= doc.attributions.count)
            good = html_add_statement(out, &doc, hit->number - 1);
        else
            buf_add_text(out, "<b class=\"who\">In its own voice</b>");
        buf_add_text(out, "</p>\n<p class=\"facts\">");
        add_snippet(out, hit->snippet);
        buf_add_format(out, "</p>\n<p class=\"facts\"><a href=\"/document/%" PRId64 "#d1%s%u\">", hit->document, hit->kind == 0 ? "a" : "", hit->kind == 0 ? hit->number : 0);
        struct buf title;
        buf_init(&title, 0);
        show_title(&doc, &title);
        html_add(out, (struct str){title.at, title.length}, true);
        buf_add_text(out, "</a> ");
        buf_reset(&title);
        show_facts(&doc, &title);
        html_add(out, (struct str){title.at, title.length}, true);
        buf_release(&title);
        buf_add_text(out, "</p>");
        if (good && hit->kind == 0 && hit->number > 0 && hit->number <= doc.attributions.count)
            good = site_add_concerned(out, &doc, hit->number - 1, 1, "All about");
        buf_add_text(out, "</li>\n");
    }
    arena_release(&memory);
    return good;
}

/* A link to another page of the same search: all arguments, escaped, but that one. */
static void add_page_link(struct buf *out, const struct http_request *request, uint64_t page, const char *label)
{
    static const char *const names[] = {"q", "source", "about", "against", "stance", "status", "outlet", "since", "until", "second-hand", "own"};
    buf_add_text(out, "<a href=\"/search?");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = http_argument(request, names[i]);
        if (*value == '\0')
            continue;
        buf_add_format(out, "%s=", names[i]);
        for (; *value != '\0'; value++)
            buf_add_format(out, "%%%02x", (unsigned char)*value);
        buf_add_text(out, "&amp;");
    }
    buf_add_format(out, "page=%" PRIu64 "\">%s</a> ", page, label);
}

static void add_hits(struct buf *out, struct ledger *ledger, const struct http_request *request, const struct hits *hits, uint64_t total)
{
    buf_add_text(out, "<p role=\"status\" class=\"facts\">");
    if (total > SEARCH_COUNTED)
        buf_add_text(out, "More than ");
    buf_add_grouped(out, total > SEARCH_COUNTED ? SEARCH_COUNTED : total);
    buf_add_text(out, " found</p>\n<ol class=\"results\">\n");
    for (uint32_t i = 0; i < hits->count; i++)
        if (!add_hit(out, ledger, &hits->at[i]))
            break;
    uint64_t page = page_of(request);
    buf_add_text(out, "</ol>\n<p class=\"inline\">");
    if (page > 1)
        add_page_link(out, request, page - 1, "Before");
    if (page * PER_PAGE < total && page < MOST_PAGE)
        add_page_link(out, request, page + 1, "Next");
    buf_add_text(out, "</p>\n");
}

void page_search(struct serve *serve, struct http_request *request, struct http_response *response)
{
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    struct hits hits = {.count = 0};
    arena_init(&hits.memory, 0);
    struct search search = search_of(request);
    uint64_t total = 0;
    struct buf content;
    buf_init(&content, 0);
    add_form(&content, request);
    ledger_begin_reading(ledger);
    if (ledger_search(ledger, &search, keep_hit, &hits, &total))
        add_hits(&content, ledger, request, &hits, total);
    site_add_coverage(&content, ledger);
    if (ledger_failed(ledger))
        site_ledger_failed(serve, response, ledger);
    else
        site_page(serve, response, "Search", "/search", &content);
    site_ledger_back(serve, ledger);
    arena_release(&hits.memory);
    buf_release(&content);
}
