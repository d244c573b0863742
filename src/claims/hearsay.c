/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/hearsay.h"

#include "claims/accused.h"
#include "claims/lexicon.h"
#include "claims/shape.h"
#include "text/words.h"

#include <string.h>

enum { CLAUSE = 40, INSERTED = 12, AHEAD = 60, SPEAKER = 5, HEADLINE = 24, HEADLINE_LEAST = 3 };
static const float BY_RULE = 0.75f; /* the confidence of what a rule found */

/* What the list says of a word: its letters, "" for none. */
static const char *kind_of(const struct doc *doc, uint32_t word)
{
    char folded[LEXICON_WORD];
    struct span at = doc->words.at[word].at;
    size_t length = lexicon_fold(doc->text.at + at.start, at.end - at.start, folded);
    const char *found = lexicon_find(LEXICON_HEARSAY, folded, length);
    return found == NULL ? "" : found;
}

static bool is_kind(const struct doc *doc, uint32_t word, char kind)
{
    const char *letters = kind_of(doc, word);
    return memchr(letters, kind, strcspn(letters, "\n")) != NULL;
}

static bool is_mark(const struct doc *doc, uint32_t word, char mark)
{
    struct span at = doc->words.at[word].at;
    return at.end - at.start == 1 && doc->text.at[at.start] == mark;
}

static struct run words_of(const struct doc *doc, struct span span)
{
    struct run run = {text_word_at(doc, span.start), 0};
    uint32_t last = text_word_at(doc, span.end - 1);
    run.last = last < doc->words.count ? last : doc->words.count - 1;
    return run;
}

/* Does a sentence or a line end before this word? */
static bool breaks_before(const struct doc *doc, uint32_t word)
{
    return word == 0 || word >= doc->words.count || (doc->words.at[word].flags & WORD_LINE_START) != 0 || doc->labels.at[word - 1].sentence_end;
}

static bool is_text(const struct doc *doc, uint32_t word)
{
    return doc->words.at[word].letters != 0;
}

/* Marks inside a word or name ("so-called", "U.S.", "people's") do not end a clause. */
static bool ends_clause(const struct doc *doc, uint32_t word)
{
    if (is_text(doc, word))
        return is_kind(doc, word, 'b');
    if (doc->words.at[word].flags & WORD_APOSTROPHE)
        return false;
    return (doc->words.at[word].flags & WORD_SPACE_BEFORE) != 0 || !is_mark(doc, word, '-');
}

static bool push(struct doc *doc, struct spans *list, uint32_t first, uint32_t end)
{
    while (first < end && !is_text(doc, first))
        first++;
    while (first < end && !is_text(doc, end - 1))
        end--;
    return first >= end || list_push(doc->memory, list, claims_run_span(doc, (struct run){first, end - 1}));
}

/* The attribution to nobody that an adverb of hearsay makes. */
static bool add_adverb(struct doc *doc, uint32_t word)
{
    struct attribution a = {.parent = NONE, .actor = NONE, .addressee_actor = NONE, .against_actor = NONE, .stance = DIXIT_ALLEGE,
                            .quote = DIXIT_INDIRECT, .confidence = BY_RULE, .cue = doc->words.at[word].at};
    uint32_t start = word, end = word + 1;
    while (!breaks_before(doc, start) && word - start < CLAUSE && !ends_clause(doc, start - 1))
        start--;
    while (end < doc->words.count && !breaks_before(doc, end) && end - word < CLAUSE && (is_text(doc, end) || !ends_clause(doc, end)))
        end++;
    bool fine = push(doc, &a.content, start, word) && push(doc, &a.content, word + 1, end);
    return fine && (a.content.count == 0 || list_push(doc->memory, &doc->attributions, a));
}

/* Gives an adverb at an edge of a longer cue up. */
static void give_up(struct doc *doc, struct attribution *a, uint32_t word)
{
    struct run cue = words_of(doc, a->cue);
    if (cue.first == word && cue.first < cue.last)
        a->cue.start = doc->words.at[word + 1].at.start;
    else if (cue.last == word && cue.first < cue.last)
        a->cue.end = doc->words.at[word - 1].at.end;
}

/* Sets holder[w] to 1 + an attribution whose cue holds the word, for every word of a cue. */
static uint32_t *mark_cues(struct job *job)
{
    struct doc *doc = job->doc;
    uint32_t *holder = arena_array(job->scratch, doc->words.count + 1, sizeof *holder);
    for (uint32_t i = 0; holder != NULL && i < doc->attributions.count; i++) {
        struct run cue = words_of(doc, doc->attributions.at[i].cue);
        for (uint32_t w = cue.first; w <= cue.last && w < doc->words.count; w++)
            holder[w] = i + 1;
    }
    return holder;
}

static bool mend_adverbs(struct job *job)
{
    struct doc *doc = job->doc;
    uint32_t *holder = mark_cues(job);
    if (holder == NULL && doc->words.count > 0)
        return false;
    for (uint32_t w = 0; w < doc->words.count; w++) {
        if (doc->words.at[w].letters == 0 || doc->words.at[w].letters == 5 || !is_kind(doc, w, 'a'))
            continue;
        if (holder[w] != 0) {
            struct attribution *a = &doc->attributions.at[holder[w] - 1];
            struct run cue = words_of(doc, a->cue);
            if (cue.first == cue.last || (cue.first != w && cue.last != w))
                continue; /* a cue of its own already, or in the middle of a verb group */
            give_up(doc, a, w);
        }
        if (!add_adverb(doc, w))
            return false;
    }
    return true;
}

/* A single word for a deed before a bare object: "expelled diplomats", but not "expelled him for lying, saying …" of a clause or quotation. */
static bool is_deed(const struct doc *doc, const struct attribution *a)
{
    struct run cue = words_of(doc, a->cue);
    if (cue.first != cue.last || !is_kind(doc, cue.first, 'd') || a->quote != DIXIT_INDIRECT || a->content.count == 0)
        return false;
    struct run content = words_of(doc, a->content.at[a->content.count - 1]);
    return content.first != cue.first + 1 || !is_kind(doc, content.first, 'b');
}

static void drop_deeds(struct doc *doc)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        if (!is_deed(doc, &doc->attributions.at[i]))
            doc->attributions.at[kept++] = doc->attributions.at[i];
    doc->attributions.count = kept;
}

/* Where what an inserted "she said" interrupts goes on: the words after its second comma up to the end of the sentence. Empty when it is not so. */
static struct run goes_on(const struct doc *doc, const struct attribution *a)
{
    struct run none = {1, 0};
    if (a->content.count != 1 || a->source.count != 1 || a->quote != DIXIT_INDIRECT)
        return none;
    struct run content = words_of(doc, a->content.at[0]), cue = words_of(doc, a->cue), source = words_of(doc, a->source.at[0]);
    uint32_t first = cue.first < source.first ? cue.first : source.first, last = cue.last > source.last ? cue.last : source.last;
    if (first != content.last + 2 || !is_mark(doc, first - 1, ',') || last - first > INSERTED || last + 2 >= doc->words.count)
        return none;
    if (!is_mark(doc, last + 1, ',') || breaks_before(doc, last + 1) || breaks_before(doc, last + 2) || !breaks_before(doc, content.first))
        return none;
    uint32_t go = last + 2;
    if (doc->words.at[go].letters != 1 || is_kind(doc, go, 'j'))
        return none;
    uint32_t end = go + 1;
    while (end < doc->words.count && !breaks_before(doc, end) && end - go < AHEAD)
        end++;
    if (end < doc->words.count && !breaks_before(doc, end))
        return none;
    while (end > go && !is_text(doc, end - 1))
        end--;
    return (struct run){go, end - 1};
}

static bool mend_insertions(struct doc *doc)
{
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        struct attribution *a = &doc->attributions.at[i];
        struct run more = goes_on(doc, a);
        if (more.first <= more.last && !list_push(doc->memory, &a->content, claims_run_span(doc, more)))
            return false;
    }
    return true;
}

static bool push_all(struct doc *doc, struct attribution *a, struct run source, struct run first, struct run second)
{
    bool fine = push(doc, &a->source, source.first, source.last + 1) && push(doc, &a->content, first.first, first.last + 1);
    if (fine && second.first <= second.last)
        fine = push(doc, &a->content, second.first, second.last + 1);
    return fine && (a->content.count == 0 || list_push(doc->memory, &doc->attributions, *a));
}

/* "The port, two nurses said, burned in May": a comma, a short noun phrase, "said", a comma, and the sentence goes on in lower case. */
static bool add_insertion(struct doc *doc, uint32_t said)
{
    struct attribution a = {.parent = NONE, .actor = NONE, .addressee_actor = NONE, .against_actor = NONE, .stance = DIXIT_STATE,
                            .quote = DIXIT_INDIRECT, .confidence = BY_RULE, .cue = doc->words.at[said].at};
    uint32_t source = said, start, end = said + 2;
    while (!breaks_before(doc, source) && said - source <= SPEAKER && is_text(doc, source - 1))
        source--;
    if (source == said || said - source > SPEAKER || breaks_before(doc, source) || !is_mark(doc, source - 1, ','))
        return true;
    if (said + 2 >= doc->words.count || !is_mark(doc, said + 1, ',') || breaks_before(doc, said + 1) || breaks_before(doc, said + 2) ||
        doc->words.at[said + 2].letters != 1 || is_kind(doc, said + 2, 'j') || is_kind(doc, source, 'j') || is_kind(doc, source, 'b'))
        return true;
    for (start = source - 1; !breaks_before(doc, start) && source - start < CLAUSE; start--)
        if (!is_text(doc, start - 1) && !(doc->words.at[start - 1].flags & WORD_APOSTROPHE))
            return true; /* more commas or a quotation: too unsure for a rule */
    while (end < doc->words.count && !breaks_before(doc, end) && end - said < AHEAD)
        end++;
    return push_all(doc, &a, (struct run){source, said - 1}, (struct run){start, source - 2}, (struct run){said + 2, end - 1});
}

static bool may_speak(const struct doc *doc, struct run run)
{
    for (uint32_t w = run.first; w <= run.last; w++)
        if (is_kind(doc, w, 'b'))
            return false;
    return claims_may_speak(doc, run);
}

/* A line of a headline's kind whose one colon parts a speaker from what is said. `first` … `end` - 1: its words. */
static bool add_headline(struct doc *doc, uint32_t first, uint32_t end, const uint32_t *holder)
{
    uint32_t colon = NONE;
    if (end - first > HEADLINE || !is_text(doc, end - 1))
        return true;
    for (uint32_t w = first; w < end; w++) {
        if (holder[w] != 0)
            return true;
        if (is_mark(doc, w, ':'))
            colon = colon == NONE && w > first && w + 1 < end ? w : end;
    }
    if (colon == NONE || colon == end || (doc->words.at[colon + 1].flags & WORD_SPACE_BEFORE) == 0)
        return true;
    struct run left = {first, colon - 1}, right = {colon + 1, end - 1};
    bool left_speaks = may_speak(doc, left), right_speaks = may_speak(doc, right);
    if (left_speaks && right_speaks)
        right_speaks = !(left_speaks = left.last - left.first < right.last - right.first);
    struct run content = left_speaks ? right : left;
    if (left_speaks == right_speaks || content.last - content.first < HEADLINE_LEAST - 1 || is_kind(doc, content.first, 'b') || is_kind(doc, content.first, 'j'))
        return true;
    struct attribution a = {.parent = NONE, .actor = NONE, .addressee_actor = NONE, .against_actor = NONE, .stance = DIXIT_STATE,
                            .quote = DIXIT_INDIRECT, .confidence = BY_RULE, .cue = doc->words.at[colon].at};
    return push_all(doc, &a, left_speaks ? left : right, content, (struct run){1, 0});
}

/* What is told of by others though the engine found no cue: insertions and headlines. */
static bool add_missed(struct job *job)
{
    struct doc *doc = job->doc;
    uint32_t *holder = mark_cues(job), line = 0;
    if (holder == NULL)
        return doc->words.count == 0;
    for (uint32_t w = 0; w < doc->words.count; w++)
        if (holder[w] == 0 && doc->words.at[w].letters == 1 && is_kind(doc, w, 's') && !add_insertion(doc, w))
            return false;
    for (uint32_t w = 1; w <= doc->words.count; w++)
        if (w == doc->words.count || (doc->words.at[w].flags & WORD_LINE_START) != 0) {
            if (!add_headline(doc, line, w, holder))
                return false;
            line = w;
        }
    return true;
}

bool claims_mend_hearsay(struct job *job)
{
    struct arena_mark here = arena_mark(job->scratch);
    bool fine = mend_adverbs(job);
    arena_rewind(job->scratch, here);
    if (fine) {
        drop_deeds(job->doc);
        fine = mend_insertions(job->doc) && add_missed(job);
        arena_rewind(job->scratch, here);
    }
    return fine || error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while hearsay was mended");
}
