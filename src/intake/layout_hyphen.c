/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/layout.h"

#include <string.h>

#include "text/chars.h"
#include "text/utf8.h"

enum { MAX_PART = 64 };

static bool is_ascii_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The bytes of the letter at `at`, 0 when there is none. Beyond ASCII all are taken for letters but those that begin with C2 and E2: signs, dashes and quotation marks. */
static size_t letter_at(struct str text, size_t at)
{
    if (at >= text.length)
        return 0;
    unsigned char lead = (unsigned char)text.at[at];
    if (lead < 0x80)
        return is_ascii_letter(text.at[at]);
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    return lead == 0xC2 || lead == 0xE2 || lead < 0xC2 || at + size > text.length ? 0 : size;
}

/* The same for the letter that ends before `end`. */
static size_t letter_before(struct str text, size_t end)
{
    size_t start = end;
    do {
        if (start == 0)
            return 0;
        start--;
    } while (((unsigned char)text.at[start] & 0xC0) == 0x80);
    return letter_at(text, start) == end - start ? end - start : 0;
}

static bool is_hyphen(char c)
{
    return c == '-';
}

static uint64_t add_to_hash(uint64_t hash, struct str part)
{
    for (size_t i = 0; i < part.length; i++) {
        char c = is_ascii_letter(part.at[i]) ? (char)(part.at[i] | 0x20) : part.at[i];
        hash = (hash ^ (unsigned char)c) * 0x100000001B3U; /* FNV-1a */
    }
    return hash;
}

static const uint64_t basis = 0x811C9DC5;

static void put(struct layout_words *words, uint64_t hash)
{
    hash |= hash == 0;
    uint32_t at = (uint32_t)hash & words->mask;
    while (words->hashes[at] != 0 && words->hashes[at] != hash)
        at = (at + 1) & words->mask;
    words->hashes[at] = hash;
}

static bool has(const struct layout_words *words, uint64_t hash)
{
    hash |= hash == 0;
    uint32_t at = (uint32_t)hash & words->mask;
    while (words->hashes[at] != 0 && words->hashes[at] != hash)
        at = (at + 1) & words->mask;
    return words->hashes[at] != 0;
}

/* The next word from `at` on: letters, with single hyphens between them. */
static bool next_word(struct str text, size_t *at, struct str *word)
{
    size_t start = *at;
    while (start < text.length && letter_at(text, start) == 0)
        start++;
    size_t end = start;
    for (size_t size = letter_at(text, end); size > 0; size = letter_at(text, end)) {
        end += size;
        end += end < text.length && is_hyphen(text.at[end]) && letter_at(text, end + 1) > 0;
    }
    *word = (struct str){text.at + start, end - start};
    *at = end;
    return end > start;
}

bool layout_words_build(struct layout_words *words, const struct layout *layout)
{
    size_t count = 16;
    struct str word;
    for (uint32_t i = 0; i < layout->lines.count; i++)
        count += layout->lines.at[i].text.length / 3;
    size_t room = 64;
    while (room < count * 2 && room < (size_t)1 << 28)
        room *= 2;
    words->mask = (uint32_t)(room - 1);
    words->hashes = arena_array(layout->memory, room, sizeof *words->hashes);
    if (words->hashes == NULL)
        return false;
    for (uint32_t i = 0, put_in = 0; i < layout->lines.count; i++) {
        struct str text = layout->lines.at[i].text;
        for (size_t at = 0; next_word(text, &at, &word) && put_in < room / 2;) {
            bool parted = at + 1 >= text.length && at < text.length; /* a hyphen at the line's end comes after it */
            if (!parted) {
                put(words, add_to_hash(basis, word));
                put_in++;
            }
        }
    }
    return true;
}

/* The part of a word at the end of the text, before its hyphen of `hyphen` bytes. */
static struct str part_before(struct str text, size_t hyphen)
{
    size_t end = text.length - hyphen, start = end;
    for (size_t size = letter_before(text, start); size > 0 && end - start < MAX_PART; size = letter_before(text, start)) {
        start -= size;
        start -= start > 1 && is_hyphen(text.at[start - 1]) && letter_before(text, start - 1) > 0;
    }
    return (struct str){text.at + start, end - start};
}

static struct str part_after(struct str text)
{
    size_t end = 0;
    for (size_t size = letter_at(text, 0); size > 0 && end < MAX_PART; size = letter_at(text, end))
        end += size;
    return (struct str){text.at, end};
}

static bool is_one_of(struct str part, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == part.length && add_to_hash(basis, part) == add_to_hash(basis, (struct str){list[i], part.length}))
            return true;
    return false;
}

/* Parts of words that usually have a hyphen of their own after or before them. */
static bool usually_has_one(struct str before, struct str after)
{
    static const char *const firsts[] = {"self", "so", "well", "ex", "vice", "long", "short", "half", "high", "low", "cross", "quasi", "all", "two", "three", "four", "five", "six",
                                         "seven", "eight", "nine", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "one", "first", "second",
                                         "third", "state", "right", "left", "far", "hard", "ill", "full", "part", "then", "much", "non"};
    static const char *const seconds[] = {"called", "based", "led", "backed", "owned", "run", "old", "year", "like", "style", "term", "wide", "free", "known", "made", "looking",
                                          "elect", "general", "in", "up", "off", "out", "being", "sponsored", "funded", "born", "speaking", "related", "wing"};
    return is_one_of(before, firsts, sizeof firsts / sizeof *firsts) || is_one_of(after, seconds, sizeof seconds / sizeof *seconds);
}

enum layout_hyphen layout_hyphen_at(const struct layout_words *words, struct str text, struct str next)
{
    size_t length = text.length;
    bool soft = length > 2 && memcmp(text.at + length - 2, "\xC2\xAD", 2) == 0, wide = length > 3 && memcmp(text.at + length - 3, "\xE2\x80\x90", 3) == 0;
    size_t hyphen = soft ? 2 : wide ? 3 : length > 1 && text.at[length - 1] == '-' ? 1 : 0;
    if (length > 3 && memcmp(text.at + length - 3, "\xE2\x80\x94", 3) == 0 && text.at[length - 4] != ' ') /* a dash without spaces */
        return HYPHEN_KEEP;
    if (hyphen == 0 || next.length == 0)
        return HYPHEN_NONE;
    struct str before = part_before(text, hyphen), after = part_after(next);
    uint32_t size;
    enum char_case begins = char_case(utf8_decode(next.at, next.length, &size));
    bool digit = text.at[length - hyphen - 1] >= '0' && text.at[length - hyphen - 1] <= '9';
    if (soft)
        return HYPHEN_JOIN;
    if ((before.length == 0 && !digit) || begins == CASE_NONE)
        return HYPHEN_NONE;
    if (begins != CASE_LOWER || digit)
        return HYPHEN_KEEP;
    uint64_t joined = add_to_hash(add_to_hash(basis, before), after);
    uint64_t kept = add_to_hash(add_to_hash(add_to_hash(basis, before), (struct str){"-", 1}), after);
    if (has(words, kept))
        return HYPHEN_KEEP;
    if (has(words, joined))
        return HYPHEN_JOIN;
    return usually_has_one(before, after) ? HYPHEN_KEEP : HYPHEN_JOIN;
}
