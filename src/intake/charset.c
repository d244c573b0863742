/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <uchardet.h>

#include "base/ascii.h"
#include "charset_lines.h"
#include "text/utf8.h"

enum { META_BYTES = 16 << 10, GUESS_BYTES = 256 << 10, FEW_BYTES = 16, ORDER_BYTES = 4096, STEP = 1 << 14, LABEL = 24 };

/* What a guess may be besides: charsets that uchardet knows, and no page may ask for. */
static const struct guessed {
    const char *name, *iconv;
} guessed[] = {{"viscii", "VISCII"}, {"euc-tw", "EUC-TW"}, {"johab", "JOHAB"},   {"ibm852", "IBM852"},
               {"ibm855", "IBM855"}, {"ibm862", "IBM862"}, {"ibm865", "IBM865"}, {"mac-centraleurope", "MAC-CENTRALEUROPE"}};

struct choice {
    char name[LABEL], iconv[LABEL];
    bool utf8, known;
};

static bool is_label_char(char c)
{
    c = ascii_lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':';
}

static size_t word_length(const char *at)
{
    return strcspn(at, " \n");
}

/* The line of data/charsets.txt that has the label; NULL when it is none of the Encoding Standard's. Its second word is iconv's, and no label. */
static const char *line_of(const char *label)
{
    size_t length = strlen(label);
    for (size_t i = 0; i < sizeof charset_lines / sizeof *charset_lines; i++) {
        const char *line = charset_lines[i];
        if (*line == '#')
            continue;
        for (const char *word = line; *word != '\0' && *word != '\n';) {
            size_t size = word_length(word);
            if (size == length && memcmp(word, label, length) == 0)
                return line;
            word += size + (word[size] == ' ');
            if (word == line + size + 1)
                word += word_length(word) + (word[word_length(word)] == ' ');
        }
    }
    return NULL;
}

/* The label at the start, in small letters, without what is around it. */
static void take_label(const char *at, size_t length, char label[LABEL])
{
    size_t count = 0;
    while (length > 0 && !is_label_char(*at)) {
        at++;
        length--;
    }
    for (; count < length && count + 1 < LABEL && is_label_char(at[count]); count++)
        label[count] = ascii_lower(at[count]);
    label[count] = '\0';
}

/* What a label means; `known` is false when it is not the Encoding Standard's, whatever iconv would make of it. */
static struct choice choose(const char *at, size_t length)
{
    struct choice choice = {.known = false};
    char label[LABEL];
    take_label(at, length, label);
    const char *line = label[0] == '\0' ? NULL : line_of(label);
    if (line == NULL)
        return choice;
    size_t name = word_length(line), converter = word_length(line + name + 1);
    (void)snprintf(choice.name, sizeof choice.name, "%.*s", (int)name, line);
    (void)snprintf(choice.iconv, sizeof choice.iconv, "%.*s", (int)converter, line + name + 1);
    choice.known = true;
    choice.utf8 = strcmp(choice.name, "utf-8") == 0;
    return choice;
}

/* The same for a name that uchardet gives. */
static struct choice choose_guessed(const char *name)
{
    struct choice choice = choose(name, strlen(name));
    char label[LABEL];
    take_label(name, strlen(name), label);
    for (size_t i = 0; i < sizeof guessed / sizeof *guessed && !choice.known; i++)
        if (strcmp(label, guessed[i].name) == 0) {
            (void)snprintf(choice.name, sizeof choice.name, "%s", guessed[i].name);
            (void)snprintf(choice.iconv, sizeof choice.iconv, "%s", guessed[i].iconv);
            choice.known = true;
        }
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

static bool is_utf16(const struct choice *choice)
{
    return strncmp(choice->name, "utf-16", 6) == 0;
}

/* What bytes that are ASCII say they are: UTF-16 can only be a mistake. */
static struct choice of_ascii(struct choice choice)
{
    return is_utf16(&choice) ? choose("utf-8", 5) : choice;
}

/* Which byte of UTF-16 without a mark comes first: letters of Latin alphabets, spaces and line ends have a zero as the high one. The label decides where there are
 * none; "utf-16" alone means the low one first to browsers, the high one to RFC 2781, and either in mail. */
static struct choice in_order(struct choice choice, struct str bytes)
{
    size_t zeros[2] = {0};
    for (size_t i = 0; i < bytes.length && i < ORDER_BYTES; i++)
        zeros[i % 2] += bytes.at[i] == '\0';
    if (zeros[0] > 2 * zeros[1])
        return choose("utf-16be", 8);
    return zeros[1] > 2 * zeros[0] ? choose("utf-16le", 8) : choice;
}

/* The charset of the first <meta> or XML declaration that names one. */
static struct choice from_meta(struct str bytes)
{
    struct choice none = {.known = false};
    if (bytes.length > META_BYTES)
        bytes.length = META_BYTES;
    if (bytes.length > 5 && memcmp(bytes.at, "<?xml", 5) == 0) {
        size_t end = find_word(bytes, 0, "?>"), at = find_word((struct str){bytes.at, end}, 0, "encoding=");
        if (at < end)
            return of_ascii(choose(bytes.at + at + 9, end - at - 9));
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
        struct choice choice = of_ascii(choose(bytes.at + name, end - name));
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
            choice = choose_guessed(uchardet_get_charset(detector));
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

/* Whatever the converter gave from `start` on is valid UTF-8 after this. Returns how many places were not. */
static size_t mend_utf8(struct buf *out, size_t start)
{
    struct buf mended;
    if (out->failed || out->length == start)
        return 0;
    struct str given = {out->at + start, out->length - start};
    if (utf8_valid(given.at, given.length) == given.length)
        return 0;
    buf_init(&mended, 0);
    size_t wrong = copy_utf8(given, &mended);
    out->length = start;
    buf_add(out, mended.at, mended.length);
    out->failed |= mended.failed;
    buf_release(&mended);
    return wrong;
}

static size_t convert(struct str bytes, const char *name, struct buf *out)
{
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1)
        return copy_utf8(bytes, out);
    char *from = (char *)(uintptr_t)bytes.at; /* iconv does not write to it */
    size_t left = bytes.length, wrong = 0, start = out->length, unit = strncmp(name, "UTF-16", 6) == 0 ? 2 : 1;
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
    return wrong + mend_utf8(out, start);
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

bool charset_is_utf16(struct str bytes, bool *big, size_t *mark)
{
    static const struct {
        const char *bytes;
        size_t length, mark;
        bool big;
    } signs[] = {{"\xFF\xFE", 2, 2, false}, {"\xFE\xFF", 2, 2, true}, {"<\0?\0x\0", 6, 0, false}, {"\0<\0?\0x", 6, 0, true}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (bytes.length >= signs[i].length && memcmp(bytes.at, signs[i].bytes, signs[i].length) == 0) {
            *big = signs[i].big;
            *mark = signs[i].mark;
            return true;
        }
    return false;
}

/* The byte order mark, if there is one, or an XML declaration in UTF-16, which needs none. */
static bool decode_marked(struct str bytes, struct buf *out, struct charset *found)
{
    if (bytes.length >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0) {
        name_it(found, "utf-8", CHARSET_MARK);
        found->wrong = copy_utf8((struct str){bytes.at + 3, bytes.length - 3}, out);
        return true;
    }
    bool big;
    size_t mark;
    if (!charset_is_utf16(bytes, &big, &mark))
        return false;
    name_it(found, big ? "utf-16be" : "utf-16le", mark > 0 ? CHARSET_MARK : CHARSET_META);
    found->wrong = convert((struct str){bytes.at + mark, bytes.length - mark}, big ? "UTF-16BE" : "UTF-16LE", out);
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
    if (is_utf16(&choice))
        choice = in_order(choice, bytes);
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
    found->wrong = choice.utf8 ? copy_utf8(bytes, out) : convert(bytes, choice.iconv, out);
    return !out->failed;
}

void charset_prepare(void)
{
    enum { LINES = sizeof charset_lines / sizeof *charset_lines, GUESSED = sizeof guessed / sizeof *guessed };
    static iconv_t kept[LINES + GUESSED]; /* open, so that their tables stay */
    for (size_t i = 0; i < LINES && kept[i] == NULL; i++) {
        struct choice choice = charset_lines[i][0] == '#' ? (struct choice){.utf8 = true} : choose(charset_lines[i], strlen(charset_lines[i]));
        kept[i] = iconv_open("UTF-8", choice.utf8 ? "UTF-8" : choice.iconv);
    }
    for (size_t i = 0; i < GUESSED && kept[LINES + i] == NULL; i++)
        kept[LINES + i] = iconv_open("UTF-8", guessed[i].iconv);
}
