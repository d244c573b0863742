/* SPDX-License-Identifier: Apache-2.0 */
/* PROV-JSON (https://www.w3.org/submissions/prov-json/), one document a line that says how a reading came about; and FollowTheMoney entities
 * (https://followthemoney.tech), one a line: an Article a document, Persons, Organizations and PublicBodies by name, and a Documentation that ties each to
 * where it is named. */
#include <string.h>

#include "base/sha256.h"
#include "cli/export.h"
#include "ledger/names.h"

/* ---- PROV ---- */

/* "dixit:NAME#part" */
static const char *id_of(struct buf *scratch, const char *name, const char *part)
{
    const char *urn = export_urn_text(scratch, name, part);
    return urn + strlen("urn:");
}

/* {"_:r1": {"prov:ROLE": id, "prov:OTHER": other}} */
static void put_relation(struct json *json, const char *kind, const char *role, const char *id, const char *other_role, const char *other)
{
    json_key(json, kind);
    json_open_object(json);
    json_key(json, "_:r1");
    json_open_object(json);
    export_cstr(json, role, id);
    export_cstr(json, other_role, other);
    json_close_object(json);
    json_close_object(json);
}

static void put_entities(const struct doc *doc, struct json *json, const char *source, const char *text, const char *reading)
{
    char hex[65];
    export_sha256(doc, hex);
    json_key(json, "entity");
    json_open_object(json);
    json_key(json, source);
    json_open_object(json);
    export_cstr(json, "prov:label", doc->origin.file != NULL ? doc->origin.file : doc->origin.id);
    export_cstr(json, "dixit:sha256", hex);
    if (doc->origin.url != NULL)
        export_cstr(json, "prov:location", doc->origin.url);
    if (doc->origin.media_type != NULL)
        export_cstr(json, "dixit:mediaType", doc->origin.media_type);
    json_close_object(json);
    json_key(json, text);
    json_open_object(json);
    export_cstr(json, "prov:label", "the clean text");
    json_close_object(json);
    json_key(json, reading);
    json_open_object(json);
    export_cstr(json, "prov:label", "the reading");
    json_key(json, "dixit:attributions");
    json_int(json, doc->attributions.count);
    json_close_object(json);
    json_close_object(json);
}

static void put_activity(const struct export *export, struct json *json, const char *activity, int64_t made)
{
    json_key(json, "activity");
    json_open_object(json);
    json_key(json, activity);
    json_open_object(json);
    export_time(json, "prov:endTime", made);
    json_close_object(json);
    json_close_object(json);
    json_key(json, "agent");
    json_open_object(json);
    json_key(json, "dixit:program");
    json_open_object(json);
    export_cstr(json, "prov:type", "prov:SoftwareAgent");
    export_cstr(json, "prov:label", "dixit");
    export_cstr(json, "dixit:version", dixit_version());
    export_cstr(json, "dixit:model", export->kept->model);
    json_close_object(json);
    json_close_object(json);
}

bool export_prov(struct export *export)
{
    const struct doc *doc = &export->kept->doc;
    struct json json;
    struct buf source, text, reading, activity;
    struct buf *all[] = {&source, &text, &reading, &activity};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_init(all[i], 0);
    sqlite3_stmt *row = ledger_statement(export->ledger, "SELECT made FROM readings WHERE id = ?1");
    ledger_bind_int(export->ledger, row, 1, export->kept->reading);
    int64_t made = ledger_step(export->ledger, row) ? sqlite3_column_int64(row, 0) : 0;
    const char *source_id = id_of(&source, doc->origin.id, "%2Fsource"), *text_id = id_of(&text, doc->origin.id, "%2Ftext");
    const char *reading_id = id_of(&reading, doc->origin.id, "%2Freading"), *activity_id = id_of(&activity, doc->origin.id, "%2Fread");
    json_init(&json, export->out);
    json_open_object(&json);
    json_key(&json, "prefix");
    json_open_object(&json);
    export_cstr(&json, "dixit", "urn:dixit:");
    json_close_object(&json);
    put_entities(doc, &json, source_id, text_id, reading_id);
    put_activity(export, &json, activity_id, made);
    put_relation(&json, "used", "prov:activity", activity_id, "prov:entity", text_id);
    put_relation(&json, "wasGeneratedBy", "prov:entity", reading_id, "prov:activity", activity_id);
    put_relation(&json, "wasDerivedFrom", "prov:generatedEntity", text_id, "prov:usedEntity", source_id);
    put_relation(&json, "wasAssociatedWith", "prov:activity", activity_id, "prov:agent", "dixit:program");
    json_close_object(&json);
    buf_add_char(export->out, '\n');
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_release(all[i]);
    return !ledger_failed(export->ledger) && !export->out->failed;
}

/* ---- FollowTheMoney ---- */

/* An id from what names an entity: the first 40 hex digits of a SHA-256; a value of an array without `key`. */
static void put_id(struct json *json, const char *key, const char *kind, const char *name)
{
    struct sha256 hash;
    uint8_t digest[32];
    char hex[65];
    sha256_init(&hash);
    sha256_add(&hash, kind, strlen(kind) + 1);
    sha256_add(&hash, name, strlen(name));
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
    hex[40] = '\0';
    if (key != NULL)
        json_key(json, key);
    json_cstr(json, hex);
}

static const char *schema_of(const struct actor *actor)
{
    switch ((enum dixit_actor_kind)actor->kind) {
    case DIXIT_ACTOR_PERSON: return "Person";
    case DIXIT_ACTOR_STATE: return "PublicBody";
    case DIXIT_ACTOR_ORGANISATION: return "Organization";
    case DIXIT_ACTOR_GROUP: case DIXIT_ACTOR_DOCUMENT: case DIXIT_ACTOR_SEVERAL: case DIXIT_ACTOR_KINDS: break;
    }
    return NULL;
}

static void put_article(const struct doc *doc, struct json *json)
{
    char hex[65];
    export_sha256(doc, hex);
    put_id(json, "id", "Article", doc->origin.id);
    export_cstr(json, "schema", "Article");
    json_key(json, "properties");
    json_open_object(json);
    export_one(json, "title", doc->origin.title != NULL ? doc->origin.title : doc->origin.id);
    export_one(json, "fileName", doc->origin.file);
    export_one(json, "sourceUrl", doc->origin.url);
    export_one(json, "publisher", doc->origin.outlet);
    export_one(json, "author", doc->origin.author);
    export_one(json, "publishedAt", doc->origin.published);
    export_one(json, "mimeType", doc->origin.media_type);
    json_close_object(json);
}

/* Somebody, and that the document names him. The same name gives the same id, so that a document that names him again changes nothing. */
static void put_actor(struct export *export, const struct actor *actor, struct buf *scratch)
{
    const struct doc *doc = &export->kept->doc;
    const char *schema = schema_of(actor);
    struct json json;
    if (schema == NULL || actor->name.length == 0)
        return;
    names_key(actor->name, scratch);
    const char *key = buf_terminate(scratch);
    json_init(&json, export->out);
    json_open_object(&json);
    put_id(&json, "id", schema, key);
    export_cstr(&json, "schema", schema);
    json_key(&json, "properties");
    json_open_object(&json);
    json_key(&json, "name");
    json_open_array(&json);
    json_text(&json, actor->name.at, actor->name.length);
    json_close_array(&json);
    json_close_object(&json);
    json_close_object(&json);
    buf_add_char(export->out, '\n');
    json_init(&json, export->out);
    json_open_object(&json);
    struct buf both;
    buf_init(&both, 0);
    buf_add_format(&both, "%s\n%s\n%s", doc->origin.id, schema, key);
    put_id(&json, "id", "Documentation", buf_terminate(&both));
    buf_release(&both);
    export_cstr(&json, "schema", "Documentation");
    json_key(&json, "properties");
    json_open_object(&json);
    json_key(&json, "document");
    json_open_array(&json);
    put_id(&json, NULL, "Article", doc->origin.id);
    json_close_array(&json);
    json_key(&json, "entity");
    json_open_array(&json);
    put_id(&json, NULL, schema, key);
    json_close_array(&json);
    json_close_object(&json);
    json_close_object(&json);
    buf_add_char(export->out, '\n');
}

bool export_ftm(struct export *export)
{
    struct json json;
    struct buf scratch;
    buf_init(&scratch, 0);
    json_init(&json, export->out);
    json_open_object(&json);
    put_article(&export->kept->doc, &json);
    json_close_object(&json);
    buf_add_char(export->out, '\n');
    for (uint32_t i = 0; i < export->kept->doc.actors.count; i++)
        put_actor(export, &export->kept->doc.actors.at[i], &scratch);
    buf_release(&scratch);
    return !export->out->failed;
}
