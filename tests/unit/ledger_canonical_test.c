/* SPDX-License-Identifier: Apache-2.0 */
/* The examples are those of RFC 8785: sections 3.2.2 and 3.2.3 and appendix B. */
#include "ledger/canonical.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct buf out;

/* The canonical form of JSON; NULL when it is refused. */
static const char *canonical(const char *json, size_t length)
{
    struct dixit_error error = {0};
    buf_reset(&out);
    json_t *value = canonical_parse(json, length, &error);
    bool good = value != NULL && canonical_write(value, &out, &error);
    assert_int_equal(good, error.status == DIXIT_OK);
    json_decref(value);
    return good ? buf_terminate(&out) : NULL;
}

static void the_sample_of_rfc_8785_comes_out_as_printed_there(void **state)
{
    (void)state;
    static const char sample[] = "{\n"
                                 "  \"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],\n"
                                 "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
                                 "  \"literals\": [null, true, false]\n"
                                 "}";
    assert_string_equal(canonical(sample, sizeof sample - 1),
                        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        "\"string\":\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

static void keys_stand_in_the_order_of_their_utf_16_code_units(void **state)
{
    (void)state;
    static const char sample[] = "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\","
                                 "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                                 "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}";
    assert_string_equal(canonical(sample, sizeof sample - 1),
                        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\",\"\xC3\xB6\":\"Latin Small Letter O With Diaeresis\","
                        "\"\xE2\x82\xAC\":\"Euro Sign\",\"\xF0\x9F\x98\x80\":\"Emoji: Grinning Face\","
                        "\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
    assert_true(canonical_compare_keys("", "a") < 0);
    assert_true(canonical_compare_keys("a", "a") == 0);
    assert_true(canonical_compare_keys("\xEF\xBF\xBD", "\xF0\x90\x80\x80") > 0); /* U+FFFD after U+10000 */
    assert_true(canonical_compare_keys("\xED\x9F\xBF", "\xF0\x90\x80\x80") < 0); /* U+D7FF before it */
}

static void numbers_are_those_of_appendix_b(void **state)
{
    (void)state;
    static const struct {
        uint64_t bits;
        const char *text;
    } cases[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double number;
        memcpy(&number, &cases[i].bits, sizeof number);
        buf_reset(&out);
        canonical_add_number(&out, number);
        assert_string_equal(buf_terminate(&out), cases[i].text);
    }
}

static void what_is_not_i_json_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "{", "{\"a\":1,\"a\":2}", "{\"a\":1} x", "[1,]", "\"\xff\"", "\"\\ud800\"", "9007199254740992", "-9007199254740992",
                                        "99999999999999999999", "1e400", "NaN", "'a'", "01", "\"\n\"", "[\"\\x\"]"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_null(canonical(cases[i], strlen(cases[i])));
    assert_string_equal(canonical("9007199254740991", 16), "9007199254740991");
    assert_string_equal(canonical("\"a\\u0000b\"", 10), "\"a\\u0000b\"");
}

static void depth_is_bounded(void **state)
{
    (void)state;
    static char deep[100000];
    memset(deep, '[', sizeof deep);
    assert_null(canonical(deep, sizeof deep));
}

static void the_strict_reader_takes_only_canonical_bytes(void **state)
{
    (void)state;
    static const char *const bad[] = {"{ }", "{\"b\":1,\"a\":2}", "[1.0]", "[1e2]", "\"\\u0041\"", "\"\\/\"", "[-0]", "{} ", "\"\\u000A\"", "\"\\u001F\""};
    static const char *const good[] = {"{}", "{\"a\":2,\"b\":1}", "[1,0.5,1e+21]", "\"A\"", "\"/\"", "[0]", "\"\\n\\u001f\"", "null"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct dixit_error error = {0};
        assert_null(canonical_read(bad[i], strlen(bad[i]), &error));
        assert_int_equal(error.status, DIXIT_BAD_INPUT);
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        json_t *value = canonical_read(good[i], strlen(good[i]), NULL);
        assert_non_null(value);
        json_decref(value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_of_rfc_8785_comes_out_as_printed_there),
        cmocka_unit_test(keys_stand_in_the_order_of_their_utf_16_code_units),
        cmocka_unit_test(numbers_are_those_of_appendix_b),
        cmocka_unit_test(what_is_not_i_json_is_refused),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(the_strict_reader_takes_only_canonical_bytes),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_release(&out);
    return failed;
}
