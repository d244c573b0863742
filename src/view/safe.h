/* SPDX-License-Identifier: Apache-2.0 */
/* safe.h: characters of a document that would steer a terminal or a page instead of being read. */
#ifndef VIEW_SAFE_H
#define VIEW_SAFE_H

#include "base/buf.h"

/* The character to show instead: a picture such as ␛ for a control character, U+FFFD for the other ones that steer
 * (C1 controls, overrides of the writing direction); all others, line ends and tabs included, stay. */
int32_t safe_char(int32_t c);

/* Appends text with safe characters; `fold` makes one space of each run of spaces and line ends. Invalid bytes, which file names
 * may hold, become U+FFFD. */
void safe_add(struct buf *out, struct str text, bool fold);

/* The same with each character, as it stands in the text, written by `put`. */
void safe_add_by(struct buf *out, struct str text, bool fold, void (*put)(struct buf *out, int32_t c));

/* The next character of text from *at on (U+FFFD for an invalid byte), moving *at. *at must be below the length. */
int32_t safe_next(struct str text, size_t *at);

void safe_add_char(struct buf *out, int32_t c);

/* A space, tab, line end or no-break space: where words part. */
bool safe_is_space(int32_t c);

#endif
