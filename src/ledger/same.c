/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/same.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/linkage.h"

enum { MOST_NEAR = 64, MOST_POSTINGS = 1500, LEAST_TERMS = 2, NEGATION_REACH = 5 };
#define LEAST_LIKENESS 0.04F
#define SAME_LIKENESS 0.10F

struct feature {
    uint32_t term; /* of stories->terms */
    float weight;
};

struct item {
    uint32_t story, passage;
    uint32_t first, count; /* its features */
    float length;          /* of its vector */
    bool figures, denied;
};

struct near {
    uint32_t item;
    float value;
};

struct finder {
    struct stories *stories;
    const struct topics *topics;
    struct claims *claims;
    struct item *items;      /* of the topic at hand */
    uint32_t n_items;
    LIST(struct feature) features;
    uint32_t *in_topic;      /* of each term: passages of the topic that have it */
    uint32_t *posting_start; /* of each term: its first place in `postings`, and how many there are so far */
    uint32_t *posting_count;
    uint32_t *postings;      /* items */
    float *scores;           /* of each item, for the one at hand */
    LIST(struct likeness) likenesses;
};

/* ---- what a passage is ---- */

static bool counts(const struct term *term)
{
    return !(term->flags & (TERM_STOP | TERM_NEGATION));
}

/* Adds the passage's terms, each once, as features without weight. */
static bool add_item(struct finder *finder, uint32_t s, uint32_t p)
{
    const struct story *story = &finder->stories->list.at[s];
    const struct passage *passage = &story->passages.at[p];
    struct item item = {.story = s, .passage = p, .first = finder->features.count, .denied = passage->denied};
    for (uint32_t i = passage->first; i < passage->first + passage->count; i++) {
        uint32_t term = story->tokens[i].term;
        bool known = !counts(&finder->stories->terms.at[term]);
        for (uint32_t k = item.first; k < finder->features.count && !known; k++)
            known = finder->features.at[k].term == term;
        if (!known && !list_push(finder->stories->scratch, &finder->features, (struct feature){term, 0}))
            return false;
    }
    item.count = finder->features.count - item.first;
    if (item.count < LEAST_TERMS) {
        finder->features.count = item.first;
        return true;
    }
    for (uint32_t k = 0; k < item.count; k++)
        finder->in_topic[finder->features.at[item.first + k].term]++;
    finder->items[finder->n_items++] = item;
    return true;
}

static void weigh(struct finder *finder)
{
    const struct stories *stories = finder->stories;
    for (uint32_t i = 0; i < finder->n_items; i++) {
        struct item *item = &finder->items[i];
        float square = 0;
        for (uint32_t k = item->first; k < item->first + item->count; k++) {
            struct feature *feature = &finder->features.at[k];
            const struct term *term = &stories->terms.at[feature->term];
            float world = stories_rarity(stories_world(stories), term->stories), here = stories_rarity(finder->n_items, finder->in_topic[feature->term]);
            feature->weight = sqrtf(world * here);
            square += feature->weight * feature->weight;
            item->figures = item->figures || (term->flags & TERM_FIGURE);
        }
        item->length = sqrtf(square);
    }
}

/* ---- likeness ---- */

static bool index_postings(struct finder *finder)
{
    uint32_t at = 0;
    for (uint32_t k = 0; k < finder->features.count; k++) {
        uint32_t term = finder->features.at[k].term;
        if (finder->posting_start[term] == NONE) {
            finder->posting_start[term] = at;
            at += finder->in_topic[term];
            finder->posting_count[term] = 0;
        }
    }
    finder->postings = arena_array(finder->stories->scratch, (size_t)at + 1, sizeof *finder->postings);
    if (finder->postings == NULL)
        return false;
    for (uint32_t i = 0; i < finder->n_items; i++)
        for (uint32_t k = 0; k < finder->items[i].count; k++) {
            uint32_t term = finder->features.at[finder->items[i].first + k].term;
            finder->postings[finder->posting_start[term] + finder->posting_count[term]++] = i;
        }
    return true;
}

/* Shared figures, or none that could differ? */
static bool figures_agree(const struct finder *finder, const struct item *a, const struct item *b)
{
    for (uint32_t i = 0; i < a->count; i++) {
        uint32_t term = finder->features.at[a->first + i].term;
        if (!(finder->stories->terms.at[term].flags & TERM_FIGURE))
            continue;
        for (uint32_t k = 0; k < b->count; k++)
            if (finder->features.at[b->first + k].term == term)
                return true;
    }
    return false;
}

static float score(const struct finder *finder, const struct item *a, const struct item *b, float cosine)
{
    if (a->figures && b->figures && !figures_agree(finder, a, b))
        cosine *= 0.7F;
    return cosine;
}

static int by_value(const void *a, const void *b)
{
    const struct near *x = a, *y = b;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

/* The likenesses of an item with those before it; the MOST_NEAR greatest. */
static bool compare_item(struct finder *finder, uint32_t i, struct near *near, uint32_t *touched)
{
    const struct item *item = &finder->items[i];
    uint32_t n = 0, kept = 0;
    for (uint32_t k = item->first; k < item->first + item->count; k++) {
        const struct feature *feature = &finder->features.at[k];
        if (finder->in_topic[feature->term] > MOST_POSTINGS)
            continue;
        const uint32_t *list = finder->postings + finder->posting_start[feature->term];
        for (uint32_t j = 0; j < finder->posting_count[feature->term] && list[j] < i; j++) {
            if (finder->scores[list[j]] <= 0)
                touched[n++] = list[j];
            finder->scores[list[j]] += feature->weight * feature->weight + 1e-12F;
        }
    }
    for (uint32_t k = 0; k < n; k++) {
        const struct item *other = &finder->items[touched[k]];
        float lengths = item->length * other->length, cosine = lengths > 0 ? finder->scores[touched[k]] / lengths : 0;
        finder->scores[touched[k]] = 0;
        float value = score(finder, item, other, cosine);
        if (value >= LEAST_LIKENESS)
            near[kept++] = (struct near){touched[k], value};
    }
    qsort(near, kept, sizeof *near, by_value);
    for (uint32_t k = 0; k < kept && k < MOST_NEAR; k++)
        if (!list_push(finder->stories->scratch, &finder->likenesses, (struct likeness){near[k].item, i, near[k].value}))
            return false;
    return true;
}

/* ---- claims ---- */

/* How near a member is to the others of its cluster: the mean of its likenesses. */
static void score_members(struct finder *finder, const uint32_t *cluster, float *sums, uint32_t *sizes)
{
    for (uint32_t i = 0; i < finder->n_items; i++)
        sizes[cluster[i]]++;
    for (uint32_t k = 0; k < finder->likenesses.count; k++) {
        const struct likeness *l = &finder->likenesses.at[k];
        if (cluster[l->a] == cluster[l->b]) {
            sums[l->a] += l->value;
            sums[l->b] += l->value;
        }
    }
    for (uint32_t i = 0; i < finder->n_items; i++)
        if (sizes[cluster[i]] > 1)
            sums[i] /= (float)(sizes[cluster[i]] - 1);
}

/* Terms that two members in five have. */
static bool is_core(const struct finder *finder, const struct claim *claim, uint32_t term)
{
    return counts(&finder->stories->terms.at[term]) && finder->in_topic[term] * 5 >= claim->members.count * 2;
}

/* Does a negation stand before a term that the claim is made of? */
static bool denies(const struct finder *finder, const struct claim *claim, const struct member *member)
{
    const struct story *story = &finder->stories->list.at[member->story];
    const struct passage *passage = &story->passages.at[member->passage];
    uint32_t end = passage->first + passage->count;
    for (uint32_t i = passage->first; passage->denied && i < end; i++)
        if (finder->stories->terms.at[story->tokens[i].term].flags & TERM_NEGATION)
            for (uint32_t k = i + 1; k < end && k <= i + NEGATION_REACH; k++)
                if (is_core(finder, claim, story->tokens[k].term))
                    return true;
    return false;
}

/* Counts or forgets the terms of a claim's members. */
static void count_terms(struct finder *finder, const struct claim *claim, bool forget)
{
    for (uint32_t m = 0; m < claim->members.count; m++) {
        const struct story *story = &finder->stories->list.at[claim->members.at[m].story];
        const struct passage *passage = &story->passages.at[claim->members.at[m].passage];
        for (uint32_t i = passage->first; i < passage->first + passage->count; i++) {
            uint32_t term = story->tokens[i].term;
            bool before = false;
            for (uint32_t k = passage->first; k < i && !before; k++)
                before = story->tokens[k].term == term;
            finder->in_topic[term] = forget ? 0 : finder->in_topic[term] + !before;
        }
    }
}

/* A claim says what most of its members say; a negation that the others have not turns a member round. */
static void set_positions(struct finder *finder, struct claim *claim)
{
    uint32_t denied = 0;
    count_terms(finder, claim, false);
    for (uint32_t i = 0; i < claim->members.count; i++) {
        struct member *m = &claim->members.at[i];
        m->position = finder->stories->list.at[m->story].passages.at[m->passage].position;
        denied += denies(finder, claim, m);
    }
    for (uint32_t i = 0; i < claim->members.count && denied * 2 <= claim->members.count; i++) {
        struct member *m = &claim->members.at[i];
        if (m->position == POSITION_CARRIES && denies(finder, claim, m))
            m->position = POSITION_DISPUTES;
    }
    count_terms(finder, claim, true);
}

static bool take_claims(struct finder *finder, uint32_t topic, const uint32_t *cluster, const float *scores)
{
    struct arena *memory = finder->stories->memory;
    uint32_t *claim_of = arena_array(finder->stories->scratch, finder->n_items + 1, sizeof *claim_of);
    if (claim_of == NULL)
        return false;
    for (uint32_t i = 0; i < finder->n_items; i++)
        claim_of[i] = NONE;
    for (uint32_t i = 0; i < finder->n_items; i++) /* a cluster is led by its least item: does another story join it? */
        if (finder->items[i].story != finder->items[cluster[i]].story && claim_of[cluster[i]] == NONE) {
            claim_of[cluster[i]] = finder->claims->list.count;
            if (!list_push(memory, &finder->claims->list, (struct claim){.topic = topic}))
                return false;
        }
    for (uint32_t i = 0; i < finder->n_items; i++) {
        if (claim_of[cluster[i]] == NONE)
            continue;
        struct claim *claim = &finder->claims->list.at[claim_of[cluster[i]]];
        if (!list_push(memory, &claim->members, (struct member){finder->items[i].story, finder->items[i].passage, POSITION_CARRIES, scores[i]}))
            return false;
        claim->score += scores[i];
    }
    return true;
}

/* Forgets the terms of a topic. */
static void clear(struct finder *finder)
{
    for (uint32_t k = 0; k < finder->features.count; k++) {
        finder->in_topic[finder->features.at[k].term] = 0;
        finder->posting_start[finder->features.at[k].term] = NONE;
    }
    finder->n_items = 0;
    finder->features.at = NULL;
    finder->features.count = finder->features.room = 0;
    finder->likenesses.at = NULL;
    finder->likenesses.count = finder->likenesses.room = 0;
}

static bool find_in_topic(struct finder *finder, uint32_t topic, const uint32_t *stories, uint32_t count)
{
    struct arena *scratch = finder->stories->scratch;
    struct arena_mark mark = arena_mark(scratch);
    size_t most = 1;
    for (uint32_t i = 0; i < count; i++)
        most += finder->stories->list.at[stories[i]].passages.count;
    finder->items = arena_array(scratch, most, sizeof *finder->items);
    bool good = finder->items != NULL;
    for (uint32_t i = 0; good && i < count; i++)
        for (uint32_t p = 0; good && p < finder->stories->list.at[stories[i]].passages.count; p++)
            good = add_item(finder, stories[i], p);
    if (good)
        weigh(finder);
    good = good && index_postings(finder);
    size_t n = (size_t)finder->n_items + 1;
    struct near *near = arena_array(scratch, n, sizeof *near);
    uint32_t *touched = arena_array(scratch, n, sizeof *touched), *cluster = arena_array(scratch, n, sizeof *cluster), *sizes = arena_array(scratch, n, sizeof *sizes);
    float *sums = arena_array(scratch, n, sizeof *sums);
    finder->scores = arena_array(scratch, n, sizeof *finder->scores);
    good = good && !scratch->failed;
    for (uint32_t i = 0; good && i < finder->n_items; i++)
        good = compare_item(finder, i, near, touched);
    good = good && linkage_cluster(scratch, finder->n_items, finder->likenesses.at, finder->likenesses.count, SAME_LIKENESS, cluster);
    if (good) {
        score_members(finder, cluster, sums, sizes);
        good = take_claims(finder, topic, cluster, sums);
    }
    clear(finder);
    arena_rewind(scratch, mark);
    return good;
}

static int by_topic(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return x[0] != y[0] ? (x[0] < y[0] ? -1 : 1) : x[1] < y[1] ? -1 : x[1] > y[1];
}

static bool find(struct finder *finder)
{
    struct stories *stories = finder->stories;
    uint32_t n = stories->list.count;
    uint32_t(*rows)[2] = arena_array(stories->scratch, (size_t)n + 1, sizeof *rows), *members = arena_array(stories->scratch, (size_t)n + 1, sizeof *members);
    size_t terms = (size_t)stories->terms.count + 1;
    finder->in_topic = arena_array(stories->scratch, terms, sizeof *finder->in_topic);
    finder->posting_start = arena_array(stories->scratch, terms, sizeof *finder->posting_start);
    finder->posting_count = arena_array(stories->scratch, terms, sizeof *finder->posting_count);
    if (stories->scratch->failed)
        return false;
    for (uint32_t i = 0; i < stories->terms.count; i++)
        finder->posting_start[i] = NONE;
    for (uint32_t s = 0; s < n; s++) {
        rows[s][0] = finder->topics->of[s];
        rows[s][1] = s;
    }
    qsort(rows, n, sizeof *rows, by_topic);
    for (uint32_t i = 0; i < n;) {
        uint32_t end = i, count = 0;
        while (end < n && rows[end][0] == rows[i][0])
            members[count++] = rows[end++][1];
        if (count > 1 && !find_in_topic(finder, rows[i][0], members, count))
            return false;
        i = end;
    }
    return true;
}

bool same_find(struct stories *stories, const struct topics *topics, struct claims *claims)
{
    struct arena_mark mark = arena_mark(stories->scratch);
    struct finder finder = {.stories = stories, .topics = topics, .claims = claims};
    *claims = (struct claims){0};
    bool good = find(&finder);
    for (uint32_t i = 0; good && i < claims->list.count; i++) {
        struct claim *claim = &claims->list.at[i];
        claim->score /= (float)claim->members.count;
        set_positions(&finder, claim);
    }
    arena_rewind(stories->scratch, mark);
    return good || error_set(stories->error, DIXIT_NO_MEMORY, 0, "There was no memory to compare the claims of %u documents.", stories->list.count);
}
