/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/layout.h"

#include <stdlib.h>

#include "base/ascii.h"

enum { LONGEST_HEAD = 160, FEW_PAGES = 4 };

/* Shares of the page's height in which heads stand, and by how much a head's size may differ from page to page. */
static const float zone = 0.12F, most_growth = 1.25F;

struct candidate {
    uint64_t key;     /* of its words, numbers all alike, and of where it stands */
    uint32_t line, page;
    float height;
};

/* 1 near the top, 2 near the bottom, 0 elsewhere or where that is not known. */
static int zone_of(const struct layout *layout, const struct layout_line *line)
{
    float height = layout->pages.at[line->page].height;
    if (!(height > 0) || !(line->box.y1 > line->box.y0))
        return 0;
    return line->box.y1 < height * zone ? 1 : line->box.y0 > height * (1 - zone) ? 2 : 0;
}

static bool is_roman(struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((text.at[i] | 0x20) != 'i' && (text.at[i] | 0x20) != 'v' && (text.at[i] | 0x20) != 'x' && (text.at[i] | 0x20) != 'l' && (text.at[i] | 0x20) != 'c')
            return false;
    return text.length > 0 && text.length < 8;
}

static uint64_t key_of(struct str text, int where)
{
    uint64_t hash = 0x811C9DC5U + (uint64_t)where;
    if (is_roman(text))
        text = (struct str){"0", 1};
    for (size_t i = 0; i < text.length; i++) {
        char c = ascii_is_digit(text.at[i]) ? '0' : text.at[i];
        if (c == '0' && i > 0 && ascii_is_digit(text.at[i - 1]))
            continue;
        hash = (hash ^ (unsigned char)c) * 0x100000001B3U;
    }
    return hash;
}

static int compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* Whether it is a number and no more, of at most four digits. */
static bool is_number(struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!ascii_is_digit(text.at[i]))
            return false;
    return text.length > 0 && text.length <= 4;
}

/* Marks those of one key, when they are on enough pages. */
static uint32_t mark_group(struct layout *layout, const struct candidate *group, uint32_t count)
{
    uint32_t pages = 0, marked = 0, wanted = layout->pages.count <= FEW_PAGES ? 2 : 3;
    for (uint32_t i = 0; i < count; i++)
        pages += i == 0 || group[i].page != group[i - 1].page;
    bool number = layout->pages.count == 1 && is_number(layout->lines.at[group[0].line].text);
    if (pages < wanted && !number)
        return 0;
    float usual = group[count - 1].height;
    for (uint32_t i = 0; i < count; i++) /* a title may say the same in larger letters */
        if (group[i].height <= usual * most_growth) {
            layout->lines.at[group[i].line].left_out = true;
            marked++;
        }
    return marked;
}

uint32_t layout_mark_heads(struct layout *layout, bool *good)
{
    struct candidate *candidates = arena_array(layout->memory, (size_t)layout->lines.count + 1, sizeof *candidates);
    uint32_t count = 0, marked = 0;
    *good = candidates != NULL;
    for (uint32_t i = 0; *good && i < layout->lines.count; i++) {
        const struct layout_line *line = &layout->lines.at[i];
        int where = zone_of(layout, line);
        if (where > 0 && line->text.length <= LONGEST_HEAD)
            candidates[count++] = (struct candidate){key_of(line->text, where), i, line->page, line->box.y1 - line->box.y0};
    }
    if (count > 0)
        qsort(candidates, count, sizeof *candidates, compare);
    for (uint32_t first = 0, next; first < count; first = next) {
        next = first + 1;
        while (next < count && candidates[next].key == candidates[first].key)
            next++;
        marked += mark_group(layout, candidates + first, next - first);
    }
    return marked;
}
