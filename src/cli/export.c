/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/export.h"

#include <string.h>
#include <time.h>

#include "base/labels.h"
#include "base/sha256.h"
#include "cli/records.h"
#include "view/passage.h"
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

static bool csv_begin(struct export *export)
{
    return passage_csv_head(export->out);
}

static void csv_row(struct export *export, uint32_t kind, uint32_t index)
{
    uint8_t state = kind == 1 ? export->kept->own_states[index] : export->kept->states[index];
    struct passage passage = {.doc = &export->kept->doc, .state = passage_state_name(state), .kind = kind, .index = index};
    (void)passage_csv(&passage, &export->account, export->out); /* what failed stays in `out` */
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
