/* SPDX-License-Identifier: Apache-2.0 */
/* html_weigh.h: how much of a story's text each part of a page holds.
 *
 * The text of a page falls into runs: the text that stands directly in one block. A run weighs its length, less what is in
 * links two and a half times, less a fixed amount that a short one does not earn. Paragraphs weigh something; menus, teasers and buttons weigh less
 * than nothing. A subtree's weight is the sum of its runs. So a story's own element is the one that weighs most: what is
 * around it only takes from it. */
#ifndef INTAKE_HTML_WEIGH_H
#define INTAKE_HTML_WEIGH_H

#include "intake/html_tree.h"
#include "intake/html_words.h"

enum html_mark {
    MARK_JUNK = HINT_JUNK,
    MARK_ARTICLE = HINT_ARTICLE,
    MARK_BYLINE = HINT_BYLINE,
    MARK_NEVER = HINT_NEVER,
    MARK_CAPTION = HINT_CAPTION,
    MARK_BODY = HINT_BODY, /* and itemprop="articleBody" */
    MARK_HIDDEN = HINT_HIDDEN, /* the page does not show it */
    MARK_OUT = 128,    /* left out, with its subtree */
    MARK_LINK = 256,   /* in a link */
};

struct html_weights {
    const struct html_tree *tree;
    uint16_t *marks;   /* enum html_mark of each node */
    uint32_t *run;     /* the block in whose run a node stands */
    uint32_t *length;  /* characters of text in the subtree, spaces folded; Chinese ones count three times */
    uint32_t *linked;  /* of them in links */
    int32_t *own;      /* what the node's own run weighs, 0 for what is no block */
    int32_t *weight;   /* of the subtree */
    int32_t *good;     /* sum of the runs of the subtree that weigh more than nothing */
};

/* Marks the nodes and measures their text. False when the arena refused. */
bool html_weigh(struct html_weights *weights, const struct html_tree *tree, struct arena *memory);

/* Sums up again, without the subtrees that are MARK_OUT. */
void html_weigh_again(struct html_weights *weights);

/* The share of the subtree's text that is in links, 0 … 1. */
float html_link_share(const struct html_weights *weights, uint32_t node);

#endif
