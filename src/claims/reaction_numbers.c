/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_numbers.h"

#include "claims/reaction_put.h"
#include "claims/topics.h"

enum { POINTING_WORDS = 14, PRONOUN_WORDS = 3, STEPS = 16 };

static int16_t small(int64_t n)
{
    return (int16_t)(n > 9999 ? 9999 : n < -9999 ? -9999 : n);
}

static bool inside(const struct doc *doc, uint32_t child, uint32_t parent)
{
    for (uint32_t steps = 0; child != NONE && steps < STEPS; steps++) {
        child = doc->attributions.at[child].parent;
        if (child == parent)
            return child != NONE;
    }
    return false;
}

/* Where the target lies, seen from the reaction: 1 its first child, 2 another child, 3 deeper inside, 4 around it, 5 beside it under the same
 * parent, 6 elsewhere; of a phrase: 7 in it, 8 in its sentence, 9 elsewhere. */
static uint8_t relation_of(const struct field *field, uint32_t target)
{
    const struct doc *doc = field->views->words->doc;
    const struct view *by = field->by;
    uint32_t parent = doc->attributions.at[target].parent;
    if (by->attribution == NONE) {
        uint32_t cue = field->views->at[target].cue_first;
        return cue >= by->cue_first && cue <= by->cue_last ? 7 : cue >= by->first && cue <= by->last ? 8 : 9;
    }
    if (parent == by->attribution)
        return by->child == target ? 1 : 2;
    if (inside(doc, target, by->attribution))
        return 3;
    if (inside(doc, by->attribution, target))
        return 4;
    return parent != NONE && parent == doc->attributions.at[by->attribution].parent ? 5 : 6;
}

/* How a reaction points back: 4 by a claim noun in the plural, 3 in the singular, 2 a request noun, 1 a pronoun, 0 not at all. */
static uint8_t pointing_of(const struct views *views, const struct view *by)
{
    const struct reaction_words *words = views->words;
    uint32_t start = by->attribution == NONE ? by->cue_first : by->first, end = by->attribution == NONE ? by->cue_last : by->last;
    uint8_t pronoun = 0;
    for (uint32_t i = start; i <= end && i < start + POINTING_WORDS; i++) {
        uint32_t c = words->classes[i];
        if (c & CLASS_CLAIM_NOUN)
            return c & CLASS_PLURAL ? 4 : 3;
        if (c & CLASS_REQUEST_NOUN)
            return 2;
        if (i < start + PRONOUN_WORDS && (c & CLASS_ANAPHOR))
            pronoun = 1;
    }
    return pronoun;
}

/* Is the actor named in the sentence of a view? */
static bool named_near(const struct doc *doc, uint32_t actor, const struct view *view)
{
    if (actor == NONE || view->sentence >= doc->sentences.count)
        return false;
    struct sentence s = doc->sentences.at[view->sentence];
    return reaction_actor_in(doc, actor, s.first, s.last);
}

static uint32_t weight_of(const struct view *view)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < view->stem_count; i++)
        sum += view->weights[i];
    return sum;
}

static void put_place(const struct field *field, uint32_t target, int16_t *n)
{
    const struct doc *doc = field->views->words->doc;
    const struct view *by = field->by, *t = &field->views->at[target];
    const struct attribution *a = &doc->attributions.at[target];
    uint32_t k = target - field->from;
    bool before = t->cue_first < by->cue_first;
    n[PAIR_KIND] = field->kind;
    n[PAIR_DISTANCE] = small((int64_t)target - by->place);
    n[PAIR_SENTENCES] = small((int64_t)t->sentence - by->sentence);
    n[PAIR_LINES] = small((int64_t)t->line - by->line);
    n[PAIR_WORDS] = small((int64_t)t->cue_first - by->cue_first);
    n[PAIR_RELATION] = relation_of(field, target);
    n[PAIR_RANK] = (int16_t)(before ? -1 - field->other_rank[k] : 1 + field->other_rank[k]);
    n[PAIR_ABOUT_RANK] = field->about_rank[k];
    n[PAIR_CHARGE_RANK] = field->charge_rank[k];
    n[PAIR_NESTED] = a->parent != NONE;
    n[PAIR_PARENT_GROUP] = (int16_t)(a->parent == NONE ? 0 : group_of(&doc->attributions.at[a->parent]));
    n[PAIR_HAS_CHILD] = t->child != NONE;
    n[PAIR_PLACE] = small(target);
    n[PAIR_COUNT] = small(field->views->count);
    n[PAIR_REACTION_NESTED] = by->attribution != NONE && doc->attributions.at[by->attribution].parent != NONE;
    n[PAIR_REACTION_HAS_CHILD] = by->child != NONE;
}

static void put_people(const struct field *field, uint32_t target, int16_t *n)
{
    const struct doc *doc = field->views->words->doc;
    const struct view *by = field->by, *t = &field->views->at[target];
    const struct attribution *a = &doc->attributions.at[target];
    int16_t who = 0;
    if (by->actor == NONE)
        who = 1;
    else if (a->against_actor == by->actor)
        who = 4;
    else if (about_actor(a, by->actor))
        who = 3;
    else if (a->addressee_actor == by->actor)
        who = 2;
    n[PAIR_WHO] = who;
    n[PAIR_NAMES_SPEAKER] = by->attribution != NONE ? about_actor(&doc->attributions.at[by->attribution], t->actor)
                                                    : reaction_actor_in(doc, t->actor, by->first, by->last);
    n[PAIR_SPEAKER_KNOWN] = t->actor != NONE;
    n[PAIR_REACTOR_KNOWN] = by->actor != NONE;
    n[PAIR_LAST_SPEAKER] = field->last_speaker != NONE && t->actor == field->last_speaker;
    n[PAIR_REACTOR_NEAR] = named_near(doc, by->actor, t);
    n[PAIR_SPEAKER_NEAR] = named_near(doc, t->actor, by);
    n[PAIR_CHILD_SPEAKER] = by->child != NONE && by->child != target && same_actor(&field->views->at[by->child], t);
}

static void put_words(const struct field *field, uint32_t target, int16_t *n)
{
    const struct doc *doc = field->views->words->doc;
    const struct view *by = field->by, *t = &field->views->at[target];
    const struct attribution *a = &doc->attributions.at[target];
    uint32_t k = target - field->from, own = reaction_view_overlap(by, t), of_target = weight_of(t), of_reaction = weight_of(by);
    n[PAIR_OVERLAP] = small(field->overlap[k]);
    n[PAIR_OVERLAP_RANK] = field->overlap[k] == 0 ? 10 : field->overlap_rank[k];
    n[PAIR_OWN_OVERLAP] = small(own);
    n[PAIR_CHILD_OVERLAP] = small(by->child == NONE || by->child == target ? 0 : reaction_view_overlap(&field->views->at[by->child], t));
    n[PAIR_AROUND_OVERLAP] = small(reaction_view_overlap(&field->around, t));
    n[PAIR_SHARE_OF_TARGET] = small(of_target == 0 ? 0 : 100 * own / of_target);
    n[PAIR_SHARE_OF_REACTION] = small(of_reaction == 0 ? 0 : 100 * own / of_reaction);
    n[PAIR_SHARED] = small(reaction_view_shared(by, t));
    n[PAIR_NAMES] = small(reaction_view_names(by, t));
    n[PAIR_GROUP] = (int16_t)group_of(a);
    n[PAIR_ACT] = (int16_t)act_of(a);
    n[PAIR_REACTION_ACT] = (int16_t)(by->attribution == NONE ? -1 : (int)act_of(&doc->attributions.at[by->attribution]));
    n[PAIR_POINTING] = pointing_of(field->views, by);
    n[PAIR_QUOTE] = a->quote;
    n[PAIR_NEGATIONS] = small(t->negations);
    n[PAIR_REACTION_NEGATIONS] = small(by->negations);
    n[PAIR_LENGTH] = small(t->stem_count);
    n[PAIR_REACTION_LENGTH] = small(by->stem_count);
    n[PAIR_NUMBERS_DIFFER] = numbers_differ(by, t);
    n[PAIR_ACCUSING] = (t->classes & CLASS_ACCUSE) != 0;
    n[PAIR_CLAIM_CUE] = (t->cue_classes & CLASS_CLAIM_NOUN) != 0;
    n[PAIR_REQUEST_CUE] = (t->cue_classes & CLASS_REQUEST_NOUN) != 0;
    n[PAIR_UNTRUE] = (by->classes & CLASS_UNTRUE) != 0;
}

/* Who is named where, by the words alone: actors may not have been told. */
static void put_names(const struct field *field, uint32_t target, int16_t *n)
{
    const struct reaction_words *words = field->views->words;
    const struct doc *doc = words->doc;
    const struct view *by = field->by, *t = &field->views->at[target];
    const struct attribution *a = &doc->attributions.at[target];
    n[PAIR_NAMED] = small(reaction_view_named(by, t));
    n[PAIR_NAMED_AGAINST] = small(reaction_view_named_in(words, by, &a->against));
    n[PAIR_NAMED_ADDRESSED] = small(reaction_view_named_in(words, by, &a->addressee));
    n[PAIR_SAME_NAME] = small(reaction_view_same_name(by, t));
    n[PAIR_NAMES_BY_NAME] = small(reaction_view_named(t, by));
    n[PAIR_NAMED_BY_PARENT] = small(a->parent == NONE ? -1 : (int)reaction_view_same_name(by, &field->views->at[a->parent]));
    n[PAIR_IN_OWN_WORDS] = a->parent != NONE && same_actor(by, &field->views->at[a->parent]);
    n[PAIR_TOPIC] = claims_topic_fit(by->attribution == NONE ? NULL : doc->attributions.at[by->attribution].topic, a->topic);
}

void reaction_pair_numbers(const struct field *field, uint32_t target, int16_t *numbers)
{
    put_place(field, target, numbers);
    put_people(field, target, numbers);
    put_words(field, target, numbers);
    put_names(field, target, numbers);
}
