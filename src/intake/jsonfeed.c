/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/jsonfeed.h"

#include <jansson.h>
#include <string.h>

#include "intake/compose.h"
#include "intake/fill.h"
#include "intake/fragment.h"
#include "text/utf8.h"

enum { SCRATCH_LIMIT = 768 << 20, SAMPLE = 16 << 10 };

static struct str value_of(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)} : (struct str){"", 0};
}

static const char *fact(struct doc *doc, const json_t *object, const char *name)
{
    return compose_fact(doc->memory, value_of(object, name));
}

static const char *either(const char *a, const char *b)
{
    return a != NULL ? a : b;
}

/* The names of "authors", or of "author", as version 1.0 had it. */
static const char *authors_of(struct doc *doc, const json_t *object)
{
    const json_t *authors = json_object_get(object, "authors");
    struct buf names;
    buf_init(&names, 1 << 16);
    for (size_t i = 0; i < json_array_size(authors); i++) {
        struct str name = value_of(json_array_get(authors, i), "name");
        if (name.length > 0 && names.length > 0)
            buf_add_text(&names, ", ");
        buf_add(&names, name.at, name.length);
    }
    if (names.length == 0) {
        struct str name = value_of(json_object_get(object, "author"), "name");
        buf_add(&names, name.at, name.length);
    }
    const char *line = names.length == 0 ? NULL : compose_fact(doc->memory, (struct str){names.at, names.length});
    buf_release(&names);
    return line;
}

static void take_facts(struct doc *doc, const json_t *feed, const json_t *item, uint64_t number)
{
    struct origin *origin = &doc->origin;
    origin->media_type = "application/feed+json";
    origin->charset = "utf-8";
    if (origin->record == 0)
        origin->record = number;
    origin->title = fact(doc, item, "title");
    origin->outlet = either(fact(doc, feed, "title"), origin->outlet);
    origin->url = either(fact(doc, item, "url"), fact(doc, item, "external_url"));
    origin->published = either(either(fact(doc, item, "date_published"), fact(doc, item, "date_modified")), origin->published);
    origin->author = either(authors_of(doc, item), authors_of(doc, feed));
    const char *language = compose_language(doc->memory, value_of(item, "language"));
    origin->language = either(language, compose_language(doc->memory, value_of(feed, "language")));
}

static bool read_item(struct unpack *unpack, struct str bytes, const json_t *feed, const json_t *item, uint64_t number, struct arena *scratch)
{
    struct doc *doc = unpack_begin(unpack);
    struct buf words;
    if (doc == NULL)
        return false;
    if (!json_is_object(item))
        return unpack_reject(unpack, doc, DIXIT_BAD_INPUT, "Item %llu of the feed is no JSON object.", (unsigned long long)number);
    fill_sha256(doc, bytes);
    take_facts(doc, feed, item, number);
    struct str body = value_of(item, "content_text"), html = value_of(item, "content_html");
    buf_init(&words, 0);
    bool good = true;
    if (body.length == 0 && html.length > 0) {
        good = fragment_write(html, scratch, &words);
        body = (struct str){words.length > 0 ? words.at : "", words.length};
    }
    if (body.length == 0)
        body = value_of(item, "summary");
    good = good ? compose_document(unpack, doc, doc->origin.title, body)
                : unpack_reject(unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the item.");
    buf_release(&words);
    arena_release(scratch);
    return good;
}

static bool read_items(struct unpack *unpack, struct str bytes, const json_t *feed)
{
    const json_t *items = json_object_get(feed, "items");
    struct arena scratch;
    if (!json_is_array(items) || json_array_size(items) == 0)
        return unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "The feed has no items.");
    arena_init(&scratch, SCRATCH_LIMIT);
    bool good = true;
    for (size_t i = 0; i < json_array_size(items) && good; i++)
        good = read_item(unpack, bytes, feed, json_array_get(items, i), i + 1, &scratch);
    arena_release(&scratch);
    return good;
}

bool jsonfeed_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    (void)hint;
    struct arena memory;
    struct dixit_error error = {0};
    struct doc clean = {.memory = &memory};
    json_error_t wrong;
    if (compose_begins(bytes, "\xEF\xBB\xBF"))
        bytes = (struct str){bytes.at + 3, bytes.length - 3};
    arena_init(&memory, 0);
    if (!text_clean_utf8(&clean, bytes.at, bytes.length, &error)) {
        arena_release(&memory);
        return unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "There is not enough memory for the feed.");
    }
    json_t *feed = json_loadb(clean.text.at, clean.text.length, JSON_ALLOW_NUL, &wrong);
    arena_release(&memory);
    if (feed == NULL)
        return unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "Broken JSON in line %d: %.160s.", wrong.line, wrong.text);
    bool good = read_items(unpack, bytes, feed);
    json_decref(feed);
    return good;
}

bool jsonfeed_is(struct str bytes)
{
    size_t at = compose_begins(bytes, "\xEF\xBB\xBF") ? 3 : 0;
    while (at < bytes.length && (bytes.at[at] == ' ' || (bytes.at[at] >= '\t' && bytes.at[at] <= '\r')))
        at++;
    return at < bytes.length && bytes.at[at] == '{' &&
           (compose_find(bytes, SAMPLE, "//jsonfeed.org/version/") != NULL || compose_find(bytes, SAMPLE, "\\/\\/jsonfeed.org\\/version\\/") != NULL);
}
