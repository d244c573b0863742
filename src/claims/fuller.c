/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/fuller.h"

#include "claims/labels.h"

enum { NAMES = 3 }; /* words at most that are put before a surname */

static bool starts_sentence(const struct cast *cast, uint32_t word)
{
    return word == cast->doc->sentences.at[cast_sentence(cast, word)].first;
}

/* The word may be a first name: known as one, or a capitalised word that is nothing else. */
static bool may_precede(const struct cast *cast, uint32_t word, uint32_t surname)
{
    bool plural;
    if (cast_sentence(cast, word) != cast_sentence(cast, surname) || (cast->doc->words.at[surname].flags & WORD_LINE_START) ||
        cast->doc->words.at[word].letters != 2 || cast_title(cast, word) != NULL || cast_same(cast, word, surname))
        return false;
    if (cast_first_name(cast, word))
        return true;
    return !starts_sentence(cast, word) && cast_noun(cast, word, &plural) == 0 && cast_state(cast, word, word, "nap") == NULL &&
           claims_may_be_first(cast, word);
}

static bool same_words(const struct cast *cast, uint32_t a, uint32_t b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!cast_same(cast, a + i, b + i))
            return false;
    return true;
}

uint32_t claims_fuller_name(struct cast *cast, uint32_t first, uint32_t last, uint32_t *end)
{
    const struct doc *doc = cast->doc;
    uint32_t count = last - first + 1;
    char letter = doc->text.at[doc->words.at[first].at.start];
    if (cast->scans == CAST_SCANS)
        return NONE;
    cast->scans++;
    for (uint32_t w = 1; w + count <= doc->words.count; w++) {
        if (doc->text.at[doc->words.at[w].at.start] != letter || w == first || !same_words(cast, w, first, count) || !may_precede(cast, w - 1, w))
            continue;
        uint32_t start = w - 1;
        while (start > 0 && w - start < NAMES && cast_first_name(cast, start - 1) && may_precede(cast, start - 1, start))
            start--;
        *end = w + count - 1;
        return start;
    }
    return NONE;
}

void claims_fill_names(struct cast *cast)
{
    for (uint32_t i = 0; i < cast->figures.count && cast->scans < CAST_SCANS; i++) {
        struct figure *figure = &cast->figures.at[i];
        uint32_t words = 0;
        for (uint32_t w = figure->first; w <= figure->last && figure->first <= figure->last; w++)
            words += cast_lettered(cast, w);
        bool hyphen = words == 2 && cast_is(cast, figure->first + 1, "-");
        if (figure->kind != DIXIT_ACTOR_PERSON || (words != 1 && !hyphen) || (words == 1 && cast_first_name(cast, figure->first)))
            continue;
        uint32_t end, start = claims_fuller_name(cast, figure->first, figure->last, &end);
        if (start == NONE)
            continue;
        figure->first = start;
        figure->last = end;
        figure->name = cast_name(cast, start, end);
    }
}
