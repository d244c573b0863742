/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/windows.h"

#include <string.h>

/* The first piece of a word; of the word after the last, the number of pieces. */
static uint32_t piece_of(const struct doc *doc, uint32_t word)
{
    return word < doc->words.count ? doc->first_pieces.at[word] : doc->pieces.count;
}

static bool is_one_of(const struct doc *doc, uint32_t word, const char *const *marks)
{
    struct span at = doc->words.at[word].at;
    size_t length = at.end - at.start;
    for (; *marks != NULL; marks++)
        if (strlen(*marks) == length && memcmp(doc->text.at + at.start, *marks, length) == 0)
            return true;
    return false;
}

/* True when the word looks like the last of a sentence: . ! ? or a closing mark after one. */
static bool ends_sentence(const struct doc *doc, uint32_t word)
{
    static const char *const stops[] = {".", "!", "?", NULL};
    static const char *const closers[] = {"”", "’", "\"", "'", ")", "»", NULL};
    if (is_one_of(doc, word, stops))
        return true;
    return word > 0 && is_one_of(doc, word, closers) && is_one_of(doc, word - 1, stops);
}

static uint32_t best_cut(const struct doc *doc, uint32_t first, uint32_t end)
{
    uint32_t low = first + (end - first) / 2;
    for (uint32_t e = end; e > low; e--)
        if (doc->words.at[e].flags & WORD_LINE_START)
            return e;
    for (uint32_t e = end; e > low; e--)
        if ((doc->words.at[e].flags & WORD_SPACE_BEFORE) && ends_sentence(doc, e - 1))
            return e;
    return end;
}

bool claims_cut_windows(const struct doc *doc, uint32_t first, uint32_t end, uint32_t pieces, struct arena *arena,
                        struct window_cuts *out)
{
    for (uint32_t start = first; start < end;) {
        uint32_t context = start;
        while (context > first && piece_of(doc, start) - piece_of(doc, context - 1) <= WINDOW_CONTEXT)
            context--;
        uint32_t room = pieces - (piece_of(doc, start) - piece_of(doc, context));
        uint32_t stop = start;
        while (stop < end && piece_of(doc, stop + 1) - piece_of(doc, start) <= room)
            stop++;
        if (stop == start)
            stop = start + 1;
        if (stop < end)
            stop = best_cut(doc, start, stop);
        if (!list_push(arena, out, (struct window_cut){context, start, stop}))
            return false;
        start = stop;
    }
    return true;
}
