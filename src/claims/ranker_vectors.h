/* SPDX-License-Identifier: Apache-2.0 */
/* ranker_vectors.h: the ranker's network where the model has the head coref: what is counted of a choice (ranker.c), and the vectors of
 * the mentions. A mention's vector g is of its first word, its last, and the mean of all, added (doc.h, word_vector). Inputs of a choice j
 * of query i: the counts, g_i, g_j, g_i × g_j, and g_i × g of the name of j, element by element; then one hidden layer, max(x, 0), and a sum. */
#ifndef CLAIMS_RANKER_VECTORS_H
#define CLAIMS_RANKER_VECTORS_H

#include "claims/cast.h"
#include "model/model.h"

/* A query as all its choices share it. */
struct vector_query {
    const struct coref_head *head;
    float own[COREF_WIDTH];
    float base[COREF_HIDDEN]; /* what does not depend on the choice */
};

/* The vector of the mention of words first … last (of a long one its first 12 count for the mean); zeros where there are none. */
void claims_mention_vector(const struct doc *doc, uint32_t first, uint32_t last, float out[COREF_WIDTH]);

/* Whether the document has vectors of these words. */
bool claims_has_vectors(const struct doc *doc, uint32_t first, uint32_t last);

void claims_vector_query(const struct coref_head *head, const float own[COREF_WIDTH], struct vector_query *query);

/* `mention` and `name` are NULL for a choice that is none of the figures. */
float claims_vector_score(const struct vector_query *query, const float counts[COREF_TRAITS], const float *mention, const float *name);

#endif
