/* SPDX-License-Identifier: Apache-2.0 */
/* compare_quotes.h: the quotations of a copy looked for in its source. */
#ifndef VIEW_COMPARE_QUOTES_H
#define VIEW_COMPARE_QUOTES_H

#include "view/compare.h"
#include "view/compare_words.h"

/* Adds those that differ, by kind. False when memory gave out. */
bool compare_quotes(const struct numbered *source, const struct numbered *copy, struct comparison *to, struct arena *memory);

#endif
