/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_numbers.h"
#include "claims/reaction_put.h"

enum { LAST_RANK = 9, AROUND = 60 };

static uint8_t up_to_nine(uint32_t n)
{
    return (uint8_t)(n < LAST_RANK ? n : LAST_RANK);
}

static bool charges(const struct attribution *a)
{
    uint32_t group = group_of(a);
    return group >= 1 && group <= 3;
}

static void rank_overlap(struct field *field)
{
    uint32_t count = field->to - field->from;
    const struct view *by = field->by, *child = by->child == NONE ? NULL : &field->views->at[by->child];
    for (uint32_t i = 0; i < count; i++) {
        const struct view *t = &field->views->at[field->from + i];
        uint32_t overlap = reaction_view_overlap(by, t) + 6 * reaction_view_names(by, t);
        if (child != NULL && t != child)
            overlap += reaction_view_overlap(child, t);
        field->overlap[i] = (uint16_t)(field->may[i] ? overlap : 0);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t more = 0;
        for (uint32_t k = 0; k < count; k++)
            more += field->overlap[k] > field->overlap[i];
        field->overlap_rank[i] = up_to_nine(more);
    }
}

/* Counts outwards from the reaction, on one side of it: from `here` in steps of `step`. */
static void rank_side(struct field *field, uint32_t here, int step)
{
    const struct doc *doc = field->views->words->doc;
    uint32_t others = 0, about = 0, charge = 0;
    for (uint32_t i = here; i >= field->from && i < field->to; i += (uint32_t)step) {
        uint32_t k = i - field->from;
        const struct attribution *a = &doc->attributions.at[i];
        if (field->may[k]) {
            bool names = about_actor(a, field->by->actor);
            field->other_rank[k] = up_to_nine(others++);
            field->about_rank[k] = names ? up_to_nine(about++) : LAST_RANK;
            field->charge_rank[k] = charges(a) ? up_to_nine(charge++) : LAST_RANK;
        }
        if (i == 0)
            break;
    }
}

/* The words before the reaction in its paragraph, or as far back as AROUND, and who spoke last. */
static void look_around(struct field *field)
{
    const struct doc *doc = field->views->words->doc;
    const struct view *by = field->by;
    uint32_t end = by->sentence < doc->sentences.count ? doc->sentences.at[by->sentence].first : by->cue_first, start = end;
    while (start > 0 && end - start < AROUND)
        start--;
    if (start < end)
        field->around = reaction_view_words(field->views, start, end - 1, &field->room);
    field->last_speaker = NONE;
    for (uint32_t i = by->place; i-- > field->from;)
        if (field->may[i - field->from]) {
            field->last_speaker = field->views->at[i].actor;
            break;
        }
}

void reaction_field_make(struct field *field, const struct views *views, const struct view *by, uint8_t kind)
{
    uint32_t here = by->place;
    *field = (struct field){.views = views, .by = by, .kind = kind};
    field->from = here > REACTION_LOOK_BACK ? here - REACTION_LOOK_BACK : 0;
    field->to = here + REACTION_LOOK_AHEAD < views->count ? here + REACTION_LOOK_AHEAD : views->count;
    for (uint32_t i = field->from; i < field->to; i++)
        field->may[i - field->from] = i != by->attribution && !same_actor(by, &views->at[i]);
    rank_overlap(field);
    look_around(field);
    if (here > field->from)
        rank_side(field, here - 1, -1);
    rank_side(field, by->attribution == NONE ? here : here + 1, 1);
}

/* Does a word of the target's source or cue stand, in some form, in the reaction's words? "denied the claims" of what somebody "claimed". */
static uint32_t names_of(const struct views *views, const struct view *by, uint32_t target)
{
    uint32_t n = reaction_view_names(by, &views->at[target]);
    return n < 3 ? n : 3;
}

static void put_place(const struct field *field, uint32_t target, struct features *out)
{
    const struct doc *doc = field->views->words->doc;
    const struct view *by = field->by, *t = &field->views->at[target];
    const struct attribution *a = &doc->attributions.at[target];
    bool before = t->cue_first < by->cue_first;
    uint32_t kind = field->kind, side = before ? 0 : 16;
    uint32_t sentences = bucket(before ? by->sentence - t->sentence : t->sentence - by->sentence) + side;
    uint32_t lines = bucket(before ? by->line - t->line : t->line - by->line) + side;
    uint32_t relation = reaction_relation(field, target), rank = field->other_rank[target - field->from] + side;
    uint32_t group = group_of(a), pointing = reaction_pointing(field->views, by);
    put(out, "relation", relation);
    put(out, "relation, kind", relation * 8U + kind);
    put(out, "relation, group", relation * 16U + group);
    put(out, "relation, pointing", relation * 8U + pointing);
    put(out, "rank", rank);
    put(out, "rank, kind", rank * 8U + kind);
    put(out, "rank, group", rank * 16U + group);
    put(out, "rank, pointing", rank * 8U + pointing);
    put(out, "rank, sentences", rank * 32U + sentences);
    put(out, "sentences", sentences);
    put(out, "sentences, kind", sentences * 8U + kind);
    put(out, "sentences, pointing", sentences * 8U + pointing);
    put(out, "lines", lines);
    put(out, "lines, group", lines * 16U + group);
    put(out, "place of target", target < 4 ? target : 4);
    put(out, "nested target", (a->parent != NONE) * 32U + relation);
    put(out, "target's child", (t->child != NONE) * 32U + relation);
    if (relation != 1 && relation != 2 && by->child != NONE)
        put(out, "reaction has a child, rank", rank);
    if (by->attribution != NONE && doc->attributions.at[by->attribution].parent != NONE) {
        uint32_t parent = doc->attributions.at[by->attribution].parent;
        put(out, "nested reaction, relation", relation * 2U + same_actor(by, &field->views->at[parent]));
    }
    if (by->attribution != NONE && by->attribution > 0)
        put(out, "just before, acts", (target + 1 == by->attribution) * 4096U + act_of(&doc->attributions.at[by->attribution]) * 64U + act_of(a));
}

static void put_people(const struct field *field, uint32_t target, struct features *out)
{
    const struct doc *doc = field->views->words->doc;
    const struct view *by = field->by, *t = &field->views->at[target];
    const struct attribution *a = &doc->attributions.at[target];
    uint32_t group = group_of(a), kind = field->kind, who = 0, k = target - field->from;
    if (by->actor == NONE)
        who = 1;
    else if (a->against_actor == by->actor)
        who = 2;
    else if (about_actor(a, by->actor))
        who = 3;
    else if (a->addressee_actor == by->actor)
        who = 4;
    put(out, "who", who);
    put(out, "who, kind", who * 8U + kind);
    put(out, "who, group", who * 16U + group);
    put(out, "about rank", field->about_rank[k]);
    put(out, "about rank, kind", field->about_rank[k] * 8U + kind);
    put(out, "about rank, group", field->about_rank[k] * 16U + group);
    put(out, "charge rank", field->charge_rank[k]);
    put(out, "charge rank, kind", field->charge_rank[k] * 8U + kind);
    put(out, "charge rank, who", field->charge_rank[k] * 8U + who);
    uint32_t names = 0; /* does the reaction name who it answers? */
    if (by->attribution != NONE)
        names = about_actor(&doc->attributions.at[by->attribution], t->actor);
    else
        names = reaction_actor_in(doc, t->actor, by->first, by->last);
    put(out, "names the speaker", names);
    put(out, "names the speaker, group", names * 16U + group);
    put(out, "names the speaker, who", names * 8U + who);
    put(out, "speaker known, group", (t->actor != NONE) * 16U + group);
    if (by->child != NONE && by->child != target)
        put(out, "child's speaker is the target's", same_actor(&field->views->at[by->child], t) * 2U + (field->views->at[by->child].actor == NONE));
}

static void put_overlap(const struct field *field, uint32_t target, struct features *out)
{
    const struct view *by = field->by, *t = &field->views->at[target];
    const struct attribution *a = &field->views->words->doc->attributions.at[target];
    uint32_t k = target - field->from, overlap = bucket(field->overlap[k] / 4U), rank = field->overlap_rank[k], kind = field->kind;
    uint32_t group = group_of(a), pointing = reaction_pointing(field->views, by);
    uint32_t shared = reaction_view_shared(by, t), less = by->stem_count < t->stem_count ? by->stem_count : t->stem_count;
    uint32_t part = less == 0 ? 0 : 1 + 4 * shared / less;
    bool empty = field->overlap[k] == 0;
    put(out, "overlap", overlap);
    put(out, "overlap, kind", overlap * 8U + kind);
    put(out, "overlap, group", overlap * 16U + group);
    put(out, "overlap, rank", overlap * 16U + rank);
    put(out, "overlap rank", empty ? 15 : rank);
    put(out, "overlap rank, kind", (empty ? 15 : rank) * 8U + kind);
    put(out, "overlap rank, group", (empty ? 15 : rank) * 16U + group);
    put(out, "overlap rank, place rank", (empty ? 15U : rank) * 16U + field->other_rank[k]);
    put(out, "overlap rank, pointing", (empty ? 15U : rank) * 8U + pointing);
    put(out, "part shared", part);
    put(out, "part shared, pointing", part * 8U + pointing);
    if (by->child != NONE && by->child != target) {
        put(out, "shared with the child", bucket(reaction_view_overlap(&field->views->at[by->child], t) / 4));
        put(out, "child's group, group", group_of(&field->views->words->doc->attributions.at[by->child]) * 16U + group);
    }
}

static void put_words(const struct field *field, uint32_t target, struct features *out)
{
    const struct doc *doc = field->views->words->doc;
    const struct view *by = field->by, *t = &field->views->at[target];
    const struct attribution *a = &doc->attributions.at[target];
    uint32_t group = group_of(a), pointing = reaction_pointing(field->views, by), kind = field->kind;
    put(out, "stance, kind", act_of(a) * 8U + kind);
    put(out, "group, kind", group * 8U + kind);
    put(out, "group, pointing", group * 8U + pointing);
    put(out, "takes up source or cue", names_of(field->views, by, target) * 8U + pointing);
    put(out, "accusing words", ((t->classes & CLASS_ACCUSE) != 0) * 16U + group);
    put(out, "claim noun cue", ((t->cue_classes & CLASS_CLAIM_NOUN) != 0) * 8U + pointing);
    put(out, "request noun cue", ((t->cue_classes & CLASS_REQUEST_NOUN) != 0) * 8U + pointing);
    put(out, "numbers differ, kind", numbers_differ(by, t) * 8U + kind);
    put(out, "negations differ, kind", ((by->negations > 0) != (t->negations > 0)) * 8U + kind);
    put(out, "target's quote", a->quote * 8U + kind);
    put(out, "length of target", bucket(t->stem_count));
    if (by->attribution != NONE)
        put(out, "acts", act_of(&doc->attributions.at[by->attribution]) * 64U + act_of(a));
    put(out, "target's cue", field->views->words->keys[t->cue_last]);
}

void reaction_features_pair(const struct field *field, uint32_t target, struct features *out)
{
    out->count = 0;
    put(out, "always", 0);
    put(out, "kind", field->kind);
    put_place(field, target, out);
    put_people(field, target, out);
    put_overlap(field, target, out);
    put_words(field, target, out);
}
