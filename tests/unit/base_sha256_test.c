/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void hash_of(const void *bytes, size_t length, size_t step, char hex[65])
{
    struct sha256 hash;
    uint8_t digest[32];
    sha256_init(&hash);
    for (size_t i = 0; i < length; i += step)
        sha256_add(&hash, (const char *)bytes + i, length - i < step ? length - i : step);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
}

static void digests_are_those_of_the_standard(void **state)
{
    (void)state;
    char hex[65];
    hash_of("", 0, 1, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hash_of("abc", 3, 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    hash_of(two, strlen(two), 56, hex);
    assert_string_equal(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    sha256_hex_of("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void a_million_letters_in_any_steps_give_one_digest(void **state)
{
    (void)state;
    static char letters[1000000];
    memset(letters, 'a', sizeof letters);
    static const size_t steps[] = {1, 55, 56, 63, 64, 65, 1000, 1000000};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char hex[65];
        hash_of(letters, sizeof letters, steps[i], hex);
        assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standard),
        cmocka_unit_test(a_million_letters_in_any_steps_give_one_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
