/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/load.h"

#include <jansson.h>
#include <string.h>

#include "base/labels.h"
#include "text/utf8.h"

struct loader {
    struct doc *doc;
    struct utf8_index index;
    uint32_t actors, attributions; /* how many there are: ids beyond are passed over */
};

static const char *name_of_stance(unsigned i) { return dixit_stance_name((enum dixit_stance)i); }
static const char *name_of_quote(unsigned i) { return dixit_quote_name((enum dixit_quote)i); }
static const char *name_of_name(unsigned i) { return dixit_name_kind_name((enum dixit_name_kind)i); }
static const char *name_of_actor(unsigned i) { return label_of_actor((enum dixit_actor_kind)i); }
static const char *name_of_reaction(unsigned i) { return label_of_reaction((enum dixit_reaction_kind)i); }
static const char *name_of_status(unsigned i) { return label_of_status((enum dixit_status_kind)i); }

/* The number of a label; `otherwise` when it is none. */
static uint8_t number_of(const json_t *value, const char *(*name)(unsigned), uint8_t otherwise)
{
    const char *label = json_string_value(value);
    for (unsigned i = 0; label != NULL && name(i) != NULL; i++)
        if (strcmp(name(i), label) == 0)
            return (uint8_t)i;
    return otherwise;
}

static const char *copy(const struct loader *loader, const json_t *value)
{
    return json_is_string(value) ? arena_copy(loader->doc->memory, json_string_value(value), json_string_length(value)) : NULL;
}

/* [start, end] in code points as bytes; false when it is no span of the text. */
static bool take_span(const struct loader *loader, const json_t *pair, struct span *span)
{
    json_int_t start = json_integer_value(json_array_get(pair, 0)), end = json_integer_value(json_array_get(pair, 1));
    if (json_array_size(pair) != 2 || start < 0 || end < start || end > UINT32_MAX)
        return false;
    span->start = utf8_index_byte(&loader->index, (uint32_t)start);
    span->end = utf8_index_byte(&loader->index, (uint32_t)end);
    return true;
}

static void take_spans(const struct loader *loader, const json_t *list, struct spans *to)
{
    size_t i;
    json_t *pair;
    struct span span;
    json_array_foreach(list, i, pair)
        if (take_span(loader, pair, &span))
            (void)list_push(loader->doc->memory, to, span);
}

static struct span take_first(const struct loader *loader, const json_t *list)
{
    struct span span = {0, 0};
    (void)take_span(loader, json_array_get(list, 0), &span);
    return span;
}

/* "A7" with the prefix "A" is 6; NONE when it is not below `count`. */
static uint32_t take_id(const json_t *value, const char *prefix, uint32_t count)
{
    const char *id = json_string_value(value);
    size_t length = strlen(prefix);
    if (id == NULL || strncmp(id, prefix, length) != 0)
        return NONE;
    uint64_t number = 0;
    for (id += length; *id >= '0' && *id <= '9' && number <= count; id++)
        number = number * 10 + (uint64_t)(*id - '0');
    return *id == '\0' && number >= 1 && number <= count ? (uint32_t)(number - 1) : NONE;
}

#define take_ids(loader, list, prefix, total, to)                                     \
    do {                                                                              \
        size_t at_;                                                                   \
        json_t *id_;                                                                  \
        json_array_foreach(list, at_, id_) {                                          \
            uint32_t taken_ = take_id(id_, prefix, total);                            \
            if (taken_ != NONE)                                                       \
                (void)list_push((loader)->doc->memory, (to), taken_);                 \
        }                                                                             \
    } while (0)

static void take_actor(struct loader *loader, const json_t *value)
{
    struct actor actor = {.kind = number_of(json_object_get(value, "kind"), name_of_actor, DIXIT_ACTOR_GROUP)};
    const json_t *name = json_object_get(value, "name"), *code = json_object_get(value, "code");
    actor.name = (struct str){copy(loader, name), json_string_length(name)};
    if (json_string_length(code) < sizeof actor.code)
        memcpy(actor.code, json_string_value(code) != NULL ? json_string_value(code) : "", json_string_length(code));
    take_ids(loader, json_object_get(value, "members"), "A", loader->actors, &actor.members);
    take_spans(loader, json_object_get(value, "mentions"), &actor.mentions);
    (void)list_push(loader->doc->memory, &loader->doc->actors, actor);
}

static uint32_t take_party(struct loader *loader, const json_t *party, struct spans *spans)
{
    take_spans(loader, json_object_get(party, "spans"), spans);
    return take_id(json_object_get(party, "actor"), "A", loader->actors);
}

static void take_attribution(struct loader *loader, const json_t *value)
{
    struct attribution a = {.cue = take_first(loader, json_object_get(value, "cue"))};
    a.actor = take_party(loader, json_object_get(value, "source"), &a.source);
    a.addressee_actor = take_party(loader, json_object_get(value, "addressee"), &a.addressee);
    a.against_actor = take_party(loader, json_object_get(value, "against"), &a.against);
    take_spans(loader, json_object_get(value, "content"), &a.content);
    a.parent = take_id(json_object_get(value, "parent"), "", loader->attributions);
    if (a.parent == loader->doc->attributions.count)
        a.parent = NONE;
    a.stance = number_of(json_object_get(value, "stance"), name_of_stance, DIXIT_STANCE_UNKNOWN);
    a.quote = number_of(json_object_get(value, "quote"), name_of_quote, DIXIT_INDIRECT);
    a.negated = json_is_true(json_object_get(value, "negated"));
    a.confidence = (float)json_number_value(json_object_get(value, "confidence"));
    take_ids(loader, json_object_get(value, "about"), "A", loader->actors, &a.about);
    (void)list_push(loader->doc->memory, &loader->doc->attributions, a);
}

/* Who reacts: an actor's id, or the words of somebody unnamed, which stand in the reaction's own words as a rule. */
static void take_by(struct loader *loader, const json_t *value, struct reaction *reaction)
{
    const struct str text = loader->doc->text;
    reaction->by = take_id(value, "A", loader->actors);
    const char *words = json_string_value(value);
    size_t length = json_string_length(value);
    if (reaction->by != NONE || words == NULL || length == 0)
        return;
    for (int pass = 0; pass < 2; pass++) /* first there, then anywhere */
        for (size_t at = pass == 0 ? reaction->at.start : 0; at + length <= (pass == 0 ? reaction->at.end : text.length); at++)
            if (memcmp(text.at + at, words, length) == 0) {
                reaction->by_words = (struct span){(uint32_t)at, (uint32_t)(at + length)};
                return;
            }
}

static void take_reaction(struct loader *loader, const json_t *value)
{
    struct reaction r = {.kind = number_of(json_object_get(value, "kind"), name_of_reaction, DIXIT_REACTION_UNVERIFIED)};
    r.at = take_first(loader, json_object_get(value, "span"));
    r.attribution = take_id(json_object_get(value, "attribution"), "", loader->attributions);
    take_by(loader, json_object_get(value, "by"), &r);
    take_ids(loader, json_object_get(value, "to"), "", loader->attributions, &r.to);
    (void)list_push(loader->doc->memory, &loader->doc->reactions, r);
}

static void take_statuses(struct loader *loader, uint32_t attribution, const json_t *list)
{
    size_t i;
    json_t *value;
    json_array_foreach(list, i, value) {
        struct status status = {.attribution = attribution,
                                .reaction = take_id(json_object_get(value, "reaction"), "r", loader->doc->reactions.count),
                                .is = number_of(json_object_get(value, "is"), name_of_status, DIXIT_STATUS_KINDS)};
        if (status.reaction != NONE && status.is != DIXIT_STATUS_KINDS)
            (void)list_push(loader->doc->memory, &loader->doc->statuses, status);
    }
}

/* "stories.jsonl:12" is record 12 of a file where the provenance has an offset. */
static void take_file(struct loader *loader, const json_t *file, const json_t *offset)
{
    struct origin *origin = &loader->doc->origin;
    const char *name = json_string_value(file), *colon = name != NULL ? strrchr(name, ':') : NULL;
    origin->file = copy(loader, file);
    if (!json_is_integer(offset) || colon == NULL || strlen(colon) < 2 || strlen(colon) > 19 || strspn(colon + 1, "0123456789") != strlen(colon + 1))
        return;
    for (const char *digit = colon + 1; *digit != '\0'; digit++)
        origin->record = origin->record * 10 + (uint64_t)(*digit - '0');
    origin->offset = (uint64_t)json_integer_value(offset);
    origin->file = arena_copy(loader->doc->memory, name, (size_t)(colon - name));
}

static void take_steps(struct loader *loader, const json_t *steps)
{
    size_t i;
    json_t *value;
    json_array_foreach(steps, i, value)
        (void)list_push(loader->doc->memory, &loader->doc->origin.steps,
                        (struct step){copy(loader, json_object_get(value, "what")), copy(loader, json_object_get(value, "tool"))});
}

static void take_origin(struct loader *loader, const json_t *root)
{
    struct origin *origin = &loader->doc->origin;
    const json_t *provenance = json_object_get(root, "provenance");
    origin->id = copy(loader, json_object_get(root, "id"));
    take_file(loader, json_object_get(root, "file"), json_object_get(provenance, "offset"));
    origin->title = copy(loader, json_object_get(root, "title"));
    origin->outlet = copy(loader, json_object_get(root, "outlet"));
    origin->author = copy(loader, json_object_get(root, "author"));
    origin->published = copy(loader, json_object_get(root, "published"));
    origin->url = copy(loader, json_object_get(root, "url"));
    origin->language = copy(loader, json_object_get(root, "language"));
    origin->media_type = copy(loader, json_object_get(provenance, "media_type"));
    origin->charset = copy(loader, json_object_get(provenance, "charset"));
    origin->credit = copy(loader, json_object_get(provenance, "credit"));
    origin->modified = copy(loader, json_object_get(provenance, "modified"));
    origin->captured = copy(loader, json_object_get(provenance, "captured"));
    origin->name = copy(loader, json_object_get(provenance, "name"));
    take_steps(loader, json_object_get(provenance, "steps"));
}

static uint8_t digit_of(char c)
{
    return (uint8_t)(c >= 'a' ? c - 'a' + 10 : c - '0');
}

static void take_sha256(struct doc *doc, const json_t *value)
{
    const char *hex = json_string_value(value);
    if (hex == NULL || strlen(hex) != 64 || strspn(hex, "0123456789abcdef") != 64)
        return;
    for (int i = 0; i < 32; i++)
        doc->sha256[i] = (uint8_t)(digit_of(hex[2 * i]) << 4 | digit_of(hex[2 * i + 1]));
}

static void take_layers(struct loader *loader, const json_t *root)
{
    struct doc *doc = loader->doc;
    const json_t *actors = json_object_get(root, "actors"), *attributions = json_object_get(root, "attributions");
    size_t i;
    json_t *value;
    struct span span;
    loader->actors = (uint32_t)json_array_size(actors);
    loader->attributions = (uint32_t)json_array_size(attributions);
    json_array_foreach(json_object_get(root, "sentences"), i, value)
        if (take_span(loader, value, &span))
            (void)list_push(doc->memory, &doc->sentences, (struct sentence){.at = span});
    json_array_foreach(json_object_get(root, "names"), i, value)
        if (take_span(loader, json_object_get(value, "span"), &span))
            (void)list_push(doc->memory, &doc->names, (struct name){span, number_of(json_object_get(value, "kind"), name_of_name, DIXIT_NAME_MISC)});
    struct spans own = {0};
    take_spans(loader, json_object_get(root, "own"), &own);
    for (i = 0; i < own.count; i++)
        (void)list_push(doc->memory, &doc->own, own.at[i]);
    json_array_foreach(actors, i, value)
        take_actor(loader, value);
    json_array_foreach(attributions, i, value)
        take_attribution(loader, value);
    json_array_foreach(json_object_get(root, "reactions"), i, value)
        take_reaction(loader, value);
    json_array_foreach(attributions, i, value)
        take_statuses(loader, (uint32_t)i, json_object_get(value, "status"));
    json_array_foreach(json_object_get(root, "pages"), i, value)
        if (json_is_integer(json_array_get(value, 1)) && json_integer_value(json_array_get(value, 1)) >= 0)
            (void)list_push(doc->memory, &doc->pages, utf8_index_byte(&loader->index, (uint32_t)json_integer_value(json_array_get(value, 1))));
    json_array_foreach(json_object_get(root, "notes"), i, value)
        if (take_span(loader, json_object_get(value, "at"), &span))
            (void)list_push(doc->memory, &doc->notes, (struct note){copy(loader, json_object_get(value, "what")), span});
}

static bool take_root(struct doc *doc, struct str text, const json_t *root, struct dixit_error *error)
{
    struct loader loader = {.doc = doc};
    const json_t *own = json_object_get(root, "text");
    if (text.at == NULL && json_is_string(own))
        text = (struct str){json_string_value(own), json_string_length(own)};
    if (text.at == NULL || text.length >= UINT32_MAX || utf8_valid(text.at, text.length) != text.length)
        return error_set(error, DIXIT_BAD_INPUT, 0, "A reading has no text, or one that is not UTF-8.");
    doc->text = (struct str){arena_copy(doc->memory, text.at, text.length), text.length};
    if (doc->text.at == NULL || !utf8_index_build(&loader.index, doc->text, doc->memory))
        return error_set(error, DIXIT_TOO_LARGE, 0, "There is not enough memory for a reading.");
    if (!take_span(&loader, json_object_get(root, "body"), &doc->body))
        doc->body = (struct span){0, (uint32_t)doc->text.length};
    take_origin(&loader, root);
    take_sha256(doc, json_object_get(root, "sha256"));
    take_layers(&loader, root);
    return !doc->memory->failed || error_set(error, DIXIT_TOO_LARGE, 0, "There is not enough memory for a reading.");
}

bool ledger_load_json(struct doc *doc, struct str text, struct str json, struct dixit_error *error)
{
    json_error_t bad;
    json_t *root = json_loadb(json.at, json.length, JSON_ALLOW_NUL, &bad);
    bool good = json_is_object(root) ? take_root(doc, text, root, error)
                                     : error_set(error, DIXIT_BAD_INPUT, 0, "A reading is no JSON object: %.120s", root == NULL ? bad.text : "it is something else");
    json_decref(root);
    return good;
}

bool ledger_load(struct ledger *ledger, int64_t document, int64_t reading, struct doc *doc, const char **model)
{
    sqlite3_stmt *row = ledger_statement(ledger,
        "SELECT v.text, r.json, r.model, d.name FROM readings r JOIN versions v ON v.id = r.version JOIN documents d ON d.id = v.document "
        "WHERE r.id = CASE WHEN ?2 > 0 THEN ?2 ELSE (SELECT reading FROM derived_heads WHERE document = ?1) END");
    ledger_bind_int(ledger, row, 1, document);
    ledger_bind_int(ledger, row, 2, reading);
    if (!ledger_step(ledger, row))
        return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no such reading in the ledger.");
    struct str text = ledger_column(row, 0), json = ledger_column(row, 1), name = ledger_column(row, 2);
    if (text.at == NULL || json.at == NULL)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "The words of this document were erased from the ledger.");
    if (model != NULL)
        *model = name.at != NULL ? arena_copy(doc->memory, name.at, name.length) : NULL;
    if (!ledger_load_json(doc, text, json, ledger_error(ledger)))
        return false;
    struct str cited = ledger_column(row, 3); /* what the document is cited by, also where a newer version came under another id */
    doc->origin.id = arena_copy(doc->memory, cited.at, cited.length);
    return doc->origin.id != NULL;
}
