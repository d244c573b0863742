/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_weigh.h"

#include <string.h>

enum { RUN_COST = 30, LEAST_RUN = -150, CHINESE = 3 };

/* Whether a style hides the element. */
static bool hides(const char *style)
{
    for (const char *at = style; at != NULL && *at != '\0'; at++) {
        if (strncmp(at, "display", 7) != 0 && strncmp(at, "visibility", 10) != 0)
            continue;
        const char *value = at + strcspn(at, ":;");
        value += *value == ':';
        value += strspn(value, " \t\n");
        if (strncmp(value, "none", 4) == 0 || strncmp(value, "hidden", 6) == 0)
            return true;
    }
    return false;
}

static bool is_role(const char *role, const char *const *roles, size_t count)
{
    for (size_t i = 0; role != NULL && i < count; i++)
        if (strcmp(role, roles[i]) == 0)
            return true;
    return false;
}

static uint16_t mark_values(const struct html_words *words, const struct html_tree *tree, const struct html_node *node)
{
    static const char *const junk[] = {"navigation", "banner", "complementary", "search", "dialog", "alertdialog", "menu",
                                       "menubar", "contentinfo", "alert", "toolbar", "tablist", "button"};
    static const char *const good[] = {"main", "article"};
    unsigned marks = 0;
    for (uint32_t i = node->value; i < node->value + node->values; i++) {
        const char *value = tree->values[i].value;
        enum html_attribute name = tree->values[i].name;
        if (name == HTML_CLASS || name == HTML_ID)
            marks |= html_words_hints(words, value);
        else if (name == HTML_ITEMPROP && strstr(value, "articleBody") != NULL)
            marks |= MARK_BODY;
        else if (name == HTML_ITEMPROP && (strstr(value, "author") != NULL || strncmp(value, "date", 4) == 0))
            marks |= MARK_BYLINE;
        else if (name == HTML_HIDDEN || (name == HTML_STYLE && hides(value)) || (name == HTML_ARIA_HIDDEN && strcmp(value, "true") == 0))
            marks |= MARK_HIDDEN;
        else if (name == HTML_ARIA_MODAL && strcmp(value, "true") == 0)
            marks |= MARK_JUNK;
        else if (name == HTML_ROLE && is_role(value, junk, sizeof junk / sizeof *junk))
            marks |= MARK_JUNK;
        else if (name == HTML_ROLE && is_role(value, good, sizeof good / sizeof *good))
            marks |= MARK_ARTICLE;
    }
    return (uint16_t)marks;
}

static uint16_t mark_of(const struct html_words *words, const struct html_tree *tree, const struct html_node *node)
{
    uint16_t marks = node->values > 0 ? mark_values(words, tree, node) : 0;
    enum html_tag tag = (enum html_tag)node->tag;
    if (tag == TAG_NAV || tag == TAG_ASIDE || tag == TAG_FOOTER)
        marks |= MARK_JUNK;
    if (tag == TAG_FOOTER)
        marks |= MARK_NEVER;
    if (tag == TAG_BUTTON || tag == TAG_SELECT || tag == TAG_INPUT || tag == TAG_OBJECT || tag == TAG_VIDEO || tag == TAG_AUDIO || tag == TAG_HEAD)
        marks |= MARK_OUT;
    if (tag == TAG_A)
        marks |= MARK_LINK;
    if (tag == TAG_HTML || tag == TAG_BODY)
        marks = 0;
    return marks;
}

/* Characters with spaces folded. */
static uint32_t measure(const struct html_node *node)
{
    uint32_t count = 0;
    bool space = true;
    for (uint32_t i = 0; i < node->length; i++) {
        unsigned char c = (unsigned char)node->text[i];
        bool is_space = c <= ' ';
        if (is_space ? !space : (c & 0xC0) != 0x80)
            count += c >= 0xE3 && c < 0xF0 ? CHINESE : 1;
        space = is_space;
    }
    return count;
}

static void mark_all(struct html_weights *weights, const struct html_words *words)
{
    const struct html_tree *tree = weights->tree;
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct html_node *node = &tree->nodes[i];
        uint16_t above = node->parent == NONE ? 0 : weights->marks[node->parent];
        if (node->tag != TAG_TEXT)
            weights->marks[i] = mark_of(words, tree, node);
        weights->marks[i] |= above & MARK_LINK;
        /* The cells of a row are one run: a table's are short. */
        bool block = html_is_block((enum html_tag)node->tag) && node->tag != TAG_TD && node->tag != TAG_TH;
        weights->run[i] = node->parent == NONE || block ? i : weights->run[node->parent];
    }
}

static void weigh_runs(struct html_weights *weights)
{
    const struct html_tree *tree = weights->tree;
    for (uint32_t i = 0; i < tree->count; i++) {
        weights->own[i] = weights->weight[i] = weights->good[i] = 0;
        weights->length[i] = weights->linked[i] = 0;
    }
    for (uint32_t i = 0; i < tree->count;) { /* what stands directly in each block, for now */
        if (weights->marks[i] & MARK_OUT) {
            i = tree->nodes[i].end;
            continue;
        }
        if (tree->nodes[i].tag == TAG_TEXT) {
            uint32_t length = measure(&tree->nodes[i]), block = weights->run[i];
            weights->length[block] += length;
            weights->linked[block] += weights->marks[i] & MARK_LINK ? length : 0;
        }
        i++;
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        int64_t length = weights->length[i], linked = weights->linked[i];
        enum html_tag tag = (enum html_tag)tree->nodes[i].tag;
        if (length == 0)
            continue;
        bool heading = tag >= TAG_H1 && tag <= TAG_H6;
        int64_t own = length - linked * 5 / 2 - (heading ? length : RUN_COST);
        weights->own[i] = (int32_t)(own < LEAST_RUN ? LEAST_RUN : own > INT32_MAX / 4 ? INT32_MAX / 4 : own);
    }
}

void html_weigh_again(struct html_weights *weights)
{
    const struct html_tree *tree = weights->tree;
    weigh_runs(weights);
    for (uint32_t i = tree->count; i-- > 0;) {
        weights->weight[i] += weights->own[i];
        weights->good[i] += weights->own[i] > 0 ? weights->own[i] : 0;
        uint32_t parent = tree->nodes[i].parent;
        if (parent == NONE)
            continue;
        weights->weight[parent] += weights->weight[i];
        weights->good[parent] += weights->good[i];
        weights->length[parent] += weights->length[i];
        weights->linked[parent] += weights->linked[i];
    }
}

bool html_weigh(struct html_weights *weights, const struct html_tree *tree, struct arena *memory)
{
    struct html_words words;
    *weights = (struct html_weights){
        .tree = tree,
        .marks = arena_array(memory, tree->count, sizeof *weights->marks),
        .run = arena_array(memory, tree->count, sizeof *weights->run),
        .length = arena_array(memory, tree->count, sizeof *weights->length),
        .linked = arena_array(memory, tree->count, sizeof *weights->linked),
        .own = arena_array(memory, tree->count, sizeof *weights->own),
        .weight = arena_array(memory, tree->count, sizeof *weights->weight),
        .good = arena_array(memory, tree->count, sizeof *weights->good),
    };
    if (!html_words_init(&words, memory) || memory->failed)
        return false;
    mark_all(weights, &words);
    html_weigh_again(weights);
    return true;
}

float html_link_share(const struct html_weights *weights, uint32_t node)
{
    return weights->length[node] == 0 ? 0.0f : (float)weights->linked[node] / (float)weights->length[node];
}
