/* SPDX-License-Identifier: Apache-2.0 */
/* lexicon.h: the word lists of data/, put into the library when it is built (tools/embed.sh). Each is sorted by its bytes and
 * has a line for each word: the word in lower case (ASCII only is folded), a tab, what is known of it. */
#ifndef CLAIMS_LEXICON_H
#define CLAIMS_LEXICON_H

#include "base/span.h"

enum lexicon {
    LEXICON_ACCUSING,      /* word → a, c, e, p, t, w (data/accusing.txt) */
    LEXICON_COUNTRIES,     /* the code as it is → short English name */
    LEXICON_COUNTRY_WORDS, /* word → code and letters: n name, a adjective, p people, c capital */
    LEXICON_FIRST_NAMES,   /* name → m, f, b */
    LEXICON_HEARSAY,       /* word → a, b, d, j, s (data/hearsay.txt) */
    LEXICON_NOUNS,         /* noun → p, o, d */
    LEXICON_ROLES,         /* noun → m, f, p, s, v, o, d, x, u; goes before the nouns */
    LEXICON_SEATS,         /* words → code */
    LEXICON_TITLES,        /* title → m, f or p, and k */
};

/* What stands after the tab on the word's line, up to its line end; NULL when the list lacks the word. */
const char *lexicon_find(enum lexicon list, const char *word, size_t length);

/* The short English name of the state with this code of three letters; empty when there is none. */
struct str lexicon_state(const char *code);

enum { LEXICON_WORD = 96 }; /* longest word that is looked up */

/* Copies text to `to`, folded to lower case, typographic apostrophes made plain and runs of space made one; its length, 0 when it is
 * longer than LEXICON_WORD. */
size_t lexicon_fold(const char *text, size_t length, char to[LEXICON_WORD]);

/* The class of a noun, singular or plural, folded: one letter of the lists of roles and nouns, 0 when not known. `plural` is set when it
 * is known in the singular only and the word is its plural. */
char lexicon_noun(const char *word, size_t length, bool *plural);

#endif
