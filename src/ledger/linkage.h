/* SPDX-License-Identifier: Apache-2.0 */
/* linkage.h: clusters by average linkage over few known likenesses; what is not given counts as 0.
 *
 * The two nearest clusters join, again and again, until none are as near as asked. Sums of likenesses between clusters stand in one hash table, and a
 * heap holds an upper bound for each pair of clusters: a join makes their sums known to the neighbours of the smaller, and a bound that sizes have made too
 * high is found out when it comes up. So the work is that of sorting the likenesses, not the square of the things. */
#ifndef LEDGER_LINKAGE_H
#define LEDGER_LINKAGE_H

#include "base/arena.h"

struct likeness {
    uint32_t a, b; /* two things, each pair once */
    float value;   /* above 0 */
};

/* Puts `count` things into clusters: `cluster[i]` becomes the least thing of its cluster. Memory comes from `scratch`. False when there is none. */
bool linkage_cluster(struct arena *scratch, uint32_t count, const struct likeness *likenesses, uint32_t n, float least, uint32_t *cluster);

#endif
