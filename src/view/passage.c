/* SPDX-License-Identifier: Apache-2.0 */
#include "view/passage.h"

#include <assert.h>
#include <string.h>

#include "base/json.h"
#include "base/labels.h"
#include "text/utf8.h"
#include "view/show.h"

const char *passage_state_name(uint8_t state)
{
    static const char *const names[] = {"machine", "checked", "corrected", "not said"};
    return state < sizeof names / sizeof *names ? names[state] : "machine";
}

struct str passage_words(const struct passage *passage, struct buf *scratch)
{
    const struct doc *doc = passage->doc;
    if (passage->words.at != NULL)
        return passage->words;
    assert(passage->kind == 1 ? passage->index < doc->own.count && doc->own.at != NULL : passage->index < doc->attributions.count && doc->attributions.at != NULL);
    if (passage->kind == 1)
        show_words(doc, (struct spans){&doc->own.at[passage->index], 1, 1}, scratch);
    else
        show_words(doc, doc->attributions.at[passage->index].content, scratch);
    return (struct str){scratch->at, scratch->length};
}

/* ---- JSON ---- */

static void put_text(struct json *json, const char *key, const char *text)
{
    json_key(json, key);
    json_cstr(json, text);
}

static void put_str(struct json *json, const char *key, struct str text)
{
    json_key(json, key);
    if (text.at == NULL)
        json_none(json);
    else
        json_text(json, text.at, text.length);
}

/* "words" without the marks, and "found": where they stood, in code points of it. */
static void put_words(struct json *json, struct str words)
{
    struct buf plain;
    buf_init(&plain, 0);
    for (size_t i = 0; i < words.length; i++)
        if (words.at[i] != 2 && words.at[i] != 3)
            buf_add_char(&plain, words.at[i]);
    put_str(json, "words", (struct str){plain.length > 0 ? plain.at : "", plain.length});
    buf_release(&plain);
    json_key(json, "found");
    json_open_array(json);
    int64_t point = 0;
    for (size_t i = 0; i < words.length; i++) {
        if (words.at[i] == 2) {
            json_open_array(json);
            json_int(json, point);
        } else if (words.at[i] == 3) {
            json_int(json, point);
            json_close_array(json);
        } else {
            point += (words.at[i] & 0xC0) != 0x80;
        }
    }
    json_close_array(json);
}

static void put_statuses(struct json *json, struct account *account, uint32_t index)
{
    const struct doc *doc = account->doc;
    json_key(json, "status");
    json_open_array(json);
    for (uint32_t i = account->first_status[index]; i != NONE; i = account_next_status(account, i)) {
        const struct reaction *reaction = &doc->reactions.at[doc->statuses.at[i].reaction];
        json_open_object(json);
        put_text(json, "is", label_of_status((enum dixit_status_kind)doc->statuses.at[i].is));
        struct span by = reaction->by_words;
        put_str(json, "by", reaction->by != NONE ? doc->actors.at[reaction->by].name : by.end > by.start ? (struct str){doc->text.at + by.start, by.end - by.start} : (struct str){NULL, 0});
        put_str(json, "words", (struct str){doc->text.at + reaction->at.start, reaction->at.end - reaction->at.start});
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_spans(struct json *json, const struct utf8_index *index, const struct span *spans, uint32_t count)
{
    json_key(json, "content");
    json_open_array(json);
    for (uint32_t i = 0; i < count; i++) {
        json_open_array(json);
        json_int(json, utf8_index_points(index, spans[i].start));
        json_int(json, utf8_index_points(index, spans[i].end));
        json_close_array(json);
    }
    json_close_array(json);
}

static void put_object(const struct passage *passage, struct json *json, struct account *account, const struct utf8_index *index, struct buf *scratch)
{
    const struct doc *doc = passage->doc;
    const struct attribution *a = passage->kind == 0 ? &doc->attributions.at[passage->index] : NULL;
    char number[16] = "";
    struct buf name;
    buf_init(&name, 0);
    buf_add_format(&name, "%u", passage->index + 1);
    memcpy(number, name.at, name.length);
    json_open_object(json);
    put_text(json, "document", doc->origin.id);
    put_text(json, "attribution", a != NULL ? number : NULL);
    put_text(json, "own", a == NULL ? number : NULL);
    put_text(json, "reading", passage->state);
    put_text(json, "title", doc->origin.title);
    put_text(json, "outlet", doc->origin.outlet);
    put_text(json, "published", doc->origin.published);
    put_text(json, "url", doc->origin.url);
    put_text(json, "file", doc->origin.file);
    put_str(json, "chain", a != NULL ? account_chain(account, passage->index) : doc->origin.outlet != NULL ? (struct str){doc->origin.outlet, strlen(doc->origin.outlet)} : (struct str){NULL, 0});
    put_str(json, "source", a != NULL && a->actor != NONE ? doc->actors.at[a->actor].name : (struct str){NULL, 0});
    put_str(json, "against", a != NULL && a->against_actor != NONE ? doc->actors.at[a->against_actor].name : (struct str){NULL, 0});
    put_text(json, "stance", a != NULL ? dixit_stance_name((enum dixit_stance)a->stance) : NULL);
    put_spans(json, index, a != NULL ? a->content.at : &doc->own.at[passage->index], a != NULL ? a->content.count : 1);
    put_words(json, passage_words(passage, scratch));
    if (a != NULL) {
        put_statuses(json, account, passage->index);
    } else {
        json_key(json, "status");
        json_open_array(json);
        json_close_array(json);
    }
    json_close_object(json);
    buf_release(&name);
}

bool passage_json(const struct passage *passage, struct buf *out)
{
    struct json json;
    struct arena memory;
    struct account account;
    struct utf8_index index;
    struct buf scratch;
    arena_init(&memory, 0);
    buf_init(&scratch, 0);
    json_init(&json, out);
    bool good = account_init(&account, passage->doc, NULL, &memory) && utf8_index_build(&index, passage->doc->text, &memory);
    if (good)
        put_object(passage, &json, &account, &index, &scratch);
    good = good && !account_failed(&account) && !out->failed;
    account_release(&account);
    buf_release(&scratch);
    arena_release(&memory);
    return good;
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

bool passage_csv_head(struct buf *out)
{
    static const char *const columns[] = {"document", "passage", "reading", "source", "chain", "stance", "negated", "quote", "words", "against", "status", "published", "outlet",
                                          "title", "url", "file"};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        put_plain(out, columns[i], i + 1 == sizeof columns / sizeof *columns);
    return !out->failed;
}

/* "disputed: Ostra: an assertion …; …" */
static void put_answers(struct account *account, uint32_t index, struct buf *out)
{
    const struct doc *doc = account->doc;
    for (uint32_t i = account->first_status[index]; i != NONE; i = account_next_status(account, i)) {
        const struct status *status = &doc->statuses.at[i];
        const struct reaction *reaction = &doc->reactions.at[status->reaction];
        buf_add_format(out, "%s%s: ", out->length > 0 ? "; " : "", label_of_status((enum dixit_status_kind)status->is));
        if (reaction->by != NONE) {
            struct str by = account_actor(account, reaction->by);
            buf_add(out, by.at, by.length);
            buf_add_text(out, ": ");
        }
        show_words(doc, (struct spans){(struct span[]){reaction->at}, 1, 1}, out);
    }
}

/* The name of a source, or the words that stand for it; empty for nobody. */
static struct str source_of(struct account *account, const struct attribution *attribution)
{
    if (attribution->actor != NONE)
        return account->doc->actors.at[attribution->actor].name;
    return attribution->source.count > 0 ? account_words(account, attribution->source) : (struct str){"", 0};
}

bool passage_csv(const struct passage *passage, struct account *account, struct buf *out)
{
    const struct doc *doc = passage->doc;
    uint32_t kind = passage->kind, index = passage->index;
    const struct attribution *a = kind == 0 ? &doc->attributions.at[index] : NULL;
    struct buf cell;
    buf_init(&cell, 0);
    put_plain(out, doc->origin.id, false);
    buf_add_format(&cell, "%s%u", kind == 1 ? "o" : "", index + 1);
    put_cell(out, (struct str){cell.at, cell.length}, false);
    put_plain(out, passage->state, false);
    put_cell(out, a != NULL ? source_of(account, a) : (struct str){doc->origin.outlet, doc->origin.outlet != NULL ? strlen(doc->origin.outlet) : 0}, false);
    put_cell(out, a != NULL ? account_chain(account, index) : (struct str){"", 0}, false);
    put_plain(out, a != NULL ? dixit_stance_name((enum dixit_stance)a->stance) : NULL, false);
    put_plain(out, a == NULL ? "" : a->negated ? "true" : "false", false);
    put_plain(out, a != NULL ? dixit_quote_name((enum dixit_quote)a->quote) : NULL, false);
    buf_reset(&cell);
    show_words(doc, a != NULL ? a->content : (struct spans){&doc->own.at[index], 1, 1}, &cell);
    put_cell(out, (struct str){cell.at, cell.length}, false);
    put_cell(out, a != NULL && a->against_actor != NONE ? doc->actors.at[a->against_actor].name : (struct str){"", 0}, false);
    buf_reset(&cell);
    if (a != NULL)
        put_answers(account, index, &cell);
    put_cell(out, (struct str){cell.at, cell.length}, false);
    put_plain(out, doc->origin.published, false);
    put_plain(out, doc->origin.outlet, false);
    put_plain(out, doc->origin.title, false);
    put_plain(out, doc->origin.url, false);
    put_plain(out, doc->origin.file, true);
    buf_release(&cell);
    return !out->failed;
}
