/* SPDX-License-Identifier: Apache-2.0 */
/* Exports for the web of data, one JSON object a line: W3C Web Annotation (https://www.w3.org/TR/annotation-model/), an annotation a passage; and
 * schema.org's ClaimReview, one a verdict that is in force. */
#include <string.h>

#include "base/labels.h"
#include "cli/export.h"
#include "view/passage.h"
#include "view/show.h"

enum { AROUND = 32 }; /* bytes before and after the words */

/* ---- Web Annotation ---- */

/* So many bytes before or after a place, without half a character. */
static struct str beside(struct str text, uint32_t at, bool before)
{
    uint32_t from = before ? (at > AROUND ? at - AROUND : 0) : at, to = before ? at : at + AROUND < text.length ? at + AROUND : (uint32_t)text.length;
    while (from < to && (text.at[from] & 0xC0) == 0x80)
        from++;
    while (to > from && to < text.length && (text.at[to] & 0xC0) == 0x80)
        to--;
    return (struct str){text.at + from, to - from};
}

static void put_selectors(struct export *export, struct json *json, struct span at)
{
    struct str text = export->kept->doc.text;
    json_open_object(json);
    export_cstr(json, "type", "TextQuoteSelector");
    export_text(json, "exact", (struct str){text.at + at.start, at.end - at.start});
    export_text(json, "prefix", beside(text, at.start, true));
    export_text(json, "suffix", beside(text, at.end, false));
    json_close_object(json);
    json_open_object(json);
    export_cstr(json, "type", "TextPositionSelector");
    json_key(json, "start");
    json_int(json, utf8_index_points(&export->index, at.start));
    json_key(json, "end");
    json_int(json, utf8_index_points(&export->index, at.end));
    json_close_object(json);
}

static void put_body(struct json *json, const char *purpose, struct str value)
{
    json_open_object(json);
    export_cstr(json, "type", "TextualBody");
    export_cstr(json, "purpose", purpose);
    export_text(json, "value", value);
    json_close_object(json);
}

static void put_target(struct export *export, struct json *json, const struct spans *spans)
{
    const struct origin *origin = &export->kept->doc.origin;
    json_key(json, "target");
    json_open_array(json);
    for (uint32_t i = 0; i < spans->count; i++) {
        json_open_object(json);
        json_key(json, "source");
        if (origin->url != NULL)
            json_cstr(json, origin->url);
        else
            export_urn(json, origin->id, "");
        json_key(json, "selector");
        json_open_array(json);
        put_selectors(export, json, spans->at[i]);
        json_close_array(json);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_annotation(struct export *export, uint32_t index)
{
    const struct doc *doc = &export->kept->doc;
    const struct attribution *a = &doc->attributions.at[index];
    const char *stance = dixit_stance_name((enum dixit_stance)a->stance);
    struct str source = export_source(export, a);
    struct json json;
    struct buf part;
    buf_init(&part, 0);
    buf_add_format(&part, "#%u", index + 1);
    json_init(&json, export->out);
    json_open_object(&json);
    export_cstr(&json, "@context", "http://www.w3.org/ns/anno.jsonld");
    json_key(&json, "id");
    export_urn(&json, doc->origin.id, buf_terminate(&part));
    export_cstr(&json, "type", "Annotation");
    export_cstr(&json, "motivation", "identifying");
    export_cstr(&json, "dixit:file", doc->origin.file);
    export_cstr(&json, "dixit:reading", passage_state_name(export->kept->states[index]));
    json_key(&json, "body");
    json_open_array(&json);
    put_body(&json, "identifying", source.length > 0 ? source : (struct str){"nobody named", 12});
    if (stance != NULL)
        put_body(&json, "classifying", (struct str){stance, strlen(stance)});
    put_body(&json, "describing", account_chain(&export->account, index));
    json_close_array(&json);
    put_target(export, &json, &a->content);
    json_close_object(&json);
    buf_add_char(export->out, '\n');
    buf_release(&part);
}

bool export_annotations(struct export *export)
{
    for (uint32_t i = 0; i < export->kept->doc.attributions.count; i++)
        if (export->kept->states[i] != PASSAGE_NOT_SAID)
            put_annotation(export, i);
    return !export->out->failed;
}

/* ---- ClaimReview ---- */

static void put_appearance(struct json *json, const struct origin *origin)
{
    json_key(json, "appearance");
    json_open_array(json);
    json_open_object(json);
    export_cstr(json, "@type", "CreativeWork");
    export_cstr(json, "identifier", origin->id);
    if (origin->url != NULL)
        export_cstr(json, "url", origin->url);
    if (origin->file != NULL)
        export_cstr(json, "name", origin->file);
    if (origin->title != NULL)
        export_cstr(json, "headline", origin->title);
    if (origin->published != NULL)
        export_cstr(json, "datePublished", origin->published);
    if (origin->outlet != NULL) {
        json_key(json, "publisher");
        json_open_object(json);
        export_cstr(json, "@type", "Organization");
        export_cstr(json, "name", origin->outlet);
        json_close_object(json);
    }
    json_close_object(json);
    json_close_array(json);
}

static void put_item(struct export *export, struct json *json, uint32_t index)
{
    const struct attribution *a = &export->kept->doc.attributions.at[index];
    json_key(json, "itemReviewed");
    json_open_object(json);
    export_cstr(json, "@type", "Claim");
    if (a->actor != NONE) {
        bool person = export->kept->doc.actors.at[a->actor].kind == DIXIT_ACTOR_PERSON;
        json_key(json, "author");
        json_open_object(json);
        export_cstr(json, "@type", person ? "Person" : "Organization");
        export_text(json, "name", export->kept->doc.actors.at[a->actor].name);
        json_close_object(json);
    }
    put_appearance(json, &export->kept->doc.origin);
    json_close_object(json);
}

/* One verdict: verdict, reasons, person, at. */
static void put_review(struct export *export, uint32_t index, sqlite3_stmt *row)
{
    struct json json;
    struct buf words;
    buf_init(&words, 0);
    show_words(&export->kept->doc, export->kept->doc.attributions.at[index].content, &words);
    json_init(&json, export->out);
    json_open_object(&json);
    export_cstr(&json, "@context", "https://schema.org");
    export_cstr(&json, "@type", "ClaimReview");
    export_text(&json, "claimReviewed", (struct str){words.at, words.length});
    export_time(&json, "datePublished", sqlite3_column_int64(row, 3));
    export_text(&json, "reviewBody", ledger_column(row, 1));
    json_key(&json, "author");
    json_open_object(&json);
    export_cstr(&json, "@type", "Person");
    export_text(&json, "name", ledger_column(row, 2));
    json_close_object(&json);
    json_key(&json, "reviewRating");
    json_open_object(&json);
    export_cstr(&json, "@type", "Rating");
    export_text(&json, "alternateName", ledger_column(row, 0));
    json_close_object(&json);
    put_item(export, &json, index);
    json_close_object(&json);
    buf_add_char(export->out, '\n');
    buf_release(&words);
}

/* The verdicts in force on one attribution: its own, and those on a claim that it belongs to. */
static bool put_reviews(struct export *export, uint32_t index)
{
    struct ledger *ledger = export->ledger;
    sqlite3_stmt *row = ledger_statement(ledger,
        "WITH RECURSIVE forms (id) AS (SELECT ?1 UNION SELECT p.corrects FROM forms f JOIN passages p ON p.id = f.id WHERE p.corrects IS NOT NULL "
        "UNION SELECT c.passage FROM forms f JOIN carried c ON c.becomes = f.id) "
        "SELECT verdict, reasons, person, at FROM verdicts v WHERE verdict IS NOT NULL AND NOT EXISTS (SELECT 1 FROM verdicts w WHERE w.supersedes = v.id) "
        "AND (passage IN (SELECT id FROM forms) OR claim IN (SELECT claim FROM memberships m WHERE passage IN (SELECT id FROM forms) AND act IN (0, 1) "
        "AND NOT EXISTS (SELECT 1 FROM memberships n WHERE n.claim = m.claim AND n.passage = m.passage AND n.id > m.id AND n.act IN (2, 3)))) ORDER BY v.id");
    ledger_bind_int(ledger, row, 1, export->kept->passages[index]);
    while (ledger_step(ledger, row))
        put_review(export, index, row);
    return !ledger_failed(ledger);
}

bool export_reviews(struct export *export)
{
    for (uint32_t i = 0; i < export->kept->doc.attributions.count; i++)
        if (export->kept->states[i] != PASSAGE_NOT_SAID && !put_reviews(export, i))
            return false;
    return !export->out->failed;
}
