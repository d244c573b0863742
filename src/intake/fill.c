/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/fill.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "text/utf8.h"

bool fill_refused(const struct doc *doc, struct dixit_error *error)
{
    bool capped = doc->memory->limit != 0;
    return error_set(error, capped ? DIXIT_TOO_LARGE : DIXIT_NO_MEMORY, 0, "There is not enough memory for the document.");
}

void fill_note(struct doc *doc, const char *format, ...)
{
    char what[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    size_t kept = (size_t)length < sizeof what ? (size_t)length : sizeof what - 1;
    const char *copy = arena_copy(doc->memory, what, kept);
    if (copy != NULL)
        (void)list_push(doc->memory, &doc->notes, (struct note){copy, {0, 0}});
}

/* The length without a character that the end of the bytes breaks off. */
static size_t whole_characters(struct str bytes)
{
    size_t at = bytes.length;
    for (int back = 0; at > 0 && back < 3; back++) {
        at--;
        if (((unsigned char)bytes.at[at] & 0xC0) == 0x80)
            continue;
        uint32_t size;
        bool broken = utf8_decode(bytes.at + at, bytes.length - at, &size) == UTF8_BROKEN;
        bool could_go_on = (unsigned char)bytes.at[at] >= 0xC2 && size == bytes.length - at;
        return broken && could_go_on ? at : bytes.length;
    }
    return bytes.length;
}

/* Marks grow the text; takes off what then passes the limit, with the notes about it. */
static bool cut_text(struct doc *doc, uint64_t max_bytes)
{
    if (doc->text.length <= max_bytes)
        return false;
    doc->text.length = whole_characters((struct str){doc->text.at, (size_t)max_bytes});
    uint32_t kept = 0;
    for (uint32_t i = 0; i < doc->notes.count; i++) {
        struct note note = doc->notes.at[i];
        if (note.at.end > doc->text.length)
            note.at.end = (uint32_t)doc->text.length;
        if (note.at.start < doc->text.length || note.at.start == 0)
            doc->notes.at[kept++] = note;
    }
    doc->notes.count = kept;
    return true;
}

bool fill_text(struct doc *doc, struct str bytes, bool cut, uint64_t max_bytes, struct dixit_error *error)
{
    if (max_bytes == 0)
        max_bytes = FILL_MAX_BYTES;
    if (bytes.length > max_bytes) {
        bytes.length = (size_t)max_bytes;
        cut = true;
    }
    if (cut)
        bytes.length = whole_characters(bytes);
    if (!text_clean_utf8(doc, bytes.at, bytes.length, error))
        return false;
    cut = cut_text(doc, max_bytes) || cut;
    doc->body = (struct span){0, (uint32_t)doc->text.length};
    if (cut)
        fill_note(doc, "The text goes on after %zu bytes; the rest was not read (--max-bytes).", doc->text.length);
    return doc->memory->failed ? fill_refused(doc, error) : true;
}

static void hash_of(struct str bytes, uint8_t digest[32])
{
    struct sha256 hash;
    sha256_init(&hash);
    sha256_add(&hash, bytes.at, bytes.length);
    sha256_finish(&hash, digest);
}

void fill_sha256(struct doc *doc, struct str bytes)
{
    hash_of(bytes, doc->sha256);
}

bool fill_id(struct doc *doc, struct dixit_error *error)
{
    if (doc->origin.id != NULL)
        return true;
    uint8_t digest[32];
    char hex[65];
    hash_of(doc->text, digest);
    sha256_hex(digest, hex);
    doc->origin.id = arena_copy(doc->memory, hex, 16);
    return doc->origin.id != NULL || fill_refused(doc, error);
}

/* Whether at `at` stand two or three characters that UTF-8 for one makes when each byte is taken for a character of windows-1252: U+00C3 or U+00C2 and a character from
 * U+00A0 to U+00BF; U+00E2, U+20AC and a character that is none of ASCII. */
static bool is_mojibake(struct str text, size_t at)
{
    const unsigned char *byte = (const unsigned char *)text.at + at;
    size_t left = text.length - at;
    if (left >= 4 && byte[0] == 0xC3 && (byte[1] == 0x83 || byte[1] == 0x82) && byte[2] == 0xC2 && byte[3] >= 0xA0)
        return true;
    return left >= 6 && byte[0] == 0xC3 && byte[1] == 0xA2 && byte[2] == 0xE2 && byte[3] == 0x82 && byte[4] == 0xAC && byte[5] >= 0x80;
}

void fill_note_mojibake(struct doc *doc)
{
    enum { FEW = 3 };
    size_t places = 0;
    const char *at = doc->text.at, *end = doc->text.at + doc->text.length;
    while (at < end && (at = memchr(at, 0xC3, (size_t)(end - at))) != NULL) {
        places += is_mojibake(doc->text, (size_t)(at - doc->text.at));
        at++;
    }
    if (places >= FEW)
        fill_note(doc, "In %zu places the text looks like UTF-8 that was taken for windows-1252 before it came here.", places);
}

bool fill_has_words(const struct doc *doc)
{
    for (size_t i = 0; i < doc->text.length; i++) {
        char c = doc->text.at[i];
        if (c != ' ' && (c < '\t' || c > '\r'))
            return true;
    }
    return false;
}
