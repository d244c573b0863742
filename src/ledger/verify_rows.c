/* SPDX-License-Identifier: Apache-2.0 */
/* Content rows against the entry that they came with. Cells are hashed as they lie in the file, by the type that each has there, so that a value of
 * another type is another hash too. */
#include <stdio.h>
#include <string.h>

#include "ledger/entry.h"
#include "ledger/inside.h"
#include "ledger/verify_parts.h"

/* The rows of one entry in one table. */
struct group {
    struct sha256 rows, words;
    int64_t first, last;
    uint64_t count;
    bool words_left; /* some TEXT cell is not NULL */
};

static void hash_bytes(struct sha256 *hash, char kind, const void *bytes, size_t length)
{
    uint8_t head[9] = {(uint8_t)kind};
    for (unsigned i = 0; i < 8; i++)
        head[1 + i] = (uint8_t)((uint64_t)length >> (56 - 8 * i));
    sha256_add(hash, head, sizeof head);
    sha256_add(hash, bytes, length);
}

static void hash_number(struct sha256 *hash, char kind, uint64_t bits)
{
    uint8_t all[9] = {(uint8_t)kind};
    for (unsigned i = 0; i < 8; i++)
        all[1 + i] = (uint8_t)(bits >> (56 - 8 * i));
    sha256_add(hash, all, sizeof all);
}

/* False for NULL. */
static bool hash_column(struct sha256 *hash, sqlite3_stmt *row, int column)
{
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER: hash_number(hash, 'i', (uint64_t)sqlite3_column_int64(row, column)); return true;
    case SQLITE_FLOAT: {
        double real = sqlite3_column_double(row, column);
        uint64_t bits;
        memcpy(&bits, &real, sizeof bits);
        hash_number(hash, 'r', bits);
        return true;
    }
    case SQLITE_TEXT: {
        const void *text = sqlite3_column_text(row, column); /* before its length is asked for */
        hash_bytes(hash, 't', text, (size_t)sqlite3_column_bytes(row, column));
        return true;
    }
    case SQLITE_BLOB: {
        const void *bytes = sqlite3_column_blob(row, column);
        hash_bytes(hash, 'b', bytes, (size_t)sqlite3_column_bytes(row, column));
        return true;
    }
    default: sha256_add(hash, "n", 1); return false;
    }
}

static const char *name_of(uint32_t table)
{
    return ledger_table_name((enum ledger_table)table);
}

/* Goes to the next row. */
static void advance(struct verification *v, struct table_cursor *table)
{
    if (table->has_row)
        table->last = table->id;
    table->has_row = ledger_step(v->ledger, table->rows);
    if (!table->has_row)
        return;
    v->result->rows++;
    table->id = sqlite3_column_int64(table->rows, 0);
    table->entry = sqlite3_column_int64(table->rows, 1);
}

static void open_table(struct verification *v, uint32_t at)
{
    struct table_cursor *table = &v->tables[at];
    char sql[160];
    (void)snprintf(sql, sizeof sql, "SELECT upper(type) = 'TEXT' FROM pragma_table_info('%s') ORDER BY cid", name_of(at));
    sqlite3_stmt *columns = ledger_own_statement(v->ledger, sql, strlen(sql));
    for (; ledger_step(v->ledger, columns); table->columns++)
        if (table->columns < LEDGER_MOST_COLUMNS && sqlite3_column_int(columns, 0) != 0)
            table->words |= (uint32_t)1 << table->columns;
    sqlite3_finalize(columns);
    if (table->columns < 2 || table->columns > LEDGER_MOST_COLUMNS) {
        verify_found(v, 0, "The table %s is missing or has other columns.", name_of(at));
        return;
    }
    (void)snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY id", name_of(at));
    table->rows = ledger_own_statement(v->ledger, sql, strlen(sql));
    advance(v, table);
}

void verify_rows_open(struct verification *v)
{
    const char sql[] = "SELECT erased FROM erasures ORDER BY erased";
    v->erasures = ledger_own_statement(v->ledger, sql, sizeof sql - 1);
    v->has_erasure = ledger_step(v->ledger, v->erasures);
    for (uint32_t i = 0; i < LEDGER_TABLES; i++)
        open_table(v, i);
}

static void hash_row(const struct table_cursor *table, struct group *group)
{
    for (uint32_t i = 0; i < table->columns; i++) {
        bool is_word = (table->words >> i & 1) != 0;
        bool there = hash_column(is_word ? &group->words : &group->rows, table->rows, (int)i);
        group->words_left = group->words_left || (is_word && there);
    }
    if (group->count++ == 0)
        group->first = table->id;
    group->last = table->id;
}

/* Hashes the rows of the entry. A row of an earlier one should have come before. */
static void take_rows(struct verification *v, uint32_t at, int64_t entry, const uint8_t *salt, struct group *group)
{
    struct table_cursor *table = &v->tables[at];
    group->count = 0;
    if (!table->has_row || table->entry > entry)
        return;
    group->words_left = false;
    sha256_init(&group->rows);
    sha256_init(&group->words);
    if (salt != NULL)
        sha256_add(&group->words, salt, 32);
    for (; table->has_row && table->entry <= entry; advance(v, table)) {
        if (table->entry < entry)
            verify_found(v, table->entry, "%s %lld stands after rows of later entries, but says that it came with entry %lld.", name_of(at),
                         (long long)table->id, (long long)table->entry);
        else
            hash_row(table, group);
    }
}

/* Does an erasure name this entry? They are read in the order of the entries. */
static bool is_erased(struct verification *v, int64_t entry)
{
    while (v->has_erasure && sqlite3_column_int64(v->erasures, 0) < entry)
        v->has_erasure = ledger_step(v->ledger, v->erasures);
    return v->has_erasure && sqlite3_column_int64(v->erasures, 0) == entry;
}

static bool same(struct sha256 *hash, const uint8_t expected[32])
{
    uint8_t digest[32];
    sha256_finish(hash, digest);
    return memcmp(digest, expected, 32) == 0;
}

/* "passages 14–20" */
static const char *range(char text[96], uint32_t at, const struct group *group)
{
    if (group->first == group->last)
        (void)snprintf(text, 96, "%s %lld", name_of(at), (long long)group->first);
    else
        (void)snprintf(text, 96, "%s %lld\xE2\x80\x93%lld", name_of(at), (long long)group->first, (long long)group->last);
    return text;
}

/* One table's rows of an entry against what it says of them. */
static void compare(struct verification *v, uint32_t at, const struct entry *entry, struct group *group, bool salted, bool erased)
{
    bool given = (entry->rows.given >> at & 1) != 0, there = group->count > 0;
    if (!given && !there)
        return;
    bool rows_good = given && there && same(&group->rows, entry->rows.at[at]);
    bool words_good = v->tables[at].words == 0 || !there || (erased ? !group->words_left : !salted || !given || same(&group->words, entry->words.at[at]));
    if (rows_good && words_good)
        return;
    char text[96], when[64];
    (void)snprintf(when, sizeof when, "entry %lld (%.24s)", (long long)entry->number, entry->at.at);
    if (!given)
        verify_found(v, entry->number, "%s: added outside the log; %s names no rows of it.", range(text, at, group), when);
    else if (!there)
        verify_found(v, entry->number, "%s: the rows of %s were removed.", name_of(at), when);
    else if (!rows_good)
        verify_found(v, entry->number, "%s: not as in %s; a number or date was changed, or rows were added or removed.", range(text, at, group), when);
    if (!words_good)
        verify_found(v, entry->number, erased ? "%s: %s was erased, but words stand there." : "%s: not as in %s; words were changed, added or removed.",
                     range(text, at, group), when);
}

void verify_rows(struct verification *v, int64_t number, struct str body, const uint8_t *salt)
{
    struct entry entry;
    struct group group;
    bool good = entry_read(&entry, body), erased = is_erased(v, number);
    char at[24] = "";
    if (!good || entry.number != number) {
        verify_found(v, number, "log_entries %lld: this is no entry.", (long long)number);
        good = false;
    } else {
        memcpy(at, entry.at.at, entry.at.length);
        entry.at = (struct str){at, strlen(at)};
    }
    v->result->erased += erased ? 1 : 0;
    if (salt != NULL && (erased || (good && entry.words.given == 0)))
        verify_found(v, number, "Entry %lld has a salt, though it %s.", (long long)number, erased ? "was erased" : "has no words");
    else if (!erased && salt == NULL && good && entry.words.given != 0)
        verify_found(v, number, "The salt of entry %lld is missing, and no erasure says why: its words cannot be checked.", (long long)number);
    for (uint32_t i = 0; i < LEDGER_TABLES; i++) {
        if (v->tables[i].rows == NULL)
            continue;
        take_rows(v, i, number, salt, &group);
        if (!good)
            continue;
        bool words = (entry.words.given >> i & 1) != 0;
        if (words != ((entry.rows.given >> i & 1) != 0 && v->tables[i].words != 0))
            verify_found(v, number, "log_entries %lld: its words of %s do not go with its rows.", (long long)number, name_of(i));
        else
            compare(v, i, &entry, &group, salt != NULL, erased);
    }
}

void verify_rows_close(struct verification *v)
{
    sqlite3_finalize(v->erasures);
    for (uint32_t i = 0; i < LEDGER_TABLES; i++) {
        struct table_cursor *table = &v->tables[i];
        for (; table->has_row; advance(v, table))
            verify_found(v, 0, "%s %lld: added outside the log; it says that it came with entry %lld, which there is not.", name_of(i), (long long)table->id,
                         (long long)table->entry);
        sqlite3_finalize(table->rows);
    }
}
