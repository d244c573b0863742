/* SPDX-License-Identifier: Apache-2.0 */
/* What changes the claims of a ledger: the program's proposals and persons' decisions. */
#include <stdlib.h>
#include <string.h>

#include "ledger/change.h"
#include "ledger/groups.h"

enum act { ACT_PROPOSED, ACT_PUT_IN, ACT_TAKEN_OUT, ACT_WITHDRAWN };
enum decision { DECIDED_ACCEPTED, DECIDED_SPLIT, DECIDED_UNDONE };

static struct cell span_cell(uint32_t byte, bool whole)
{
    return whole ? CELL_NULL : CELL_INT(byte);
}

static bool add_membership(struct ledger *ledger, int64_t claim, const struct passage *passage, enum act act, const struct member *member)
{
    struct cell cells[] = {CELL_INT(claim), CELL_INT(passage->row), CELL_INT(act), CELL_INT(member->position), CELL_REAL((double)member->score),
                           CELL_INT(ledger_change_time(ledger)), span_cell(passage->at.start, false), span_cell(passage->at.end, false), CELL_NULL, CELL_NULL};
    return ledger_add_row(ledger, TABLE_MEMBERSHIPS, cells, sizeof cells / sizeof *cells) != 0;
}

static int64_t add_claim(struct ledger *ledger, int64_t split_from)
{
    uint8_t uid[LEDGER_UID];
    if (!ledger_random(ledger, uid, sizeof uid))
        return 0;
    return ledger_add_row(ledger, TABLE_CLAIMS, (struct cell[]){CELL_BLOB(uid, sizeof uid), CELL_INT(ledger_change_time(ledger)), cell_id(split_from)}, 3);
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
    if (fresh > 0 && (!begin(p) || (id == 0 && (id = add_claim(p->ledger, 0)) == 0)))
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

/* ---- decisions ---- */

static bool is_claim(struct ledger *ledger, int64_t claim)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM claims WHERE id = ?1");
    ledger_bind_int(ledger, row, 1, claim);
    bool there = false;
    while (ledger_step(ledger, row))
        there = true;
    return there || ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no claim C%lld in this ledger.", (long long)claim);
}

static bool decide(struct ledger *ledger, int64_t claim, enum decision decision, int64_t other, const char *person, const char *reason)
{
    struct cell cells[] = {CELL_INT(claim), CELL_INT(decision), cell_id(other), CELL_INT(ledger_change_time(ledger)), cell_cstr(reason), cell_cstr(person), CELL_NULL};
    return ledger_add_row(ledger, TABLE_DECISIONS, cells, sizeof cells / sizeof *cells) != 0;
}

/* A membership as it stands. */
struct standing {
    int64_t passage, first, last;
    int position;
    double score;
    bool whole;
};

struct standings {
    LIST(struct standing) list;
};

static bool read_standings(struct ledger *ledger, struct arena *memory, int64_t claim, struct standings *standings)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT passage, first, last, act, position, score FROM memberships WHERE claim = ?1 ORDER BY passage, first, act IN (1, 2) DESC, id DESC");
    int64_t passage = 0, first = -2;
    ledger_bind_int(ledger, row, 1, claim);
    while (ledger_step(ledger, row)) {
        bool whole = sqlite3_column_type(row, 1) == SQLITE_NULL;
        struct standing s = {sqlite3_column_int64(row, 0), whole ? -1 : sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2), sqlite3_column_int(row, 4), sqlite3_column_double(row, 5), whole};
        if (s.passage == passage && s.first == first)
            continue;
        passage = s.passage;
        first = s.first;
        if (sqlite3_column_int(row, 3) <= ACT_PUT_IN && !list_push(memory, &standings->list, s))
            return ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for the passages of a claim.");
    }
    return !ledger_failed(ledger);
}

static bool put_standing(struct ledger *ledger, int64_t claim, const struct standing *s, enum act act, const char *person)
{
    struct cell cells[] = {CELL_INT(claim), CELL_INT(s->passage), CELL_INT(act), CELL_INT(s->position), CELL_REAL(s->score), CELL_INT(ledger_change_time(ledger)),
                           s->whole ? CELL_NULL : CELL_INT(s->first), s->whole ? CELL_NULL : CELL_INT(s->last), CELL_NULL, cell_cstr(person)};
    return ledger_add_row(ledger, TABLE_MEMBERSHIPS, cells, sizeof cells / sizeof *cells) != 0;
}

static bool finish(struct ledger *ledger, struct arena *memory, bool good)
{
    good = good && ledger_change_end(ledger) && ledger_commit(ledger);
    if (!good)
        ledger_rollback(ledger);
    arena_release(memory);
    return good;
}

bool groups_accept(struct ledger *ledger, int64_t claim, const char *person, const char *reason)
{
    struct arena memory;
    struct standings standings = {0};
    arena_init(&memory, 0);
    bool good = ledger_begin(ledger) && is_claim(ledger, claim) && read_standings(ledger, &memory, claim, &standings);
    if (good && standings.list.count == 0)
        good = ledger_refuse(ledger, DIXIT_BAD_INPUT, "Nothing belongs to C%lld any more: the program has withdrawn it or a person has split it.", (long long)claim);
    good = good && ledger_change_begin(ledger, "claim.accept") && decide(ledger, claim, DECIDED_ACCEPTED, 0, person, reason);
    for (uint32_t i = 0; good && i < standings.list.count; i++)
        good = put_standing(ledger, claim, &standings.list.at[i], ACT_PUT_IN, person);
    return finish(ledger, &memory, good);
}

bool groups_undo(struct ledger *ledger, int64_t claim, const char *person, const char *reason)
{
    struct arena memory;
    arena_init(&memory, 0);
    bool good = ledger_begin(ledger) && is_claim(ledger, claim) && ledger_change_begin(ledger, "claim.undo") && decide(ledger, claim, DECIDED_UNDONE, 0, person, reason);
    return finish(ledger, &memory, good);
}

static bool is_among(const int64_t *passages, uint32_t count, int64_t passage)
{
    for (uint32_t i = 0; i < count; i++)
        if (passages[i] == passage)
            return true;
    return false;
}

bool groups_split(struct ledger *ledger, int64_t claim, const int64_t *passages, uint32_t count, const char *person, const char *reason, int64_t *made)
{
    struct arena memory;
    struct standings standings = {0};
    arena_init(&memory, 0);
    bool good = ledger_begin(ledger) && is_claim(ledger, claim) && read_standings(ledger, &memory, claim, &standings);
    uint32_t moved = 0;
    for (uint32_t i = 0; good && i < standings.list.count; i++)
        moved += is_among(passages, count, standings.list.at[i].passage);
    if (good && (moved == 0 || moved == standings.list.count))
        good = ledger_refuse(ledger, DIXIT_BAD_INPUT, moved == 0 ? "None of these passages belongs to C%lld." : "All of C%lld would go: a split leaves something on both sides.", (long long)claim);
    good = good && ledger_change_begin(ledger, "claim.split") && (*made = add_claim(ledger, claim)) != 0 && decide(ledger, claim, DECIDED_SPLIT, *made, person, reason) &&
           decide(ledger, *made, DECIDED_ACCEPTED, 0, person, reason);
    for (uint32_t i = 0; good && i < standings.list.count; i++) {
        const struct standing *s = &standings.list.at[i];
        bool goes = is_among(passages, count, s->passage);
        good = put_standing(ledger, claim, s, goes ? ACT_TAKEN_OUT : ACT_PUT_IN, person) && (!goes || put_standing(ledger, *made, s, ACT_PUT_IN, person));
    }
    return finish(ledger, &memory, good);
}
