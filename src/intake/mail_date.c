/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/mail_date.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "intake/compose.h"
#include "intake/html_dates.h"

struct moment {
    int year, month, day, hour, minute, second;
};

static const char *skip_spaces(const char *at)
{
    return at + strspn(at, " \t");
}

/* A number of `least` to `most` digits; NULL when there is none, else what comes after it. */
static const char *take_number(const char *at, int least, int most, int *value)
{
    int digits = 0;
    *value = 0;
    while (digits < most && ascii_is_digit(at[digits])) {
        *value = *value * 10 + (at[digits] - '0');
        digits++;
    }
    return digits < least || ascii_is_digit(at[digits]) ? NULL : at + digits;
}

static const char *take_month(const char *at, int *month)
{
    static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    for (int i = 0; i < 12; i++)
        if (compose_same_start(at, months[i])) {
            *month = i + 1;
            at += 3;
            while ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z')
                at++;
            return at;
        }
    return NULL;
}

static const char *take_day(const char *at, struct moment *moment)
{
    const char *comma = strchr(at, ',');
    if (comma != NULL && comma - at < 12)
        at = comma + 1;
    at = take_number(skip_spaces(at), 1, 2, &moment->day);
    if (at == NULL)
        return NULL;
    at += strspn(at, " \t-");
    at = take_month(at, &moment->month);
    if (at == NULL)
        return NULL;
    at += strspn(at, " \t-.");
    const char *after = take_number(at, 2, 4, &moment->year);
    if (after == NULL || after - at == 3)
        return NULL;
    if (after - at == 2)
        moment->year += moment->year < 70 ? 2000 : 1900;
    return moment->day >= 1 && moment->day <= 31 && moment->year >= 1970 && moment->year <= 2099 ? after : NULL;
}

static const char *take_time(const char *at, struct moment *moment)
{
    at = take_number(skip_spaces(at), 1, 2, &moment->hour);
    if (at == NULL || *at != ':')
        return NULL;
    at = take_number(at + 1, 2, 2, &moment->minute);
    if (at != NULL && *at == ':')
        at = take_number(at + 1, 2, 2, &moment->second);
    return moment->hour < 24 && moment->minute < 60 && moment->second <= 60 ? at : NULL;
}

/* The zone as ISO 8601 has it; false when it is none that is known. */
static bool take_zone(const char *at, char zone[8])
{
    static const char *const zones[][2] = {{"GMT", "Z"},      {"UTC", "Z"},      {"UT", "Z"},       {"Z", "Z"},        {"EST", "-05:00"}, {"EDT", "-04:00"},
                                           {"CST", "-06:00"}, {"CDT", "-05:00"}, {"MST", "-07:00"}, {"MDT", "-06:00"}, {"PST", "-08:00"}, {"PDT", "-07:00"}};
    at = skip_spaces(at);
    if ((*at == '+' || *at == '-') && strspn(at + 1, "0123456789:") >= 4) {
        const char *minutes = at[3] == ':' ? at + 4 : at + 3;
        if (!ascii_is_digit(at[1]) || !ascii_is_digit(at[2]) || !ascii_is_digit(minutes[0]) || !ascii_is_digit(minutes[1]))
            return false;
        (void)snprintf(zone, 8, "%c%.2s:%.2s", *at, at + 1, minutes);
        return true;
    }
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        size_t length = strlen(zones[i][0]);
        if (compose_same_start(at, zones[i][0]) && ((at[length] | 0x20) < 'a' || (at[length] | 0x20) > 'z')) {
            (void)snprintf(zone, 8, "%s", zones[i][1]);
            return true;
        }
    }
    return false;
}

const char *mail_date(const char *text, struct arena *memory)
{
    struct moment moment = {0};
    char date[40], zone[8];
    if (text == NULL)
        return NULL;
    const char *after = take_day(skip_spaces(text), &moment);
    if (after == NULL)
        return html_date(text, memory);
    int length = snprintf(date, sizeof date, "%04d-%02d-%02d", moment.year, moment.month, moment.day);
    after = take_time(after, &moment);
    if (after != NULL && take_zone(after, zone))
        length = snprintf(date, sizeof date, "%04d-%02d-%02dT%02d:%02d:%02d%s", moment.year, moment.month, moment.day, moment.hour, moment.minute,
                          moment.second, zone);
    return arena_copy(memory, date, (size_t)length);
}
