/* SPDX-License-Identifier: Apache-2.0 */
/* mark_html.h: a document's text as HTML, its sources, cues, contents and answers marked.
 *
 * Marks nest and overlap freely, elements may not: the text is cut wherever a mark begins or ends, and each piece becomes one
 * <span> with the classes of all marks on it: s source, c cue, t content (t2 in two contents or more), x the words of an answer, w words
 * that a link leads to, and a5 for attribution 5 or an answer to it. */
#ifndef VIEW_MARK_HTML_H
#define VIEW_MARK_HTML_H

#include "base/buf.h"
#include "doc.h"

/* One <p> a line that is not empty. `number` is that of the document in the page; attributions that are not `picked` (enum picked of each)
 * have no marks. `lit` is marked besides, with the id "words"; empty: nothing. False when memory gave out. */
bool html_add_marked(struct buf *out, const struct doc *doc, const uint8_t *picked, uint32_t number, struct span lit);

#endif
