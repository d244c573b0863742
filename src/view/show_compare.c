/* SPDX-License-Identifier: Apache-2.0 */
#include "view/show_compare.h"

#include <stdio.h>

#include "base/json.h"
#include "base/labels.h"
#include "view/lay_parts.h"
#include "text/utf8.h"

/* ---- for people ---- */

struct shown {
    struct lay lay;
    struct account source, copy;
    struct parts parts; /* scratch */
};

static void put_role(struct shown *shown, const char *role, uint32_t attribution)
{
    struct lay *lay = &shown->lay;
    lay_line(lay, 2);
    lay_text(lay, role, LAY_DIM);
    if (attribution != NONE) {
        char number[16];
        lay_space(lay);
        snprintf(number, sizeof number, "%u", attribution + 1);
        lay_text(lay, number, LAY_PLAIN);
    }
    lay_text(lay, ":", LAY_PLAIN);
    lay->indent = 6;
    lay_space(lay);
}

/* "  source 13: Irena Valdstrom claims [allege]: that more than …" */
static void put_attribution(struct shown *shown, const char *role, struct account *account, uint32_t attribution)
{
    put_role(shown, role, attribution);
    if (account->doc->attributions.at[attribution].parent != NONE) {
        lay_words(&shown->lay, account_chain(account, attribution), LAY_DIM);
        lay_text(&shown->lay, ":", LAY_DIM);
        lay_space(&shown->lay);
    }
    account_head(account, attribution, &shown->parts);
    lay_parts(&shown->lay, &shown->parts, 0, false);
    lay_space(&shown->lay);
    lay_text(&shown->lay, "—", LAY_PLAIN);
    lay_space(&shown->lay);
    account_content(account, attribution, true, &shown->parts);
    lay_parts(&shown->lay, &shown->parts, 0, false);
}

static void put_span(struct shown *shown, const char *role, struct account *account, struct span span)
{
    put_role(shown, role, NONE);
    lay_text(&shown->lay, "“", LAY_PLAIN);
    lay_words(&shown->lay, account_words(account, (struct spans){.at = &span, .count = 1}), LAY_PLAIN);
    lay_text(&shown->lay, "”", LAY_PLAIN);
}

static void put_source(struct shown *shown, const struct difference *difference)
{
    if (difference->source_attribution != NONE)
        put_attribution(shown, "source", &shown->source, difference->source_attribution);
    else if (difference->source.end > difference->source.start)
        put_span(shown, "source", &shown->source, difference->source);
}

static void put_copy(struct shown *shown, const struct difference *difference)
{
    if (difference->copy_attribution != NONE)
        put_attribution(shown, "copy", &shown->copy, difference->copy_attribution);
    else if (difference->copy.end > difference->copy.start)
        put_span(shown, "copy", &shown->copy, difference->copy);
}

static void put_difference(struct shown *shown, const struct difference *difference)
{
    struct lay *lay = &shown->lay;
    put_source(shown, difference);
    if (difference->status != NONE)
        lay_answer(lay, &shown->source, &shown->source.doc->statuses.at[difference->status], 6, &shown->parts);
    put_copy(shown, difference);
    if (difference->kind == COMPARE_DENIAL) {
        lay_line(lay, 6);
        lay_text(lay, "no such answer found in the copy", LAY_PLAIN);
    }
    if (difference->kind == COMPARE_HEDGE && difference->copy.end == difference->copy.start) {
        lay_line(lay, 6);
        lay_text(lay, "gone: “", LAY_PLAIN);
        lay_words(lay, account_words(&shown->source, (struct spans){.at = (struct span[]){difference->source}, .count = 1}), LAY_PLAIN);
        lay_text(lay, "”", LAY_PLAIN);
    }
    lay_line(lay, 0);
}

static void put_differences(struct shown *shown, const struct comparison *comparison)
{
    struct lay *lay = &shown->lay;
    int kind = -1;
    for (uint32_t i = 0; i < comparison->differences.count; i++) {
        const struct difference *difference = &comparison->differences.at[i];
        if ((int)difference->kind != kind) {
            lay_line(lay, 0);
            lay_text(lay, compare_heading(difference->kind), LAY_BOLD);
            kind = (int)difference->kind;
        }
        put_difference(shown, difference);
    }
    if (comparison->differences.count == 0) {
        lay_text(lay, "No altered quotation, lost hedge, dropped denial or changed speaker found.", LAY_PLAIN);
        lay_line(lay, 0);
    }
    if (comparison->cut) {
        lay_text(lay, "Note: There was too much; the rest was not compared.", LAY_DIM);
        lay_line(lay, 0);
    }
}

static void put_header(struct shown *shown, const struct comparison *comparison)
{
    struct buf *out = shown->lay.out;
    struct buf line;
    buf_init(&line, 0);
    show_title(shown->source.doc, &line);
    buf_add_text(&line, " → ");
    show_title(shown->copy.doc, &line);
    lay_words(&shown->lay, (struct str){line.at, line.length}, LAY_BOLD);
    lay_line(&shown->lay, 0);
    buf_reset(&line);
    buf_add_grouped(&line, comparison->pairs);
    buf_add_text(&line, " of ");
    buf_add_grouped(&line, shown->source.doc->attributions.count);
    buf_add_text(&line, shown->source.doc->attributions.count == 1 ? " attribution of the source was found in the copy." : " attributions of the source were found in the copy.");
    lay_words(&shown->lay, (struct str){line.at, line.length}, LAY_PLAIN);
    lay_line(&shown->lay, 0);
    out->failed = out->failed || line.failed;
    buf_release(&line);
}

bool show_compare(const struct doc *source, const struct doc *copy, const struct comparison *comparison, const struct show_options *options,
                  struct buf *out)
{
    struct shown shown = {.lay = {.out = out, .width = options->width, .colour = options->colour}};
    struct arena memory;
    arena_init(&memory, 0);
    bool good = account_init(&shown.source, source, NULL, &memory);
    good = account_init(&shown.copy, copy, NULL, &memory) && good;
    if (good) {
        put_header(&shown, comparison);
        put_differences(&shown, comparison);
    }
    good = good && !account_failed(&shown.source) && !account_failed(&shown.copy) && !out->failed;
    account_release(&shown.source);
    account_release(&shown.copy);
    arena_release(&memory);
    return good;
}

/* ---- as JSON ---- */

static void put_origin(struct json *json, const char *key, const struct doc *doc)
{
    json_key(json, key);
    json_open_object(json);
    json_key(json, "id");
    json_cstr(json, doc->origin.id);
    json_key(json, "file");
    json_cstr(json, doc->origin.file);
    json_close_object(json);
}

static void put_side(struct json *json, const char *key, const struct doc *doc, const struct utf8_index *index, struct span span, uint32_t attribution)
{
    char id[16];
    bool any = span.end > span.start;
    snprintf(id, sizeof id, "%u", attribution + 1);
    json_key(json, key);
    json_open_object(json);
    json_key(json, "attribution");
    json_cstr(json, attribution != NONE ? id : NULL);
    json_key(json, "span");
    if (any) {
        json_open_array(json);
        json_int(json, utf8_index_points(index, span.start));
        json_int(json, utf8_index_points(index, span.end));
        json_close_array(json);
    } else {
        json_none(json);
    }
    json_key(json, "words");
    if (any)
        json_text(json, doc->text.at + span.start, span.end - span.start);
    else
        json_none(json);
    json_close_object(json);
}

bool show_compare_json(const struct doc *source, const struct doc *copy, const struct comparison *comparison, struct buf *out)
{
    struct arena memory;
    struct utf8_index in_source, in_copy;
    struct json json;
    arena_init(&memory, 0);
    bool good = utf8_index_build(&in_source, source->text, &memory) && utf8_index_build(&in_copy, copy->text, &memory);
    json_init(&json, out);
    json_open_object(&json);
    json_key(&json, "format");
    json_cstr(&json, "dixit-compare/1");
    put_origin(&json, "source", source);
    put_origin(&json, "copy", copy);
    json_key(&json, "pairs");
    json_int(&json, comparison->pairs);
    json_key(&json, "differences");
    json_open_array(&json);
    for (uint32_t i = 0; good && i < comparison->differences.count; i++) {
        const struct difference *difference = &comparison->differences.at[i];
        json_open_object(&json);
        json_key(&json, "kind");
        json_cstr(&json, compare_name(difference->kind));
        put_side(&json, "source", source, &in_source, difference->source, difference->source_attribution);
        put_side(&json, "copy", copy, &in_copy, difference->copy, difference->copy_attribution);
        json_key(&json, "status");
        json_cstr(&json, difference->status != NONE ? label_of_status((enum dixit_status_kind)source->statuses.at[difference->status].is) : NULL);
        json_close_object(&json);
    }
    json_close_array(&json);
    json_key(&json, "cut");
    json_bool(&json, comparison->cut);
    json_close_object(&json);
    buf_add_char(out, '\n');
    arena_release(&memory);
    return good && !out->failed;
}
