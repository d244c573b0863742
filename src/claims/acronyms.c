/* SPDX-License-Identifier: Apache-2.0 */
/* The letters are matched as in A. Schwartz and M. Hearst, A simple algorithm for identifying abbreviation definitions (PSB 2003), but only at
 * the starts of words. */
#include "claims/acronyms.h"

#include <stdlib.h>
#include <string.h>

enum { LETTERS = 8, WORDS = 12, DISTINCT = 32 };

static const char small[] = " of and for the on in to de la del du des & - ' s ’ ";

static char upper_of(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

/* Whether letters at … of the acronym begin words w … last in turn. */
static bool fits(const struct cast *cast, struct str letters, size_t at, uint32_t w, uint32_t last)
{
    while (w <= last && !cast_lettered(cast, w))
        w++;
    if (w > last)
        return at == letters.length;
    struct str own = cast_text(cast, w, w);
    if (at < letters.length && upper_of(own.at[0]) == upper_of(letters.at[at])) {
        if (fits(cast, letters, at + 1, w + 1, last))
            return true;
        if (cast->doc->words.at[w].letters == 3 && own.length <= letters.length - at && memcmp(own.at, letters.at + at, own.length) == 0 &&
            fits(cast, letters, at + own.length, w + 1, last))
            return true;
    }
    return cast_in(cast, w, small) && fits(cast, letters, at, w + 1, last);
}

bool claims_acronym_of(const struct cast *cast, uint32_t acronym, uint32_t first, uint32_t last)
{
    struct str letters = cast_text(cast, acronym, acronym);
    if (letters.length < 2 || letters.length > LETTERS || first >= last || last - first >= WORDS || cast_in(cast, first, small))
        return false;
    for (size_t i = 0; i < letters.length; i++)
        if (!((letters.at[i] | 0x20) >= 'a' && (letters.at[i] | 0x20) <= 'z'))
            return false;
    return fits(cast, letters, 0, first, last);
}

/* Adds a name, and puts out those that it meets. */
static void add(const struct cast *cast, struct labels *labels, uint32_t first, uint32_t last)
{
    bool known = false;
    uint32_t low = 0, high = labels->sorted;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (labels->at[middle].last < first)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t i = low; i < labels->sorted && labels->at[i].first <= last; i++) {
        struct labelled *name = &labels->at[i];
        if (name->kind != DIXIT_ACTOR_KINDS && name->first == first && name->last == last)
            known = name->kind != DIXIT_ACTOR_PERSON;
        if (!known)
            name->kind = DIXIT_ACTOR_KINDS;
    }
    (void)cast;
    if (!known && labels->count < labels->sorted + CLAIMS_LONG_FORMS)
        labels->at[labels->count++] = (struct labelled){first, last, DIXIT_ACTOR_ORGANISATION, false};
}

/* "Kelduria Salt Board (KSB)": the bracket at `open`. */
static bool before_bracket(const struct cast *cast, struct labels *labels, uint32_t open)
{
    uint32_t acronym = open + 1, sentence = cast_sentence(cast, open);
    struct str letters = cast_text(cast, acronym, acronym);
    uint8_t shape = cast->doc->words.at[acronym].letters;
    if (!cast_is(cast, open + 2, ")") || (shape != 3 && shape != 4) || letters.length < 2 || letters.length > LETTERS)
        return false;
    for (uint32_t first = open - 1; first > 0 && open - first < WORDS && cast_sentence(cast, first) == sentence; first--) {
        if (!cast_capital(cast, first) || !claims_acronym_of(cast, acronym, first, open - 1))
            continue;
        add(cast, labels, first, open - 1);
        add(cast, labels, acronym, acronym);
        return true;
    }
    return false;
}

/* The last word of a run of capitalised words from `first` on that the acronym stands for; NONE. */
static uint32_t run_end(const struct cast *cast, uint32_t acronym, uint32_t first)
{
    const struct word *words = cast->doc->words.at;
    uint32_t last = first;
    for (uint32_t w = first + 1; w < cast->doc->words.count && w < first + WORDS && cast_sentence(cast, w) == cast_sentence(cast, first); w++) {
        bool capital = cast_capital(cast, w) && words[w].letters != 6;
        if (!capital && !cast_in(cast, w, small))
            break;
        if (capital)
            last = w;
    }
    return last > first && claims_acronym_of(cast, acronym, first, last) ? last : NONE;
}

/* The words in which a long form may begin: a capitalised word after one that is not. */
static bool may_begin(const struct cast *cast, const struct labels *labels, uint32_t w)
{
    if (!cast_capital(cast, w) || labels->headline[cast_sentence(cast, w)])
        return false;
    return w == 0 || !cast_capital(cast, w - 1) || cast_sentence(cast, w - 1) != cast_sentence(cast, w);
}

/* The acronyms labelled as bodies, each once. */
static uint32_t gather(const struct cast *cast, const struct labels *labels, uint32_t found[DISTINCT])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < labels->count && count < DISTINCT; i++) {
        const struct labelled *name = &labels->at[i];
        if (name->kind != DIXIT_ACTOR_ORGANISATION || name->first != name->last || cast->doc->words.at[name->first].letters != 3 ||
            cast_text(cast, name->first, name->first).length < 3)
            continue;
        bool known = false;
        for (uint32_t k = 0; k < count && !known; k++)
            known = cast_same(cast, found[k], name->first);
        if (!known)
            found[count++] = name->first;
    }
    return count;
}

static int by_first(const void *a, const void *b)
{
    const struct labelled *x = a, *y = b;
    return x->first < y->first ? -1 : x->first > y->first;
}

void claims_find_long_forms(const struct cast *cast, struct labels *labels)
{
    uint32_t acronyms[DISTINCT], words = cast->doc->words.count;
    labels->sorted = labels->count;
    for (uint32_t w = 2; w + 2 < words; w++)
        if (cast_is(cast, w, "("))
            before_bracket(cast, labels, w);
    uint32_t count = gather(cast, labels, acronyms);
    for (uint32_t w = 0; w + 1 < words && count > 0; w++) {
        if (!may_begin(cast, labels, w))
            continue;
        for (uint32_t k = 0; k < count; k++) {
            char letter = upper_of(cast->doc->text.at[cast->doc->words.at[w].at.start]);
            uint32_t last = letter == upper_of(cast_text(cast, acronyms[k], acronyms[k]).at[0]) ? run_end(cast, acronyms[k], w) : NONE;
            if (last == NONE)
                continue;
            add(cast, labels, w, last);
            acronyms[k] = acronyms[--count];
            break;
        }
    }
    if (labels->count > labels->sorted)
        qsort(labels->at, labels->count, sizeof *labels->at, by_first);
    labels->sorted = labels->count;
}
