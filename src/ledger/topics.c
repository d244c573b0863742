/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/topics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TERMS = 40, MOST_POSTINGS = 1024, PASSES = 3 };
#define TOPIC_SHARE 0.16F

struct weight {
    uint32_t term;
    float value;
};

struct posting {
    uint32_t topic;
    float value;
};

struct postings {
    LIST(struct posting) list;
};

struct finder {
    struct stories *stories;
    struct topics *topics;
    struct postings *terms;  /* of each term, the topics that have it */
    float *squares;          /* of each topic: of its mean's length, times the square of its stories */
    float *scores;           /* of each topic, for the story at hand */
    uint32_t *touched, n_touched;
    struct weight *weights;  /* of each story, MOST_TERMS */
    uint8_t *n_weights;
    uint32_t *counts;        /* of each term, in the story at hand */
};

static int by_value(const void *a, const void *b)
{
    const struct weight *x = a, *y = b;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return x->term < y->term ? -1 : x->term > y->term;
}

/* The story's heaviest terms, its vector made one long. */
static bool weigh(struct finder *finder, uint32_t s)
{
    struct stories *stories = finder->stories;
    const struct story *story = &stories->list.at[s];
    struct arena_mark mark = arena_mark(stories->scratch);
    struct weight *all = arena_array(stories->scratch, story->count + 1, sizeof *all), *kept = finder->weights + (size_t)s * MOST_TERMS;
    uint32_t n = 0;
    if (all == NULL)
        return false;
    for (uint32_t i = 0; i < story->count; i++) {
        const struct token *token = &story->tokens[i];
        if (!(stories->terms.at[token->term].flags & TERM_STOP) && finder->counts[token->term]++ == 0)
            all[n++] = (struct weight){token->term, 0};
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t count = finder->counts[all[i].term];
        finder->counts[all[i].term] = 0;
        all[i].value = sqrtf((float)count) * stories_rarity(stories_world(stories), stories->terms.at[all[i].term].stories);
        if (stories->terms.at[all[i].term].stories < 2 || (stories->terms.at[all[i].term].flags & TERM_FIGURE))
            all[i].value *= 0.25F; /* nothing to share, or shared by chance */
    }
    qsort(all, n, sizeof *all, by_value);
    n = n < MOST_TERMS ? n : MOST_TERMS;
    float square = 0;
    for (uint32_t i = 0; i < n; i++)
        square += all[i].value * all[i].value;
    for (uint32_t i = 0; i < n; i++)
        kept[i] = (struct weight){all[i].term, square > 0 ? all[i].value / sqrtf(square) : 0};
    finder->n_weights[s] = (uint8_t)n;
    arena_rewind(stories->scratch, mark);
    return true;
}

/* The topic nearest to a story, and how near; NONE when none shares a term. */
static uint32_t nearest(struct finder *finder, uint32_t s, float *how)
{
    const struct weight *weights = finder->weights + (size_t)s * MOST_TERMS;
    finder->n_touched = 0;
    for (uint32_t i = 0; i < finder->n_weights[s]; i++) {
        const struct postings *postings = &finder->terms[weights[i].term];
        if (postings->list.count > MOST_POSTINGS)
            continue;
        for (uint32_t k = 0; k < postings->list.count; k++) {
            const struct posting *posting = &postings->list.at[k];
            if (finder->scores[posting->topic] <= 0)
                finder->touched[finder->n_touched++] = posting->topic;
            finder->scores[posting->topic] += weights[i].value * posting->value + 1e-12F;
        }
    }
    uint32_t best = NONE;
    *how = 0;
    for (uint32_t i = 0; i < finder->n_touched; i++) {
        uint32_t topic = finder->touched[i];
        float cosine = finder->squares[topic] > 0 ? finder->scores[topic] / sqrtf(finder->squares[topic]) : 0;
        if (cosine > *how || (cosine == *how && cosine > 0 && best != NONE && topic < best)) {
            *how = cosine;
            best = topic;
        }
        finder->scores[topic] = 0;
    }
    return best;
}

/* Adds a story to a topic's sum, or takes it out (sign −1). */
static bool put(struct finder *finder, uint32_t s, uint32_t topic, float sign)
{
    const struct weight *weights = finder->weights + (size_t)s * MOST_TERMS;
    for (uint32_t i = 0; i < finder->n_weights[s]; i++) {
        struct postings *postings = &finder->terms[weights[i].term];
        uint32_t k = 0;
        while (k < postings->list.count && postings->list.at[k].topic != topic)
            k++;
        if (k == postings->list.count && !list_push(finder->stories->scratch, &postings->list, (struct posting){topic, 0}))
            return false;
        struct posting *posting = &postings->list.at[k];
        float before = posting->value;
        posting->value += sign * weights[i].value;
        finder->squares[topic] += posting->value * posting->value - before * before;
    }
    return true;
}

static bool assign(struct finder *finder, bool again)
{
    struct topics *topics = finder->topics;
    for (uint32_t s = 0; s < finder->stories->list.count; s++) {
        float how;
        if (again && !put(finder, s, topics->of[s], -1))
            return false;
        uint32_t topic = nearest(finder, s, &how);
        if (topic == NONE || how < TOPIC_SHARE)
            topic = again ? topics->of[s] : topics->count++;
        topics->of[s] = topic;
        if (!put(finder, s, topic, 1))
            return false;
    }
    return true;
}

bool topics_find(struct stories *stories, struct topics *topics)
{
    struct arena_mark mark = arena_mark(stories->scratch);
    size_t n = stories->list.count + 1;
    struct finder finder = {.stories = stories, .topics = topics};
    *topics = (struct topics){.of = arena_array(stories->memory, n, sizeof *topics->of)};
    finder.terms = arena_array(stories->scratch, stories->terms.count + 1, sizeof *finder.terms);
    finder.squares = arena_array(stories->scratch, n, sizeof *finder.squares);
    finder.scores = arena_array(stories->scratch, n, sizeof *finder.scores);
    finder.touched = arena_array(stories->scratch, n, sizeof *finder.touched);
    finder.weights = arena_array(stories->scratch, n * MOST_TERMS, sizeof *finder.weights);
    finder.n_weights = arena_array(stories->scratch, n, sizeof *finder.n_weights);
    finder.counts = arena_array(stories->scratch, stories->terms.count + 1, sizeof *finder.counts);
    bool good = !stories->scratch->failed && topics->of != NULL;
    for (uint32_t s = 0; good && s < stories->list.count; s++)
        good = weigh(&finder, s);
    for (uint32_t pass = 0; good && pass < PASSES; pass++)
        good = assign(&finder, pass > 0);
    arena_rewind(stories->scratch, mark);
    return good || error_set(stories->error, DIXIT_NO_MEMORY, 0, "There was no memory to sort %u documents by what they are about.", stories->list.count);
}
