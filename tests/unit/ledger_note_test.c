/* SPDX-License-Identifier: Apache-2.0 */
/* The keys and the note of PeterNeumann are those of Go's golang.org/x/mod/sumdb/note, whose format C2SP's signed note is. */
#include "ledger/note.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define STR(text) ((struct str){(text), sizeof(text) - 1})

static const char secret_line[] = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
static const char public_line[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char known_note[] = "If you think cryptography is the answer to your problem,\n"
                                 "then you don't know what your problem is.\n"
                                 "\n"
                                 "\xE2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

static struct buf out;

static struct str written(void)
{
    assert_false(out.failed);
    return (struct str){out.at, out.length};
}

static struct note_key known_key(void)
{
    struct note_key key;
    assert_true(note_key_read(&key, (struct str){secret_line, strlen(secret_line)}, NULL));
    return key;
}

static void a_known_key_signs_a_known_note(void **state)
{
    (void)state;
    struct note_key key = known_key();
    struct note_verifier verifier = note_key_verifier(&key, NOTE_ED25519), read;
    buf_reset(&out);
    note_add_verifier(&out, &verifier);
    assert_string_equal(buf_terminate(&out), public_line);
    assert_true(note_verifier_read(&read, STR(public_line), NULL));
    assert_memory_equal(read.public, key.public, 32);
    buf_reset(&out);
    const char *end = strstr(known_note, "\n\n") + 1;
    assert_true(note_sign(&key, (struct str){known_note, (size_t)(end - known_note)}, &out, NULL));
    assert_string_equal(buf_terminate(&out), known_note);
    struct signed_note note;
    assert_true(note_read(&note, written(), NULL));
    assert_int_equal(note_check(&note, &verifier, NULL), NOTE_GOOD);
}

static void a_changed_byte_of_a_note_is_noticed(void **state)
{
    (void)state;
    struct note_verifier verifier;
    assert_true(note_verifier_read(&verifier, STR(public_line), NULL));
    char copy[sizeof known_note];
    for (size_t i = 0; i < sizeof known_note - 1; i++)
        for (int bit = 0; bit < 8; bit++) {
            struct signed_note note;
            memcpy(copy, known_note, sizeof copy);
            copy[i] = (char)(copy[i] ^ 1 << bit);
            if (note_read(&note, (struct str){copy, sizeof copy - 1}, NULL))
                assert_int_not_equal(note_check(&note, &verifier, NULL), NOTE_GOOD);
        }
}

static void what_is_no_note_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "", "\n", "\n\n", "text\n", "text\n\n", "text\n\nname AAAAAAAA\n", "text\n\n\xE2\x80\x94 name AAAA\n", "text\n\n\xE2\x80\x94 na+me AAAAAAAA\n",
        "text\n\n\xE2\x80\x94 name AAAAAAAA", "text\n\n\xE2\x80\x94 name AAAA*AAA\n", "te\rxt\n\n\xE2\x80\x94 name AAAAAAAA\n",
        "te\xFFxt\n\n\xE2\x80\x94 name AAAAAAAA\n", "text\n\n\xE2\x80\x94  AAAAAAAA\n", "text\n\n\xE2\x80\x94 name\n"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct signed_note note;
        struct dixit_error error = {0};
        assert_false(note_read(&note, (struct str){cases[i], strlen(cases[i])}, &error));
        assert_int_equal(error.status, DIXIT_BAD_INPUT);
    }
    struct signed_note note;
    assert_true(note_read(&note, STR("text\n\n\xE2\x80\x94 name AAAAAAAA\n"), NULL));
    assert_int_equal(note.count, 1);
    struct note_key key = known_key();
    assert_false(note_sign(&key, STR("no line feed"), &out, NULL));
    assert_false(note_sign(&key, STR("a\ttab\n"), &out, NULL));
}

static void damaged_keys_are_refused(void **state)
{
    (void)state;
    struct note_key key;
    struct note_verifier verifier;
    char copy[128];
    for (size_t i = 0; i < strlen(public_line); i++) {
        memcpy(copy, public_line, sizeof public_line);
        copy[i] = copy[i] == 'x' ? 'y' : 'x';
        assert_false(note_verifier_read(&verifier, (struct str){copy, strlen(copy)}, NULL));
    }
    for (size_t i = 0; i < strlen(secret_line); i++) {
        memcpy(copy, secret_line, sizeof secret_line);
        copy[i] = copy[i] == 'x' ? 'y' : 'x';
        assert_false(note_key_read(&key, (struct str){copy, strlen(copy)}, NULL));
    }
    assert_false(note_key_make(&key, "two words", NULL));
    assert_false(note_key_make(&key, "one+two", NULL));
    assert_false(note_key_make(&key, "", NULL));
    assert_false(note_key_make(&key, "no\xC2\xA0" "break", NULL));
}

static void a_key_file_is_its_owners_alone(void **state)
{
    (void)state;
    char folder[] = "/tmp/dixit-note-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/key", folder);
    struct note_key made, read;
    struct dixit_error error = {0};
    struct stat facts;
    assert_true(note_key_make(&made, "desk/anna", NULL));
    assert_true(note_key_save(&made, path, NULL));
    assert_false(note_key_save(&made, path, NULL)); /* nothing is written over */
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
    assert_true(note_key_load(&read, path, NULL));
    assert_memory_equal(&read, &made, sizeof made);
    assert_int_equal(chmod(path, 0640), 0);
    assert_false(note_key_load(&read, path, &error));
    assert_non_null(strstr(error.text, "chmod 600"));
    unlink(path);
    error.status = DIXIT_OK;
    assert_false(note_key_load(&read, path, &error));
    assert_int_equal(error.status, DIXIT_BAD_INPUT);
    rmdir(folder);
}

static void a_checkpoint_is_three_lines(void **state)
{
    (void)state;
    struct note_checkpoint given = {STR("example.org/log"), 20852163, {{0}}}, read;
    memset(given.root.at, 0xa5, 32);
    buf_reset(&out);
    note_add_checkpoint(&out, &given);
    assert_string_equal(buf_terminate(&out), "example.org/log\n20852163\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n");
    assert_true(note_checkpoint_read(&read, written(), NULL));
    assert_int_equal(read.size, given.size);
    assert_memory_equal(&read.root, &given.root, 32);
    buf_add_text(&out, "an extension line\n");
    assert_true(note_checkpoint_read(&read, written(), NULL));
    buf_add_text(&out, "\n");
    assert_false(note_checkpoint_read(&read, written(), NULL));
    static const char *const bad[] = {"", "a\n", "a\n1\n", "\n1\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n", "a\n01\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n",
                                      "a\n-1\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n", "a\n99999999999999999999\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n",
                                      "a\n1\npaWlpaWlpaWl\n", "a\n1\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=", "a\n1\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaV=\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(note_checkpoint_read(&read, (struct str){bad[i], strlen(bad[i])}, NULL));
}

static void a_witness_says_when_it_saw_a_checkpoint(void **state)
{
    (void)state;
    struct note_key log, witness;
    assert_true(note_key_make(&log, "example.org/log", NULL));
    assert_true(note_key_make(&witness, "witness.example/w1", NULL));
    struct str text = STR("example.org/log\n7\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n");
    buf_reset(&out);
    assert_true(note_sign(&log, text, &out, NULL));
    assert_true(note_cosign(&witness, text, 1767225600, &out, NULL));
    struct note_verifier of_log = note_key_verifier(&log, NOTE_ED25519), of_witness = note_key_verifier(&witness, NOTE_COSIGNATURE),
                         plain = note_key_verifier(&witness, NOTE_ED25519);
    struct signed_note note;
    uint64_t time = 1;
    assert_true(note_read(&note, written(), NULL));
    assert_int_equal(note.count, 2);
    assert_int_equal(note_check(&note, &of_log, &time), NOTE_GOOD);
    assert_int_equal(time, 0);
    assert_int_equal(note_check(&note, &of_witness, &time), NOTE_GOOD);
    assert_int_equal(time, 1767225600);
    assert_int_equal(note_check(&note, &plain, NULL), NOTE_ABSENT); /* the same key, but not for this */
    note.signatures[1].bytes[11] ^= 1; /* the time is signed too */
    assert_int_equal(note_check(&note, &of_witness, NULL), NOTE_BAD);
}

static void signatures_of_kinds_that_are_not_known_are_passed_over(void **state)
{
    (void)state;
    struct note_key log;
    struct signed_note note;
    assert_true(note_key_make(&log, "example.org/log", NULL));
    struct note_verifier verifier = note_key_verifier(&log, NOTE_ED25519);
    struct str text = STR("example.org/log\n7\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n");
    buf_reset(&out);
    assert_true(note_sign(&log, text, &out, NULL));
    size_t length = out.length;
    for (int bytes = 3; bytes < 6000; bytes = bytes * 2 + 3) { /* a multiple of three: one of ML-DSA has about 2,430 */
        out.length = length;
        buf_add_text(&out, "\xE2\x80\x94 example.org/log ");
        for (int i = 0; i < bytes / 3 + 2; i++)
            buf_add_text(&out, "AbC+");
        buf_add_char(&out, '\n');
        assert_true(note_read(&note, written(), NULL));
        assert_int_equal(note.count, 2);
        assert_int_equal(note_check(&note, &verifier, NULL), NOTE_GOOD);
        out.at[out.length - 3] = '*';
        assert_false(note_read(&note, written(), NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_key_signs_a_known_note),
        cmocka_unit_test(a_changed_byte_of_a_note_is_noticed),
        cmocka_unit_test(what_is_no_note_is_refused),
        cmocka_unit_test(damaged_keys_are_refused),
        cmocka_unit_test(a_key_file_is_its_owners_alone),
        cmocka_unit_test(a_checkpoint_is_three_lines),
        cmocka_unit_test(a_witness_says_when_it_saw_a_checkpoint),
        cmocka_unit_test(signatures_of_kinds_that_are_not_known_are_passed_over),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_release(&out);
    return failed;
}
