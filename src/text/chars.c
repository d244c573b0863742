/* SPDX-License-Identifier: Apache-2.0 */
#include "text/chars.h"

#include <utf8proc.h>

#define H CHAR_HIDDEN
#define S CHAR_SPACE
#define L CHAR_LETTER
#define A CHAR_ALONE
const uint8_t char_ascii_classes[128] = {
    H, H, H, H, H, H, H, H, H, S, S, S, S, S, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H,
    S, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, L, L, L, L, L, L, L, L, L, L, A, A, A, A, A, A,
    A, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, A, A, A, A, A,
    A, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, A, A, A, A, H,
};
#undef H
#undef S
#undef L
#undef A

enum { NEXT_LINE = 0x85, REPLACEMENT = 0xFFFD };

static bool is_chinese(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x2F800 && c <= 0x2FA1F);
}

enum char_class char_class(uint32_t point)
{
    if (point < 0x80)
        return char_ascii_classes[point];
    if (point == NEXT_LINE)
        return CHAR_SPACE;
    if (point == REPLACEMENT)
        return CHAR_HIDDEN;
    if (is_chinese(point))
        return CHAR_ALONE;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    if (category >= UTF8PROC_CATEGORY_CC)
        return CHAR_HIDDEN; /* Cc, Cf, Cs, Co */
    if (category >= UTF8PROC_CATEGORY_ZS)
        return CHAR_SPACE; /* Zs, Zl, Zp: with the controls above, White_Space */
    if (category == UTF8PROC_CATEGORY_MN)
        return CHAR_MARK;
    if (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO)
        return CHAR_ALONE;
    /* The four symbols that decompose into ASCII punctuation: grave accent, ≠, ≮, ≯. */
    if (point == 0x1FEF || point == 0x2260 || point == 0x226E || point == 0x226F)
        return CHAR_ALONE;
    return CHAR_LETTER;
}

bool char_ends_line(uint32_t point)
{
    return (point >= '\n' && point <= '\r') || point == NEXT_LINE || point == 0x2028 || point == 0x2029;
}

uint32_t char_fold(uint32_t point, uint32_t to[4])
{
    if (point < 0x80) {
        to[0] = point >= 'A' && point <= 'Z' ? point | 0x20 : point;
        return 1;
    }
    utf8proc_int32_t parts[4];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)point, parts, 4, UTF8PROC_DECOMPOSE, &boundary);
    if (count < 1 || count > 4) {
        to[0] = point; /* no character: utf8proc refuses it */
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++)
        to[i] = (uint32_t)utf8proc_tolower(parts[i]);
    return (uint32_t)count;
}

uint32_t char_order(uint32_t point)
{
    return point < 0x300 ? 0 : (uint32_t)utf8proc_get_property((utf8proc_int32_t)point)->combining_class;
}

enum char_case char_case(uint32_t point)
{
    if (point < 0x80) {
        if (point >= '0' && point <= '9')
            return CASE_DIGIT;
        uint32_t small = point | 0x20;
        return small < 'a' || small > 'z' ? CASE_NONE : small == point ? CASE_LOWER : CASE_UPPER;
    }
    switch ((int)utf8proc_category((utf8proc_int32_t)point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return CASE_UPPER;
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return CASE_LOWER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return CASE_DIGIT;
    default:
        return CASE_NONE;
    }
}
