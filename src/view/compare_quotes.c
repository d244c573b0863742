/* SPDX-License-Identifier: Apache-2.0 */
#include "view/compare_quotes.h"

#include <string.h>

enum { MOST_QUOTES = 500, LEAST_WORDS = 3 };

struct search {
    const struct numbered *source, *copy;
    struct comparison *to;
    struct arena *memory;
    struct sequence all;  /* every word of the source */
    uint16_t *votes;      /* scratch: for each place where a quotation could begin, how many of its words stand right */
};

static struct span span_of(const struct numbered *numbered, struct sequence words, uint32_t first, uint32_t last)
{
    return (struct span){numbered->doc->words.at[words.at[first]].at.start, numbered->doc->words.at[words.at[last]].at.end};
}

/* Where the words stand in the source one after the other; *quoted: whether in quotation marks anywhere. NONE for nowhere. */
static uint32_t find_exact(const struct search *search, struct sequence quote, bool *quoted)
{
    uint32_t found = NONE;
    const uint64_t *in_source = search->source->numbers, *in_copy = search->copy->numbers;
    *quoted = false;
    for (uint32_t p = 0; p + quote.count <= search->all.count && !*quoted; p++) {
        uint32_t i = 0;
        while (i < quote.count && in_source[search->all.at[p + i]] == in_copy[quote.at[i]])
            i++;
        if (i < quote.count)
            continue;
        found = found == NONE ? p : found;
        *quoted = search->source->doc->words.at[search->all.at[p]].quote > 0;
    }
    return found;
}

/* The place where most words of the quotation would stand right if it began there. */
static uint32_t find_place(const struct search *search, struct sequence quote)
{
    uint32_t best = 0, count = search->all.count;
    memset(search->votes, 0, ((size_t)count + 1) * sizeof *search->votes);
    for (uint32_t p = 0; p < count; p++)
        for (uint32_t i = 0; i < quote.count && i <= p; i++)
            if (search->source->numbers[search->all.at[p]] == search->copy->numbers[quote.at[i]])
                search->votes[p - i]++;
    for (uint32_t p = 1; p < count; p++)
        if (search->votes[p] > search->votes[best])
            best = p;
    return best;
}

static void compare_quote(struct search *search, struct sequence quote)
{
    bool quoted;
    struct span at = span_of(search->copy, quote, 0, quote.count - 1);
    uint32_t exact = find_exact(search, quote, &quoted);
    if (exact != NONE && quoted)
        return;
    struct difference difference = {exact != NONE ? COMPARE_UNQUOTED : COMPARE_ADDED, {0, 0}, at, NONE, NONE, NONE};
    if (exact != NONE) {
        difference.source = span_of(search->source, search->all, exact, exact + quote.count - 1);
    } else if (search->all.count > 0) {
        uint32_t place = find_place(search, quote), begin = place > 6 ? place - 6 : 0;
        uint32_t length = quote.count + 12, left = search->all.count - begin;
        length = length < left ? length : left;
        length = length < COMPARE_MOST_WORDS ? length : COMPARE_MOST_WORDS;
        struct sequence window = {search->all.at + begin, length};
        struct common common = common_words(search->source, window, search->copy, quote);
        if (common.count * 10 >= quote.count * 6) {
            difference.kind = COMPARE_ALTERED;
            difference.source = span_of(search->source, window, common.first_a, common.last_a);
        }
    }
    (void)list_push(search->memory, &search->to->differences, difference);
}

static bool init(struct search *search)
{
    const struct doc *doc = search->source->doc;
    search->all.at = arena_array(search->memory, (size_t)doc->words.count + 1, sizeof *search->all.at);
    search->votes = arena_array(search->memory, (size_t)doc->words.count + 1, sizeof *search->votes);
    for (uint32_t i = 0; search->all.at != NULL && i < doc->words.count; i++)
        if (search->source->numbers[i] != 0)
            search->all.at[search->all.count++] = i;
    return search->all.at != NULL && search->votes != NULL;
}

/* Puts those of a kind together, each kind in the order of the copy. */
static bool order(struct comparison *to, struct arena *memory)
{
    struct difference *sorted = arena_array(memory, to->differences.count, sizeof *sorted);
    uint32_t count = 0;
    for (int kind = 0; sorted != NULL && kind < COMPARE_KINDS; kind++)
        for (uint32_t i = 0; i < to->differences.count; i++)
            if ((int)to->differences.at[i].kind == kind)
                sorted[count++] = to->differences.at[i];
    if (count > 0)
        memcpy(to->differences.at, sorted, count * sizeof *sorted);
    return sorted != NULL;
}

bool compare_quotes(const struct numbered *source, const struct numbered *copy, struct comparison *to, struct arena *memory)
{
    struct search search = {.source = source, .copy = copy, .to = to, .memory = memory};
    const struct doc *doc = copy->doc;
    struct sequence quote = {arena_array(memory, COMPARE_MOST_WORDS, sizeof *quote.at), 0};
    uint32_t quotes = 0;
    if (quote.at == NULL || !init(&search))
        return false;
    for (uint32_t i = 0; i <= doc->words.count && quotes < MOST_QUOTES; i++) {
        const struct word *word = i < doc->words.count ? &doc->words.at[i] : NULL;
        bool inside = word != NULL && word->quote > 0 && !(word->quote == 1 && (word->flags & (WORD_OPENS | WORD_CLOSES)) != 0);
        if (inside && copy->numbers[i] != 0 && quote.count < COMPARE_MOST_WORDS)
            quote.at[quote.count++] = i;
        if (inside)
            continue;
        if (quote.count >= LEAST_WORDS) {
            compare_quote(&search, quote);
            quotes++;
        }
        quote.count = 0;
    }
    to->cut = to->cut || quotes == MOST_QUOTES;
    return order(to, memory) && !memory->failed;
}
