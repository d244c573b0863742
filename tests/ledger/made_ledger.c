/* SPDX-License-Identifier: Apache-2.0 */
/* Cells are filled by the name and type of their column, so that a new column or table of schema.sql is filled too. */
#include "made_ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/sha256.h"
#include "ledger/change.h"
#include "ledger/inside.h"
#include "ledger/log.h"

static const char evidence_text[] = "A page of the harbour book, as it was found.\n";

struct maker {
    struct ledger *ledger;
    struct dixit_error *error;
    struct arena memory;       /* of one row */
    uint64_t seed;
    uint32_t named;
    int64_t document, version, reading, passage; /* the newest */
    int64_t erase;             /* the entry to be erased */
    char evidence_hex[65];
};

static uint32_t draw(struct maker *maker, uint32_t n)
{
    maker->seed = maker->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((maker->seed >> 33) % n);
}

static const char *words(struct maker *maker, uint32_t count)
{
    static const char *const list[] = {"the", "harbour", "ferry", "mayor", "said", "denied", "island", "raid", "village", "nine", "letter", "council",
                                       "bridge", "Kelduria", "Ostravia", "Berg", "Lind", "school", "closed", "road", "copper", "never", "winter", "caf\xC3\xA9"};
    struct buf text;
    buf_init(&text, 0);
    for (uint32_t i = 0; i < count; i++) {
        buf_add_text(&text, i > 0 ? " " : "");
        buf_add_text(&text, list[draw(maker, sizeof list / sizeof *list)]);
    }
    const char *copy = arena_copy(&maker->memory, text.at, text.length);
    buf_release(&text);
    return copy;
}

static struct cell signed_cell(struct maker *maker)
{
    struct buf statement, note;
    buf_init(&statement, 0);
    buf_init(&note, 0);
    buf_add_format(&statement, "{\"made\":\"%s\"}", words(maker, 5));
    const struct note_key *key = ledger_log_key(maker->ledger);
    if (key == NULL || !ledger_sign(key, (struct str){statement.at, statement.length}, &note, maker->error))
        ledger_refuse(maker->ledger, DIXIT_SYSTEM, "It could not be signed.");
    struct cell cell = cell_text((struct str){arena_copy(&maker->memory, note.at, note.length), note.length});
    buf_release(&statement);
    buf_release(&note);
    return cell;
}

static struct cell make_cell(struct maker *maker, const char *column, const char *type)
{
    const struct {
        const char *column;
        int64_t value;
    } known[] = {{"document", maker->document}, {"version", maker->version}, {"reading", maker->reading}, {"passage", maker->passage},
                 {"number", 1}, {"state", 0}, {"corrects", 0}, {"erased", maker->erase}, {"size", (int64_t)sizeof evidence_text - 1}};
    if (strcmp(type, "INTEGER") == 0) {
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (strcmp(known[i].column, column) == 0)
                return cell_id(known[i].value).kind == CELL_IS_NULL && strcmp(column, "corrects") != 0 ? CELL_INT(0) : cell_id(known[i].value);
        return CELL_INT(draw(maker, 1000));
    }
    if (strcmp(type, "REAL") == 0)
        return CELL_REAL((double)draw(maker, 100) / 100);
    if (strcmp(type, "BLOB") == 0) {
        uint32_t *bytes = arena_alloc(&maker->memory, 16);
        for (int i = 0; i < 4; i++)
            bytes[i] = draw(maker, UINT32_MAX);
        return CELL_BLOB(bytes, 16);
    }
    if (strcmp(column, "sha256") == 0)
        return cell_cstr(maker->evidence_hex);
    if (strcmp(column, "signature") == 0)
        return signed_cell(maker);
    if (strcmp(column, "name") == 0) { /* of a document it is unique */
        char name[32];
        int length = snprintf(name, sizeof name, "made-%u", ++maker->named);
        return cell_cstr(arena_copy(&maker->memory, name, (size_t)length));
    }
    return cell_cstr(words(maker, strcmp(column, "text") == 0 || strcmp(column, "json") == 0 ? 60 : 1 + draw(maker, 12)));
}

struct column_fact {
    char name[32], type[16];
};

/* Adds a row to a table, all cells made. */
static int64_t add(struct maker *maker, enum ledger_table table)
{
    static struct column_fact facts[LEDGER_TABLES][LEDGER_MOST_COLUMNS];
    static uint32_t counts[LEDGER_TABLES];
    struct cell cells[LEDGER_MOST_COLUMNS];
    struct arena_mark mark = arena_mark(&maker->memory);
    if (counts[table] == 0) {
        char sql[128];
        snprintf(sql, sizeof sql, "SELECT name, type FROM pragma_table_info('%s') WHERE cid >= 2 ORDER BY cid", ledger_table_name(table));
        sqlite3_stmt *columns = ledger_own_statement(maker->ledger, sql, strlen(sql));
        while (ledger_step(maker->ledger, columns)) {
            struct column_fact *fact = &facts[table][counts[table]++];
            snprintf(fact->name, sizeof fact->name, "%s", (const char *)sqlite3_column_text(columns, 0));
            snprintf(fact->type, sizeof fact->type, "%s", (const char *)sqlite3_column_text(columns, 1));
        }
        sqlite3_finalize(columns);
    }
    for (uint32_t i = 0; i < counts[table]; i++)
        cells[i] = make_cell(maker, facts[table][i].name, facts[table][i].type);
    int64_t id = ledger_add_row(maker->ledger, table, cells, counts[table]);
    arena_rewind(&maker->memory, mark);
    return id;
}

/* A document with its passages, in the index too, as one entry. */
static bool add_document(struct maker *maker, uint32_t passages)
{
    struct ledger *ledger = maker->ledger;
    ledger_change_begin(ledger, "document.add");
    maker->document = add(maker, TABLE_DOCUMENTS);
    maker->version = add(maker, TABLE_VERSIONS);
    maker->reading = add(maker, TABLE_READINGS);
    sqlite3_stmt *head = ledger_statement(ledger, "INSERT INTO derived_heads (document, version, reading) VALUES (?, ?, ?)");
    ledger_bind_int(ledger, head, 1, maker->document);
    ledger_bind_int(ledger, head, 2, maker->version);
    ledger_bind_int(ledger, head, 3, maker->reading);
    ledger_run(ledger, head);
    for (uint32_t i = 0; i < passages; i++) {
        maker->passage = add(maker, TABLE_PASSAGES);
        sqlite3_stmt *index = ledger_statement(ledger, "INSERT INTO search (rowid, words, source, about, against, marks) "
                                                       "SELECT id, words, source, about, against, marks FROM passages WHERE id = ?");
        ledger_bind_int(ledger, index, 1, maker->passage);
        ledger_run(ledger, index);
    }
    return ledger_change_end(ledger);
}

static bool write_evidence(struct maker *maker, const char *path)
{
    char folder[512], file[640];
    struct sha256 hash;
    uint8_t digest[32];
    sha256_init(&hash);
    sha256_add(&hash, evidence_text, sizeof evidence_text - 1);
    sha256_finish(&hash, digest);
    sha256_hex(digest, maker->evidence_hex);
    snprintf(folder, sizeof folder, "%s-evidence", path);
    snprintf(file, sizeof file, "%s/%s", folder, maker->evidence_hex);
    mkdir(folder, 0777);
    int out = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    bool good = out >= 0 && buf_write_all(out, evidence_text, sizeof evidence_text - 1);
    if (out >= 0)
        close(out);
    return good;
}

/* Blanks the words of an entry and removes its salt, as an erasure does. */
static bool erase_words(struct maker *maker)
{
    struct ledger *ledger = maker->ledger;
    ledger_change_begin(ledger, "erasure.add");
    add(maker, TABLE_ERASURES);
    sqlite3_stmt *statement = ledger_statement(ledger, "UPDATE rejects SET file = NULL, name = NULL, reason = NULL WHERE entry = ?");
    ledger_bind_int(ledger, statement, 1, maker->erase);
    ledger_run(ledger, statement);
    statement = ledger_statement(ledger, "DELETE FROM log_salts WHERE entry = ?");
    ledger_bind_int(ledger, statement, 1, maker->erase);
    ledger_run(ledger, statement);
    return ledger_change_end(ledger);
}

static bool add_all(struct maker *maker)
{
    struct ledger *ledger = maker->ledger;
    for (int i = TABLE_ACTORS; i < LEDGER_TABLES; i++) {
        if (i == TABLE_PASSAGES || i == TABLE_ERASURES)
            continue;
        ledger_change_begin(ledger, "made.row");
        if (i == TABLE_REJECTS)
            maker->erase = ledger_change_entry(ledger);
        add(maker, (enum ledger_table)i);
        if (i != TABLE_REJECTS)
            add(maker, (enum ledger_table)i);
        ledger_change_end(ledger);
    }
    return erase_words(maker);
}

bool made_ledger(const char *path, uint32_t documents, uint32_t passages, uint32_t batch, bool all, struct dixit_error *error)
{
    struct maker maker = {.error = error, .seed = 7};
    maker.ledger = ledger_open(path, LEDGER_CREATE, error);
    if (maker.ledger == NULL)
        return false;
    arena_init(&maker.memory, 0);
    bool good = write_evidence(&maker, path);
    for (uint32_t i = 0; good && i < documents; i++) {
        if (i % batch == 0)
            good = ledger_begin(maker.ledger);
        good = good && add_document(&maker, passages);
        if (good && ((i + 1) % batch == 0 || i + 1 == documents))
            good = ledger_commit(maker.ledger);
    }
    good = good && (!all || (ledger_begin(maker.ledger) && add_all(&maker) && ledger_commit(maker.ledger)));
    arena_release(&maker.memory);
    ledger_close(maker.ledger);
    return good && error->status == DIXIT_OK;
}

void made_ledger_remove(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", "-key"};
    char name[768];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    struct sha256 hash;
    uint8_t digest[32];
    char hex[65];
    sha256_init(&hash);
    sha256_add(&hash, evidence_text, sizeof evidence_text - 1);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
    snprintf(name, sizeof name, "%s-evidence/%s", path, hex);
    unlink(name);
    snprintf(name, sizeof name, "%s-evidence", path);
    rmdir(name);
}
