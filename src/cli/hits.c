/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/hits.h"

#include <string.h>

#include "base/json.h"
#include "ledger/search.h"
#include "view/account.h"
#include "view/lay_parts.h"
#include "view/passage.h"
#include "view/safe.h"
#include "view/show.h"

enum { INDENT = 4, MOST_AROUND = 240 }; /* bytes of words shown before and after what was found */

static uint8_t state_of(const struct hit *hit)
{
    return hit->kind == 1 ? hit->kept->own_states[hit->index] : hit->kept->states[hit->index];
}

static struct passage passage_of(const struct hit *hit)
{
    return (struct passage){&hit->kept->doc, passage_state_name(state_of(hit)), hit->kind, hit->index, hit->words};
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
    buf_add_format(&text, " · %s", passage_state_name(state_of(hit)));
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
    struct passage passage = passage_of(hit);
    return passage_words(&passage, scratch);
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

bool hits_json(const struct hit *hit, struct buf *out)
{
    struct passage passage = passage_of(hit);
    return passage_json(&passage, out);
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
