/* SPDX-License-Identifier: Apache-2.0 */
/* tree.h: attributions in the order in which people read them: each one followed by those nested in it. */
#ifndef VIEW_TREE_H
#define VIEW_TREE_H

#include "doc.h"

struct tree_row {
    uint32_t index; /* of the attribution */
    uint32_t depth; /* 0 at the top */
};

/* One row an attribution, in `memory`; NULL when memory gave out. */
struct tree_row *tree_rows(const struct doc *doc, struct arena *memory);

#endif
