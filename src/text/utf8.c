/* SPDX-License-Identifier: Apache-2.0 */
#include "text/utf8.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 256, MOST_NOTES = 20 };

static const char replacement[3] = "\xEF\xBF\xBD"; /* U+FFFD */

/* What may follow a first byte: how many bytes, and the bounds of the second, which shut out overlong forms,
 * surrogates and what lies past U+10FFFF. */
static uint32_t follow(uint8_t first, uint8_t *low, uint8_t *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    if (first < 0xE0)
        return 1;
    if (first < 0xF0) {
        if (first == 0xE0)
            *low = 0xA0;
        else if (first == 0xED)
            *high = 0x9F;
        return 2;
    }
    if (first == 0xF0)
        *low = 0x90;
    else if (first == 0xF4)
        *high = 0x8F;
    return 3;
}

uint32_t utf8_decode(const char *at, size_t length, uint32_t *size)
{
    uint8_t first = (uint8_t)at[0], low, high;
    *size = 1;
    if (first < 0x80)
        return first;
    uint32_t more = follow(first, &low, &high);
    if (more == 0)
        return UTF8_BROKEN;
    uint32_t point = first & (0x3Fu >> more);
    for (uint32_t i = 1; i <= more; i++) {
        if (i >= length || (uint8_t)at[i] < low || (uint8_t)at[i] > high)
            return UTF8_BROKEN;
        point = point << 6 | ((uint8_t)at[i] & 0x3Fu);
        *size = i + 1;
        low = 0x80;
        high = 0xBF;
    }
    return point;
}

uint32_t utf8_encode(uint32_t point, char to[4])
{
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    uint32_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    for (uint32_t i = more; i > 0; i--, point >>= 6)
        to[i] = (char)(0x80 | (point & 0x3F));
    to[0] = (char)((0xF0u << (3 - more) & 0xFF) | point); /* 0xC0, 0xE0 or 0xF0 */
    return more + 1;
}

/* The length of the run of ASCII at the start. */
static size_t ascii_run(const char *bytes, size_t length)
{
    size_t i = 0;
    for (uint64_t eight; i + sizeof eight <= length; i += sizeof eight) {
        memcpy(&eight, bytes + i, sizeof eight);
        if ((eight & 0x8080808080808080u) != 0)
            break;
    }
    while (i < length && (uint8_t)bytes[i] < 0x80)
        i++;
    return i;
}

size_t utf8_valid(const char *bytes, size_t length)
{
    size_t i = 0;
    while (i < length) {
        i += ascii_run(bytes + i, length - i);
        uint32_t size;
        if (i < length && utf8_decode(bytes + i, length - i, &size) == UTF8_BROKEN)
            return i;
        if (i < length)
            i += size;
    }
    return length;
}

/* How many U+FFFD the bytes need, and how many bytes those replace. */
static void count_broken(const char *bytes, size_t length, size_t *marks, size_t *lost)
{
    *marks = *lost = 0;
    for (size_t i = 0; i < length;) {
        i += utf8_valid(bytes + i, length - i);
        uint32_t size = 0;
        if (i < length) {
            (void)utf8_decode(bytes + i, length - i, &size);
            *marks += 1;
            *lost += size;
        }
        i += size;
    }
}

static bool add_note(struct doc *doc, struct span at, size_t runs)
{
    if (runs < MOST_NOTES)
        return list_push(doc->memory, &doc->notes,
                         (struct note){"Bytes that are not UTF-8 were replaced by U+FFFD.", at});
    static const char more[] = "Bytes that are not UTF-8 were replaced by U+FFFD in more places than are noted.";
    return runs != MOST_NOTES || list_push(doc->memory, &doc->notes, (struct note){more, {0, 0}});
}

/* Copies the bytes to where there is room for the result. */
static bool copy_clean(struct doc *doc, char *to, const char *bytes, size_t length)
{
    size_t out = 0, runs = 0;
    for (size_t i = 0; i < length;) {
        size_t good = utf8_valid(bytes + i, length - i);
        memcpy(to + out, bytes + i, good);
        i += good;
        out += good;
        struct span run = {(uint32_t)out, (uint32_t)out};
        uint32_t size;
        while (i < length && utf8_decode(bytes + i, length - i, &size) == UTF8_BROKEN) {
            memcpy(to + out, replacement, sizeof replacement);
            out += sizeof replacement;
            i += size;
        }
        run.end = (uint32_t)out;
        if (run.end > run.start && !add_note(doc, run, runs++))
            return false;
    }
    return true;
}

bool text_clean_utf8(struct doc *doc, const char *bytes, size_t length, struct dixit_error *error)
{
    size_t marks = 0, lost = 0;
    count_broken(bytes, length, &marks, &lost);
    if (length - lost + marks * sizeof replacement > UINT32_MAX)
        return error_set(error, DIXIT_TOO_LARGE, length, "The text has more than 4 GiB.");
    size_t clean = length - lost + marks * sizeof replacement;
    char *to = arena_alloc(doc->memory, clean + 1);
    if (to == NULL || !copy_clean(doc, to, bytes, length))
        return error_set(error, DIXIT_TOO_LARGE, length, "There is not enough memory for the text.");
    doc->text = (struct str){to, clean};
    return true;
}

/* ---- bytes as code points ---- */

/* The bytes of a run that start a code point: those that are not 10xxxxxx. */
static uint32_t count_starts(const char *bytes, size_t length)
{
    uint32_t count = 0;
    size_t i = 0;
    for (uint64_t eight; i + sizeof eight <= length; i += sizeof eight) {
        memcpy(&eight, bytes + i, sizeof eight);
        uint64_t inner = (eight >> 7) & ~(eight >> 6) & 0x0101010101010101u;
        count += 8 - (uint32_t)(inner * 0x0101010101010101u >> 56);
    }
    for (; i < length; i++)
        count += ((uint8_t)bytes[i] & 0xC0) != 0x80;
    return count;
}

bool utf8_index_build(struct utf8_index *index, struct str text, struct arena *arena)
{
    uint32_t blocks = (uint32_t)(text.length / BLOCK + 1), sum = 0;
    uint32_t *before = arena_array(arena, blocks, sizeof *before);
    if (before == NULL)
        return false;
    for (uint32_t i = 0; i + 1 < blocks; i++) {
        sum += count_starts(text.at + (size_t)i * BLOCK, BLOCK);
        before[i + 1] = sum;
    }
    *index = (struct utf8_index){text, before, blocks};
    return true;
}

uint32_t utf8_index_points(const struct utf8_index *index, uint32_t byte)
{
    uint32_t block = byte / BLOCK;
    return index->before[block] + count_starts(index->text.at + (size_t)block * BLOCK, byte % BLOCK);
}

uint32_t utf8_index_byte(const struct utf8_index *index, uint32_t point)
{
    uint32_t low = 0, high = index->blocks; /* before[low] <= point; before[high], if there, is greater */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (index->before[middle] <= point)
            low = middle;
        else
            high = middle;
    }
    uint32_t left = point - index->before[low];
    for (size_t i = (size_t)low * BLOCK; i < index->text.length; i++)
        if (((uint8_t)index->text.at[i] & 0xC0) != 0x80 && left-- == 0)
            return (uint32_t)i;
    return (uint32_t)index->text.length;
}

bool utf8_take_span(struct str text, const char *points, struct arena *arena, struct span *span)
{
    char *end;
    struct utf8_index index;
    if (*points < '0' || *points > '9')
        return false;
    unsigned long from = strtoul(points, &end, 10), to;
    if ((*end != '-' && *end != ',' && *end != ':') || end[1] < '0' || end[1] > '9')
        return false;
    to = strtoul(end + 1, &end, 10);
    if (*end != '\0' || to <= from || to > UINT32_MAX || !utf8_index_build(&index, text, arena))
        return false;
    span->start = utf8_index_byte(&index, (uint32_t)from);
    span->end = utf8_index_byte(&index, (uint32_t)to);
    return utf8_index_points(&index, span->end) == to;
}
