/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/mail_date.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void check(const char *text, const char *wanted)
{
    struct arena memory;
    arena_init(&memory, 0);
    const char *got = mail_date(text, &memory);
    if (wanted == NULL)
        assert_null(got);
    else
        assert_string_equal(got, wanted);
    arena_release(&memory);
}

static void dates_of_mail_become_iso_8601(void **state)
{
    (void)state;
    check("Sun, 4 Jan 2026 09:30:05 +0100", "2026-01-04T09:30:05+01:00");
    check("04 January 26 9:30 GMT (no day)", "2026-01-04T09:30:00Z");
    check("Mon, 05-Jan-98 07:00:00 EST", "1998-01-05T07:00:00-05:00");
    check("Sun, 4 Jan 2026 09:30:05 -05:30", "2026-01-04T09:30:05-05:30");
    check("2026-01-04T09:30:00Z", "2026-01-04T09:30:00Z");
}

static void what_is_not_known_of_a_date_is_left_out(void **state)
{
    (void)state;
    check("4 Jan 2026", "2026-01-04");
    check("4 Jan 2026 09:30 Lunar Time", "2026-01-04");
    check("4 Jan 2026 25:00 GMT", "2026-01-04");
    check("41 Jan 2026 09:30 GMT", NULL);
    check("04/05/2026", NULL); /* which is the month? */
    check("yesterday", NULL);
    check("", NULL);
    check(NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_of_mail_become_iso_8601),
        cmocka_unit_test(what_is_not_known_of_a_date_is_left_out),
    };
    return cmocka_run_group_tests_name("intake/mail_date", tests, NULL, NULL);
}
