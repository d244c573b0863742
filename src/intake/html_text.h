/* SPDX-License-Identifier: Apache-2.0 */
/* html_text.h: the words of a subtree as lines: spaces folded, an empty line between blocks. */
#ifndef INTAKE_HTML_TEXT_H
#define INTAKE_HTML_TEXT_H

#include "base/buf.h"
#include "intake/html_tree.h"

/* A writer of folded text. What is due (a space, a line end, an empty line) is written before the next character. */
struct html_text {
    struct buf *out;
    size_t start;   /* nothing is due before this length of `out` */
    uint8_t due;    /* enum html_due, the strongest */
};

enum html_due { DUE_NOTHING, DUE_SPACE, DUE_TAB, DUE_LINE, DUE_EMPTY_LINE };

void html_text_init(struct html_text *text, struct buf *out);
void html_text_due(struct html_text *text, enum html_due due);

/* Appends bytes of valid UTF-8. All kinds of spaces are folded to one; soft hyphens and zero-width spaces vanish. With `lines` line ends are
 * kept, as in <pre>. */
void html_text_add(struct html_text *text, const char *bytes, size_t length, bool lines);

/* Appends a subtree, but of it no node for which `out_flags` has a bit of `out_mask` (out_flags may be NULL). */
void html_text_subtree(struct html_text *text, const struct html_tree *tree, uint32_t node, const uint16_t *out_flags, uint16_t out_mask);

/* Appends text that may hold mark-up, as strings of JSON-LD do: tags are left out, paragraphs and line ends part lines. */
void html_text_markup(struct html_text *text, const char *source);

/* The folded text of a subtree in `memory`, on one line, at most `limit` bytes; NULL when there is none. */
const char *html_text_line(const struct html_tree *tree, uint32_t node, size_t limit, struct arena *memory);

/* The folded text of a string likewise. */
const char *html_fold(const char *value, size_t limit, struct arena *memory);

#endif
