/* SPDX-License-Identifier: Apache-2.0 */
/* jansson parses; two things it refuses are mended in the line before: lone surrogates and invalid UTF-8. */
#include "intake/jsonl.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "intake/fill.h"
#include "text/utf8.h"

/* The value of four hexadecimal digits, -1 when they are not. */
static int unit_at(const char *digits, const char *end)
{
    int value = 0;
    if (end - digits < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = digits[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static bool is_escape(const char *at, const char *end, int first, int last)
{
    int unit = end - at >= 6 && at[0] == '\\' && at[1] == 'u' ? unit_at(at + 2, end) : -1;
    return unit >= first && unit <= last;
}

/* Overwrites each \uD800 … \uDFFF that is not one of a pair with \ufffd; returns how many. Outside strings JSON has no
 * backslash, so the escapes can be told without following the strings. */
static size_t mend_surrogates(char *line, size_t length)
{
    const char *end = line + length;
    size_t mended = 0;
    for (char *at = line; at < end;) {
        if (*at != '\\') {
            at++;
        } else if (is_escape(at, end, 0xD800, 0xDBFF) && is_escape(at + 6, end, 0xDC00, 0xDFFF)) {
            at += 12;
        } else if (is_escape(at, end, 0xD800, 0xDFFF)) {
            memcpy(at + 2, "fffd", 4);
            mended++;
            at += 6;
        } else {
            at += 2;
        }
    }
    return mended;
}

/* A field's text as a string of C, a NUL in it made a space; NULL when it is missing, empty or no text. */
static const char *field(struct doc *doc, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_integer(value) && strcmp(name, "id") == 0) {
        char digits[32];
        int length = snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return arena_copy(doc->memory, digits, (size_t)length);
    }
    if (!json_is_string(value) || json_string_length(value) == 0)
        return NULL;
    char *copy = arena_copy(doc->memory, json_string_value(value), json_string_length(value));
    for (size_t i = 0; copy != NULL && i < json_string_length(value); i++)
        if (copy[i] == '\0')
            copy[i] = ' ';
    return copy;
}

static bool take_fields(struct doc *doc, const json_t *object, uint64_t max_bytes, struct dixit_error *error)
{
    struct origin *origin = &doc->origin;
    if (!json_is_object(object))
        return error_set(error, DIXIT_BAD_INPUT, 0, "The line is no JSON object.");
    origin->id = field(doc, object, "id");
    origin->title = field(doc, object, "title");
    origin->outlet = field(doc, object, "outlet");
    origin->author = field(doc, object, "author");
    origin->published = field(doc, object, "published");
    origin->url = field(doc, object, "url");
    origin->language = field(doc, object, "language");
    if (doc->memory->failed)
        return fill_refused(doc, error);
    const json_t *text = json_object_get(object, "text");
    if (text == NULL)
        return error_set(error, DIXIT_BAD_INPUT, 0, "The object has no \"text\".");
    if (!json_is_string(text))
        return error_set(error, DIXIT_BAD_INPUT, 0, "Its \"text\" is no string.");
    return fill_text(doc, (struct str){json_string_value(text), json_string_length(text)}, false, max_bytes, error);
}

static bool parse(struct doc *doc, struct str line, uint64_t max_bytes, struct dixit_error *error)
{
    json_error_t wrong;
    json_t *object = json_loadb(line.at, line.length, JSON_ALLOW_NUL, &wrong);
    if (object == NULL) {
        uint64_t position = wrong.position > 0 ? (uint64_t)wrong.position : 0;
        return error_set(error, DIXIT_BAD_INPUT, position, "Broken JSON at byte %llu: %.160s.", (unsigned long long)position,
                         wrong.text);
    }
    bool good = take_fields(doc, object, max_bytes, error);
    json_decref(object);
    return good;
}

/* Parses a copy of the line in which each byte that is not UTF-8 became U+FFFD. */
static bool parse_cleaned(struct doc *doc, struct str line, uint64_t max_bytes, struct dixit_error *error)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct doc cleaned = {.memory = &memory};
    bool good = text_clean_utf8(&cleaned, line.at, line.length, error) && parse(doc, cleaned.text, max_bytes, error);
    arena_release(&memory);
    if (good)
        fill_note(doc, "The line had bytes that are not UTF-8; they were replaced by U+FFFD.");
    return good;
}

bool jsonl_read(struct doc *doc, char *line, size_t length, uint64_t max_bytes, struct dixit_error *error)
{
    fill_sha256(doc, (struct str){line, length});
    doc->origin.media_type = "application/x-ndjson";
    doc->origin.charset = "utf-8";
    size_t mended = mend_surrogates(line, length);
    bool sound = utf8_valid(line, length) == length;
    struct str whole = {line, length};
    bool good = sound ? parse(doc, whole, max_bytes, error) : parse_cleaned(doc, whole, max_bytes, error);
    if (good && mended > 0)
        fill_note(doc, "The line had %zu lone surrogate%s; %s replaced by U+FFFD.", mended, mended == 1 ? "" : "s",
                  mended == 1 ? "it was" : "they were");
    return good;
}
