/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <uchardet.h>

#include "base/ascii.h"
#include "text/utf8.h"

enum { META_BYTES = 16 << 10, GUESS_BYTES = 256 << 10, FEW_BYTES = 16, STEP = 1 << 14, LABEL = 24 };

/* Labels whose charset is another, and what iconv calls it. From the Encoding Standard (encoding.spec.whatwg.org), in part;
 * a label that is not here is handed to iconv as it stands. */
static const struct charset_label {
    const char *label, *name, *iconv;
} labels[] = {
    {"ascii", "windows-1252", "CP1252"},       {"us-ascii", "windows-1252", "CP1252"},
    {"latin1", "windows-1252", "CP1252"},      {"l1", "windows-1252", "CP1252"},
    {"iso-8859-1", "windows-1252", "CP1252"},  {"iso8859-1", "windows-1252", "CP1252"},
    {"iso_8859-1", "windows-1252", "CP1252"},  {"cp1252", "windows-1252", "CP1252"},
    {"x-cp1252", "windows-1252", "CP1252"},    {"windows-1252", "windows-1252", "CP1252"},
    {"ansi_x3.4-1968", "windows-1252", "CP1252"},
    {"iso-8859-9", "windows-1254", "CP1254"},  {"latin5", "windows-1254", "CP1254"},
    {"windows-1254", "windows-1254", "CP1254"}, {"iso-8859-11", "windows-874", "CP874"},
    {"tis-620", "windows-874", "CP874"},       {"windows-874", "windows-874", "CP874"},
    {"windows-1250", "windows-1250", "CP1250"}, {"windows-1251", "windows-1251", "CP1251"},
    {"cp1251", "windows-1251", "CP1251"},      {"windows-1253", "windows-1253", "CP1253"},
    {"windows-1255", "windows-1255", "CP1255"}, {"windows-1256", "windows-1256", "CP1256"},
    {"windows-1257", "windows-1257", "CP1257"}, {"windows-1258", "windows-1258", "CP1258"},
    {"latin2", "iso-8859-2", "ISO-8859-2"},    {"iso-8859-8-i", "iso-8859-8", "ISO-8859-8"},
    {"gb2312", "gb18030", "GB18030"},          {"gbk", "gb18030", "GB18030"},
    {"gb_2312-80", "gb18030", "GB18030"},      {"x-gbk", "gb18030", "GB18030"},
    {"big5", "big5", "BIG5-HKSCS"},            {"big5-hkscs", "big5", "BIG5-HKSCS"},
    {"shift_jis", "shift_jis", "CP932"},       {"shift-jis", "shift_jis", "CP932"},
    {"sjis", "shift_jis", "CP932"},            {"x-sjis", "shift_jis", "CP932"},
    {"windows-31j", "shift_jis", "CP932"},     {"euc-kr", "euc-kr", "CP949"},
    {"ks_c_5601-1987", "euc-kr", "CP949"},     {"uhc", "euc-kr", "CP949"},
    {"utf8", "utf-8", NULL},                   {"utf-8", "utf-8", NULL},
    {"unicode-1-1-utf-8", "utf-8", NULL},
};

/* Encodings that iconv knows and no page may ask for: they hide markup from whoever looks at the bytes. */
static const char *const refused[] = {"utf-7", "utf7", "utf-32", "utf-32le", "utf-32be", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312"};

struct choice {
    char name[LABEL], iconv[LABEL];
    bool utf8, known;
};

static bool is_label_char(char c)
{
    c = ascii_lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':';
}

/* What a label means; `known` is false when nothing can convert it. */
static struct choice choose(const char *at, size_t length)
{
    struct choice choice = {.known = false};
    char label[LABEL];
    while (length > 0 && !is_label_char(*at)) {
        at++;
        length--;
    }
    size_t n = 0;
    while (n < length && n + 1 < LABEL && is_label_char(at[n])) {
        label[n] = ascii_lower(at[n]);
        n++;
    }
    label[n] = '\0';
    if (n == 0)
        return choice;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcmp(label, refused[i]) == 0)
            return choice;
    const char *name = label, *converter = label;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(label, labels[i].label) == 0) {
            name = labels[i].name;
            converter = labels[i].iconv;
        }
    choice.utf8 = converter == NULL;
    (void)snprintf(choice.name, sizeof choice.name, "%s", name);
    (void)snprintf(choice.iconv, sizeof choice.iconv, "%s", converter == NULL ? "UTF-8" : converter);
    iconv_t test = iconv_open("UTF-8", choice.iconv);
    choice.known = test != (iconv_t)-1;
    if (choice.known)
        iconv_close(test);
    return choice;
}

/* Where `word` (lower case) next stands in `bytes` from `at` on, in small letters or capitals; the length when nowhere. */
static size_t find_word(struct str bytes, size_t at, const char *word)
{
    size_t length = strlen(word);
    for (; at + length <= bytes.length; at++) {
        size_t same = 0;
        while (same < length && ascii_lower(bytes.at[at + same]) == word[same])
            same++;
        if (same == length)
            return at;
    }
    return bytes.length;
}

/* The charset of the first <meta> or XML declaration that names one. UTF-16 there can only be a mistake: the bytes that
 * said so were ASCII. */
static struct choice from_meta(struct str bytes)
{
    struct choice none = {.known = false};
    if (bytes.length > META_BYTES)
        bytes.length = META_BYTES;
    if (bytes.length > 5 && memcmp(bytes.at, "<?xml", 5) == 0) {
        size_t end = find_word(bytes, 0, "?>"), at = find_word((struct str){bytes.at, end}, 0, "encoding=");
        if (at < end)
            return choose(bytes.at + at + 9, end - at - 9);
    }
    for (size_t at = find_word(bytes, 0, "<meta"); at < bytes.length; at = find_word(bytes, at + 5, "<meta")) {
        const char *close = memchr(bytes.at + at, '>', bytes.length - at);
        size_t end = close == NULL ? bytes.length : (size_t)(close - bytes.at);
        size_t name = find_word((struct str){bytes.at, end}, at, "charset");
        if (name >= end)
            continue;
        name += 7;
        while (name < end && (bytes.at[name] == ' ' || bytes.at[name] == '='))
            name++;
        struct choice choice = choose(bytes.at + name, end - name);
        if (strncmp(choice.name, "utf-16", 6) == 0)
            choice = choose("utf-8", 5);
        if (choice.known)
            return choice;
    }
    return none;
}

/* Whether so few bytes are beyond ASCII that an alphabet cannot be told from them. */
static bool has_few(struct str bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes.length && count < FEW_BYTES; i++)
        count += (unsigned char)bytes.at[i] >= 0x80;
    return count < FEW_BYTES;
}

/* A guess; windows-1252 where there is none, as browsers have it. */
static struct choice guess(struct str bytes)
{
    struct choice choice = {.known = false};
    uchardet_t detector = uchardet_new();
    if (detector != NULL) {
        size_t length = bytes.length < GUESS_BYTES ? bytes.length : GUESS_BYTES;
        if (uchardet_handle_data(detector, bytes.at, length) == 0) {
            uchardet_data_end(detector);
            const char *name = uchardet_get_charset(detector);
            choice = choose(name, strlen(name));
        }
        uchardet_delete(detector);
    }
    bool alphabet = strncmp(choice.name, "iso-8859", 8) == 0 || strncmp(choice.name, "windows-", 8) == 0;
    bool sure = choice.known && !choice.utf8 && !(alphabet && has_few(bytes));
    return sure ? choice : choose("windows-1252", 12);
}

/* UTF-8 as it is, with U+FFFD for what is not. */
static size_t copy_utf8(struct str bytes, struct buf *out)
{
    size_t wrong = 0;
    while (bytes.length > 0) {
        size_t good = utf8_valid(bytes.at, bytes.length);
        buf_add(out, bytes.at, good);
        if (good == bytes.length)
            break;
        uint32_t size;
        (void)utf8_decode(bytes.at + good, bytes.length - good, &size);
        buf_add_text(out, "\xEF\xBF\xBD");
        wrong++;
        bytes = (struct str){bytes.at + good + size, bytes.length - good - size};
    }
    return wrong;
}

static size_t convert(struct str bytes, const char *name, size_t unit, struct buf *out)
{
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1)
        return copy_utf8(bytes, out);
    char *from = (char *)(uintptr_t)bytes.at; /* iconv does not write to it */
    size_t left = bytes.length, wrong = 0;
    while (left > 0) {
        char *to = buf_reserve(out, STEP);
        if (to == NULL)
            break;
        size_t room = STEP;
        size_t result = iconv(converter, &from, &left, &to, &room);
        out->length += STEP - room;
        if (result != (size_t)-1 || errno == E2BIG)
            continue;
        size_t skip = left < unit ? left : unit;
        from += skip;
        left -= skip;
        wrong++;
        buf_add_text(out, "\xEF\xBF\xBD");
    }
    iconv_close(converter);
    return wrong;
}

/* Whether any character beyond ASCII is valid UTF-8. */
static bool has_utf8(struct str bytes)
{
    size_t at = 0;
    while (at < bytes.length) {
        uint32_t size, point = utf8_decode(bytes.at + at, bytes.length - at, &size);
        if (point != UTF8_BROKEN && point >= 0x80)
            return true;
        at += size;
    }
    return false;
}

static void name_it(struct charset *found, const char *name, enum charset_from from)
{
    (void)snprintf(found->name, sizeof found->name, "%s", name);
    found->from = from;
}

/* The byte order mark, if there is one. */
static bool decode_marked(struct str bytes, struct buf *out, struct charset *found)
{
    if (bytes.length >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0) {
        name_it(found, "utf-8", CHARSET_MARK);
        found->wrong = copy_utf8((struct str){bytes.at + 3, bytes.length - 3}, out);
        return true;
    }
    bool big = bytes.length >= 2 && memcmp(bytes.at, "\xFE\xFF", 2) == 0;
    if (!big && (bytes.length < 2 || memcmp(bytes.at, "\xFF\xFE", 2) != 0))
        return false;
    name_it(found, big ? "utf-16be" : "utf-16le", CHARSET_MARK);
    found->wrong = convert((struct str){bytes.at + 2, bytes.length - 2}, big ? "UTF-16BE" : "UTF-16LE", 2, out);
    return true;
}

bool charset_decode(struct str bytes, const char *header, struct buf *out, struct charset *found)
{
    *found = (struct charset){.wrong = 0};
    if (decode_marked(bytes, out, found))
        return !out->failed;
    struct choice choice = {.known = false};
    enum charset_from from = CHARSET_HEADER;
    if (header != NULL)
        choice = choose(header, strlen(header));
    if (!choice.known) {
        from = CHARSET_META;
        choice = from_meta(bytes);
    }
    bool valid = (!choice.known || choice.utf8) && utf8_valid(bytes.at, bytes.length) == bytes.length;
    if (!choice.known && valid) {
        from = CHARSET_VALID;
        choice = choose("utf-8", 5);
    }
    if (!choice.known || (choice.utf8 && !valid && !has_utf8(bytes))) {
        found->misdeclared = choice.known;
        from = CHARSET_GUESS;
        choice = guess(bytes);
    }
    name_it(found, choice.name, from);
    found->wrong = choice.utf8 ? copy_utf8(bytes, out) : convert(bytes, choice.iconv, 1, out);
    return !out->failed;
}

void charset_prepare(void)
{
    static const char *const others[] = {"UTF-16LE", "UTF-16BE", "IBM866", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8",
                                         "ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "KOI8-R", "KOI8-U", "MACINTOSH",
                                         "MAC-CYRILLIC", "EUC-JP", "EUC-KR", "EUC-TW", "ISO-2022-JP", "ISO-8859-1", "ISO-8859-2", "ISO-8859-9", "GB18030", "BIG5",
                                         "SHIFT_JIS", "VISCII", "TIS-620", "JOHAB", "ISO-8859-11", "IBM852", "IBM855", "IBM862", "IBM865"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (labels[i].iconv != NULL)
            (void)iconv_open("UTF-8", labels[i].iconv); /* kept open, so that its tables stay; the process that calls this ends soon */
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        (void)iconv_open("UTF-8", others[i]);
}
