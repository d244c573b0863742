/* SPDX-License-Identifier: Apache-2.0 */
/* actors.h: who the sources are, and whom they address, blame and talk about, resolved inside the document.
 *
 * Names are joined first; then each role's words are read as a phrase; what is no name is looked up in the order of the text
 * by the ranker, the first person inside a quotation last, as its speaker may come after it. A wrong speaker is worse than none: what does not
 * lead by the ranker's margin has no actor. */
#ifndef CLAIMS_ACTORS_H
#define CLAIMS_ACTORS_H

#include "base/buf.h"
#include "claims/ranker.h"

/* Fills doc->actors, and actor, addressee_actor, against_actor and about of each attribution, from words, sentences, names
 * and attributions. */
bool claims_find_actors(struct job *job);

/* One line an actor: its kind, name, code and mentions; then one an attribution. */
void claims_show_actors(struct job *job, struct buf *out);

/* For training: is shown each look-up with its choices and what the ranker picked, and may pick another. */
struct actors_watch {
    uint32_t (*pick)(void *context, const struct cast *cast, const struct query *query, const struct choice *choices, uint32_t count,
                     uint32_t picked);
    void *context;
};
bool claims_find_actors_watched(struct job *job, const struct actors_watch *watch);

#endif
