/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/robots.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static bool ask(const char *text, const char *path)
{
    return robots_allow((struct str){text, strlen(text)}, "dixit", path);
}

static void the_group_that_names_us_counts_and_else_that_of_all(void **state)
{
    (void)state;
    const char *text = "User-agent: other\nDisallow: /\n\nuser-agent: Dixit\nuser-agent: third\nDisallow: /private # not this\n\nUser-agent: *\nDisallow: /all\n";
    assert_true(ask(text, "/all"));
    assert_false(ask(text, "/private/x"));
    assert_false(ask("User-agent: *\r\nDisallow: /all\r\n", "/all"));
    assert_true(ask("User-agent: other\nDisallow: /\n", "/"));
    assert_true(ask("", "/"));
}

static void the_longest_rule_wins_and_allow_before_disallow(void **state)
{
    (void)state;
    const char *text = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\nAllow: /same\nDisallow: /same\n";
    assert_false(ask(text, "/a/x"));
    assert_true(ask(text, "/a/b/x"));
    assert_false(ask(text, "/a/b/c"));
    assert_true(ask(text, "/same"));
    assert_true(ask("User-agent: *\nDisallow:\n", "/"));
}

static void stars_and_the_end_mark_mean_what_they_should(void **state)
{
    (void)state;
    const char *text = "User-agent: *\nDisallow: /*.pdf$\nDisallow: /x*y*z\n";
    assert_false(ask(text, "/a/b.pdf"));
    assert_true(ask(text, "/a/b.pdf?page=1"));
    assert_false(ask(text, "/x1y2y3z4"));
    assert_true(ask(text, "/x1z"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_group_that_names_us_counts_and_else_that_of_all),
        cmocka_unit_test(the_longest_rule_wins_and_allow_before_disallow),
        cmocka_unit_test(stars_and_the_end_mark_mean_what_they_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
