/* SPDX-License-Identifier: Apache-2.0 */
/* How reactions are found. Nine in ten are attributions themselves ("Ostra denies the claims"): a learned model says of each attribution
 * which kind it looks like, a second one how likely it speaks of each other attribution (by place, words, names, and the projected vectors of both
 * contents where the model file has the head react), a third one, from both and the engine's own scores, which kind it is, if any.
 * The others are phrases ("could not be independently verified"), found by the patterns of data/reaction-phrases.txt: rules; their targets
 * are learned. A reaction without a likely target is none: it would speak of nothing in this text, so the chances of kind and targets are
 * multiplied before the limit is asked, one for all kinds (what is right more often than half of F1 raises F1). Who reacts
 * is the attribution's actor; of a phrase, by rule, who stands before it in its sentence. */
#include "claims/reactions.h"

#include "claims/reaction_model.h"
#include "claims/reaction_targets.h"
#include "claims/reaction_who.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

enum { ROUND = 12 };

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
    struct who who;
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
    reaction_who_attribution(doc, attribution, &who);
    struct reaction reaction = {.kind = kind, .at = words_of(doc, a, view->sentence), .attribution = attribution};
    return add(doc, reaction, &targets, &who);
}

/* ---- phrases ---- */

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
    struct who who = reaction_who_phrase(views, mentions, phrase, &by);
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
                reaction_phrases_find(job, &words, &phrases) && reaction_mentions_list(doc, job->scratch, &mentions);
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
