/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h: code points in and out of bytes, broken bytes made whole, and bytes counted as code points. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/arena.h"
#include "doc.h"

#define UTF8_BROKEN UINT32_MAX

/* The code point at the start of `length` ≥ 1 bytes; its bytes are counted in `size`. Where the bytes are not UTF-8 it
 * is UTF8_BROKEN and `size` counts the bytes that one U+FFFD stands for: the longest start of a character that
 * could have gone on, or one byte (the WHATWG Encoding Standard). */
uint32_t utf8_decode(const char *at, size_t length, uint32_t *size);

/* Writes the bytes of a code point that is no surrogate and at most U+10FFFF; how many, 1 … 4. */
uint32_t utf8_encode(uint32_t point, char to[4]);

/* How many bytes from the start are valid UTF-8; `length` when all are. */
size_t utf8_valid(const char *bytes, size_t length);

/* Puts the bytes into doc->text, in doc->memory, with U+FFFD for what is not UTF-8, and a note for each run of it; past
 * 20 runs one note counts the rest. False when there is no memory or the text would pass 4 GiB − 1. */
bool text_clean_utf8(struct doc *doc, const char *bytes, size_t length, struct dixit_error *error);

/* Byte offsets counted as code points, in constant time whatever their order: the count is kept for every 256th byte. */
struct utf8_index {
    struct str text;        /* borrowed; valid UTF-8 */
    const uint32_t *before; /* code points that start before byte 256 × i */
    uint32_t blocks;        /* length of `before` */
};

/* Reads the text once. False when the arena refused. The index lives as long as the arena and the text. */
bool utf8_index_build(struct utf8_index *index, struct str text, struct arena *arena);

/* How many code points start before a byte of the text, or before its end. */
uint32_t utf8_index_points(const struct utf8_index *index, uint32_t byte);

/* The byte at which a code point starts; the text's length when there are not so many. Logarithmic. */
uint32_t utf8_index_byte(const struct utf8_index *index, uint32_t point);

/* "120-160" (also with a comma or colon), code points of a text, as bytes of it. False when it is no such thing, is empty or reaches beyond the text, or memory
 * gave out. */
bool utf8_take_span(struct str text, const char *points, struct arena *arena, struct span *span);

#endif
