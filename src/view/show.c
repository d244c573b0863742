/* SPDX-License-Identifier: Apache-2.0 */
#include "view/show.h"

#include <string.h>

#include "view/safe.h"

static struct str str_of(const char *text)
{
    return (struct str){text, strlen(text)};
}

void show_title(const struct doc *doc, struct buf *out)
{
    const struct origin *origin = &doc->origin;
    const char *title = origin->title != NULL ? origin->title : origin->file != NULL ? origin->file : origin->id;
    if (origin->title == NULL && origin->file != NULL && strcmp(origin->file, "-") == 0)
        title = "standard input";
    safe_add(out, str_of(title != NULL ? title : "a text"), true);
    if (origin->title == NULL && origin->record > 0)
        buf_add_format(out, ", line %llu", (unsigned long long)origin->record);
}

/* The two or four digits at a place, -1 when they are not digits. */
static int digits_at(const char *text, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + text[i] - '0';
    }
    return value;
}

/* "4 January 2026" for what begins like 2026-01-04, anything else as it stands. */
static void add_date(const char *date, struct buf *out)
{
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    if (strlen(date) >= 10 && date[4] == '-' && date[7] == '-' && (date[10] == '\0' || date[10] == 'T' || date[10] == ' ')) {
        int year = digits_at(date, 4), month = digits_at(date + 5, 2), day = digits_at(date + 8, 2);
        if (year >= 0 && month >= 1 && month <= 12 && day >= 1) {
            buf_add_format(out, "%d %s %d", day, months[month - 1], year);
            return;
        }
    }
    safe_add(out, str_of(date), true);
}

/* Words as people count them: runs without a space. */
static uint64_t count_words(struct str text)
{
    uint64_t words = 0;
    bool inside = false;
    for (size_t at = 0; at < text.length;) {
        bool space = safe_is_space(safe_next(text, &at));
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

void show_facts(const struct doc *doc, struct buf *out)
{
    if (doc->origin.outlet != NULL) {
        safe_add(out, str_of(doc->origin.outlet), true);
        buf_add_text(out, " · ");
    }
    if (doc->origin.published != NULL) {
        add_date(doc->origin.published, out);
        buf_add_text(out, " · ");
    }
    uint64_t words = count_words(doc->text);
    buf_add_grouped(out, words);
    buf_add_text(out, words == 1 ? " word" : " words");
}

uint32_t show_page(const struct doc *doc, uint32_t attribution)
{
    const struct attribution *a = &doc->attributions.at[attribution];
    uint32_t first = a->cue.start, page = 0;
    for (uint32_t i = 0; i < a->content.count; i++)
        if (a->content.at[i].start < first)
            first = a->content.at[i].start;
    while (page < doc->pages.count && doc->pages.at[page] <= first)
        page++;
    return page;
}

void show_words(const struct doc *doc, struct spans spans, struct buf *out)
{
    for (uint32_t i = 0; i < spans.count; i++) {
        if (i > 0)
            buf_add_text(out, " … ");
        safe_add(out, (struct str){doc->text.at + spans.at[i].start, spans.at[i].end - spans.at[i].start}, true);
    }
}
