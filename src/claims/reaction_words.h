/* SPDX-License-Identifier: Apache-2.0 */
/* reaction_words.h: the words of a document as reactions look at them: a key for each, and the classes of data/reaction-words.txt. */
#ifndef CLAIMS_REACTION_WORDS_H
#define CLAIMS_REACTION_WORDS_H

#include "job.h"

/* In the order of the table in reaction_words.c; a word may be in several. */
enum word_class {
    CLASS_DENY = 1U << 0, CLASS_REJECT = 1U << 1, CLASS_CONFIRM = 1U << 2, CLASS_SUPPORT = 1U << 3, CLASS_UNTRUE = 1U << 4,
    CLASS_NOT = 1U << 5, CLASS_CLAIM_NOUN = 1U << 6, CLASS_PLURAL = 1U << 7, CLASS_REQUEST_NOUN = 1U << 8, CLASS_ANAPHOR = 1U << 9,
    CLASS_POINTER = 1U << 10, CLASS_VERIFY = 1U << 11, CLASS_COMMENT = 1U << 12, CLASS_WANT = 1U << 13, CLASS_TRUE = 1U << 14,
    CLASS_ACCUSE = 1U << 15, CLASS_CONTRAST = 1U << 16, CLASS_TRUTH_ADVERB = 1U << 17, CLASS_NUMBER = 1U << 18, CLASS_STOP = 1U << 19,
};

struct reaction_words {
    const struct doc *doc;
    uint32_t *keys;    /* of each word: a hash of it in ASCII lower case */
    uint32_t *classes; /* of each word: enum word_class, and the classes that only patterns use above them */
};

/* The key of a word as reaction_words.keys has it. */
uint32_t reaction_word_key(const char *at, size_t length);

/* The classes of a name in data/reaction-words.txt; 0 for a name that is not there. */
uint32_t reaction_class_named(const char *name, size_t length);

/* Looks up every word of the document. The arrays live in job->scratch. False when it gave out. */
bool reaction_words_make(struct job *job, struct reaction_words *words);

#endif
