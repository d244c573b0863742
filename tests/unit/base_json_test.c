/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct buf out;

static struct json begin(void)
{
    struct json json;
    buf_release(&out);
    buf_init(&out, 0);
    json_init(&json, &out);
    return json;
}

static void commas_and_nesting_come_by_themselves(void **state)
{
    (void)state;
    struct json json = begin();
    json_open_object(&json);
    json_key(&json, "a");
    json_open_array(&json);
    json_int(&json, INT64_MIN);
    json_open_array(&json);
    json_close_array(&json);
    json_open_object(&json);
    json_close_object(&json);
    json_bool(&json, true);
    json_bool(&json, false);
    json_close_array(&json);
    json_key(&json, "b");
    json_none(&json);
    json_key(&json, "c");
    json_cstr(&json, NULL);
    json_key(&json, "d");
    json_open_object(&json);
    json_key(&json, "e");
    json_int(&json, 1);
    json_close_object(&json);
    json_close_object(&json);
    assert_string_equal(buf_terminate(&out),
                        "{\"a\":[-9223372036854775808,[],{},true,false],\"b\":null,\"c\":null,\"d\":{\"e\":1}}");
    assert_int_equal(json.depth, 0);
}

static void text_is_escaped_as_rfc_8785_does(void **state)
{
    (void)state;
    struct json json = begin();
    json_text(&json, "\b\t\n\f\r\"\\\x01\x1f\0/\x7f\xC3\xA9", 14);
    assert_string_equal(buf_terminate(&out), "\"\\b\\t\\n\\f\\r\\\"\\\\\\u0001\\u001f\\u0000/\x7f\xC3\xA9\"");
}

static void hundredths_have_two_digits(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0.00"},        {0.93, "0.93"},   {0.005, "0.01"},    {1, "1.00"},     {0.999, "1.00"},
                 {-0.004, "0.00"},   {-0.25, "-0.25"}, {-12.345, "-12.35"}, {1234.5, "1234.50"}, {NAN, "null"},
                 {INFINITY, "null"}, {1e300, "null"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json json = begin();
        json_hundredths(&json, cases[i].value);
        assert_string_equal(buf_terminate(&out), cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_and_nesting_come_by_themselves),
        cmocka_unit_test(text_is_escaped_as_rfc_8785_does),
        cmocka_unit_test(hundredths_have_two_digits),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_release(&out);
    return failed;
}
