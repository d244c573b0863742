/* SPDX-License-Identifier: Apache-2.0 */
/* day.h: dates as days since 1970-01-01, in the Gregorian calendar. */
#ifndef LEDGER_DAY_H
#define LEDGER_DAY_H

#include <stdbool.h>
#include <stdint.h>

/* The day of a date that begins "2026-01-04", whatever follows after a T, a space or at the end; "2026-01" and "2026" are their first day, and with `last`
 * their last. False for anything else. */
bool day_parse(const char *text, bool last, int64_t *day);

/* "2026-01-04" */
void day_format(int64_t day, char text[16]);

#endif
