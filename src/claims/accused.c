/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/accused.h"

#include "claims/lexicon.h"
#include "claims/shape.h"
#include "text/words.h"

#include <string.h>

enum { PARTY = 12, SPEAKER = 5, BEFORE = 8 };

static bool is_kind(const struct doc *doc, uint32_t word, char kind)
{
    char folded[LEXICON_WORD];
    struct span at = doc->words.at[word].at;
    size_t length = lexicon_fold(doc->text.at + at.start, at.end - at.start, folded);
    const char *found = lexicon_find(LEXICON_ACCUSING, folded, length);
    return found != NULL && memchr(found, kind, strcspn(found, "\n")) != NULL;
}

/* Does a sentence, a line or a clause end before the word? Hyphens, apostrophes and full stops inside names do not end one. */
static bool ends_before(const struct doc *doc, uint32_t word)
{
    if (word == 0 || word >= doc->words.count || (doc->words.at[word].flags & WORD_LINE_START) != 0 || doc->labels.at[word - 1].sentence_end)
        return true;
    const struct word *w = &doc->words.at[word];
    char c = doc->text.at[w->at.start];
    return w->letters == 0 && (w->flags & WORD_APOSTROPHE) == 0 && c != '-' && c != '.' && c != '\'';
}

bool claims_may_speak(const struct doc *doc, struct run run)
{
    char folded[LEXICON_WORD];
    bool plural;
    if (run.first > run.last || run.last - run.first >= SPEAKER)
        return false;
    for (uint32_t w = run.first; w <= run.last; w++)
        if (doc->words.at[w].letters == 0)
            return false;
    uint32_t name = doc->labels.at[run.last].name;
    if (name != 0 && ((name - 1) / 2 == DIXIT_NAME_PERSON || (name - 1) / 2 == DIXIT_NAME_ORGANISATION))
        return true;
    struct span at = doc->words.at[run.last].at;
    size_t length = lexicon_fold(doc->text.at + at.start, at.end - at.start, folded);
    char class = lexicon_noun(folded, length, &plural);
    return class != 0 && strchr("mfpsvo", class) != NULL;
}

/* The noun phrase that begins at a word. */
static struct run following(const struct doc *doc, uint32_t first)
{
    uint32_t end = first;
    while (!ends_before(doc, end) && end - first < PARTY && !is_kind(doc, end, 'p'))
        end++;
    if (end - first == PARTY)
        return (struct run){1, 0}; /* no end in sight: too unsure */
    if (end == first + 1 && text_word_is(doc, first, "it") && end < doc->words.count && text_word_is(doc, end, "on"))
        return following(doc, end + 1); /* "blamed it on Holt" */
    while (end > first && doc->words.at[end - 1].letters == 0 && doc->labels.at[end - 1].sentence_end)
        end--;
    return end == first ? (struct run){1, 0} : (struct run){first, end - 1};
}

/* The noun phrase that ends right before a word, a relative pronoun between them left out. */
static struct run preceding(const struct doc *doc, uint32_t end)
{
    if (end > 0 && is_kind(doc, end - 1, 'w'))
        end--;
    if (end > 0 && doc->words.at[end - 1].letters == 0 && doc->text.at[doc->words.at[end - 1].at.start] == ',')
        end--;
    uint32_t first = end;
    while (first > 0 && end - first < BEFORE && doc->words.at[first - 1].letters != 0 && !is_kind(doc, first - 1, 'p') &&
           !is_kind(doc, first - 1, 'e')) {
        first--;
        if (ends_before(doc, first))
            break;
    }
    return end == first || end - first == BEFORE ? (struct run){1, 0} : (struct run){first, end - 1};
}

/* The accused by the words of the cue; an empty run where no pattern fits. */
static struct run accused_of(const struct doc *doc, const struct attribution *a)
{
    struct run none = {1, 0}, cue = {text_word_at(doc, a->cue.start), text_word_at(doc, a->cue.end - 1)};
    bool accuses = false, criticises = false, passive = false;
    for (uint32_t w = cue.first; w <= cue.last && w < doc->words.count; w++) {
        accuses = accuses || is_kind(doc, w, 'a');
        criticises = criticises || is_kind(doc, w, 'c');
        passive = passive || is_kind(doc, w, 'e');
    }
    if ((!accuses && !criticises) || cue.last + 1 >= doc->words.count)
        return none;
    if (accuses && (passive || text_word_is(doc, cue.last, "of") || text_word_is(doc, cue.last, "with")))
        return preceding(doc, cue.first);
    struct run run = passive ? none : following(doc, cue.last + 1);
    return accuses || claims_may_speak(doc, run) ? run : none;
}

static bool is_source(const struct attribution *a, struct span at)
{
    for (uint32_t k = 0; k < a->source.count; k++)
        if (span_meets(a->source.at[k], at))
            return true;
    return false;
}

static bool set_against(struct doc *doc, struct attribution *a)
{
    struct run run = claims_shape_party(doc, accused_of(doc, a));
    if (run.first > run.last)
        return true;
    struct span at = claims_run_span(doc, run);
    if (is_source(a, at) || (a->against.count > 0 && !span_meets(a->against.at[0], at)))
        return true;
    a->against.count = 0; /* the engine finds the accused, though often but a part of the phrase */
    return list_push(doc->memory, &a->against, at);
}

static bool set_addressee(struct doc *doc, struct attribution *a)
{
    struct run cue = {text_word_at(doc, a->cue.start), text_word_at(doc, a->cue.end - 1)}, run = {1, 0};
    bool tells = false, passive = false;
    for (uint32_t w = cue.first; w <= cue.last && w < doc->words.count; w++) {
        tells = tells || is_kind(doc, w, 't');
        passive = passive || is_kind(doc, w, 'e');
    }
    if (!tells || cue.last + 1 >= doc->words.count)
        return true;
    if (passive)
        run = preceding(doc, cue.first);
    else if (a->addressee.count == 0)
        run = following(doc, cue.last + 1);
    run = claims_shape_party(doc, run);
    if (run.first > run.last || (!passive && !claims_may_speak(doc, run)))
        return true;
    struct span at = claims_run_span(doc, run);
    if (is_source(a, at))
        return true;
    a->addressee.count = 0;
    return list_push(doc->memory, &a->addressee, at);
}

bool claims_find_accused(struct job *job)
{
    struct doc *doc = job->doc;
    bool fine = true;
    for (uint32_t i = 0; fine && i < doc->attributions.count; i++) {
        struct attribution *a = &doc->attributions.at[i];
        bool accuses = a->stance == DIXIT_ACCUSE || a->stance == DIXIT_CRITICISE;
        fine = set_addressee(doc, a) && (!accuses || set_against(doc, a));
    }
    return fine || error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while the accused were found");
}
