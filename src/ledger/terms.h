/* SPDX-License-Identifier: Apache-2.0 */
/* terms.h: words made comparable: lower case, no accents, endings cut, numbers in digits. */
#ifndef LEDGER_TERMS_H
#define LEDGER_TERMS_H

#include "ledger/stories.h"

enum { TERM_LONGEST = 40 }; /* bytes of a folded word; the rest is left out */

/* The word in lower case without accents; its length. */
uint32_t terms_fold(struct str word, char to[TERM_LONGEST]);

/* Cuts the endings of English words off a folded one, in place, and writes number words up to twenty in digits; its new length. A light
 * stemmer: what it makes need be no word, only the same for its forms. */
uint32_t terms_stem(char *word, uint32_t length);

/* What a folded word is, before its ending is cut: enum term_flag. */
uint8_t terms_flags(const char *word, uint32_t length);

/* Fills story->tokens from doc->words and adds their stems to stories->terms. */
bool terms_cut(struct stories *stories, const struct doc *doc, struct story *story);

#endif
