/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/carry.h"

#include <string.h>

#include "base/buf.h"
#include "ledger/change.h"
#include "ledger/correct.h"

struct carrying {
    struct ledger *ledger;
    int64_t document, older, newer;
    bool same_text;
    struct buf before, after; /* the texts; with the same text only `before` */
};

static bool take_texts(struct carrying *carrying)
{
    struct ledger *ledger = carrying->ledger;
    sqlite3_stmt *row = ledger_statement(ledger,
        "SELECT v.text, w.text, v.id = w.id FROM readings r JOIN versions v ON v.id = r.version, readings s JOIN versions w ON w.id = s.version WHERE r.id = ?1 AND s.id = ?2");
    ledger_bind_int(ledger, row, 1, carrying->older);
    ledger_bind_int(ledger, row, 2, carrying->newer);
    if (!ledger_step(ledger, row))
        return false;
    struct str before = ledger_column(row, 0), after = ledger_column(row, 1);
    carrying->same_text = sqlite3_column_int(row, 2) != 0;
    if (before.at != NULL && after.at != NULL) {
        buf_add(&carrying->before, before.at, before.length);
        if (!carrying->same_text)
            buf_add(&carrying->after, after.at, after.length);
    }
    sqlite3_reset(row);
    return !carrying->before.failed && !carrying->after.failed;
}

/* How often the words occur, apart from one another, and where the n-th of them (counted from 0) begins. */
static uint32_t occurrences(const struct buf *text, struct str words, uint32_t nth, size_t *place)
{
    uint32_t count = 0;
    for (size_t at = 0; at + words.length <= text->length;) {
        const char *next = memchr(text->at + at, words.at[0], text->length - words.length + 1 - at);
        if (next == NULL)
            break;
        at = (size_t)(next - text->at);
        if (memcmp(next, words.at, words.length) != 0) {
            at++;
            continue;
        }
        if (count++ == nth)
            *place = at;
        at += words.length;
    }
    return count;
}

/* Where a span of the older text stands in the newer one. */
static bool find_again(const struct carrying *carrying, size_t first, size_t last, size_t *place)
{
    *place = first;
    if (carrying->same_text)
        return true;
    if (last <= first || last > carrying->before.length)
        return false;
    struct str words = {carrying->before.at + first, last - first};
    struct buf ahead = {.at = carrying->before.at, .length = first};
    size_t unused = 0;
    uint32_t nth = occurrences(&ahead, words, UINT32_MAX, &unused), total = occurrences(&carrying->before, words, UINT32_MAX, &unused);
    return occurrences(&carrying->after, words, nth, place) == total && nth < total;
}

/* The newer reading's passage with just those words; the last of those that correct one another. */
static int64_t passage_at(const struct carrying *carrying, int64_t kind, size_t first, size_t last, struct str words)
{
    sqlite3_stmt *row = ledger_statement(carrying->ledger,
        "SELECT id FROM passages WHERE reading = ?1 AND kind = ?2 AND first = ?3 AND last = ?4 AND words = ?5 ORDER BY corrects IS NOT NULL DESC, id DESC LIMIT 1");
    ledger_bind_int(carrying->ledger, row, 1, carrying->newer);
    ledger_bind_int(carrying->ledger, row, 2, kind);
    ledger_bind_int(carrying->ledger, row, 3, (int64_t)first);
    ledger_bind_int(carrying->ledger, row, 4, (int64_t)last);
    ledger_bind_text(carrying->ledger, row, 5, words);
    int64_t id = ledger_step(carrying->ledger, row) ? sqlite3_column_int64(row, 0) : 0;
    if (!ledger_failed(carrying->ledger))
        sqlite3_reset(row);
    return id;
}

static void carry_passages(const struct carrying *carrying)
{
    struct ledger *ledger = carrying->ledger;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT id, kind, first, last, words FROM passages WHERE reading = ?1 ORDER BY id");
    ledger_bind_int(ledger, row, 1, carrying->older);
    while (ledger_step(ledger, row)) {
        size_t first = (size_t)sqlite3_column_int64(row, 2), last = (size_t)sqlite3_column_int64(row, 3), place;
        bool found = find_again(carrying, first, last, &place);
        int64_t becomes = found ? passage_at(carrying, sqlite3_column_int64(row, 1), place, place + last - first, ledger_column(row, 4)) : 0;
        ledger_add_row(ledger, TABLE_CARRIED,
                       (struct cell[]){CELL_INT(sqlite3_column_int64(row, 0)), CELL_INT(carrying->newer), cell_id(becomes), found ? CELL_INT(place) : CELL_NULL,
                                       found ? CELL_INT(place + last - first) : CELL_NULL}, 5);
    }
}

/* One correction of the older reading, read out whole: making the new one uses statements too. */
static bool carry_correction(const struct carrying *carrying, int64_t id)
{
    struct ledger *ledger = carrying->ledger;
    static const char sql[] = "SELECT c.field, c.first, c.last, c.value, c.why, c.person, c.signature, p.kind, p.first, p.last, p.words, c.answer "
                              "FROM corrections c JOIN passages p ON p.id = c.passage WHERE c.id = ?1";
    sqlite3_stmt *row = ledger_own_statement(ledger, sql, sizeof sql - 1);
    ledger_bind_int(ledger, row, 1, id);
    if (ledger_step(ledger, row)) {
        size_t first = (size_t)sqlite3_column_int64(row, 8), last = (size_t)sqlite3_column_int64(row, 9), place, answer = 0;
        struct correction again = {.field = (enum correction_field)sqlite3_column_int(row, 0), .value = ledger_column(row, 3), .why = ledger_column(row, 4),
                                   .person = ledger_column(row, 5), .signature = ledger_column(row, 6), .answer = (uint8_t)sqlite3_column_int(row, 11)};
        bool found = find_again(carrying, first, last, &place);
        if (found)
            again.passage = passage_at(carrying, sqlite3_column_int64(row, 7), place, place + last - first, ledger_column(row, 10));
        if (found && again.field == CORRECT_ANSWERED) {
            size_t from = (size_t)sqlite3_column_int64(row, 1), to = (size_t)sqlite3_column_int64(row, 2);
            found = find_again(carrying, from, to, &answer);
            again.first = (uint32_t)answer;
            again.last = (uint32_t)(answer + to - from);
        }
        if (found && again.passage != 0)
            ledger_correct(ledger, &again, id);
        else
            ledger_orphan_correction(ledger, id);
    }
    sqlite3_finalize(row);
    return !ledger_failed(ledger);
}

static bool carry_corrections(const struct carrying *carrying)
{
    struct ledger *ledger = carrying->ledger;
    int64_t last = 0;
    for (;;) {
        sqlite3_stmt *row = ledger_statement(ledger, "SELECT c.id FROM corrections c JOIN passages p ON p.id = c.passage "
                                                     "WHERE c.document = ?1 AND c.id > ?2 AND p.reading = ?3 AND c.result IS NOT NULL ORDER BY c.id LIMIT 1");
        ledger_bind_int(ledger, row, 1, carrying->document);
        ledger_bind_int(ledger, row, 2, last);
        ledger_bind_int(ledger, row, 3, carrying->older);
        if (!ledger_step(ledger, row))
            return !ledger_failed(ledger);
        last = sqlite3_column_int64(row, 0);
        sqlite3_reset(row);
        if (!carry_correction(carrying, last))
            return false;
    }
}

bool ledger_carry(struct ledger *ledger, int64_t document, int64_t older, int64_t newer)
{
    struct carrying carrying = {.ledger = ledger, .document = document, .older = older, .newer = newer};
    buf_init(&carrying.before, 0);
    buf_init(&carrying.after, 0);
    if (take_texts(&carrying)) {
        carry_passages(&carrying);
        carry_corrections(&carrying);
    } else {
        ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory to compare two versions.");
    }
    buf_release(&carrying.before);
    buf_release(&carrying.after);
    return !ledger_failed(ledger);
}

/* Where a member of a reading begins; its end where there is none. */
static size_t find_member(struct str json, const char *member)
{
    size_t length = strlen(member), i = 0;
    while (i + length <= json.length && (json.at[i] != ',' || memcmp(json.at + i, member, length) != 0))
        i++;
    return i + length <= json.length ? i : json.length;
}

/* The parts of a reading that do not say where the document came from: its model, and from its sentences on. */
static void cut_out(struct str json, struct str *model, struct str *found)
{
    size_t from = find_member(json, ",\"model\":"), to = find_member(json, ",\"provenance\":"), layers = find_member(json, ",\"sentences\":");
    *model = (struct str){json.at + from, to > from ? to - from : 0};
    *found = (struct str){json.at + layers, json.length - layers};
}

static bool same(struct str a, struct str b)
{
    return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

bool ledger_has_reading(struct ledger *ledger, int64_t reading, struct str json)
{
    struct str models[2], found[2];
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT json FROM readings WHERE id = ?1");
    ledger_bind_int(ledger, row, 1, reading);
    if (!ledger_step(ledger, row))
        return false;
    struct str kept = ledger_column(row, 0);
    if (kept.at == NULL)
        return false;
    cut_out(kept, &models[0], &found[0]);
    cut_out(json, &models[1], &found[1]);
    return same(models[0], models[1]) && same(found[0], found[1]);
}

/* One step on: the passage that corrects it, else what it became in the newest reading it was carried to. 0 at the end; -1 for an orphan. */
static int64_t step_on(struct ledger *ledger, int64_t passage)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT id FROM passages WHERE corrects = ?1 ORDER BY id DESC LIMIT 1");
    ledger_bind_int(ledger, row, 1, passage);
    if (ledger_step(ledger, row))
        return sqlite3_column_int64(row, 0);
    row = ledger_statement(ledger, "SELECT becomes FROM carried WHERE passage = ?1 ORDER BY id DESC LIMIT 1");
    ledger_bind_int(ledger, row, 1, passage);
    if (!ledger_step(ledger, row))
        return 0;
    return sqlite3_column_type(row, 0) == SQLITE_NULL ? -1 : sqlite3_column_int64(row, 0);
}

int64_t ledger_current_passage(struct ledger *ledger, int64_t passage)
{
    for (int64_t next = passage; next > 0 && !ledger_failed(ledger);) {
        passage = next;
        next = step_on(ledger, passage);
        if (next < 0)
            return 0;
    }
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM passages p JOIN derived_heads h ON h.reading = p.reading WHERE p.id = ?1 AND p.state < 3 AND p.words IS NOT NULL");
    ledger_bind_int(ledger, row, 1, passage);
    return ledger_step(ledger, row) ? passage : 0;
}

int64_t ledger_moved_passage(struct ledger *ledger, int64_t passage, int64_t *by)
{
    int64_t now = ledger_current_passage(ledger, passage);
    *by = 0;
    if (now == 0 || now == passage)
        return now;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT b.first - a.first FROM passages a, passages b WHERE a.id = ?1 AND b.id = ?2");
    ledger_bind_int(ledger, row, 1, passage);
    ledger_bind_int(ledger, row, 2, now);
    *by = ledger_step(ledger, row) ? sqlite3_column_int64(row, 0) : 0;
    return now;
}

static void current_passage(sqlite3_context *result, int count, sqlite3_value **values)
{
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_INTEGER)
        sqlite3_result_int64(result, ledger_current_passage(sqlite3_user_data(result), sqlite3_value_int64(values[0])));
}

bool ledger_offer_current_passage(struct ledger *ledger)
{
    return sqlite3_create_function(ledger_connection(ledger), "current_passage", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, ledger, current_passage, NULL, NULL) == SQLITE_OK || ledger_fail(ledger);
}
