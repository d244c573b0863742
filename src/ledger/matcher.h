/* SPDX-License-Identifier: Apache-2.0 */
/* matcher.h: which of many known claims a text repeats.
 *
 *     matcher_init(&matcher, &stories);
 *     matcher_add(&matcher, id, title, words);  …  matcher_close(&matcher);
 *     matcher_find(&matcher, text, &matches);
 *
 * Candidates by BM25 (Robertson and Zaragoza, 2009; k1 1.2, b 0.75) over the words and over title and words together. Their order by a net of one hidden layer over
 * MATCH_NUMBERS numbers each: BM25, what share of the rarity of either side is in common, runs of two words, figures, names, negation and
 * cosines over runs of four characters. Its weights are in data/matcher.txt; train/matcher.py makes them. */
#ifndef LEDGER_MATCHER_H
#define LEDGER_MATCHER_H

#include "ledger/stories.h"

enum { MATCH_NUMBERS = 32, MATCH_HIDDEN = 48, MATCH_MOST = 100, MATCH_GRAMS = 1 << 20 };

/* Runs of four characters of a text, by hash, each once. */
struct grams {
    uint32_t *at;
    float *weight; /* 1 + log2 of how often; in a query times the square of the rarity */
    uint32_t count;
    float length;  /* of the vector, rarity counted; set by matcher_close */
};

struct known_claim {
    struct str id;
    uint32_t title; /* tokens of the title; the rest are its words */
    struct grams grams[3]; /* of the title, of the words, of both */
};

struct matcher {
    struct stories *stories;     /* one a claim, and nothing else */
    LIST(struct known_claim) claims;
    uint32_t *gram_claims;       /* of each hash, claims that have it */
    float *gram_query;           /* of each hash, for the text at hand */
    float average;               /* tokens of a claim */
    float hidden[MATCH_NUMBERS + 1][MATCH_HIDDEN], out[MATCH_HIDDEN];
};

struct match {
    uint32_t claim;
    float score;                 /* greater is likelier; no probability */
    float numbers[MATCH_NUMBERS];
};

struct matches {
    struct match at[MATCH_MOST]; /* best first */
    uint32_t count;
};

/* `stories` must be empty, and outlive it; everything lives in stories->memory. False when memory gave out. */
bool matcher_init(struct matcher *matcher, struct stories *stories);

/* Adds a claim: its words and, where there is one, the title under which it was checked. */
bool matcher_add(struct matcher *matcher, struct str id, struct str title, struct str words);

/* No more are added. */
bool matcher_close(struct matcher *matcher);

/* Finds the claims that a text of a sentence or a few may repeat. False, with the error set, when memory gave out. */
bool matcher_find(struct matcher *matcher, struct str text, struct matches *matches);

#endif
