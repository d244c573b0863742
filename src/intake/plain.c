/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/plain.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/buf.h"
#include "intake/fill.h"

enum { SAMPLE = 1 << 16, ODD_SHARE = 50, FEW = 3, STEP = 1 << 14 };

/* What a file that is no text begins with, for a message that says what it is. */
static const struct magic {
    const char *bytes;
    size_t length;
    const char *name;
} magics[] = {
    {"%PDF-", 5, "a PDF file"},
    {"\211PNG", 4, "a PNG picture"},
    {"\377\330\377", 3, "a JPEG picture"},
    {"\177ELF", 4, "a program"},
    {"SQLite format 3", 15, "a database"},
    {"DIXITMDL", 8, "a model file"},
};

static const char *name_of(struct str bytes)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (bytes.length >= magics[i].length && memcmp(bytes.at, magics[i].bytes, magics[i].length) == 0)
            return magics[i].name;
    return NULL;
}

/* Control characters that no text has, beyond one in fifty of the first 64 KiB; a few may stand in a short text, NUL apart. */
static bool is_binary(struct str bytes)
{
    size_t length = bytes.length < SAMPLE ? bytes.length : SAMPLE, odd = 0, nuls = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes.at[i];
        odd += (c < 32 && (c < '\b' || c > '\r') && c != 27) || c == 127;
        nuls += c == 0;
    }
    return odd * ODD_SHARE > length && (nuls > 0 || odd > FEW);
}

static bool refuse_binary(struct str bytes, struct dixit_error *error)
{
    const char *name = name_of(bytes);
    if (name != NULL)
        return error_set(error, DIXIT_BAD_INPUT, 0, "This is %s, not text.", name);
    if (is_binary(bytes))
        return error_set(error, DIXIT_BAD_INPUT, 0, "This is binary data, not text.");
    return true;
}

/* UTF-16 to UTF-8; what no character is made of becomes U+FFFD. Returns how many of those there were. */
static size_t convert_utf16(iconv_t converter, struct str bytes, struct buf *out)
{
    char *from = (char *)(uintptr_t)bytes.at; /* iconv does not write to it */
    size_t left = bytes.length, wrong = 0;
    while (left > 0) {
        char *to = buf_reserve(out, STEP);
        if (to == NULL)
            return wrong;
        size_t room = STEP;
        size_t result = iconv(converter, &from, &left, &to, &room);
        out->length += STEP - room;
        if (result != (size_t)-1 || errno == E2BIG)
            continue;
        if (errno == EINVAL && left < 4) /* the end broke a character off */
            break;
        size_t skip = left < 2 ? left : 2;
        from += skip;
        left -= skip;
        wrong++;
        buf_add_text(out, "\xEF\xBF\xBD");
    }
    return wrong;
}

static bool read_utf16(struct doc *doc, struct str bytes, bool cut, bool big, uint64_t max_bytes, struct dixit_error *error)
{
    iconv_t converter = iconv_open("UTF-8", big ? "UTF-16BE" : "UTF-16LE");
    if (converter == (iconv_t)-1)
        return error_set(error, DIXIT_BAD_INPUT, 0, "This is UTF-16, which this system cannot convert.");
    struct buf text;
    buf_init(&text, 0);
    size_t wrong = convert_utf16(converter, bytes, &text);
    iconv_close(converter);
    struct str converted = {text.at, text.length};
    bool good;
    if (text.failed)
        good = error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory to convert it from UTF-16.");
    else if (is_binary(converted))
        good = error_set(error, DIXIT_BAD_INPUT, 0, "This is binary data, not text.");
    else
        good = fill_text(doc, converted, cut, max_bytes, error);
    buf_release(&text);
    if (good && wrong > 0)
        fill_note(doc, "%zu broken UTF-16 unit%s became U+FFFD.", wrong, wrong == 1 ? "" : "s");
    doc->origin.charset = big ? "utf-16be" : "utf-16le";
    return good;
}

bool plain_read(struct doc *doc, struct str bytes, bool cut, uint64_t max_bytes, struct dixit_error *error)
{
    fill_sha256(doc, bytes);
    doc->origin.media_type = "text/plain";
    doc->origin.charset = "utf-8";
    if (bytes.length >= 2 && memcmp(bytes.at, "\xFF\xFE", 2) == 0)
        return read_utf16(doc, (struct str){bytes.at + 2, bytes.length - 2}, cut, false, max_bytes, error);
    if (bytes.length >= 2 && memcmp(bytes.at, "\xFE\xFF", 2) == 0)
        return read_utf16(doc, (struct str){bytes.at + 2, bytes.length - 2}, cut, true, max_bytes, error);
    if (bytes.length >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0)
        bytes = (struct str){bytes.at + 3, bytes.length - 3};
    return refuse_binary(bytes, error) && fill_text(doc, bytes, cut, max_bytes, error);
}
