/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/export.h"

#include <string.h>
#include <time.h>

#include "base/labels.h"
#include "base/sha256.h"
#include "cli/hits.h"
#include "cli/records.h"
#include "view/show.h"

void export_text(struct json *json, const char *key, struct str text)
{
    json_key(json, key);
    if (text.at == NULL)
        json_none(json);
    else
        json_text(json, text.at, text.length);
}

void export_cstr(struct json *json, const char *key, const char *text)
{
    json_key(json, key);
    json_cstr(json, text);
}

void export_time(struct json *json, const char *key, int64_t seconds)
{
    char text[32] = "";
    struct tm parts;
    time_t moment = (time_t)seconds;
    if (gmtime_r(&moment, &parts) != NULL)
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    export_cstr(json, key, text);
}

void export_one(struct json *json, const char *key, const char *text)
{
    if (text == NULL)
        return;
    json_key(json, key);
    json_open_array(json);
    json_cstr(json, text);
    json_close_array(json);
}

const char *export_urn_text(struct buf *scratch, const char *name, const char *part)
{
    buf_reset(scratch);
    buf_add_text(scratch, "urn:dixit:");
    for (; *name != '\0'; name++) {
        char c = *name;
        if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '.' || c == '_')
            buf_add_char(scratch, c);
        else
            buf_add_format(scratch, "%%%02X", (unsigned)(unsigned char)c);
    }
    buf_add_text(scratch, part);
    return buf_terminate(scratch);
}

void export_urn(struct json *json, const char *name, const char *part)
{
    struct buf urn;
    buf_init(&urn, 0);
    json_cstr(json, export_urn_text(&urn, name, part));
    buf_release(&urn);
}

struct str export_source(struct export *export, const struct attribution *attribution)
{
    if (attribution->actor != NONE)
        return export->kept->doc.actors.at[attribution->actor].name;
    return attribution->source.count > 0 ? account_words(&export->account, attribution->source) : (struct str){"", 0};
}

void export_sha256(const struct doc *doc, char hex[65])
{
    sha256_hex(doc->sha256, hex);
}

/* ---- JSON Lines ---- */

static bool jsonl(struct export *export)
{
    struct show_options show = {.model = export->kept->model};
    return show_json(&export->kept->doc, &show, export->out);
}

/* ---- CSV: RFC 4180 ---- */

/* A cell in quotation marks. What a spreadsheet would take for a formula gets an apostrophe before it. */
static void put_cell(struct buf *out, struct str text, bool last)
{
    buf_add_char(out, '"');
    if (text.length > 0 && strchr("=+-@\t\r", text.at[0]) != NULL && text.at[0] != '\0')
        buf_add_char(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text.at[i]);
    }
    buf_add_text(out, last ? "\"\r\n" : "\",");
}

static void put_plain(struct buf *out, const char *text, bool last)
{
    put_cell(out, (struct str){text, text != NULL ? strlen(text) : 0}, last);
}

static bool csv_begin(struct export *export)
{
    static const char *const columns[] = {"document", "passage", "reading", "source", "chain", "stance", "negated", "quote", "words", "against", "status", "published", "outlet",
                                          "title", "url", "file"};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        put_plain(export->out, columns[i], i + 1 == sizeof columns / sizeof *columns);
    return !export->out->failed;
}

/* "disputed: Ostra: an assertion …; …" */
static void put_answers(struct export *export, uint32_t index, struct buf *out)
{
    const struct doc *doc = &export->kept->doc;
    for (uint32_t i = export->account.first_status[index]; i != NONE; i = account_next_status(&export->account, i)) {
        const struct status *status = &doc->statuses.at[i];
        const struct reaction *reaction = &doc->reactions.at[status->reaction];
        buf_add_format(out, "%s%s: ", out->length > 0 ? "; " : "", label_of_status((enum dixit_status_kind)status->is));
        if (reaction->by != NONE) {
            struct str by = account_actor(&export->account, reaction->by);
            buf_add(out, by.at, by.length);
            buf_add_text(out, ": ");
        }
        show_words(doc, (struct spans){(struct span[]){reaction->at}, 1, 1}, out);
    }
}

static void csv_row(struct export *export, uint32_t kind, uint32_t index)
{
    const struct doc *doc = &export->kept->doc;
    const struct attribution *a = kind == 0 ? &doc->attributions.at[index] : NULL;
    struct buf *out = export->out, cell;
    buf_init(&cell, 0);
    put_plain(out, doc->origin.id, false);
    buf_add_format(&cell, "%s%u", kind == 1 ? "o" : "", index + 1);
    put_cell(out, (struct str){cell.at, cell.length}, false);
    put_plain(out, hits_state(kind == 1 ? export->kept->own_states[index] : export->kept->states[index]), false);
    put_cell(out, a != NULL ? export_source(export, a) : (struct str){doc->origin.outlet, doc->origin.outlet != NULL ? strlen(doc->origin.outlet) : 0}, false);
    put_cell(out, a != NULL ? account_chain(&export->account, index) : (struct str){"", 0}, false);
    put_plain(out, a != NULL ? dixit_stance_name((enum dixit_stance)a->stance) : NULL, false);
    put_plain(out, a == NULL ? "" : a->negated ? "true" : "false", false);
    put_plain(out, a != NULL ? dixit_quote_name((enum dixit_quote)a->quote) : NULL, false);
    buf_reset(&cell);
    show_words(doc, a != NULL ? a->content : (struct spans){&doc->own.at[index], 1, 1}, &cell);
    put_cell(out, (struct str){cell.at, cell.length}, false);
    put_cell(out, a != NULL && a->against_actor != NONE ? doc->actors.at[a->against_actor].name : (struct str){"", 0}, false);
    buf_reset(&cell);
    if (a != NULL)
        put_answers(export, index, &cell);
    put_cell(out, (struct str){cell.at, cell.length}, false);
    put_plain(out, doc->origin.published, false);
    put_plain(out, doc->origin.outlet, false);
    put_plain(out, doc->origin.title, false);
    put_plain(out, doc->origin.url, false);
    put_plain(out, doc->origin.file, true);
    buf_release(&cell);
}

static bool csv(struct export *export)
{
    for (uint32_t i = 0; i < export->kept->doc.attributions.count; i++)
        if (export->kept->states[i] != PASSAGE_NOT_SAID)
            csv_row(export, 0, i);
    for (uint32_t i = 0; i < export->kept->doc.own.count; i++)
        if (export->kept->own_states[i] != PASSAGE_NOT_SAID)
            csv_row(export, 1, i);
    return !export->out->failed;
}

/* ---- records ---- */

static bool records(struct export *export)
{
    return records_write_document(export->ledger, export->kept->document, export->out);
}

static bool records_end(struct export *export)
{
    return records_write_rest(export->ledger, true, export->out);
}

const struct export_format export_formats[] = {
    {"jsonl", NULL, jsonl, NULL},      {"csv", csv_begin, csv, NULL},   {"claimreview", NULL, export_reviews, NULL}, {"webannotation", NULL, export_annotations, NULL},
    {"prov", NULL, export_prov, NULL}, {"ftm", NULL, export_ftm, NULL}, {"records", NULL, records, records_end},     {NULL, NULL, NULL, NULL},
};
