/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/terms.h"

#include <string.h>

#include "text/chars.h"
#include "text/utf8.h"

uint32_t terms_fold(struct str word, char to[TERM_LONGEST])
{
    uint32_t length = 0;
    for (size_t at = 0; at < word.length && length + 4 <= TERM_LONGEST;) {
        uint32_t size, parts[4];
        uint32_t point = utf8_decode(word.at + at, word.length - at, &size);
        at += size;
        if (point < 128) {
            to[length++] = (char)(point >= 'A' && point <= 'Z' ? point + 32 : point);
            continue;
        }
        uint32_t count = char_fold(point == UTF8_BROKEN ? 0xFFFD : point, parts);
        for (uint32_t i = 0; i < count && length + 4 <= TERM_LONGEST; i++)
            if (char_class(parts[i]) == CHAR_LETTER)
                length += utf8_encode(parts[i], to + length);
    }
    return length;
}

static bool is(const char *word, uint32_t length, const char *other)
{
    return strlen(other) == length && memcmp(word, other, length) == 0;
}

static bool ends(const char *word, uint32_t length, const char *ending)
{
    size_t n = strlen(ending);
    return length >= n + 3 && memcmp(word + length - n, ending, n) == 0;
}

uint32_t terms_stem(char *word, uint32_t length)
{
    static const char *const numbers[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
    static const char *const endings[] = {"ingly", "edly", "ments", "ment", "ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es",
        "ly", "s", "e"};
    for (uint32_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (is(word, length, numbers[i])) {
            uint32_t n = 0;
            if (i >= 10)
                word[n++] = (char)('0' + i / 10);
            word[n++] = (char)('0' + i % 10);
            return n;
        }
    for (uint32_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends(word, length, endings[i]))
            return length - (uint32_t)strlen(endings[i]);
    return length;
}

static const char *const stops[] = {"a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can",
    "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its",
    "just", "may", "me", "might", "more", "my", "of", "on", "or", "our", "out", "over", "said", "say", "says", "she", "should", "so", "some",
    "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "up", "us", "was", "we",
    "were", "what", "when", "where", "which", "while", "who", "will", "with", "would", "you", "your"};
static const char *const negations[] = {"cannot", "denied", "denies", "deny", "denying", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing",
    "without"};

static bool among(const char *const *list, size_t count, const char *word, uint32_t length)
{
    for (size_t i = 0; i < count; i++)
        if (is(word, length, list[i]))
            return true;
    return false;
}

uint8_t terms_flags(const char *word, uint32_t length)
{
    uint8_t flags = 0;
    if (length > 0 && word[0] >= '0' && word[0] <= '9')
        flags |= TERM_FIGURE;
    else if (length < 2 || among(stops, sizeof stops / sizeof *stops, word, length))
        flags |= TERM_STOP;
    if (among(negations, sizeof negations / sizeof *negations, word, length))
        flags |= TERM_NEGATION;
    return flags;
}

static uint32_t hash_of(const char *bytes, uint32_t length)
{
    uint32_t h = 2166136261U;
    for (uint32_t i = 0; i < length; i++)
        h = (h ^ (uint8_t)bytes[i]) * 16777619U;
    h ^= h >> 15;
    h *= 0x2c1b3c6dU;
    return h ^ h >> 13;
}

static bool grow(struct stories *stories)
{
    uint32_t slots = stories->slots == NULL ? 4096 : 2 * (stories->mask + 1);
    uint32_t *made = arena_array(stories->memory, slots, sizeof *made);
    if (made == NULL)
        return false;
    for (uint32_t i = 0; i < stories->terms.count; i++) {
        struct str text = stories->terms.at[i].text;
        uint32_t at = hash_of(text.at, (uint32_t)text.length) & (slots - 1);
        while (made[at] != 0)
            at = (at + 1) & (slots - 1);
        made[at] = i + 1;
    }
    stories->slots = made;
    stories->mask = slots - 1;
    return true;
}

static uint32_t slot_of(const struct stories *stories, const char *stem, uint32_t length)
{
    uint32_t at = hash_of(stem, length) & stories->mask;
    while (stories->slots[at] != 0) {
        struct str text = stories->terms.at[stories->slots[at] - 1].text;
        if (text.length == length && memcmp(text.at, stem, length) == 0)
            break;
        at = (at + 1) & stories->mask;
    }
    return at;
}

/* The term of a stem, made when it is new; NONE when memory gave out. */
static uint32_t take_term(struct stories *stories, const char *stem, uint32_t length, uint8_t flags)
{
    if ((stories->slots == NULL || stories->terms.count * 2 > stories->mask) && !grow(stories))
        return NONE;
    uint32_t at = slot_of(stories, stem, length);
    if (stories->slots[at] != 0)
        return stories->slots[at] - 1;
    struct term term = {.text = {arena_copy(stories->memory, stem, length), length}, .last = NONE, .flags = flags};
    if (term.text.at == NULL || !list_push(stories->memory, &stories->terms, term))
        return NONE;
    stories->slots[at] = stories->terms.count;
    return stories->terms.count - 1;
}

uint32_t stories_find_term(const struct stories *stories, const char *stem)
{
    if (stories->slots == NULL)
        return NONE;
    uint32_t at = slot_of(stories, stem, (uint32_t)strlen(stem));
    return stories->slots[at] == 0 ? NONE : stories->slots[at] - 1;
}

static struct str word_text(const struct doc *doc, uint32_t word)
{
    struct span at = doc->words.at[word].at;
    return (struct str){doc->text.at + at.start, at.end - at.start};
}

static bool is_char(const struct doc *doc, uint32_t word, char c)
{
    struct str text = word_text(doc, word);
    return text.length == 1 && text.at[0] == c;
}

static bool has_digit(const struct doc *doc, uint32_t word)
{
    return word < doc->words.count && doc->words.at[word].letters == 5;
}

/* The last word of the token that begins with this one: a number goes on over commas, points and their digits. */
static uint32_t last_word(const struct doc *doc, uint32_t word)
{
    while (has_digit(doc, word) && has_digit(doc, word + 2) && !(doc->words.at[word + 1].flags & WORD_SPACE_BEFORE) &&
           !(doc->words.at[word + 2].flags & WORD_SPACE_BEFORE) && (is_char(doc, word + 1, ',') || is_char(doc, word + 1, '.')))
        word += 2;
    return word;
}

static bool is_apostrophe(const struct doc *doc, uint32_t word)
{
    struct str text = word_text(doc, word);
    return (text.length == 1 && text.at[0] == '\'') || (text.length == 3 && memcmp(text.at, "\xE2\x80\x99", 3) == 0);
}

/* The "t" of "don't" stands for "not"; the "s" of a possessive for nothing. */
static bool after_apostrophe(const struct doc *doc, uint32_t word)
{
    return word > 1 && !(doc->words.at[word].flags & WORD_SPACE_BEFORE) && is_apostrophe(doc, word - 1) &&
           !(doc->words.at[word - 1].flags & WORD_SPACE_BEFORE);
}

static bool push_token(struct stories *stories, const struct doc *doc, uint32_t first, uint32_t last, struct token *token)
{
    char word[TERM_LONGEST];
    const struct word *w = &doc->words.at[first];
    struct span at = {w->at.start, doc->words.at[last].at.end};
    uint32_t length = 0;
    if (after_apostrophe(doc, first) && is_char(doc, first, 't')) {
        memcpy(word, "not", 3);
        length = 3;
    } else {
        for (uint32_t i = first; i <= last; i += 2) { /* the separators stand between */
            char part[TERM_LONGEST];
            uint32_t n = terms_fold(word_text(doc, i), part);
            if (i > first && is_char(doc, i - 1, '.') && length + 1 < TERM_LONGEST)
                word[length++] = '.';
            n = n < TERM_LONGEST - length ? n : TERM_LONGEST - length;
            memcpy(word + length, part, n);
            length += n;
        }
    }
    *token = (struct token){.word = hash_of(word, length), .start = at.start,
                            .length = (uint16_t)(at.end - at.start > UINT16_MAX ? UINT16_MAX : at.end - at.start)};
    token->flags = (uint8_t)((w->quote > 0 ? TOKEN_QUOTED : 0) | (w->letters >= 2 ? TOKEN_CAPITAL : 0) | (w->flags & WORD_LINE_START ? TOKEN_START : 0));
    uint8_t flags = terms_flags(word, length);
    length = terms_stem(word, length);
    token->term = take_term(stories, word, length, length > 0 && word[0] <= '9' && word[0] >= '0' ? flags | TERM_FIGURE : flags);
    return token->term != NONE;
}

bool terms_cut(struct stories *stories, const struct doc *doc, struct story *story)
{
    story->tokens = arena_array(stories->memory, doc->words.count + 1, sizeof *story->tokens);
    if (story->tokens == NULL)
        return false;
    for (uint32_t i = 0; i < doc->words.count; i++) {
        if (doc->words.at[i].letters == 0 || (after_apostrophe(doc, i) && is_char(doc, i, 's')))
            continue;
        uint32_t last = last_word(doc, i);
        struct token *token = &story->tokens[story->count];
        if (!push_token(stories, doc, i, last, token))
            return false;
        struct term *term = &stories->terms.at[token->term];
        if (term->last != stories->list.count) {
            term->last = stories->list.count;
            term->stories++;
        }
        story->count++;
        i = last;
    }
    return true;
}
