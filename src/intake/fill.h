/* SPDX-License-Identifier: Apache-2.0 */
/* fill.h: what every format's reader does with the text it found. */
#ifndef INTAKE_FILL_H
#define INTAKE_FILL_H

#include "base/error.h"
#include "doc.h"

enum { FILL_MAX_BYTES = 16 << 20 }; /* of a text, unless said otherwise */

/* Copies `bytes` to doc->text as valid UTF-8 of at most `max_bytes` (0: 16 MiB), cut between characters, and sets body to all
 * of it. Notes what became U+FFFD and what was left out. `cut`: the bytes are the beginning of something longer, which is
 * noted too. False with the error set when memory gave out. */
bool fill_text(struct doc *doc, struct str bytes, bool cut, uint64_t max_bytes, struct dixit_error *error);

/* doc->sha256, of the bytes that came in. */
void fill_sha256(struct doc *doc, struct str bytes);

/* An id where there is none: the first 16 hexadecimal digits of the text's SHA-256. */
bool fill_id(struct doc *doc, struct dixit_error *error);

/* A note about the whole text; `format` as in printf. Left out when memory gives out (the arena remembers). */
void fill_note(struct doc *doc, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Notes a text whose UTF-8 was taken for windows-1252 before it came here ("Ã©" for "é", "â€™" for an apostrophe): three places at least. It stays as it is. */
void fill_note_mojibake(struct doc *doc);

/* Whether there is a character other than spaces and line ends in it. */
bool fill_has_words(const struct doc *doc);

/* Sets DIXIT_NO_MEMORY or, when the arena's limit refused, DIXIT_TOO_LARGE; returns false. */
bool fill_refused(const struct doc *doc, struct dixit_error *error);

#endif
