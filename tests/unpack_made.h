/* SPDX-License-Identifier: Apache-2.0 */
/* unpack_made.h: takes bytes apart in the process and writes what came out into one text, for the tests of formats:
 *
 *     "NAME:3 [title] First words of the text…\n"  a document        "NAME:4 ! The reason.\n"  a reject
 */
#ifndef UNPACK_MADE_H
#define UNPACK_MADE_H

#include "intake/unpack.h"

/* Appends to `out` (a struct buf) a line for each document; with its notes, "  + NOTE\n". Returns what unpack_file does. */
bool made_unpack(struct str bytes, const char *name, const struct unpack_limits *limits, struct buf *out);

/* The documents themselves: calls `each` for every one. */
bool made_unpack_each(struct str bytes, const char *name, const struct unpack_limits *limits,
                      bool (*each)(void *context, const struct doc *doc, const struct dixit_error *error), void *context);

#endif
