/* SPDX-License-Identifier: Apache-2.0 */
/* named.h: whether a source that was read as the name of a figure (phrase.h, PHRASE_FIGURE) means it: names are cut wrong, a name in
 * a phrase need not be whom it means. Only where the model has the head coref. */
#ifndef CLAIMS_NAMED_H
#define CLAIMS_NAMED_H

#include "claims/ranker.h"

enum { NAMED_CHOICES = 2 };

/* The two choices, nobody and the figure of query->phrase, with their features and scores; 0 where the phrase has none. Without vectors the figure
 * leads by 1. */
uint32_t claims_rank_named(const struct ranker *ranker, const struct cast *cast, const struct query *query, struct choice choices[NAMED_CHOICES]);

#endif
