/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_linked.h"

#include <jansson.h>
#include <string.h>

#include "base/buf.h"
#include "text/utf8.h"

enum { MOST_DEPTH = 6, MOST_MEMBERS = 200, MOST_AUTHORS = 20, MOST_NAMES = 1000 };

/* ---- character references ---- */

static const struct {
    const char *name, *text;
} named[] = {
    {"amp;", "&"}, {"lt;", "<"}, {"gt;", ">"}, {"quot;", "\""}, {"apos;", "'"}, {"nbsp;", " "}, {"ndash;", "–"}, {"mdash;", "—"},
    {"lsquo;", "‘"}, {"rsquo;", "’"}, {"ldquo;", "“"}, {"rdquo;", "”"}, {"laquo;", "«"}, {"raquo;", "»"}, {"hellip;", "…"},
};

/* The reference at `at` ("&…"); its bytes go to `to`, and how many were read is returned, 0 when it is none. */
static size_t reference(const char *at, char to[8], size_t *length)
{
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        size_t size = strlen(named[i].name);
        if (strncmp(at + 1, named[i].name, size) != 0)
            continue;
        *length = strlen(named[i].text);
        memcpy(to, named[i].text, *length);
        return size + 1;
    }
    if (at[1] != '#')
        return 0;
    bool hex = at[2] == 'x' || at[2] == 'X';
    size_t start = hex ? 3 : 2, digits = strspn(at + start, hex ? "0123456789abcdefABCDEF" : "0123456789");
    uint32_t point = 0;
    if (digits == 0 || digits > 7 || at[start + digits] != ';')
        return 0;
    for (size_t i = start; i < start + digits; i++) {
        char c = at[i];
        uint32_t digit = (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        point = point * (hex ? 16 : 10) + digit;
    }
    if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        point = 0xFFFD;
    *length = utf8_encode(point, to);
    return start + digits + 1;
}

void html_unescape(char *text)
{
    char *to = text;
    for (const char *at = text; *at != '\0';) {
        char bytes[8];
        size_t length = 0, read = *at == '&' ? reference(at, bytes, &length) : 0;
        if (read >= length && read > 0) {
            memcpy(to, bytes, length);
            to += length;
            at += read;
        } else {
            *to++ = *at++;
        }
    }
    *to = '\0';
}

/* ---- values ---- */

static const char *keep(const char *value, struct arena *memory)
{
    char *copy = value == NULL || *value == '\0' ? NULL : arena_copy(memory, value, strlen(value));
    if (copy != NULL)
        html_unescape(copy);
    return copy;
}

static const char *text_of(const json_t *object, const char *key, struct arena *memory)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_array(value))
        value = json_array_get(value, 0);
    return keep(json_string_value(value), memory);
}

/* The named object with an "@id", among what lies in arrays and in "@graph"; NULL when there is none. */
static const json_t *object_of(const json_t *value, const char *id, int depth)
{
    const json_t *found = NULL;
    if (depth > MOST_DEPTH)
        return NULL;
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value) && i < MOST_MEMBERS && found == NULL; i++)
        found = object_of(json_array_get(value, i), id, depth + 1);
    if (!json_is_object(value))
        return found;
    const char *own = json_string_value(json_object_get(value, "@id"));
    if (own != NULL && strcmp(own, id) == 0 && json_object_get(value, "name") != NULL)
        return value;
    return object_of(json_object_get(value, "@graph"), id, depth + 1);
}

/* The names of a person or an organisation, joined by commas: a string, the "name" of an object, that of the object of the
 * script to which an "@id" refers, or those of an array of these. */
static void add_names(const json_t *value, const json_t *script, struct buf *joined, int depth)
{
    const json_t *name = json_is_object(value) ? json_object_get(value, "name") : value;
    const char *id = json_is_object(value) ? json_string_value(json_object_get(value, "@id")) : NULL;
    if (name == NULL && id != NULL)
        name = json_object_get(object_of(script, id, 0), "name");
    for (size_t i = 0; json_is_array(name) && depth < MOST_DEPTH && i < json_array_size(name) && i < MOST_AUTHORS; i++)
        add_names(json_array_get(name, i), script, joined, depth + 1);
    const char *text = json_string_value(name);
    if (text == NULL || *text == '\0' || joined->length > MOST_NAMES)
        return;
    if (joined->length > 0)
        buf_add_text(joined, ", ");
    buf_add_text(joined, text);
}

static const char *names_of(const json_t *value, const json_t *script, struct arena *memory)
{
    struct buf joined;
    buf_init(&joined, 0);
    add_names(value, script, &joined, 0);
    const char *names = keep(buf_terminate(&joined), memory);
    buf_release(&joined);
    return names;
}

static const char *publisher_of(const json_t *object, const json_t *script, struct arena *memory)
{
    const json_t *publisher = json_object_get(object, "publisher");
    return names_of(json_is_array(publisher) ? json_array_get(publisher, 0) : publisher, script, memory);
}

static const char *address_of(const json_t *object, struct arena *memory)
{
    const json_t *page = json_object_get(object, "mainEntityOfPage");
    const char *address = json_is_object(page) ? json_string_value(json_object_get(page, "@id")) : json_string_value(page);
    if (address == NULL || strncmp(address, "http", 4) != 0)
        address = json_string_value(json_object_get(object, "url"));
    return keep(address, memory);
}

static void take(const char **to, const char *value)
{
    if (*to == NULL)
        *to = value;
}

static void take_object(struct html_linked *linked, const json_t *object, const json_t *script, struct arena *memory)
{
    take(&linked->headline, text_of(object, "headline", memory));
    take(&linked->name, text_of(object, "name", memory));
    take(&linked->author, names_of(json_object_get(object, "author"), script, memory));
    take(&linked->author, names_of(json_object_get(object, "creator"), script, memory));
    take(&linked->outlet, publisher_of(object, script, memory));
    take(&linked->published, text_of(object, "datePublished", memory));
    take(&linked->published, text_of(object, "dateCreated", memory));
    take(&linked->modified, text_of(object, "dateModified", memory));
    take(&linked->language, text_of(object, "inLanguage", memory));
    take(&linked->url, address_of(object, memory));
    take(&linked->body, text_of(object, "articleBody", memory));
}

/* ---- objects ---- */

enum kind { KIND_OTHER, KIND_PAGE, KIND_ARTICLE };

static enum kind kind_of_name(const char *type)
{
    static const char *const articles[] = {"Article", "Posting", "Report", "Review", "Recipe", "ScholarlyWork", "HowTo"};
    size_t length = type == NULL ? 0 : strlen(type);
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
        size_t size = strlen(articles[i]);
        if (length >= size && strcmp(type + length - size, articles[i]) == 0)
            return KIND_ARTICLE;
    }
    if (type != NULL && (strcmp(type, "ReportageNewsArticle") == 0 || strcmp(type, "LiveBlogPosting") == 0))
        return KIND_ARTICLE;
    return type != NULL && (strcmp(type, "WebPage") == 0 || strcmp(type, "CreativeWork") == 0 || strcmp(type, "ItemPage") == 0) ? KIND_PAGE : KIND_OTHER;
}

static enum kind kind_of(const json_t *object)
{
    const json_t *type = json_object_get(object, "@type");
    if (!json_is_array(type))
        return kind_of_name(json_string_value(type));
    enum kind best = KIND_OTHER;
    for (size_t i = 0; i < json_array_size(type) && i < MOST_MEMBERS; i++) {
        enum kind kind = kind_of_name(json_string_value(json_array_get(type, i)));
        best = kind > best ? kind : best;
    }
    return best;
}

struct reader {
    struct arena *memory;
    const json_t *script; /* all of the one that is read */
    struct html_linked article, page;
    bool has_article;
};

/* Objects lie in arrays, in "@graph" and in "mainEntity". */
static void visit(struct reader *reader, const json_t *value, int depth)
{
    if (depth > MOST_DEPTH)
        return;
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value) && i < MOST_MEMBERS; i++)
        visit(reader, json_array_get(value, i), depth + 1);
    if (!json_is_object(value))
        return;
    enum kind kind = kind_of(value);
    if (kind == KIND_ARTICLE && !reader->has_article) {
        reader->has_article = true;
        take_object(&reader->article, value, reader->script, reader->memory);
    } else if (kind == KIND_PAGE) {
        take_object(&reader->page, value, reader->script, reader->memory);
    }
    visit(reader, json_object_get(value, "@graph"), depth + 1);
    if (kind != KIND_ARTICLE)
        visit(reader, json_object_get(value, "mainEntity"), depth + 1);
}

/* The script without what hides it from old browsers, and with spaces for line ends, which JSON forbids in strings. */
static void read_script(struct reader *reader, struct str script)
{
    struct buf copy;
    buf_init(&copy, 0);
    buf_add(&copy, script.at, script.length);
    for (size_t i = 0; i < copy.length; i++)
        if ((unsigned char)copy.at[i] < 0x20)
            copy.at[i] = ' ';
    size_t start = 0, end = copy.length;
    while (start < end && copy.at[start] != '{' && copy.at[start] != '[')
        start++;
    if (start + 8 < end && strncmp(copy.at + start, "[CDATA[", 7) == 0) {
        for (start += 7; start < end && copy.at[start] != '{' && copy.at[start] != '['; start++)
            ;
    }
    json_t *value = copy.failed || start == end ? NULL : json_loadb(copy.at + start, end - start, JSON_DISABLE_EOF_CHECK, NULL);
    reader->script = value;
    visit(reader, value, 0);
    reader->script = NULL;
    json_decref(value);
    buf_release(&copy);
}

bool html_linked_read(const struct html_tree *tree, struct arena *memory, struct html_linked *linked)
{
    struct reader reader = {.memory = memory};
    size_t all = 0;
    for (uint32_t i = 0; i < tree->data.count; i++) {
        struct str script = tree->data.at[i];
        all += script.length;
        if (script.length <= LINKED_MAX_SCRIPT && all <= LINKED_MAX_ALL)
            read_script(&reader, script);
    }
    *linked = reader.article;
    take(&linked->published, reader.page.published);
    take(&linked->modified, reader.page.modified);
    take(&linked->language, reader.page.language);
    take(&linked->author, reader.page.author);
    take(&linked->outlet, reader.page.outlet);
    take(&linked->url, reader.page.url);
    return !memory->failed;
}
