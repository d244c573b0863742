/* SPDX-License-Identifier: Apache-2.0 */
/* The count of days is Howard Hinnant's (days_from_civil, https://howardhinnant.github.io/date_algorithms.html): years begin in March, so that the leap
 * day is their last. */
#include "ledger/day.h"

#include <stdio.h>
#include <string.h>

enum { DAYS_TO_1970 = 719468, DAYS_OF_400_YEARS = 146097 };

static int64_t count(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * DAYS_OF_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_1970;
}

static int64_t days_in(int64_t year, int64_t month)
{
    return month == 12 ? 31 : count(year, month + 1, 1) - count(year, month, 1);
}

/* So many digits; moves *at. */
static bool take(const char **at, int digits, int64_t *number)
{
    *number = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        *number = *number * 10 + (**at - '0');
    }
    return true;
}

bool day_parse(const char *text, bool last, int64_t *day)
{
    int64_t year, month = last ? 12 : 1, date = 0;
    if (text == NULL || !take(&text, 4, &year))
        return false;
    if (*text == '-') {
        text++;
        if (!take(&text, 2, &month) || month < 1 || month > 12)
            return false;
        if (*text == '-') {
            text++;
            if (!take(&text, 2, &date) || date < 1 || date > days_in(year, month))
                return false;
        }
    }
    if (*text != '\0' && (date == 0 || (*text != 'T' && *text != 't' && *text != ' ')))
        return false;
    if (date == 0)
        date = last ? days_in(year, month) : 1;
    *day = count(year, month, date);
    return true;
}

void day_format(int64_t day, char text[16])
{
    if (day < -719162 || day > 2932896) { /* the years 1 to 9999 */
        memcpy(text, "?", 2);
        return;
    }
    int64_t z = day + DAYS_TO_1970, era = z / DAYS_OF_400_YEARS, of_era = z - era * DAYS_OF_400_YEARS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), shifted = (5 * of_year + 2) / 153;
    int64_t date = of_year - (153 * shifted + 2) / 5 + 1, month = shifted < 10 ? shifted + 3 : shifted - 9;
    snprintf(text, 16, "%04u-%02u-%02u", (unsigned)(year + era * 400 + (month <= 2)) % 10000, (unsigned)month % 100, (unsigned)date % 100);
}
