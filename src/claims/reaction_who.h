/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_who.h: who reacts. */
#ifndef CLAIMS_REACTION_WHO_H
#define CLAIMS_REACTION_WHO_H

#include "claims/reaction_phrases.h"
#include "claims/reaction_views.h"

enum { REACTION_MEMBERS = 8 };

/* Who reacts: actors, or words where nobody is known by name. */
struct who {
    uint32_t count, actors[REACTION_MEMBERS];
    struct span words;
};

/* All mentions of all actors, by where they begin, longer ones first. */
struct mention {
    struct span at;
    uint32_t actor;
};

struct mentions {
    struct mention *at;
    uint32_t count, room;
};

/* Lists them in the arena. False when it gave out. */
bool reaction_mentions_list(const struct doc *doc, struct arena *arena, struct mentions *out);

/* Of an attribution that is a reaction: its actor, each of those who speak together, else the words of its source. */
void reaction_who_attribution(const struct doc *doc, uint32_t attribution, struct who *who);

/* Who reacts with a phrase: whom the clause names before it, after "from" or "reach" at its end, or after "neither" at its start. The phrase's view
 * `by` gets the actor, where there is one, and the words of the name. */
struct who reaction_who_phrase(const struct views *views, const struct mentions *mentions, const struct phrase *phrase, struct view *by);

#endif
