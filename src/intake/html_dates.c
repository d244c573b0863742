/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_dates.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"

enum { MOST_TEXT = 200, MOST_DATE = 40 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The number of exactly `digits` digits at `at`; -1 when there is none. */
static int number(const char *at, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (!ascii_is_digit(at[i]))
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

static bool is_date(int year, int month, int day)
{
    return year >= 1990 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static const char *date_text(int year, int month, int day, struct arena *memory)
{
    char date[MOST_DATE];
    int length = snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, day);
    return is_date(year, month, day) ? arena_copy(memory, date, (size_t)length) : NULL;
}

/* A date of digits, the year first: with "-" the time after it is kept. */
static const char *year_first(const char *at, struct arena *memory)
{
    int year = number(at, 4);
    if (year < 0)
        return NULL;
    if (ascii_is_digit(at[4])) {
        int month = number(at + 4, 2), day = month < 0 ? -1 : number(at + 6, 2);
        return day < 0 || ascii_is_digit(at[8]) ? NULL : date_text(year, month, day, memory);
    }
    if (at[4] != '-' && at[4] != '/' && at[4] != '.')
        return NULL;
    int month = number(at + 5, 2), digits = month < 0 ? 1 : 2;
    month = number(at + 5, digits);
    if (month < 0 || at[5 + digits] != at[4])
        return NULL;
    const char *after = at + 6 + digits;
    int day = number(after, ascii_is_digit(after[0]) && ascii_is_digit(after[1]) ? 2 : 1);
    if (!is_date(year, month, day))
        return NULL;
    if (at[4] != '-' || digits != 2 || number(after, 2) < 0)
        return date_text(year, month, day, memory);
    size_t length = 10 + strspn(at + 10, "T0123456789:.+-Z");
    if (at[10] == ' ' && ascii_is_digit(at[11]))
        length = 11 + strspn(at + 11, "0123456789:.+-Z");
    return arena_copy(memory, at, length < MOST_DATE ? length : 10);
}

/* The month that a word names, 1 … 12, or 0. */
static int month_of(const char *word, size_t length)
{
    static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july", "august", "september",
                                         "october", "november", "december"};
    for (int i = 0; i < 12; i++) {
        size_t same = 0;
        while (same < length && (word[same] | 0x20) == months[i][same])
            same++;
        if (same == length && (length == 3 || length == strlen(months[i]) || (i == 8 && length == 4)))
            return i + 1;
    }
    return 0;
}

/* "4 January 2026", "January 4th, 2026": day and month beside each other, the year after them. */
static const char *month_named(const char *text, struct arena *memory)
{
    int day = 0, month = 0;
    for (const char *at = text; *at != '\0';) {
        size_t letters = 0, digits = 0;
        while (is_letter(at[letters]))
            letters++;
        while (ascii_is_digit(at[digits]))
            digits++;
        if (letters >= 3 && month_of(at, letters) > 0)
            month = month_of(at, letters);
        if (digits == 1 || digits == 2)
            day = day > 0 && month > 0 ? day : number(at, (int)digits);
        if (digits == 4 && month > 0 && day > 0)
            return date_text(number(at, 4), month, day, memory);
        at += letters + digits > 0 ? letters + digits : 1;
    }
    return NULL;
}

const char *html_date(const char *text, struct arena *memory)
{
    char copy[MOST_TEXT + 16] = "";
    if (text == NULL)
        return NULL;
    size_t length = strlen(text);
    memcpy(copy, text, length < MOST_TEXT ? length : MOST_TEXT);
    for (const char *at = copy; *at != '\0'; at++) {
        const char *date = ascii_is_digit(*at) && (at == copy || !ascii_is_digit(at[-1])) ? year_first(at, memory) : NULL;
        if (date != NULL)
            return date;
    }
    return month_named(copy, memory);
}
