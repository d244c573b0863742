/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_phrases.h"

#include <string.h>

#include "claims/reaction_phrases_list.h" /* made from data/reaction-phrases.txt */

enum { TOKENS = 12, CHOICES = 12, PATTERNS = 128 };

/* One step of a pattern. */
struct token {
    uint8_t gap;            /* up to so many words of any kind; 0: a word */
    bool negation;          /* not, never, or the n't of a verb */
    uint32_t classes;       /* a word of one of these, or … */
    uint32_t keys[CHOICES]; /* … one of these; 0 ends them */
};

struct pattern {
    uint8_t kind, count;
    struct token tokens[TOKENS];
};

static const char *const kind_names[] = {"deny", "confirm", "unverified", "no_response", "contradict"};

static void read_choice(struct token *token, const char *at, size_t length)
{
    if (at[0] == '{') {
        token->classes |= reaction_class_named(at + 1, length - 2);
        return;
    }
    for (uint32_t i = 0; i < CHOICES; i++)
        if (token->keys[i] == 0) {
            token->keys[i] = reaction_word_key(at, length);
            return;
        }
}

static struct token read_token(const char *at, size_t length)
{
    struct token token = {0};
    if (at[0] == '*') {
        token.gap = (uint8_t)(at[1] - '0');
    } else if (at[0] == '<') {
        token.negation = true;
    } else {
        for (size_t i = 0; i < length;) {
            size_t part = strcspn(at + i, "| \n");
            read_choice(&token, at + i, part);
            i += part + 1;
        }
    }
    return token;
}

/* One line made into a pattern; false for a comment. */
static bool read_pattern(const char *line, struct pattern *pattern)
{
    size_t length = strcspn(line, " \n");
    memset(pattern, 0, sizeof *pattern);
    for (pattern->kind = 0; pattern->kind < DIXIT_REACTION_KINDS; pattern->kind++)
        if (strlen(kind_names[pattern->kind]) == length && memcmp(kind_names[pattern->kind], line, length) == 0)
            break;
    if (pattern->kind == DIXIT_REACTION_KINDS)
        return false;
    for (line += length; *line == ' ' && pattern->count < TOKENS; line += length) {
        line++;
        length = strcspn(line, " \n");
        if (length > 0)
            pattern->tokens[pattern->count++] = read_token(line, length);
    }
    return pattern->count > 0;
}

/* How many words from `word` on the token takes; 0 when it does not fit. Not for gaps. */
static uint32_t fits(const struct reaction_words *words, const struct token *token, uint32_t word, uint32_t last)
{
    const struct doc *doc = words->doc;
    if (word > last)
        return 0;
    if (token->negation) {
        if (words->keys[word] == reaction_word_key("not", 3) || words->keys[word] == reaction_word_key("never", 5))
            return 1;
        bool mark = (doc->words.at[word].flags & WORD_SPACE_BEFORE) == 0 && doc->words.at[word].letters == 0;
        return mark && word + 1 <= last && words->keys[word + 1] == reaction_word_key("t", 1) ? 2 : 0;
    }
    if (words->classes[word] & token->classes)
        return 1;
    for (uint32_t i = 0; i < CHOICES && token->keys[i] != 0; i++)
        if (words->keys[word] == token->keys[i])
            return 1;
    return 0;
}

/* The word after the shortest fit of the tokens from `token` on; NONE when there is none. Gaps are at most 9 words and 12 tokens, and what
 * stands between gaps fits in one way, so that the work per word is bounded. */
static uint32_t match(const struct reaction_words *words, const struct pattern *pattern, uint32_t token, uint32_t word, uint32_t last)
{
    if (token == pattern->count)
        return word;
    const struct token *t = &pattern->tokens[token];
    if (t->gap == 0) {
        uint32_t taken = fits(words, t, word, last);
        return taken == 0 ? NONE : match(words, pattern, token + 1, word + taken, last);
    }
    for (uint32_t skip = 0; skip <= t->gap; skip++) {
        uint32_t end = match(words, pattern, token + 1, word + skip, last);
        if (end != NONE)
            return end;
    }
    return NONE;
}

static bool find_in(const struct reaction_words *words, const struct pattern *patterns, uint32_t count, struct sentence sentence,
                    struct arena *arena, struct phrases *out)
{
    for (uint32_t i = sentence.first; i <= sentence.last; i++) {
        struct phrase best = {0};
        uint32_t after = 0;
        for (uint32_t p = 0; p < count; p++) {
            if (fits(words, &patterns[p].tokens[0], i, sentence.last) == 0)
                continue;
            uint32_t end = match(words, &patterns[p], 0, i, sentence.last);
            if (end != NONE && end > after) {
                after = end;
                best = (struct phrase){patterns[p].kind, i, end - 1};
            }
        }
        if (after == 0)
            continue;
        if (!list_push(arena, out, best))
            return false;
        i = after - 1;
    }
    return true;
}

bool reaction_phrases_find(struct job *job, const struct reaction_words *words, struct phrases *out)
{
    const struct doc *doc = job->doc;
    struct pattern *patterns = arena_array(job->scratch, PATTERNS, sizeof *patterns);
    uint32_t count = 0;
    bool fine = patterns != NULL;
    for (size_t i = 0; fine && i < sizeof reaction_phrases_list / sizeof *reaction_phrases_list && count < PATTERNS; i++)
        count += read_pattern(reaction_phrases_list[i], &patterns[count]);
    for (uint32_t i = 0; fine && i < doc->sentences.count; i++)
        fine = find_in(words, patterns, count, doc->sentences.at[i], job->scratch, out);
    return fine || error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while reactions were found");
}
