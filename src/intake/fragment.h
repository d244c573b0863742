/* SPDX-License-Identifier: Apache-2.0 */
/* fragment.h: HTML that is all text of one story, as feeds and mails carry it, to its words. */
#ifndef INTAKE_FRAGMENT_H
#define INTAKE_FRAGMENT_H

#include "base/buf.h"
#include "intake/html_tree.h"

enum { FRAGMENT_MAX_BYTES = 32 << 20 }; /* what comes after is not read */

/* Appends the text of `html`, valid UTF-8, as html.h writes a story, but of all of it: no part is taken for the page's frame. Captions, what is
 * hidden by its style, and short paragraphs that are no part of a story (html_lines.h) are left out. Where it has no tag its line ends are kept. Scratch
 * memory is taken from `memory`. False when memory gave out. */
bool fragment_write(struct str html, struct arena *memory, struct buf *out);

/* The same on one line of at most `limit` bytes, in `memory`; NULL when there is none. */
const char *fragment_line(struct str html, size_t limit, struct arena *memory);

#endif
