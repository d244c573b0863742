/* SPDX-License-Identifier: Apache-2.0 */
/* gumbo takes its memory from a heap in the document's arena, with one list of free pieces for each power of two. It does
 * not look whether it got any; so a refusal jumps out of it, to html_tree_build, which tries once more without formatting
 * tags, the only ones that a page can multiply. No other jump is in this program: there is nothing to release on the way. */
#include "intake/html_tree.h"

#include <gumbo.h>
#include <setjmp.h>
#include <string.h>

enum { CLASSES = 34, HEADER = 16, TREE_MEMORY = 384 << 20 };

struct heap {
    struct arena *arena;
    size_t limit;        /* bytes of the arena that may be used; no tree of an ordinary page comes near */
    void *spare[CLASSES];
    jmp_buf refused;
};

static void *heap_alloc(void *context, size_t size)
{
    struct heap *heap = context;
    unsigned class = 5;
    while (class < CLASSES && ((size_t)1 << class) < size + HEADER)
        class++;
    char *piece = class < CLASSES ? heap->spare[class] : NULL;
    if (piece != NULL) {
        memcpy(&heap->spare[class], piece + HEADER, sizeof(void *));
        return piece + HEADER;
    }
    if (class < CLASSES && heap->arena->used + ((size_t)1 << class) <= heap->limit)
        piece = arena_alloc(heap->arena, (size_t)1 << class);
    if (piece == NULL)
        longjmp(heap->refused, 1);
    memcpy(piece, &class, sizeof class);
    return piece + HEADER;
}

static void heap_free(void *context, void *at)
{
    struct heap *heap = context;
    if (at == NULL)
        return;
    char *piece = (char *)at - HEADER;
    unsigned class;
    memcpy(&class, piece, sizeof class);
    memcpy(at, &heap->spare[class], sizeof(void *));
    heap->spare[class] = piece;
}

static uint16_t tag_of(GumboTag tag)
{
    static const uint8_t tags[GUMBO_TAG_LAST] = {
        [GUMBO_TAG_HTML] = TAG_HTML, [GUMBO_TAG_HEAD] = TAG_HEAD, [GUMBO_TAG_TITLE] = TAG_TITLE, [GUMBO_TAG_META] = TAG_META,
        [GUMBO_TAG_LINK] = TAG_LINK, [GUMBO_TAG_BODY] = TAG_BODY, [GUMBO_TAG_ARTICLE] = TAG_ARTICLE,
        [GUMBO_TAG_SECTION] = TAG_SECTION, [GUMBO_TAG_NAV] = TAG_NAV, [GUMBO_TAG_ASIDE] = TAG_ASIDE, [GUMBO_TAG_H1] = TAG_H1,
        [GUMBO_TAG_H2] = TAG_H2, [GUMBO_TAG_H3] = TAG_H3, [GUMBO_TAG_H4] = TAG_H4, [GUMBO_TAG_H5] = TAG_H5, [GUMBO_TAG_H6] = TAG_H6,
        [GUMBO_TAG_HGROUP] = TAG_HGROUP, [GUMBO_TAG_HEADER] = TAG_HEADER, [GUMBO_TAG_FOOTER] = TAG_FOOTER,
        [GUMBO_TAG_ADDRESS] = TAG_ADDRESS, [GUMBO_TAG_P] = TAG_P, [GUMBO_TAG_HR] = TAG_HR, [GUMBO_TAG_PRE] = TAG_PRE,
        [GUMBO_TAG_BLOCKQUOTE] = TAG_BLOCKQUOTE, [GUMBO_TAG_OL] = TAG_OL, [GUMBO_TAG_UL] = TAG_UL, [GUMBO_TAG_DIR] = TAG_UL,
        [GUMBO_TAG_LI] = TAG_LI, [GUMBO_TAG_DL] = TAG_DL, [GUMBO_TAG_DT] = TAG_DT, [GUMBO_TAG_DD] = TAG_DD,
        [GUMBO_TAG_FIGURE] = TAG_FIGURE, [GUMBO_TAG_FIGCAPTION] = TAG_FIGCAPTION, [GUMBO_TAG_MAIN] = TAG_MAIN,
        [GUMBO_TAG_DIV] = TAG_DIV, [GUMBO_TAG_CENTER] = TAG_CENTER, [GUMBO_TAG_A] = TAG_A, [GUMBO_TAG_EM] = TAG_EM,
        [GUMBO_TAG_STRONG] = TAG_STRONG, [GUMBO_TAG_B] = TAG_B, [GUMBO_TAG_I] = TAG_I, [GUMBO_TAG_TIME] = TAG_TIME,
        [GUMBO_TAG_SPAN] = TAG_SPAN, [GUMBO_TAG_BR] = TAG_BR, [GUMBO_TAG_WBR] = TAG_WBR, [GUMBO_TAG_SUP] = TAG_SUP,
        [GUMBO_TAG_IMG] = TAG_IMG, [GUMBO_TAG_IMAGE] = TAG_IMG, [GUMBO_TAG_OBJECT] = TAG_OBJECT, [GUMBO_TAG_EMBED] = TAG_OBJECT,
        [GUMBO_TAG_VIDEO] = TAG_VIDEO, [GUMBO_TAG_AUDIO] = TAG_AUDIO, [GUMBO_TAG_TABLE] = TAG_TABLE,
        [GUMBO_TAG_CAPTION] = TAG_CAPTION, [GUMBO_TAG_TBODY] = TAG_TBODY, [GUMBO_TAG_THEAD] = TAG_TBODY,
        [GUMBO_TAG_TFOOT] = TAG_TBODY, [GUMBO_TAG_TR] = TAG_TR, [GUMBO_TAG_TD] = TAG_TD, [GUMBO_TAG_TH] = TAG_TH,
        [GUMBO_TAG_FORM] = TAG_FORM, [GUMBO_TAG_FIELDSET] = TAG_FIELDSET, [GUMBO_TAG_LABEL] = TAG_LABEL,
        [GUMBO_TAG_INPUT] = TAG_INPUT, [GUMBO_TAG_BUTTON] = TAG_BUTTON, [GUMBO_TAG_SELECT] = TAG_SELECT,
        [GUMBO_TAG_DATALIST] = TAG_SELECT, [GUMBO_TAG_DETAILS] = TAG_DETAILS, [GUMBO_TAG_SUMMARY] = TAG_SUMMARY,
        [GUMBO_TAG_MENU] = TAG_MENU, [GUMBO_TAG_MATH] = TAG_MATH,
    };
    return (unsigned)tag < GUMBO_TAG_LAST && tags[tag] != 0 ? tags[tag] : TAG_OTHER;
}

bool html_is_block(enum html_tag tag)
{
    static const bool blocks[TAG_MATH + 1] = {
        [TAG_HTML] = true,     [TAG_HEAD] = true,   [TAG_BODY] = true,     [TAG_ARTICLE] = true, [TAG_SECTION] = true, [TAG_NAV] = true,
        [TAG_ASIDE] = true,    [TAG_H1] = true,     [TAG_H2] = true,       [TAG_H3] = true,      [TAG_H4] = true,      [TAG_H5] = true,
        [TAG_H6] = true,       [TAG_HGROUP] = true, [TAG_HEADER] = true,   [TAG_FOOTER] = true,  [TAG_ADDRESS] = true, [TAG_P] = true,
        [TAG_HR] = true,       [TAG_PRE] = true,    [TAG_BLOCKQUOTE] = true, [TAG_OL] = true,    [TAG_UL] = true,      [TAG_LI] = true,
        [TAG_DL] = true,       [TAG_DT] = true,     [TAG_DD] = true,       [TAG_FIGURE] = true,  [TAG_FIGCAPTION] = true,
        [TAG_MAIN] = true,     [TAG_DIV] = true,    [TAG_CENTER] = true,   [TAG_TABLE] = true,   [TAG_CAPTION] = true, [TAG_TBODY] = true,
        [TAG_TR] = true,       [TAG_TD] = true,     [TAG_TH] = true,       [TAG_FORM] = true,    [TAG_FIELDSET] = true,
        [TAG_DETAILS] = true,  [TAG_SUMMARY] = true, [TAG_MENU] = true,
    };
    return (unsigned)tag <= TAG_MATH && blocks[tag];
}

/* ---- from gumbo's tree to the array ---- */

struct copier {
    struct arena *memory;
    LIST(struct html_node) nodes;
    LIST(struct html_value) values;
};

static bool is_wanted(const GumboNode *node)
{
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA || node->type == GUMBO_NODE_WHITESPACE)
        return true;
    if (node->type != GUMBO_NODE_ELEMENT)
        return false;
    GumboTag tag = node->v.element.tag;
    return node->v.element.tag_namespace != GUMBO_NAMESPACE_SVG && tag != GUMBO_TAG_SCRIPT && tag != GUMBO_TAG_STYLE &&
           tag != GUMBO_TAG_NOSCRIPT && tag != GUMBO_TAG_TEMPLATE;
}

static bool is_element(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT;
}

static bool add_values(struct copier *copier, const GumboVector *attributes, struct html_node *made)
{
    made->value = copier->values.count;
    for (unsigned i = 0; i < attributes->length; i++) {
        const GumboAttribute *attribute = attributes->data[i];
        enum html_attribute name = html_attribute_find(attribute->name, strlen(attribute->name));
        if (name == HTML_ATTRIBUTES)
            continue;
        if (!list_push(copier->memory, &copier->values, (struct html_value){name, attribute->value}))
            return false;
        made->values++;
    }
    return true;
}

static bool add_node(struct copier *copier, const GumboNode *node, uint32_t parent)
{
    struct html_node made = {.parent = parent, .end = copier->nodes.count + 1};
    if (is_element(node)) {
        made.tag = tag_of(node->v.element.tag);
        if (!add_values(copier, &node->v.element.attributes, &made))
            return false;
    } else {
        made.tag = TAG_TEXT;
        made.text = node->v.text.text;
        made.length = (uint32_t)strlen(made.text);
    }
    return list_push(copier->memory, &copier->nodes, made);
}

/* Walks without recursion: down to the first child, on to the next sibling, up when there is none. */
static bool copy_tree(struct copier *copier, const GumboNode *root)
{
    const GumboNode *node = root;
    uint32_t parent = NONE;
    unsigned next = 0; /* the child of `node` to take */
    if (!add_node(copier, root, NONE))
        return false;
    parent = 0;
    for (;;) {
        const GumboVector *children = &node->v.element.children;
        if (next == children->length) {
            copier->nodes.at[parent].end = copier->nodes.count;
            if (node == root)
                return true;
            next = (unsigned)node->index_within_parent + 1;
            node = node->parent;
            parent = copier->nodes.at[parent].parent;
            continue;
        }
        const GumboNode *child = children->data[next];
        next++;
        if (!is_wanted(child))
            continue;
        if (!add_node(copier, child, parent))
            return false;
        if (is_element(child)) {
            parent = copier->nodes.count - 1;
            node = child;
            next = 0;
        }
    }
}

static void find_parts(struct html_tree *tree)
{
    tree->head = tree->body = NONE;
    for (uint32_t i = 1; i < tree->count; i = tree->nodes[i].end) {
        if (tree->nodes[i].tag == TAG_HEAD && tree->head == NONE)
            tree->head = i;
        if (tree->nodes[i].tag == TAG_BODY && tree->body == NONE)
            tree->body = i;
    }
}

/* NULL when the heap's limit was reached. */
static const GumboNode *parse(struct heap *heap, struct str html)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = heap_alloc;
    options.deallocator = heap_free;
    options.userdata = heap;
    options.max_errors = 0;
    if (setjmp(heap->refused) != 0)
        return NULL;
    return gumbo_parse_with_options(&options, html.at, html.length)->root;
}

static bool build(struct str page, bool bare, struct arena *memory, struct html_tree *tree, bool *refused)
{
    struct html_guarded guarded;
    bool good = html_guard(page, bare, memory, &guarded);
    *refused = false;
    /* gumbo keeps pointers into what it was given; the tree keeps none of them. */
    struct heap *heap = good ? arena_alloc(memory, sizeof *heap) : NULL;
    if (heap != NULL) {
        *heap = (struct heap){.arena = memory, .limit = memory->used + TREE_MEMORY};
        if (memory->limit != 0 && heap->limit > memory->limit / 2)
            heap->limit = memory->limit / 2;
        struct str html = guarded.html.length > 0 ? (struct str){guarded.html.at, guarded.html.length} : (struct str){"", 0};
        const GumboNode *root = parse(heap, html);
        struct copier copier = {.memory = memory};
        *refused = root == NULL;
        good = root != NULL && copy_tree(&copier, root);
        tree->nodes = copier.nodes.at;
        tree->count = copier.nodes.count;
        tree->values = copier.values.at;
        tree->too_deep = guarded.too_deep;
        tree->too_many = guarded.too_many;
        tree->attributes = guarded.attributes;
        tree->data.at = guarded.data.at;
        tree->data.count = guarded.data.count;
    }
    html_guarded_release(&guarded);
    return good && heap != NULL;
}

bool html_tree_build(struct str page, struct arena *memory, struct html_tree *tree)
{
    bool refused;
    *tree = (struct html_tree){.count = 0};
    struct arena_mark mark = arena_mark(memory);
    bool good = build(page, false, memory, tree, &refused);
    if (refused) {
        arena_rewind(memory, mark);
        good = build(page, true, memory, tree, &refused);
        tree->bare = true;
    }
    if (good)
        find_parts(tree);
    return good;
}

const char *html_value_of(const struct html_tree *tree, uint32_t node, enum html_attribute name)
{
    const struct html_node *at = &tree->nodes[node];
    for (uint32_t i = at->value; i < at->value + at->values; i++)
        if (tree->values[i].name == name)
            return tree->values[i].value;
    return NULL;
}

uint32_t html_ancestor(const struct html_tree *tree, uint32_t node, enum html_tag tag)
{
    for (node = tree->nodes[node].parent; node != NONE; node = tree->nodes[node].parent)
        if (tree->nodes[node].tag == tag)
            return node;
    return NONE;
}
