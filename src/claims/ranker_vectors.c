/* SPDX-License-Identifier: Apache-2.0 */
/* The sums of the hidden units are independent of each other, so that any number of them may be made at once; each has its inputs in their order. */
#include "claims/ranker_vectors.h"

#include <string.h>

enum { MEAN_MOST = 12 };

void claims_mention_vector(const struct doc *doc, uint32_t first, uint32_t last, float out[COREF_WIDTH])
{
    memset(out, 0, COREF_WIDTH * sizeof *out);
    if (!claims_has_vectors(doc, first, last))
        return;
    const struct word_vector *a = &doc->vectors.at[first], *b = &doc->vectors.at[last];
    uint32_t end = last - first < MEAN_MOST ? last : first + MEAN_MOST - 1;
    for (uint32_t w = first; w <= end; w++) {
        const struct word_vector *c = &doc->vectors.at[w];
        for (uint32_t i = 0; i < COREF_WIDTH; i++)
            out[i] += (float)c->at[2 * COREF_WIDTH + i] * c->scale;
    }
    float count = (float)(end - first + 1);
    for (uint32_t i = 0; i < COREF_WIDTH; i++)
        out[i] = out[i] / count + (float)a->at[i] * a->scale + (float)b->at[COREF_WIDTH + i] * b->scale;
}

bool claims_has_vectors(const struct doc *doc, uint32_t first, uint32_t last)
{
    return first <= last && last < doc->vectors.count;
}

static void add_row(float sums[COREF_HIDDEN], const float *row, float by)
{
    for (uint32_t h = 0; h < COREF_HIDDEN; h++)
        sums[h] += row[h] * by;
}

static const float *row_of(const struct coref_head *head, uint32_t part, uint32_t i)
{
    return head->hidden + ((size_t)COREF_TRAITS + (size_t)part * COREF_WIDTH + i) * COREF_HIDDEN;
}

void claims_vector_query(const struct coref_head *head, const float own[COREF_WIDTH], struct vector_query *query)
{
    query->head = head;
    memcpy(query->own, own, sizeof query->own);
    memcpy(query->base, head->bias, sizeof query->base);
    for (uint32_t i = 0; i < COREF_WIDTH; i++)
        add_row(query->base, row_of(head, 0, i), own[i]);
}

float claims_vector_score(const struct vector_query *query, const float counts[COREF_TRAITS], const float *mention, const float *name)
{
    const struct coref_head *head = query->head;
    float sums[COREF_HIDDEN], sum = 0;
    memcpy(sums, query->base, sizeof sums);
    for (uint32_t k = 0; k < COREF_TRAITS; k++)
        if (counts[k] != 0)
            add_row(sums, head->hidden + (size_t)k * COREF_HIDDEN, counts[k]);
    for (uint32_t i = 0; mention != NULL && i < COREF_WIDTH; i++) {
        add_row(sums, row_of(head, 1, i), mention[i]);
        add_row(sums, row_of(head, 2, i), query->own[i] * mention[i]);
    }
    for (uint32_t i = 0; name != NULL && i < COREF_WIDTH; i++)
        add_row(sums, row_of(head, 3, i), query->own[i] * name[i]);
    for (uint32_t h = 0; h < COREF_HIDDEN; h++)
        sum += sums[h] > 0 ? sums[h] * head->out[h] : 0;
    return sum;
}
