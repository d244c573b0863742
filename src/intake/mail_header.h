/* SPDX-License-Identifier: Apache-2.0 */
/* mail_header.h: the header of a message or of a part of it (RFC 5322, 2045, 2047, 2231). */
#ifndef INTAKE_MAIL_HEADER_H
#define INTAKE_MAIL_HEADER_H

#include "base/arena.h"
#include "base/buf.h"

enum { MAIL_MAX_FIELDS = 1000, MAIL_MAX_HEADER = 1 << 20 }; /* fields and bytes of one header that are looked at */

struct mail_field {
    struct str name, value; /* the value with its folded lines, borrowed from the bytes */
};

struct mail_header {
    LIST(struct mail_field) fields;
    struct str body; /* what comes after the header */
};

/* Parts the bytes at the first empty line; a line that is no field ends the header too, and is of the body. False when memory gave out. */
bool mail_header_read(struct mail_header *header, struct str bytes, struct arena *memory);

/* The value of the first field of that name as it stands; empty when there is none. */
struct str mail_header_raw(const struct mail_header *header, const char *name);

/* A value as text: unfolded, encoded words decoded, other bytes beyond ASCII taken as UTF-8 or guessed; spaces at its ends taken off. NULL when nothing is left or
 * memory gave out. */
const char *mail_header_text(struct str value, struct arena *memory);

/* The names in a list of addresses, with commas; the address where there is no name. NULL when there is none. */
const char *mail_header_names(struct str value, struct arena *memory);

/* What stands behind the first "@" of an address in it, in small letters; NULL when nothing does. */
const char *mail_header_domain(struct str value, struct arena *memory);

/* A value such as "text/plain; charset=utf-8; name*0*=utf-8''a%20b": its first word in small letters … */
const char *mail_header_word(struct str value, struct arena *memory);
/* … and one of its parameters, put together and decoded; NULL when it has none of that name. */
const char *mail_header_parameter(struct str value, const char *name, struct arena *memory);

/* Appends what base64 or quoted-printable stands for; what is neither is passed over or taken as it stands. `underscores`: as in encoded words. */
void mail_decode_base64(struct str from, struct buf *to);
void mail_decode_quoted(struct str from, bool underscores, struct buf *to);

#endif
