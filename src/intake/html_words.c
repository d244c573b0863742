/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing; the words are a few hundred and known, so that nobody can choose ones that collide. */
#include "intake/html_words.h"

#include <string.h>

#include "html_article_words.h"
#include "html_body_words.h"
#include "html_byline_words.h"
#include "html_junk_words.h"

enum { SLOTS = 1024, MOST_WORD = 24, MOST_NAMES = 24 };

struct html_word {
    char text[2 * MOST_WORD];
    unsigned hints;
};

static uint32_t hash(const char *text, size_t length)
{
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < length; i++)
        value = (value ^ (unsigned char)text[i]) * 16777619u;
    return value ^ value >> 15;
}

static struct html_word *slot_of(struct html_word *slots, const char *text, size_t length)
{
    uint32_t at = hash(text, length) & (SLOTS - 1);
    while (slots[at].hints != 0 && (strncmp(slots[at].text, text, length) != 0 || slots[at].text[length] != '\0'))
        at = (at + 1) & (SLOTS - 1);
    return &slots[at];
}

/* Junk that may be most of a page and is still junk. */
static bool is_never(const char *word)
{
    static const char *const words[] = {"comment", "comments", "disqus", "footer", "cookie", "cookies", "consent", "gdpr"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static void add(struct html_words *words, const char *const *lines, size_t count, unsigned hint)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strcspn(lines[i], "\n");
        if (lines[i][0] == '#' || length >= 2 * MOST_WORD)
            continue;
        struct html_word *slot = slot_of(words->slots, lines[i], length);
        memcpy(slot->text, lines[i], length);
        slot->hints |= hint;
        if (is_never(slot->text))
            slot->hints |= HINT_NEVER;
    }
}

bool html_words_init(struct html_words *words, struct arena *memory)
{
    words->slots = arena_array(memory, SLOTS, sizeof *words->slots);
    if (words->slots == NULL)
        return false;
    add(words, html_junk_words, sizeof html_junk_words / sizeof *html_junk_words, HINT_JUNK);
    static const char *const embeds[] = {"embed", "embeds", "embedded"};
    static const char *const captions[] = {"caption", "captions", "credit", "credits", "wp-caption", "imagecaption", "figcaption"};
    static const char *const hidden[] = {"rollover", "popover", "hovercard", "tooltip", "sr-only", "screen-reader", "visually-hidden", "visuallyhidden"};
    add(words, hidden, sizeof hidden / sizeof *hidden, HINT_HIDDEN);
    add(words, captions, sizeof captions / sizeof *captions, HINT_CAPTION);
    add(words, embeds, sizeof embeds / sizeof *embeds, HINT_EMBED);
    add(words, html_article_words, sizeof html_article_words / sizeof *html_article_words, HINT_ARTICLE);
    add(words, html_body_words, sizeof html_body_words / sizeof *html_body_words, HINT_BODY);
    add(words, html_byline_words, sizeof html_byline_words / sizeof *html_byline_words, HINT_BYLINE);
    return true;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || is_upper(c);
}

/* The next word of a name into `word`, in small letters; its length, 0 at the end. */
static size_t next_word(const char **at, const char *end, char word[MOST_WORD])
{
    const char *p = *at;
    while (p < end && !is_letter(*p))
        p++;
    size_t length = 0;
    for (bool small = false; p < end && is_letter(*p) && !(small && is_upper(*p)); p++) {
        small = !is_upper(*p);
        if (length + 1 < MOST_WORD)
            word[length++] = (char)(*p | 0x20);
    }
    word[length] = '\0';
    *at = p;
    return length;
}

/* Whether a name that begins with the word says nothing of what the element is. */
static bool says_nothing(const char *word)
{
    static const char *const words[] = {"has", "no", "not", "is", "with", "without", "tag", "category", "show", "hide", "if"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static unsigned hints_of_name(const struct html_words *words, const char *at, const char *end)
{
    char pair[2 * MOST_WORD] = "";
    size_t before = 0, length;
    unsigned hints = 0;
    for (bool first = true; (length = next_word(&at, end, pair + before)) > 0; first = false) {
        if (first && at < end && says_nothing(pair))
            return 0;
        hints |= slot_of(words->slots, pair + before, length)->hints;
        if (before > 0)
            hints |= slot_of(words->slots, pair, before + length)->hints;
        memmove(pair, pair + before, length);
        pair[length] = '-';
        before = length + 1;
    }
    if (hints & HINT_EMBED)
        hints &= ~(unsigned)(HINT_JUNK | HINT_EMBED);
    return hints & HINT_JUNK ? hints & ~(unsigned)HINT_BODY : hints;
}

unsigned html_words_hints(const struct html_words *words, const char *value)
{
    unsigned hints = 0;
    for (int names = 0; value != NULL && *value != '\0' && names < MOST_NAMES; names++) {
        size_t length = strcspn(value, " \t\r\n\f");
        hints |= hints_of_name(words, value, value + length);
        value += length;
        value += strspn(value, " \t\r\n\f");
    }
    return hints;
}
