/* SPDX-License-Identifier: Apache-2.0 */
/* same.h: passages that say the same, in one claim.
 *
 * Within a topic, passages are compared by the terms they share, weighted by the geometric mean of their rarity among all stories and among
 * the topic's passages; a small scorer (same_score) corrects for figures, names, speakers and polarity. Clusters grow from single passages
 * by average linkage until no two are near enough; what spans two stories is proposed as a claim. */
#ifndef LEDGER_SAME_H
#define LEDGER_SAME_H

#include "ledger/topics.h"

struct member {
    uint32_t story, passage; /* an index into the story's passages */
    uint8_t position;        /* enum position, towards the claim */
    float score;             /* how near it is to the others, 0 … 1 */
};

struct claim {
    LIST(struct member) members; /* in order of story and passage */
    uint32_t topic;
    float score;                 /* the mean of its members' */
};

struct claims {
    LIST(struct claim) list;     /* by their first member */
};

/* Proposes the claims that two stories or more have. Everything lives in stories->memory. */
bool same_find(struct stories *stories, const struct topics *topics, struct claims *claims);

#endif
