/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_main.h"

#include <string.h>

#include "intake/html_lines.h"
#include "intake/html_text.h"
#include "intake/html_weigh.h"

struct story {
    const struct html_tree *tree;
    struct html_weights weights;
    const char *title;
    struct arena *memory;
    uint32_t top; /* the story's element */
};

static void leave_out(struct story *story, uint32_t node)
{
    story->weights.marks[node] |= MARK_OUT;
}

static bool has_tag(const struct story *story, uint32_t node, enum html_tag tag)
{
    for (uint32_t i = node; i < story->tree->nodes[node].end; i++)
        if (story->tree->nodes[i].tag == tag)
            return true;
    return false;
}

static bool is_list_like(enum html_tag tag)
{
    return tag == TAG_UL || tag == TAG_OL || tag == TAG_DIV || tag == TAG_SECTION || tag == TAG_TABLE || tag == TAG_DL || tag == TAG_FORM ||
           tag == TAG_FIELDSET || tag == TAG_HEADER || tag == TAG_ARTICLE;
}

/* Whether the part lists other stories: its headings are links. */
static bool is_teasers(const struct story *story, uint32_t node)
{
    const struct html_tree *tree = story->tree;
    uint32_t headings = 0, linked = 0;
    if (!is_list_like((enum html_tag)tree->nodes[node].tag) && tree->nodes[node].tag != TAG_LI)
        return false;
    for (uint32_t i = node + 1; i < tree->nodes[node].end;) {
        bool heading = tree->nodes[i].tag >= TAG_H2 && tree->nodes[i].tag <= TAG_H6;
        if (tree->nodes[i].tag == TAG_H1)
            return false;
        if (heading && story->weights.length[i] > 0) {
            headings++;
            linked += html_link_share(&story->weights, i) > 0.7f;
        }
        i = heading ? tree->nodes[i].end : i + 1;
    }
    return linked > 0 && linked * 4 >= headings * 3 && (int64_t)story->weights.good[node] < 400 * (int64_t)headings;
}

/* Whether it is part of a sentence: an inline element without blocks in it, in a run that has more than it. */
static bool is_inside_text(const struct story *story, uint32_t node)
{
    const struct html_tree *tree = story->tree;
    uint32_t run = story->weights.run[node], length = 0;
    if (html_is_block((enum html_tag)tree->nodes[node].tag))
        return false;
    for (uint32_t i = node + 1; i < tree->nodes[node].end; i++) {
        if (html_is_block((enum html_tag)tree->nodes[i].tag))
            return false;
        length += tree->nodes[i].length;
    }
    return length > 0 && story->weights.length[run] > length + (tree->nodes[run].tag == TAG_P ? 40 : 120);
}

/* Leaves out what its names call junk and what lists other stories, unless most of the page is in it. */
static void drop_junk(struct story *story, uint32_t top)
{
    const struct html_tree *tree = story->tree;
    struct html_weights *weights = &story->weights;
    int32_t half = weights->good[top] / 2;
    for (uint32_t i = top + 1; i < tree->nodes[top].end;) {
        uint16_t marks = weights->marks[i];
        bool most = weights->good[i] > half && (!(marks & MARK_NEVER) || has_tag(story, i, TAG_H1));
        bool out = marks & MARK_JUNK && !most && !(marks & MARK_BODY && weights->good[i] > half);
        out = out && !(tree->nodes[i].tag == TAG_OTHER && has_tag(story, i, TAG_MATH));
        out = out && !is_inside_text(story, i);
        out = out || (marks & MARK_HIDDEN && weights->good[i] < half / 2 * 3);
        if (out || (!most && is_teasers(story, i)))
            leave_out(story, i);
        i = weights->marks[i] & MARK_OUT ? tree->nodes[i].end : i + 1;
    }
    html_weigh_again(weights);
}

/* The element that weighs most, the deepest of them. */
static uint32_t heaviest(const struct story *story)
{
    uint32_t best = story->tree->body == NONE ? 0 : story->tree->body;
    for (uint32_t i = best; i < story->tree->count;) {
        if (story->weights.marks[i] & MARK_OUT) {
            i = story->tree->nodes[i].end;
            continue;
        }
        if (story->weights.weight[i] >= story->weights.weight[best] && html_is_block((enum html_tag)story->tree->nodes[i].tag))
            best = i;
        i++;
    }
    return best;
}

/* From a part that weighs most for what little else it holds, up to where the rest of the paragraphs are. */
static uint32_t climb(const struct story *story, uint32_t node)
{
    const struct html_weights *weights = &story->weights;
    uint32_t best = node;
    for (uint32_t up = story->tree->nodes[node].parent; up != NONE && story->tree->nodes[up].tag != TAG_HTML; up = story->tree->nodes[up].parent)
        if (weights->good[up] > weights->good[best] + weights->good[best] / 3)
            best = up;
    return best;
}

/* A lone paragraph that outweighs what is around it has its neighbours with it. */
static uint32_t around_leaf(const struct story *story, uint32_t node)
{
    const struct html_tree *tree = story->tree;
    uint32_t parent = tree->nodes[node].parent;
    for (uint32_t i = node + 1; i < tree->nodes[node].end; i++)
        if (html_is_block((enum html_tag)tree->nodes[i].tag))
            return node;
    return parent != NONE && parent != 0 && html_link_share(&story->weights, parent) < 0.5f ? parent : node;
}

/* The nearest element around `best` that holds nearly all that is called the story's text in `node`. */
static uint32_t around_all(const struct story *story, uint32_t node, uint32_t best)
{
    const struct html_weights *weights = &story->weights;
    int64_t all = 0;
    for (uint32_t i = node + 1; i < story->tree->nodes[node].end;) {
        bool body = weights->marks[i] & MARK_BODY;
        all += body && !(weights->marks[i] & MARK_OUT) ? weights->good[i] : 0;
        i = body || weights->marks[i] & MARK_OUT ? story->tree->nodes[i].end : i + 1;
    }
    while (best != node && (int64_t)weights->good[best] * 10 < all * 9)
        best = story->tree->nodes[best].parent;
    return best;
}

/* Down to the element that its name calls the story's text, where it holds most of the part. */
static uint32_t descend(const struct story *story, uint32_t node)
{
    const struct html_weights *weights = &story->weights;
    uint32_t best = NONE;
    for (uint32_t i = node + 1; i < story->tree->nodes[node].end;) {
        bool body = weights->marks[i] & MARK_BODY && !(weights->marks[i] & MARK_OUT);
        if (body && (best == NONE || weights->good[i] > weights->good[best]))
            best = i;
        i = body || weights->marks[i] & MARK_OUT ? story->tree->nodes[i].end : i + 1;
    }
    if (best == NONE || weights->good[best] <= weights->good[node] / 2)
        return node;
    return around_all(story, node, best);
}

static void find_story(struct story *story)
{
    uint32_t body = story->tree->body == NONE ? 0 : story->tree->body;
    drop_junk(story, body);
    story->top = descend(story, climb(story, around_leaf(story, heaviest(story))));
}

/* Whether most of the text outside links stands in runs as long as sentences. */
static bool has_sentences(const struct story *story, uint32_t node)
{
    const struct html_weights *weights = &story->weights;
    uint32_t runs = 0, long_runs = 0;
    for (uint32_t i = node; i < story->tree->nodes[node].end; i++) {
        if (weights->own[i] == 0)
            continue;
        runs++;
        long_runs += weights->length[i] > 60 && weights->length[i] > weights->linked[i] + 30;
    }
    return runs > 0 && long_runs * 2 > runs;
}

static bool ends_with(const char *line, const char *end)
{
    size_t length = strlen(line), size = strlen(end);
    return length >= size && strcmp(line + length - size, end) == 0;
}

/* Whether a block without blocks in it is a short paragraph that begins as junk does, or a link and nothing else
 * that is no sentence. */
static bool is_junk_line(const struct story *story, uint32_t i)
{
    const struct html_weights *weights = &story->weights;
    const struct html_node *node = &story->tree->nodes[i];
    if (!html_is_block((enum html_tag)node->tag) || weights->length[i] == 0 || weights->length[i] >= HTML_LONGEST_LINE)
        return false;
    for (uint32_t child = i + 1; child < node->end; child++)
        if (html_is_block((enum html_tag)story->tree->nodes[child].tag))
            return false;
    const char *line = html_text_line(story->tree, i, HTML_LONGEST_LINE, story->memory);
    if (line != NULL && html_line_is_junk(line))
        return true;
    bool sentence = line != NULL && (ends_with(line, ".") || ends_with(line, ".”") || ends_with(line, ".\""));
    return node->tag == TAG_P && weights->length[i] > 20 && html_link_share(weights, i) > 0.9f && !sentence;
}

static bool is_unwanted(struct story *story, uint32_t i)
{
    struct html_weights *weights = &story->weights;
    const struct html_node *node = &story->tree->nodes[i];
    enum html_tag tag = (enum html_tag)node->tag;
    uint16_t marks = weights->marks[i];
    if (tag == TAG_FIGCAPTION || tag == TAG_FIGURE)
        return !has_tag(story, i, TAG_TABLE) && !has_tag(story, i, TAG_BLOCKQUOTE) && !has_tag(story, i, TAG_PRE);
    if (marks & MARK_BYLINE && weights->length[i] < 250 && tag != TAG_P && !is_inside_text(story, i))
        return true;
    if (marks & MARK_CAPTION && weights->good[i] * 5 < weights->good[story->top] * 2)
        return true;
    if (is_junk_line(story, i))
        return true;
    if (tag == TAG_FORM && weights->good[i] * 2 < weights->good[story->top])
        return true;
    if (is_list_like(tag) && html_link_share(weights, i) > 0.5f)
        return !has_sentences(story, i);
    if (is_list_like(tag) && weights->weight[i] < 0 && html_link_share(weights, i) > 0.25f)
        return !has_sentences(story, i);
    return is_teasers(story, i);
}

/* Headings after which nothing comes before the next heading of their rank or the end. */
static void drop_bare_headings(struct story *story)
{
    const struct html_tree *tree = story->tree;
    uint32_t heading = NONE;
    for (uint32_t i = story->top + 1; i < tree->nodes[story->top].end;) {
        if (story->weights.marks[i] & MARK_OUT) {
            i = tree->nodes[i].end;
            continue;
        }
        enum html_tag tag = (enum html_tag)tree->nodes[i].tag;
        if (tag >= TAG_H1 && tag <= TAG_H6) {
            if (heading != NONE && tag <= (enum html_tag)tree->nodes[heading].tag)
                leave_out(story, heading);
            heading = i;
            i = tree->nodes[i].end;
            continue;
        }
        if (tag == TAG_TEXT && tree->nodes[i].text[strspn(tree->nodes[i].text, " \t\r\n")] != '\0')
            heading = NONE;
        i++;
    }
    if (heading != NONE)
        leave_out(story, heading);
}

static bool same_words(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* What stands before the headline is no part of the story, unless it is most of it. */
static void drop_before_headline(struct story *story)
{
    const struct html_tree *tree = story->tree;
    uint32_t headline = NONE;
    int64_t before = 0;
    for (uint32_t i = story->top; i < tree->nodes[story->top].end && headline == NONE; i++) {
        before += story->weights.own[i] > 0 ? story->weights.own[i] : 0;
        if (tree->nodes[i].tag == TAG_H1 && same_words(story->title, html_text_line(tree, i, 500, story->memory)))
            headline = i;
    }
    if (headline == NONE || before * 4 > story->weights.good[story->top])
        return;
    for (uint32_t i = story->top + 1; i < headline;) {
        if (tree->nodes[i].end <= headline)
            leave_out(story, i);
        i = tree->nodes[i].end <= headline ? tree->nodes[i].end : i + 1;
    }
}

static void prune(struct story *story)
{
    const struct html_tree *tree = story->tree;
    for (uint32_t i = story->top + 1; i < tree->nodes[story->top].end;) {
        enum html_tag tag = (enum html_tag)tree->nodes[i].tag;
        if (!(story->weights.marks[i] & MARK_OUT)) {
            if (tag != TAG_TEXT && is_unwanted(story, i))
                leave_out(story, i);
            else if (tag == TAG_H1 || (tag == TAG_H2 && same_words(story->title, html_text_line(tree, i, 500, story->memory))))
                leave_out(story, i);
        }
        i = story->weights.marks[i] & MARK_OUT ? tree->nodes[i].end : i + 1;
    }
    drop_before_headline(story);
    drop_bare_headings(story);
    html_weigh_again(&story->weights);
}

/* All that the page shows; false when that is nothing. */
static bool write_all(struct story *story, struct buf *out)
{
    struct html_text text;
    size_t before = out->length;
    for (uint32_t i = 0; i < story->tree->count; i++) {
        enum html_tag tag = (enum html_tag)story->tree->nodes[i].tag;
        bool shown = tag != TAG_HEAD && tag != TAG_BUTTON && tag != TAG_SELECT && tag != TAG_INPUT && tag != TAG_OBJECT;
        story->weights.marks[i] = shown ? 0 : MARK_OUT;
    }
    html_text_init(&text, out);
    html_text_subtree(&text, story->tree, 0, story->weights.marks, MARK_OUT);
    return out->length > before;
}

bool html_main_write(const struct html_tree *tree, const struct html_facts *facts, struct arena *memory, struct buf *out, bool *all)
{
    struct story story = {.tree = tree, .title = facts->headline, .memory = memory};
    struct html_text text;
    if (!html_weigh(&story.weights, tree, memory))
        return false;
    find_story(&story);
    prune(&story);
    size_t before = out->length;
    html_text_init(&text, out);
    html_text_subtree(&text, tree, story.top, story.weights.marks, MARK_OUT);
    *all = out->length == before && write_all(&story, out);
    return !out->failed && !memory->failed;
}
