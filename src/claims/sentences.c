/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/sentences.h"
#include "text/words.h"

#include <string.h>

enum { OWN_LEAST = 3 };

/* ---- sentences ---- */

/* The last word of the marks of references ("[12]", "[3][4]") that follow a word on its line; the word itself when none do. */
static uint32_t after_references(const struct doc *doc, uint32_t word)
{
    const struct word *words = doc->words.at;
    while (word + 3 < doc->words.count && text_word_is(doc, word + 1, "[") && words[word + 2].letters == 5 && text_word_is(doc, word + 3, "]") &&
           !((words[word + 1].flags | words[word + 2].flags | words[word + 3].flags) & WORD_LINE_START))
        word += 3;
    return word;
}

/* A dash or dots, after which a sentence may go on. */
static bool is_pause(const struct doc *doc, uint32_t word)
{
    bool twice = word > 0 && doc->words.at[word - 1].at.end == doc->words.at[word].at.start;
    return text_word_is(doc, word, "—") || text_word_is(doc, word, "–") || text_word_is(doc, word, "…") ||
           (twice && text_word_is(doc, word, "-") && text_word_is(doc, word - 1, "-")) || (twice && text_word_is(doc, word, ".") && text_word_is(doc, word - 1, "."));
}

/* Whether the sentence end that the head sees after a word is none: a word in small letters goes on after a dash or dots. */
static bool goes_on(const struct doc *doc, uint32_t word)
{
    return word + 1 < doc->words.count && doc->words.at[word + 1].letters == 1 && is_pause(doc, word) && !text_word_is(doc, word + 1, "http") &&
           !text_word_is(doc, word + 1, "https") && !text_word_is(doc, word + 1, "www");
}

/* A sentence ends where the head says so, behind the marks of references that follow, and at each line's end. */
bool claims_find_sentences(struct job *job)
{
    struct doc *doc = job->doc;
    uint32_t first = 0;
    for (uint32_t i = 0; i < doc->words.count; i++) {
        bool ends = doc->labels.at[i].sentence_end && !goes_on(doc, i);
        if (ends)
            i = after_references(doc, i);
        if (!ends && i + 1 < doc->words.count && !(doc->words.at[i + 1].flags & WORD_LINE_START))
            continue;
        struct sentence s = {{doc->words.at[first].at.start, doc->words.at[i].at.end}, first, i};
        if (!list_push(doc->memory, &doc->sentences, s))
            return error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while sentences were found");
        first = i + 1;
    }
    return true;
}

/* ---- names ---- */

/* Whether a person's name may begin with the word though it is in small letters: "al", "van". */
static bool is_particle(const struct doc *doc, uint32_t word)
{
    static const char *const particles[] = {"al", "as", "at", "ad", "el", "bin", "ibn", "ben", "abu", "de", "del", "della", "di", "da", "do", "dos",
                                            "du", "d", "la", "le", "van", "von", "zu", "der", "den", "ten", "ter", "af", "av", "st"};
    for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
        if (text_word_is(doc, word, particles[i]))
            return true;
    return false;
}

/* The first word of a person's name without what stands before it in small letters: "senator Ada Holm". */
static uint32_t person_start(const struct doc *doc, uint32_t first, uint32_t last)
{
    uint32_t start = first;
    while (start < last && doc->words.at[start].letters == 1 && !is_particle(doc, start))
        start++;
    return doc->words.at[start].letters > 1 || is_particle(doc, start) ? start : first;
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
        uint32_t first = kind == DIXIT_NAME_PERSON ? person_start(doc, i, last) : i;
        struct name n = {{doc->words.at[first].at.start, doc->words.at[last].at.end}, kind};
        if (!list_push(doc->memory, &doc->names, n))
            return error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while names were found");
        i = last;
    }
    list_drop(doc->memory, &doc->labels);
    return true;
}

/* ---- the outlet's own voice ---- */

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
