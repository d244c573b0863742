/* SPDX-License-Identifier: Apache-2.0 */
/* dixit-reading/1, field by field (docs/formats/reading.md). Spans become code points here and nowhere else. */
#include <stdio.h>

#include "base/json.h"
#include "base/sha256.h"
#include "cli/show.h"
#include "text/utf8.h"

struct writer {
    struct json json;
    struct utf8_index index;
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
    json_null(&writer->json);
}

/* Whoever has a role: the spans and, once actors are resolved, who that is. */
static void put_party(struct writer *writer, const char *key, struct spans spans)
{
    json_key(&writer->json, key);
    json_open_object(&writer->json);
    put_spans(writer, "spans", spans.at, spans.count);
    put_null(writer, "actor");
    json_close_object(&writer->json);
}

static void put_id(struct writer *writer, const char *key, uint32_t index)
{
    char id[16];
    snprintf(id, sizeof id, "%u", index + 1);
    put_text(writer, key, index == NONE ? NULL : id);
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
        json_null(json);
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
    json_key(json, "provenance");
    json_open_object(json);
    put_text(writer, "media_type", origin->media_type);
    put_text(writer, "charset", origin->charset);
    put_null(writer, "credit");
    json_key(json, "steps");
    json_open_array(json);
    json_close_array(json);
    json_close_object(json);
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
    json_key(json, "actors");
    json_open_array(json);
    json_close_array(json);
}

static void put_attribution(struct writer *writer, const struct attribution *a, uint32_t index)
{
    struct json *json = &writer->json;
    json_open_object(json);
    put_id(writer, "id", index);
    put_id(writer, "parent", a->parent);
    put_party(writer, "source", a->source);
    put_spans(writer, "cue", &a->cue, 1);
    put_spans(writer, "content", a->content.at, a->content.count);
    put_text(writer, "stance", dixit_stance_name((enum dixit_stance)a->stance));
    json_key(json, "negated");
    json_bool(json, a->negated);
    put_text(writer, "quote", dixit_quote_name((enum dixit_quote)a->quote));
    if (a->addressee.count > 0)
        put_party(writer, "addressee", a->addressee);
    else
        put_null(writer, "addressee");
    if (a->against.count > 0)
        put_party(writer, "against", a->against);
    else
        put_null(writer, "against");
    json_key(json, "about");
    json_open_array(json);
    json_close_array(json);
    put_null(writer, "said");
    json_key(json, "status");
    json_open_array(json);
    json_close_array(json);
    json_key(json, "confidence");
    json_hundredths(json, (double)a->confidence);
    json_close_object(json);
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

bool show_json(const struct doc *doc, const struct show_options *options, struct buf *out)
{
    struct writer writer;
    struct arena memory;
    arena_init(&memory, 0);
    if (!utf8_index_build(&writer.index, doc->text, &memory)) {
        arena_release(&memory);
        return false;
    }
    json_init(&writer.json, out);
    json_open_object(&writer.json);
    put_origin(&writer, doc, options);
    put_layers(&writer, doc);
    json_key(&writer.json, "attributions");
    json_open_array(&writer.json);
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        put_attribution(&writer, &doc->attributions.at[i], i);
    json_close_array(&writer.json);
    json_key(&writer.json, "reactions");
    json_open_array(&writer.json);
    json_close_array(&writer.json);
    put_notes(&writer, doc);
    json_close_object(&writer.json);
    buf_add_char(out, '\n');
    arena_release(&memory);
    return !out->failed;
}
