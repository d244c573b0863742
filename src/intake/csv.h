/* SPDX-License-Identifier: Apache-2.0 */
/* csv.h: tables as text (RFC 4180): a row is a document.
 *
 * The first row names the columns; the delimiter (comma, semicolon, tab or bar) is told from it. A column named text, body, content, article, article_text, full_text,
 * story or statement holds the text; title (or headline), id, url (or link), date (or published), outlet (or source, publisher), author and language are taken over.
 * A field in quotation marks may hold line ends, delimiters and, doubled, quotation marks. Rows that are not like the first are read as far as they go. */
#ifndef INTAKE_CSV_H
#define INTAKE_CSV_H

#include "intake/unpack.h"

/* Reads piece by piece; memory is that of one row, which is refused when it is longer than 32 MiB. */
bool csv_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);

/* Whether the first line names a column for the text and another one, parted by a delimiter. */
bool csv_is(struct str bytes);

#endif
