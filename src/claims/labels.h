/* SPDX-License-Identifier: Apache-2.0 */
/* labels.h: the names that the heads labelled, on their words and mended: cut where they run over a line end, grown by capitals beside
 * them, of one kind where the labels of one name differ, and with the long forms of acronyms that were missed. */
#ifndef CLAIMS_LABELS_H
#define CLAIMS_LABELS_H

#include "claims/cast.h"

/* A labelled name on its words. */
struct labelled {
    uint32_t first, last;
    uint8_t kind; /* enum dixit_actor_kind; DIXIT_ACTOR_KINDS for what cannot speak */
    bool place;
};

struct labels {
    struct labelled *at;
    uint32_t count;
    uint32_t sorted;     /* those of them that are in order, while some are added */
    uint8_t *taken;      /* words in some name */
    uint8_t *headline;   /* sentences in which nearly every word has a capital: they tell nothing */
};

/* The word says what kind of body a name is: "Bank", "Ltd". */
bool claims_body_word(const struct cast *cast, uint32_t word);

/* "Mr", "Dr" and the like stand before the word, so that it is a surname. */
bool claims_after_title(const struct cast *cast, uint32_t word);

/* The word stands before a surname and may be a first name that the list lacks: no word of time, no adverb, no participle. */
bool claims_may_be_first(const struct cast *cast, uint32_t word);

/* Fills `labels` from doc->names, in order, none meeting another. False when memory gave out. */
bool claims_read_labels(struct cast *cast, struct labels *labels);

#endif
