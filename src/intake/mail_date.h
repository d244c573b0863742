/* SPDX-License-Identifier: Apache-2.0 */
/* mail_date.h: the date of a mail or an RSS entry (RFC 5322 section 3.3) to ISO 8601. */
#ifndef INTAKE_MAIL_DATE_H
#define INTAKE_MAIL_DATE_H

#include "base/arena.h"

/* "Sun, 4 Jan 2026 09:30:00 +0100" as "2026-01-04T09:30:00+01:00"; GMT, UT, UTC, Z and the four zones of the United States are known, of another zone the time is left
 * out. Years of two digits are 1970 to 2069. What is no such date is given to html_date. NULL when there is none in the text. */
const char *mail_date(const char *text, struct arena *memory);

#endif
