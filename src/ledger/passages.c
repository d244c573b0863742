/* SPDX-License-Identifier: Apache-2.0 */
/* Passages: parts of sentences. Position, before any other document is looked at: a passage disputes when an attribution that holds it denies
 * (stance or reaction) or its own words call something false; it doubts when they doubt, ask or say that nobody could check; else it carries. */
#include "ledger/passages.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST_WORDS = 3, LEAST_OWN_WORDS = 4, STEM_ROOM = 40 };

struct finder {
    struct stories *stories;
    const struct doc *doc;
    struct story *story;
    uint8_t *reaction_kinds; /* of each attribution that is a reaction, its kind + 1 */
};

static bool token_is(const struct finder *finder, uint32_t token, const char *stem)
{
    struct str text = finder->stories->terms.at[finder->story->tokens[token].term].text;
    return strlen(stem) == text.length && memcmp(stem, text.at, text.length) == 0;
}

/* Do the stems of `phrase`, parted by spaces, stand at this token? */
static bool phrase_at(const struct finder *finder, uint32_t token, uint32_t end, const char *phrase)
{
    char stem[STEM_ROOM];
    while (*phrase != '\0') {
        size_t n = strcspn(phrase, " ");
        if (token >= end || n >= sizeof stem)
            return false;
        memcpy(stem, phrase, n);
        stem[n] = '\0';
        if (!token_is(finder, token++, stem))
            return false;
        phrase += n + (phrase[n] == ' ');
    }
    return true;
}

static bool any_phrase(const struct finder *finder, const struct passage *passage, const char *const *phrases, size_t count)
{
    uint32_t end = passage->first + passage->count;
    for (uint32_t token = passage->first; token < end; token++)
        for (size_t i = 0; i < count; i++)
            if (phrase_at(finder, token, end, phrases[i]))
                return true;
    return false;
}

/* As stems (terms.h). What says that something is false, and what says that it is not certain. */
static const char *const false_words[] = {"hoax", "fak", "fals", "untru", "not tru", "no truth", "bogu", "debunk", "fabricat", "complet fabric", "phony", "phoney", "pretend", "stag by", "was stag", "were stag", "simulat", "made up", "satir", "satirical",
    "photoshopp", "inaccurat", "incorrect", "not real", "no evidenc", "baseles", "unfound", "deni", "den", "denial", "did not happen", "never happen", "disput",
    "refut", "dismiss", "nonsens", "no plan", "hoaxer", "fiction", "fictional", "myth"};
static const char *const doubt_words[] = {"unconfirm", "unverif", "not clear", "unclear", "dubiou", "sceptical", "skeptical", "doubt", "doubtful", "if tru",
    "not confirm", "not verif", "not verify", "not be verif", "not be confirm", "not be independent verif", "not independent verif", "not independent confirm", "not immediate confirm", "yet to confirm", "questionabl", "not known", "cannot confirm", "unlike"};

static uint8_t position_of_words(const struct finder *finder, const struct passage *passage)
{
    const struct story *story = finder->story;
    if (any_phrase(finder, passage, doubt_words, sizeof doubt_words / sizeof *doubt_words))
        return POSITION_DOUBTS;
    if (any_phrase(finder, passage, false_words, sizeof false_words / sizeof *false_words))
        return POSITION_DISPUTES;
    uint32_t last = passage->at.end;
    while (last > passage->at.start && strchr(" \n\t\"'", story->text.at[last - 1]) != NULL)
        last--;
    bool asks = (last > passage->at.start && story->text.at[last - 1] == '?') || (last < story->text.length && story->text.at[last] == '?');
    return asks ? POSITION_DOUBTS : POSITION_CARRIES;
}

/* What an attribution does to its content: POSITION_CARRIES when nothing special. */
static uint8_t position_of_act(const struct finder *finder, uint32_t index)
{
    const struct attribution *a = &finder->doc->attributions.at[index];
    uint8_t reaction = finder->reaction_kinds[index];
    if (a->stance == DIXIT_DENY)
        return a->negated ? POSITION_CARRIES : POSITION_DISPUTES;
    if (reaction == DIXIT_REACTION_DENY + 1 || reaction == DIXIT_REACTION_CONTRADICT + 1)
        return POSITION_DISPUTES;
    if (a->stance == DIXIT_DOUBT || a->stance == DIXIT_QUESTION || (a->stance == DIXIT_CONFIRM && a->negated) || reaction == DIXIT_REACTION_UNVERIFIED + 1)
        return POSITION_DOUBTS;
    return POSITION_CARRIES;
}

static void set_position(const struct finder *finder, struct passage *passage)
{
    passage->position = position_of_words(finder, passage);
    uint32_t steps = 0;
    for (uint32_t i = passage->attribution; i != NONE && steps < 64; i = finder->doc->attributions.at[i].parent, steps++) {
        uint8_t act = position_of_act(finder, i);
        if (act != POSITION_CARRIES) {
            passage->position = act;
            break;
        }
    }
    for (uint32_t i = passage->first; i < passage->first + passage->count; i++)
        if (finder->stories->terms.at[finder->story->tokens[i].term].flags & TERM_NEGATION)
            passage->denied = true;
}

/* Is the content something to be done, which begins with "to", "into" or a word in -ing? */
static bool is_deed(const struct finder *finder, const struct attribution *a)
{
    const struct story *story = finder->story;
    uint32_t token = a->content.count > 0 ? story_token_at(story, a->content.at[0].start) : story->count;
    if (token >= story->count || story->tokens[token].start >= a->content.at[0].end)
        return false;
    struct str word = {story->text.at + story->tokens[token].start, story->tokens[token].length};
    return (word.length == 2 && memcmp(word.at, "to", 2) == 0) || (word.length == 4 && memcmp(word.at, "into", 4) == 0) ||
           (word.length > 5 && memcmp(word.at + word.length - 3, "ing", 3) == 0);
}

/* enum source_act of whoever an attribution names. */
static uint8_t act_of(const struct finder *finder, uint32_t index)
{
    const struct attribution *a = &finder->doc->attributions.at[index];
    if (a->stance == DIXIT_PLEDGE || a->stance == DIXIT_DECIDE || a->stance == DIXIT_URGE)
        return SOURCE_ACTS;
    if (a->stance != DIXIT_THINK)
        return SOURCE_TELLS;
    uint32_t first = story_token_at(finder->story, a->cue.start), end = story_token_at(finder->story, a->cue.end);
    for (uint32_t i = first; i < end; i++)
        if (token_is(finder, i, "want") || token_is(finder, i, "interest") || token_is(finder, i, "hop") || token_is(finder, i, "wish"))
            return SOURCE_ACTS;
    return is_deed(finder, a) ? SOURCE_ACTS : SOURCE_THINKS;
}

/* Whoever an attribution names, "" for nobody. A name that the document resolved counts as named, else only one in capitals. */
static struct passage_source source_of(const struct finder *finder, uint32_t index)
{
    const struct doc *doc = finder->doc;
    const struct attribution *a = &doc->attributions.at[index];
    struct passage_source source = {.kind = SOURCE_UNNAMED, .act = act_of(finder, index)};
    if (a->actor != NONE && a->actor < doc->actors.count) {
        const struct actor *actor = &doc->actors.at[a->actor];
        source.name = actor->name;
        bool capital = false;
        for (size_t i = 0; i < source.name.length; i++) {
            char c = source.name.at[i];
            capital = capital || ((c >= 'A' && c <= 'Z') && (i == 0 || source.name.at[i - 1] == ' ')) || (c >= '0' && c <= '9');
        }
        if (capital && actor->kind != DIXIT_ACTOR_GROUP)
            source.kind = SOURCE_NAMED;
    } else if (a->source.count > 0) {
        struct span at = {a->source.at[0].start, a->source.at[a->source.count - 1].end};
        source.name = (struct str){doc->text.at + at.start, at.end - at.start};
    }
    return source;
}

static bool take_sources(struct finder *finder, struct passage *passage)
{
    struct passage_source chain[PASSAGE_SOURCES];
    uint32_t count = 0, steps = 0;
    for (uint32_t i = passage->attribution; i != NONE && steps < 64; i = finder->doc->attributions.at[i].parent, steps++) {
        struct passage_source source = source_of(finder, i);
        if (source.name.length == 0)
            continue;
        if (count > 0 && chain[count - 1].name.length == source.name.length && memcmp(chain[count - 1].name.at, source.name.at, source.name.length) == 0) {
            chain[count - 1].act = source.act < chain[count - 1].act ? source.act : chain[count - 1].act;
            continue;
        }
        if (count == PASSAGE_SOURCES) /* the ultimate one stays, the nearest goes on changing */
            count--;
        chain[count++] = source;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct passage_source source = chain[count - 1 - i];
        source.name.at = arena_copy(finder->stories->memory, source.name.at, source.name.length);
        if (source.name.at == NULL)
            return false;
        passage->sources[i] = source;
    }
    passage->n_sources = (uint8_t)count;
    return true;
}

/* Bytes of `part` that an attribution nested in `index` covers with its source, cue and content. */
static uint32_t nested_bytes(const struct finder *finder, uint32_t index, struct span part)
{
    uint32_t covered = 0;
    for (uint32_t k = 0; k < finder->doc->attributions.count; k++) {
        const struct attribution *a = &finder->doc->attributions.at[k];
        if (a->parent != index || k == index)
            continue;
        struct spans lists[] = {{&(struct span){a->cue.start, a->cue.end}, 1, 1}, a->source, a->content};
        for (uint32_t l = 0; l < 3; l++)
            for (uint32_t i = 0; i < lists[l].count; i++) {
                uint32_t start = lists[l].at[i].start > part.start ? lists[l].at[i].start : part.start;
                uint32_t end = lists[l].at[i].end < part.end ? lists[l].at[i].end : part.end;
                covered += end > start ? end - start : 0;
            }
    }
    return covered;
}

/* A deed's passage with who does it and the words for it, as far as they stand in the same sentence. */
static struct span with_doer(const struct finder *finder, struct span at, struct span sentence, uint32_t index)
{
    const struct attribution *a = &finder->doc->attributions.at[index];
    if (act_of(finder, index) != SOURCE_ACTS || !span_holds(sentence, a->cue))
        return at;
    at.start = a->cue.start < at.start ? a->cue.start : at.start;
    at.end = a->cue.end > at.end ? a->cue.end : at.end;
    for (uint32_t i = 0; i < a->source.count; i++)
        if (span_holds(sentence, a->source.at[i])) {
            at.start = a->source.at[i].start < at.start ? a->source.at[i].start : at.start;
            at.end = a->source.at[i].end > at.end ? a->source.at[i].end : at.end;
        }
    return at;
}

static bool push_passage(struct finder *finder, struct span at, uint32_t attribution, uint32_t own)
{
    struct story *story = finder->story;
    struct passage passage = {.at = at, .attribution = attribution, .own = own, .reaction = NONE, .stance = DIXIT_STANCES};
    passage.first = story_token_at(story, at.start);
    passage.count = story_token_at(story, at.end) - passage.first;
    if (passage.count < (attribution == NONE ? LEAST_OWN_WORDS : LEAST_WORDS))
        return true;
    if (attribution != NONE) {
        if ((uint64_t)nested_bytes(finder, attribution, at) * 4 > (uint64_t)(at.end - at.start) * 3)
            return true;
        passage.stance = finder->doc->attributions.at[attribution].stance;
    }
    set_position(finder, &passage);
    return take_sources(finder, &passage) && list_push(finder->stories->memory, &story->passages, passage);
}

/* The parts of a span that each sentence has; the whole where no sentence was found. */
static bool push_parts(struct finder *finder, struct span span, uint32_t attribution, uint32_t own)
{
    const struct doc *doc = finder->doc;
    bool any = false;
    uint32_t low = 0, high = doc->sentences.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (doc->sentences.at[middle].at.end <= span.start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < doc->sentences.count && doc->sentences.at[low].at.start < span.end; low++) {
        struct span sentence = doc->sentences.at[low].at, at = sentence;
        at.start = at.start > span.start ? at.start : span.start;
        at.end = at.end < span.end ? at.end : span.end;
        any = true;
        if (at.end > at.start && attribution != NONE)
            at = with_doer(finder, at, sentence, attribution);
        if (at.end > at.start && !push_passage(finder, at, attribution, own))
            return false;
    }
    return any || push_passage(finder, span, attribution, own);
}

static int by_start(const void *a, const void *b)
{
    const struct passage *x = a, *y = b;
    if (x->at.start != y->at.start)
        return x->at.start < y->at.start ? -1 : 1;
    if (x->at.end != y->at.end)
        return x->at.end < y->at.end ? -1 : 1;
    return x->attribution < y->attribution ? -1 : x->attribution > y->attribution;
}

bool passages_find(struct stories *stories, const struct doc *doc, struct story *story)
{
    struct finder finder = {stories, doc, story, NULL};
    struct arena_mark mark = arena_mark(stories->scratch);
    finder.reaction_kinds = arena_alloc(stories->scratch, doc->attributions.count + 1);
    bool good = finder.reaction_kinds != NULL;
    for (uint32_t i = 0; good && i < doc->reactions.count; i++)
        if (doc->reactions.at[i].attribution < doc->attributions.count)
            finder.reaction_kinds[doc->reactions.at[i].attribution] = (uint8_t)(doc->reactions.at[i].kind + 1);
    for (uint32_t i = 0; good && i < doc->attributions.count; i++)
        for (uint32_t k = 0; good && k < doc->attributions.at[i].content.count; k++)
            good = push_parts(&finder, doc->attributions.at[i].content.at[k], i, NONE);
    for (uint32_t i = 0; good && i < doc->own.count; i++)
        good = push_parts(&finder, doc->own.at[i], NONE, i);
    if (good && story->passages.count > 0)
        qsort(story->passages.at, story->passages.count, sizeof *story->passages.at, by_start);
    for (uint32_t r = 0; good && r < doc->reactions.count; r++)
        for (uint32_t i = 0; i < story->passages.count; i++)
            if (doc->reactions.at[r].attribution == NONE && story->passages.at[i].attribution == NONE &&
                span_meets(story->passages.at[i].at, doc->reactions.at[r].at)) {
                uint8_t kind = doc->reactions.at[r].kind;
                story->passages.at[i].reaction = r;
                if (kind == DIXIT_REACTION_DENY || kind == DIXIT_REACTION_CONTRADICT)
                    story->passages.at[i].position = POSITION_DISPUTES;
                else if (kind == DIXIT_REACTION_UNVERIFIED)
                    story->passages.at[i].position = POSITION_DOUBTS;
            }
    arena_rewind(stories->scratch, mark);
    return good;
}
