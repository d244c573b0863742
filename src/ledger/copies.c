/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/copies.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/credits.h"

enum {
    RUN = 3,          /* words of a shingle */
    LONGEST_RUN = 30, /* words of one run that count */
    LEAST_WORDS = 60, /* a shorter story counts as one of so many words */
    LEAST_SHARED = 6, /* shingles that make a candidate */
    ROUNDS = 2,
    MOST_IN_ONE = 24, /* stories with one shingle that are all paired; of more, each with the next only */
};
#define COPY_SHARE 0.149
#define EVIDENT_SHARE 0.4

struct shingle {
    uint64_t hash;
    uint32_t story, position;
};

struct pair {
    uint64_t key; /* (a + 1) << 32 | b */
    uint32_t shared;
};

struct run {
    uint32_t at, other, length; /* in tokens of the shorter and the longer story */
    float own;                  /* words that count: 1 outside quotation marks, half inside */
};

struct finder {
    struct stories *stories;
    struct copies *copies;
    struct shingle *shingles; /* by hash, then story; one of each hash a story */
    uint32_t n_shingles;
    struct pair *pairs;       /* hash table */
    uint32_t pair_mask, n_pairs;
    uint32_t *parent;         /* families under way */
    float *weights;           /* (2 / n)^1.5 */
};

enum { WEIGHTS = 64 };

const char *copy_kind_name(enum copy_kind kind)
{
    static const char *const names[] = {"same", "shortened", "rewritten"};
    return names[kind];
}

static uint64_t shingle_hash(const struct token *token)
{
    uint64_t h = token[0].word;
    for (uint32_t i = 1; i < RUN; i++)
        h = (h ^ token[i].word) * 0x9E3779B97F4A7C15ULL + (h >> 29);
    return h ^ h >> 31;
}

static int by_hash(const void *a, const void *b)
{
    const struct shingle *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->story != y->story)
        return x->story < y->story ? -1 : 1;
    return x->position < y->position ? -1 : x->position > y->position;
}

static bool gather(struct finder *finder)
{
    const struct stories *stories = finder->stories;
    size_t total = 0;
    for (uint32_t s = 0; s < stories->list.count; s++)
        total += stories->list.at[s].count;
    finder->shingles = arena_array(stories->scratch, total + 1, sizeof *finder->shingles);
    if (finder->shingles == NULL)
        return false;
    uint32_t n = 0;
    for (uint32_t s = 0; s < stories->list.count; s++)
        for (uint32_t i = 0; i + RUN <= stories->list.at[s].count; i++)
            finder->shingles[n++] = (struct shingle){shingle_hash(stories->list.at[s].tokens + i), s, i};
    qsort(finder->shingles, n, sizeof *finder->shingles, by_hash);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || finder->shingles[i].hash != finder->shingles[i - 1].hash || finder->shingles[i].story != finder->shingles[i - 1].story)
            finder->shingles[kept++] = finder->shingles[i];
    finder->n_shingles = kept;
    return true;
}

/* ---- candidates ---- */

static bool count_pair(struct finder *finder, uint32_t a, uint32_t b)
{
    if ((uint64_t)finder->n_pairs * 2 >= (uint64_t)finder->pair_mask + (finder->pairs != NULL)) {
        uint32_t slots = finder->pairs == NULL ? 1024 : 2 * (finder->pair_mask + 1);
        struct pair *made = arena_array(finder->stories->scratch, slots, sizeof *made);
        if (made == NULL)
            return false;
        for (uint32_t i = 0; finder->pairs != NULL && i <= finder->pair_mask; i++) {
            if (finder->pairs[i].key == 0)
                continue;
            uint64_t at = (finder->pairs[i].key * 0x9E3779B97F4A7C15ULL >> 20) & (slots - 1);
            while (made[at].key != 0)
                at = (at + 1) & (slots - 1);
            made[at] = finder->pairs[i];
        }
        finder->pairs = made;
        finder->pair_mask = slots - 1;
    }
    assert(finder->pairs != NULL);
    uint64_t key = (uint64_t)(a + 1) << 32 | b, at = (key * 0x9E3779B97F4A7C15ULL >> 20) & finder->pair_mask;
    while (finder->pairs[at].key != 0 && finder->pairs[at].key != key)
        at = (at + 1) & finder->pair_mask;
    finder->n_pairs += finder->pairs[at].key == 0;
    finder->pairs[at].key = key;
    finder->pairs[at].shared++;
    return true;
}

static bool find_candidates(struct finder *finder)
{
    for (uint32_t i = 0; i < finder->n_shingles;) {
        uint32_t end = i + 1;
        while (end < finder->n_shingles && finder->shingles[end].hash == finder->shingles[i].hash)
            end++;
        for (uint32_t a = i; a < end; a++)
            for (uint32_t b = a + 1; b < end && (end - i <= MOST_IN_ONE || b == a + 1); b++)
                if (!count_pair(finder, finder->shingles[a].story, finder->shingles[b].story))
                    return false;
        i = end;
    }
    return true;
}

/* ---- families ---- */

static uint32_t family_of(struct finder *finder, uint32_t story)
{
    while (finder->parent[story] != story)
        story = finder->parent[story] = finder->parent[finder->parent[story]];
    return story;
}

static void join_families(struct finder *finder, uint32_t a, uint32_t b)
{
    a = family_of(finder, a);
    b = family_of(finder, b);
    finder->parent[a < b ? b : a] = a < b ? a : b;
}

/* In how many families a shingle occurs, at most WEIGHTS; 0 when it is not there. */
static uint32_t count_families(struct finder *finder, uint64_t hash)
{
    uint32_t low = 0, high = finder->n_shingles, seen[WEIGHTS], n = 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (finder->shingles[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < finder->n_shingles && finder->shingles[low].hash == hash && n < WEIGHTS; low++) {
        uint32_t family = family_of(finder, finder->shingles[low].story);
        bool known = false;
        for (uint32_t i = 0; i < n && !known; i++)
            known = seen[i] == family;
        if (!known)
            seen[n++] = family;
    }
    return n;
}

/* ---- one pair ---- */

/* The first place of each shingle of a story, by open addressing; then its later ones. */
struct places {
    uint32_t *slots, *next;
    uint32_t mask;
};

static bool place(struct stories *stories, const struct story *story, struct places *places)
{
    uint32_t slots = 16;
    while (slots < story->count * 2)
        slots *= 2;
    places->slots = arena_array(stories->scratch, slots, sizeof *places->slots);
    places->next = arena_array(stories->scratch, story->count + 1, sizeof *places->next);
    places->mask = slots - 1;
    if (places->slots == NULL || places->next == NULL)
        return false;
    for (uint32_t i = story->count; i-- > 0;) {
        if (i + RUN > story->count)
            continue;
        uint32_t at = (uint32_t)(shingle_hash(story->tokens + i) >> 7) & places->mask;
        places->next[i] = places->slots[at];
        places->slots[at] = i + 1;
    }
    return true;
}

static struct run longest_at(const struct story *shorter, const struct story *longer, const struct places *places, uint32_t i)
{
    struct run best = {.at = i};
    uint32_t tries = 0;
    for (uint32_t k = places->slots[(uint32_t)(shingle_hash(shorter->tokens + i) >> 7) & places->mask]; k != 0 && tries < 32; k = places->next[k - 1], tries++) {
        uint32_t n = 0;
        while (i + n < shorter->count && k - 1 + n < longer->count && shorter->tokens[i + n].word == longer->tokens[k - 1 + n].word)
            n++;
        if (n >= RUN && n > best.length) {
            best.length = n;
            best.other = k - 1;
        }
    }
    for (uint32_t n = 0; n < best.length; n++)
        best.own += (shorter->tokens[i + n].flags | longer->tokens[best.other + n].flags) & TOKEN_QUOTED ? 0.5F : 1.0F;
    return best;
}

struct compared {
    float share, plain;   /* with and without regard to what others share */
    uint32_t runs, words; /* words in runs */
    struct run longest;
};

static bool compare(struct finder *finder, const struct story *shorter, const struct story *longer, bool families, struct compared *out)
{
    struct stories *stories = finder->stories;
    struct arena_mark mark = arena_mark(stories->scratch);
    struct places places;
    *out = (struct compared){0};
    if (!place(stories, longer, &places))
        return false;
    float sum = 0;
    for (uint32_t i = 0; i + RUN <= shorter->count;) {
        struct run run = longest_at(shorter, longer, &places, i);
        if (run.length == 0) {
            i++;
            continue;
        }
        float weight = 1, total = 0;
        if (families) {
            for (uint32_t k = i; k + RUN <= i + run.length; k++) {
                uint32_t n = count_families(finder, shingle_hash(shorter->tokens + k));
                total += finder->weights[n < WEIGHTS ? n : WEIGHTS - 1];
            }
            weight = total / (float)(run.length - RUN + 1);
        }
        float counts = run.own * weight;
        bool most = run.length * 2 > shorter->count; /* no quotation in a story of its own */
        sum += most || counts < LONGEST_RUN ? counts : LONGEST_RUN;
        out->words += run.length;
        out->runs++;
        if (run.length > out->longest.length)
            out->longest = run;
        i += run.length;
    }
    uint32_t base = shorter->count > LEAST_WORDS ? shorter->count : LEAST_WORDS;
    out->plain = sum / (float)base;
    out->share = out->plain * sqrtf(sqrtf((float)shorter->count / (float)(longer->count > 0 ? longer->count : 1)));
    arena_rewind(stories->scratch, mark);
    return true;
}

/* Two texts of a line or two: nearly the same words, and as many. */
static bool is_same_line(const struct story *shorter, const struct story *longer, const struct compared *compared)
{
    return longer->count <= LEAST_WORDS && compared->words * 10 >= shorter->count * 9 && shorter->count * 10 >= longer->count * 9;
}

static struct span span_of_run(const struct story *story, uint32_t first, uint32_t length)
{
    const struct token *last = &story->tokens[first + length - 1];
    return (struct span){story->tokens[first].start, last->start + last->length};
}

static bool credits_outlet(const struct story *story, struct str outlet)
{
    for (uint32_t i = 0; outlet.length > 0 && i < story->credits.count; i++)
        if (story->credits.at[i].holds && credits_same(story->credits.at[i].outlet, outlet))
            return true;
    return false;
}

/* A credit tells first, then the day or time, then the length: what is cut down comes after what it was cut from. */
static uint32_t origin_of(const struct stories *stories, uint32_t a, uint32_t b, const struct compared *compared)
{
    const struct story *x = &stories->list.at[a], *y = &stories->list.at[b];
    bool x_credits = credits_outlet(x, y->outlet), y_credits = credits_outlet(y, x->outlet);
    if (x_credits != y_credits)
        return x_credits ? b : a;
    if (x->published.length > 0 && y->published.length > 0) {
        size_t n = x->published.length < y->published.length ? x->published.length : y->published.length;
        int order = memcmp(x->published.at, y->published.at, n);
        if (order != 0)
            return order < 0 ? a : b;
    }
    uint32_t shorter = x->count < y->count ? x->count : y->count;
    if (compared->words * 10 >= shorter * 8 && x->count != y->count)
        return x->count > y->count ? a : b;
    return NONE;
}

static bool add_copy(struct finder *finder, uint32_t a, uint32_t b, bool a_shorter, const struct compared *compared)
{
    struct stories *stories = finder->stories;
    const struct story *x = &stories->list.at[a], *y = &stories->list.at[b];
    struct copy copy = {.a = a, .b = b, .share = compared->share, .kind = COPY_REWRITTEN};
    uint32_t shorter = x->count < y->count ? x->count : y->count, longer = x->count < y->count ? y->count : x->count;
    if (compared->words * 20 >= shorter * 19)
        copy.kind = longer * 20 <= shorter * 22 ? COPY_SAME : COPY_SHORTENED;
    copy.from = origin_of(stories, a, b, compared);
    const struct run *run = &compared->longest;
    copy.in_a = span_of_run(x, a_shorter ? run->at : run->other, run->length);
    copy.in_b = span_of_run(y, a_shorter ? run->other : run->at, run->length);
    return list_push(stories->memory, &finder->copies->pairs, copy);
}

static int by_stories(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

/* One round over the candidates: the evident copies make the families, or, when these are made, the copies are found. */
static bool round_over(struct finder *finder, const struct pair *pairs, uint32_t count, bool families)
{
    struct stories *stories = finder->stories;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t a = (uint32_t)(pairs[i].key >> 32) - 1, b = (uint32_t)pairs[i].key;
        const struct story *x = &stories->list.at[a], *y = &stories->list.at[b];
        bool a_shorter = x->count <= y->count;
        struct compared compared;
        if (!compare(finder, a_shorter ? x : y, a_shorter ? y : x, families, &compared))
            return false;
        if (!families && (double)compared.plain > EVIDENT_SHARE)
            join_families(finder, a, b);
        bool line = is_same_line(a_shorter ? x : y, a_shorter ? y : x, &compared);
        if (families && (line || (double)compared.share > COPY_SHARE) && compared.longest.length > 0 && !add_copy(finder, a, b, a_shorter, &compared))
            return false;
    }
    return true;
}

static bool run(struct finder *finder)
{
    struct stories *stories = finder->stories;
    uint32_t count = 0;
    finder->parent = arena_array(stories->scratch, stories->list.count + 1, sizeof *finder->parent);
    finder->weights = arena_array(stories->scratch, WEIGHTS, sizeof *finder->weights);
    finder->copies->family = arena_array(stories->memory, stories->list.count + 1, sizeof *finder->copies->family);
    if (finder->parent == NULL || finder->weights == NULL || finder->copies->family == NULL || !gather(finder) || !find_candidates(finder))
        return false;
    for (uint32_t i = 0; i < WEIGHTS; i++) {
        double w = 2.0 / (i < 2 ? 2 : i);
        finder->weights[i] = (float)(w * sqrt(w));
    }
    for (uint32_t i = 0; i < stories->list.count; i++)
        finder->parent[i] = i;
    for (uint32_t i = 0; finder->pairs != NULL && i <= finder->pair_mask; i++)
        if (finder->pairs[i].key != 0 && finder->pairs[i].shared >= LEAST_SHARED)
            finder->pairs[count++] = finder->pairs[i];
    if (count > 0)
        qsort(finder->pairs, count, sizeof *finder->pairs, by_stories);
    for (uint32_t round = 0; round <= ROUNDS; round++) { /* what is found makes families for the next round */
        finder->copies->pairs.count = 0;
        if (!round_over(finder, finder->pairs, count, round > 0))
            return false;
        for (uint32_t i = 0; i < finder->copies->pairs.count; i++)
            join_families(finder, finder->copies->pairs.at[i].a, finder->copies->pairs.at[i].b);
    }
    for (uint32_t i = 0; i < stories->list.count; i++)
        finder->copies->family[i] = family_of(finder, i);
    return true;
}

bool copies_find(struct stories *stories, struct copies *copies)
{
    struct arena_mark mark = arena_mark(stories->scratch);
    struct finder finder = {.stories = stories, .copies = copies};
    *copies = (struct copies){0};
    bool good = run(&finder);
    arena_rewind(stories->scratch, mark);
    return good || error_set(stories->error, DIXIT_NO_MEMORY, 0, "There was no memory to compare the texts of %u documents.", stories->list.count);
}
