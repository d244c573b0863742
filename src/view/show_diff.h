/* SPDX-License-Identifier: Apache-2.0 */
/* show_diff.h: what a newer version of a document did to what it says, for people: as text and as HTML.
 *
 *     softened  was #2  is #2
 *       - Anna Lind [state]: the bridge was old
 *       + Anna Lind [allege]: the bridge was old
 *     4 attributions unchanged */
#ifndef VIEW_SHOW_DIFF_H
#define VIEW_SHOW_DIFF_H

#include "ledger/diff.h"
#include "view/account.h"

/* `before` and `after` are of the two readings that the diff compares. */
void diff_show_text(const struct diff *diff, struct account *before, struct account *after, struct buf *out);

/* The same as a list, and a paragraph of what is unchanged. `number` is that of the newer reading's article on the page: its rows are linked. */
void diff_show_html(const struct diff *diff, struct account *before, struct account *after, uint32_t number, struct buf *out);

#endif
