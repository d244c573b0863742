/* SPDX-License-Identifier: Apache-2.0 */
/* The program's proposals. */
#include <stdlib.h>
#include <string.h>

#include "ledger/change.h"
#include "ledger/groups.h"

static struct cell span_cell(uint32_t byte, bool whole)
{
    return whole ? CELL_NULL : CELL_INT(byte);
}

static bool add_membership(struct ledger *ledger, int64_t claim, const struct passage *passage, enum membership_act act, const struct member *member)
{
    struct cell cells[] = {CELL_INT(claim), CELL_INT(passage->row), CELL_INT(act), CELL_INT(member->position), CELL_REAL((double)member->score),
                           CELL_INT(ledger_change_time(ledger)), span_cell(passage->at.start, false), span_cell(passage->at.end, false), CELL_NULL, CELL_NULL};
    return ledger_add_row(ledger, TABLE_MEMBERSHIPS, cells, sizeof cells / sizeof *cells) != 0;
}

/* ---- proposals ---- */

struct proposing {
    struct ledger *ledger;
    struct trace *trace;
    struct groups *groups;
    uint32_t **of;      /* of each story's passages: a group that has it, + 1; 0 */
    uint32_t **out;     /* a group that a person took it out of, + 1 */
    uint32_t *shared;   /* of each group: members of the claim at hand */
    bool *found;        /* of each group: a claim was taken for it */
    bool open;          /* a change has begun */
};

static bool begin(struct proposing *p)
{
    if (!p->open)
        p->open = ledger_change_begin(p->ledger, "claim.propose");
    return p->open;
}

static const struct passage *passage_of(const struct proposing *p, const struct member *member)
{
    return &p->trace->stories->list.at[member->story].passages.at[member->passage];
}

/* The group that shares most members with a claim: the least of them, NONE when none shares any. */
static uint32_t best_group(struct proposing *p, const struct claim *claim)
{
    uint32_t best = NONE;
    for (uint32_t i = 0; i < claim->members.count; i++) {
        uint32_t g = p->of[claim->members.at[i].story][claim->members.at[i].passage];
        if (g == 0 || p->found[g - 1])
            continue;
        p->shared[g - 1]++;
        if (best == NONE || p->shared[g - 1] > p->shared[best] || (p->shared[g - 1] == p->shared[best] && g - 1 < best))
            best = g - 1;
    }
    return best;
}

static uint32_t forget_shared(struct proposing *p, const struct claim *claim, uint32_t best)
{
    uint32_t shared = best == NONE ? 0 : p->shared[best];
    for (uint32_t i = 0; i < claim->members.count; i++) {
        uint32_t g = p->of[claim->members.at[i].story][claim->members.at[i].passage];
        if (g != 0)
            p->shared[g - 1] = 0;
    }
    return shared;
}

static bool has(const struct claim *claim, const struct member *member)
{
    for (uint32_t i = 0; i < claim->members.count; i++)
        if (claim->members.at[i].story == member->story && claim->members.at[i].passage == member->passage)
            return true;
    return false;
}

/* A member that a person has placed: in this group, in another decided one, or out of this one. */
static bool is_placed(const struct proposing *p, const struct member *member, uint32_t group)
{
    uint32_t g = p->of[member->story][member->passage];
    if (g != 0 && (g - 1 == group || p->groups->list.at[g - 1].state != GROUP_PROPOSED))
        return true;
    return group != NONE && p->out[member->story][member->passage] == group + 1;
}

/* Writes a claim as a group's, or as a new one when there is none that it could be. */
static bool propose(struct proposing *p, const struct claim *claim)
{
    uint32_t best = best_group(p, claim), shared = forget_shared(p, claim, best), fresh = 0, stories = 0, last = NONE;
    if (best != NONE && p->groups->list.at[best].state == GROUP_UNDONE && shared * 2 >= claim->members.count)
        return true; /* a person has undone this */
    if (best != NONE && (p->groups->list.at[best].state == GROUP_UNDONE || shared * 2 < p->groups->list.at[best].claim.members.count))
        best = NONE;
    for (uint32_t i = 0; i < claim->members.count; i++)
        if (!is_placed(p, &claim->members.at[i], best)) {
            fresh++;
            stories += claim->members.at[i].story != last;
            last = claim->members.at[i].story;
        }
    if (best == NONE && stories < 2)
        return true; /* what is left of it stands in one document */
    int64_t id = best == NONE ? 0 : p->groups->list.at[best].id;
    if (best != NONE)
        p->found[best] = true;
    if (fresh > 0 && (!begin(p) || (id == 0 && (id = groups_add_claim(p->ledger, 0)) == 0)))
        return false;
    for (uint32_t i = 0; fresh > 0 && i < claim->members.count; i++)
        if (!is_placed(p, &claim->members.at[i], best) && !add_membership(p->ledger, id, passage_of(p, &claim->members.at[i]), ACT_PROPOSED, &claim->members.at[i]))
            return false;
    if (best == NONE || p->groups->list.at[best].state != GROUP_PROPOSED)
        return true;
    const struct group *group = &p->groups->list.at[best];
    for (uint32_t i = 0; i < group->claim.members.count; i++)
        if (!has(claim, &group->claim.members.at[i]) && !group->by.at[i] &&
            (!begin(p) || !add_membership(p->ledger, id, passage_of(p, &group->claim.members.at[i]), ACT_WITHDRAWN, &group->claim.members.at[i])))
            return false;
    return true;
}

/* Proposed groups that no claim was taken for lose their members. */
static bool withdraw(struct proposing *p)
{
    for (uint32_t g = 0; g < p->groups->list.count; g++) {
        const struct group *group = &p->groups->list.at[g];
        for (uint32_t i = 0; !p->found[g] && group->state == GROUP_PROPOSED && i < group->claim.members.count; i++)
            if (!begin(p) || !add_membership(p->ledger, group->id, passage_of(p, &group->claim.members.at[i]), ACT_WITHDRAWN, &group->claim.members.at[i]))
                return false;
    }
    return true;
}

static bool prepare(struct proposing *p)
{
    struct stories *stories = p->trace->stories;
    size_t n = (size_t)p->groups->list.count + 1;
    p->of = arena_array(stories->scratch, (size_t)stories->list.count + 1, sizeof *p->of);
    p->out = arena_array(stories->scratch, (size_t)stories->list.count + 1, sizeof *p->out);
    p->shared = arena_array(stories->scratch, n, sizeof *p->shared);
    p->found = arena_array(stories->scratch, n, sizeof *p->found);
    for (uint32_t s = 0; !stories->scratch->failed && s < stories->list.count; s++) {
        p->of[s] = arena_array(stories->scratch, (size_t)stories->list.at[s].passages.count + 1, sizeof **p->of);
        p->out[s] = arena_array(stories->scratch, (size_t)stories->list.at[s].passages.count + 1, sizeof **p->out);
    }
    if (stories->scratch->failed)
        return ledger_refuse(p->ledger, DIXIT_NO_MEMORY, "There is not enough memory to compare the claims of the ledger.");
    for (uint32_t g = 0; g < p->groups->list.count; g++) {
        const struct group *group = &p->groups->list.at[g];
        for (uint32_t i = 0; i < group->claim.members.count; i++) {
            uint32_t *of = &p->of[group->claim.members.at[i].story][group->claim.members.at[i].passage];
            if (*of == 0 || group->state == GROUP_ACCEPTED || p->groups->list.at[*of - 1].state == GROUP_UNDONE)
                *of = g + 1;
        }
        for (uint32_t i = 0; i < group->out.count; i++)
            p->out[group->out.at[i].story][group->out.at[i].passage] = g + 1;
    }
    return true;
}

bool groups_propose(struct ledger *ledger, struct trace *trace, struct groups *groups)
{
    struct stories *stories = trace->stories;
    if (!groups_read(ledger, stories, groups))
        return false;
    struct arena_mark mark = arena_mark(stories->scratch);
    struct proposing p = {.ledger = ledger, .trace = trace, .groups = groups};
    bool good = prepare(&p);
    for (uint32_t i = 0; good && i < trace->claims.list.count; i++)
        good = propose(&p, &trace->claims.list.at[i]);
    good = good && withdraw(&p) && begin(&p) && ledger_change_end(ledger);
    arena_rewind(stories->scratch, mark);
    return good && groups_read(ledger, stories, groups);
}
