/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/cast_list.h"

#include "claims/actors.h"

#include <stdlib.h>
#include <string.h>

uint32_t claims_list_actor(struct cast *cast, uint32_t index)
{
    struct doc *doc = cast->doc;
    if (index == NONE || cast->failed)
        return NONE;
    struct figure *figure = &cast->figures.at[index];
    if (figure->actor != NONE)
        return figure->actor;
    struct actor actor = {.kind = figure->kind};
    char *name = arena_copy(doc->memory, figure->name.at, figure->name.length);
    bool fine = name != NULL;
    for (uint32_t i = 0; fine && i < figure->member_count; i++) {
        uint32_t member = claims_list_actor(cast, figure->members[i]);
        fine = member != NONE && list_push(doc->memory, &actor.members, member);
    }
    actor.name = (struct str){name, figure->name.length};
    if (figure->kind == DIXIT_ACTOR_STATE)
        memcpy(actor.code, figure->code, 4);
    if (!fine || !list_push(doc->memory, &doc->actors, actor)) {
        cast->failed = true;
        return NONE;
    }
    return figure->actor = doc->actors.count - 1;
}

static int by_start(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->end > y->end ? -1 : x->end < y->end;
}

static bool add_mentions(struct cast *cast, const struct mention *at, uint32_t count)
{
    struct doc *doc = cast->doc;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t actor = cast->figures.at[at[i].figure].actor;
        struct span span = {doc->words.at[at[i].first].at.start, doc->words.at[at[i].last].at.end};
        if (actor != NONE && !list_push(doc->memory, &doc->actors.at[actor].mentions, span))
            return false;
    }
    return true;
}

bool claims_list_mentions(struct cast *cast)
{
    struct doc *doc = cast->doc;
    if (!add_mentions(cast, cast->mentions.at, cast->mentions.count) || !add_mentions(cast, cast->groups.at, cast->groups.count) ||
        !add_mentions(cast, cast->found.at, cast->found.count))
        return false;
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        struct spans *spans = &doc->actors.at[i].mentions;
        if (spans->count == 0)
            continue;
        qsort(spans->at, spans->count, sizeof *spans->at, by_start);
        uint32_t kept = 1;
        for (uint32_t k = 1; k < spans->count; k++)
            if (spans->at[k].start >= spans->at[kept - 1].end)
                spans->at[kept++] = spans->at[k];
        spans->count = kept;
    }
    return true;
}

static const char *actor_kind(uint8_t kind)
{
    static const char *const names[DIXIT_ACTOR_KINDS] = {"person", "state", "organisation", "group", "document", "several"};
    return kind < DIXIT_ACTOR_KINDS ? names[kind] : "-";
}

static void show_party(const char *role, uint32_t actor, struct buf *out)
{
    if (actor != NONE)
        buf_add_format(out, " %s A%u", role, actor + 1);
}

void claims_show_actors(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        const struct actor *actor = &doc->actors.at[i];
        buf_add_format(out, "A%u %s %.*s", i + 1, actor_kind(actor->kind), (int)actor->name.length, actor->name.at);
        if (actor->code[0] != 0)
            buf_add_format(out, " (%.3s)", actor->code);
        for (uint32_t k = 0; k < actor->members.count; k++)
            buf_add_format(out, " +A%u", actor->members.at[k] + 1);
        for (uint32_t k = 0; k < actor->mentions.count; k++)
            buf_add_format(out, " %u-%u", actor->mentions.at[k].start, actor->mentions.at[k].end);
        buf_add_char(out, '\n');
    }
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        const struct attribution *a = &doc->attributions.at[i];
        buf_add_format(out, "%u", i + 1);
        show_party("by", a->actor, out);
        show_party("to", a->addressee_actor, out);
        show_party("against", a->against_actor, out);
        for (uint32_t k = 0; k < a->about.count; k++)
            show_party("about", a->about.at[k], out);
        buf_add_char(out, '\n');
    }
}
