/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/groups.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/carry.h"
#include "ledger/change.h"
#include "ledger/kept.h"
#include "text/words.h"

const char *group_state_name(enum group_state state)
{
    static const char *const names[] = {"proposed", "accepted", "undone"};
    return names[state];
}

/* ---- documents ---- */

struct head {
    int64_t document;
};

static bool no_memory(struct ledger *ledger)
{
    return ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory to compare the documents of the ledger.");
}

/* Gives the passages their rows; those whose attribution a person took back go. */
static void set_rows(struct story *story, const struct kept *kept)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < story->passages.count; i++) {
        struct passage passage = story->passages.at[i];
        passage.row = passage.attribution != NONE ? kept->passages[passage.attribution] : passage.own != NONE ? kept->own_passages[passage.own] : 0;
        if (passage.row != 0)
            story->passages.at[n++] = passage;
    }
    story->passages.count = n;
}

bool groups_add_document(struct ledger *ledger, struct stories *stories, struct kept *kept)
{
    struct job job = {.doc = &kept->doc, .scratch = stories->scratch, .error = stories->error};
    if (!text_split_words(&job) || !stories_add(stories, &job))
        return no_memory(ledger);
    struct story *story = &stories->list.at[stories->list.count - 1];
    story->document = kept->document;
    set_rows(story, kept);
    return true;
}

static bool load_one(struct ledger *ledger, struct stories *stories, struct head head)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct kept kept = {.doc = {.memory = &memory}};
    bool good = ledger_load_kept(ledger, head.document, &kept) && groups_add_document(ledger, stories, &kept);
    arena_release(&memory);
    return good;
}

bool groups_load(struct ledger *ledger, struct stories *stories)
{
    struct arena kept;
    arena_init(&kept, 0);
    LIST(struct head) heads = {0};
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT h.document FROM derived_heads h JOIN documents d ON d.id = h.document JOIN versions v ON v.id = h.version "
                                                 "WHERE d.name IS NOT NULL AND v.text IS NOT NULL ORDER BY h.document");
    bool good = true;
    while (good && ledger_step(ledger, row))
        good = list_push(&kept, &heads, (struct head){sqlite3_column_int64(row, 0)}) || no_memory(ledger);
    for (uint32_t i = 0; good && i < heads.count; i++)
        good = load_one(ledger, stories, heads.at[i]);
    arena_release(&kept);
    return good && !ledger_failed(ledger);
}

/* The log says when the claims were last proposed: such an entry is made each time, even when it has no rows. */
bool groups_are_stale(struct ledger *ledger)
{
    int64_t newest = ledger_number(ledger, "SELECT max((SELECT coalesce(max(entry), 0) FROM readings), (SELECT coalesce(max(entry), 0) FROM corrections), "
                                           "(SELECT coalesce(max(entry), 0) FROM erasures))", 0);
    return ledger_number(ledger, "SELECT id FROM log_entries WHERE instr(body, CAST('\"kind\":\"claim.propose\"' AS BLOB)) > 0 ORDER BY id DESC LIMIT 1", 0) < newest;
}

/* ---- what the ledger has ---- */

/* Which member of the stories a row and the start of a part are. */
struct place {
    int64_t row;
    uint32_t first, story, passage;
};

struct places {
    LIST(struct place) list;
};

static int by_row(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static bool find_places(struct stories *stories, struct places *places)
{
    for (uint32_t s = 0; s < stories->list.count; s++)
        for (uint32_t p = 0; p < stories->list.at[s].passages.count; p++) {
            const struct passage *passage = &stories->list.at[s].passages.at[p];
            if (!list_push(stories->scratch, &places->list, (struct place){passage->row, passage->at.start, s, p}))
                return false;
        }
    if (places->list.count > 0)
        qsort(places->list.at, places->list.count, sizeof *places->list.at, by_row);
    return true;
}

static const struct place *find_place(const struct places *places, int64_t row, uint32_t first)
{
    struct place wanted = {.row = row, .first = first};
    return places->list.count == 0 ? NULL : bsearch(&wanted, places->list.at, places->list.count, sizeof wanted, by_row);
}

static int by_member(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->story != y->story)
        return x->story < y->story ? -1 : 1;
    return x->passage < y->passage ? -1 : x->passage > y->passage;
}

/* Where the words of a membership's passage stand now: in a later reading, or as a person corrected it. NULL: nowhere, it is an orphan. */
static const struct place *find_current(struct ledger *ledger, const struct places *places, int64_t passage, int64_t first)
{
    const struct place *place = find_place(places, passage, (uint32_t)first);
    if (place != NULL)
        return place;
    int64_t by, now = ledger_moved_passage(ledger, passage, &by);
    return now != 0 && now != passage ? find_place(places, now, (uint32_t)(first + by)) : NULL;
}

/* What an earlier reading had of the same member is taken back, unless a person's act stands against a program's: then false. */
static bool make_room(struct group *group, const struct place *place, bool person)
{
    for (uint32_t i = 0; i < group->claim.members.count; i++) {
        const struct member *m = &group->claim.members.at[i];
        if (m->story != place->story || m->passage != place->passage)
            continue;
        if (group->by.at[i] && !person)
            return false;
        group->claim.members.at[i] = group->claim.members.at[--group->claim.members.count];
        group->by.at[i] = group->by.at[--group->by.count];
        return true;
    }
    for (uint32_t i = 0; i < group->out.count; i++)
        if (group->out.at[i].story == place->story && group->out.at[i].passage == place->passage) {
            if (!person)
                return false;
            group->out.at[i] = group->out.at[--group->out.count];
            return true;
        }
    return true;
}

/* Takes one membership, the newest of its passage in its claim. */
static bool take_membership(struct ledger *ledger, struct stories *stories, const struct places *places, struct group *group, sqlite3_stmt *row)
{
    int act = sqlite3_column_int(row, 3);
    const struct place *place = find_current(ledger, places, sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2));
    bool person = act == ACT_PUT_IN || act == ACT_TAKEN_OUT;
    if (place == NULL) {
        group->elsewhere += act == ACT_PROPOSED || act == ACT_PUT_IN;
        return true;
    }
    if (!make_room(group, place, person) || act == ACT_WITHDRAWN)
        return true;
    int position = sqlite3_column_int(row, 4);
    struct member member = {place->story, place->passage, (uint8_t)(position < 0 || position > 2 ? 0 : position), (float)sqlite3_column_double(row, 5)};
    if (act == ACT_TAKEN_OUT)
        return list_push(stories->memory, &group->out, member);
    return list_push(stories->memory, &group->claim.members, member) && list_push(stories->memory, &group->by, (uint8_t)(act == ACT_PUT_IN));
}

/* Members in the order of stories; `by` goes with them. */
static bool sort_members(struct stories *stories, struct group *group)
{
    struct arena_mark mark = arena_mark(stories->scratch);
    struct claim *claim = &group->claim;
    struct member *before = arena_array(stories->scratch, (size_t)claim->members.count + 1, sizeof *before);
    uint8_t *by = arena_alloc(stories->scratch, (size_t)claim->members.count + 1);
    if (before == NULL || by == NULL)
        return false;
    if (claim->members.count > 0) {
        memcpy(before, claim->members.at, claim->members.count * sizeof *before);
        memcpy(by, group->by.at, claim->members.count);
        qsort(claim->members.at, claim->members.count, sizeof *claim->members.at, by_member);
    }
    float sum = 0;
    for (uint32_t i = 0; i < claim->members.count; i++) {
        sum += claim->members.at[i].score;
        for (uint32_t k = 0; k < claim->members.count; k++)
            if (by_member(&before[k], &claim->members.at[i]) == 0)
                group->by.at[i] = by[k];
    }
    claim->score = claim->members.count > 0 ? sum / (float)claim->members.count : 0;
    arena_rewind(stories->scratch, mark);
    return true;
}

/* Of the newest decision, which is column `column`; NULL: there was none. */
static uint8_t state_of(sqlite3_stmt *row, int column)
{
    if (sqlite3_column_type(row, column) == SQLITE_NULL)
        return GROUP_PROPOSED;
    return sqlite3_column_int(row, column) == 2 ? GROUP_UNDONE : GROUP_ACCEPTED;
}

static bool read_claims(struct ledger *ledger, struct stories *stories, struct groups *groups)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT id, (SELECT act FROM decisions WHERE claim = c.id AND act < 3 ORDER BY id DESC LIMIT 1) FROM claims c ORDER BY id");
    while (ledger_step(ledger, row)) {
        struct group group = {.id = sqlite3_column_int64(row, 0), .state = state_of(row, 1)};
        if (!list_push(stories->memory, &groups->list, group))
            return no_memory(ledger);
    }
    return !ledger_failed(ledger);
}

bool groups_read(struct ledger *ledger, struct stories *stories, struct groups *groups)
{
    struct arena_mark mark = arena_mark(stories->scratch);
    struct places places = {0};
    *groups = (struct groups){0};
    bool good = (find_places(stories, &places) || no_memory(ledger)) && read_claims(ledger, stories, groups);
    sqlite3_stmt *row = !good ? NULL : ledger_statement(ledger,
        "SELECT claim, passage, coalesce(first, 0), act, position, score FROM memberships ORDER BY claim, passage, first, act IN (1, 2) DESC, id DESC");
    int64_t claim = 0, passage = 0, first = -1;
    uint32_t at = 0;
    while (good && ledger_step(ledger, row)) {
        if (sqlite3_column_int64(row, 0) == claim && sqlite3_column_int64(row, 1) == passage && sqlite3_column_int64(row, 2) == first)
            continue; /* older */
        claim = sqlite3_column_int64(row, 0);
        passage = sqlite3_column_int64(row, 1);
        first = sqlite3_column_int64(row, 2);
        while (at < groups->list.count && groups->list.at[at].id < claim)
            at++;
        if (at < groups->list.count && groups->list.at[at].id == claim)
            good = take_membership(ledger, stories, &places, &groups->list.at[at], row) || no_memory(ledger);
    }
    for (uint32_t i = 0; good && i < groups->list.count; i++)
        good = sort_members(stories, &groups->list.at[i]) || no_memory(ledger);
    arena_rewind(stories->scratch, mark);
    return good && !ledger_failed(ledger);
}

/* Its members, newest act first of each. */
static bool read_members(struct ledger *ledger, struct stories *stories, const struct places *places, struct group *group)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT claim, passage, coalesce(first, 0), act, position, score FROM memberships WHERE claim = ?1 ORDER BY passage, first, act IN (1, 2) DESC, id DESC");
    ledger_bind_int(ledger, row, 1, group->id);
    int64_t passage = 0, first = -1;
    bool good = true;
    while (good && ledger_step(ledger, row)) {
        if (sqlite3_column_int64(row, 1) == passage && sqlite3_column_int64(row, 2) == first)
            continue; /* older */
        passage = sqlite3_column_int64(row, 1);
        first = sqlite3_column_int64(row, 2);
        good = take_membership(ledger, stories, places, group, row) || no_memory(ledger);
    }
    return good;
}

bool groups_read_one(struct ledger *ledger, struct stories *stories, int64_t claim, struct group *group)
{
    *group = (struct group){.id = claim, .state = GROUP_PROPOSED};
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT (SELECT act FROM decisions WHERE claim = c.id AND act < 3 ORDER BY id DESC LIMIT 1) FROM claims c WHERE id = ?1");
    ledger_bind_int(ledger, row, 1, claim);
    if (!ledger_step(ledger, row))
        return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no claim C%lld.", (long long)claim);
    group->state = state_of(row, 0);
    sqlite3_reset(row);
    struct arena_mark mark = arena_mark(stories->scratch);
    struct places places = {0};
    bool good = (find_places(stories, &places) || no_memory(ledger)) && read_members(ledger, stories, &places, group) && (sort_members(stories, group) || no_memory(ledger));
    arena_rewind(stories->scratch, mark);
    return good && !ledger_failed(ledger);
}
