/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/sniff.h"

#include <string.h>

#include "intake/charset.h"
#include "intake/csv.h"
#include "intake/feed.h"
#include "intake/jsonfeed.h"
#include "intake/mail.h"
#include "intake/markdown.h"
#include "intake/mbox.h"
#include "intake/ocr.h"
#include "intake/office.h"

enum { SAMPLE = 4096, BYTES_A_TAG = 160 };

/* The first bytes as ASCII: without a byte order mark, of UTF-16 one byte in two. Returns how many. */
static size_t sample(struct str bytes, char to[SAMPLE])
{
    size_t step = 1, at = 0, count = 0;
    bool big;
    if (bytes.length >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0) {
        at = 3;
    } else if (charset_is_utf16(bytes, &big, &at)) {
        step = 2;
        at += big;
    }
    for (; at < bytes.length && count < SAMPLE; at += step)
        to[count++] = bytes.at[at];
    return count;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_at(const char *at, const char *end, const char *word)
{
    for (; *word != '\0'; at++, word++)
        if (at >= end || (*at >= 'A' && *at <= 'Z' ? *at | 0x20 : *at) != *word)
            return false;
    return true;
}

/* Past the text that ends with `close`; the end when it does not. */
static const char *after(const char *at, const char *end, const char *close)
{
    while (at < end && !is_at(at, end, close))
        at++;
    return at < end ? at + strlen(close) : end;
}

/* Past spaces, comments and processing instructions. */
static const char *skip(const char *at, const char *end)
{
    for (;;) {
        while (at < end && is_space(*at))
            at++;
        if (is_at(at, end, "<!--"))
            at = after(at + 4, end, "-->");
        else if (is_at(at, end, "<?"))
            at = after(at + 2, end, ">");
        else
            return at;
    }
}

static bool is_tag(const char *at, const char *end, const char *const *names, size_t count)
{
    if (at >= end || *at != '<')
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *past = at + 1 + strlen(names[i]);
        if (is_at(at + 1, end, names[i]) && (past >= end || is_space(*past) || *past == '>' || *past == '/'))
            return true;
    }
    return false;
}

/* Whether tags come as often as in a page, and not as in text with a little HTML in it. */
static bool has_many_tags(const char *at, const char *end)
{
    size_t tags = 0, length = (size_t)(end - at);
    for (; at + 1 < end; at++)
        tags += at[0] == '<' && (at[1] == '/' || ((at[1] | 0x20) >= 'a' && (at[1] | 0x20) <= 'z'));
    return tags >= 4 && tags * BYTES_A_TAG >= length;
}

/* What begins with certain bytes, and nothing else does. */
static const struct magic {
    enum sniffed kind;
    size_t offset, length;
    const char *bytes;
} magics[] = {
    {SNIFF_PDF, 0, 5, "%PDF-"},
    {SNIFF_OFFICE_OLD, 0, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"},
    {SNIFF_GZIP, 0, 3, "\037\213\010"},
    {SNIFF_XZ, 0, 6, "\3757zXZ\0"},
    {SNIFF_ZSTD, 0, 4, "\050\265\057\375"},
    {SNIFF_TAR, 257, 5, "ustar"},
    {SNIFF_ZIP, 0, 4, "PK\003\004"},
    {SNIFF_ZIP, 0, 4, "PK\005\006"}, /* an empty one */
    {SNIFF_WARC, 0, 5, "WARC/"},
    {SNIFF_RESPONSE, 0, 7, "HTTP/1."},
};

/* Text whose form only its name tells. */
static const struct ending {
    enum sniffed kind;
    const char *ending;
} endings[] = {
    {SNIFF_TEXT, ".txt"},
    {SNIFF_CSV, ".csv"},
    {SNIFF_CSV, ".tsv"},
    {SNIFF_MARKDOWN, ".md"},
    {SNIFF_MARKDOWN, ".markdown"},
};

/* What its reader knows by more than a few bytes, in the order in which they are asked. */
static const struct look {
    bool (*is)(struct str bytes);
    enum sniffed kind;
    bool wide; /* its reader takes UTF-16 */
} looks[] = {
    {feed_is, SNIFF_FEED, true},
    {jsonfeed_is, SNIFF_JSONFEED, false},
    {mbox_is, SNIFF_MBOX, false},
    {mail_is, SNIFF_MAIL, false},
    {markdown_is, SNIFF_MARKDOWN, true},
    {ocr_is_alto, SNIFF_ALTO, true},
    {ocr_is_hocr, SNIFF_HOCR, true},
    {csv_is, SNIFF_CSV, true},
};

static enum sniffed sniff_magic(struct str bytes)
{
    if (office_is(bytes)) /* before the ZIP that it is */
        return SNIFF_OFFICE;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (bytes.length >= magics[i].offset + magics[i].length &&
            memcmp(bytes.at + magics[i].offset, magics[i].bytes, magics[i].length) == 0)
            return magics[i].kind;
    char text[SAMPLE];
    bool big;
    size_t mark;
    bool wide = charset_is_utf16(bytes, &big, &mark);
    if (wide)
        bytes = (struct str){text, sample(bytes, text)};
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if ((!wide || looks[i].wide) && looks[i].is(bytes))
            return looks[i].kind;
    return SNIFF_TEXT;
}

enum sniffed sniff_named(struct str bytes, const char *name)
{
    enum sniffed kind = sniff(bytes);
    if (kind != SNIFF_TEXT || name == NULL)
        return kind;
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t wanted = strlen(endings[i].ending);
        if (length >= wanted && is_at(name + length - wanted, name + length, endings[i].ending))
            return endings[i].kind;
    }
    return kind;
}

enum sniffed sniff(struct str bytes)
{
    static const char *const sure[] = {"!doctype html", "html", "head", "body", "title", "meta", "link", "script", "style", "base"};
    static const char *const likely[] = {"div", "p", "article", "section", "main", "header", "nav", "table", "h1", "h2", "h3", "ul", "ol",
                                         "span", "a", "font", "center", "form", "iframe", "blockquote", "figure", "br", "b", "img"};
    enum sniffed kind = sniff_magic(bytes);
    if (kind != SNIFF_TEXT)
        return kind;
    char text[SAMPLE];
    const char *end = text + sample(bytes, text), *at = skip(text, end);
    if (is_tag(at, end, sure, sizeof sure / sizeof *sure))
        return SNIFF_HTML;
    return is_tag(at, end, likely, sizeof likely / sizeof *likely) && has_many_tags(at, end) ? SNIFF_HTML : SNIFF_TEXT;
}
