/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/lexicon.h"

#include <string.h>

#include "claims/data_accusing.h"
#include "claims/data_countries.h"
#include "claims/data_country_words.h"
#include "claims/data_first_names.h"
#include "claims/data_hearsay.h"
#include "claims/data_nouns.h"
#include "claims/data_roles.h"
#include "claims/data_seats.h"
#include "claims/data_titles.h"

static const struct list {
    const char *const *lines;
    size_t count;
} lists[] = {
#define LINES(name) {name, sizeof name / sizeof *name}
    [LEXICON_COUNTRIES] = LINES(data_countries), [LEXICON_COUNTRY_WORDS] = LINES(data_country_words), [LEXICON_FIRST_NAMES] = LINES(data_first_names),
    [LEXICON_NOUNS] = LINES(data_nouns),         [LEXICON_ROLES] = LINES(data_roles),                 [LEXICON_SEATS] = LINES(data_seats),
    [LEXICON_TITLES] = LINES(data_titles),       [LEXICON_HEARSAY] = LINES(data_hearsay),           [LEXICON_ACCUSING] = LINES(data_accusing),
#undef LINES
};

/* Orders a word before, at or after the word of a line (lines that begin with # come first). */
static int order(const char *word, size_t length, const char *line)
{
    size_t own = strcspn(line, "\t\n");
    int less = memcmp(word, line, own < length ? own : length);
    return less != 0 ? less : length < own ? -1 : length > own;
}

const char *lexicon_find(enum lexicon list, const char *word, size_t length)
{
    size_t low = 0, high = lists[list].count;
    if (length == 0)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *line = lists[list].lines[middle];
        int less = order(word, length, line);
        if (less == 0)
            return line[length] == '\t' ? line + length + 1 : NULL;
        if (less < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

struct str lexicon_state(const char *code)
{
    const char *name = lexicon_find(LEXICON_COUNTRIES, code, 3);
    return name == NULL ? (struct str){"", 0} : (struct str){name, strcspn(name, "\n")};
}

size_t lexicon_fold(const char *text, size_t length, char to[LEXICON_WORD])
{
    size_t out = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (i + 2 < length && memcmp(text + i, "\xe2\x80\x99", 3) == 0) {
            c = '\'';
            i += 2;
        } else if (c >= 'A' && c <= 'Z') {
            c = (char)(c + ('a' - 'A'));
        } else if ((unsigned char)c <= ' ') {
            c = ' ';
            if (out > 0 && to[out - 1] == ' ')
                continue;
        }
        if (out == LEXICON_WORD)
            return 0;
        to[out++] = c;
    }
    return out;
}

static char noun_class(const char *word, size_t length)
{
    const char *found = lexicon_find(LEXICON_ROLES, word, length);
    if (found == NULL)
        found = lexicon_find(LEXICON_NOUNS, word, length);
    return found == NULL ? 0 : *found;
}

static bool ends(const char *word, size_t length, const char *end)
{
    size_t n = strlen(end);
    return length > n && memcmp(word + length - n, end, n) == 0;
}

char lexicon_noun(const char *word, size_t length, bool *plural)
{
    char class = noun_class(word, length), form[LEXICON_WORD];
    *plural = class == 'u' || ends(word, length, "spokesmen") || ends(word, length, "spokeswomen") || ends(word, length, "spokespeople");
    if (class != 0 || length < 3 || length > LEXICON_WORD)
        return class;
    memcpy(form, word, length);
    if (ends(word, length, "ies")) {
        form[length - 3] = 'y';
        class = noun_class(form, length - 2);
    } else if (ends(word, length, "men")) {
        form[length - 2] = 'a';
        class = noun_class(form, length);
    } else if (word[length - 1] == 's' && !ends(word, length, "ss")) {
        class = noun_class(form, length - 1);
        if (class == 0 && ends(word, length, "es"))
            class = noun_class(form, length - 2);
    }
    *plural = class != 0;
    return class;
}
