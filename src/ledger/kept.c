/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/kept.h"

#include <string.h>

#include "ledger/load.h"
#include "ledger/names.h"

static bool refuse_memory(struct ledger *ledger)
{
    return ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for a document.");
}

/* The actor of that name in the document, made where there is none. */
static uint32_t actor_named(struct doc *doc, struct str name)
{
    struct buf wanted, key;
    uint32_t found = NONE;
    buf_init(&wanted, 0);
    buf_init(&key, 0);
    names_key(name, &wanted);
    for (uint32_t i = 0; i < doc->actors.count && found == NONE; i++) {
        names_key(doc->actors.at[i].name, &key);
        if (key.length == wanted.length && memcmp(key.at, wanted.at, key.length) == 0)
            found = i;
    }
    buf_release(&wanted);
    buf_release(&key);
    if (found != NONE)
        return found;
    struct actor actor = {.name = {arena_copy(doc->memory, name.at, name.length), name.length}, .kind = DIXIT_ACTOR_PERSON};
    return list_push(doc->memory, &doc->actors, actor) ? doc->actors.count - 1 : NONE;
}

/* An answer that a person found: a reaction, and a status among those of its attribution. */
static void put_answer(struct doc *doc, uint32_t attribution, uint8_t kind, struct str by, struct span at, uint8_t is)
{
    struct reaction reaction = {.kind = kind, .by = by.at != NULL ? actor_named(doc, by) : NONE, .at = at, .attribution = NONE};
    if (at.end > doc->text.length || at.start > at.end || !list_push(doc->memory, &reaction.to, attribution) || !list_push(doc->memory, &doc->reactions, reaction))
        return;
    struct status status = {attribution, doc->reactions.count - 1, is};
    if (!list_push(doc->memory, &doc->statuses, status))
        return;
    uint32_t place = doc->statuses.count - 1;
    for (; place > 0 && doc->statuses.at[place - 1].attribution > attribution; place--)
        doc->statuses.at[place] = doc->statuses.at[place - 1];
    doc->statuses.at[place] = status;
}

/* The corrections of one passage, oldest first, laid over its attribution. */
static void lay_corrections(struct ledger *ledger, struct kept *kept)
{
    struct doc *doc = &kept->doc;
    sqlite3_stmt *row = ledger_statement(ledger,
        "SELECT p.kind, p.number, c.field, c.answer, c.value, c.first, c.last, r.state, r.stance, r.id, "
        "(SELECT max(kind) FROM statuses s WHERE s.passage = r.id AND s.id = (SELECT max(id) FROM statuses WHERE passage = r.id)) "
        "FROM corrections c JOIN passages p ON p.id = c.passage JOIN passages r ON r.id = c.result WHERE c.document = ?1 AND p.reading = ?2 ORDER BY c.id");
    ledger_bind_int(ledger, row, 1, kept->document);
    ledger_bind_int(ledger, row, 2, kept->reading);
    while (ledger_step(ledger, row)) {
        bool own = sqlite3_column_int(row, 0) == 1;
        uint32_t index = (uint32_t)sqlite3_column_int(row, 1) - 1;
        uint8_t *states = own ? kept->own_states : kept->states;
        int64_t *passages = own ? kept->own_passages : kept->passages;
        if (index >= (own ? doc->own.count : doc->attributions.count))
            continue;
        states[index] = (uint8_t)sqlite3_column_int(row, 7);
        passages[index] = states[index] == PASSAGE_NOT_SAID ? 0 : sqlite3_column_int64(row, 9);
        if (own)
            continue;
        enum correction_field field = (enum correction_field)sqlite3_column_int(row, 2);
        if (field == CORRECT_ACTOR)
            doc->attributions.at[index].actor = actor_named(doc, ledger_column(row, 4));
        else if (field == CORRECT_STANCE)
            doc->attributions.at[index].stance = (uint8_t)sqlite3_column_int(row, 8);
        else if (field == CORRECT_ANSWERED)
            put_answer(doc, index, (uint8_t)sqlite3_column_int(row, 3), ledger_column(row, 4),
                       (struct span){(uint32_t)sqlite3_column_int64(row, 5), (uint32_t)sqlite3_column_int64(row, 6)}, (uint8_t)sqlite3_column_int(row, 10));
    }
}

/* The ids of the reading's own passages, as it was read. */
static void number_passages(struct ledger *ledger, struct kept *kept)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT id, kind, number FROM passages WHERE reading = ?1 AND corrects IS NULL");
    ledger_bind_int(ledger, row, 1, kept->reading);
    while (ledger_step(ledger, row)) {
        bool own = sqlite3_column_int(row, 1) == 1;
        uint32_t index = (uint32_t)sqlite3_column_int(row, 2) - 1;
        if (index < (own ? kept->doc.own.count : kept->doc.attributions.count))
            (own ? kept->own_passages : kept->passages)[index] = sqlite3_column_int64(row, 0);
    }
}

bool ledger_find_version(struct ledger *ledger, int64_t document, int64_t number, struct kept_version *version)
{
    sqlite3_stmt *row = ledger_statement(ledger,
        "SELECT v.id, (SELECT id FROM readings WHERE version = v.id ORDER BY number DESC LIMIT 1) AS r, v.number, v.added FROM versions v WHERE v.document = ?1 AND v.number = "
        "CASE WHEN ?2 > 0 THEN ?2 ELSE (SELECT max(number) FROM versions WHERE document = ?1) + ?2 END AND r IS NOT NULL");
    ledger_bind_int(ledger, row, 1, document);
    ledger_bind_int(ledger, row, 2, number);
    if (!ledger_step(ledger, row))
        return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, number > 0 ? "It has no version of that number." : "It has one version only: there is nothing to compare.");
    *version = (struct kept_version){sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2), sqlite3_column_int64(row, 3)};
    sqlite3_reset(row);
    return true;
}

/* Which version and reading, and what is known of the version. */
static bool find_kept(struct ledger *ledger, int64_t number, struct kept *kept)
{
    sqlite3_stmt *row = ledger_statement(ledger,
        "SELECT v.id, CASE WHEN ?2 = 0 THEN h.reading ELSE (SELECT id FROM readings WHERE version = v.id ORDER BY number DESC LIMIT 1) END AS r, v.number, v.sha256_text, "
        "(SELECT count(*) FROM versions WHERE document = ?1) FROM derived_heads h JOIN versions v ON v.document = h.document AND (CASE WHEN ?2 = 0 THEN v.id = h.version ELSE v.number = ?2 END) "
        "WHERE h.document = ?1 AND r IS NOT NULL");
    ledger_bind_int(ledger, row, 1, kept->document);
    ledger_bind_int(ledger, row, 2, number);
    if (!ledger_step(ledger, row))
        return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, number == 0 ? "There is no such document in the ledger." : "It has no version of that number.");
    kept->version = sqlite3_column_int64(row, 0);
    kept->reading = sqlite3_column_int64(row, 1);
    kept->number = sqlite3_column_int64(row, 2);
    struct str hash = ledger_column(row, 3);
    if (hash.length == 64)
        memcpy(kept->sha256, hash.at, 64);
    kept->versions = (uint32_t)sqlite3_column_int(row, 4);
    sqlite3_reset(row);
    return true;
}

bool ledger_load_kept_version(struct ledger *ledger, int64_t document, int64_t number, struct kept *kept)
{
    struct arena *memory = kept->doc.memory;
    kept->document = document;
    if (!find_kept(ledger, number, kept) || !ledger_load(ledger, document, kept->reading, &kept->doc, &kept->model))
        return false;
    kept->states = arena_array(memory, kept->doc.attributions.count, 1);
    kept->passages = arena_array(memory, kept->doc.attributions.count, sizeof *kept->passages);
    kept->own_states = arena_array(memory, kept->doc.own.count, 1);
    kept->own_passages = arena_array(memory, kept->doc.own.count, sizeof *kept->own_passages);
    if (memory->failed)
        return refuse_memory(ledger);
    number_passages(ledger, kept);
    lay_corrections(ledger, kept);
    return !ledger_failed(ledger) && (!memory->failed || refuse_memory(ledger));
}

bool ledger_load_kept(struct ledger *ledger, int64_t document, struct kept *kept)
{
    return ledger_load_kept_version(ledger, document, 0, kept);
}

int64_t ledger_find_document(struct ledger *ledger, struct str name)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT id FROM documents WHERE name = ?1");
    ledger_bind_text(ledger, row, 1, name);
    return ledger_step(ledger, row) ? sqlite3_column_int64(row, 0) : 0;
}

/* "#3" or "#o2" at the end of a name. */
static bool take_number(const char *hash, struct cited *cited)
{
    const char *digits = hash + 1;
    uint64_t number = 0;
    cited->kind = *digits == 'o';
    digits += cited->kind;
    if (*digits < '1' || *digits > '9')
        return false;
    for (; *digits >= '0' && *digits <= '9' && number < 100000000; digits++)
        number = number * 10 + (uint64_t)(*digits - '0');
    cited->number = (uint32_t)number;
    return *digits == '\0';
}

bool ledger_find_cited(struct ledger *ledger, const char *name, struct cited *cited)
{
    *cited = (struct cited){.document = ledger_find_document(ledger, (struct str){name, strlen(name)})};
    const char *hash = strrchr(name, '#');
    if (cited->document != 0)
        return true;
    if (hash == NULL || !take_number(hash, cited))
        return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "The ledger has no document \"%.100s\".", name);
    cited->document = ledger_find_document(ledger, (struct str){name, (size_t)(hash - name)});
    if (cited->document == 0)
        return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "The ledger has no document \"%.*s\".", (int)(hash - name > 100 ? 100 : hash - name), name);
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT p.id, p.state FROM passages p JOIN derived_heads h ON h.reading = p.reading WHERE h.document = ?1 AND p.kind = ?2 AND p.number = ?3 "
                                                 "ORDER BY p.corrects IS NOT NULL DESC, p.id DESC LIMIT 1");
    ledger_bind_int(ledger, row, 1, cited->document);
    ledger_bind_int(ledger, row, 2, cited->kind);
    ledger_bind_int(ledger, row, 3, cited->number);
    if (ledger_step(ledger, row) && sqlite3_column_int(row, 1) != PASSAGE_NOT_SAID)
        cited->passage = sqlite3_column_int64(row, 0);
    else if (!ledger_failed(ledger))
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "The newest reading of \"%.80s\" has no %s of that number.", name, cited->kind == 1 ? "own sentence" : "attribution");
    return !ledger_failed(ledger);
}
