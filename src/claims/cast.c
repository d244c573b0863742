/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/cast.h"

#include <string.h>

enum { BLOCK = 16 };

static void lay_sentences(struct cast *cast)
{
    const struct doc *doc = cast->doc;
    uint32_t s = 0;
    for (uint32_t w = 0; w < doc->words.count; w += BLOCK) {
        while (s + 1 < doc->sentences.count && doc->sentences.at[s].last < w)
            s++;
        cast->block_sentence[w / BLOCK] = s;
    }
}

bool cast_open(struct cast *cast, struct job *job)
{
    struct doc *doc = job->doc;
    *cast = (struct cast){.doc = doc, .scratch = job->scratch};
    cast->name_at = arena_array(job->scratch, (size_t)doc->words.count + 1, sizeof *cast->name_at);
    cast->block_sentence = arena_array(job->scratch, (size_t)doc->words.count / BLOCK + 1, sizeof *cast->block_sentence);
    if (cast->name_at == NULL || cast->block_sentence == NULL)
        return false;
    memset(cast->name_at, 0xff, ((size_t)doc->words.count + 1) * sizeof *cast->name_at);
    lay_sentences(cast);
    return true;
}

uint32_t cast_sentence(const struct cast *cast, uint32_t word)
{
    const struct doc *doc = cast->doc;
    if (word >= doc->words.count)
        return 0;
    uint32_t s = cast->block_sentence[word / BLOCK];
    while (s + 1 < doc->sentences.count && doc->sentences.at[s].last < word)
        s++;
    return s;
}

struct str cast_text(const struct cast *cast, uint32_t first, uint32_t last)
{
    const struct doc *doc = cast->doc;
    uint32_t start = doc->words.at[first].at.start;
    return (struct str){doc->text.at + start, doc->words.at[last].at.end - start};
}

bool cast_is(const struct cast *cast, uint32_t word, const char *text)
{
    if (word >= cast->doc->words.count)
        return false;
    struct str own = cast_text(cast, word, word);
    if (own.length != strlen(text))
        return false;
    for (size_t i = 0; i < own.length; i++) {
        char c = own.at[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c) != text[i])
            return false;
    }
    return true;
}

bool cast_in(const struct cast *cast, uint32_t word, const char *set)
{
    char key[LEXICON_WORD + 3];
    if (word >= cast->doc->words.count)
        return false;
    struct str own = cast_text(cast, word, word);
    size_t length = lexicon_fold(own.at, own.length, key + 1);
    if (length == 0)
        return false;
    key[0] = ' ';
    key[length + 1] = ' ';
    key[length + 2] = 0;
    return strstr(set, key) != NULL;
}

bool cast_same(const struct cast *cast, uint32_t a, uint32_t b)
{
    char x[LEXICON_WORD], y[LEXICON_WORD];
    struct str s = cast_text(cast, a, a), t = cast_text(cast, b, b);
    if (s.length != t.length)
        return false;
    size_t n = lexicon_fold(s.at, s.length, x);
    return n != 0 && lexicon_fold(t.at, t.length, y) == n && memcmp(x, y, n) == 0;
}

bool cast_lettered(const struct cast *cast, uint32_t word)
{
    return word < cast->doc->words.count && cast->doc->words.at[word].letters != 0;
}

bool cast_capital(const struct cast *cast, uint32_t word)
{
    if (word >= cast->doc->words.count)
        return false;
    uint8_t letters = cast->doc->words.at[word].letters;
    if (letters == 2 || letters == 3 || letters == 6)
        return true;
    char c = cast->doc->text.at[cast->doc->words.at[word].at.start];
    return letters >= 4 && c >= 'A' && c <= 'Z';
}

char cast_noun(const struct cast *cast, uint32_t word, bool *plural)
{
    char key[LEXICON_WORD];
    struct str own = cast_text(cast, word, word);
    *plural = false;
    size_t length = lexicon_fold(own.at, own.length, key);
    return length == 0 ? 0 : lexicon_noun(key, length, plural);
}

const char *cast_title(const struct cast *cast, uint32_t word)
{
    char key[LEXICON_WORD];
    struct str own = cast_text(cast, word, word);
    return lexicon_find(LEXICON_TITLES, key, lexicon_fold(own.at, own.length, key));
}

bool cast_first_name(const struct cast *cast, uint32_t word)
{
    char key[LEXICON_WORD];
    struct str own = cast_text(cast, word, word);
    return lexicon_find(LEXICON_FIRST_NAMES, key, lexicon_fold(own.at, own.length, key)) != NULL;
}

const char *cast_state(const struct cast *cast, uint32_t first, uint32_t last, const char *kinds)
{
    char key[LEXICON_WORD];
    if (first < last && cast_is(cast, first, "the"))
        first++;
    struct str own = cast_text(cast, first, last);
    size_t length = lexicon_fold(own.at, own.length, key);
    if (length == 2 && memcmp(key, "us", 2) == 0 && cast->doc->words.at[first].letters != 3)
        return NULL;
    const char *found = lexicon_find(LEXICON_COUNTRY_WORDS, key, length);
    if (found == NULL)
        return NULL;
    for (const char *k = found + 4; *k != '\n' && *k != 0; k++)
        if (strchr(kinds, *k) != NULL)
            return found;
    return NULL;
}

struct str cast_name(struct cast *cast, uint32_t first, uint32_t last)
{
    if (last > first && cast_is(cast, last, "s") && !cast_lettered(cast, last - 1) && last - 1 > first)
        last -= 2;
    struct str own = cast_text(cast, first, last);
    char *to = arena_copy(cast->scratch, own.at, own.length);
    if (to == NULL) {
        cast->failed = true;
        return (struct str){"", 0};
    }
    size_t out = 0;
    for (size_t i = 0; i < own.length; i++) {
        char c = (unsigned char)own.at[i] <= ' ' ? ' ' : own.at[i];
        if (c != ' ' || (out > 0 && to[out - 1] != ' '))
            to[out++] = c;
    }
    return (struct str){to, out};
}

uint32_t cast_add(struct cast *cast, uint32_t first, uint32_t last, uint8_t kind)
{
    struct figure figure = {.first = first, .last = last, .kind = kind, .alias = NONE, .belongs = NONE, .actor = NONE, .named = true};
    figure.name = cast_name(cast, first, last);
    if (cast->failed || !list_push(cast->scratch, &cast->figures, figure)) {
        cast->failed = true;
        return NONE;
    }
    return cast->figures.count - 1;
}

static bool same_text(struct str a, struct str b)
{
    char x[LEXICON_WORD], y[LEXICON_WORD];
    size_t n = lexicon_fold(a.at, a.length, x);
    return n != 0 && lexicon_fold(b.at, b.length, y) == n && memcmp(x, y, n) == 0;
}

uint32_t cast_add_listed(struct cast *cast, struct str name, uint8_t kind)
{
    for (uint32_t i = 0; i < cast->figures.count && i < 4000; i++)
        if (cast->figures.at[i].kind == kind && same_text(cast->figures.at[i].name, name))
            return i;
    struct figure figure = {.first = 1, .name = name, .kind = kind, .alias = NONE, .belongs = NONE, .actor = NONE, .named = true};
    if (!list_push(cast->scratch, &cast->figures, figure)) {
        cast->failed = true;
        return NONE;
    }
    return cast->figures.count - 1;
}

uint32_t cast_add_state(struct cast *cast, const char *code)
{
    uint32_t state = cast_add_listed(cast, lexicon_state(code), DIXIT_ACTOR_STATE);
    if (state != NONE)
        memcpy(cast->figures.at[state].code, code, 3);
    return state;
}

uint32_t cast_add_group(struct cast *cast, uint32_t first, uint32_t last, uint8_t kind)
{
    struct str own = cast_text(cast, first, last);
    uint32_t least = cast->figures.count > CAST_LOOK_BACK ? cast->figures.count - CAST_LOOK_BACK : 0;
    for (uint32_t i = cast->figures.count; i-- > least;)
        if (!cast->figures.at[i].named && same_text(cast->figures.at[i].name, own))
            return i;
    uint32_t made = cast_add(cast, first, last, kind);
    if (made != NONE)
        cast->figures.at[made].named = false;
    return made;
}

void cast_describe(const struct cast *cast, struct figure *figure, uint32_t word)
{
    if (figure->traits == NULL)
        figure->traits = arena_array(cast->scratch, CAST_TRAITS, sizeof *figure->traits);
    if (figure->traits != NULL && figure->trait_count < CAST_TRAITS)
        figure->traits[figure->trait_count++] = word;
}
