/* SPDX-License-Identifier: Apache-2.0 */
/* mail_text.h: the lines of a mail's plain text to paragraphs. */
#ifndef INTAKE_MAIL_TEXT_H
#define INTAKE_MAIL_TEXT_H

#include "base/arena.h"
#include "base/buf.h"

/* Appends the text of a text/plain part, valid UTF-8, to `body`. With `flowed` (RFC 3676) lines that end in a space go on in the next one, without that space
 * where `delsp` says so. What is quoted from another message (">") becomes paragraphs of its own without those marks; their spans in `body` go to `quoted`. Ends of
 * lines are LF, spaces at them are taken off. False when memory gave out. */
bool mail_text_write(struct str text, bool flowed, bool delsp, struct arena *memory, struct buf *body, struct spans *quoted);

#endif
