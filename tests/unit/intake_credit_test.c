/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/credit.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void check(const char *text, const char *author, const char *want)
{
    struct doc doc = {.text = {text, strlen(text)}, .body = {0, (uint32_t)strlen(text)}, .origin.author = author};
    struct str found = credit_find(&doc);
    assert_int_equal(found.length, strlen(want));
    assert_memory_equal(found.at, want, found.length);
}

static void datelines_name_the_agency(void **state)
{
    (void)state;
    check("OSTHAVEN, Jan 4 (Reuters) - The harbour closed.\n", NULL, "Reuters");
    check("OSTHAVEN (AP) \xE2\x80\x94 The harbour closed.\n", NULL, "Associated Press");
    check("The harbour\n\nAFP \xE2\x80\x93 The harbour closed on Monday.\n", NULL, "Agence France-Presse");
}

static void lines_of_their_own_name_it_at_the_start_and_at_the_end(void **state)
{
    (void)state;
    check("By Reuters\n\nThe harbour closed.\n", NULL, "Reuters");
    check("The harbour closed.\n\nThe mayor spoke.\n\n(dpa)\n", NULL, "Deutsche Presse-Agentur");
    check("The harbour closed.\n\nSource: Xinhua", NULL, "Xinhua");
    check("The harbour closed.", "AFP", "Agence France-Presse");
}

static void what_only_speaks_of_an_agency_is_no_credit(void **state)
{
    (void)state;
    check("Anna Berg told Reuters (AP) that the harbour closed.\n", NULL, "");
    check("Reuters reported it.\n\nOne.\n\nTwo.\n\nThree.\n\nBy Reuters\n\nFour.\n\nFive.\n\nSix.\n", NULL, "");
    check("The harbour (Osthaven) - a view\n", NULL, "");
    check("", NULL, "");
    check("(", NULL, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(datelines_name_the_agency),
        cmocka_unit_test(lines_of_their_own_name_it_at_the_start_and_at_the_end),
        cmocka_unit_test(what_only_speaks_of_an_agency_is_no_credit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
