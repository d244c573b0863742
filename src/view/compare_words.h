/* SPDX-License-Identifier: Apache-2.0 */
/* compare_words.h: words of a text as numbers, and how much of a sequence of them is found in another. */
#ifndef VIEW_COMPARE_WORDS_H
#define VIEW_COMPARE_WORDS_H

#include "doc.h"

enum { COMPARE_MOST_WORDS = 200 }; /* of one sequence */

/* A text whose words are folded to numbers: 0 for what is no word. */
struct numbered {
    const struct doc *doc;
    uint64_t *numbers; /* of each of doc->words */
};

bool numbered_init(struct numbered *numbered, const struct doc *doc, struct arena *memory);

/* Indices of words, in order, none of number 0. */
struct sequence {
    uint32_t *at;
    uint32_t count;
};

/* The words of spans, the first COMPARE_MOST_WORDS. */
struct sequence numbered_words(const struct numbered *numbered, struct spans spans, struct arena *memory);

/* The longest common subsequence of two sequences: how long, and the first and last word of `a` and `b` in it. */
struct common {
    uint32_t count;
    uint32_t first_a, last_a, first_b, last_b; /* indices into the sequences */
};
struct common common_words(const struct numbered *in_a, struct sequence a, const struct numbered *in_b, struct sequence b);

/* The number of one folded word. */
uint64_t word_number(const char *folded, size_t length);

#endif
