/* SPDX-License-Identifier: Apache-2.0 */
/* html_main.h: which part of a page is its story. */
#ifndef INTAKE_HTML_MAIN_H
#define INTAKE_HTML_MAIN_H

#include "base/buf.h"
#include "intake/html_facts.h"

/* Appends the text of the story below its headline to `out`. `facts` are the page's. `all` says that no story could
 * be told from the rest of the page and all of it was taken. False when memory gave out. */
bool html_main_write(const struct html_tree *tree, const struct html_facts *facts, struct arena *memory, struct buf *out, bool *all);

#endif
