/* SPDX-License-Identifier: Apache-2.0 */
/* charset.h: bytes in whatever charset to UTF-8, decided as browsers do it.
 *
 * In this order: a byte order mark, or an XML declaration in UTF-16; the charset of the HTTP header, where one is given; that of a <meta> in the first 16 KiB;
 * UTF-8 when the bytes are valid UTF-8; then a guess from the bytes (uchardet). Labels are those of the Encoding Standard
 * (data/charsets.txt) and mean what it says: "latin1" and "iso-8859-1" are windows-1252, "gb2312" is gbk. Any other label
 * says nothing, and the next way decides. Where UTF-8 is declared and no character beyond ASCII
 * is UTF-8 the declaration is wrong, and the charset is guessed. Of UTF-16 without a mark the zeros tell which byte comes first; UTF-16 that
 * a declaration in ASCII claims is none. */
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

/* Whether the bytes begin with the mark of UTF-16 or with an XML declaration in it; `big` when the high byte comes first, `mark` is how many bytes the mark has. */
bool charset_is_utf16(struct str bytes, bool *big, size_t *mark);

/* Loads what iconv needs for every charset of the Encoding Standard, for a process that will not be able to open files later. It stays loaded. */
void charset_prepare(void);

#endif
