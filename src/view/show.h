/* SPDX-License-Identifier: Apache-2.0 */
/* show.h: a reading as a table for people, as JSON, Markdown or a page. Each writes to a buf; text of documents is hostile and is
 * made harmless for where it goes. */
#ifndef VIEW_SHOW_H
#define VIEW_SHOW_H

#include "base/buf.h"
#include "view/pick.h"
#include "doc.h"

struct show_options {
    uint32_t width;    /* columns of the terminal; 0: lines are not broken (a pipe or file) */
    bool colour;       /* escapes for colour and bold may be written */
    bool own;          /* the outlet's own sentences instead of the attributions (table and Markdown) */
    bool reply;        /* by accused: each charge and its answer, instead of the attributions (table and Markdown) */
    const struct pick *pick; /* which attributions; NULL: all */
    bool no_text;      /* JSON without the document's text */
    const char *model; /* its name; NULL when none was used */
};

/* All sound UTF-8. False when the buf refused. */
bool show_table(const struct doc *doc, const struct show_options *options, struct buf *out);
bool show_json(const struct doc *doc, const struct show_options *options, struct buf *out);
bool show_md(const struct doc *doc, const struct show_options *options, struct buf *out);

/* What the table, Markdown and the page say alike. */

/* The document's title, else its file with the record, else its id. */
void show_title(const struct doc *doc, struct buf *out);
/* "Harbour Post · 4 January 2026 · 412 words", of what is known. */
void show_facts(const struct doc *doc, struct buf *out);
/* The page on which an attribution begins, 1 …; 0 when the text is not in pages. */
uint32_t show_page(const struct doc *doc, uint32_t attribution);
/* The words of spans as one line: spaces and line ends folded, pieces joined by " … ". */
void show_words(const struct doc *doc, struct spans spans, struct buf *out);

#endif
