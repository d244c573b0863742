/* SPDX-License-Identifier: Apache-2.0 */
/* words.h: the text cut into words, the units of all labels.
 *
 * A word is what BERT's basic tokenizer makes of the text (chars.h): a run of letters, digits and symbols, or one
 * punctuation mark or Chinese character. Its span is the bytes of the original text, with combining marks and hidden
 * characters inside it; what vanishes altogether, such as a zero-width space between spaces, belongs to no word. */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "base/buf.h"
#include "job.h"

/* Fills doc->words from doc->text and doc->body: spans, flags, letters and, by text_mark_quotes, quotation marks. The
 * first word of the text has both WORD_LINE_START and WORD_SPACE_BEFORE. `piece` stays 0. */
bool text_split_words(struct job *job);

/* The first word that ends behind a byte of the text: the one that holds it, or the next; doc->words.count when there is none. */
uint32_t text_word_at(const struct doc *doc, uint32_t byte);

/* The word is `text`, letter for letter. */
bool text_word_is(const struct doc *doc, uint32_t word, const char *text);

/* The class of a word's letters, as word.letters has it. A letter without case counts as lower. */
uint8_t text_case_class(struct str word);

/* Prints one line a word: index, start and end in code points, the word in quotation marks and escaped as in JSON, its
 * flags as letters (s space before, l line start, o opens, c closes, a apostrophe, u in an unclosed quotation,
 * h headline; - for none), the depth of quotation, the class of letters. Needs scratch for an index of the text. */
void text_show_words(struct job *job, struct buf *out);

#endif
