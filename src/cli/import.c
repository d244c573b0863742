/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/import.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/stream.h"
#include "ledger/change.h"
#include "ledger/judge.h"
#include "ledger/load.h"
#include "ledger/log.h"
#include "ledger/note.h"
#include "ledger/prove.h"
#include "ledger/store.h"
#include "ledger/verify.h"
#include "view/show.h"

enum { MOST_LINE = 256 << 20 };

bool import_is_ledger(const char *path)
{
    struct stream stream;
    struct buf head;
    bool is = false;
    buf_init(&head, 0);
    if (strcmp(path, "-") != 0 && stream_open(&stream, path)) {
        is = stream_read_rest(&stream, &head, 16) != STREAM_FAILED && head.length == 16 && memcmp(head.at, "SQLite format 3", 16) == 0;
        stream_close(&stream);
    }
    buf_release(&head);
    return is;
}

/* Has the document this text in a version that is not the newest? */
static bool had_text(struct ledger *ledger, const struct doc *doc)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM documents d JOIN versions v ON v.document = d.id WHERE d.name = ?1 AND v.text = ?2");
    ledger_bind_text(ledger, row, 1, (struct str){doc->origin.id, strlen(doc->origin.id)});
    ledger_bind_text(ledger, row, 2, doc->text);
    return ledger_step(ledger, row);
}

/* Puts a loaded document in, as it would have been put in when it was read; a text that is there, if only in an older version, is not. */
static enum ledger_added add(struct ledger *ledger, const struct doc *doc, const char *model, struct import *result)
{
    struct show_options show = {.no_text = true, .model = model};
    struct buf json;
    buf_init(&json, 0);
    enum ledger_added added = LEDGER_ADDED_NOT;
    if (had_text(ledger, doc))
        added = LEDGER_ADDED_NOTHING;
    else if (show_json(doc, &show, &json))
        added = ledger_add(ledger, &(struct ledger_input){doc, {json.at, json.length - 1}, model}, false);
    else
        ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for a reading.");
    buf_release(&json);
    result->added += added == LEDGER_ADDED_DOCUMENT || added == LEDGER_ADDED_VERSION;
    result->unchanged += added == LEDGER_ADDED_NOTHING;
    return added;
}

/* The reading's model, and that it is a reading with text and an id. */
static bool check_line(const struct doc *doc, struct str line, const char **model, struct dixit_error *error)
{
    json_error_t bad;
    json_t *root = json_loadb(line.at, line.length, JSON_ALLOW_NUL, &bad);
    const char *format = json_string_value(json_object_get(root, "format")), *name = json_string_value(json_object_get(root, "model"));
    bool good = format != NULL && strcmp(format, "dixit-reading/1") == 0 && doc->origin.id != NULL;
    *model = name != NULL ? arena_copy(doc->memory, name, strlen(name)) : NULL;
    json_decref(root);
    return good || error_set(error, DIXIT_BAD_INPUT, 0, "This is no reading of the format dixit-reading/1.");
}

static bool import_line(struct ledger *ledger, struct str line, uint64_t number, struct import *result)
{
    struct arena memory;
    struct dixit_error error = {0};
    const char *model;
    arena_init(&memory, (size_t)1 << 30);
    struct doc doc = {.memory = &memory};
    bool good = true;
    if (records_knows(line)) {
        good = ledger_begin(ledger) && records_take(ledger, line, NULL, number, &result->records) && ledger_commit(ledger);
    } else if (!ledger_load_json(&doc, (struct str){NULL, 0}, line, &error) || !check_line(&doc, line, &model, &error)) {
        fprintf(stderr, "dixit: line %llu: %s\n", (unsigned long long)number, error.text);
        result->left_out++;
    } else {
        good = ledger_begin(ledger) && add(ledger, &doc, model, result) != LEDGER_ADDED_NOT && ledger_commit(ledger);
    }
    arena_release(&memory);
    return good;
}

bool import_readings(struct ledger *ledger, const char *path, struct import *result, struct dixit_error *error)
{
    struct stream stream;
    struct buf line;
    enum stream_got got;
    bool good = true;
    if (!stream_open(&stream, path))
        return error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", path, strerror(errno));
    buf_init(&line, 0);
    for (uint64_t number = 1; good && ((got = stream_read_line(&stream, &line, MOST_LINE)) == STREAM_WHOLE || got == STREAM_CUT); number++)
        if (line.length > 0 && got == STREAM_WHOLE) {
            good = import_line(ledger, (struct str){line.at, line.length}, number, result);
        } else if (got == STREAM_CUT) {
            fprintf(stderr, "dixit: line %llu: it is too long.\n", (unsigned long long)number);
            result->left_out++;
        }
    if (good && got == STREAM_FAILED)
        good = error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", path, strerror(errno));
    buf_release(&line);
    stream_close(&stream);
    return good;
}

/* ---- another ledger ---- */

struct taking {
    struct ledger *to, *from;
    struct import *result;
    int64_t import; /* the row in `imports` */
    const char *evidence; /* the other ledger's folder */
};

/* Lines of records (records.h) that the other ledger wrote; emptied. */
static bool take_lines(const struct taking *taking, struct buf *lines)
{
    bool good = !lines->failed || ledger_refuse(taking->to, DIXIT_NO_MEMORY, "There is not enough memory to import a ledger.");
    for (size_t at = 0; good && at < lines->length;) {
        const char *end = memchr(lines->at + at, '\n', lines->length - at);
        size_t length = end == NULL ? lines->length - at : (size_t)(end - lines->at) - at;
        struct str line = {lines->at + at, length};
        if (records_knows(line))
            good = records_take(taking->to, line, taking->evidence, 0, &taking->result->records);
        at += length + 1;
    }
    buf_reset(lines);
    return good;
}

/* The other log's proofs of the entries that brought a document. */
static bool take_proofs(const struct taking *taking, struct str name, int64_t here, struct arena *memory)
{
    struct ledger_entries entries = {0};
    struct buf proof;
    buf_init(&proof, 0);
    bool good = ledger_entries_of(taking->from, name, memory, &entries) && ledger_change_begin(taking->to, "import.proof");
    for (uint32_t i = 0; good && i < entries.count; i++) {
        buf_reset(&proof);
        good = ledger_prove_entry(taking->from, entries.at[i], &proof) &&
               ledger_add_row(taking->to, TABLE_IMPORT_PROOFS,
                              (struct cell[]){CELL_INT(taking->import), CELL_INT(entries.at[i]), CELL_INT(here), cell_text((struct str){proof.at, proof.length})}, 4) != 0;
    }
    buf_release(&proof);
    return good && ledger_change_end(taking->to);
}

static bool take_document(const struct taking *taking, int64_t there, struct buf *lines)
{
    struct arena memory;
    const char *model;
    arena_init(&memory, 0);
    struct doc doc = {.memory = &memory};
    bool good = ledger_load(taking->from, there, 0, &doc, &model);
    enum ledger_added added = good ? add(taking->to, &doc, model, taking->result) : LEDGER_ADDED_NOT;
    good = good && added != LEDGER_ADDED_NOT;
    if (added == LEDGER_ADDED_DOCUMENT || added == LEDGER_ADDED_VERSION) {
        struct str name = {doc.origin.id, strlen(doc.origin.id)};
        struct ledger_known known;
        good = ledger_find_known(taking->to, &doc, model, &known) && take_proofs(taking, name, known.document, &memory);
    }
    good = good && records_write_document(taking->from, there, lines) && take_lines(taking, lines);
    arena_release(&memory);
    return good;
}

/* The row that names the other ledger by its newest checkpoint. */
static bool note_import(struct taking *taking, const char *path)
{
    struct buf note;
    struct signed_note parts;
    struct note_checkpoint checkpoint;
    uint8_t uid[LEDGER_UID];
    buf_init(&note, 0);
    bool good = ledger_log_checkpoint(taking->from, &note) && note_read(&parts, (struct str){note.at, note.length}, ledger_error(taking->from)) &&
                note_checkpoint_read(&checkpoint, parts.text, ledger_error(taking->from)) && ledger_random(taking->to, uid, sizeof uid) && ledger_change_begin(taking->to, "import.begin");
    if (good) {
        struct cell cells[] = {CELL_BLOB(uid, sizeof uid), CELL_INT(ledger_change_time(taking->to)), CELL_INT(checkpoint.size), CELL_BLOB(checkpoint.root.at, sizeof checkpoint.root.at),
                               cell_cstr(path), cell_text((struct str){note.at, note.length})};
        taking->import = ledger_add_row(taking->to, TABLE_IMPORTS, cells, sizeof cells / sizeof *cells);
        good = ledger_change_end(taking->to);
    }
    buf_release(&note);
    return good;
}

static void found(void *context, int64_t entry, const char *sentence)
{
    (void)context;
    fprintf(stderr, "dixit: entry %lld of the other ledger: %s\n", (long long)entry, sentence);
}

/* All in one transaction: an import is there or it is not. One that brings nothing new leaves nothing. */
static bool take_all(struct taking *taking, const char *path)
{
    static const char sql[] = "SELECT h.document FROM derived_heads h JOIN documents d ON d.id = h.document WHERE d.name IS NOT NULL ORDER BY h.document";
    struct buf lines, folder;
    if (!ledger_begin_reading(taking->from) || !ledger_begin(taking->to) || !note_import(taking, path))
        return false;
    buf_init(&lines, 0);
    buf_init(&folder, 0);
    evidence_path(taking->from, "", &folder);
    taking->evidence = buf_terminate(&folder);
    sqlite3_stmt *row = ledger_own_statement(taking->from, sql, sizeof sql - 1);
    bool good = row != NULL;
    while (good && ledger_step(taking->from, row))
        good = take_document(taking, sqlite3_column_int64(row, 0), &lines);
    sqlite3_finalize(row);
    good = good && !ledger_failed(taking->from) && records_write_rest(taking->from, false, &lines) && take_lines(taking, &lines);
    if (good && taking->result->added + taking->result->records.added == 0)
        ledger_rollback(taking->to);
    else
        good = good && ledger_commit(taking->to);
    buf_release(&lines);
    buf_release(&folder);
    return good;
}

bool import_ledger(struct ledger *ledger, const char *path, struct import *result, struct dixit_error *error)
{
    struct dixit_error other = {0};
    struct ledger_verified verified = {0};
    struct taking taking = {.to = ledger, .from = ledger_open(path, LEDGER_READ, &other), .result = result};
    bool good = taking.from != NULL && ledger_verify(taking.from, &(struct ledger_verify){.found = found}, &verified);
    if (good && verified.findings > 0)
        good = ledger_refuse(taking.from, DIXIT_TAMPERED, "%.160s is not what its log says; nothing was imported.", path);
    good = good && take_all(&taking, path);
    if (!good && other.status != DIXIT_OK)
        error_set(error, other.status, 0, "%s", other.text);
    ledger_close(taking.from);
    return good;
}
