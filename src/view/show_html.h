/* SPDX-License-Identifier: Apache-2.0 */
/* show_html.h: the parts of a page that holds readings: the text with its marks, and the list of attributions beside it.
 *
 * Needs no script and nothing from elsewhere. Everything of a document is escaped. Ids in the page: d3 the third document, d3r2
 * the row of its second attribution, d3a2 where that one's cue stands in the text. */
#ifndef VIEW_SHOW_HTML_H
#define VIEW_SHOW_HTML_H

#include "base/buf.h"
#include "view/pick.h"
#include "doc.h"

/* Text escaped for HTML, with safe characters; `fold` makes one space of each run of spaces and line ends. */
void html_add(struct buf *out, struct str text, bool fold);

/* What a function of show.h says of a document (show_title, show_facts), escaped. */
void html_add_made(struct buf *out, void (*show)(const struct doc *doc, struct buf *out), const struct doc *doc);

/* One document as an <article>; `number` is 1 for the first of the page, `pick` (NULL: all) says which attributions. */
bool html_add_article(struct buf *out, const struct doc *doc, const struct pick *pick, uint32_t number);

/* The same with more. All zero but `number` adds nothing. */
struct html_article {
    const struct pick *pick;
    uint32_t number;
    struct span lit;            /* words that a link leads to: marked in the text, with the id "words"; empty: none */
    const uint8_t *left_out;    /* of each attribution: not 0 leaves its marks out of the text, its row stays; NULL: none */
    void (*row)(void *context, uint32_t attribution, struct buf *out); /* adds to the end of a row; NULL: nothing */
    void *context;
};
bool html_add_article_with(struct buf *out, const struct doc *doc, const struct html_article *how);

/* One attribution of it apart from its text, as the inside of a <p>: who says what, through whom, and the answers. False when memory gave out. */
bool html_add_statement(struct buf *out, const struct doc *doc, uint32_t attribution);

/* Its entry in the page's list of documents. */
void html_add_entry(struct buf *out, const struct doc *doc, uint32_t number);

/* Everything before the first article. `documents` of them, of which the longest has `most` attributions; `entries` is the
 * list, shown when there is more than one. */
void html_add_head(struct buf *out, uint32_t documents, uint32_t most, struct str entries);

/* The style of articles, key and list, as CSS. */
void html_add_style(struct buf *out);

/* What the marks and signs mean, as two paragraphs. */
void html_add_key(struct buf *out);

/* Everything after the last. */
void html_add_tail(struct buf *out);

#endif
