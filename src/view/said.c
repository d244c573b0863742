/* SPDX-License-Identifier: Apache-2.0 */
#include "view/said.h"

#include <stdio.h>

#include "base/ascii.h"

enum { FAR = 100, NEIGHBOURS = 3 }; /* bytes; attributions on each side that may have the better claim to a date */

static uint32_t between(struct span a, struct span b)
{
    return a.end <= b.start ? b.start - a.end : b.end <= a.start ? a.start - b.end : 0;
}

static bool in_spans(struct spans spans, struct span at)
{
    for (uint32_t i = 0; i < spans.count; i++)
        if (span_meets(spans.at[i], at))
            return true;
    return false;
}

static struct span sentence_of(const struct doc *doc, struct span at)
{
    uint32_t low = 0, high = doc->sentences.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (doc->sentences.at[middle].at.end <= at.start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < doc->sentences.count ? doc->sentences.at[low].at : (struct span){0, 0};
}

/* The first name that ends behind a byte. */
static uint32_t name_at(const struct doc *doc, uint32_t byte)
{
    uint32_t low = 0, high = doc->names.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (doc->names.at[middle].at.end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* 1 … 12 where the name of a month begins here, else 0. */
static uint32_t month_at(const char *at, uint32_t length)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (uint32_t m = 0; length >= 3 && m < 12; m++)
        if ((at[0] | 32) == names[3 * m] && (at[1] | 32) == names[3 * m + 1] && (at[2] | 32) == names[3 * m + 2])
            return m + 1;
    return 0;
}

/* Writes the date where the words hold a day, a month by its name and a year. */
static void read_date(const struct doc *doc, struct span at, char date[11])
{
    const char *text = doc->text.at + at.start;
    uint32_t length = at.end - at.start, day = 0, month = 0, year = 0;
    for (uint32_t i = 0; i < length;) {
        uint32_t start = i, number = 0;
        while (i < length && ascii_is_digit(text[i]) && i - start < 5)
            number = number * 10 + (uint32_t)(text[i++] - '0');
        if (i > start) {
            if (i - start <= 2 && day == 0)
                day = number;
            else if (i - start == 4 && year == 0)
                year = number;
            continue;
        }
        if (month == 0 && (i == 0 || text[i - 1] == ' '))
            month = month_at(text + i, length - i);
        i++;
    }
    if (day >= 1 && day <= 31 && month != 0 && year != 0)
        snprintf(date, 11, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
}

/* Is another attribution's cue nearer to the date? */
static bool is_anothers(const struct doc *doc, uint32_t attribution, struct span at, uint32_t distance)
{
    uint32_t from = attribution > NEIGHBOURS ? attribution - NEIGHBOURS : 0;
    for (uint32_t i = from; i < doc->attributions.count && i <= attribution + NEIGHBOURS; i++)
        if (i != attribution && between(doc->attributions.at[i].cue, at) < distance)
            return true;
    return false;
}

struct said view_said(const struct doc *doc, uint32_t attribution)
{
    const struct attribution *a = &doc->attributions.at[attribution];
    struct span sentence = sentence_of(doc, a->cue);
    struct said said = {{0, 0}, ""};
    uint32_t best = FAR;
    for (uint32_t i = name_at(doc, sentence.start); i < doc->names.count && doc->names.at[i].at.start < sentence.end; i++) {
        struct span at = doc->names.at[i].at;
        uint32_t distance = between(a->cue, at);
        if (doc->names.at[i].kind != DIXIT_NAME_DATE || distance >= best || in_spans(a->content, at) || in_spans(a->source, at) ||
            is_anothers(doc, attribution, at, distance))
            continue;
        best = distance;
        said.at = at;
    }
    if (said.at.end > said.at.start)
        read_date(doc, said.at, said.date);
    return said;
}
