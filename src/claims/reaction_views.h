/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_views.h: what reactions need to know of each attribution, looked up once: its words, its place, its kin. */
#ifndef CLAIMS_REACTION_VIEWS_H
#define CLAIMS_REACTION_VIEWS_H

#include "claims/reaction_words.h"

enum { VIEW_STEMS = 40, VIEW_PARTY = 12, VIEW_NAME = 12, VIEW_NUMBERS = 8 };

/* One attribution, or one phrase that reacts. Words are indices, both ends included; first > last where there are none. */
struct view {
    uint32_t attribution;             /* NONE for a phrase */
    uint32_t cue_first, cue_last;     /* of a phrase: all its words */
    uint32_t first, last;             /* of the content, from its first word to the last of its longest piece; of a phrase: what follows it */
    uint32_t place;                   /* the attribution; of a phrase: the first whose cue begins after it (the count when none does) */
    uint32_t sentence, line;          /* of the cue's first word, counted from 0 */
    uint32_t actor;                   /* NONE */
    uint32_t child;                   /* the first attribution inside its content; NONE */
    uint32_t classes;                 /* of the content's words, all together */
    uint32_t cue_classes;
    uint32_t negations;               /* words of CLASS_NOT in the content, n't too */
    uint8_t stem_count, party_count, name_count;
    uint32_t *stems;                  /* beginnings of the content's words that are not stop words, sorted, each once; up to VIEW_STEMS */
    uint32_t *party;                  /* stems of the source's and cue's words, sorted; up to VIEW_PARTY */
    uint32_t *name;                   /* stems of the words of who speaks or reacts, as written and as known, sorted; up to VIEW_NAME */
    uint32_t *numbers;                /* keys of its first words with digits; 0 ends them; up to VIEW_NUMBERS with that */
    uint8_t *weights;                 /* of each stem, 1 … 12: the more attributions have it, the less it weighs */
};

/* Room for what the lists of a view can hold at most. */
struct view_room {
    uint32_t stems[VIEW_STEMS], party[VIEW_PARTY], name[VIEW_NAME], numbers[VIEW_NUMBERS];
    uint8_t weights[VIEW_STEMS];
};

struct views {
    const struct reaction_words *words;
    struct view *at;                  /* of each of doc->attributions */
    uint32_t count;
    const uint32_t *stems;            /* hash table of all stems, 0 for empty … */
    const uint32_t *holders;          /* … and how many attributions have each */
    uint32_t mask;                    /* slots − 1 */
};

/* Makes the views of doc->attributions in job->scratch. False when it gave out. */
bool reaction_views_make(struct job *job, const struct reaction_words *words, struct views *views);

/* The view of a phrase, words both included; its lists are in `room`. */
struct view reaction_view_phrase(const struct views *views, uint32_t first, uint32_t last, struct view_room *room);

/* The view of any run of words, both included; of place, sentence and line it knows nothing. Its lists are in `room`. */
struct view reaction_view_words(const struct views *views, uint32_t first, uint32_t last, struct view_room *room);

/* Gives a phrase's view the words of who reacts: an actor, or words of the text. */
void reaction_view_name(struct view *view, const struct reaction_words *words, uint32_t actor, struct span at);

/* How many stems of the name of who reacts or speaks in `a` stand in the spans. */
uint32_t reaction_view_named_in(const struct reaction_words *words, const struct view *a, const struct spans *spans);

/* How many stems of a's name are in b's content; in b's name. */
uint32_t reaction_view_named(const struct view *a, const struct view *b);
uint32_t reaction_view_same_name(const struct view *a, const struct view *b);

/* How many stems both have. */
uint32_t reaction_view_shared(const struct view *a, const struct view *b);

/* The weights of the stems that both have, added. */
uint32_t reaction_view_overlap(const struct view *a, const struct view *b);

/* How many stems of a's content are among the words of b's source and cue. */
uint32_t reaction_view_names(const struct view *a, const struct view *b);

/* Whether the actor has a mention among the words first … last. */
bool reaction_actor_in(const struct doc *doc, uint32_t actor, uint32_t first, uint32_t last);

#endif
