/* SPDX-License-Identifier: Apache-2.0 */
/* Rows and the entry that commits to them. One SHA-256 for each table that is written to runs over its cells as they are bound, so that nothing has to be
 * read again; which columns are TEXT is asked of the file once. Keys of the entry are written in their canonical order. */
#include "ledger/change.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/json.h"
#include "ledger/inside.h"
#include "ledger/log.h"

static const char *const names[LEDGER_TABLES] = {
    "documents", "versions", "readings", "actors", "passages", "reactions", "reaction_targets", "statuses", "carried", "claims",
    "memberships", "decisions", "corrections", "evidence", "verdicts", "verdict_evidence", "rejects", "erasures", "imports", "import_proofs",
};

const char *ledger_table_name(enum ledger_table table)
{
    return names[table];
}

struct cell cell_text(struct str text)
{
    return text.at == NULL ? CELL_NULL : (struct cell){.kind = CELL_IS_TEXT, .bytes = text};
}

struct cell cell_cstr(const char *text)
{
    return cell_text((struct str){text, text != NULL ? strlen(text) : 0});
}

struct cell cell_id(int64_t id)
{
    return id == 0 ? CELL_NULL : CELL_INT(id);
}

static void put_eight(uint8_t to[8], uint64_t value)
{
    for (int i = 7; i >= 0; i--, value >>= 8)
        to[i] = (uint8_t)value;
}

/* A cell as docs/formats/ledger.md writes it for hashing. */
static void hash_cell(struct sha256 *hash, const struct cell *cell)
{
    uint8_t head[9] = {(uint8_t)"nirtb"[cell->kind]};
    uint64_t bits = (uint64_t)cell->number;
    if (cell->kind == CELL_IS_NULL) {
        sha256_add(hash, head, 1);
        return;
    }
    if (cell->kind == CELL_IS_REAL)
        memcpy(&bits, &cell->real, sizeof bits);
    bool bytes = cell->kind == CELL_IS_TEXT || cell->kind == CELL_IS_BLOB;
    put_eight(head + 1, bytes ? cell->bytes.length : bits);
    sha256_add(hash, head, sizeof head);
    if (bytes)
        sha256_add(hash, cell->bytes.at, cell->bytes.length);
}

/* Asks what columns a table has and prepares its INSERT. */
static bool learn(struct ledger *ledger, enum ledger_table table)
{
    struct table_facts *facts = &ledger->facts[table];
    struct buf sql;
    buf_init(&sql, 0);
    sqlite3_stmt *columns = ledger_statement(ledger, "SELECT upper(type) FROM pragma_table_info(?1) ORDER BY cid");
    ledger_bind_text(ledger, columns, 1, (struct str){names[table], strlen(names[table])});
    uint32_t count = 0, words = 0;
    buf_add_format(&sql, "INSERT INTO %s VALUES (", names[table]);
    for (; ledger_step(ledger, columns); count++) {
        buf_add_text(&sql, count > 0 ? ",?" : "?");
        struct str type = ledger_column(columns, 0);
        if (count >= 2 && count < LEDGER_MOST_COLUMNS && type.length == 4 && memcmp(type.at, "TEXT", 4) == 0)
            words |= 1U << (count - 2);
    }
    buf_add_char(&sql, ')');
    if (count < 2 || count > LEDGER_MOST_COLUMNS)
        ledger_refuse(ledger, DIXIT_TAMPERED, "The table %s is not as it should be.", names[table]);
    const char *text = buf_terminate(&sql);
    facts->insert = ledger_own_statement(ledger, text, strlen(text));
    facts->words = words;
    facts->columns = facts->insert != NULL ? count - 2 : 0;
    buf_release(&sql);
    return facts->insert != NULL;
}

bool ledger_change_begin(struct ledger *ledger, const char *kind)
{
    struct change *change = &ledger->change;
    if (ledger->failed)
        return false;
    if (change->entry != 0)
        return ledger_refuse(ledger, DIXIT_USAGE, "A change was begun inside another one.");
    sqlite3_stmt *last = ledger_statement(ledger, "SELECT max(id) FROM log_entries");
    int64_t entry = 1;
    if (ledger_step(ledger, last))
        entry = sqlite3_column_int64(last, 0) + 1;
    if (!ledger_random(ledger, change->salt, sizeof change->salt))
        return false;
    change->entry = entry;
    change->time = (int64_t)time(NULL);
    change->kind = kind;
    change->touched = 0;
    return true;
}

int64_t ledger_change_entry(const struct ledger *ledger)
{
    return ledger->change.entry;
}

int64_t ledger_change_time(const struct ledger *ledger)
{
    return ledger->change.time;
}

static void touch(struct change *change, enum ledger_table table)
{
    if ((change->touched >> table & 1) != 0)
        return;
    change->touched |= 1U << table;
    sha256_init(&change->tables[table].rows);
    sha256_init(&change->tables[table].words);
    sha256_add(&change->tables[table].words, change->salt, sizeof change->salt);
}

static int bind_cell(sqlite3_stmt *statement, int at, const struct cell *cell)
{
    switch (cell->kind) {
    case CELL_IS_INT: return sqlite3_bind_int64(statement, at, cell->number);
    case CELL_IS_REAL: return sqlite3_bind_double(statement, at, cell->real);
    case CELL_IS_TEXT: return sqlite3_bind_text64(statement, at, cell->bytes.at, cell->bytes.length, SQLITE_STATIC, SQLITE_UTF8);
    case CELL_IS_BLOB: return sqlite3_bind_blob64(statement, at, cell->bytes.at, cell->bytes.length, SQLITE_STATIC);
    case CELL_IS_NULL: break;
    }
    return sqlite3_bind_null(statement, at);
}

int64_t ledger_add_row(struct ledger *ledger, enum ledger_table table, const struct cell *cells, uint32_t count)
{
    struct change *change = &ledger->change;
    struct table_facts *facts = &ledger->facts[table];
    if (ledger->failed || (facts->columns == 0 && !learn(ledger, table)))
        return 0;
    if (change->entry == 0 || count != facts->columns) {
        ledger_refuse(ledger, DIXIT_USAGE, "A row of %u cells was given for the table %s, which has %u, or outside a change.", count, names[table], facts->columns);
        return 0;
    }
    int code = bind_cell(facts->insert, 1, &CELL_NULL); /* the next id */
    struct cell entry = CELL_INT(change->entry);
    for (uint32_t i = 0; i <= count && code == SQLITE_OK; i++)
        code = bind_cell(facts->insert, (int)i + 2, i == 0 ? &entry : &cells[i - 1]);
    if (code != SQLITE_OK) {
        ledger_fail(ledger);
        return 0;
    }
    if (!ledger_run(ledger, facts->insert))
        return 0;
    struct cell id = CELL_INT(sqlite3_last_insert_rowid(ledger->db));
    touch(change, table);
    hash_cell(&change->tables[table].rows, &id);
    hash_cell(&change->tables[table].rows, &entry);
    for (uint32_t i = 0; i < count; i++)
        hash_cell((facts->words >> i & 1) != 0 ? &change->tables[table].words : &change->tables[table].rows, &cells[i]);
    return id.number;
}

static void put_time(struct json *json, int64_t seconds)
{
    char text[32] = "";
    struct tm parts;
    time_t moment = (time_t)seconds;
    if (gmtime_r(&moment, &parts) != NULL)
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    json_cstr(json, text);
}

/* One object of hashes by table, the names in alphabetical order. */
static void put_hashes(const struct ledger *ledger, struct json *json, bool words)
{
    const struct change *change = &ledger->change;
    const char *last = "";
    json_open_object(json);
    for (;;) {
        int next = -1;
        for (int i = 0; i < LEDGER_TABLES; i++)
            if ((change->touched >> i & 1) != 0 && strcmp(names[i], last) > 0 && (next < 0 || strcmp(names[i], names[next]) < 0))
                next = i;
        if (next < 0)
            break;
        last = names[next];
        if (words && ledger->facts[next].words == 0)
            continue;
        struct sha256 hash = words ? change->tables[next].words : change->tables[next].rows;
        uint8_t digest[32];
        char hex[65];
        sha256_finish(&hash, digest);
        sha256_hex(digest, hex);
        json_key(json, last);
        json_cstr(json, hex);
    }
    json_close_object(json);
}

/* An entry without words has nothing to hide and no salt. */
static bool keep_salt(struct ledger *ledger)
{
    const struct change *change = &ledger->change;
    bool words = false;
    for (int i = 0; i < LEDGER_TABLES; i++)
        words = words || ((change->touched >> i & 1) != 0 && ledger->facts[i].words != 0);
    if (!words)
        return true;
    sqlite3_stmt *salt = ledger_statement(ledger, "INSERT INTO log_salts VALUES (?1, ?2)");
    ledger_bind_int(ledger, salt, 1, change->entry);
    ledger_bind_blob(ledger, salt, 2, change->salt, sizeof change->salt);
    return ledger_run(ledger, salt);
}

bool ledger_change_end(struct ledger *ledger)
{
    struct change *change = &ledger->change;
    struct buf body;
    struct json json;
    if (ledger->failed)
        return false;
    buf_init(&body, 0);
    json_init(&json, &body);
    json_open_object(&json);
    json_key(&json, "at");
    put_time(&json, change->time);
    json_key(&json, "entry");
    json_int(&json, change->entry);
    json_key(&json, "kind");
    json_cstr(&json, change->kind);
    json_key(&json, "rows");
    put_hashes(ledger, &json, false);
    json_key(&json, "words");
    put_hashes(ledger, &json, true);
    json_close_object(&json);
    bool good = body.failed ? ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for a log entry.")
                            : ledger_log_append(ledger, change->entry, (struct str){body.at, body.length});
    buf_release(&body);
    good = good && keep_salt(ledger);
    change->entry = 0;
    return good && !ledger->failed;
}
