/* SPDX-License-Identifier: Apache-2.0 */
/* What is not the log's: the pages of the file, its tables, evidence files, persons' signatures. */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "base/stream.h"
#include "ledger/canonical.h"
#include "ledger/inside.h"
#include "ledger/ledger_schema.h"
#include "ledger/log.h"
#include "ledger/verify_parts.h"

static void check_pages(struct verification *v)
{
    const char sql[] = "PRAGMA integrity_check(20)";
    sqlite3_stmt *statement = ledger_own_statement(v->ledger, sql, sizeof sql - 1);
    while (ledger_step(v->ledger, statement)) {
        struct str line = ledger_column(statement, 0);
        if (line.at != NULL && strcmp(line.at, "ok") != 0)
            verify_found(v, 0, "The file is damaged: %.200s.", line.at);
    }
    sqlite3_finalize(statement);
}

static int compare_text(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
    const unsigned char *left = sqlite3_column_text(a, column), *right = sqlite3_column_text(b, column);
    return strcmp(left != NULL ? (const char *)left : "", right != NULL ? (const char *)right : "");
}

/* The tables, indices and whatever else the file has, against those that schema.sql makes. */
static void compare_schema(struct verification *v, sqlite3 *fresh)
{
    const char sql[] = "SELECT name, type, tbl_name, sql FROM sqlite_schema ORDER BY name COLLATE BINARY";
    sqlite3_stmt *ours = NULL, *theirs = ledger_own_statement(v->ledger, sql, sizeof sql - 1);
    if (sqlite3_prepare_v2(fresh, sql, -1, &ours, NULL) != SQLITE_OK) {
        ledger_refuse(v->ledger, DIXIT_NO_MEMORY, "There is not enough memory to check the tables.");
        sqlite3_finalize(theirs);
        return;
    }
    bool has_ours = sqlite3_step(ours) == SQLITE_ROW, has_theirs = ledger_step(v->ledger, theirs);
    while (has_ours || has_theirs) {
        int order = !has_ours ? -1 : !has_theirs ? 1 : compare_text(theirs, ours, 0);
        if (order < 0)
            verify_found(v, 0, "The file has a %.40s \"%.100s\" that no ledger has.", (const char *)sqlite3_column_text(theirs, 1),
                         (const char *)sqlite3_column_text(theirs, 0));
        else if (order > 0)
            verify_found(v, 0, "The %.40s \"%.100s\" is missing.", (const char *)sqlite3_column_text(ours, 1), (const char *)sqlite3_column_text(ours, 0));
        else if (compare_text(theirs, ours, 1) != 0 || compare_text(theirs, ours, 2) != 0 || compare_text(theirs, ours, 3) != 0)
            verify_found(v, 0, "The %.40s \"%.100s\" is not made as in a ledger.", (const char *)sqlite3_column_text(ours, 1),
                         (const char *)sqlite3_column_text(ours, 0));
        if (order <= 0)
            has_theirs = ledger_step(v->ledger, theirs);
        if (order >= 0)
            has_ours = sqlite3_step(ours) == SQLITE_ROW;
    }
    sqlite3_finalize(ours);
    sqlite3_finalize(theirs);
}

static void check_schema(struct verification *v)
{
    sqlite3 *fresh = NULL;
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < sizeof ledger_schema / sizeof *ledger_schema; i++)
        if (strncmp(ledger_schema[i], "--", 2) != 0)
            buf_add_text(&all, ledger_schema[i]);
    if (sqlite3_open(":memory:", &fresh) == SQLITE_OK && sqlite3_exec(fresh, buf_terminate(&all), NULL, NULL, NULL) == SQLITE_OK)
        compare_schema(v, fresh);
    else
        ledger_refuse(v->ledger, DIXIT_NO_MEMORY, "There is not enough memory to check the tables.");
    sqlite3_close(fresh);
    buf_release(&all);
}

void verify_file(struct verification *v)
{
    check_pages(v);
    check_schema(v);
}

/* Hashes a file; false with errno. */
static bool hash_file(const char *path, char hex[65], uint64_t *size)
{
    struct stream stream;
    struct sha256 hash;
    struct buf piece;
    uint8_t digest[32];
    enum stream_got got;
    if (!stream_open(&stream, path))
        return false;
    sha256_init(&hash);
    buf_init(&piece, 0);
    *size = 0;
    do {
        got = stream_read_rest(&stream, &piece, 1 << 20);
        sha256_add(&hash, piece.at, piece.length);
        *size += piece.length;
    } while (got == STREAM_CUT);
    int why = errno;
    buf_release(&piece);
    stream_close(&stream);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
    errno = why;
    return got == STREAM_WHOLE || got == STREAM_END;
}

void verify_evidence(struct verification *v)
{
    const char sql[] = "SELECT id, entry, sha256, size FROM evidence ORDER BY id";
    sqlite3_stmt *rows = ledger_own_statement(v->ledger, sql, sizeof sql - 1);
    struct buf path;
    buf_init(&path, 0);
    while (ledger_step(v->ledger, rows)) {
        struct str sha256 = ledger_column(rows, 2);
        long long id = sqlite3_column_int64(rows, 0);
        char hex[65];
        uint64_t size;
        v->result->evidence++;
        if (sha256.at == NULL || sha256.length != 64) { /* erased; an altered hash was told with its row */
            v->result->missing++;
            continue;
        }
        buf_reset(&path);
        buf_add_format(&path, "%s-evidence/%s", ledger_path(v->ledger), sha256.at);
        if (!hash_file(buf_terminate(&path), hex, &size))
            verify_found(v, sqlite3_column_int64(rows, 1), "evidence %lld: its file cannot be read: %s.", id, strerror(errno));
        else if (memcmp(hex, sha256.at, 64) != 0 || size != (uint64_t)sqlite3_column_int64(rows, 3))
            verify_found(v, sqlite3_column_int64(rows, 1), "evidence %lld: its file was changed.", id);
    }
    buf_release(&path);
    sqlite3_finalize(rows);
}

/* Does the row say what its person signed? Only of the members that the statement has. */
static void compare_statement(struct verification *v, sqlite3_stmt *row, struct str statement)
{
    json_t *object = canonical_parse(statement.at, statement.length, NULL);
    for (int i = 4; i <= 8; i += 2) {
        const json_t *said = json_object_get(object, (const char *)sqlite3_column_text(row, i));
        struct str cell = ledger_column(row, i + 1);
        if (said == NULL)
            continue;
        bool same = json_is_string(said) ? json_string_length(said) == cell.length && memcmp(json_string_value(said), cell.at != NULL ? cell.at : "", cell.length) == 0
                                         : cell.at == NULL;
        if (!same)
            verify_found(v, sqlite3_column_int64(row, 2), "%s %lld: its %s is not what its person signed.", (const char *)sqlite3_column_text(row, 0),
                         (long long)sqlite3_column_int64(row, 1), (const char *)sqlite3_column_text(row, i));
    }
    json_decref(object);
}

void verify_signatures(struct verification *v)
{
    const char sql[] = "SELECT 'corrections', id, entry, signature, 'person', person, 'value', value, 'why', why FROM corrections WHERE signature IS NOT NULL "
                       "UNION ALL SELECT 'decisions', id, entry, signature, 'person', person, 'reason', reason, '', NULL FROM decisions WHERE signature IS NOT NULL "
                       "UNION ALL SELECT 'verdicts', id, entry, signature, 'person', person, 'verdict', verdict, 'reasons', reasons FROM verdicts "
                       "WHERE signature IS NOT NULL";
    sqlite3_stmt *rows = ledger_own_statement(v->ledger, sql, sizeof sql - 1);
    while (ledger_step(v->ledger, rows)) {
        struct dixit_error error = {0};
        struct note_verifier verifier;
        struct str statement;
        if (ledger_signature_check(ledger_column(rows, 3), &statement, &verifier, &error))
            compare_statement(v, rows, statement);
        else
            verify_found(v, sqlite3_column_int64(rows, 2), "%s %lld: %s", (const char *)sqlite3_column_text(rows, 0),
                         (long long)sqlite3_column_int64(rows, 1), error.text);
    }
    sqlite3_finalize(rows);
}
