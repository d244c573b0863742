/* SPDX-License-Identifier: Apache-2.0 */
/* ranker.h: who is meant by "he", "the minister", "the company", a source that is not named: the figures near it are scored one
 * by one by a small network of two layers (data/actor-weights.txt, made by train/actors.py), beside two that are always there: nobody, and
 * for a noun phrase the phrase itself. */
#ifndef CLAIMS_RANKER_H
#define CLAIMS_RANKER_H

#include "claims/phrase.h"
#include "claims/ranker_vectors.h"

enum { RANKER_CHOICES = 32, RANKER_FEATURES = 116, RANKER_HIDDEN = 128 };

/* Who spoke where: filled by actors.c in the order of the text. */
struct speaking {
    uint32_t word;        /* where it stands */
    uint32_t attribution; /* NONE: a mere mention */
    uint32_t figure;      /* NONE while not known */
};

/* What is looked up. */
struct query {
    struct phrase phrase;
    uint32_t word;                    /* where it stands */
    uint32_t attribution;             /* whose source (or other party) it is; NONE */
    bool source;                      /* the source of that attribution, and all of it */
    uint32_t holder;                  /* the attribution whose content it stands in; NONE */
    uint32_t parent_words[2];         /* where those two stand */
    uint32_t parents[2];              /* the figures of that one's source and of the source above; NONE */
    uint32_t sibling;                 /* the figure of the source before it in the same content; NONE */
    uint32_t speakers[3];             /* the last three sources before it, newest first; NONE */
    uint32_t speaker_words[3];
    uint32_t same_form;               /* the figure that the last pronoun of this form meant; NONE */
};

enum choice_kind { CHOICE_FIGURE, CHOICE_NOBODY, CHOICE_ITSELF };

/* Words; first > last for none. */
struct range {
    uint32_t first, last;
};

struct choice {
    uint32_t figure; /* NONE for the two others */
    uint8_t kind;    /* enum choice_kind */
    float score;
    float features[RANKER_FEATURES];
    struct range mention, name; /* its nearest mention, and the words of its name */
};

struct ranker {
    const struct coref_head *coref; /* the model's, instead of what follows; NULL */
    float hidden[RANKER_FEATURES][RANKER_HIDDEN], hidden_bias[RANKER_HIDDEN];
    float out[RANKER_HIDDEN];
    float margins[PHRASE_FORMS]; /* of each form: by how much the best must lead all others; a pronoun that fills no role always means somebody */
};

/* Reads the weights that the library holds, or takes the model's where it has some; `model` may be NULL. */
void claims_open_ranker(struct ranker *ranker, const struct model *model);

/* Scores of choices whose features are filled, by the model's head; left as they are where it has none or the query's words have no vectors. */
void claims_score_choices(const struct ranker *ranker, const struct cast *cast, const struct query *query, struct choice *choices, uint32_t count);

/* By how much the best choice of a query must lead all others. */
float claims_margin(const struct ranker *ranker, const struct cast *cast, const struct query *query);

/* The choices for a query with their features and scores, nobody first; how many. */
uint32_t claims_rank(const struct ranker *ranker, struct cast *cast, const struct query *query, struct choice choices[RANKER_CHOICES]);

/* The index of the choice that leads by the margin, 0 (nobody) when none does. A margin below 0: the best that is not nobody. */
uint32_t claims_pick(float margin, const struct choice *choices, uint32_t count);

#endif
