/* SPDX-License-Identifier: Apache-2.0 */
/* html_dates.h: dates as pages write them, to ISO 8601. */
#ifndef INTAKE_HTML_DATES_H
#define INTAKE_HTML_DATES_H

#include "base/arena.h"

/* "2026-01-04T09:30:00Z" as it is; "4 January 2026", "Jan. 4, 2026", "Sun, 04 Jan 2026 09:30:00 GMT", "2026/01/04" and "20260104" as
 * "2026-01-04". Years 1990 to 2099.
 * English month names only, and no date of digits whose day and month could be taken for each other. NULL when there is none in the text. */
const char *html_date(const char *text, struct arena *memory);

#endif
