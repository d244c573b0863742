/* SPDX-License-Identifier: Apache-2.0 */
#include "view/compare_words.h"

#include <string.h>

#include "text/fold.h"

uint64_t word_number(const char *folded, size_t length)
{
    uint64_t number = 14695981039346656037U; /* FNV-1a */
    for (size_t i = 0; i < length; i++)
        number = (number ^ (unsigned char)folded[i]) * 1099511628211U;
    return number != 0 ? number : 1;
}

bool numbered_init(struct numbered *numbered, const struct doc *doc, struct arena *memory)
{
    struct buf folded;
    *numbered = (struct numbered){doc, arena_array(memory, (size_t)doc->words.count + 1, sizeof(uint64_t))};
    buf_init(&folded, 0);
    for (uint32_t i = 0; numbered->numbers != NULL && i < doc->words.count; i++) {
        struct span at = doc->words.at[i].at;
        fold_words((struct str){doc->text.at + at.start, at.end - at.start}, &folded);
        numbered->numbers[i] = fold_is_empty(&folded) ? 0 : word_number(folded.at + 1, folded.length - 2);
    }
    bool good = numbered->numbers != NULL && !folded.failed;
    buf_release(&folded);
    return good;
}

/* The first word that begins at a byte or after it. */
static uint32_t word_from(const struct doc *doc, uint32_t byte)
{
    uint32_t low = 0, high = doc->words.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (doc->words.at[middle].at.start < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct sequence numbered_words(const struct numbered *numbered, struct spans spans, struct arena *memory)
{
    const struct doc *doc = numbered->doc;
    struct sequence words = {arena_array(memory, COMPARE_MOST_WORDS, sizeof *words.at), 0};
    for (uint32_t i = 0; words.at != NULL && i < spans.count; i++)
        for (uint32_t w = word_from(doc, spans.at[i].start); w < doc->words.count && doc->words.at[w].at.end <= spans.at[i].end; w++)
            if (numbered->numbers[w] != 0 && words.count < COMPARE_MOST_WORDS)
                words.at[words.count++] = w;
    return words;
}

struct common common_words(const struct numbered *in_a, struct sequence a, const struct numbered *in_b, struct sequence b)
{
    /* Row by row; a cell holds the best common subsequence of what lies before it. */
    struct common row[COMPARE_MOST_WORDS + 1];
    memset(row, 0, sizeof row);
    for (uint32_t i = 0; i < a.count; i++) {
        struct common before = {0}; /* the cell above and to the left */
        for (uint32_t k = 0; k < b.count; k++) {
            struct common above = row[k + 1];
            if (in_a->numbers[a.at[i]] == in_b->numbers[b.at[k]] && before.count + 1 > above.count && before.count + 1 > row[k].count) {
                row[k + 1] = (struct common){before.count + 1, before.count == 0 ? i : before.first_a, i, before.count == 0 ? k : before.first_b, k};
            } else if (row[k].count > above.count) {
                row[k + 1] = row[k];
            }
            before = above;
        }
    }
    return row[b.count];
}
