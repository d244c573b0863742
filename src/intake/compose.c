/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/compose.h"

#include <string.h>

#include "base/ascii.h"
#include "intake/fill.h"
#include "text/utf8.h"

enum { MAX_FACT = 2048 };

bool compose_begins(struct str bytes, const char *word)
{
    size_t length = strlen(word);
    return bytes.length >= length && memcmp(bytes.at, word, length) == 0;
}

bool compose_same_start(const char *text, const char *word)
{
    for (; *word != '\0'; text++, word++)
        if (ascii_lower(*text) != ascii_lower(*word))
            return false;
    return true;
}

bool compose_same(const char *a, const char *b)
{
    return compose_same_start(a, b) && strlen(a) == strlen(b);
}

const char *compose_find(struct str bytes, size_t within, const char *word)
{
    size_t length = strlen(word), end = bytes.length < within ? bytes.length : within;
    for (size_t at = 0; at + length <= end; at++) {
        size_t same = 0;
        while (same < length && ascii_lower(bytes.at[at + same]) == ascii_lower(word[same]))
            same++;
        if (same == length)
            return bytes.at + at;
    }
    return NULL;
}

const char *compose_fact(struct arena *memory, struct str value)
{
    while (value.length > 0 && (unsigned char)value.at[0] <= ' ') {
        value.at++;
        value.length--;
    }
    if (value.length > MAX_FACT) {
        value.length = MAX_FACT;
        while (value.length > 0 && ((unsigned char)value.at[value.length] & 0xC0) == 0x80)
            value.length--;
    }
    while (value.length > 0 && (unsigned char)value.at[value.length - 1] <= ' ')
        value.length--;
    if (value.length == 0)
        return NULL;
    struct doc clean = {.memory = memory};
    struct dixit_error error = {0};
    if (!text_clean_utf8(&clean, value.at, value.length, &error))
        return NULL;
    char *copy = arena_copy(memory, clean.text.at, clean.text.length);
    for (size_t i = 0; copy != NULL && i < clean.text.length; i++)
        if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7F)
            copy[i] = ' ';
    return copy;
}

const char *compose_language(struct arena *memory, struct str tag)
{
    char primary[4] = "";
    size_t length = 0, at = 0;
    while (at < tag.length && (tag.at[at] == ' ' || tag.at[at] == '\n'))
        at++;
    for (; at < tag.length && ascii_lower(tag.at[at]) >= 'a' && ascii_lower(tag.at[at]) <= 'z'; at++) {
        if (length == 3)
            return NULL;
        primary[length++] = ascii_lower(tag.at[at]);
    }
    bool whole = at == tag.length || tag.at[at] == '-' || tag.at[at] == '_' || tag.at[at] == ' ' || tag.at[at] == ',';
    return length >= 2 && whole ? arena_copy(memory, primary, length) : NULL;
}

/* Moves what is told in bytes of the body, when `by` bytes come before it. */
static void move_along(struct doc *doc, size_t by, uint32_t notes)
{
    uint32_t length = (uint32_t)doc->text.length, move = by < length ? (uint32_t)by : length;
    doc->body = (struct span){move, length};
    for (uint32_t i = 0; i < doc->pages.count; i++)
        doc->pages.at[i] = length - move < doc->pages.at[i] ? length : doc->pages.at[i] + move;
    if (doc->pages.count > 0)
        doc->pages.at[0] = 0;
    for (uint32_t i = 0; i < notes; i++) {
        struct span *at = &doc->notes.at[i].at;
        if (at->end == 0)
            continue;
        at->start = length - move < at->start ? length : at->start + move;
        at->end = length - move < at->end ? length : at->end + move;
    }
}

bool compose_document(struct unpack *unpack, struct doc *doc, const char *headline, struct str body)
{
    struct buf text;
    size_t before = 0;
    uint32_t notes = doc->notes.count;
    buf_init(&text, 0);
    if (headline != NULL && headline[0] != '\0') {
        if (doc->origin.title == NULL)
            doc->origin.title = compose_fact(doc->memory, (struct str){headline, strlen(headline)});
        buf_add_text(&text, headline);
        if (body.length > 0)
            buf_add(&text, "\n\n", 2);
        before = text.length;
        buf_add(&text, body.at, body.length);
        body = (struct str){text.at, text.length};
    }
    bool good = !text.failed && unpack_text(unpack, doc, body.length > 0 ? body : (struct str){"", 0});
    buf_release(&text);
    if (!good)
        return unpack_reject(unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the text.");
    move_along(doc, before, notes);
    return unpack_document(unpack, doc);
}
