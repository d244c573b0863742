/* SPDX-License-Identifier: Apache-2.0 */
/* markdown.h: Markdown to the words in it.
 *
 * Headings, paragraphs, list items, quotations and lines of code are paragraphs; a table's row is a line, its cells parted by tabs. Marks of emphasis, the addresses of
 * links, pictures, tags and comments go; the words stay. Front matter between "---" (or "+++") lines gives title, author, date, url, outlet and language, from lines of the
 * form "key: value" (or "key = value"). A first heading of the first level is the headline, else the title is. */
#ifndef INTAKE_MARKDOWN_H
#define INTAKE_MARKDOWN_H

#include "base/buf.h"
#include "intake/unpack.h"

bool markdown_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);

/* Whether the bytes begin with front matter that has a title. Other Markdown cannot be told from plain text: its name tells. */
bool markdown_is(struct str bytes);

/* Appends one block's words: emphasis, links, code, tags, escapes and references resolved. Line ends in it are kept where two spaces or a backslash
 * stand before them, and are spaces otherwise. (markdown_inline.c) */
void markdown_inline(struct str block, struct buf *out);

#endif
