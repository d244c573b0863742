/* SPDX-License-Identifier: Apache-2.0 */
/* mail.h: a message (RFC 5322 with MIME) to a document, and what is attached to it to documents of their own.
 *
 * The text is the subject and the body: of alternatives the plain text, or the HTML where the plain one has no words. Author, date, outlet (List-Id, else the domain of
 * the sender's address), address (Archived-At) and language come from the header. Quoted replies stay, without their ">" and each with a note of its span.
 * Attachments and enclosed messages come after the message, read in turn; what can hold no text (pictures, sound, signatures) is named in a note. */
#ifndef INTAKE_MAIL_H
#define INTAKE_MAIL_H

#include "intake/unpack.h"

bool mail_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);

/* Whether the bytes begin with the header of a message: a field that only mail has, or three that letters have too. */
bool mail_is(struct str bytes);

#endif
