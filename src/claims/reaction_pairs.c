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
