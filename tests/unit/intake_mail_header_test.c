/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/mail_header.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct arena memory;

static int set_up(void **state)
{
    (void)state;
    arena_init(&memory, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&memory);
    return 0;
}

static struct str str(const char *text)
{
    return (struct str){text, strlen(text)};
}

static void check_text(const char *value, const char *wanted)
{
    const char *got = mail_header_text(str(value), &memory);
    if (wanted == NULL)
        assert_null(got);
    else
        assert_string_equal(got, wanted);
}

static void check_names(const char *value, const char *wanted)
{
    assert_string_equal(mail_header_names(str(value), &memory), wanted);
}

static void check_parameter(const char *value, const char *name, const char *wanted)
{
    const char *got = mail_header_parameter(str(value), name, &memory);
    if (wanted == NULL)
        assert_null(got);
    else
        assert_string_equal(got, wanted);
}

static void fields_are_found_whatever_their_case_and_unfolded(void **state)
{
    (void)state;
    struct mail_header header;
    assert_true(mail_header_read(&header, str("subject: one\r\n  two\r\nFrom : a@b\r\nnot a field\r\n\r\nbody"), &memory));
    assert_int_equal(header.fields.count, 2);
    assert_string_equal(mail_header_text(mail_header_raw(&header, "Subject"), &memory), "one two");
    assert_string_equal(mail_header_text(mail_header_raw(&header, "FROM"), &memory), "a@b");
    assert_int_equal(mail_header_raw(&header, "Date").length, 0);
    assert_memory_equal(header.body.at, "not a field", 11);
}

static void a_header_ends_at_the_first_empty_line(void **state)
{
    (void)state;
    struct mail_header header;
    assert_true(mail_header_read(&header, str("A: 1\n \nB: 2\n"), &memory));
    assert_int_equal(header.fields.count, 1);
    assert_int_equal(header.body.length, 5);
}

static void encoded_words_are_decoded_and_joined(void **state)
{
    (void)state;
    check_text("=?utf-8?Q?J=C3=B6rg_Berg?=", "Jörg Berg");
    check_text("=?ISO-8859-1?q?K=F6ln?= =?utf-8?b?4oCc?= said", "Köln“ said");
    check_text("=?utf-8?b?4oA=?=\r\n =?utf-8?b?nA==?=", "“"); /* a character cut between two words */
    check_text("=?utf-8*en?Q?word?=", "word");
    check_text("1 = 2 =? no =?x", "1 = 2 =? no =?x");
    check_text("=?utf-8?X?a?=", "=?utf-8?X?a?=");
    check_text("=?utf-8?Q?open", "=?utf-8?Q?open");
    check_text("K\xF6ln", "Köln");
    check_text(" \r\n ", NULL);
}

static void names_come_from_addresses(void **state)
{
    (void)state;
    check_names("Anna Berg <a@b>", "Anna Berg");
    check_names("\"Berg, Anna\" <a@b>, c@d", "Berg, Anna, c@d");
    check_names("a@b (Anna (the elder) Berg)", "Anna (the elder) Berg");
    check_names("<a@b>", "a@b");
    check_names("=?utf-8?Q?Berg,_J=C3=B6rg?= <j@b>", "Berg, Jörg");
    check_names("\"a \\\"b\\\" c\" <a@b", "a \"b\" c"); /* never closed */
    assert_null(mail_header_names(str(" , "), &memory));
}

static void the_domain_of_an_address_is_its_end(void **state)
{
    (void)state;
    assert_string_equal(mail_header_domain(str("Anna <anna@Kelder.Example>"), &memory), "kelder.example");
    assert_null(mail_header_domain(str("nobody"), &memory));
    assert_null(mail_header_domain(str("nobody@"), &memory));
}

static void parameters_are_put_together_and_decoded(void **state)
{
    (void)state;
    const char *type = "Text/Plain; charset=\"utf-8\" ; format=flowed;name*1*=%20b.txt; name*0*=utf-8'en'%C3%A4; x=\"a;\\\"b\"";
    assert_string_equal(mail_header_word(str(type), &memory), "text/plain");
    check_parameter(type, "charset", "utf-8");
    check_parameter(type, "FORMAT", "flowed");
    check_parameter(type, "name", "ä b.txt");
    check_parameter(type, "x", "a;\"b");
    check_parameter(type, "form", NULL);
    check_parameter("a/b; name=\"=?utf-8?Q?=C3=A4?=.pdf\"", "name", "ä.pdf");
    check_parameter("a/b; name*=iso-8859-1''%E4", "name", "ä");
    check_parameter("a/b; name*=%E4", "name", "ä");
    check_parameter("a/b; name*0=a; name*1=b; name*3=d", "name", "ab");
    check_parameter("a/b; name", "name", NULL);
    check_parameter("a/b; name*99=x", "name", NULL);
}

static void check_decoded(void (*decode)(struct str, struct buf *), const char *from, const char *wanted)
{
    struct buf to;
    buf_init(&to, 0);
    decode(str(from), &to);
    assert_string_equal(buf_terminate(&to), wanted);
    buf_release(&to);
}

static void decode_quoted(struct str from, struct buf *to)
{
    mail_decode_quoted(from, false, to);
}

static void transfer_encodings_forgive_mistakes(void **state)
{
    (void)state;
    check_decoded(mail_decode_base64, "QmVy\r\nZw==", "Berg");
    check_decoded(mail_decode_base64, "QmVyZw", "Berg");
    check_decoded(mail_decode_base64, "Qm!V*yZw==QQ==", "BergA");
    check_decoded(decode_quoted, "a=3Db=  \r\nc=\nd", "a=bcd");
    check_decoded(decode_quoted, "100 = 100, =zz", "100 = 100, =zz");
    check_decoded(decode_quoted, "end=", "end");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_are_found_whatever_their_case_and_unfolded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_header_ends_at_the_first_empty_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(encoded_words_are_decoded_and_joined, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_come_from_addresses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_domain_of_an_address_is_its_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parameters_are_put_together_and_decoded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(transfer_encodings_forgive_mistakes, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("intake/mail_header", tests, NULL, NULL);
}
