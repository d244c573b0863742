/* SPDX-License-Identifier: Apache-2.0 */
/* A page of claims: for each a timeline of its documents with the arrows between them, and the same as lists. What the program proposes has broken
 * lines, what a person accepted whole ones; signs and words say all of it again. */
#include "view/show_trace.h"

#include "view/show_html.h"

enum { ROW = 34, LEFT = 24, TOP = 20, WIDTH = 900, DOT = 7 };

static const struct story *story_of(const struct traced *traced, uint32_t story)
{
    return &traced->stories->list.at[story];
}

/* The stories of a claim in the order of their days. */
struct order {
    uint32_t at[400], count, left_out;
};

static void order_stories(const struct traced *traced, struct order *order)
{
    const struct claim *claim = &traced->group->claim;
    *order = (struct order){.count = 0};
    uint32_t last = NONE;
    for (uint32_t i = 0; i < claim->members.count; i++) {
        uint32_t s = claim->members.at[i].story;
        if (s == last)
            continue;
        last = s;
        if (order->count == sizeof order->at / sizeof *order->at) {
            order->left_out++;
            continue;
        }
        uint32_t k = order->count++;
        for (; k > 0 && stories_earlier(traced->stories, order->at[k - 1], s) == s; k--)
            order->at[k] = order->at[k - 1];
        order->at[k] = s;
    }
}

static uint32_t row_of(const struct order *order, uint32_t story)
{
    for (uint32_t i = 0; i < order->count; i++)
        if (order->at[i] == story)
            return i;
    return NONE;
}

/* What a story says of the claim: the strongest of its passages. */
static enum position position_of(const struct traced *traced, uint32_t story)
{
    const struct claim *claim = &traced->group->claim;
    enum position position = POSITION_DOUBTS;
    for (uint32_t i = 0; i < claim->members.count; i++)
        if (claim->members.at[i].story == story) {
            if (claim->members.at[i].position == POSITION_DISPUTES)
                return POSITION_DISPUTES;
            if (claim->members.at[i].position == POSITION_CARRIES)
                position = POSITION_CARRIES;
        }
    return position;
}

static void put_text(struct buf *out, struct str text)
{
    html_add(out, text, true);
}

static void put_arrow(const struct traced *traced, const struct order *order, const struct arrow *arrow, struct buf *out)
{
    uint32_t from = arrow->from == NONE ? NONE : row_of(order, arrow->from), to = row_of(order, arrow->to);
    if (from == NONE || to == NONE)
        return;
    uint32_t y = TOP + from * ROW, z = TOP + to * ROW, bend = 30 + (from < to ? to - from : from - to) * 12;
    bend = bend > 150 ? 150 : bend;
    buf_add_format(out, "<path class=\"arrow %s\" d=\"M %d %u C %u %u %u %u %d %u\"><title>", arrow_kind_name((enum arrow_kind)arrow->kind), LEFT + 160, y, LEFT + 160 + bend, y,
                   LEFT + 160 + bend, z, LEFT + 160 + DOT + 2, z);
    buf_add_format(out, "%s: ", arrow_kind_name((enum arrow_kind)arrow->kind));
    put_text(out, (struct str){story_of(traced, arrow->to)->text.at + arrow->words.start, arrow->words.end - arrow->words.start});
    buf_add_text(out, "</title></path>\n");
}

static void put_row(const struct traced *traced, const struct order *order, uint32_t i, struct buf *out)
{
    static const char *const signs[] = {"carries", "disputes", "doubts"};
    const struct story *story = story_of(traced, order->at[i]);
    uint32_t y = TOP + i * ROW;
    enum position position = position_of(traced, order->at[i]);
    bool copy = trace_copied_from(traced, order->at[i]) != NONE;
    buf_add_format(out, "<text x=\"%d\" y=\"%u\">", LEFT, y + 5);
    put_text(out, story->published.length > 0 ? (struct str){story->published.at, story->published.length < 10 ? story->published.length : 10} : (struct str){"undated", 7});
    buf_add_text(out, "</text>\n");
    if (position == POSITION_DISPUTES)
        buf_add_format(out, "<path class=\"no\" d=\"M %d %u l 12 12 m 0 -12 l -12 12\"/>\n", LEFT + 154, y - 6);
    else
        buf_add_format(out, "<circle class=\"%s%s\" cx=\"%d\" cy=\"%u\" r=\"%d\"/>\n", position == POSITION_DOUBTS ? "open" : "dot", copy ? " copy" : "", LEFT + 160, y, DOT);
    buf_add_format(out, "<text x=\"%d\" y=\"%u\">", LEFT + 340, y + 5);
    put_text(out, story->outlet.length > 0 ? story->outlet : story->id);
    buf_add_format(out, " – %s%s</text>\n", signs[position], copy ? ", in a copied text" : "");
}

static void put_picture(const struct traced *traced, struct buf *out)
{
    struct order order;
    order_stories(traced, &order);
    buf_add_format(out, "<svg viewBox=\"0 0 %d %u\" width=\"%d\" role=\"img\" aria-label=\"The documents of the claim by day, and who has it from whom\">\n", WIDTH, TOP * 2 + order.count * ROW, WIDTH);
    buf_add_text(out, "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M 0 0 L 8 4 L 0 8 z\"/></marker></defs>\n");
    if (order.count > 0)
        buf_add_format(out, "<line class=\"time\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%u\"/>\n", LEFT + 160, TOP, LEFT + 160, TOP + (order.count - 1) * ROW);
    for (uint32_t i = 0; i < traced->trail->arrows.count; i++)
        put_arrow(traced, &order, &traced->trail->arrows.at[i], out);
    for (uint32_t i = 0; i < order.count; i++)
        put_row(traced, &order, i, out);
    buf_add_text(out, "</svg>\n");
    if (order.left_out > 0)
        buf_add_format(out, "<p class=\"note\">%u more documents are in the lists only.</p>\n", order.left_out);
}

static void put_words(const struct traced *traced, uint32_t story, uint32_t passage, struct buf *out)
{
    buf_add_text(out, "<q>");
    put_text(out, trace_words(traced, story, passage));
    buf_add_text(out, "</q>");
}

/* What trace_put_… writes, escaped. */
static void put_story(const struct traced *traced, uint32_t story, struct buf *out)
{
    struct buf plain;
    buf_init(&plain, 0);
    trace_put_story(traced, story, &plain);
    put_text(out, (struct str){plain.at, plain.length});
    out->failed = out->failed || plain.failed;
    buf_release(&plain);
}

static void put_chain(const struct traced *traced, const struct member *member, struct buf *out)
{
    struct buf plain;
    buf_init(&plain, 0);
    trace_put_chain(traced, member, &plain);
    put_text(out, (struct str){plain.at, plain.length});
    out->failed = out->failed || plain.failed;
    buf_release(&plain);
}

static void put_members(const struct traced *traced, enum position position, const char *heading, struct buf *out)
{
    const struct claim *claim = &traced->group->claim;
    bool any = false;
    for (uint32_t i = 0; i < claim->members.count; i++) {
        const struct member *member = &claim->members.at[i];
        if (member->position != position)
            continue;
        if (!any)
            buf_add_format(out, "<h3>%s</h3>\n<ul>\n", heading);
        any = true;
        buf_add_text(out, traced->group->by.at[i] ? "<li>" : "<li class=\"proposed\">");
        put_story(traced, member->story, out);
        buf_add_text(out, ": ");
        put_chain(traced, member, out);
        buf_add_text(out, ": ");
        put_words(traced, member->story, member->passage, out);
        buf_add_text(out, "</li>\n");
    }
    if (any)
        buf_add_text(out, "</ul>\n");
}

/* Who has it from whom, and who stands behind it. */
static void put_ways(const struct traced *traced, struct buf *out)
{
    if (traced->trail->arrows.count > 0)
        buf_add_text(out, "<h3>Who has it from whom</h3>\n<ul>\n");
    for (uint32_t i = 0; i < traced->trail->arrows.count; i++) {
        const struct arrow *arrow = &traced->trail->arrows.at[i];
        buf_add_text(out, "<li>");
        put_story(traced, arrow->to, out);
        buf_add_text(out, " from ");
        if (arrow->from != NONE)
            put_story(traced, arrow->from, out);
        else
            put_text(out, arrow->outlet);
        buf_add_format(out, ", by %s: <q>", arrow_kind_name((enum arrow_kind)arrow->kind));
        put_text(out, (struct str){story_of(traced, arrow->to)->text.at + arrow->words.start, arrow->words.end - arrow->words.start});
        buf_add_text(out, "</q></li>\n");
    }
    if (traced->trail->arrows.count > 0)
        buf_add_text(out, "</ul>\n");
    if (traced->trail->origins.count > 0)
        buf_add_text(out, "<h3>Named origins</h3>\n<ul>\n");
    for (uint32_t i = 0; i < traced->trail->origins.count; i++) {
        const struct claim_origin *origin = &traced->trail->origins.at[i];
        buf_add_text(out, "<li>");
        put_text(out, origin->name);
        buf_add_text(out, ": ");
        put_words(traced, origin->story, origin->passage, out);
        buf_add_text(out, " – ");
        put_story(traced, origin->story, out);
        buf_add_text(out, "</li>\n");
    }
    if (traced->trail->origins.count > 0)
        buf_add_text(out, "</ul>\n");
}

void trace_show_state(const struct traced *traced, struct buf *out)
{
    buf_add_format(out, "<p>%s", trace_state(traced));
    if (traced->trail->earliest != NONE) {
        buf_add_text(out, "; earliest in this ledger: ");
        put_story(traced, traced->trail->earliest, out);
    }
    buf_add_text(out, "</p>\n");
}

void trace_show_ways(const struct traced *traced, struct buf *out)
{
    buf_add_text(out, "<div class=\"picture\" tabindex=\"0\" role=\"region\" aria-label=\"Picture of its way\">\n");
    put_picture(traced, out);
    buf_add_text(out, "</div>\n");
    put_ways(traced, out);
}

void trace_show_html(const struct traced *traced, struct buf *out)
{
    const struct group *group = traced->group;
    uint32_t spokesman = trace_spokesman(traced);
    buf_add_format(out, "<article class=\"claim %s\" id=\"C%lld\">\n<h2>C%lld", group_state_name((enum group_state)group->state), (long long)group->id, (long long)group->id);
    if (spokesman != NONE) {
        buf_add_char(out, ' ');
        put_words(traced, group->claim.members.at[spokesman].story, group->claim.members.at[spokesman].passage, out);
    }
    buf_add_text(out, "</h2>\n");
    trace_show_state(traced, out);
    put_picture(traced, out);
    put_members(traced, POSITION_CARRIES, "Carried by", out);
    put_members(traced, POSITION_DISPUTES, "Disputed by", out);
    put_members(traced, POSITION_DOUBTS, "Doubted or asked by", out);
    put_ways(traced, out);
    buf_add_text(out, "</article>\n");
}

void trace_show_page_head(struct buf *out)
{
    buf_add_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Claims and their trails</title>\n<style>\n"
                      ":root { color-scheme: light dark; --paper: #fdfcf9; --ink: #1c1c1c; --line: #8a857a; --no: #a31515; }\n"
                      "@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #e8e6e1; --line: #8b9097; --no: #ff8f85; } }\n"
                      "body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 Georgia, \"Times New Roman\", serif; overflow-wrap: break-word; }\n"
                      "svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 14px; } marker path { fill: var(--ink); }\n"
                      ".time { stroke: var(--line); } .dot { fill: var(--ink); stroke: var(--ink); } .dot.copy { fill: var(--paper); } .open { fill: var(--paper); stroke: var(--ink); stroke-dasharray: 2 2; }\n"
                      ".no { stroke: var(--no); stroke-width: 3; } .arrow { fill: none; stroke: var(--ink); stroke-width: 1.5; marker-end: url(#tip); } .copy.arrow { stroke-width: 3; } .quotation { stroke-dasharray: 1 3; }\n"
                      ".claim { border-left: 4px solid var(--ink); padding-left: 1rem; margin: 2rem 0; } .claim.proposed { border-left-style: dashed; } li.proposed::before { content: \"(proposed) \"; }\n"
                      "</style>\n</head>\n<body>\n<h1>Claims and their trails</h1>\n"
                      "<p>A full circle carries the claim, an open one does so in a text shared with an earlier document, a broken one doubts it or asks, a cross disputes it. Arrows go from where a document has it to the document. A broken line on the left: the program proposes that these passages are one claim, and nobody has looked at it.</p>\n");
}

void trace_show_page_tail(struct str coverage, struct buf *out)
{
    buf_add_text(out, "<p>");
    put_text(out, coverage);
    buf_add_text(out, ".</p>\n</body>\n</html>\n");
}
