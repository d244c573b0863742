/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/correct.h"

#include <string.h>

#include "base/buf.h"
#include "base/labels.h"
#include "ledger/change.h"
#include "ledger/names.h"
#include "ledger/search.h"

/* The cells of a passage after id and entry. */
enum { READING, KIND, NUMBER, PARENT, ACTOR, STANCE, NEGATED, QUOTE, CONFIDENCE, FIRST, LAST, CORRECTS, STATE, DAY, SAID, SPANS, WORDS, SOURCE, ABOUT, AGAINST, MARKS, CELLS };

/* A passage under change. */
struct correcting {
    struct ledger *ledger;
    const struct correction *correction;
    struct cell cells[CELLS];
    struct buf source, marks;
    int64_t document;
    uint8_t status; /* that an answer gives */
};

const char *correction_field_name(enum correction_field field)
{
    static const char *const names[CORRECT_FIELDS] = {"checked", "actor", "stance", "not-said", "answered"};
    return (unsigned)field < CORRECT_FIELDS ? names[field] : NULL;
}

static struct cell cell_of(sqlite3_stmt *row, int column)
{
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER: return CELL_INT(sqlite3_column_int64(row, column));
    case SQLITE_FLOAT: return CELL_REAL(sqlite3_column_double(row, column));
    case SQLITE_TEXT: return cell_text(ledger_column(row, column));
    default: return CELL_NULL;
    }
}

static void set_text(struct correcting *correcting, int cell, struct buf *text)
{
    if (text->failed)
        ledger_refuse(correcting->ledger, DIXIT_NO_MEMORY, "There is not enough memory for a correction.");
    correcting->cells[cell] = text->length > 0 ? cell_text((struct str){text->at, text->length}) : CELL_NULL;
}

/* The marks without those that begin with `prefix`, and with another one. */
static void replace_mark(struct correcting *correcting, const char *prefix, const char *mark)
{
    struct str marks = correcting->cells[MARKS].bytes;
    struct buf now;
    buf_init(&now, 0);
    for (size_t at = 0, end; at < marks.length; at = end + 1) {
        const char *space = memchr(marks.at + at, ' ', marks.length - at);
        end = space != NULL ? (size_t)(space - marks.at) : marks.length;
        if (end > at && (prefix == NULL || strncmp(marks.at + at, prefix, strlen(prefix)) != 0)) {
            buf_add(&now, marks.at + at, end - at);
            buf_add_char(&now, ' ');
        }
    }
    buf_add_format(&now, "%s ", mark);
    buf_reset(&correcting->marks);
    buf_add(&correcting->marks, now.at, now.length);
    buf_release(&now);
    set_text(correcting, MARKS, &correcting->marks);
}

/* The actor of that name in the passage's reading; nobody where there is none: the name then stands in `source` alone. */
static void set_actor(struct correcting *correcting)
{
    struct ledger *ledger = correcting->ledger;
    struct buf key, name;
    buf_init(&key, 0);
    buf_init(&name, 0);
    buf_add(&name, correcting->correction->value.at, correcting->correction->value.length);
    names_key(correcting->correction->value, &key);
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT id FROM actors WHERE reading = ?1 AND key = ?2 ORDER BY id LIMIT 1");
    ledger_bind_int(ledger, row, 1, correcting->cells[READING].number);
    ledger_bind_text(ledger, row, 2, (struct str){key.at, key.length});
    correcting->cells[ACTOR] = ledger_step(ledger, row) ? CELL_INT(sqlite3_column_int64(row, 0)) : CELL_NULL;
    if (row != NULL)
        sqlite3_reset(row);
    names_add_wanted(buf_terminate(&name), &correcting->source);
    set_text(correcting, SOURCE, &correcting->source);
    buf_release(&key);
    buf_release(&name);
}

static bool set_stance(struct correcting *correcting)
{
    struct str value = correcting->correction->value;
    char mark[32] = "zs";
    for (unsigned i = 0; i < DIXIT_STANCES; i++) {
        const char *name = dixit_stance_name((enum dixit_stance)i);
        if (strlen(name) != value.length || memcmp(name, value.at, value.length) != 0)
            continue;
        correcting->cells[STANCE] = CELL_INT(i);
        memcpy(mark + 2, name, value.length + 1);
        replace_mark(correcting, "zs", mark);
        return true;
    }
    return ledger_refuse(correcting->ledger, DIXIT_USAGE, "\"%.*s\" is no stance.", (int)value.length, value.at);
}

/* What an answer makes of what it answers: plans are opposed or backed, the rest disputed or confirmed. */
static uint8_t status_of(const struct correcting *correcting)
{
    int64_t stance = correcting->cells[STANCE].kind == CELL_IS_INT ? correcting->cells[STANCE].number : DIXIT_STANCE_UNKNOWN;
    bool plan = stance == DIXIT_URGE || stance == DIXIT_PLEDGE || stance == DIXIT_DECIDE || stance == DIXIT_PREDICT;
    switch ((enum dixit_reaction_kind)correcting->correction->answer) {
    case DIXIT_REACTION_CONFIRM: return plan ? DIXIT_BACKED : DIXIT_CONFIRMED;
    case DIXIT_REACTION_UNVERIFIED: return DIXIT_UNVERIFIED;
    case DIXIT_REACTION_NO_RESPONSE: return DIXIT_UNANSWERED;
    case DIXIT_REACTION_DENY: return plan ? DIXIT_OPPOSED : DIXIT_DISPUTED;
    case DIXIT_REACTION_CONTRADICT:
    case DIXIT_REACTION_KINDS: break;
    }
    return DIXIT_DISPUTED;
}

/* Changes the cells as the correction says. */
static bool change_cells(struct correcting *correcting)
{
    char mark[32] = "zt";
    correcting->cells[CORRECTS] = CELL_INT(correcting->correction->passage);
    correcting->cells[STATE] = CELL_INT(PASSAGE_CORRECTED);
    switch (correcting->correction->field) {
    case CORRECT_CHECKED:
        correcting->cells[STATE] = CELL_INT(PASSAGE_CHECKED);
        break;
    case CORRECT_ACTOR: set_actor(correcting); break;
    case CORRECT_STANCE: return set_stance(correcting);
    case CORRECT_NOT_SAID: correcting->cells[STATE] = CELL_INT(PASSAGE_NOT_SAID); break;
    case CORRECT_ANSWERED: {
        correcting->status = status_of(correcting);
        const char *label = label_of_status((enum dixit_status_kind)correcting->status);
        memcpy(mark + 2, label, strlen(label) + 1);
        replace_mark(correcting, mark, mark);
        break;
    }
    case CORRECT_FIELDS: return false;
    }
    return true;
}

/* What became of the passage in its text goes on, and the answer that a person found is added. */
static void add_statuses(struct correcting *correcting, int64_t result)
{
    struct ledger *ledger = correcting->ledger;
    const struct correction *c = correcting->correction;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT reaction, kind FROM statuses WHERE passage = ?1 ORDER BY id");
    ledger_bind_int(ledger, row, 1, c->passage);
    while (ledger_step(ledger, row))
        ledger_add_row(ledger, TABLE_STATUSES, (struct cell[]){CELL_INT(result), CELL_INT(sqlite3_column_int64(row, 0)), CELL_INT(sqlite3_column_int64(row, 1))}, 3);
    if (c->field != CORRECT_ANSWERED)
        return;
    int64_t reading = correcting->cells[READING].number;
    row = ledger_statement(ledger, "SELECT coalesce(max(number), 0) + 1, (SELECT substr(CAST(v.text AS BLOB), ?2 + 1, ?3 - ?2) FROM readings r JOIN versions v ON v.id = r.version "
                                   "WHERE r.id = ?1) FROM reactions WHERE reading = ?1");
    ledger_bind_int(ledger, row, 1, reading);
    ledger_bind_int(ledger, row, 2, c->first);
    ledger_bind_int(ledger, row, 3, c->last);
    if (!ledger_step(ledger, row))
        return;
    struct cell cells[] = {CELL_INT(reading), CELL_INT(sqlite3_column_int64(row, 0)), CELL_INT(c->answer), CELL_NULL, CELL_NULL, CELL_INT(c->first), CELL_INT(c->last),
                           cell_text(c->value), cell_text(ledger_column(row, 1))};
    int64_t reaction = ledger_add_row(ledger, TABLE_REACTIONS, cells, sizeof cells / sizeof *cells);
    ledger_add_row(ledger, TABLE_REACTION_TARGETS, (struct cell[]){CELL_INT(reaction), CELL_INT(result)}, 2);
    ledger_add_row(ledger, TABLE_STATUSES, (struct cell[]){CELL_INT(result), CELL_INT(reaction), CELL_INT(correcting->status)}, 3);
}

static bool add_correction(struct correcting *correcting, int64_t result, int64_t carries)
{
    const struct correction *c = correcting->correction;
    uint8_t uid[LEDGER_UID];
    if (c->uid != NULL)
        memcpy(uid, c->uid, sizeof uid);
    else if (!ledger_random(correcting->ledger, uid, sizeof uid))
        return false;
    bool at = c->field == CORRECT_ANSWERED;
    struct cell cells[] = {CELL_BLOB(uid, sizeof uid), CELL_INT(correcting->document), CELL_INT(c->passage), cell_id(result), cell_id(carries), CELL_INT(c->field),
                           CELL_INT(c->at != 0 ? c->at : ledger_change_time(correcting->ledger)), CELL_INT(c->answer), at ? CELL_INT(c->first) : CELL_NULL,
                           at ? CELL_INT(c->last) : CELL_NULL, cell_text(c->value), cell_text(c->why), cell_text(c->person), cell_text(c->signature)};
    return ledger_add_row(correcting->ledger, TABLE_CORRECTIONS, cells, sizeof cells / sizeof *cells) != 0;
}

static int64_t put(struct correcting *correcting, int64_t carries)
{
    struct ledger *ledger = correcting->ledger;
    if (!change_cells(correcting))
        return 0;
    int64_t result = ledger_add_row(ledger, TABLE_PASSAGES, correcting->cells, CELLS);
    if (result == 0)
        return 0;
    const struct cell *cells = correcting->cells;
    ledger_search_remove(ledger, correcting->correction->passage);
    if (correcting->correction->field != CORRECT_NOT_SAID)
        ledger_search_add(ledger, result, &(struct search_texts){cells[WORDS].bytes, cells[SOURCE].bytes, cells[ABOUT].bytes, cells[AGAINST].bytes, cells[MARKS].bytes});
    add_statuses(correcting, result);
    return add_correction(correcting, result, carries) ? result : 0;
}

int64_t ledger_correct(struct ledger *ledger, const struct correction *correction, int64_t carries)
{
    struct correcting correcting = {.ledger = ledger, .correction = correction};
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT p.reading, p.kind, p.number, p.parent, p.actor, p.stance, p.negated, p.quote, p.confidence, p.first, p.last, p.corrects, "
                                                 "p.state, p.day, p.said, p.spans, p.words, p.source, p.about, p.against, p.marks, v.document "
                                                 "FROM passages p JOIN readings r ON r.id = p.reading JOIN versions v ON v.id = r.version WHERE p.id = ?1");
    ledger_bind_int(ledger, row, 1, correction->passage);
    if (!ledger_step(ledger, row)) {
        ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no such passage in the ledger.");
        return 0;
    }
    for (int i = 0; i < CELLS; i++)
        correcting.cells[i] = cell_of(row, i);
    correcting.document = sqlite3_column_int64(row, CELLS);
    buf_init(&correcting.source, 0);
    buf_init(&correcting.marks, 0);
    int64_t result = put(&correcting, carries);
    sqlite3_reset(row);
    buf_release(&correcting.source);
    buf_release(&correcting.marks);
    return ledger_failed(ledger) || correction->field == CORRECT_NOT_SAID ? 0 : result;
}

bool ledger_orphan_correction(struct ledger *ledger, int64_t correction)
{
    static const char sql[] = "SELECT document, passage, field, answer, first, last, value, why, person, signature FROM corrections WHERE id = ?1";
    uint8_t uid[LEDGER_UID];
    sqlite3_stmt *row = ledger_own_statement(ledger, sql, sizeof sql - 1);
    ledger_bind_int(ledger, row, 1, correction);
    if (ledger_random(ledger, uid, sizeof uid) && ledger_step(ledger, row)) {
        struct cell cells[] = {CELL_BLOB(uid, sizeof uid), cell_of(row, 0), cell_of(row, 1), CELL_NULL, CELL_INT(correction), cell_of(row, 2),
                               CELL_INT(ledger_change_time(ledger)), cell_of(row, 3), cell_of(row, 4), cell_of(row, 5), cell_of(row, 6), cell_of(row, 7),
                               cell_of(row, 8), cell_of(row, 9)};
        ledger_add_row(ledger, TABLE_CORRECTIONS, cells, sizeof cells / sizeof *cells);
    }
    sqlite3_finalize(row);
    return !ledger_failed(ledger);
}
