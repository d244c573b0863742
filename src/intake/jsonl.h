/* SPDX-License-Identifier: Apache-2.0 */
/* jsonl.h: one line of JSON Lines to a document.
 *
 *     {"id": "a-17", "text": "The mayor said …", "title": "Harbour to close", "outlet": "Harbour Post", "published": "2026-01-04"}
 *
 * "text" is needed; id, title, outlet, author, published, url and language are taken over; other fields are ignored. The text
 * comes out code point for code point: nothing is normalised in it and no title put before it. Lone surrogates (\ud800) and
 * invalid bytes become U+FFFD, with a note. A field that is no text counts as missing (an id may be a whole number). */
#ifndef INTAKE_JSONL_H
#define INTAKE_JSONL_H

#include "base/error.h"
#include "doc.h"

/* Fills text, body, origin (but file and record) and notes; sha256 is of the line as it came. `line` is changed in place: its
 * lone surrogates are overwritten. At most `max_bytes` of text are kept, with a note. False with the error set when the line is
 * no such object (DIXIT_BAD_INPUT; its position is the byte in the line; doc->origin.id is filled when it is known) or memory gave
 * out. */
bool jsonl_read(struct doc *doc, char *line, size_t length, uint64_t max_bytes, struct dixit_error *error);

#endif
