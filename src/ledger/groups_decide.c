/* SPDX-License-Identifier: Apache-2.0 */
/* What persons decide about claims. A decision adds rows and takes none away: what was decided before stays to be seen. */
#include "base/json.h"
#include "ledger/carry.h"
#include "ledger/change.h"
#include "ledger/groups.h"
#include "ledger/log.h"

enum decision { DECIDED_ACCEPTED, DECIDED_SPLIT, DECIDED_UNDONE };

int64_t groups_add_claim(struct ledger *ledger, int64_t split_from)
{
    uint8_t uid[LEDGER_UID];
    if (!ledger_random(ledger, uid, sizeof uid))
        return 0;
    return ledger_add_row(ledger, TABLE_CLAIMS, (struct cell[]){CELL_BLOB(uid, sizeof uid), CELL_INT(ledger_change_time(ledger)), cell_id(split_from)}, 3);
}

static bool is_claim(struct ledger *ledger, int64_t claim)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM claims WHERE id = ?1");
    ledger_bind_int(ledger, row, 1, claim);
    bool there = false;
    while (ledger_step(ledger, row))
        there = true;
    return there || ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no claim C%lld in this ledger.", (long long)claim);
}

/* A membership as it stands. */
struct standing {
    int64_t passage, first, last;
    int position, act;
    double score;
    bool whole;
};

struct standings {
    LIST(struct standing) list;
};

/* Moves it to where its words stand now; false for an orphan. */
static bool place(struct ledger *ledger, struct standing *s)
{
    int64_t by, now = ledger_moved_passage(ledger, s->passage, &by);
    if (now == 0)
        return false;
    s->passage = now;
    s->first += s->whole ? 0 : by;
    s->last += s->whole ? 0 : by;
    return true;
}

/* What two readings had of one passage is one: a person's act counts, else the newer. */
static bool put_among(struct arena *memory, struct standings *standings, const struct standing *s)
{
    for (uint32_t i = 0; i < standings->list.count; i++) {
        struct standing *other = &standings->list.at[i];
        if (other->passage != s->passage || other->first != s->first)
            continue;
        bool person = s->act == ACT_PUT_IN || s->act == ACT_TAKEN_OUT, others = other->act == ACT_PUT_IN || other->act == ACT_TAKEN_OUT;
        if (person || !others)
            *other = *s;
        return true;
    }
    return list_push(memory, &standings->list, *s);
}

static bool read_standings(struct ledger *ledger, struct arena *memory, int64_t claim, struct standings *standings)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT passage, first, last, act, position, score FROM memberships WHERE claim = ?1 ORDER BY passage, first, act IN (1, 2) DESC, id DESC");
    int64_t passage = 0, first = -2;
    ledger_bind_int(ledger, row, 1, claim);
    while (ledger_step(ledger, row)) {
        bool whole = sqlite3_column_type(row, 1) == SQLITE_NULL;
        struct standing s = {sqlite3_column_int64(row, 0), whole ? -1 : sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2), sqlite3_column_int(row, 4), sqlite3_column_int(row, 3),
                             sqlite3_column_double(row, 5), whole};
        if (s.passage == passage && s.first == first)
            continue;
        passage = s.passage;
        first = s.first;
        if (place(ledger, &s) && !put_among(memory, standings, &s))
            return ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for the passages of a claim.");
    }
    uint32_t n = 0;
    for (uint32_t i = 0; i < standings->list.count; i++)
        if (standings->list.at[i].act <= ACT_PUT_IN)
            standings->list.at[n++] = standings->list.at[i];
    standings->list.count = n;
    return !ledger_failed(ledger);
}

/* Who decides, and what he signs. */
struct deciding {
    struct ledger *ledger;
    const struct group_decider *by;
    const char *person;
    struct arena memory;
    struct standings standings;
    struct buf signature;
};

static bool decide(const struct deciding *d, int64_t claim, enum decision decision, int64_t other)
{
    struct cell cells[] = {CELL_INT(claim), CELL_INT(decision), cell_id(other), CELL_INT(ledger_change_time(d->ledger)), cell_cstr(d->by->reason), cell_cstr(d->person),
                           cell_text((struct str){d->signature.at, d->signature.length})};
    return ledger_add_row(d->ledger, TABLE_DECISIONS, cells, sizeof cells / sizeof *cells) != 0;
}

/* Where a passage stands: [uid of its document, number of the version, first byte, byte after the last]. */
static void say_place(struct ledger *ledger, const struct standing *s, struct json *json)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT lower(hex(d.uid)), v.number, coalesce(?2, p.first), coalesce(?3, p.last) FROM passages p JOIN readings r ON r.id = p.reading "
                                                 "JOIN versions v ON v.id = r.version JOIN documents d ON d.id = v.document WHERE p.id = ?1");
    ledger_bind_int(ledger, row, 1, s->passage);
    if (!s->whole) {
        ledger_bind_int(ledger, row, 2, s->first);
        ledger_bind_int(ledger, row, 3, s->last);
    }
    if (!ledger_step(ledger, row))
        return;
    struct str uid = ledger_column(row, 0);
    json_open_array(json);
    json_text(json, uid.at, uid.length);
    for (int i = 1; i < 4; i++)
        json_int(json, sqlite3_column_int64(row, i));
    json_close_array(json);
}

static bool is_among(const int64_t *passages, uint32_t count, int64_t passage)
{
    for (uint32_t i = 0; i < count; i++)
        if (passages[i] == passage)
            return true;
    return false;
}

static void say_text(struct json *json, const char *key, const char *text)
{
    json_key(json, key);
    json_cstr(json, text);
}

/* Signs what is decided of a claim, of all its passages or (a split) of those among `passages`. */
static bool sign(struct deciding *d, int64_t claim, const char *act, const int64_t *passages, uint32_t count)
{
    const struct note_key *key = d->by->key != NULL ? d->by->key : ledger_log_key(d->ledger);
    if (key == NULL)
        return ledger_failed(d->ledger) ? false : ledger_refuse(d->ledger, DIXIT_BAD_INPUT, "There is no key to sign with: name one with --key.");
    struct buf statement;
    struct json json;
    d->person = d->by->person != NULL ? d->by->person : key->name;
    buf_init(&statement, 0);
    json_init(&json, &statement);
    json_open_object(&json);
    say_text(&json, "kind", "decision");
    say_text(&json, "act", act);
    sqlite3_stmt *row = ledger_statement(d->ledger, "SELECT lower(hex(uid)) FROM claims WHERE id = ?1");
    ledger_bind_int(d->ledger, row, 1, claim);
    struct str uid = ledger_step(d->ledger, row) ? ledger_column(row, 0) : (struct str){"", 0};
    json_key(&json, "claim");
    json_text(&json, uid.at, uid.length);
    say_text(&json, "person", d->person);
    say_text(&json, "reason", d->by->reason);
    json_key(&json, "passages");
    json_open_array(&json);
    for (uint32_t i = 0; i < d->standings.list.count; i++)
        if (passages == NULL || is_among(passages, count, d->standings.list.at[i].passage))
            say_place(d->ledger, &d->standings.list.at[i], &json);
    json_close_array(&json);
    json_close_object(&json);
    bool good = statement.failed ? ledger_refuse(d->ledger, DIXIT_NO_MEMORY, "There is not enough memory for a signature.")
                                 : ledger_sign(key, (struct str){statement.at, statement.length}, &d->signature, ledger_error(d->ledger));
    buf_release(&statement);
    return good && !ledger_failed(d->ledger);
}

static bool put_standing(struct ledger *ledger, int64_t claim, const struct standing *s, enum membership_act act, const char *person)
{
    struct cell cells[] = {CELL_INT(claim), CELL_INT(s->passage), CELL_INT(act), CELL_INT(s->position), CELL_REAL(s->score), CELL_INT(ledger_change_time(ledger)),
                           s->whole ? CELL_NULL : CELL_INT(s->first), s->whole ? CELL_NULL : CELL_INT(s->last), CELL_NULL, cell_cstr(person)};
    return ledger_add_row(ledger, TABLE_MEMBERSHIPS, cells, sizeof cells / sizeof *cells) != 0;
}

/* Begins the transaction and reads the claim. */
static bool start(struct deciding *d, struct ledger *ledger, int64_t claim, const struct group_decider *by)
{
    *d = (struct deciding){.ledger = ledger, .by = by};
    arena_init(&d->memory, 0);
    buf_init(&d->signature, 0);
    return ledger_begin(ledger) && is_claim(ledger, claim) && read_standings(ledger, &d->memory, claim, &d->standings);
}

static bool finish(struct deciding *d, bool good)
{
    good = good && ledger_change_end(d->ledger) && ledger_commit(d->ledger);
    if (!good)
        ledger_rollback(d->ledger);
    arena_release(&d->memory);
    buf_release(&d->signature);
    return good;
}

bool groups_accept(struct ledger *ledger, int64_t claim, const struct group_decider *by)
{
    struct deciding d;
    bool good = start(&d, ledger, claim, by);
    if (good && d.standings.list.count == 0)
        good = ledger_refuse(ledger, DIXIT_BAD_INPUT, "Nothing belongs to C%lld any more: the program has withdrawn it or a person has split it.", (long long)claim);
    good = good && sign(&d, claim, "accept", NULL, 0) && ledger_change_begin(ledger, "claim.accept") && decide(&d, claim, DECIDED_ACCEPTED, 0);
    for (uint32_t i = 0; good && i < d.standings.list.count; i++)
        good = put_standing(ledger, claim, &d.standings.list.at[i], ACT_PUT_IN, d.person);
    return finish(&d, good);
}

bool groups_undo(struct ledger *ledger, int64_t claim, const struct group_decider *by)
{
    struct deciding d;
    bool good = start(&d, ledger, claim, by) && sign(&d, claim, "undo", NULL, 0) && ledger_change_begin(ledger, "claim.undo") && decide(&d, claim, DECIDED_UNDONE, 0);
    return finish(&d, good);
}

bool groups_split(struct ledger *ledger, int64_t claim, const int64_t *passages, uint32_t count, const struct group_decider *by, int64_t *made)
{
    struct deciding d;
    bool good = start(&d, ledger, claim, by);
    uint32_t moved = 0;
    for (uint32_t i = 0; good && i < d.standings.list.count; i++)
        moved += is_among(passages, count, d.standings.list.at[i].passage);
    if (good && (moved == 0 || moved == d.standings.list.count))
        good = ledger_refuse(ledger, DIXIT_BAD_INPUT, moved == 0 ? "None of these passages belongs to C%lld." : "All of C%lld would go: a split leaves something on both sides.", (long long)claim);
    good = good && sign(&d, claim, "split", passages, count) && ledger_change_begin(ledger, "claim.split") && (*made = groups_add_claim(ledger, claim)) != 0 &&
           decide(&d, claim, DECIDED_SPLIT, *made) && decide(&d, *made, DECIDED_ACCEPTED, 0);
    for (uint32_t i = 0; good && i < d.standings.list.count; i++) {
        const struct standing *s = &d.standings.list.at[i];
        bool goes = is_among(passages, count, s->passage);
        good = put_standing(ledger, claim, s, goes ? ACT_TAKEN_OUT : ACT_PUT_IN, d.person) && (!goes || put_standing(ledger, *made, s, ACT_PUT_IN, d.person));
    }
    return finish(&d, good);
}
