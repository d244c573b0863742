/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/sentences.h"
#include "text/words.h"

enum { OWN_LEAST = 3 };

bool claims_find_sentences(struct job *job)
{
    struct doc *doc = job->doc;
    uint32_t first = 0;
    for (uint32_t i = 0; i < doc->words.count; i++) {
        bool last = i + 1 == doc->words.count || doc->labels.at[i].sentence_end || (doc->words.at[i + 1].flags & WORD_LINE_START);
        if (!last)
            continue;
        struct sentence s = {{doc->words.at[first].at.start, doc->words.at[i].at.end}, first, i};
        if (!list_push(doc->memory, &doc->sentences, s))
            return error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while sentences were found");
        first = i + 1;
    }
    return true;
}

bool claims_find_names(struct job *job)
{
    struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->words.count; i++) {
        uint8_t tag = doc->labels.at[i].name;
        if (tag == 0)
            continue;
        uint8_t kind = (uint8_t)((tag - 1) / 2), inside = (uint8_t)(2 + 2 * kind);
        uint32_t last = i;
        while (last + 1 < doc->words.count && doc->labels.at[last + 1].name == inside)
            last++;
        struct name n = {{doc->words.at[i].at.start, doc->words.at[last].at.end}, kind};
        if (!list_push(doc->memory, &doc->names, n))
            return error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while names were found");
        i = last;
    }
    list_drop(doc->memory, &doc->labels);
    return true;
}

/* Marks the words that the spans touch. Spans of an attribution lie near its cue, so a search finds the first word. */
static void mark(const struct doc *doc, struct span span, uint8_t *taken)
{
    for (uint32_t i = text_word_at(doc, span.start); i < doc->words.count && doc->words.at[i].at.start < span.end; i++)
        taken[i] = 1;
}

static void mark_all(const struct doc *doc, struct spans spans, uint8_t *taken)
{
    for (uint32_t i = 0; i < spans.count; i++)
        mark(doc, spans.at[i], taken);
}

/* The parts of one sentence that are not taken. */
static bool add_parts(struct doc *doc, struct sentence s, const uint8_t *taken)
{
    for (uint32_t i = s.first; i <= s.last; i++) {
        if (taken[i])
            continue;
        uint32_t first = i, last = i, lettered = 0;
        for (; i <= s.last && !taken[i]; i++) {
            last = i;
            lettered += doc->words.at[i].letters != 0;
        }
        while (last > first && doc->words.at[last].letters == 0 && last != s.last)
            last--;
        while (first < last && doc->words.at[first].letters == 0 && first != s.first)
            first++;
        bool whole = first == s.first && last == s.last;
        if (lettered >= OWN_LEAST || (whole && lettered != 0)) {
            struct span part = {doc->words.at[first].at.start, doc->words.at[last].at.end};
            if (!list_push(doc->memory, &doc->own, part))
                return false;
        }
    }
    return true;
}

bool claims_find_own(struct job *job)
{
    struct doc *doc = job->doc;
    struct arena_mark here = arena_mark(job->scratch);
    uint8_t *taken = arena_array(job->scratch, doc->words.count, 1);
    bool fine = taken != NULL;
    for (uint32_t i = 0; fine && i < doc->attributions.count; i++) {
        const struct attribution *a = &doc->attributions.at[i];
        mark(doc, a->cue, taken);
        mark_all(doc, a->source, taken);
        mark_all(doc, a->content, taken);
    }
    for (uint32_t i = 0; fine && i < doc->sentences.count; i++)
        fine = add_parts(doc, doc->sentences.at[i], taken);
    arena_rewind(job->scratch, here);
    return fine || error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while the outlet's own voice was found");
}
