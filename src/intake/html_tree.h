/* SPDX-License-Identifier: Apache-2.0 */
/* html_tree.h: a page as a tree in one array, in the order of the page.
 *
 * A node's subtree is the nodes from itself to before `end`, so that walking is counting up and skipping is a jump:
 *
 *     for (uint32_t i = node; i < tree->nodes[node].end; i++)
 *
 * Its children: `child = node + 1`, then `child = tree->nodes[child].end`, while child < nodes[node].end. gumbo builds the tree (HTML5); nothing outside
 * html_tree.c sees it. Scripts, styles, templates, drawings and <noscript> are left out. */
#ifndef INTAKE_HTML_TREE_H
#define INTAKE_HTML_TREE_H

#include "intake/html_guard.h"

enum html_tag {
    TAG_TEXT, /* text, not an element */
    TAG_OTHER,
    TAG_HTML, TAG_HEAD, TAG_TITLE, TAG_META, TAG_LINK, TAG_BODY, TAG_ARTICLE, TAG_SECTION, TAG_NAV, TAG_ASIDE, TAG_H1, TAG_H2,
    TAG_H3, TAG_H4, TAG_H5, TAG_H6, TAG_HGROUP, TAG_HEADER, TAG_FOOTER, TAG_ADDRESS, TAG_P, TAG_HR, TAG_PRE, TAG_BLOCKQUOTE,
    TAG_OL, TAG_UL, TAG_LI, TAG_DL, TAG_DT, TAG_DD, TAG_FIGURE, TAG_FIGCAPTION, TAG_MAIN, TAG_DIV, TAG_CENTER, TAG_A, TAG_EM,
    TAG_STRONG, TAG_B, TAG_I, TAG_TIME, TAG_SPAN, TAG_BR, TAG_WBR, TAG_SUP, TAG_IMG, TAG_OBJECT, TAG_VIDEO, TAG_AUDIO, TAG_TABLE,
    TAG_CAPTION, TAG_TBODY, TAG_TR, TAG_TD, TAG_TH, TAG_FORM, TAG_FIELDSET, TAG_LABEL, TAG_INPUT, TAG_BUTTON, TAG_SELECT,
    TAG_DETAILS, TAG_SUMMARY, TAG_MENU, TAG_MATH
};

struct html_value {
    enum html_attribute name;
    const char *value; /* entities decoded */
};

struct html_node {
    uint32_t parent;  /* NONE above the root */
    uint32_t end;     /* the node after its subtree */
    uint16_t tag;     /* enum html_tag */
    uint16_t values;  /* how many attributes */
    uint32_t value;   /* the first of them, in html_tree.values */
    const char *text; /* of TAG_TEXT, entities decoded; NULL otherwise */
    uint32_t length;  /* of the text, bytes */
};

struct html_tree {
    struct html_node *nodes; /* nodes[0] is <html> */
    uint32_t count;
    struct html_value *values;
    LIST(struct str) data;   /* the scripts of JSON-LD */
    uint32_t head, body;     /* NONE where there is none */
    uint32_t too_deep, too_many, attributes; /* what the guard left out (html_guard.h) */
    bool bare;               /* the tree would have taken too much memory and was built without formatting tags */
};

/* Builds the tree of a page of valid UTF-8, at most 4 GiB − 1 bytes, which must live as long as the tree. All memory is in
 * `memory`. False when it gave out. */
bool html_tree_build(struct str page, struct arena *memory, struct html_tree *tree);

/* The value of an attribute; NULL when the node has none of that name. */
const char *html_value_of(const struct html_tree *tree, uint32_t node, enum html_attribute name);

/* The nearest ancestor with the tag, or NONE. */
uint32_t html_ancestor(const struct html_tree *tree, uint32_t node, enum html_tag tag);

/* Whether a tag begins a block of its own: what stands before it and after it are other lines. */
bool html_is_block(enum html_tag tag);

#endif
