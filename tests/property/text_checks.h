/* SPDX-License-Identifier: Apache-2.0 */
/* text_checks.h: what holds of the words of any text, checked against a plain second reading of it; for the property test
 * and the fuzz target. */
#ifndef TEXT_CHECKS_H
#define TEXT_CHECKS_H

#include "text/chars.h"
#include "text/pieces.h"
#include "text/utf8.h"
#include "text/words.h"

#include <assert.h>
#include <utf8proc.h>

#define CHECK(what) assert(what)

/* Reads the text character by character with utf8proc: each visible one must lie in the word that it is counted to, each
 * space in none. */
static inline void check_cover(const struct doc *doc)
{
    const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)doc->text.at;
    uint32_t word = 0; /* words begun so far; the current one is the last of them */
    bool inside = false, space = true, line = true;
    for (uint32_t i = 0; i < doc->text.length;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t size = utf8proc_iterate(text + i, (utf8proc_ssize_t)(doc->text.length - i), &point);
        CHECK(size > 0);
        enum char_class class = char_class((uint32_t)point);
        uint32_t end = i + (uint32_t)size;
        if (class == CHAR_SPACE) {
            CHECK(word == 0 || doc->words.at[word - 1].at.end <= i);
            CHECK(word == doc->words.count || doc->words.at[word].at.start >= end);
            inside = false;
            space = true;
            line = line || char_ends_line((uint32_t)point);
        } else if (class == CHAR_ALONE || class == CHAR_LETTER) {
            if (class == CHAR_ALONE || !inside) {
                CHECK(word < doc->words.count);
                CHECK(doc->words.at[word].at.start == i);
                CHECK(((doc->words.at[word].flags & WORD_SPACE_BEFORE) != 0) == space);
                CHECK(((doc->words.at[word].flags & WORD_LINE_START) != 0) == line);
                word++;
                space = line = false;
            }
            CHECK(doc->words.at[word - 1].at.start <= i && end <= doc->words.at[word - 1].at.end);
            inside = class == CHAR_LETTER;
        }
        i = end;
    }
    CHECK(word == doc->words.count);
}

static inline void check_quotes(const struct doc *doc)
{
    for (uint32_t i = 0; i < doc->words.count; i++) {
        const struct word *word = &doc->words.at[i];
        unsigned kinds = (word->flags & WORD_OPENS) != 0;
        kinds += (word->flags & WORD_CLOSES) != 0;
        kinds += (word->flags & WORD_APOSTROPHE) != 0;
        CHECK(kinds <= 1);
        CHECK(kinds == 0 || word->letters == 0);
        CHECK(word->quote <= 2 && word->letters <= 6);
        CHECK(word->quote > 0 || (word->flags & WORD_QUOTE_OPEN) == 0);
        CHECK(((word->flags & WORD_HEADLINE) != 0) == (word->at.start < doc->body.start));
    }
}

static inline void check_spans(const struct doc *doc)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < doc->words.count; i++) {
        struct span at = doc->words.at[i].at;
        uint32_t size;
        CHECK(at.start >= before && at.start < at.end && at.end <= doc->text.length);
        CHECK(char_class(utf8_decode(doc->text.at + at.start, at.end - at.start, &size)) != CHAR_SPACE);
        CHECK(utf8_valid(doc->text.at + at.start, at.end - at.start) == at.end - at.start);
        before = at.end;
    }
}

static inline void check_pieces(const struct doc *doc, const struct vocabulary *vocabulary)
{
    for (uint32_t i = 0; i < doc->words.count; i++) {
        uint32_t first = doc->first_pieces.at[i];
        uint32_t end = i + 1 < doc->words.count ? doc->first_pieces.at[i + 1] : doc->pieces.count;
        CHECK(first < end && end <= doc->pieces.count);
    }
    CHECK(doc->words.count == 0 ? doc->pieces.count == 0 : doc->first_pieces.at[0] == 0);
    for (uint32_t k = 0; k < doc->pieces.count; k++)
        CHECK(doc->pieces.at[k].id < vocabulary->count);
}

/* Cleans the bytes, makes words and pieces of them and checks all of it. */
static inline void check_text(const char *bytes, size_t length, uint32_t body, const struct vocabulary *vocabulary)
{
    struct arena memory, scratch;
    struct dixit_error error = {0};
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    struct doc doc = {.memory = &memory};
    struct job job = {.doc = &doc, .scratch = &scratch, .vocabulary = vocabulary, .error = &error};
    CHECK(text_clean_utf8(&doc, bytes, length, &error));
    CHECK(utf8_valid(doc.text.at, doc.text.length) == doc.text.length);
    CHECK((doc.notes.count == 0) == (utf8_valid(bytes, length) == length));
    doc.body = (struct span){body < doc.text.length ? body : (uint32_t)doc.text.length, (uint32_t)doc.text.length};
    CHECK(text_split_words(&job) && text_split_pieces(&job));
    check_spans(&doc);
    check_cover(&doc);
    check_quotes(&doc);
    check_pieces(&doc, vocabulary);
    arena_release(&scratch);
    arena_release(&memory);
}

#endif
