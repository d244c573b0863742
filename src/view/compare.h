/* SPDX-License-Identifier: Apache-2.0 */
/* compare.h: what a copy did to its source: quotations altered, hedges lost, denials dropped, speakers changed.
 *
 * Attributions of the two are paired by the longest common subsequence of their contents' words, a little helped by the speaker; quotations
 * of the copy are looked for in all of the source. Words are compared without case, accents and punctuation. What is found is shown to a
 * person with the words of both; it is no judgement. */
#ifndef VIEW_COMPARE_H
#define VIEW_COMPARE_H

#include "doc.h"

enum compare_kind {
    COMPARE_ALTERED,   /* a quotation whose words are not the source's */
    COMPARE_UNQUOTED,  /* a quotation of words that the source does not have in quotation marks */
    COMPARE_ADDED,     /* a quotation that is not in the source */
    COMPARE_HEDGE,     /* an allegation, doubt, thought or forecast that is stated or shown; or a hedge word that is gone */
    COMPARE_OWN_VOICE, /* what the source has somebody say, the copy says itself */
    COMPARE_DENIAL,    /* an answer or a doubt beside it that is gone */
    COMPARE_SPEAKER,   /* other words or nobody for who says it */
    COMPARE_KINDS,
};

/* Spans are of the two texts; an attribution is NONE where there is none. */
struct difference {
    enum compare_kind kind;
    struct span source, copy;                 /* the words that differ; empty where there are none */
    uint32_t source_attribution, copy_attribution;
    uint32_t status;                          /* COMPARE_DENIAL: of the source's document; NONE */
};

struct comparison {
    LIST(struct difference) differences; /* by kind, then in the order of the copy or, for what is gone, of the source */
    uint32_t pairs;                      /* attributions of the source that the copy has */
    bool cut;                            /* there was too much; the rest was not compared */
};

/* Two readings; all in `memory`. False when it gave out. */
bool compare_readings(const struct doc *source, const struct doc *copy, struct comparison *comparison, struct arena *memory);

/* "quotations altered" and the like, and the word for JSON, such as "altered". */
const char *compare_heading(enum compare_kind kind);
const char *compare_name(enum compare_kind kind);

#endif
