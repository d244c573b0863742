/* SPDX-License-Identifier: Apache-2.0 */
#include "text/fold.h"

#include <string.h>
#include <utf8proc.h>

#include "text/utf8.h"

enum { MOST_POINTS = 18 }; /* that one character is taken apart into */

/* The next character from *at on, U+FFFD for what is not UTF-8. */
static int32_t next_char(struct str text, size_t *at)
{
    uint32_t size, point = utf8_decode(text.at + *at, text.length - *at, &size);
    *at += size;
    return point == UTF8_BROKEN ? 0xFFFD : (int32_t)point;
}

static bool is_apostrophe(int32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x02BC;
}

static bool is_part_of_word(int32_t c)
{
    switch ((int)utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

static bool is_mark(int32_t c)
{
    switch ((int)utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME:
        return true;
    default:
        return false;
    }
}

static void add_folded(struct buf *out, int32_t c)
{
    utf8proc_int32_t points[MOST_POINTS];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(c, points, MOST_POINTS, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < MOST_POINTS; i++) {
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t size = utf8proc_encode_char(points[i], bytes);
        buf_add(out, bytes, (size_t)size);
    }
}

/* At an apostrophe: does only an "s" follow in its word? */
static bool is_possessive(struct str text, size_t at)
{
    if (at >= text.length)
        return true;
    int32_t c = next_char(text, &at);
    return (c == 's' || c == 'S') && (at >= text.length || !is_part_of_word(next_char(text, &at)));
}

static void drop_article(struct buf *out)
{
    static const char *const articles[] = {" the ", " a ", " an "};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
        size_t length = strlen(articles[i]);
        if (out->length > length && memcmp(out->at, articles[i], length) == 0) {
            memmove(out->at, out->at + length - 1, out->length - length + 1);
            out->length -= length - 1;
            return;
        }
    }
}

void fold_words(struct str text, struct buf *out)
{
    bool inside = false;
    buf_reset(out);
    buf_add_char(out, ' ');
    for (size_t at = 0; at < text.length;) {
        int32_t c = next_char(text, &at);
        if (is_part_of_word(c)) {
            add_folded(out, c);
            inside = true;
        } else if (inside && is_apostrophe(c) && is_possessive(text, at)) {
            if (at < text.length)
                (void)next_char(text, &at);
        } else if (inside && !is_mark(c)) {
            buf_add_char(out, ' ');
            inside = false;
        }
    }
    if (inside)
        buf_add_char(out, ' ');
    if (!out->failed)
        drop_article(out);
}

bool fold_is_empty(const struct buf *folded)
{
    return folded->length <= 1;
}

bool fold_equal(const struct buf *a, const struct buf *b)
{
    return a->length == b->length && a->length > 1 && memcmp(a->at, b->at, a->length) == 0;
}

bool fold_holds(const struct buf *outer, const struct buf *inner)
{
    if (inner->length <= 1 || inner->length > outer->length)
        return false;
    const char *at = outer->at, *end = outer->at + outer->length - inner->length + 1;
    while (at < end && (at = memchr(at, ' ', (size_t)(end - at))) != NULL) {
        if (memcmp(at, inner->at, inner->length) == 0)
            return true;
        at++;
    }
    return false;
}

bool fold_is_pronoun(const struct buf *folded)
{
    static const char pronouns[] = " i me my mine myself we us our ours ourselves you your yours he him his himself she her hers herself it its "
                                   "itself they them their theirs themselves who whom whose which that this these those one ";
    if (folded->length <= 2 || memchr(folded->at + 1, ' ', folded->length - 2) != NULL)
        return false;
    const struct buf list = {.at = (char[sizeof pronouns]){0}, .length = sizeof pronouns - 1};
    memcpy(list.at, pronouns, sizeof pronouns);
    return fold_holds(&list, folded);
}
