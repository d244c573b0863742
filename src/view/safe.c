/* SPDX-License-Identifier: Apache-2.0 */
#include "view/safe.h"

#include <utf8proc.h>

bool safe_is_space(int32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

int32_t safe_char(int32_t c)
{
    if (c == '\n' || c == '\t' || c == '\r')
        return c;
    if (c >= 0 && c < 32)
        return 0x2400 + c;
    if (c == 127)
        return 0x2421;
    if ((c >= 0x80 && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
        return 0xFFFD;
    return c;
}

int32_t safe_next(struct str text, size_t *at)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t length = utf8proc_iterate((const utf8proc_uint8_t *)text.at + *at, (utf8proc_ssize_t)(text.length - *at), &c);
    if (length <= 0) {
        *at += 1;
        return 0xFFFD;
    }
    *at += (size_t)length;
    return c;
}

void safe_add_char(struct buf *out, int32_t c)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t length = utf8proc_encode_char(c, bytes);
    buf_add(out, bytes, (size_t)length);
}

void safe_add_by(struct buf *out, struct str text, bool fold, void (*put)(struct buf *out, int32_t c))
{
    bool space = false, any = false;
    for (size_t at = 0; at < text.length;) {
        int32_t c = safe_next(text, &at);
        if (fold && safe_is_space(c)) {
            space = any;
            continue;
        }
        if (space)
            buf_add_char(out, ' ');
        space = false;
        any = true;
        put(out, c);
    }
}

static void put_safe(struct buf *out, int32_t c)
{
    safe_add_char(out, safe_char(c));
}

void safe_add(struct buf *out, struct str text, bool fold)
{
    safe_add_by(out, text, fold, put_safe);
}
