/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/shape.h"

#include <string.h>

static bool word_is(const struct doc *doc, uint32_t word, const char *set)
{
    struct span at = doc->words.at[word].at;
    return at.end - at.start == 1 && strchr(set, doc->text.at[at.start]) != NULL;
}

static bool opens(const struct doc *doc, uint32_t word)
{
    return (doc->words.at[word].flags & WORD_OPENS) != 0;
}

static bool closes(const struct doc *doc, uint32_t word)
{
    return (doc->words.at[word].flags & WORD_CLOSES) != 0;
}

/* Marks that open in the run less those that close in it; `low` gets the least that the count came to (0 or below: closes without an
 * opener). */
static int balance(const struct doc *doc, struct run run, int *low)
{
    int depth = 0;
    *low = 0;
    for (uint32_t i = run.first; i <= run.last; i++) {
        depth += opens(doc, i) ? 1 : closes(doc, i) ? -1 : 0;
        if (depth < *low)
            *low = depth;
    }
    return depth;
}

/* True when a full stop at the end belongs to a shortened form ("U.S.") rather than to the sentence. */
static bool stop_is_inside(const struct doc *doc, struct run run)
{
    if (run.last < run.first + 2)
        return false;
    uint32_t w = run.last;
    return (doc->words.at[w].flags & WORD_SPACE_BEFORE) == 0 && doc->words.at[w - 1].letters == 6 && word_is(doc, w - 2, ".");
}

static struct run trim_right(const struct doc *doc, struct run run)
{
    while (run.first <= run.last) {
        bool loose = word_is(doc, run.last, ",;:") ||
                     (word_is(doc, run.last, ".") && doc->words.at[run.last].quote == 0 && !stop_is_inside(doc, run));
        if (!loose)
            break;
        if (run.last == 0)
            return (struct run){1, 0};
        run.last--;
    }
    return run;
}

struct run claims_shape_content(const struct doc *doc, struct run run, uint32_t lo, uint32_t hi)
{
    if (run.first > run.last)
        return run;
    while (run.first <= run.last && word_is(doc, run.first, ",;:."))
        run.first++;
    if (run.first > run.last)
        return run;
    int low, depth = balance(doc, run, &low);
    /* “… ,” said: the comma and the mark after the run belong to the quotation that opened in it */
    if (depth > 0) {
        uint32_t next = run.last + 1;
        if (next < hi && word_is(doc, next, ",.!?") && next + 1 < hi && closes(doc, next + 1))
            next++;
        if (next < hi && closes(doc, next)) {
            run.last = next;
            depth--;
        }
    }
    if (low < 0 && run.first > lo && opens(doc, run.first - 1)) {
        run.first--;
        low++;
        depth++;
    }
    if (depth > 0 && run.first < run.last && opens(doc, run.last))
        run.last--;
    if (low < 0 && run.first < run.last && closes(doc, run.first))
        run.first++;
    return trim_right(doc, run);
}

static bool in_quotation(const struct doc *doc, uint32_t word)
{
    return doc->words.at[word].quote > 0;
}

static bool starts_line(const struct doc *doc, uint32_t word)
{
    return (doc->words.at[word].flags & WORD_LINE_START) != 0;
}

/* The last word of the quotation that `word` stands in, on its line. */
static uint32_t quotation_end(const struct doc *doc, uint32_t word, uint32_t end)
{
    while (word + 1 < end && in_quotation(doc, word + 1) && !starts_line(doc, word + 1) &&
           !(closes(doc, word) && doc->words.at[word].quote == 1))
        word++;
    return word;
}

struct run claims_whole_quotation(const struct doc *doc, struct run run, uint32_t lo, uint32_t hi, uint32_t first, uint32_t end)
{
    if (run.first > run.last)
        return run;
    if (run.first == lo)
        while (run.first > first && in_quotation(doc, run.first) && !starts_line(doc, run.first) &&
               !(opens(doc, run.first) && doc->words.at[run.first].quote == 1))
            run.first--;
    if (run.last + 1 == hi && in_quotation(doc, run.last))
        run.last = quotation_end(doc, run.last, end);
    while (run.last + 1 < end && (doc->words.at[run.last].flags & WORD_QUOTE_OPEN) && starts_line(doc, run.last + 1) &&
           opens(doc, run.last + 1) && in_quotation(doc, run.last + 1))
        run.last = quotation_end(doc, run.last + 1, end);
    return run;
}

struct run claims_shape_party(const struct doc *doc, struct run run)
{
    while (run.first <= run.last && word_is(doc, run.first, ",;:.-"))
        run.first++;
    while (run.first < run.last && word_is(doc, run.last, ",;:-"))
        run.last--;
    return run;
}

/* A comma is inside the run, not at its edges. */
static bool has_comma(const struct doc *doc, struct run run)
{
    for (uint32_t i = run.first + 1; i < run.last; i++)
        if (word_is(doc, i, ","))
            return true;
    return false;
}

struct run claims_shape_source(const struct doc *doc, struct run run, uint32_t hi)
{
    run = claims_shape_party(doc, run);
    if (run.first < run.last && run.last + 1 < hi && word_is(doc, run.last + 1, ",") && !starts_line(doc, run.last + 1) && has_comma(doc, run))
        run.last++;
    return run;
}

struct run claims_shape_cue(const struct doc *doc, struct run run, uint32_t hi)
{
    if (run.last + 1 < hi && word_is(doc, run.last + 1, ":") && doc->words.at[run.last].letters != 0 && !starts_line(doc, run.last + 1))
        run.last++;
    return run;
}

struct span claims_run_span(const struct doc *doc, struct run run)
{
    return (struct span){doc->words.at[run.first].at.start, doc->words.at[run.last].at.end};
}

enum dixit_quote claims_quote_kind(const struct doc *doc, const struct run *contents, uint32_t count, uint32_t cue)
{
    uint8_t around = doc->words.at[cue].quote;
    uint32_t quoted = 0, words = 0;
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t i = contents[k].first; i <= contents[k].last; i++)
            if (doc->words.at[i].letters != 0) {
                words++;
                quoted += doc->words.at[i].quote > around;
            }
    return quoted == 0 ? DIXIT_INDIRECT : quoted == words ? DIXIT_DIRECT : DIXIT_MIXED;
}
