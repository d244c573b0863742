/* SPDX-License-Identifier: Apache-2.0 */
/* cast_list.h: the figures that somebody needs, written into doc->actors. */
#ifndef CLAIMS_CAST_LIST_H
#define CLAIMS_CAST_LIST_H

#include "claims/cast.h"

/* The actor of a figure, added to doc->actors when it is new there (members first); NONE for NONE or when memory gave out. */
uint32_t claims_list_actor(struct cast *cast, uint32_t figure);

/* Gives each actor its mentions, in order. */
bool claims_list_mentions(struct cast *cast);

#endif
