/* SPDX-License-Identifier: Apache-2.0 */
/* plain.h: the bytes of a plain text file to doc->text.
 *
 * UTF-8 of any quality: invalid bytes become U+FFFD, with a note. A byte order mark is no word and is left out; with one
 * for UTF-16 the text is converted. Line ends stay as they are, CRLF too. Bytes that are no text are refused: those with
 * control characters that no text has (NUL above all) beyond one in fifty. */
#ifndef INTAKE_PLAIN_H
#define INTAKE_PLAIN_H

#include "base/error.h"
#include "doc.h"

/* Fills text, body, sha256, charset, media_type and notes. `cut`: the bytes are the beginning of a longer file, so that a
 * character broken off at their end is dropped. At most `max_bytes` of text are kept, with a note. `bytes` is borrowed for
 * the call. False with the error set when it is not text (DIXIT_BAD_INPUT) or memory gave out. */
bool plain_read(struct doc *doc, struct str bytes, bool cut, uint64_t max_bytes, struct dixit_error *error);

#endif
