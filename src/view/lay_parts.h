/* SPDX-License-Identifier: Apache-2.0 */
/* lay_parts.h: the parts of an account on a terminal: signs and words say it all, colour only helps. */
#ifndef VIEW_LAY_PARTS_H
#define VIEW_LAY_PARTS_H

#include "view/account.h"
#include "view/lay.h"

/* Those from an index on; `dim` for one that only leads to another. */
void lay_parts(struct lay *lay, const struct parts *parts, uint32_t from, bool dim);

/* So many spaces. */
void lay_indent(struct lay *lay, uint32_t columns);

/* The answers to an attribution, each on a line of its own. `parts` is scratch. */
void lay_answers(struct lay *lay, struct account *account, uint32_t attribution, uint32_t indent, struct parts *parts);
void lay_answer(struct lay *lay, struct account *account, const struct status *status, uint32_t indent, struct parts *parts);

#endif
