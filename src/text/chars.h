/* SPDX-License-Identifier: Apache-2.0 */
/* chars.h: what a character is to the words. Unicode's tables are utf8proc's.
 *
 * The classes are those of BERT's basic tokenizer, seen through its normalisation: clean (controls, format characters,
 * private use and U+FFFD vanish), NFD without non-spacing marks, lower case. Three controls that it drops, vertical tab,
 * form feed and next line, are spaces here, as Unicode has it: they end lines. */
#ifndef TEXT_CHARS_H
#define TEXT_CHARS_H

#include <stdbool.h>
#include <stdint.h>

enum char_class {
    CHAR_HIDDEN,  /* vanishes from the pieces and parts no words */
    CHAR_MARK,    /* a non-spacing mark: vanishes too, and belongs to the word before it */
    CHAR_SPACE,   /* White_Space */
    CHAR_LETTER,  /* makes words with its like: letters, digits, symbols */
    CHAR_ALONE,   /* a word by itself: punctuation, Chinese characters */
};

/* Of each ASCII character. */
extern const uint8_t char_ascii_classes[128];

enum char_class char_class(uint32_t point);

/* True for what ends a line: line feed, vertical tab, form feed, carriage return, next line, U+2028, U+2029. */
bool char_ends_line(uint32_t point);

/* The canonical decomposition (NFD) of a code point, each part in lower case; how many parts. Parts that are non-spacing
 * marks are left in. */
uint32_t char_fold(uint32_t point, uint32_t to[4]);

/* The canonical combining class, by which NFD orders marks; 0 for most characters. */
uint32_t char_order(uint32_t point);

/* Whether a character is a digit, a letter and of which case. */
enum char_case { CASE_NONE, CASE_DIGIT, CASE_LOWER, CASE_UPPER };
enum char_case char_case(uint32_t point);

#endif
