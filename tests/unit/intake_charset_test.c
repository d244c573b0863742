/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/charset.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct charset found;

static void check(const char *bytes, size_t length, const char *header, const char *name, const char *text)
{
    struct buf out;
    buf_init(&out, 0);
    assert_true(charset_decode((struct str){bytes, length}, header, &out, &found));
    assert_string_equal(found.name, name);
    assert_string_equal(buf_terminate(&out), text);
    buf_release(&out);
}

#define CHECK(bytes, header, name, text) check(bytes, sizeof bytes - 1, header, name, text)

static void a_byte_order_mark_goes_before_everything(void **state)
{
    (void)state;
    CHECK("\xEF\xBB\xBF<meta charset=latin1>\xC3\xA9", "iso-8859-2", "utf-8", "<meta charset=latin1>é");
    CHECK("\xFF\xFEh\0\xE9\0", "utf-8", "utf-16le", "hé");
    CHECK("\xFE\xFF\0h\0\xE9", NULL, "utf-16be", "hé");
    assert_int_equal(found.from, CHARSET_MARK);
}

static void the_header_goes_before_the_page(void **state)
{
    (void)state;
    CHECK("<meta charset=utf-8>\xB1", "ISO-8859-2", "iso-8859-2", "<meta charset=utf-8>ą");
    assert_int_equal(found.from, CHARSET_HEADER);
    CHECK("<meta charset=utf-8>\xC4\x85", "no-such-charset", "utf-8", "<meta charset=utf-8>ą");
}

static void the_page_names_its_charset_in_several_ways(void **state)
{
    (void)state;
    CHECK("<meta charset='windows-1251'>\xC4\xE0", NULL, "windows-1251", "<meta charset='windows-1251'>Да");
    CHECK("<META http-equiv=Content-Type content=\"text/html; charset=koi8-r\">\xE4\xC1", NULL, "koi8-r",
          "<META http-equiv=Content-Type content=\"text/html; charset=koi8-r\">Да");
    CHECK("<?xml version=\"1.0\" encoding=\"iso-8859-15\"?>\xA4", NULL, "iso-8859-15",
          "<?xml version=\"1.0\" encoding=\"iso-8859-15\"?>€");
    assert_int_equal(found.from, CHARSET_META);
}

static void latin_1_means_windows_1252(void **state)
{
    (void)state;
    CHECK("\x93yes\x94 \x96 caf\xE9", "latin1", "windows-1252", "“yes” – café");
    CHECK("<meta charset=iso-8859-1>\x80", NULL, "windows-1252", "<meta charset=iso-8859-1>€");
}

static void utf16_in_a_page_that_is_ascii_means_utf8(void **state)
{
    (void)state;
    CHECK("<meta charset=utf-16>\xC3\xA9", NULL, "utf-8", "<meta charset=utf-16>é");
}

static void utf7_is_never_taken(void **state)
{
    (void)state;
    CHECK("+ADw-script+AD4-", "utf-7", "utf-8", "+ADw-script+AD4-");
}

static void bytes_without_a_name_are_utf8_when_they_can_be(void **state)
{
    (void)state;
    CHECK("Per \xC3\x85kesson", NULL, "utf-8", "Per Åkesson");
    assert_int_equal(found.from, CHARSET_VALID);
    CHECK("", NULL, "utf-8", "");
}

static void other_bytes_are_guessed(void **state)
{
    (void)state;
    const char *const russian = "\xCF\xF0\xE0\xE2\xE8\xF2\xE5\xEB\xFC\xF1\xF2\xE2\xEE \xEE\xF2\xE2\xE5\xF0\xE3\xEB\xEE "
                                "\xEE\xE1\xE2\xE8\xED\xE5\xED\xE8\xFF \xE8 \xEE\xF2\xEA\xE0\xE7\xE0\xEB\xEE\xF1\xFC";
    struct buf out;
    buf_init(&out, 0);
    assert_true(charset_decode((struct str){russian, strlen(russian)}, NULL, &out, &found));
    assert_string_equal(found.name, "windows-1251");
    assert_int_equal(found.from, CHARSET_GUESS);
    buf_release(&out);
}

static void utf8_that_is_declared_and_not_there_is_noticed(void **state)
{
    (void)state;
    CHECK("<meta charset=utf-8>caf\xE9 na\xEFve", NULL, "windows-1252", "<meta charset=utf-8>café naïve");
    assert_true(found.misdeclared);
    CHECK("<meta charset=utf-8>caf\xC3\xA9 na\xEFve", NULL, "utf-8", "<meta charset=utf-8>café na\xEF\xBF\xBDve");
    assert_false(found.misdeclared);
    assert_int_equal(found.wrong, 1);
}

static void what_is_no_character_becomes_a_replacement(void **state)
{
    (void)state;
    CHECK("a\x81 z", "shift_jis", "shift_jis", "a\xEF\xBF\xBD z");
    assert_int_equal(found.wrong, 1);
    CHECK("a\x81", "gbk", "gbk", "a\xEF\xBF\xBD");
}

static void labels_mean_what_the_encoding_standard_says(void **state)
{
    (void)state;
    CHECK("\xB0\xA1", "GB_2312-80", "gbk", "啊");
    CHECK("\xB0\xA1", "x-x-big5", "big5", "陛");
    CHECK("\xA1\xC1", "EUC-JP", "euc-jp", "～");
    CHECK("\x82\xA0", "ms932", "shift_jis", "あ");
    CHECK("\xE0", "logical", "iso-8859-8-i", "א");
    CHECK("\xE4\xC1", "koi", "koi8-r", "Да");
    CHECK("\xA4", "l9", "iso-8859-15", "€");
    CHECK("\xA4", "csISOLatin1", "windows-1252", "¤");
    assert_int_equal(found.from, CHARSET_HEADER);
}

static void a_name_that_only_iconv_knows_says_nothing(void **state)
{
    static const char *const names[] = {"wchar_t", "internal", "ucs-4", "ucs-4le", "iso-10646", "csucs4", "java", "utf-32", "gb2312-", "iso-2022-kr", "hz-gb-2312",
                                        "iso-2022-cn-ext", "ibm037", "big5-hkscs:2004", "cp949", "#", "utf-8-and-what-is-longer-than-any-label"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK("caf\xC3\xA9", names[i], "utf-8", "café");
        assert_int_equal(found.from, CHARSET_VALID);
    }
}

static void utf16_that_is_cut_short_gives_what_is_there(void **state)
{
    (void)state;
    CHECK("\xFF\xFE", NULL, "utf-16le", "");
    CHECK("\xFF\xFEh\0i", NULL, "utf-16le", "h\xEF\xBF\xBD");
    assert_int_equal(found.wrong, 1);
    CHECK("\xFE\xFF\xD8\x3D", NULL, "utf-16be", "\xEF\xBF\xBD");
    assert_int_equal(found.wrong, 1);
    CHECK("", "utf-16", "utf-16le", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_byte_order_mark_goes_before_everything),
        cmocka_unit_test(the_header_goes_before_the_page),
        cmocka_unit_test(the_page_names_its_charset_in_several_ways),
        cmocka_unit_test(latin_1_means_windows_1252),
        cmocka_unit_test(utf16_in_a_page_that_is_ascii_means_utf8),
        cmocka_unit_test(utf7_is_never_taken),
        cmocka_unit_test(bytes_without_a_name_are_utf8_when_they_can_be),
        cmocka_unit_test(other_bytes_are_guessed),
        cmocka_unit_test(utf8_that_is_declared_and_not_there_is_noticed),
        cmocka_unit_test(what_is_no_character_becomes_a_replacement),
        cmocka_unit_test(labels_mean_what_the_encoding_standard_says),
        cmocka_unit_test(a_name_that_only_iconv_knows_says_nothing),
        cmocka_unit_test(utf16_that_is_cut_short_gives_what_is_there),
    };
    return cmocka_run_group_tests_name("intake/charset", tests, NULL, NULL);
}
