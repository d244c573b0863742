/* SPDX-License-Identifier: Apache-2.0 */
/* What the marks of a line are taken for. A case is the text as it should come out: < before a mark that opens, > before one
 * that closes, ^ before an apostrophe, then the depth of each word that is inside, with ~ where its line never closes. */
#include "text_made.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void show(struct made *made)
{
    const struct doc *doc = &made->doc;
    uint32_t last = 0;
    for (uint32_t i = 0; i < doc->words.count; i++) {
        const struct word *word = &doc->words.at[i];
        buf_add(&made->out, doc->text.at + last, word->at.start - last);
        if ((word->flags & WORD_OPENS) != 0)
            buf_add_char(&made->out, '<');
        if ((word->flags & WORD_CLOSES) != 0)
            buf_add_char(&made->out, '>');
        if ((word->flags & WORD_APOSTROPHE) != 0)
            buf_add_char(&made->out, '^');
        buf_add(&made->out, doc->text.at + word->at.start, word->at.end - word->at.start);
        if (word->quote > 0)
            buf_add_format(&made->out, "%s%u", (word->flags & WORD_QUOTE_OPEN) != 0 ? "~" : "", (unsigned)word->quote);
        last = word->at.end;
    }
    buf_add(&made->out, doc->text.at + last, doc->text.length - last);
}

static void check(const char *text, const char *want)
{
    struct made made;
    made_init(&made, text, strlen(text), 0);
    assert_true(text_split_words(&made.job));
    show(&made);
    assert_string_equal(buf_terminate(&made.out), want);
    made_release(&made);
}

static void straight_marks_open_and_close(void **state)
{
    (void)state;
    check("\"Go,\" she said. \"Now.\"", "<\"1Go1,1>\"1 she said. <\"1Now1.1>\"1");
    check("word (\"in\") and\xE2\x80\x94\"dash\"", "word (<\"1in1>\"1) and\xE2\x80\x94<\"1dash1>\"1");
    check("\"Well...\" then \"...so\"", "<\"1Well1.1.1.1>\"1 then <\"1.1.1.1so1>\"1");
    check("he said \" yes \" twice", "he said <\"1 yes1 >\"1 twice");
    check("said:\"Go\"", "said:<\"1Go1>\"1");
    check("\"He said \"no\" again.\"", "<\"1He1 said1 <\"2no2>\"2 again1.1>\"1");
}

static void curly_low_and_pointed_marks_open_and_close(void **state)
{
    (void)state;
    check("“Go,” she said. “Now.”", "<“1Go1,1>”1 she said. <“1Now1.1>”1");
    check("„Ja“, sagte er.", "<„1Ja1>“1, sagte er.");
    check("»Nein«, sagte er. «Oui», dit-il.", "<»1Nein1>«1, sagte er. <«1Oui1>»1, dit-il.");
    check("« Oui », dit-il.", "<«1 Oui1 >»1, dit-il.");
    check("”Ja,” sa hon. ”Det är ’bra’.”", "<”1Ja1,1>”1 sa hon. <”1Det1 är1 <’2bra2>’2.1>”1");
    check("“ab“ and “cd”", "<“1ab1>“1 and <“1cd1>”1");
    check("`` Hello , '' he said", "<`1<`1 Hello1 ,1 >'1>'1 he said");
    check("‹a› and 「b」", "<‹1a1>›1 and <「1b1>」1");
}

static void apostrophes_are_no_marks(void **state)
{
    (void)state;
    check("don't, it’s, James' and the '90s", "don^'t, it^’s, James^' and the ^'90s");
    check("rock 'n' roll, rock ’n’ roll, 'tis", "rock ^'n^' roll, rock ^’n^’ roll, ^'tis");
    check("the girls' \"thing\"", "the girls^' <\"1thing1>\"1");
    check("‘90s and ‘em", "^‘90s and ^‘em");
    check("6'3\" tall, a 6\" pipe, \"yes\"", "6^'3\" tall, a 6\" pipe, <\"1yes1>\"1");
}

static void single_marks_quote_in_the_british_way(void **state)
{
    (void)state;
    check("'The workers' rights count,' she said. 'We won't go.'",
          "<'1The1 workers1^'1 rights1 count1,1>'1 she said. <'1We1 won1^'1t1 go1.1>'1");
    check("‘The boys’ room,’ said Pia", "<‘1The1 boys1^’1 room1,1>’1 said Pia");
    check("the 'workers' and the 'bosses' of James' house", "the <'1workers1>'1 and the <'1bosses1>'1 of James^' house");
    check("\"'Never,' she told me,\" said Olga", "<\"1<'2Never2,2>'2 she1 told1 me1,1>\"1 said Olga");
    check("“She said ‘no’.”", "<“1She1 said1 <‘2no2>’2.1>”1");
    check("a 'loose start", "a ^'loose start");
    check("`No' he said", "<`1No1>'1 he said");
}

static void a_quotation_ends_with_its_line(void **state)
{
    (void)state;
    check("“One goes on.\n“Two ends,” she said\nThree.", "<“~1One~1 goes~1 on~1.~1\n<“1Two1 ends1,1>”1 she said\nThree.");
    check("a stray \" mark\nand \"then\" fine", "a stray \" mark\nand <\"1then1>\"1 fine");
    check("“I agree, he said. “It was.”", "<“~1I~1 agree~1,~1 he~1 said~1.~1 <“1It1 was1.1>”1");
    check("and the “third.", "and the <“~1third~1.~1");
    check("\"She: “Tank.” But", "<\"~1She~1:~1 <“~2Tank~2.~2>”~2 But~1");
}

static void a_wrapped_quotation_goes_on_until_it_is_closed(void **state)
{
    (void)state;
    check("\"One\ntwo\nthree,\" he said", "<\"~1One~1\ntwo~1\nthree1,1>\"1 he said");
    check("“One\n\ntwo\n\nthree” he said", "<“~1One~1\n\ntwo\n\nthree>” he said");
    check("so it is,\" he said", "so~1 it~1 is~1,~1>\"~1 he said");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(straight_marks_open_and_close),
        cmocka_unit_test(curly_low_and_pointed_marks_open_and_close),
        cmocka_unit_test(apostrophes_are_no_marks),
        cmocka_unit_test(single_marks_quote_in_the_british_way),
        cmocka_unit_test(a_quotation_ends_with_its_line),
        cmocka_unit_test(a_wrapped_quotation_goes_on_until_it_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
