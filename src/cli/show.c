/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/show.h"

#include <stdlib.h>
#include <string.h>

#include "cli/safe.h"

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

/* A number with a comma before each third digit. */
static void add_number(uint64_t number, struct buf *out)
{
    if (number >= 1000) {
        add_number(number / 1000, out);
        buf_add_format(out, ",%03u", (unsigned)(number % 1000));
    } else {
        buf_add_format(out, "%u", (unsigned)number);
    }
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
    add_number(words, out);
    buf_add_text(out, words == 1 ? " word" : " words");
}

void show_words(const struct doc *doc, struct spans spans, struct buf *out)
{
    for (uint32_t i = 0; i < spans.count; i++) {
        if (i > 0)
            buf_add_text(out, " … ");
        safe_add(out, (struct str){doc->text.at + spans.at[i].start, spans.at[i].end - spans.at[i].start}, true);
    }
}

static int by_bytes(const void *a, const void *b)
{
    const struct str *left = a, *right = b;
    size_t shorter = left->length < right->length ? left->length : right->length;
    int order = shorter > 0 ? memcmp(left->at, right->at, shorter) : 0;
    return order != 0 ? order : (left->length > right->length) - (left->length < right->length);
}

/* How many different sources there are by their words, small letters and capitals alike. */
static uint32_t count_speakers(const struct doc *doc, struct arena *memory)
{
    LIST(struct str) speakers = {0};
    struct buf words;
    buf_init(&words, 0);
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        if (doc->attributions.at[i].source.count == 0)
            continue;
        buf_reset(&words);
        show_words(doc, doc->attributions.at[i].source, &words);
        for (size_t j = 0; j < words.length; j++)
            if (words.at[j] >= 'A' && words.at[j] <= 'Z')
                words.at[j] = (char)(words.at[j] - 'A' + 'a');
        const char *copy = words.failed ? NULL : arena_copy(memory, words.at, words.length);
        if (copy == NULL || !list_push(memory, &speakers, (struct str){copy, words.length}))
            break;
    }
    buf_release(&words);
    if (speakers.count == 0)
        return 0;
    qsort(speakers.at, speakers.count, sizeof *speakers.at, by_bytes);
    uint32_t different = 1;
    for (uint32_t i = 1; i < speakers.count; i++)
        different += by_bytes(&speakers.at[i - 1], &speakers.at[i]) != 0;
    return different;
}

void show_summary(const struct doc *doc, struct buf *out)
{
    uint32_t count = doc->attributions.count, nobody = 0;
    if (count == 0) {
        buf_add_text(out, "No attribution found.");
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        nobody += doc->attributions.at[i].source.count == 0;
    struct arena memory;
    arena_init(&memory, 0);
    uint32_t speakers = count_speakers(doc, &memory);
    arena_release(&memory);
    add_number(count, out);
    buf_add_text(out, count == 1 ? " attribution" : " attributions");
    if (speakers > 0) {
        buf_add_text(out, " to ");
        add_number(speakers, out);
        buf_add_text(out, speakers == 1 ? " speaker as worded" : " speakers as worded");
    }
    if (nobody > 0) {
        buf_add_text(out, speakers > 0 ? "; " : ", ");
        add_number(nobody, out);
        buf_add_text(out, nobody == 1 ? " names nobody" : " name nobody");
    }
}
