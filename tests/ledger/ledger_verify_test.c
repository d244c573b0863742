/* SPDX-License-Identifier: Apache-2.0 */
/* A small ledger with something in every table, and each way to alter it: every cell, every row, bytes of the file, its end, an earlier state. Whatever was
 * changed must be found, and nothing in a ledger that was left alone.
 *
 * DIXIT_TAMPERINGS=N: N random alterations instead of 60, and each cell in four ways instead of one. DIXIT_SEED repeats a run. */
#include "ledger/verify.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/stream.h"
#include "ledger/change.h"
#include "ledger/log.h"
#include "made_ledger.h"

static char folder[64], original[96], copy[96];
static struct buf original_bytes;
static char last_finding[512];
static uint64_t state;

static uint32_t draw(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

static void found(void *context, int64_t entry, const char *sentence)
{
    (void)context;
    (void)entry;
    snprintf(last_finding, sizeof last_finding, "%s", sentence);
}

/* Writes the bytes to `copy` and takes away what lay beside it. */
static void put_copy(const char *bytes, size_t length)
{
    char name[128];
    snprintf(name, sizeof name, "%s-wal", copy);
    unlink(name);
    snprintf(name, sizeof name, "%s-shm", copy);
    unlink(name);
    int out = open(copy, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(out >= 0 && buf_write_all(out, bytes, length));
    close(out);
}

/* How many findings; UINT64_MAX when it could not even be opened or read. */
static uint64_t verify(struct str since)
{
    struct dixit_error error = {0};
    struct ledger_verified result;
    last_finding[0] = '\0';
    struct ledger *ledger = ledger_open(copy, LEDGER_READ, &error);
    if (ledger == NULL) {
        assert_true(error.status != DIXIT_OK && error.text[0] != '\0');
        return UINT64_MAX;
    }
    bool good = ledger_verify(ledger, &(struct ledger_verify){.since = since, .found = found}, &result);
    ledger_close(ledger);
    return good ? result.findings : UINT64_MAX;
}

static sqlite3 *open_copy(void)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(copy, &db), SQLITE_OK);
    return db;
}

static bool run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* Closes it with all changes in the one file. */
static void close_copy(sqlite3 *db)
{
    run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* ---- the cells of a ledger ---- */

struct place {
    char table[48], column[48], type[16];
    int64_t nth; /* row, from 0 */
};

static struct place places[8192];
static uint32_t n_places;

/* Every cell of every table that is stored, the index's own tables among them. */
static void list_places(void)
{
    sqlite3 *db = open_copy();
    sqlite3_stmt *tables, *columns;
    n_places = 0;
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT GLOB 'search_*' ORDER BY name", -1, &tables, NULL),
                     SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(tables, 0);
        char sql[256];
        snprintf(sql, sizeof sql, "SELECT c.name, c.type, r.n FROM pragma_table_info('%s') c, (SELECT row_number() OVER () - 1 AS n FROM %s) r", table, table);
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &columns, NULL), SQLITE_OK);
        uint32_t before = n_places;
        while (sqlite3_step(columns) == SQLITE_ROW) {
            assert_true(n_places < sizeof places / sizeof *places);
            struct place *place = &places[n_places++];
            snprintf(place->table, sizeof place->table, "%s", table);
            snprintf(place->column, sizeof place->column, "%s", (const char *)sqlite3_column_text(columns, 0));
            snprintf(place->type, sizeof place->type, "%s", (const char *)sqlite3_column_text(columns, 1));
            place->nth = sqlite3_column_int64(columns, 2);
        }
        sqlite3_finalize(columns);
        if (n_places == before)
            fail_msg("the made ledger has no row in %s", table);
    }
    sqlite3_finalize(tables);
    close_copy(db);
}

/* Ways to change a cell. */
static const char *const ways[] = {
    ("CASE typeof(%1$s) WHEN 'integer' THEN %1$s + 1 WHEN 'real' THEN %1$s + 0.25 WHEN 'text' THEN substr(%1$s, 2) || 'x' "
    "WHEN 'blob' THEN CAST(substr(%1$s, 1, length(%1$s) - 1) || CASE substr(%1$s, -1) WHEN x'58' THEN x'59' ELSE x'58' END AS BLOB) "
    "ELSE CASE '%2$s' WHEN 'TEXT' THEN 'x' WHEN 'BLOB' THEN x'00' ELSE 1 END END"),
    ("CASE typeof(%1$s) WHEN 'integer' THEN %1$s + 100003 WHEN 'real' THEN -1.5 WHEN 'text' THEN %1$s || ' ' WHEN 'blob' THEN CAST(%1$s || x'00' AS BLOB) "
    "ELSE CASE '%2$s' WHEN 'TEXT' THEN '' WHEN 'BLOB' THEN x'' ELSE 0 END END"),
    "CASE WHEN %1$s IS NULL THEN CASE '%2$s' WHEN 'TEXT' THEN 'y' WHEN 'BLOB' THEN x'01' ELSE 7 END ELSE NULL END",
    "CASE typeof(%1$s) WHEN 'integer' THEN -%1$s - 1 WHEN 'text' THEN upper(%1$s) || '' WHEN 'real' THEN 0.001 WHEN 'blob' THEN x'ff' ELSE 1 END",
};
enum { WAYS = sizeof ways / sizeof *ways };

/* Changes a cell of the copy; false when SQLite does not allow it or the cell is the same after. */
static bool change_cell(const struct place *place, uint32_t way)
{
    char name[64];
    snprintf(name, sizeof name, "\"%s\"", place->column);
    struct buf text;
    buf_init(&text, 0);
    for (const char *at = ways[way]; *at != '\0'; at++) /* the two marks, without a format that is no literal */
        if (strncmp(at, "%1$s", 4) == 0) {
            buf_add_text(&text, name);
            at += 3;
        } else if (strncmp(at, "%2$s", 4) == 0) {
            buf_add_text(&text, place->type);
            at += 3;
        } else {
            buf_add_char(&text, *at);
        }
    const char *value = buf_terminate(&text);
    struct buf sql;
    buf_init(&sql, 0);
    sqlite3 *db = open_copy();
    const char *key = strcmp(place->table, "search_idx") == 0 ? "segid, term" : strcmp(place->table, "search_config") == 0 ? "k" : "rowid";
    buf_add_format(&sql, "UPDATE %s SET %s = %s WHERE (%s) = (SELECT %s FROM %s LIMIT 1 OFFSET %lld) AND %s IS NOT (%s)", place->table, name, value, key, key,
             place->table, (long long)place->nth, name, value);
    bool good = run(db, buf_terminate(&sql)) && sqlite3_changes(db) == 1;
    close_copy(db);
    buf_release(&sql);
    buf_release(&text);
    return good;
}

/* What the index answers to each word of the original's: the rows, as text. */
static void add_answers(const char *path, struct buf *out)
{
    sqlite3 *db = NULL, *from = NULL;
    sqlite3_stmt *words, *find;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_open(original, &from), SQLITE_OK);
    assert_true(run(from, "CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, search, row)"));
    assert_int_equal(sqlite3_prepare_v2(from, "SELECT term FROM temp.words", -1, &words, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, "SELECT rowid, bm25(search) FROM search WHERE search MATCH '\"' || ? || '\"' ORDER BY rowid", -1, &find, NULL) == SQLITE_OK)
        while (sqlite3_step(words) == SQLITE_ROW) {
            buf_add_format(out, "\n%s", (const char *)sqlite3_column_text(words, 0));
            sqlite3_bind_value(find, 1, sqlite3_column_value(words, 0));
            while (sqlite3_step(find) == SQLITE_ROW)
                buf_add_format(out, " %lld %.9f", (long long)sqlite3_column_int64(find, 0), sqlite3_column_double(find, 1));
            sqlite3_reset(find);
        }
    sqlite3_finalize(words);
    sqlite3_finalize(find);
    sqlite3_close(from);
    sqlite3_close(db);
}

static bool answers_alike(void)
{
    struct buf one, other;
    buf_init(&one, 0);
    buf_init(&other, 0);
    add_answers(original, &one);
    add_answers(copy, &other);
    bool good = one.length == other.length && memcmp(one.at, other.at, one.length) == 0;
    buf_release(&one);
    buf_release(&other);
    return good;
}

/* Only the index may hold bytes that change nothing: then it must answer every question as before. False when it was such a change. */
static bool is_found(const struct place *place, uint32_t way)
{
    if (verify((struct str){0}) != 0)
        return true;
    if (strncmp(place->table, "search_", 7) != 0 || !answers_alike())
        fail_msg("%s.%s of row %lld, changed in way %u, was not found", place->table, place->column, (long long)place->nth, way);
    return false;
}

/* ---- tests ---- */

static void a_ledger_left_alone_is_whole(void **unused)
{
    (void)unused;
    put_copy(original_bytes.at, original_bytes.length);
    if (verify((struct str){0}) != 0)
        fail_msg("%s", last_finding);
}

static void every_cell_of_every_table_counts(void **unused)
{
    (void)unused;
    put_copy(original_bytes.at, original_bytes.length);
    list_places();
    uint32_t changed = 0, idle = 0;
    bool all = getenv("DIXIT_TAMPERINGS") != NULL;
    for (uint32_t i = 0; i < n_places; i++) {
        bool some = false;
        uint32_t first = draw(WAYS);
        for (uint32_t j = 0; j < WAYS && (all || !some); j++) { /* the first that SQLite allows, or all */
            uint32_t way = (first + j) % WAYS;
            put_copy(original_bytes.at, original_bytes.length);
            if (!change_cell(&places[i], way))
                continue;
            some = true;
            if (is_found(&places[i], way))
                changed++;
            else
                idle++;
        }
        if (!some)
            fail_msg("%s.%s of row %lld could not be changed", places[i].table, places[i].column, (long long)places[i].nth);
    }
    printf("# %u changes of %u cells found; %u in the index's own tables change nothing that it answers\n", changed, n_places, idle);
    assert_true(idle < 40);
}

static void every_row_counts(void **unused)
{
    (void)unused;
    put_copy(original_bytes.at, original_bytes.length);
    list_places();
    for (uint32_t i = 0; i < n_places; i++) {
        if (i > 0 && places[i].nth == places[i - 1].nth && strcmp(places[i].table, places[i - 1].table) == 0)
            continue;
        char sql[512];
        const char *key = strcmp(places[i].table, "search_idx") == 0 ? "segid, term" : strcmp(places[i].table, "search_config") == 0 ? "k" : "rowid";
        put_copy(original_bytes.at, original_bytes.length);
        sqlite3 *db = open_copy();
        snprintf(sql, sizeof sql, "DELETE FROM %s WHERE (%s) = (SELECT %s FROM %s LIMIT 1 OFFSET %lld)", places[i].table, key, key, places[i].table,
                 (long long)places[i].nth);
        bool good = run(db, sql) && sqlite3_changes(db) == 1;
        close_copy(db);
        assert_true(good);
        if (verify((struct str){0}) == 0 && (strncmp(places[i].table, "search_", 7) != 0 || !answers_alike()))
            fail_msg("row %lld of %s, removed, was not missed", (long long)places[i].nth, places[i].table);
    }
}

/* Copies a row of each table under a new id; unique columns are made new. */
static void rows_added_outside_the_log_are_found(void **unused)
{
    (void)unused;
    static const char *const statements[] = {
        "INSERT INTO documents VALUES (99, 1, randomblob(16), 'new')",
        "INSERT INTO documents VALUES (99, 900, randomblob(16), 'new')",
        ("INSERT INTO passages SELECT 99, entry, reading, kind, number, parent, actor, stance, negated, quote, confidence, first, last, corrects, 3, day, said, spans, words, "
        "source, about, against, marks FROM passages ORDER BY id DESC LIMIT 1"),
        "INSERT INTO statuses VALUES (99, (SELECT max(id) FROM log_entries), 1, 1, 1)",
        "INSERT INTO log_entries SELECT max(id) + 1, body FROM log_entries",
        "INSERT INTO log_nodes SELECT max(id) + 1, hash FROM log_nodes",
        "INSERT INTO log_salts SELECT max(entry) + 1, salt FROM log_salts",
        "INSERT INTO log_checkpoints SELECT size - 1, 0, note FROM log_checkpoints",
        "INSERT INTO log_keys SELECT 2, name, public FROM log_keys",
        "INSERT INTO derived_heads VALUES (77, 1, 77)",
        "INSERT INTO search (rowid, words) VALUES (99, 'harbour')",
        "CREATE TABLE more (id INTEGER)",
        "CREATE INDEX more ON documents (entry)",
        "CREATE TRIGGER more AFTER INSERT ON documents BEGIN DELETE FROM rejects; END",
        "CREATE VIEW more AS SELECT 1",
        "DROP INDEX documents_name",
        "ALTER TABLE documents ADD COLUMN more TEXT",
        "PRAGMA application_id = 7",
        "PRAGMA user_version = 2",
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        put_copy(original_bytes.at, original_bytes.length);
        sqlite3 *db = open_copy();
        bool good = run(db, statements[i]);
        if (!good)
            fail_msg("%s: %s", statements[i], sqlite3_errmsg(db));
        close_copy(db);
        if (verify((struct str){0}) == 0)
            fail_msg("not found: %s", statements[i]);
    }
}

/* Does every page of content say the same as in the original? Compared by what SQLite reads, so that a byte that nobody reads is no change. The
 * index's own tables are left to answers_alike, as some of their cells change nothing that it answers. */
static bool same_content(void)
{
    struct buf text[2];
    const char *path[2] = {original, copy};
    bool good = true;
    for (int i = 0; i < 2; i++) {
        sqlite3 *db = NULL;
        sqlite3_stmt *tables = NULL, *rows;
        buf_init(&text[i], 0);
        good = good && sqlite3_open_v2(path[i], &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
               sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT GLOB 'search_*' ORDER BY name", -1, &tables, NULL) == SQLITE_OK;
        int code = SQLITE_DONE;
        while (good && (code = sqlite3_step(tables)) == SQLITE_ROW) {
            char sql[128];
            snprintf(sql, sizeof sql, "SELECT * FROM %s", (const char *)sqlite3_column_text(tables, 0));
            good = sqlite3_prepare_v2(db, sql, -1, &rows, NULL) == SQLITE_OK;
            while (good && (code = sqlite3_step(rows)) == SQLITE_ROW)
                for (int j = 0; j < sqlite3_column_count(rows); j++) {
                    buf_add_format(&text[i], "%d:", sqlite3_column_type(rows, j));
                    const void *bytes = sqlite3_column_blob(rows, j);
                    buf_add(&text[i], bytes, (size_t)sqlite3_column_bytes(rows, j));
                }
            good = good && code == SQLITE_DONE;
            sqlite3_finalize(rows);
        }
        good = good && code == SQLITE_DONE;
        sqlite3_finalize(tables);
        sqlite3_close(db);
    }
    good = good && text[0].length == text[1].length && memcmp(text[0].at, text[1].at, text[0].length) == 0;
    buf_release(&text[0]);
    buf_release(&text[1]);
    return good;
}

static void random_alterations_are_found(void **unused)
{
    (void)unused;
    const char *wanted = getenv("DIXIT_TAMPERINGS");
    uint32_t rounds = wanted != NULL ? (uint32_t)strtoul(wanted, NULL, 10) : 60, done = 0, idle = 0, cells = 0, bytes = 0, cuts = 0;
    put_copy(original_bytes.at, original_bytes.length);
    list_places();
    struct buf altered;
    buf_init(&altered, 0);
    while (done < rounds) {
        uint32_t kind = draw(10), place = draw(n_places), way = draw(WAYS);
        buf_reset(&altered);
        buf_add(&altered, original_bytes.at, original_bytes.length);
        size_t at = draw((uint32_t)altered.length);
        if (kind < 5) { /* a cell */
            put_copy(altered.at, altered.length);
            if (!change_cell(&places[place], way))
                continue;
        } else if (kind < 9) { /* one to four bytes near each other */
            while (altered.at[at] == 0) /* most of the file is empty */
                at = draw((uint32_t)altered.length);
            for (uint32_t i = 0; i <= draw(4); i++)
                altered.at[(at + draw(16)) % altered.length] ^= (char)(1 + draw(255));
            put_copy(altered.at, altered.length);
        } else { /* the end is missing */
            put_copy(altered.at, at);
        }
        if (verify((struct str){0}) == 0) {
            if (kind < 5 ? strncmp(places[place].table, "search_", 7) != 0 || !answers_alike() : !same_content() || !answers_alike())
                fail_msg("alteration %u of kind %u (byte %zu, %s.%s way %u) was not found", done, kind, at, places[place].table, places[place].column, way);
            idle++;
            continue; /* what nobody reads is not counted */
        }
        done++;
        cells += kind < 5;
        bytes += kind >= 5 && kind < 9;
        cuts += kind == 9;
    }
    buf_release(&altered);
    printf("# %u random alterations found: %u cells, %u runs of bytes, %u cut ends; %u more changed nothing that is read\n", done, cells, bytes, cuts, idle);
}

static void an_earlier_state_is_found_with_a_checkpoint_kept_elsewhere(void **unused)
{
    (void)unused;
    struct dixit_error error = {0};
    struct buf note;
    buf_init(&note, 0);
    put_copy(original_bytes.at, original_bytes.length);
    struct ledger *ledger = ledger_open(copy, LEDGER_WRITE, &error);
    assert_true(ledger_begin(ledger) && ledger_change_begin(ledger, "test.more"));
    assert_true(ledger_add_row(ledger, TABLE_STATUSES, (struct cell[]){CELL_INT(1), CELL_INT(1), CELL_INT(1)}, 3) != 0);
    assert_true(ledger_change_end(ledger) && ledger_commit(ledger));
    assert_true(ledger_log_checkpoint(ledger, &note));
    ledger_close(ledger);
    struct str since = {note.at, note.length};
    assert_int_equal(verify(since), 0);
    put_copy(original_bytes.at, original_bytes.length); /* set back */
    assert_int_equal(verify((struct str){0}), 0);       /* which cannot be seen by itself */
    assert_int_equal(verify(since), 1);
    assert_non_null(strstr(last_finding, "set back"));
    note.at[0] ^= 1; /* a checkpoint of something else */
    assert_int_not_equal(verify(since), 0);
    buf_release(&note);
}

static void nothing_is_added_to_a_log_that_was_altered(void **unused)
{
    (void)unused;
    struct dixit_error error = {0};
    put_copy(original_bytes.at, original_bytes.length);
    sqlite3 *db = open_copy();
    assert_true(run(db, "DELETE FROM log_entries WHERE id = (SELECT max(id) FROM log_entries)"));
    close_copy(db);
    struct ledger *ledger = ledger_open(copy, LEDGER_WRITE, &error);
    assert_true(ledger_begin(ledger) && ledger_change_begin(ledger, "test.more"));
    ledger_add_row(ledger, TABLE_STATUSES, (struct cell[]){CELL_INT(1), CELL_INT(1), CELL_INT(1)}, 3);
    assert_false(ledger_change_end(ledger));
    assert_int_equal(error.status, DIXIT_TAMPERED);
    ledger_close(ledger);
}

static int set_up(void **unused)
{
    (void)unused;
    struct dixit_error error = {0};
    struct stream stream;
    snprintf(folder, sizeof folder, "%s", access("/dev/shm", W_OK) == 0 ? "/dev/shm/dixit-ledger-XXXXXX" : "/tmp/dixit-ledger-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(original, sizeof original, "%s/a.ledger", folder);
    snprintf(copy, sizeof copy, "%s/b.ledger", folder);
    if (!made_ledger(original, 2, 3, 2, true, &error)) {
        printf("# %s\n", error.text);
        return 1;
    }
    static const char *const ends[] = {"-evidence", "-key"}; /* both have the same */
    for (size_t i = 0; i < 2; i++) {
        char a[128], b[128];
        snprintf(a, sizeof a, "%s%s", original, ends[i]);
        snprintf(b, sizeof b, "%s%s", copy, ends[i]);
        if (symlink(a, b) != 0)
            return 1;
    }
    if (!stream_open(&stream, original))
        return 1;
    bool good = stream_read_rest(&stream, &original_bytes, (size_t)1 << 30) == STREAM_WHOLE;
    stream_close(&stream);
    return good ? 0 : 1;
}

static int tear_down(void **unused)
{
    (void)unused;
    char name[128];
    snprintf(name, sizeof name, "%s-evidence", copy);
    unlink(name);
    made_ledger_remove(copy);
    made_ledger_remove(original);
    rmdir(folder);
    buf_release(&original_bytes);
    return 0;
}

int main(void)
{
    const char *given = getenv("DIXIT_SEED");
    state = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("# DIXIT_SEED=%llu\n", (unsigned long long)state);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ledger_left_alone_is_whole),
        cmocka_unit_test(every_cell_of_every_table_counts),
        cmocka_unit_test(every_row_counts),
        cmocka_unit_test(rows_added_outside_the_log_are_found),
        cmocka_unit_test(random_alterations_are_found),
        cmocka_unit_test(an_earlier_state_is_found_with_a_checkpoint_kept_elsewhere),
        cmocka_unit_test(nothing_is_added_to_a_log_that_was_altered),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
