/* SPDX-License-Identifier: Apache-2.0 */
/* charset.h: bytes in whatever charset to UTF-8, decided as browsers do it.
 *
 * In this order: a byte order mark; the charset of the HTTP header, where one is given; that of a <meta> in the first 16 KiB;
 * UTF-8 when the bytes are valid UTF-8; then a guess from the bytes (uchardet). Labels are those of the Encoding Standard
 * (data/charsets.txt) and mean what it says: "latin1" and "iso-8859-1" are windows-1252, "gb2312" is gbk. Any other label
 * says nothing, and the next way decides. Where UTF-8 is declared and no character beyond ASCII
 * is UTF-8 the declaration is wrong, and the charset is guessed. */
#ifndef INTAKE_CHARSET_H
#define INTAKE_CHARSET_H

#include "base/buf.h"

enum charset_from { CHARSET_MARK, CHARSET_HEADER, CHARSET_META, CHARSET_VALID, CHARSET_GUESS };

struct charset {
    char name[24];          /* lower case, as the Encoding Standard calls it: "utf-8", "windows-1252" */
    enum charset_from from;
    bool misdeclared;       /* it is another than the page says */
    size_t wrong;           /* places that are no character in it; each became U+FFFD */
};

/* Appends the text of `bytes` to `out` as valid UTF-8, without a byte order mark. `header` is the charset that came with
 * the bytes, or NULL. False when `out` refused memory. No file, no network; iconv may load its own tables. */
bool charset_decode(struct str bytes, const char *header, struct buf *out, struct charset *found);

/* Loads what iconv needs for every charset of the Encoding Standard, for a process that will not be able to open files later. It stays loaded. */
void charset_prepare(void);

#endif
