/* SPDX-License-Identifier: Apache-2.0 */
/* Search: the words and the filters of `dixit find`, all of them in the address, so that it is always a link to what is shown. What can narrow it further is offered beside
 * what was found; `part=found` gives that alone, for the script that asks while somebody types; `as=jsonl` and `as=csv` give all that was found as a file. */
#include "serve/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/labels.h"
#include "ledger/day.h"
#include "ledger/kept.h"
#include "ledger/load.h"
#include "ledger/search.h"
#include "view/passage.h"
#include "view/show.h"
#include "view/show_html.h"

enum { PER_PAGE = 20, MOST_MEMORY_SHIFT = 28, MOST_PAGE = 500 };

/* What the hits that are shown differ in. */
enum facet { FACET_SOURCE, FACET_AGAINST, FACET_STANCE, FACET_STATUS, FACET_OUTLET, FACET_YEAR, FACETS };
static const struct {
    const char *argument, *label;
} facets[] = {[FACET_SOURCE] = {"source", "Who says it"}, [FACET_AGAINST] = {"against", "Against whom"}, [FACET_STANCE] = {"stance", "How it is put"},
              [FACET_STATUS] = {"status", "What became of it"}, [FACET_OUTLET] = {"outlet", "Outlet"}, [FACET_YEAR] = {"since", "Published in"}};

struct values {
    struct str *at;
    uint32_t count, room;
};

struct hits {
    struct values facets[FACETS]; /* each value once, as they come */
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

/* Remembers a value, once. False when memory gave out. */
static bool note_value(struct hits *hits, enum facet facet, struct str value)
{
    struct values *values = &hits->facets[facet];
    for (uint32_t i = 0; i < values->count; i++)
        if (values->at[i].length == value.length && memcmp(values->at[i].at, value.at, value.length) == 0)
            return true;
    const char *copy = value.length > 0 ? arena_copy(&hits->memory, value.at, value.length) : "";
    return value.length == 0 || (copy != NULL && list_push(&hits->memory, values, (struct str){copy, value.length}));
}

static struct str str_of(const char *text)
{
    return (struct str){text, text != NULL ? strlen(text) : 0};
}

static bool note_values(struct hits *hits, const struct doc *doc, const struct search_hit *hit)
{
    bool good = note_value(hits, FACET_OUTLET, str_of(doc->origin.outlet));
    if (doc->origin.published != NULL && strspn(doc->origin.published, "0123456789") == 4)
        good = good && note_value(hits, FACET_YEAR, (struct str){doc->origin.published, 4});
    if (hit->kind != 0 || hit->number == 0 || hit->number > doc->attributions.count)
        return good;
    const struct attribution *a = &doc->attributions.at[hit->number - 1];
    if (a->actor != NONE && doc->actors.at[a->actor].kind != DIXIT_ACTOR_SEVERAL)
        good = good && note_value(hits, FACET_SOURCE, doc->actors.at[a->actor].name);
    if (a->against_actor != NONE)
        good = good && note_value(hits, FACET_AGAINST, doc->actors.at[a->against_actor].name);
    good = good && note_value(hits, FACET_STANCE, str_of(dixit_stance_name((enum dixit_stance)a->stance)));
    for (uint32_t i = 0; i < doc->statuses.count; i++)
        if (doc->statuses.at[i].attribution == hit->number - 1)
            good = good && note_value(hits, FACET_STATUS, str_of(label_of_status((enum dixit_status_kind)doc->statuses.at[i].is)));
    return good;
}

/* `hits` gets the values that the hit has; NULL: nobody asks. */
static bool add_hit(struct buf *out, struct ledger *ledger, const struct search_hit *hit, struct hits *hits)
{
    struct arena memory;
    arena_init(&memory, (size_t)1 << MOST_MEMORY_SHIFT);
    struct doc doc = {.memory = &memory};
    const char *model;
    bool good = ledger_load(ledger, hit->document, hit->reading, &doc, &model) && (hits == NULL || note_values(hits, &doc, hit));
    if (good) {
        buf_add_text(out, "<li><p>");
        if (hit->kind == 0 && hit->number > 0 && hit->number <= doc.attributions.count)
            good = html_add_statement(out, &doc, hit->number - 1);
        else
            buf_add_text(out, "<b class=\"who\">In its own voice</b>");
        if (hit->snippet.length > 0)
            buf_add_text(out, "</p>\n<p class=\"facts\">");
        add_snippet(out, hit->snippet);
        buf_add_format(out, "</p>\n<p class=\"facts\"><a class=\"where\" href=\"/document/%" PRId64 "#d1%s%u\">", hit->document, hit->kind == 0 ? "a" : "", hit->kind == 0 ? hit->number : 0);
        html_add_made(out, show_title, &doc);
        buf_add_text(out, "</a> ");
        html_add_made(out, show_facts, &doc);
        buf_add_text(out, "</p>");
        if (good && hit->kind == 0 && hit->number > 0 && hit->number <= doc.attributions.count)
            good = site_add_concerned(out, &doc, hit->number - 1, 1, "All about");
        buf_add_text(out, "</li>\n");
    }
    arena_release(&memory);
    return good;
}

bool site_add_hit(struct buf *out, struct ledger *ledger, const struct search_hit *hit)
{
    return add_hit(out, ledger, hit, NULL);
}

/* ---- links to other searches ---- */

static const char *const names[] = {"q", "source", "about", "against", "stance", "status", "outlet", "since", "until", "second-hand", "own"};

static void add_argument(struct buf *out, const char *name, struct str value)
{
    if (value.length == 0)
        return;
    buf_add_format(out, "%s%s=", out->at[out->length - 1] == '?' ? "" : "&amp;", name);
    site_add_encoded(out, value);
}

/* The same search with other values for one argument or two; empty ones are left out. */
static void add_search(struct buf *out, const struct http_request *request, const char *one, struct str value, const char *two, struct str other)
{
    buf_add_text(out, "/search?");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *now = http_argument(request, names[i]);
        if (strcmp(names[i], one) != 0 && (two == NULL || strcmp(names[i], two) != 0))
            add_argument(out, names[i], (struct str){now, strlen(now)});
    }
    add_argument(out, one, value);
    if (two != NULL)
        add_argument(out, two, other);
}

static void add_page_link(struct buf *out, const struct http_request *request, uint64_t page, const char *label)
{
    char number[24];
    int length = snprintf(number, sizeof number, "%" PRIu64, page);
    buf_add_text(out, "<a href=\"");
    add_search(out, request, "page", (struct str){number, (size_t)length}, NULL, (struct str){"", 0});
    buf_add_format(out, "\">%s</a> ", label);
}

static void add_export_link(struct buf *out, const struct http_request *request, const char *as, const char *label)
{
    buf_add_text(out, "<a href=\"");
    add_search(out, request, "as", (struct str){as, strlen(as)}, NULL, (struct str){"", 0});
    buf_add_format(out, "\" download>%s</a> ", label);
}

/* A value that narrows the search: a link. A year is from its first to its last day. */
static void add_value(struct buf *out, const struct http_request *request, enum facet facet, struct str value)
{
    buf_add_text(out, "<li><a dir=\"auto\" href=\"");
    if (facet == FACET_YEAR) {
        char days[2][16];
        snprintf(days[0], sizeof days[0], "%.4s-01-01", value.at);
        snprintf(days[1], sizeof days[1], "%.4s-12-31", value.at);
        add_search(out, request, "since", (struct str){days[0], 10}, "until", (struct str){days[1], 10});
    } else {
        add_search(out, request, facets[facet].argument, value, NULL, (struct str){"", 0});
    }
    buf_add_text(out, "\">");
    html_add(out, value, true);
    buf_add_text(out, "</a></li>\n");
}

static void add_facets(struct buf *out, const struct http_request *request, const struct hits *hits)
{
    buf_add_text(out, "<nav class=\"facets\" aria-label=\"Narrow the search\">\n");
    for (uint32_t facet = 0; facet < FACETS; facet++) {
        const struct values *values = &hits->facets[facet];
        const char *now = http_argument(request, facets[facet].argument);
        if (*now == '\0' && values->count < 2) /* one value narrows nothing */
            continue;
        buf_add_format(out, "<section aria-label=\"%s\">\n<p class=\"label\">%s</p>\n<ul>\n", facets[facet].label, facets[facet].label);
        if (*now != '\0') {
            buf_add_text(out, "<li><a href=\"");
            add_search(out, request, facets[facet].argument, (struct str){"", 0}, facet == FACET_YEAR ? "until" : NULL, (struct str){"", 0});
            buf_add_text(out, "\">any</a></li>\n");
        }
        for (uint32_t i = 0; i < values->count && values->count > 1; i++)
            add_value(out, request, (enum facet)facet, values->at[i]);
        buf_add_text(out, "</ul>\n</section>\n");
    }
    buf_add_text(out, "</nav>\n");
}

static void add_hits(struct buf *out, struct ledger *ledger, const struct http_request *request, struct hits *hits, uint64_t total)
{
    struct buf list;
    buf_init(&list, 0);
    for (uint32_t i = 0; i < hits->count; i++)
        if (!add_hit(&list, ledger, &hits->at[i], hits))
            break;
    buf_add_text(out, "<p role=\"status\" class=\"facts\" id=\"told\">");
    if (total > SEARCH_COUNTED)
        buf_add_text(out, "More than ");
    buf_add_grouped(out, total > SEARCH_COUNTED ? SEARCH_COUNTED : total);
    buf_add_text(out, " found</p>\n<div id=\"found\">\n");
    add_facets(out, request, hits);
    buf_add_text(out, "<ol class=\"results\">\n");
    buf_add(out, list.at, list.length);
    out->failed = out->failed || list.failed;
    buf_release(&list);
    uint64_t page = page_of(request);
    buf_add_text(out, "</ol>\n<p class=\"inline\">");
    if (page > 1)
        add_page_link(out, request, page - 1, "Before");
    if (page * PER_PAGE < total && page < MOST_PAGE)
        add_page_link(out, request, page + 1, "Next");
    buf_add_text(out, "</p>\n");
    if (total > 0) {
        buf_add_format(out, "<p class=\"facts inline\">All that was found%s as a file: ", total > SEARCH_COUNTED ? ", the first 10,000," : "");
        add_export_link(out, request, "jsonl", "JSON Lines");
        add_export_link(out, request, "csv", "table (CSV)");
        buf_add_text(out, "</p>\n");
    }
    buf_add_text(out, "</div>\n");
}

/* ---- as a file ---- */

struct exporting {
    struct ledger *ledger;
    struct buf *out;
    bool csv;
    int64_t document; /* that `kept` is of */
    struct kept kept;
    struct account account;
    struct arena memory;
};

static void forget_document(struct exporting *exporting)
{
    if (exporting->document != 0)
        account_release(&exporting->account);
    exporting->document = 0;
    arena_release(&exporting->memory);
    exporting->kept = (struct kept){.doc = {.memory = &exporting->memory}};
}

static bool export_hit(void *context, const struct search_hit *hit)
{
    struct exporting *exporting = context;
    if (exporting->document != hit->document) {
        forget_document(exporting);
        if (!ledger_load_kept(exporting->ledger, hit->document, &exporting->kept) ||
            !account_init(&exporting->account, &exporting->kept.doc, NULL, &exporting->memory))
            return false;
        exporting->document = hit->document;
    }
    const struct kept *kept = &exporting->kept;
    uint32_t index = hit->number - 1;
    if (index >= (hit->kind == 1 ? kept->doc.own.count : kept->doc.attributions.count))
        return true;
    struct passage passage = {&kept->doc, passage_state_name(hit->kind == 1 ? kept->own_states[index] : kept->states[index]), hit->kind, index, hit->snippet};
    bool good = exporting->csv ? passage_csv(&passage, &exporting->account, exporting->out) : passage_json(&passage, exporting->out);
    if (!exporting->csv)
        buf_add_char(exporting->out, '\n');
    return good;
}

static void export_hits(struct serve *serve, struct http_request *request, struct http_response *response, struct ledger *ledger)
{
    struct search search = search_of(request);
    struct exporting exporting = {.ledger = ledger, .out = &response->body, .csv = strcmp(http_argument(request, "as"), "csv") == 0};
    search.skip = 0;
    search.limit = SEARCH_COUNTED;
    arena_init(&exporting.memory, 0);
    response->type = exporting.csv ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8";
    response->download = exporting.csv ? "dixit-search.csv" : "dixit-search.jsonl";
    if (exporting.csv)
        (void)passage_csv_head(&response->body);
    if (!ledger_search(ledger, &search, export_hit, &exporting, NULL)) {
        buf_reset(&response->body);
        response->type = "text/html; charset=utf-8";
        response->download = NULL;
        site_ledger_failed(serve, response, ledger);
    }
    forget_document(&exporting);
}

static void show_hits(struct serve *serve, struct http_request *request, struct http_response *response, struct ledger *ledger)
{
    struct hits hits = {.count = 0};
    struct search search = search_of(request);
    uint64_t total = 0;
    struct buf content, *out = &content;
    bool part = strcmp(http_argument(request, "part"), "found") == 0;
    arena_init(&hits.memory, 0);
    buf_init(&content, 0);
    if (part)
        out = &response->body;
    else
        add_form(&content, request);
    if (ledger_search(ledger, &search, keep_hit, &hits, &total))
        add_hits(out, ledger, request, &hits, total);
    if (!part)
        site_add_coverage(&content, ledger);
    if (ledger_failed(ledger)) {
        buf_reset(&response->body);
        site_ledger_failed(serve, response, ledger);
    } else if (!part) {
        site_page(serve, response, "Search", "/search", &content);
    }
    arena_release(&hits.memory);
    buf_release(&content);
}

void page_search(struct serve *serve, struct http_request *request, struct http_response *response)
{
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    ledger_begin_reading(ledger);
    const char *as = http_argument(request, "as");
    if (strcmp(as, "jsonl") == 0 || strcmp(as, "csv") == 0)
        export_hits(serve, request, response, ledger);
    else
        show_hits(serve, request, response, ledger);
    site_ledger_back(serve, ledger);
}
