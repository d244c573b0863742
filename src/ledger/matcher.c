/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/matcher.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/data_matcher.h"
#include "ledger/terms.h"
#include "text/fold.h"
#include "text/utf8.h"
#include "text/words.h"

enum { GRAM = 4 };
#define K1 1.2F
#define B 0.75F

/* A text at hand: its content terms, each once. */
struct query {
    struct story story;
    LIST(uint32_t) terms;
    float *rarity;  /* of each term of the stories; 0 for one that the text has not */
    float total;
    uint32_t names; /* terms written with a capital */
    bool denied;
};

/* What one side of a claim has in common with the text. */
struct side {
    float bm25, shared, total;
    uint32_t pairs; /* runs of two content words */
};

static bool no_memory(struct matcher *matcher)
{
    return error_set(matcher->stories->error, DIXIT_NO_MEMORY, 0, "There was no memory to look for what a text repeats.");
}

/* A line for each hidden unit: the weights of the numbers, its bias, its weight in the sum. */
static void read_weights(struct matcher *matcher)
{
    uint32_t h = 0;
    for (size_t i = 0; i < sizeof data_matcher / sizeof *data_matcher && h < MATCH_HIDDEN; i++) {
        if (data_matcher[i][0] == '#')
            continue;
        char *at = NULL;
        const char *from = data_matcher[i];
        for (uint32_t k = 0; k <= MATCH_NUMBERS; k++, from = at)
            matcher->hidden[k][h] = (float)strtol(from, &at, 10) / 10000.0F;
        matcher->out[h++] = (float)strtol(from, &at, 10) / 10000.0F;
    }
}

bool matcher_init(struct matcher *matcher, struct stories *stories)
{
    *matcher = (struct matcher){.stories = stories};
    matcher->gram_claims = arena_array(stories->memory, MATCH_GRAMS, sizeof *matcher->gram_claims);
    matcher->gram_query = arena_array(stories->memory, MATCH_GRAMS, sizeof *matcher->gram_query);
    read_weights(matcher);
    return (matcher->gram_claims != NULL && matcher->gram_query != NULL) || no_memory(matcher);
}

static float rarity(const struct matcher *matcher, uint32_t in)
{
    return stories_rarity(matcher->claims.count, in);
}

/* ---- texts ---- */

/* Cuts a text into tokens, which live in stories->memory. */
static bool cut(struct matcher *matcher, struct str text, struct story *story)
{
    struct stories *stories = matcher->stories;
    struct arena memory;
    arena_init(&memory, 0);
    struct doc doc = {.memory = &memory};
    struct job job = {.doc = &doc, .scratch = stories->scratch, .error = stories->error};
    bool good = text_clean_utf8(&doc, text.at, text.length, stories->error);
    doc.body.end = (uint32_t)doc.text.length;
    good = good && text_split_words(&job) && terms_cut(stories, &doc, story);
    arena_release(&memory);
    return good;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static bool cut_grams(struct arena *memory, struct str text, struct grams *grams)
{
    struct buf folded;
    buf_init(&folded, 0);
    fold_words(text, &folded);
    *grams = (struct grams){.at = arena_array(memory, folded.length + 1, sizeof *grams->at), .weight = arena_array(memory, folded.length + 1, sizeof *grams->weight)};
    bool good = !folded.failed && grams->at != NULL && grams->weight != NULL;
    uint32_t n = 0;
    for (size_t i = 0; good && i + GRAM <= folded.length; i++) {
        uint32_t hash = 2166136261U;
        for (size_t k = 0; k < GRAM; k++)
            hash = (hash ^ (uint8_t)folded.at[i + k]) * 16777619U;
        grams->at[n++] = (hash ^ hash >> 16) & (MATCH_GRAMS - 1);
    }
    if (n > 0)
        qsort(grams->at, n, sizeof *grams->at, by_number);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && grams->at[end] == grams->at[i]; end++)
            ;
        grams->weight[grams->count] = 1 + stories_rarity(2 * (end - i), 1) - stories_rarity(2, 1);
        grams->at[grams->count++] = grams->at[i];
    }
    buf_release(&folded);
    return good;
}

bool matcher_add(struct matcher *matcher, struct str id, struct str title, struct str words)
{
    struct stories *stories = matcher->stories;
    struct known_claim claim = {.id = {arena_copy(stories->memory, id.at, id.length), id.length}};
    struct story story = {0};
    struct buf both;
    buf_init(&both, 0);
    buf_add(&both, title.at, title.length);
    buf_add_char(&both, '\n');
    buf_add(&both, words.at, words.length);
    struct str text = {both.at, both.length};
    bool good = claim.id.at != NULL && !both.failed && cut(matcher, text, &story) && cut_grams(stories->memory, title, &claim.grams[0]) &&
                cut_grams(stories->memory, words, &claim.grams[1]) && cut_grams(stories->memory, text, &claim.grams[2]);
    claim.title = story_token_at(&story, (uint32_t)title.length);
    for (uint32_t i = 0; good && i < claim.grams[2].count; i++)
        matcher->gram_claims[claim.grams[2].at[i]]++;
    buf_release(&both);
    matcher->average += (float)story.count;
    return (good && list_push(stories->memory, &matcher->claims, claim) && list_push(stories->memory, &stories->list, story)) || no_memory(matcher);
}

static void measure_grams(const struct matcher *matcher, struct grams *grams)
{
    float square = 0;
    for (uint32_t i = 0; i < grams->count; i++) {
        float weight = grams->weight[i] * rarity(matcher, matcher->gram_claims[grams->at[i]]);
        square += weight * weight;
    }
    grams->length = sqrtf(square);
}

bool matcher_close(struct matcher *matcher)
{
    if (matcher->claims.count > 0)
        matcher->average /= (float)matcher->claims.count;
    for (uint32_t i = 0; i < matcher->claims.count; i++)
        for (uint32_t k = 0; k < 3; k++)
            measure_grams(matcher, &matcher->claims.at[i].grams[k]);
    return true;
}

/* ---- one text ---- */

static bool is_content(const struct matcher *matcher, uint32_t term)
{
    return !(matcher->stories->terms.at[term].flags & (TERM_STOP | TERM_NEGATION));
}

/* The text's tokens must not count among those of the claims. */
static void forget(struct matcher *matcher, const struct story *story)
{
    for (uint32_t i = 0; i < story->count; i++) {
        struct term *term = &matcher->stories->terms.at[story->tokens[i].term];
        if (term->last == matcher->stories->list.count) {
            term->last = NONE;
            term->stories--;
        }
    }
}

static bool take_query(struct matcher *matcher, struct str text, struct query *query, struct grams *grams)
{
    struct arena *scratch = matcher->stories->scratch;
    if (!cut(matcher, text, &query->story) || !cut_grams(scratch, text, grams))
        return false;
    forget(matcher, &query->story);
    query->rarity = arena_array(scratch, (size_t)matcher->stories->terms.count + 1, sizeof *query->rarity);
    if (query->rarity == NULL)
        return false;
    for (uint32_t i = 0; i < query->story.count; i++) {
        const struct token *token = &query->story.tokens[i];
        query->denied = query->denied || (matcher->stories->terms.at[token->term].flags & TERM_NEGATION);
        if (!is_content(matcher, token->term) || query->rarity[token->term] > 0)
            continue;
        query->rarity[token->term] = rarity(matcher, matcher->stories->terms.at[token->term].stories);
        query->total += query->rarity[token->term];
        query->names += (token->flags & TOKEN_CAPITAL) != 0;
        if (!list_push(scratch, &query->terms, token->term))
            return false;
    }
    measure_grams(matcher, grams);
    for (uint32_t i = 0; i < grams->count; i++) {
        float weight = rarity(matcher, matcher->gram_claims[grams->at[i]]);
        matcher->gram_query[grams->at[i]] = grams->weight[i] * weight * weight;
    }
    return true;
}

static float saturate(const struct matcher *matcher, uint32_t times, uint32_t length)
{
    float n = (float)times, scale = matcher->average > 0 ? (float)length / matcher->average : 1;
    return n * (K1 + 1) / (n + K1 * (1 - B + B * scale));
}

/* Do two content terms stand in a row in the text? Only stop words are passed over. */
static bool has_pair(const struct matcher *matcher, const struct story *story, uint32_t a, uint32_t b)
{
    uint32_t last = NONE;
    for (uint32_t i = 0; i < story->count; i++) {
        uint32_t term = story->tokens[i].term;
        if (!is_content(matcher, term))
            continue;
        if (last == a && term == b)
            return true;
        last = term;
    }
    return false;
}

/* Compares tokens `first` to `end` of a claim with the text. */
static struct side compare_side(const struct matcher *matcher, const struct query *query, const struct token *tokens, uint32_t first, uint32_t end, bool pairs)
{
    struct side side = {0};
    uint32_t last = NONE;
    for (uint32_t i = first; i < end; i++) {
        uint32_t term = tokens[i].term, times = 1;
        bool seen = false;
        if (!is_content(matcher, term))
            continue;
        if (pairs && last != NONE && query->rarity[last] > 0 && query->rarity[term] > 0)
            side.pairs += has_pair(matcher, &query->story, last, term);
        last = term;
        if (!pairs && query->rarity[term] <= 0)
            continue; /* only BM25 is wanted */
        for (uint32_t k = first; k < i && !seen; k++)
            seen = tokens[k].term == term;
        if (seen)
            continue;
        for (uint32_t k = i + 1; k < end; k++)
            times += tokens[k].term == term;
        side.total += pairs ? rarity(matcher, matcher->stories->terms.at[term].stories) : 0;
        side.shared += query->rarity[term];
        side.bm25 += query->rarity[term] * saturate(matcher, times, end - first);
    }
    return side;
}

static float share(float part, float whole)
{
    return whole > 0 ? part / whole : 0;
}

static void put_side(const struct query *query, const struct side *side, float *numbers)
{
    numbers[0] = side->bm25 / 20;
    numbers[1] = share(side->shared, query->total);
    numbers[2] = share(side->shared, side->total);
    numbers[3] = share(side->shared, sqrtf(side->total * query->total));
    numbers[4] = (float)side->pairs / 5;
}

/* Figures, names and negation. */
static void put_marks(const struct matcher *matcher, const struct query *query, const struct story *claim, float *numbers)
{
    uint32_t common = 0, other = 0, own = 0, names = 0, other_names = 0;
    bool denied = false;
    for (uint32_t i = 0; i < query->terms.count; i++)
        own += (matcher->stories->terms.at[query->terms.at[i]].flags & TERM_FIGURE) != 0;
    for (uint32_t i = 0; i < claim->count; i++) {
        uint32_t term = claim->tokens[i].term;
        uint8_t flags = matcher->stories->terms.at[term].flags;
        denied = denied || (flags & TERM_NEGATION);
        if (!is_content(matcher, term))
            continue;
        bool here = query->rarity[term] > 0;
        common += (flags & TERM_FIGURE) && here;
        other += (flags & TERM_FIGURE) && !here;
        names += (claim->tokens[i].flags & TOKEN_CAPITAL) && here;
        other_names += (claim->tokens[i].flags & TOKEN_CAPITAL) && !here;
    }
    numbers[0] = common > 0;
    numbers[1] = common == 0 && other > 0 && own > 0;
    numbers[2] = other > 0;
    numbers[3] = (float)names / 3;
    numbers[4] = (float)other_names / 3;
    numbers[5] = denied != query->denied;
}

static float score(const struct matcher *matcher, const float *numbers)
{
    float sum = 0;
    for (uint32_t h = 0; h < MATCH_HIDDEN; h++) {
        float x = matcher->hidden[MATCH_NUMBERS][h];
        for (uint32_t k = 0; k < MATCH_NUMBERS; k++)
            x += matcher->hidden[k][h] * numbers[k];
        sum += matcher->out[h] * x / (1 + fabsf(x));
    }
    return sum;
}

static float cosine(const struct matcher *matcher, const struct grams *claim, const struct grams *query)
{
    float product = 0;
    for (uint32_t i = 0; i < claim->count; i++)
        product += claim->weight[i] * matcher->gram_query[claim->at[i]];
    return share(product, claim->length * query->length);
}

static void fill_match(const struct matcher *matcher, const struct query *query, const struct grams *grams, struct match *match)
{
    const struct known_claim *claim = &matcher->claims.at[match->claim];
    const struct story *story = &matcher->stories->list.at[match->claim];
    struct side title = compare_side(matcher, query, story->tokens, 0, claim->title, true);
    struct side words = compare_side(matcher, query, story->tokens, claim->title, story->count, true);
    struct side both = compare_side(matcher, query, story->tokens, 0, story->count, true);
    float *numbers = match->numbers;
    put_side(query, &title, numbers);
    put_side(query, &words, numbers + 5);
    put_side(query, &both, numbers + 10);
    put_marks(matcher, query, story, numbers + 15);
    for (uint32_t k = 0; k < 3; k++)
        numbers[21 + k] = cosine(matcher, &claim->grams[k], grams);
    numbers[24] = stories_rarity(story->count - claim->title, 1) / 4;
    numbers[25] = stories_rarity(query->terms.count, 1) / 4;
}

/* BM25 of title, words and both, and the cosines, as shares of the best among the candidates. */
static void compare_with_best(struct matches *matches)
{
    static const uint8_t of[] = {0, 5, 10, 21, 22, 23};
    for (uint32_t k = 0; k < sizeof of; k++) {
        float best = 0;
        for (uint32_t i = 0; i < matches->count; i++)
            best = matches->at[i].numbers[of[k]] > best ? matches->at[i].numbers[of[k]] : best;
        for (uint32_t i = 0; i < matches->count; i++)
            matches->at[i].numbers[MATCH_NUMBERS - sizeof of + k] = share(matches->at[i].numbers[of[k]], best);
    }
}

static int by_score(const void *a, const void *b)
{
    const struct match *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->claim < y->claim ? -1 : x->claim > y->claim;
}

/* Keeps the best MATCH_MOST, in order, by moving the lesser ones down. */
static void keep(struct matches *matches, uint32_t claim, float value)
{
    uint32_t at = matches->count;
    while (at > 0 && matches->at[at - 1].score < value)
        at--;
    if (at == MATCH_MOST)
        return;
    uint32_t last = matches->count < MATCH_MOST ? matches->count : MATCH_MOST - 1;
    memmove(matches->at + at + 1, matches->at + at, (last - at) * sizeof *matches->at);
    matches->at[at] = (struct match){.claim = claim, .score = value};
    matches->count = last + 1;
}

bool matcher_find(struct matcher *matcher, struct str text, struct matches *matches)
{
    struct arena_mark mark = arena_mark(matcher->stories->scratch);
    struct query query = {0};
    struct grams grams = {0};
    matches->count = 0;
    bool good = take_query(matcher, text, &query, &grams);
    for (uint32_t i = 0; good && i < matcher->claims.count; i++) {
        const struct story *story = &matcher->stories->list.at[i];
        struct side both = compare_side(matcher, &query, story->tokens, 0, story->count, false);
        struct side words = both.bm25 > 0 ? compare_side(matcher, &query, story->tokens, matcher->claims.at[i].title, story->count, false) : both;
        if (both.bm25 > 0)
            keep(matches, i, both.bm25 + 1.5F * words.bm25);
    }
    for (uint32_t i = 0; i < matches->count; i++)
        fill_match(matcher, &query, &grams, &matches->at[i]);
    compare_with_best(matches);
    for (uint32_t i = 0; i < matches->count; i++)
        matches->at[i].score = score(matcher, matches->at[i].numbers);
    if (matches->count > 0)
        qsort(matches->at, matches->count, sizeof *matches->at, by_score);
    for (uint32_t i = 0; i < grams.count; i++)
        matcher->gram_query[grams.at[i]] = 0;
    arena_rewind(matcher->stories->scratch, mark);
    return good || no_memory(matcher);
}
