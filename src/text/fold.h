/* SPDX-License-Identifier: Apache-2.0 */
/* fold.h: words as they are compared when people ask for a name: without case, accents, punctuation, a first article or a last 's.
 *
 * A folded text is " anna berg ": words in small letters with one space around each, so that whole words are found by their bytes. */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "base/buf.h"

/* Empties `out` and fills it with the folded text; " " where no letter or digit is. */
void fold_words(struct str text, struct buf *out);

bool fold_equal(const struct buf *a, const struct buf *b);

/* Are the words of `inner`, in their order, words of `outer`? Never for an empty `inner`. */
bool fold_holds(const struct buf *outer, const struct buf *inner);

/* No letter or digit? */
bool fold_is_empty(const struct buf *folded);

/* One word such as "she", "its" or "who"? */
bool fold_is_pronoun(const struct buf *folded);

#endif
