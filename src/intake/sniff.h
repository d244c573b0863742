/* SPDX-License-Identifier: Apache-2.0 */
/* sniff.h: what bytes are, told from the bytes and not from a file's name. */
#ifndef INTAKE_SNIFF_H
#define INTAKE_SNIFF_H

#include <stdbool.h>

#include "base/span.h"

enum { SNIFF_BYTES = 4096 }; /* of them it looks at */

enum sniffed {
    SNIFF_TEXT, /* or anything else: plain.h says what it cannot read */
    SNIFF_HTML,
    SNIFF_FEED,     /* RSS, Atom */
    SNIFF_JSONFEED,
    SNIFF_MAIL,     /* one message */
    SNIFF_MBOX,
    SNIFF_CSV,      /* a table as text, whatever parts its columns */
    SNIFF_MARKDOWN,
    SNIFF_PDF,
    SNIFF_OFFICE,     /* DOCX, ODT and their like */
    SNIFF_OFFICE_OLD, /* their forebears, and those with a password */
    SNIFF_ALTO,     /* recognised scans */
    SNIFF_HOCR,
    SNIFF_GZIP, SNIFF_XZ, SNIFF_ZSTD, SNIFF_TAR, SNIFF_ZIP, SNIFF_WARC,
    SNIFF_RESPONSE, /* the answer of a server, as curl -i prints it */
};

/* Looks at the first 4 KiB. HTML begins, after spaces, comments and an XML declaration, with a doctype or with a tag that only a
 * page has; with another tag of HTML when tags go on as they do in a page. UTF-16 with a byte order mark is seen through. */
enum sniffed sniff(struct str bytes);

/* The same, where the bytes look like plain text and have a name: text whose form only a name tells (none of them yet). NULL: no name. */
enum sniffed sniff_named(struct str bytes, const char *name);

#endif
