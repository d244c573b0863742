/* SPDX-License-Identifier: Apache-2.0 */
#include "view/lay.h"

#include <string.h>
#include <utf8proc.h>

#include "view/safe.h"

static const char *const style_begins[] = {"", "\033[1m", "\033[2m", "\033[36m", "\033[1;31m", "\033[1;32m", "\033[1;33m"};

static uint32_t columns_of(int32_t c)
{
    int columns = utf8proc_charwidth(safe_char(c));
    return columns > 0 ? (uint32_t)columns : 0;
}

uint32_t lay_width(struct str text)
{
    uint32_t width = 0;
    bool space = false;
    for (size_t at = 0; at < text.length;) {
        int32_t c = safe_next(text, &at);
        if (safe_is_space(c)) {
            space = width > 0;
        } else {
            width += columns_of(c) + space;
            space = false;
        }
    }
    return width;
}

static void break_line(struct lay *lay)
{
    buf_add_char(lay->out, '\n');
    for (uint32_t i = 0; i < lay->indent; i++)
        buf_add_char(lay->out, ' ');
    lay->column = lay->indent;
    lay->space = false;
}

/* A word: broken only where a whole line does not hold it, and then never before a mark that belongs to the character before. */
static void put_word(struct lay *lay, struct str word)
{
    uint32_t width = lay_width(word);
    if (lay->width > 0 && lay->column > lay->indent && lay->column + lay->space + width > lay->width)
        break_line(lay);
    if (lay->space) {
        buf_add_char(lay->out, ' ');
        lay->column++;
        lay->space = false;
    }
    for (size_t at = 0; at < word.length;) {
        int32_t c = safe_next(word, &at);
        uint32_t columns = columns_of(c);
        if (lay->width > 0 && columns > 0 && lay->column > lay->indent && lay->column + columns > lay->width)
            break_line(lay);
        safe_add_char(lay->out, safe_char(c));
        lay->column += columns;
    }
}

void lay_words(struct lay *lay, struct str text, enum lay_style style)
{
    bool styled = lay->colour && style != LAY_PLAIN;
    if (styled)
        buf_add_text(lay->out, style_begins[style]);
    size_t start = 0, at = 0;
    while (at <= text.length) {
        size_t here = at;
        bool end = at == text.length;
        if (end || safe_is_space(safe_next(text, &at))) {
            if (here > start)
                put_word(lay, (struct str){text.at + start, here - start});
            if (end)
                break;
            lay->space = lay->column > lay->indent;
            start = at;
        }
    }
    if (styled)
        buf_add_text(lay->out, "\033[0m");
}

void lay_text(struct lay *lay, const char *text, enum lay_style style)
{
    lay_words(lay, (struct str){text, strlen(text)}, style);
}

void lay_space(struct lay *lay)
{
    lay->space = lay->column > lay->indent;
}

void lay_line(struct lay *lay, uint32_t indent)
{
    lay->indent = indent;
    break_line(lay);
}
