/* SPDX-License-Identifier: Apache-2.0 */
/* stories.h: many documents at once, each reduced to what comparing them needs: its words as numbers, and the passages that may carry a
 * claim. copies.h, same.h and origins.h work on these; trace.h runs them in order.
 *
 * A passage is the part of one sentence that one attribution's content covers and none nested in it, or that is told in the outlet's own
 * voice. A content of five sentences gives five passages, so that each can belong to another claim. Where somebody is said to want, plan, decide or ask
 * for something, who does so and the words for it belong to the passage: "the mayor plans to sell the harbour" is what is claimed. */
#ifndef LEDGER_STORIES_H
#define LEDGER_STORIES_H

#include "job.h"

enum token_flag {
    TOKEN_QUOTED = 1,   /* between quotation marks */
    TOKEN_CAPITAL = 2,  /* begins with a capital letter or holds a digit */
    TOKEN_START = 4,    /* the first word of its line */
};

/* A word that has a letter or digit; "1,200" and "1.4" are one. */
struct token {
    uint32_t word;   /* a hash of the word in lower case without accents */
    uint32_t term;   /* its stem, an index into stories->terms */
    uint32_t start;  /* byte of the story's text */
    uint16_t length; /* bytes; 65535 for more */
    uint8_t flags;   /* enum token_flag */
};

enum term_flag {
    TERM_STOP = 1,     /* so common that it tells nothing */
    TERM_FIGURE = 2,   /* a number, in digits whatever it was written as */
    TERM_NEGATION = 4, /* not, no, never … */
};

struct term {
    struct str text;
    uint32_t stories;  /* in how many it occurs */
    uint32_t last;     /* the last of these, while they are counted */
    uint8_t flags;     /* enum term_flag */
};

enum position { POSITION_CARRIES, POSITION_DISPUTES, POSITION_DOUBTS };

/* "carries", "disputes", "doubts" */
const char *position_name(enum position position);

enum { PASSAGE_SOURCES = 4 };

enum source_kind { SOURCE_NAMED, SOURCE_UNNAMED, SOURCE_OUTLET };

/* What it does: it tells; it is said to think or see it so; or it is said to want, plan, decide or ask for it, which is part of what is claimed and
 * makes it no source of that. */
enum source_act { SOURCE_TELLS, SOURCE_THINKS, SOURCE_ACTS };

/* Somebody in the chain by which a passage came to its text. */
struct passage_source {
    struct str name;   /* as the text has it */
    uint8_t kind;      /* enum source_kind */
    uint8_t act;       /* enum source_act */
};

struct passage {
    struct span at;           /* in the story's text */
    uint32_t first, count;    /* its tokens */
    uint32_t attribution;     /* an index into the document's; NONE in the outlet's own voice */
    uint32_t own;             /* then the index into the document's own sentences; NONE */
    int64_t row;              /* the ledger's number of the attribution or own sentence; 0 for none */
    uint32_t reaction;        /* the reaction that it is the words of; NONE */
    struct passage_source sources[PASSAGE_SOURCES]; /* nearest to the outlet first, the ultimate one last */
    uint8_t n_sources;
    uint8_t position;         /* enum position, from its stance and reactions and its own words alone */
    uint8_t stance;           /* enum dixit_stance; DIXIT_STANCES in the outlet's own voice */
    bool denied;              /* its words hold a negation */
};

enum credit_evidence {
    CREDIT_KNOWN = 1,  /* its name is an outlet's (data/outlets.txt) */
    CREDIT_REPORTS = 2, /* the words are such as only outlets are spoken of: it reports, is told, "via" it, "(NAME) -" */
    CREDIT_SPEAKS = 4, /* it is the source or addressee of an attribution, or stands beside a verb of saying */
};

/* An outlet or agency that the story names as where it got something. */
struct credit {
    struct str outlet;
    struct span at;           /* the words: what names it, and its verb */
    uint8_t evidence;         /* enum credit_evidence */
    bool holds;               /* set by credits_settle */
};

struct story {
    struct str id, outlet, published, url; /* empty where not known */
    struct str text;
    int64_t document;         /* the ledger's number of it; 0 for none */
    struct token *tokens;
    uint32_t count;
    LIST(struct passage) passages;
    LIST(struct credit) credits;
};

struct stories {
    struct arena *memory;     /* everything here lives in it */
    struct arena *scratch;
    struct dixit_error *error;
    LIST(struct story) list;
    LIST(struct term) terms;
    uint32_t *slots;          /* hash table of term + 1 */
    uint32_t mask;            /* its slots − 1 */
};

/* Starts an empty set. `memory` and `scratch` must outlive it and be two. */
bool stories_init(struct stories *stories, struct arena *memory, struct arena *scratch, struct dixit_error *error);

/* Adds a document: job->doc with its text, words, attributions, actors, reactions and own sentences. What is needed of it is copied, so it may be
 * released afterwards. Credits wait for credits_settle (credits.h). False when memory gave out. */
bool stories_add(struct stories *stories, struct job *job);

/* The term of a stem that stands in lower case; NONE when no story has it. */
uint32_t stories_find_term(const struct stories *stories, const char *stem);

/* The first token of a story at or after a byte of its text; story->count when there is none. */
uint32_t story_token_at(const struct story *story, uint32_t byte);

/* How rare a term is among `of` things of which `in` have it: the logarithm to base 2 of (of + 1) / (in + ½), at least 0. The same float on
 * every machine. */
float stories_rarity(uint32_t of, uint32_t in);

/* Among how many stories a term's rarity is judged: as they are, and at least STORIES_WORLD, since in a handful about one event nothing of it is rare. */
enum { STORIES_WORLD = 200 };
uint32_t stories_world(const struct stories *stories);

/* The earlier of two stories by publication, undated last, then by their order in the list: an index. */
uint32_t stories_earlier(const struct stories *stories, uint32_t a, uint32_t b);

#endif
