/* SPDX-License-Identifier: Apache-2.0 */
/* dixit-reading/1, field by field (docs/formats/reading.md). Spans become code points here and nowhere else. */
#include <stdio.h>

#include "base/json.h"
#include "base/sha256.h"
#include "base/labels.h"
#include "view/show.h"
#include "view/said.h"
#include "text/utf8.h"

struct writer {
    struct json json;
    struct utf8_index index;
    uint32_t status; /* the next one; they come in the order of attributions */
};

static void put_span(struct writer *writer, struct span span)
{
    json_open_array(&writer->json);
    json_int(&writer->json, utf8_index_points(&writer->index, span.start));
    json_int(&writer->json, utf8_index_points(&writer->index, span.end));
    json_close_array(&writer->json);
}

static void put_spans(struct writer *writer, const char *key, const struct span *spans, uint32_t count)
{
    json_key(&writer->json, key);
    json_open_array(&writer->json);
    for (uint32_t i = 0; i < count; i++)
        put_span(writer, spans[i]);
    json_close_array(&writer->json);
}

static void put_text(struct writer *writer, const char *key, const char *text)
{
    json_key(&writer->json, key);
    json_cstr(&writer->json, text);
}

static void put_null(struct writer *writer, const char *key)
{
    json_key(&writer->json, key);
    json_none(&writer->json);
}

/* Ids are a prefix and the index counted from 1: "A1" an actor, "r1" a reaction, "1" an attribution. NONE is null. */
static void put_id_value(struct writer *writer, const char *prefix, uint32_t index)
{
    char id[16];
    snprintf(id, sizeof id, "%s%u", prefix, index + 1);
    json_cstr(&writer->json, index == NONE ? NULL : id);
}

static void put_id(struct writer *writer, const char *key, const char *prefix, uint32_t index)
{
    json_key(&writer->json, key);
    put_id_value(writer, prefix, index);
}

static void put_ids(struct writer *writer, const char *key, const char *prefix, const uint32_t *indices, uint32_t count)
{
    json_key(&writer->json, key);
    json_open_array(&writer->json);
    for (uint32_t i = 0; i < count; i++)
        put_id_value(writer, prefix, indices[i]);
    json_close_array(&writer->json);
}

/* Whoever has a role: the spans and who that is. */
static void put_party(struct writer *writer, const char *key, struct spans spans, uint32_t actor)
{
    json_key(&writer->json, key);
    json_open_object(&writer->json);
    put_spans(writer, "spans", spans.at, spans.count);
    put_id(writer, "actor", "A", actor);
    json_close_object(&writer->json);
}

/* The same, null where the text has no such party. */
static void put_party_if_any(struct writer *writer, const char *key, struct spans spans, uint32_t actor)
{
    if (spans.count > 0 || actor != NONE)
        put_party(writer, key, spans, actor);
    else
        put_null(writer, key);
}

/* "stories.jsonl:12" where one file holds many. */
static void put_file(struct writer *writer, const struct origin *origin)
{
    struct buf name;
    buf_init(&name, 0);
    if (origin->file != NULL) {
        buf_add_text(&name, origin->file);
        if (origin->record > 0)
            buf_add_format(&name, ":%llu", (unsigned long long)origin->record);
    }
    put_text(writer, "file", origin->file != NULL ? buf_terminate(&name) : NULL);
    writer->json.out->failed = writer->json.out->failed || name.failed;
    buf_release(&name);
}

/* What the bytes were, where they lay, and what was done to them. */
static void put_provenance(struct writer *writer, const struct origin *origin)
{
    struct json *json = &writer->json;
    json_key(json, "provenance");
    json_open_object(json);
    put_text(writer, "media_type", origin->media_type);
    put_text(writer, "charset", origin->charset);
    put_text(writer, "credit", origin->credit);
    put_text(writer, "modified", origin->modified);
    put_text(writer, "captured", origin->captured);
    put_text(writer, "name", origin->name);
    json_key(json, "offset");
    if (origin->record > 0)
        json_int(json, (int64_t)origin->offset);
    else
        json_none(json);
    json_key(json, "steps");
    json_open_array(json);
    for (uint32_t i = 0; i < origin->steps.count; i++) {
        json_open_object(json);
        put_text(writer, "what", origin->steps.at[i].what);
        put_text(writer, "tool", origin->steps.at[i].tool);
        json_close_object(json);
    }
    json_close_array(json);
    json_close_object(json);
}

static void put_origin(struct writer *writer, const struct doc *doc, const struct show_options *options)
{
    const struct origin *origin = &doc->origin;
    struct json *json = &writer->json;
    char hex[65];
    sha256_hex(doc->sha256, hex);
    put_text(writer, "format", "dixit-reading/1");
    put_text(writer, "id", origin->id);
    put_file(writer, origin);
    put_text(writer, "sha256", hex);
    json_key(json, "text");
    if (options->no_text)
        json_none(json);
    else
        json_text(json, doc->text.at, doc->text.length);
    json_key(json, "body");
    put_span(writer, doc->body);
    put_text(writer, "title", origin->title);
    put_text(writer, "outlet", origin->outlet);
    put_text(writer, "author", origin->author);
    put_text(writer, "published", origin->published);
    put_text(writer, "url", origin->url);
    put_text(writer, "language", origin->language);
    put_text(writer, "model", options->model);
    put_provenance(writer, origin);
}

static void put_layers(struct writer *writer, const struct doc *doc)
{
    struct json *json = &writer->json;
    json_key(json, "sentences");
    json_open_array(json);
    for (uint32_t i = 0; i < doc->sentences.count; i++)
        put_span(writer, doc->sentences.at[i].at);
    json_close_array(json);
    json_key(json, "names");
    json_open_array(json);
    for (uint32_t i = 0; i < doc->names.count; i++) {
        json_open_object(json);
        json_key(json, "span");
        put_span(writer, doc->names.at[i].at);
        put_text(writer, "kind", dixit_name_kind_name((enum dixit_name_kind)doc->names.at[i].kind));
        json_close_object(json);
    }
    json_close_array(json);
    put_spans(writer, "own", doc->own.at, doc->own.count);
}

static void put_actors(struct writer *writer, const struct doc *doc)
{
    struct json *json = &writer->json;
    json_key(json, "actors");
    json_open_array(json);
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        const struct actor *actor = &doc->actors.at[i];
        json_open_object(json);
        put_id(writer, "id", "A", i);
        json_key(json, "name");
        json_text(json, actor->name.at, actor->name.length);
        put_text(writer, "kind", label_of_actor((enum dixit_actor_kind)actor->kind));
        put_text(writer, "code", actor->code[0] != '\0' ? actor->code : NULL);
        put_ids(writer, "members", "A", actor->members.at, actor->members.count);
        put_spans(writer, "mentions", actor->mentions.at, actor->mentions.count);
        json_close_object(json);
    }
    json_close_array(json);
}

/* Who reacts: an actor's id, the words of somebody unnamed, null for the outlet. */
static void put_by(struct writer *writer, const struct doc *doc, const struct reaction *reaction)
{
    struct span words = reaction->by_words;
    json_key(&writer->json, "by");
    if (reaction->by == NONE && words.end > words.start)
        json_text(&writer->json, doc->text.at + words.start, words.end - words.start);
    else
        put_id_value(writer, "A", reaction->by);
}

static void put_statuses(struct writer *writer, const struct doc *doc, uint32_t index)
{
    struct json *json = &writer->json;
    json_key(json, "status");
    json_open_array(json);
    for (; writer->status < doc->statuses.count && doc->statuses.at[writer->status].attribution <= index; writer->status++) {
        const struct status *status = &doc->statuses.at[writer->status];
        if (status->attribution < index) /* of one that was left out */
            continue;
        json_open_object(json);
        put_text(writer, "is", label_of_status((enum dixit_status_kind)status->is));
        put_by(writer, doc, &doc->reactions.at[status->reaction]);
        put_id(writer, "reaction", "r", status->reaction);
        json_close_object(json);
    }
    json_close_array(json);
}

/* When the words were spoken, where the text tells it. */
static void put_said(struct writer *writer, const struct doc *doc, uint32_t index)
{
    struct said said = view_said(doc, index);
    if (said.at.start == said.at.end) {
        put_null(writer, "said");
        return;
    }
    json_key(&writer->json, "said");
    json_open_object(&writer->json);
    put_text(writer, "date", said.date[0] != '\0' ? said.date : NULL);
    json_key(&writer->json, "span");
    put_span(writer, said.at);
    json_close_object(&writer->json);
}

static void put_attribution(struct writer *writer, const struct doc *doc, uint32_t index)
{
    const struct attribution *a = &doc->attributions.at[index];
    struct json *json = &writer->json;
    json_open_object(json);
    put_id(writer, "id", "", index);
    put_id(writer, "parent", "", a->parent);
    put_party(writer, "source", a->source, a->actor);
    put_spans(writer, "cue", &a->cue, 1);
    put_spans(writer, "content", a->content.at, a->content.count);
    put_text(writer, "stance", dixit_stance_name((enum dixit_stance)a->stance));
    json_key(json, "negated");
    json_bool(json, a->negated);
    put_text(writer, "quote", dixit_quote_name((enum dixit_quote)a->quote));
    put_party_if_any(writer, "addressee", a->addressee, a->addressee_actor);
    put_party_if_any(writer, "against", a->against, a->against_actor);
    put_ids(writer, "about", "A", a->about.at, a->about.count);
    put_said(writer, doc, index);
    put_statuses(writer, doc, index);
    json_key(json, "confidence");
    json_hundredths(json, (double)a->confidence);
    json_close_object(json);
}

/* Those that speak of an attribution that is written, or are one. */
static bool is_wanted(const struct reaction *reaction, const uint8_t *picked)
{
    bool wanted = reaction->attribution != NONE && picked[reaction->attribution] != PICK_NO;
    for (uint32_t i = 0; i < reaction->to.count; i++)
        wanted = wanted || picked[reaction->to.at[i]] != PICK_NO;
    return wanted;
}

static void put_reactions(struct writer *writer, const struct doc *doc, const struct pick *pick, const uint8_t *picked)
{
    struct json *json = &writer->json;
    json_key(json, "reactions");
    json_open_array(json);
    for (uint32_t i = 0; i < doc->reactions.count; i++) {
        const struct reaction *reaction = &doc->reactions.at[i];
        if (pick_is_set(pick) && !is_wanted(reaction, picked))
            continue;
        json_open_object(json);
        put_id(writer, "id", "r", i);
        put_text(writer, "kind", label_of_reaction((enum dixit_reaction_kind)reaction->kind));
        put_by(writer, doc, reaction);
        put_spans(writer, "span", &reaction->at, 1);
        put_id(writer, "attribution", "", reaction->attribution);
        put_ids(writer, "to", "", reaction->to.at, reaction->to.count);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_notes(struct writer *writer, const struct doc *doc)
{
    struct json *json = &writer->json;
    json_key(json, "notes");
    json_open_array(json);
    for (uint32_t i = 0; i < doc->notes.count; i++) {
        json_open_object(json);
        put_text(writer, "what", doc->notes.at[i].what);
        json_key(json, "at");
        put_span(writer, doc->notes.at[i].at);
        json_close_object(json);
    }
    json_close_array(json);
}

/* The number of each page and the code point at which it begins. */
static void put_pages(struct writer *writer, const struct doc *doc)
{
    struct json *json = &writer->json;
    json_key(json, "pages");
    json_open_array(json);
    for (uint32_t i = 0; i < doc->pages.count; i++) {
        json_open_array(json);
        json_int(json, (int64_t)i + 1);
        json_int(json, utf8_index_points(&writer->index, doc->pages.at[i]));
        json_close_array(json);
    }
    json_close_array(json);
}

static void put_reading(struct writer *writer, const struct doc *doc, const struct show_options *options, const uint8_t *picked)
{
    struct json *json = &writer->json;
    json_open_object(json);
    put_origin(writer, doc, options);
    put_pages(writer, doc);
    put_layers(writer, doc);
    put_actors(writer, doc);
    json_key(json, "attributions");
    json_open_array(json);
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        if (picked[i] != PICK_NO)
            put_attribution(writer, doc, i);
    json_close_array(json);
    put_reactions(writer, doc, options->pick, picked);
    put_notes(writer, doc);
    json_close_object(json);
}

bool show_json(const struct doc *doc, const struct show_options *options, struct buf *out)
{
    struct writer writer = {0};
    struct arena memory;
    arena_init(&memory, 0);
    const uint8_t *picked = pick_rows(options->pick, doc, &memory);
    bool good = picked != NULL && utf8_index_build(&writer.index, doc->text, &memory);
    json_init(&writer.json, out);
    if (good)
        put_reading(&writer, doc, options, picked);
    buf_add_char(out, '\n');
    arena_release(&memory);
    return good && !out->failed;
}
