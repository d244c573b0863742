/* SPDX-License-Identifier: Apache-2.0 */
/* How reactions are found. Nine in ten are attributions themselves ("Ostra denies the claims"): a learned model says of each attribution
 * which kind it looks like, a second one how likely it speaks of each other attribution, a third one, from both, which kind it is, if any.
 * The others are phrases ("could not be independently verified"), found by the patterns of data/reaction-phrases.txt: rules; their targets
 * are learned. A reaction without a likely target is none: it would speak of nothing in this text, so the chances of kind and targets are
 * multiplied before the limit is asked, one for all kinds (what is right more often than half of F1 raises F1). Who reacts
 * is the attribution's actor; of a phrase, by rule, who stands before it in its sentence. */
#include "claims/reactions.h"

#include "claims/reaction_model.h"
#include "claims/reaction_phrases.h"
#include "claims/reaction_targets.h"
#include "claims/reaction_views.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

enum { MEMBERS = 8, SUBJECT_WORDS = 30, NAME_WORDS = 8, NEAR = 2, ROUND = 12 };

/* Who reacts: actors, or words where nobody is known by name. */
struct who {
    uint32_t count, actors[MEMBERS];
    struct span words;
};

static bool add(struct doc *doc, struct reaction reaction, const struct targets *targets, const struct who *who)
{
    for (uint32_t i = 0; i < targets->count; i++)
        if (!list_push(doc->memory, &reaction.to, targets->at[i]))
            return false;
    reaction.by = NONE;
    reaction.by_words = who->words;
    if (who->count == 0)
        return list_push(doc->memory, &doc->reactions, reaction);
    reaction.by_words = (struct span){0, 0};
    for (uint32_t i = 0; i < who->count; i++) {
        reaction.by = who->actors[i];
        if (!list_push(doc->memory, &doc->reactions, reaction))
            return false;
    }
    return true;
}

/* An actor; each of those who speak together. */
static void add_actor(const struct doc *doc, uint32_t actor, struct who *who)
{
    const struct actor *a = actor < doc->actors.count ? &doc->actors.at[actor] : NULL;
    if (a != NULL && a->members.count > 1) {
        for (uint32_t i = 0; i < a->members.count && who->count < MEMBERS; i++)
            who->actors[who->count++] = a->members.at[i];
    } else if (a != NULL && who->count < MEMBERS) {
        who->actors[who->count++] = actor;
    }
}

/* Leaves out an article at the start. */
static struct span without_article(const struct doc *doc, struct span at)
{
    static const char *const articles[] = {"the ", "a ", "an "};
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t n = 0;
        while (articles[i][n] != '\0' && at.start + n < at.end && (doc->text.at[at.start + n] | 32) == articles[i][n])
            n++;
        if (articles[i][n] == '\0')
            return (struct span){at.start + n, at.end};
    }
    return at;
}

/* The words of an attribution that are shown as the reaction: its cue with the piece of content in the same sentence nearest to it. */
static struct span words_of(const struct doc *doc, const struct attribution *a, uint32_t sentence)
{
    struct span at = a->cue;
    if (sentence >= doc->sentences.count)
        return at;
    struct span whole = doc->sentences.at[sentence].at;
    for (uint32_t i = 0; i < a->content.count; i++) {
        struct span c = a->content.at[i];
        if (c.start >= whole.end || c.end <= whole.start)
            continue;
        c.start = c.start > whole.start ? c.start : whole.start;
        c.end = c.end < whole.end ? c.end : whole.end;
        at.start = c.start < at.start ? c.start : at.start;
        at.end = c.end > at.end ? c.end : at.end;
    }
    for (uint32_t i = 0; i < a->source.count; i++)
        if (span_holds(whole, a->source.at[i])) {
            at.start = a->source.at[i].start < at.start ? a->source.at[i].start : at.start;
            at.end = a->source.at[i].end > at.end ? a->source.at[i].end : at.end;
        }
    return at;
}

static bool add_attribution(struct doc *doc, const struct views *views, uint32_t attribution)
{
    struct features features;
    struct targets targets;
    struct who who = {0};
    int32_t scores[REACTION_OUTPUTS];
    uint8_t kind;
    const struct attribution *a = &doc->attributions.at[attribution];
    const struct view *view = &views->at[attribution];
    reaction_features_kind(views, attribution, &features);
    reaction_model_kind(&features, scores);
    if (!reaction_model_may(scores))
        return true;
    reaction_targets_find(views, view, reaction_kind_guess(views, attribution), &targets);
    if (targets.count == 0 || reaction_model_settle(scores, &targets, a->reacts, &kind) * targets.chance < reaction_limit(false))
        return true;
    add_actor(doc, a->actor, &who);
    if (who.count == 0 && a->source.count > 0)
        who.words = without_article(doc, a->source.at[0]);
    struct reaction reaction = {.kind = kind, .at = words_of(doc, a, view->sentence), .attribution = attribution};
    return add(doc, reaction, &targets, &who);
}

/* ---- phrases ---- */

/* All mentions of all actors, by where they begin, longer ones first. */
struct mention {
    struct span at;
    uint32_t actor;
};

struct mentions {
    struct mention *at;
    uint32_t count, room;
};

static int by_start(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;
    if (x->at.start != y->at.start)
        return x->at.start < y->at.start ? -1 : 1;
    if (x->at.end != y->at.end)
        return x->at.end > y->at.end ? -1 : 1;
    return x->actor < y->actor ? -1 : x->actor > y->actor;
}

static bool list_mentions(const struct doc *doc, struct arena *arena, struct mentions *out)
{
    for (uint32_t i = 0; i < doc->actors.count; i++)
        for (uint32_t k = 0; k < doc->actors.at[i].mentions.count; k++)
            if (!list_push(arena, out, (struct mention){doc->actors.at[i].mentions.at[k], i}))
                return false;
    if (out->count > 1)
        qsort(out->at, out->count, sizeof *out->at, by_start);
    return true;
}

/* Do only a comma, an article, "and", "or" or "nor" stand between two bytes? */
static bool joined(const struct reaction_words *words, uint32_t from, uint32_t to)
{
    const struct doc *doc = words->doc;
    for (uint32_t i = text_word_at(doc, from); i < doc->words.count && doc->words.at[i].at.start < to; i++) {
        uint32_t key = words->keys[i];
        if (doc->text.at[doc->words.at[i].at.start] != ',' && key != reaction_word_key("and", 3) && key != reaction_word_key("or", 2) &&
            key != reaction_word_key("nor", 3) && key != reaction_word_key("the", 3))
            return false;
    }
    return true;
}

/* The first actor mentioned in the span, and those joined to it; but those who stand right before the end of the span if there are any
 * ("As the Ferry reports, Holt did not answer"). */
static void find_actors(const struct reaction_words *words, const struct mentions *mentions, struct span in, struct who *who)
{
    const struct doc *doc = words->doc;
    uint32_t low = 0, high = mentions->count, end = 0, word = text_word_at(doc, in.end);
    uint32_t near = word > NEAR ? doc->words.at[word - NEAR].at.start : 0; /* a mention that ends after this stands right before the end */
    bool settled = false;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (mentions->at[middle].at.start < in.start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < mentions->count && mentions->at[low].at.start < in.end; low++) {
        struct mention m = mentions->at[low];
        struct who group = {0};
        if (m.at.end > in.end || m.at.start < end)
            continue;
        do { /* one group of those who are joined */
            add_actor(doc, m.actor, &group);
            end = m.at.end;
            while (low + 1 < mentions->count && mentions->at[low + 1].at.start < end)
                low++;
            if (low + 1 >= mentions->count || mentions->at[low + 1].at.end > in.end || !joined(words, end, mentions->at[low + 1].at.start))
                break;
            m = mentions->at[++low];
        } while (group.count < MEMBERS);
        if (!settled || end > near) {
            *who = group;
            settled = true;
        }
    }
}

static bool is_word(const struct reaction_words *words, uint32_t at, const char *word)
{
    return words->keys[at] == reaction_word_key(word, strlen(word));
}

/* Words that nobody is called by: where a noun phrase ends. */
static bool ends_party(const struct reaction_words *words, uint32_t word)
{
    char c = words->doc->text.at[words->doc->words.at[word].at.start];
    if (words->doc->words.at[word].letters == 0)
        return c != '-' && c != '\'' && c != '.';
    return words->doc->words.at[word].letters == 1 && (words->classes[word] & (CLASS_STOP | CLASS_NOT | CLASS_CONTRAST)) != 0;
}

/* The head noun phrase that ends right before a word, or begins at one: up to NAME_WORDS of words that may belong to it. */
static struct span party_words(const struct reaction_words *words, uint32_t first, uint32_t end, bool backwards)
{
    const struct doc *doc = words->doc;
    while (first < end && (words->classes[end - 1] & CLASS_STOP))
        end--; /* "officials have" */
    while (first < end && (words->classes[first] & CLASS_STOP))
        first++;
    if (backwards) {
        uint32_t start = end;
        while (start > first && end - start < NAME_WORDS && (!ends_party(words, start - 1) || is_word(words, start - 1, "of") || is_word(words, start - 1, "for")))
            start--;
        first = start;
    } else {
        uint32_t stop = first;
        while (stop < end && stop - first < NAME_WORDS && !ends_party(words, stop))
            stop++;
        end = stop;
    }
    while (first < end && doc->words.at[end - 1].letters == 0)
        end--;
    if (first >= end)
        return (struct span){0, 0};
    return without_article(doc, (struct span){doc->words.at[first].at.start, doc->words.at[end - 1].at.end});
}

/* Does a noun go on where the mention ends ("U.S. officials"), so that somebody else is meant? */
static bool goes_on(const struct reaction_words *words, uint32_t byte, uint32_t end)
{
    uint32_t word = text_word_at(words->doc, byte);
    return word < end && words->doc->words.at[word].letters == 1 && !ends_party(words, word);
}

/* The words in which a phrase's reactor is looked for, and whether they end right before it. */
static bool party_place(const struct reaction_words *words, const struct phrase *phrase, struct sentence s, uint32_t *start, uint32_t *end)
{
    static const struct {
        const char *word;
        bool first;
    } after[] = {{"from", false}, {"contact", false}, {"reach", false}, {"neither", true}, {"no", true}};
    for (uint32_t i = 0; i < sizeof after / sizeof *after; i++) {
        uint32_t at = after[i].first ? phrase->first : phrase->last;
        if (!is_word(words, at, after[i].word))
            continue;
        *start = at + 1;
        *end = after[i].first ? phrase->last : s.last + 1 - *start > NAME_WORDS ? *start + NAME_WORDS : s.last + 1;
        return false;
    }
    *start = phrase->first - s.first > SUBJECT_WORDS ? phrase->first - SUBJECT_WORDS : s.first;
    *end = phrase->first;
    return true;
}

/* "could not verify": somebody tried and is named; "could not be verified": nobody is. */
static bool is_active(const struct reaction_words *words, const struct phrase *phrase)
{
    for (uint32_t i = phrase->first; i <= phrase->last; i++)
        if (is_word(words, i, "be") || is_word(words, i, "no") || is_word(words, i, "none") || is_word(words, i, "impossible"))
            return false;
    return is_word(words, phrase->last, "verify") || is_word(words, phrase->last, "confirm") || is_word(words, phrase->last, "corroborate") ||
           is_word(words, phrase->last, "authenticate");
}

/* Who reacts with a phrase: whom the clause names before it, after "from" or "reach" at its end, or after "neither" at its start. */
static struct who find_who(const struct views *views, const struct mentions *mentions, const struct phrase *phrase, uint32_t sentence)
{
    const struct reaction_words *words = views->words;
    const struct doc *doc = words->doc;
    struct who who = {0};
    bool tried = phrase->kind == DIXIT_REACTION_UNVERIFIED && is_active(words, phrase);
    if ((phrase->kind != DIXIT_REACTION_NO_RESPONSE && !tried) || sentence >= doc->sentences.count)
        return who;
    uint32_t start, end;
    bool subject = party_place(words, phrase, doc->sentences.at[sentence], &start, &end);
    if (start >= end)
        return who;
    struct span in = {doc->words.at[start].at.start, doc->words.at[end - 1].at.end};
    if (!subject && mentions->count > 0) { /* a name that is only the beginning of somebody */
        for (uint32_t i = 0; i < mentions->count; i++)
            if (mentions->at[i].at.start >= in.start && mentions->at[i].at.end <= in.end && goes_on(words, mentions->at[i].at.end, end)) {
                who.words = party_words(words, start, end, false);
                return who;
            }
    }
    find_actors(words, mentions, in, &who);
    if (who.count == 0 && !tried)
        who.words = party_words(words, start, end, subject);
    return who;
}

/* Is the phrase part of a reaction that an attribution is? And a verdict ("is a hoax") inside what somebody says is not the outlet's. */
static bool taken(const struct doc *doc, const uint8_t *reacting, const struct views *views, const struct view *by, uint8_t kind)
{
    uint32_t from = by->place > ROUND ? by->place - ROUND : 0;
    bool verdict = kind == DIXIT_REACTION_DENY || kind == DIXIT_REACTION_CONFIRM;
    struct span at = {doc->words.at[by->cue_first].at.start, doc->words.at[by->cue_last].at.end};
    for (uint32_t i = from; i < views->count && i < by->place + ROUND; i++) {
        if (reacting[i] && span_meets(doc->attributions.at[i].cue, at))
            return true;
        for (uint32_t k = 0; (reacting[i] || verdict) && k < doc->attributions.at[i].content.count; k++)
            if (span_meets(doc->attributions.at[i].content.at[k], at) && (reacting[i] || span_holds(doc->attributions.at[i].content.at[k], at)))
                return true;
    }
    return false;
}

static bool add_phrase(struct doc *doc, const struct views *views, const struct mentions *mentions, const struct phrase *phrase,
                       const uint8_t *reacting)
{
    struct targets targets;
    struct view_room room;
    struct view by = reaction_view_phrase(views, phrase->first, phrase->last, &room);
    if (taken(doc, reacting, views, &by, phrase->kind))
        return true;
    struct who who = find_who(views, mentions, phrase, by.sentence);
    if (who.count == 1)
        by.actor = who.actors[0];
    reaction_targets_find(views, &by, phrase->kind, &targets);
    if (targets.count == 0 || targets.chance < reaction_limit(true))
        return true;
    struct span at = {doc->words.at[phrase->first].at.start, doc->words.at[phrase->last].at.end};
    struct reaction reaction = {.kind = phrase->kind, .at = at, .attribution = NONE};
    return add(doc, reaction, &targets, &who);
}

static int by_place(const void *a, const void *b)
{
    const struct reaction *x = a, *y = b;
    if (x->at.start != y->at.start)
        return x->at.start < y->at.start ? -1 : 1;
    if (x->at.end != y->at.end)
        return x->at.end < y->at.end ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->attribution != y->attribution)
        return x->attribution < y->attribution ? -1 : 1;
    return x->by < y->by ? -1 : x->by > y->by;
}

bool claims_find_reactions(struct job *job)
{
    struct doc *doc = job->doc;
    struct arena_mark here = arena_mark(job->scratch);
    struct reaction_words words;
    struct views views;
    struct phrases phrases = {0};
    struct mentions mentions = {0};
    if (doc->attributions.count == 0)
        return true;
    uint8_t *reacting = arena_array(job->scratch, doc->attributions.count, 1);
    bool fine = reacting != NULL && reaction_words_make(job, &words) && reaction_views_make(job, &words, &views) &&
                reaction_phrases_find(job, &words, &phrases) && list_mentions(doc, job->scratch, &mentions);
    for (uint32_t i = 0; fine && i < doc->attributions.count; i++)
        fine = add_attribution(doc, &views, i);
    for (uint32_t i = 0; fine && i < doc->reactions.count; i++)
        reacting[doc->reactions.at[i].attribution] = 1;
    for (uint32_t i = 0; fine && i < phrases.count; i++)
        fine = add_phrase(doc, &views, &mentions, &phrases.at[i], reacting);
    if (fine && doc->reactions.count > 1)
        qsort(doc->reactions.at, doc->reactions.count, sizeof *doc->reactions.at, by_place);
    arena_rewind(job->scratch, here);
    return fine || error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while reactions were found");
}

/* ---- shown ---- */

static void add_line(const struct doc *doc, struct span at, struct buf *out)
{
    for (uint32_t i = at.start; i < at.end; i++) {
        char c = doc->text.at[i];
        buf_add_char(out, (unsigned char)c < ' ' ? ' ' : c);
    }
}

void claims_show_reactions(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    static const char *const names[] = {"deny", "confirm", "unverified", "no_response", "contradict"};
    for (uint32_t i = 0; i < doc->reactions.count; i++) {
        const struct reaction *r = &doc->reactions.at[i];
        buf_add_format(out, "r%u %s by ", i + 1, names[r->kind]);
        if (r->by != NONE)
            buf_add(out, doc->actors.at[r->by].name.at, doc->actors.at[r->by].name.length);
        else if (r->by_words.start < r->by_words.end)
            add_line(doc, r->by_words, out);
        else
            buf_add_char(out, '-');
        buf_add_text(out, ": ");
        add_line(doc, r->at, out);
        buf_add_text(out, " to");
        for (uint32_t k = 0; k < r->to.count; k++)
            buf_add_format(out, " %u", r->to.at[k] + 1);
        buf_add_char(out, '\n');
    }
}
