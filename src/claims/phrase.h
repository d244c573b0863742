/* SPDX-License-Identifier: Apache-2.0 */
/* phrase.h: the words of a source, addressee or against read as a noun phrase: who is meant, or what has to be looked up. */
#ifndef CLAIMS_PHRASE_H
#define CLAIMS_PHRASE_H

#include "claims/cast.h"

enum phrase_form {
    PHRASE_NOBODY,     /* somebody unnamed, a rumour: no actor */
    PHRASE_FIGURE,     /* known: `figure` */
    PHRASE_HE, PHRASE_SHE, PHRASE_THEY, PHRASE_IT, PHRASE_I, PHRASE_WE, PHRASE_YOU,
    PHRASE_ROLE,       /* one person by what he is: "the minister", "a nun" */
    PHRASE_BODY,       /* an organisation by what it is: "the company" */
    PHRASE_GOVERNMENT, /* "the government" */
    PHRASE_GROUP,      /* several people: "officials", "the authorities" */
    PHRASE_DOCUMENT,   /* "the letter" */
    PHRASE_SPOKES,     /* "a spokesman", of nobody that is named */
    PHRASE_EMPTY,      /* no words: a passive, a noun */
    PHRASE_FORMS
};

struct phrase {
    uint8_t form;
    bool definite;        /* the, this, his … */
    bool owned;           /* by a pronoun: his lawyer */
    bool amount;          /* some, many, two … stood before it and was left out */
    uint32_t figure;      /* PHRASE_FIGURE; NONE otherwise */
    uint32_t first, last; /* the noun phrase without its determiner and what follows it; for PHRASE_EMPTY the cue */
    uint32_t head;
};

enum { PHRASE_PARTS = 6 };

/* Reads words first … last. One phrase, or the parts of several joined by "and"; how many, 0 when memory gave out. */
uint32_t claims_read_phrase(struct cast *cast, uint32_t first, uint32_t last, struct phrase parts[PHRASE_PARTS]);

/* The form of a pronoun; PHRASE_NOBODY for any other word. */
enum phrase_form claims_pronoun(const struct cast *cast, uint32_t word);

#endif
