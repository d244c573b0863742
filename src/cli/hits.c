/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/hits.h"

#include <assert.h>
#include <string.h>

#include "base/json.h"
#include "base/labels.h"
#include "ledger/search.h"
#include "text/utf8.h"
#include "view/account.h"
#include "view/lay_parts.h"
#include "view/safe.h"
#include "view/show.h"

enum { INDENT = 4, MOST_AROUND = 240 }; /* bytes of words shown before and after what was found */

const char *hits_state(uint8_t state)
{
    static const char *const names[] = {"machine", "checked", "corrected", "not said"};
    return state < sizeof names / sizeof *names ? names[state] : "machine";
}

static uint8_t state_of(const struct hit *hit)
{
    return hit->kind == 1 ? hit->kept->own_states[hit->index] : hit->kept->states[hit->index];
}

/* "a#3", "a#o2" */
static void put_name(const struct hit *hit, struct buf *out)
{
    const char *id = hit->kept->doc.origin.id;
    safe_add(out, (struct str){id, strlen(id)}, true);
    buf_add_format(out, "#%s%u", hit->kind == 1 ? "o" : "", hit->index + 1);
}

static void put_heading(const struct hit *hit, struct lay *lay)
{
    struct buf text;
    buf_init(&text, 0);
    put_name(hit, &text);
    lay_words(lay, (struct str){text.at, text.length}, LAY_BOLD);
    buf_reset(&text);
    show_title(&hit->kept->doc, &text);
    buf_add_text(&text, " · ");
    show_facts(&hit->kept->doc, &text);
    buf_add_format(&text, " · %s", hits_state(state_of(hit)));
    lay_space(lay);
    lay_words(lay, (struct str){text.at, text.length}, LAY_DIM);
    buf_release(&text);
}

/* The words around the first of those that were found: all of a short text. */
static struct str cut(struct str words)
{
    const char *mark = memchr(words.at, 2, words.length);
    size_t at = mark != NULL ? (size_t)(mark - words.at) : 0, from = 0, to = words.length;
    if (words.length <= 2 * MOST_AROUND)
        return words;
    if (at > MOST_AROUND)
        from = at - MOST_AROUND;
    if (to - at > MOST_AROUND)
        to = at + MOST_AROUND;
    while (from > 0 && from < at && words.at[from - 1] != ' ')
        from++;
    while (to < words.length && to > at && words.at[to] != ' ' && words.at[to] != 3)
        to++;
    return (struct str){words.at + from, to - from};
}

/* Words with those that were found in bold. */
static void lay_marked(struct lay *lay, struct str all)
{
    struct str words = cut(all);
    bool bold = false;
    if (words.at > all.at)
        lay_text(lay, "… ", LAY_DIM);
    for (size_t at = 0, end; at < words.length; at = end) {
        for (end = at; end < words.length && words.at[end] != 2 && words.at[end] != 3;)
            end++;
        if (end > at && words.at[at] == ' ')
            lay_space(lay);
        lay_words(lay, (struct str){words.at + at, end - at}, bold ? LAY_BOLD : LAY_PLAIN);
        if (end > at && words.at[end - 1] == ' ')
            lay_space(lay);
        if (end < words.length)
            bold = words.at[end++] == 2;
    }
    if (words.at + words.length < all.at + all.length)
        lay_text(lay, " …", LAY_DIM);
}

static struct str words_of(const struct hit *hit, struct buf *scratch)
{
    const struct doc *doc = &hit->kept->doc;
    if (hit->words.at != NULL)
        return hit->words;
    assert(hit->kind == 1 ? hit->index < doc->own.count && doc->own.at != NULL : hit->index < doc->attributions.count && doc->attributions.at != NULL);
    if (hit->kind == 1)
        show_words(doc, (struct spans){&doc->own.at[hit->index], 1, 1}, scratch);
    else
        show_words(doc, doc->attributions.at[hit->index].content, scratch);
    return (struct str){scratch->at, scratch->length};
}

static void put_attribution(const struct hit *hit, struct lay *lay, struct account *account, struct buf *scratch)
{
    struct parts parts = {0};
    struct arena_mark mark = account_begin_row(account, &parts);
    if (hit->kept->doc.attributions.at[hit->index].parent != NONE) {
        lay_words(lay, account_chain(account, hit->index), LAY_DIM);
        lay_line(lay, INDENT);
    }
    account_head(account, hit->index, &parts);
    lay_parts(lay, &parts, 0, false);
    lay_line(lay, INDENT + 2);
    lay_marked(lay, words_of(hit, scratch));
    lay_answers(lay, account, hit->index, INDENT + 2, &parts);
    account_end_row(account, mark, &parts);
}

bool hits_show(const struct hit *hit, const struct hits_style *style, struct buf *out)
{
    const struct doc *doc = &hit->kept->doc;
    struct lay lay = {.out = out, .width = style->width, .colour = style->colour, .indent = 2};
    struct arena memory;
    struct account account;
    struct buf scratch;
    arena_init(&memory, 0);
    buf_init(&scratch, 0);
    bool good = account_init(&account, doc, NULL, &memory);
    put_heading(hit, &lay);
    lay_line(&lay, INDENT);
    if (good && hit->kind == 0) {
        put_attribution(hit, &lay, &account, &scratch);
    } else if (good) {
        lay_words(&lay, doc->origin.outlet != NULL ? (struct str){doc->origin.outlet, strlen(doc->origin.outlet)} : (struct str){"the outlet", 10}, LAY_BOLD);
        lay_text(&lay, " in its own voice", LAY_DIM);
        lay_line(&lay, INDENT + 2);
        lay_marked(&lay, words_of(hit, &scratch));
    }
    buf_add_char(out, '\n');
    good = good && !account_failed(&account) && !out->failed;
    account_release(&account);
    buf_release(&scratch);
    arena_release(&memory);
    return good;
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

static void put_object(const struct hit *hit, struct json *json, struct account *account, const struct utf8_index *index, struct buf *scratch)
{
    const struct doc *doc = &hit->kept->doc;
    const struct attribution *a = hit->kind == 0 ? &doc->attributions.at[hit->index] : NULL;
    char number[16] = "";
    struct buf name;
    buf_init(&name, 0);
    buf_add_format(&name, "%u", hit->index + 1);
    memcpy(number, name.at, name.length);
    json_open_object(json);
    put_text(json, "document", doc->origin.id);
    put_text(json, "attribution", a != NULL ? number : NULL);
    put_text(json, "own", a == NULL ? number : NULL);
    put_text(json, "reading", hits_state(state_of(hit)));
    put_text(json, "title", doc->origin.title);
    put_text(json, "outlet", doc->origin.outlet);
    put_text(json, "published", doc->origin.published);
    put_text(json, "url", doc->origin.url);
    put_text(json, "file", doc->origin.file);
    put_str(json, "chain", a != NULL ? account_chain(account, hit->index) : doc->origin.outlet != NULL ? (struct str){doc->origin.outlet, strlen(doc->origin.outlet)} : (struct str){NULL, 0});
    put_str(json, "source", a != NULL && a->actor != NONE ? doc->actors.at[a->actor].name : (struct str){NULL, 0});
    put_str(json, "against", a != NULL && a->against_actor != NONE ? doc->actors.at[a->against_actor].name : (struct str){NULL, 0});
    put_text(json, "stance", a != NULL ? dixit_stance_name((enum dixit_stance)a->stance) : NULL);
    put_spans(json, index, a != NULL ? a->content.at : &doc->own.at[hit->index], a != NULL ? a->content.count : 1);
    put_words(json, words_of(hit, scratch));
    if (a != NULL) {
        put_statuses(json, account, hit->index);
    } else {
        json_key(json, "status");
        json_open_array(json);
        json_close_array(json);
    }
    json_close_object(json);
    buf_release(&name);
}

bool hits_json(const struct hit *hit, struct buf *out)
{
    struct json json;
    struct arena memory;
    struct account account;
    struct utf8_index index;
    struct buf scratch;
    arena_init(&memory, 0);
    buf_init(&scratch, 0);
    json_init(&json, out);
    bool good = account_init(&account, &hit->kept->doc, NULL, &memory) && utf8_index_build(&index, hit->kept->doc.text, &memory);
    if (good)
        put_object(hit, &json, &account, &index, &scratch);
    good = good && !account_failed(&account) && !out->failed;
    account_release(&account);
    buf_release(&scratch);
    arena_release(&memory);
    return good;
}

static void put_number(struct json *json, const char *key, uint64_t number)
{
    json_key(json, key);
    json_int(json, (int64_t)number);
}

bool hits_coverage(struct ledger *ledger, bool json, uint64_t total, struct buf *out)
{
    struct coverage coverage;
    struct json to;
    if (!ledger_coverage(ledger, &coverage))
        return false;
    if (!json) {
        ledger_show_coverage(&coverage, out);
        buf_add_char(out, '\n');
        return !out->failed;
    }
    json_init(&to, out);
    json_open_object(&to);
    if (total != UINT64_MAX)
        put_number(&to, "total", total);
    json_key(&to, "coverage");
    json_open_object(&to);
    put_number(&to, "documents", coverage.documents);
    put_number(&to, "read", coverage.read);
    put_number(&to, "not_english", coverage.not_english);
    put_number(&to, "without_text", coverage.without_text);
    put_number(&to, "not_readable", coverage.other);
    put_number(&to, "erased", coverage.erased);
    put_number(&to, "undated", coverage.undated);
    json_close_object(&to);
    json_close_object(&to);
    buf_add_char(out, '\n');
    return !out->failed;
}
