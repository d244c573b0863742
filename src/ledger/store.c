/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/store.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/sha256.h"
#include "ledger/carry.h"
#include "ledger/change.h"
#include "ledger/day.h"
#include "ledger/names.h"
#include "ledger/search.h"

/* What is at hand while one document is put in. */
struct adding {
    struct ledger *ledger;
    const struct ledger_input *input;
    const struct doc *doc;
    struct names names;
    struct arena memory;
    int64_t version, reading, actors, passages, reactions; /* ids: of the version, the reading, and those that the first of the others has or will have */
    bool has_day;
    int64_t day;
    struct buf words, source, about, against, marks, spans;
};

static struct str str_of(const char *text)
{
    return (struct str){text, text != NULL ? strlen(text) : 0};
}

static bool is(struct str text, const char *other)
{
    return other != NULL && text.at != NULL && text.length == strlen(other) && memcmp(text.at, other, text.length) == 0;
}

static int64_t find_document(struct ledger *ledger, const struct doc *doc, const char *hex)
{
    const char *id = doc->origin.id;
    sqlite3_stmt *by_name = ledger_statement(ledger, "SELECT id FROM documents WHERE name = ?1");
    ledger_bind_text(ledger, by_name, 1, str_of(id));
    if (ledger_step(ledger, by_name))
        return sqlite3_column_int64(by_name, 0);
    bool made = id == NULL || strncmp(id, hex, 16) == 0;
    if (!made || doc->origin.url == NULL)
        return 0;
    sqlite3_stmt *by_url = ledger_statement(ledger, "SELECT document FROM versions WHERE url = ?1 ORDER BY id DESC LIMIT 1");
    ledger_bind_text(ledger, by_url, 1, str_of(doc->origin.url));
    return ledger_step(ledger, by_url) ? sqlite3_column_int64(by_url, 0) : 0;
}

bool ledger_find_known(struct ledger *ledger, const struct doc *doc, const char *model, struct ledger_known *known)
{
    char hex[65];
    sha256_hex_of(doc->text.at, doc->text.length, hex);
    *known = (struct ledger_known){.document = find_document(ledger, doc, hex)};
    if (known->document == 0)
        return !ledger_failed(ledger);
    sqlite3_stmt *head = ledger_statement(ledger,
        "SELECT h.version, h.reading, v.sha256_text, r.model FROM derived_heads h JOIN versions v ON v.id = h.version JOIN readings r ON r.id = h.reading WHERE h.document = ?1");
    ledger_bind_int(ledger, head, 1, known->document);
    if (ledger_step(ledger, head)) {
        known->version = sqlite3_column_int64(head, 0);
        known->reading = sqlite3_column_int64(head, 1);
        known->same_text = is(ledger_column(head, 2), hex);
        struct str name = ledger_column(head, 3);
        known->same_model = model == NULL ? name.at == NULL : is(name, model);
    }
    return !ledger_failed(ledger);
}

static int64_t next_id(struct ledger *ledger, const char *sql)
{
    sqlite3_stmt *last = ledger_statement(ledger, sql);
    return ledger_step(ledger, last) ? sqlite3_column_int64(last, 0) + 1 : 1;
}

static int64_t next_number(struct ledger *ledger, const char *sql, int64_t of)
{
    sqlite3_stmt *last = ledger_statement(ledger, sql);
    ledger_bind_int(ledger, last, 1, of);
    return ledger_step(ledger, last) ? sqlite3_column_int64(last, 0) + 1 : 1;
}

/* The object after "provenance": in a reading of ours, whose next member is "sentences". Inside a string both quotation marks would have a backslash before
 * them. */
static struct str provenance_of(struct str json)
{
    static const char begin[] = "\"provenance\":", end[] = ",\"sentences\":";
    struct str found = {NULL, 0};
    for (size_t i = 0; i + sizeof begin + sizeof end < json.length; i++) {
        if (found.at == NULL && json.at[i] == '"' && memcmp(json.at + i, begin, sizeof begin - 1) == 0)
            found.at = json.at + i + sizeof begin - 1;
        if (found.at != NULL && json.at[i] == ',' && memcmp(json.at + i, end, sizeof end - 1) == 0)
            return (struct str){found.at, (size_t)(json.at + i - found.at)};
    }
    return (struct str){NULL, 0};
}

static int64_t add_document(struct adding *adding)
{
    uint8_t uid[LEDGER_UID];
    if (!ledger_random(adding->ledger, uid, sizeof uid))
        return 0;
    return ledger_add_row(adding->ledger, TABLE_DOCUMENTS, (struct cell[]){CELL_BLOB(uid, sizeof uid), cell_cstr(adding->doc->origin.id)}, 2);
}

static void add_version(struct adding *adding, int64_t document)
{
    const struct doc *doc = adding->doc;
    const struct origin *from = &doc->origin;
    char bytes[65], text[65];
    sha256_hex(doc->sha256, bytes);
    sha256_hex_of(doc->text.at, doc->text.length, text);
    int64_t number = next_number(adding->ledger, "SELECT max(number) FROM versions WHERE document = ?1", document);
    struct cell cells[] = {
        CELL_INT(document), CELL_INT(number), CELL_INT(ledger_change_time(adding->ledger)), adding->has_day ? CELL_INT(adding->day) : CELL_NULL,
        CELL_INT(doc->body.start), CELL_INT(doc->body.end), CELL_INT(from->record), cell_text(doc->text), cell_cstr(bytes), cell_cstr(text),
        cell_cstr(from->title), cell_cstr(from->outlet), cell_cstr(from->author), cell_cstr(from->published), cell_cstr(from->url),
        cell_cstr(from->language), cell_cstr(from->file), cell_cstr(from->media_type), cell_cstr(from->charset), cell_text(provenance_of(adding->input->json)),
    };
    adding->version = ledger_add_row(adding->ledger, TABLE_VERSIONS, cells, sizeof cells / sizeof *cells);
}

static void add_reading(struct adding *adding)
{
    int64_t number = next_number(adding->ledger, "SELECT max(number) FROM readings WHERE version = ?1", adding->version);
    struct cell cells[] = {CELL_INT(adding->version), CELL_INT(number), CELL_INT(ledger_change_time(adding->ledger)), cell_cstr(adding->input->model),
                           cell_cstr(dixit_version()), cell_text(adding->input->json)};
    adding->reading = ledger_add_row(adding->ledger, TABLE_READINGS, cells, sizeof cells / sizeof *cells);
}

static struct cell id_after(int64_t first, uint32_t index)
{
    return index == NONE ? CELL_NULL : CELL_INT(first + index);
}

static void add_actors(struct adding *adding)
{
    const struct doc *doc = adding->doc;
    struct buf key;
    buf_init(&key, 0);
    adding->actors = next_id(adding->ledger, "SELECT max(id) FROM actors");
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        const struct actor *actor = &doc->actors.at[i];
        names_key(actor->name, &key);
        struct cell cells[] = {CELL_INT(adding->reading), CELL_INT(i + 1), CELL_INT(actor->kind), cell_text(actor->name),
                               key.length > 0 ? cell_text((struct str){key.at, key.length}) : CELL_NULL, actor->code[0] != '\0' ? cell_cstr(actor->code) : CELL_NULL};
        ledger_add_row(adding->ledger, TABLE_ACTORS, cells, sizeof cells / sizeof *cells);
    }
    buf_release(&key);
}

/* The words of spans in one line. */
static void put_words(const struct doc *doc, const struct span *spans, uint32_t count, struct buf *out)
{
    buf_reset(out);
    for (uint32_t i = 0; i < count; i++) {
        bool space = i > 0;
        if (i > 0)
            buf_add_text(out, " …");
        for (uint32_t at = spans[i].start; at < spans[i].end; at++) {
            char c = doc->text.at[at];
            bool blank = c == ' ' || (c >= '\t' && c <= '\r');
            if (!blank && space && out->length > 0)
                buf_add_char(out, ' ');
            space = blank || (space && blank);
            if (!blank)
                buf_add_char(out, c);
        }
    }
}

void ledger_put_spans(const struct span *spans, uint32_t count, struct buf *out)
{
    struct json json;
    buf_reset(out);
    json_init(&json, out);
    json_open_array(&json);
    for (uint32_t i = 0; i < count; i++) {
        json_open_array(&json);
        json_int(&json, spans[i].start);
        json_int(&json, spans[i].end);
        json_close_array(&json);
    }
    json_close_array(&json);
}

static struct str str_in(const struct buf *buf)
{
    return (struct str){buf->length > 0 ? buf->at : NULL, buf->length};
}

static struct span hull(const struct span *spans, uint32_t count)
{
    struct span all = count > 0 ? spans[0] : (struct span){0, 0};
    for (uint32_t i = 1; i < count; i++) {
        all.start = spans[i].start < all.start ? spans[i].start : all.start;
        all.end = spans[i].end > all.end ? spans[i].end : all.end;
    }
    return all;
}

/* One passage: an attribution (with its index), or an own sentence. */
static void add_passage(struct adding *adding, uint32_t attribution, uint32_t number, const struct span *spans, uint32_t count)
{
    const struct attribution *a = attribution != NONE ? &adding->doc->attributions.at[attribution] : NULL;
    struct span all = hull(spans, count);
    buf_reset(&adding->source);
    buf_reset(&adding->about);
    buf_reset(&adding->against);
    buf_reset(&adding->marks);
    put_words(adding->doc, spans, count, &adding->words);
    ledger_put_spans(spans, count, &adding->spans);
    if (a != NULL) {
        names_add_source(&adding->names, a, &adding->source);
        names_add_about(&adding->names, a, &adding->about);
        names_add_against(&adding->names, a, &adding->against);
    }
    names_add_marks(&adding->names, attribution, &adding->marks);
    struct search_texts texts = {str_in(&adding->words), str_in(&adding->source), str_in(&adding->about), str_in(&adding->against), str_in(&adding->marks)};
    struct cell nothing = CELL_NULL;
    struct cell cells[] = {
        CELL_INT(adding->reading), CELL_INT(a == NULL), CELL_INT(number), a != NULL ? id_after(adding->passages, a->parent) : nothing,
        a != NULL ? id_after(adding->actors, a->actor) : nothing, a != NULL && a->stance < DIXIT_STANCES ? CELL_INT(a->stance) : nothing,
        a != NULL ? CELL_INT(a->negated) : nothing, a != NULL ? CELL_INT(a->quote) : nothing, a != NULL ? CELL_REAL((double)a->confidence) : nothing,
        CELL_INT(all.start), CELL_INT(all.end), nothing, CELL_INT(0), adding->has_day ? CELL_INT(adding->day) : nothing, nothing,
        cell_text(str_in(&adding->spans)), cell_text(texts.words), cell_text(texts.source), cell_text(texts.about), cell_text(texts.against), cell_text(texts.marks),
    };
    int64_t id = ledger_add_row(adding->ledger, TABLE_PASSAGES, cells, sizeof cells / sizeof *cells);
    if (id != 0)
        ledger_search_add(adding->ledger, id, &texts);
}

static void add_passages(struct adding *adding)
{
    const struct doc *doc = adding->doc;
    adding->passages = next_id(adding->ledger, "SELECT max(id) FROM passages");
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        add_passage(adding, i, i + 1, doc->attributions.at[i].content.at, doc->attributions.at[i].content.count);
    for (uint32_t i = 0; i < doc->own.count; i++)
        add_passage(adding, NONE, i + 1, &doc->own.at[i], 1);
}

static void add_reactions(struct adding *adding)
{
    const struct doc *doc = adding->doc;
    adding->reactions = next_id(adding->ledger, "SELECT max(id) FROM reactions");
    for (uint32_t i = 0; i < doc->reactions.count; i++) {
        const struct reaction *r = &doc->reactions.at[i];
        put_words(doc, &r->at, 1, &adding->words);
        struct span by = r->by_words;
        struct cell source = by.end > by.start ? cell_text((struct str){doc->text.at + by.start, by.end - by.start}) : CELL_NULL;
        struct cell cells[] = {CELL_INT(adding->reading), CELL_INT(i + 1), CELL_INT(r->kind), id_after(adding->actors, r->by),
                               id_after(adding->passages, r->attribution), CELL_INT(r->at.start), CELL_INT(r->at.end), source, cell_text(str_in(&adding->words))};
        ledger_add_row(adding->ledger, TABLE_REACTIONS, cells, sizeof cells / sizeof *cells);
    }
    for (uint32_t i = 0; i < doc->reactions.count; i++)
        for (uint32_t k = 0; k < doc->reactions.at[i].to.count; k++)
            ledger_add_row(adding->ledger, TABLE_REACTION_TARGETS, (struct cell[]){CELL_INT(adding->reactions + i), id_after(adding->passages, doc->reactions.at[i].to.at[k])}, 2);
    for (uint32_t i = 0; i < doc->statuses.count; i++) {
        const struct status *s = &doc->statuses.at[i];
        ledger_add_row(adding->ledger, TABLE_STATUSES, (struct cell[]){id_after(adding->passages, s->attribution), id_after(adding->reactions, s->reaction), CELL_INT(s->is)}, 3);
    }
}

static void set_head(struct adding *adding, int64_t document)
{
    sqlite3_stmt *head = ledger_statement(adding->ledger, "INSERT INTO derived_heads VALUES (?1, ?2, ?3) ON CONFLICT (document) DO UPDATE SET version = ?2, reading = ?3");
    ledger_bind_int(adding->ledger, head, 1, document);
    ledger_bind_int(adding->ledger, head, 2, adding->version);
    ledger_bind_int(adding->ledger, head, 3, adding->reading);
    ledger_run(adding->ledger, head);
}

static bool init(struct adding *adding, struct ledger *ledger, const struct ledger_input *input)
{
    *adding = (struct adding){.ledger = ledger, .input = input, .doc = input->doc};
    adding->has_day = day_parse(input->doc->origin.published, false, &adding->day);
    struct buf *all[] = {&adding->words, &adding->source, &adding->about, &adding->against, &adding->marks, &adding->spans};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_init(all[i], 0);
    arena_init(&adding->memory, 0);
    return names_init(&adding->names, input->doc, &adding->memory) || ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory to keep a document.");
}

static void release(struct adding *adding)
{
    struct buf *all[] = {&adding->words, &adding->source, &adding->about, &adding->against, &adding->marks, &adding->spans};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i]->failed)
            ledger_refuse(adding->ledger, DIXIT_NO_MEMORY, "There is not enough memory to keep a document.");
        buf_release(all[i]);
    }
    names_release(&adding->names);
    arena_release(&adding->memory);
}

static bool put(struct adding *adding, const struct ledger_known *known, enum ledger_added what)
{
    static const char *const kinds[] = {[LEDGER_ADDED_DOCUMENT] = "document.add", [LEDGER_ADDED_VERSION] = "version.add", [LEDGER_ADDED_READING] = "reading.add"};
    struct ledger *ledger = adding->ledger;
    if (!ledger_change_begin(ledger, kinds[what]))
        return false;
    int64_t document = what == LEDGER_ADDED_DOCUMENT ? add_document(adding) : known->document;
    adding->version = known->version;
    if (what != LEDGER_ADDED_READING)
        add_version(adding, document);
    add_reading(adding);
    if (known->reading != 0)
        ledger_search_remove_reading(ledger, known->reading);
    add_actors(adding);
    add_passages(adding);
    add_reactions(adding);
    set_head(adding, document);
    if (known->reading != 0)
        ledger_carry(ledger, document, known->reading, adding->reading);
    return ledger_change_end(ledger);
}

enum ledger_added ledger_add(struct ledger *ledger, const struct ledger_input *input, bool reread)
{
    struct ledger_known known;
    struct adding adding;
    if (!ledger_find_known(ledger, input->doc, input->model, &known))
        return LEDGER_ADDED_NOT;
    enum ledger_added what = known.document == 0 ? LEDGER_ADDED_DOCUMENT : !known.same_text ? LEDGER_ADDED_VERSION : LEDGER_ADDED_READING;
    if (what == LEDGER_ADDED_READING) {
        if (!reread || ledger_has_reading(ledger, known.reading, input->json))
            return ledger_failed(ledger) ? LEDGER_ADDED_NOT : LEDGER_ADDED_NOTHING;
    }
    bool good = init(&adding, ledger, input) && put(&adding, &known, what);
    release(&adding);
    return good && !ledger_failed(ledger) ? what : LEDGER_ADDED_NOT;
}

bool ledger_add_reject(struct ledger *ledger, const struct origin *origin, enum ledger_reject kind, const char *reason)
{
    sqlite3_stmt *there = ledger_statement(ledger, "SELECT 1 FROM rejects WHERE file = ?1 AND record = ?2 AND reason = ?3");
    ledger_bind_text(ledger, there, 1, str_of(origin->file));
    ledger_bind_int(ledger, there, 2, (int64_t)origin->record);
    ledger_bind_text(ledger, there, 3, str_of(reason));
    if (ledger_step(ledger, there))
        return true;
    ledger_change_begin(ledger, "reject.add");
    ledger_add_row(ledger, TABLE_REJECTS, (struct cell[]){CELL_INT(kind), CELL_INT(origin->record), CELL_INT(ledger_change_time(ledger)), cell_cstr(origin->file),
                                                          cell_cstr(origin->id), cell_cstr(reason)}, 6);
    return ledger_change_end(ledger);
}
