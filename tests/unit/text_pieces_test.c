/* SPDX-License-Identifier: Apache-2.0 */
#include "text/pieces.h"
#include "text_made.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char lines[] = "[PAD]\n[UNK]\nplay\n##ed\n##e\nplayed\n##s\ne\n,\n#\n##a\na\n##aa\n";

static void check(const char *text, const char *want)
{
    struct made made;
    struct vocabulary vocabulary;
    made_init(&made, text, strlen(text), 0);
    assert_true(text_vocabulary_init(&vocabulary, lines, sizeof lines - 1, &made.memory, &made.error));
    made.job.vocabulary = &vocabulary;
    assert_true(text_split_words(&made.job));
    assert_true(text_split_pieces(&made.job));
    text_show_pieces(&made.job, &made.out);
    assert_string_equal(buf_terminate(&made.out), want);
    made_release(&made);
}

static void the_longest_piece_is_taken_from_the_left(void **state)
{
    (void)state;
    check("play Played playeds", "0 \"play\" play 2\n1 \"Played\" played 5\n2 \"playeds\" played 5 ##s 6\n");
    check("\xC3\xA9 aaaa", "0 \"\xC3\xA9\" e 7\n1 \"aaaa\" a 11 ##aa 12 ##a 10\n");
    check("##a", "0 \"#\" # 9\n1 \"#\" # 9\n2 \"a\" a 11\n");
}

static void what_cannot_be_cut_is_unknown(void **state)
{
    (void)state;
    check("playx", "0 \"playx\" [UNK] 1\n");
    char text[103], want[200];
    memset(text, 'a', sizeof text);
    text[101] = '\0';
    snprintf(want, sizeof want, "0 \"%s\" [UNK] 1\n", text);
    check(text, want);
    struct made made;
    struct vocabulary vocabulary;
    made_init(&made, text, 100, 0);
    assert_true(text_vocabulary_init(&vocabulary, lines, sizeof lines - 1, &made.memory, &made.error));
    made.job.vocabulary = &vocabulary;
    assert_true(text_split_words(&made.job));
    assert_true(text_split_pieces(&made.job));
    assert_int_equal(made.doc.pieces.count, 51); /* a, 49 ##aa, ##a */
    made_release(&made);
}

static void a_word_met_again_has_the_same_pieces(void **state)
{
    (void)state;
    check("playeds, playeds", "0 \"playeds\" played 5 ##s 6\n1 \",\" , 8\n2 \"playeds\" played 5 ##s 6\n");
}

static void check_refused(const char *bytes, size_t length, enum dixit_status status, const char *text)
{
    struct arena arena;
    struct vocabulary vocabulary;
    struct dixit_error error = {0};
    arena_init(&arena, status == DIXIT_NO_MEMORY ? 40 : 0);
    assert_false(text_vocabulary_init(&vocabulary, bytes, length, &arena, &error));
    assert_int_equal(error.status, status);
    assert_string_equal(error.text, text);
    arena_release(&arena);
}

static void misshapen_vocabularies_are_refused(void **state)
{
    (void)state;
    check_refused("", 0, DIXIT_BAD_MODEL, "The vocabulary must have 1 to 65,535 pieces, one a line.");
    check_refused("a\nb\n", 4, DIXIT_BAD_MODEL, "The vocabulary has no piece [UNK].");
    check_refused("a\n[UNK]\na", 9, DIXIT_BAD_MODEL, "The vocabulary has the same piece in rows 0 and 2.");
    check_refused("a\n\n[UNK]", 8, DIXIT_BAD_MODEL, "The vocabulary has no piece in row 1.");
    check_refused("a\n[UNK]\n", 8, DIXIT_NO_MEMORY, "There is not enough memory for the vocabulary.");
    static char many[2 * 65536];
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = i % 2 == 0 ? 'a' : '\n';
    check_refused(many, sizeof many, DIXIT_BAD_MODEL, "The vocabulary must have 1 to 65,535 pieces, one a line.");
}

static void line_ends_of_either_kind_and_a_missing_last_one_are_fine(void **state)
{
    (void)state;
    struct arena arena;
    struct vocabulary vocabulary;
    struct dixit_error error = {0};
    arena_init(&arena, 0);
    assert_true(text_vocabulary_init(&vocabulary, "[UNK]\r\nab\r\n##c", 14, &arena, &error));
    assert_int_equal(vocabulary.count, 3);
    assert_int_equal(text_vocabulary_find(&vocabulary, (struct str){"ab", 2}), 1);
    assert_int_equal(text_vocabulary_find(&vocabulary, (struct str){"##c", 3}), 2);
    assert_int_equal(text_vocabulary_find(&vocabulary, (struct str){"c", 1}), NONE);
    arena_release(&arena);
}

static void memory_that_gives_out_is_an_error_and_no_crash(void **state)
{
    (void)state;
    for (int scratch = 0; scratch < 2; scratch++) {
        struct made made;
        struct vocabulary vocabulary;
        made_init(&made, "played plays", 12, 0);
        assert_true(text_vocabulary_init(&vocabulary, lines, sizeof lines - 1, &made.memory, &made.error));
        made.job.vocabulary = &vocabulary;
        assert_true(text_split_words(&made.job));
        if (scratch != 0)
            made.scratch.limit = 100;
        else
            made.memory.limit = made.memory.used + 10;
        assert_false(text_split_pieces(&made.job));
        assert_int_equal(made.error.status, DIXIT_TOO_LARGE);
        made_release(&made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_piece_is_taken_from_the_left),
        cmocka_unit_test(what_cannot_be_cut_is_unknown),
        cmocka_unit_test(a_word_met_again_has_the_same_pieces),
        cmocka_unit_test(misshapen_vocabularies_are_refused),
        cmocka_unit_test(line_ends_of_either_kind_and_a_missing_last_one_are_fine),
        cmocka_unit_test(memory_that_gives_out_is_an_error_and_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
