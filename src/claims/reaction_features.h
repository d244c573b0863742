/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_features.h: what the models of reactions look at: of an attribution hashed yes-or-no features, of a pair what is counted over all
 * that may be targets (the numbers themselves: reaction_numbers.h). tools/reactions_read prints the same for train/reactions.py, so that
 * program and trainer cannot differ. */
#ifndef CLAIMS_REACTION_FEATURES_H
#define CLAIMS_REACTION_FEATURES_H

#include "claims/reaction_views.h"

/* Attributions; the farthest annotated target lies 47 before and 37 after its reaction. */
enum { FEATURES = 320, REACTION_LOOK_BACK = 100, REACTION_LOOK_AHEAD = 28, REACTION_REACH = REACTION_LOOK_BACK + REACTION_LOOK_AHEAD };

struct features {
    uint32_t count;
    uint32_t at[FEATURES]; /* hashes; what does not fit is left out */
};

/* Of one attribution: is it a reaction, and of which kind? */
void reaction_features_kind(const struct views *views, uint32_t attribution, struct features *out);

/* The kind that an attribution's stance suggests, should it be a reaction: what the model of targets is told, which is asked before the kind is
 * settled. */
uint8_t reaction_kind_guess(const struct views *views, uint32_t attribution);

/* What is counted over all that may be targets of one reaction before each is looked at: who comes first in what. */
struct field {
    const struct views *views;
    const struct view *by;
    uint8_t kind;                       /* enum dixit_reaction_kind: a phrase's own, else a guess */
    uint32_t from, to;                  /* reach */
    uint16_t overlap[REACTION_REACH];   /* of each from `from` on: words shared with the reaction or the charge inside it, weighed */
    uint8_t overlap_rank[REACTION_REACH]; /* how many have more, up to 9 */
    uint8_t about_rank[REACTION_REACH]; /* of those about the one who reacts: how many nearer ones; 9 when not about it */
    uint8_t charge_rank[REACTION_REACH]; /* likewise of those that accuse, allege or criticise */
    uint8_t other_rank[REACTION_REACH]; /* how many by others stand between */
    bool may[REACTION_REACH];           /* may be a target at all */
    struct view_room room;              /* of `around` */
    struct view around;                 /* the words of the paragraph before the reaction, its own sentence left out */
    uint32_t last_speaker;              /* who spoke last before it, of those that may be targets; NONE */
};

/* Counts them. `by` and `views` must outlive the field. */
void reaction_field_make(struct field *field, const struct views *views, const struct view *by, uint8_t kind);

#endif
