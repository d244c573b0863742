/* SPDX-License-Identifier: Apache-2.0 */
/* pick.h: which attributions of a reading are asked for: --source, --about, --against, --stance, --status.
 *
 * An attribution that is asked for is kept together with those it is nested in, so that what is second-hand never stands without its chain. */
#ifndef VIEW_PICK_H
#define VIEW_PICK_H

#include "base/buf.h"
#include "doc.h"

struct pick {
    const char *source, *about, *against; /* names as people write them; NULL: anybody */
    bool second_hand;                     /* with `source`: also what others put in that mouth */
    uint32_t stances, statuses;           /* one bit each; 0: any */
};

enum picked { PICK_NO, PICK_ABOVE, PICK_YES }; /* left out; kept for what is nested in it; asked for */

/* Is anything asked for? False for NULL. */
bool pick_is_set(const struct pick *pick);

/* enum picked of each attribution, in `memory`; all PICK_YES where nothing is asked for. NULL when memory gave out. */
uint8_t *pick_rows(const struct pick *pick, const struct doc *doc, struct arena *memory);

/* Adds the labels of a list such as "deny,reject" to a set; false when one of them is none. */
bool pick_add_stances(const char *list, uint32_t *set);
bool pick_add_statuses(const char *list, uint32_t *set);
/* All labels, with commas between them. */
void pick_list_stances(struct buf *out);
void pick_list_statuses(struct buf *out);

/* Does a name have a letter or digit to be found by? */
bool pick_is_name(const char *name);

#endif
