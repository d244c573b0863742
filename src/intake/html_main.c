/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_main.h"

#include <string.h>

#include "intake/html_text.h"
#include "intake/html_weigh.h"

enum { LEAST_STORY = 200 };

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

/* Leaves out what its names call junk, unless most of the page is in it. */
static void drop_junk(struct story *story, uint32_t top, int share)
{
    const struct html_tree *tree = story->tree;
    struct html_weights *weights = &story->weights;
    int32_t all = weights->good[top];
    for (uint32_t i = top + 1; i < tree->nodes[top].end;) {
        uint16_t marks = weights->marks[i];
        bool most = weights->good[i] > all / 100 * share;
        bool out = (marks & MARK_HIDDEN && !most) || (marks & MARK_JUNK && !most) || (marks & MARK_COMMENTS && !has_tag(story, i, TAG_H1));
        if (out && !(marks & MARK_BODY))
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
        if (story->weights.weight[i] >= story->weights.weight[best])
            if (html_is_block((enum html_tag)story->tree->nodes[i].tag))
                best = i;
        i++;
    }
    return best;
}

static bool is_list_like(enum html_tag tag)
{
    return tag == TAG_UL || tag == TAG_OL || tag == TAG_DIV || tag == TAG_SECTION || tag == TAG_TABLE || tag == TAG_DL || tag == TAG_FORM ||
           tag == TAG_FIELDSET || tag == TAG_HEADER || tag == TAG_ARTICLE;
}

static bool is_unwanted(struct story *story, uint32_t i)
{
    struct html_weights *weights = &story->weights;
    const struct html_node *node = &story->tree->nodes[i];
    enum html_tag tag = (enum html_tag)node->tag;
    uint16_t marks = weights->marks[i];
    if (tag == TAG_FIGCAPTION || tag == TAG_FIGURE)
        return !has_tag(story, i, TAG_TABLE) && !has_tag(story, i, TAG_BLOCKQUOTE) && !has_tag(story, i, TAG_PRE);
    if (marks & MARK_BYLINE && weights->length[i] < 250 && tag != TAG_P)
        return true;
    if (tag == TAG_FORM && weights->good[i] * 2 < weights->good[story->top])
        return true;
    if (is_list_like(tag) && html_link_share(weights, i) > 0.5f)
        return true;
    if (is_list_like(tag) && weights->weight[i] < 0 && html_link_share(weights, i) > 0.25f)
        return true;
    return false;
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
    drop_bare_headings(story);
    html_weigh_again(&story->weights);
}

bool html_main_write(const struct html_tree *tree, const char *title, struct arena *memory, struct buf *out, bool *all)
{
    struct story story = {.tree = tree, .title = title, .memory = memory};
    struct html_text text;
    if (!html_weigh(&story.weights, tree, memory))
        return false;
    uint32_t body = tree->body == NONE ? 0 : tree->body;
    drop_junk(&story, body, 50);
    story.top = heaviest(&story);
    *all = false;
    prune(&story);
    html_text_init(&text, out);
    html_text_subtree(&text, tree, story.top, story.weights.marks, MARK_OUT);
    return !out->failed && !memory->failed;
}
