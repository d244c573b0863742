/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/robots.h"

#include <string.h>

#include "base/ascii.h"

enum { MOST_BYTES = 500 << 10 };

static struct str trim(struct str text)
{
    while (text.length > 0 && (text.at[0] == ' ' || text.at[0] == '\t')) {
        text.at++;
        text.length--;
    }
    while (text.length > 0 && strchr(" \t\r", text.at[text.length - 1]) != NULL)
        text.length--;
    return text;
}

static bool is_word(struct str text, const char *word)
{
    size_t i = 0;
    while (i < text.length && word[i] != '\0' && ascii_lower(text.at[i]) == word[i])
        i++;
    return i == text.length && word[i] == '\0';
}

/* The next line as key and value; false at the end. Lines without a colon have an empty key. */
static bool next_line(struct str *text, struct str *key, struct str *value)
{
    if (text->length == 0)
        return false;
    const char *end = memchr(text->at, '\n', text->length);
    struct str line = {text->at, end == NULL ? text->length : (size_t)(end - text->at)};
    size_t step = line.length + (end != NULL);
    text->at += step;
    text->length -= step;
    const char *comment = line.length > 0 ? memchr(line.at, '#', line.length) : NULL;
    if (comment != NULL)
        line.length = (size_t)(comment - line.at);
    const char *colon = line.length > 0 ? memchr(line.at, ':', line.length) : NULL;
    *key = *value = (struct str){"", 0};
    if (colon != NULL) {
        *key = trim((struct str){line.at, (size_t)(colon - line.at)});
        *value = trim((struct str){colon + 1, line.length - (size_t)(colon + 1 - line.at)});
    }
    return true;
}

/* Whether a rule fits the beginning of a path; '*' stands for anything. Goes back to the last star only, so that it is quadratic at worst. */
static bool fits(struct str rule, const char *path)
{
    size_t at = 0, star = SIZE_MAX, length = rule.length;
    const char *from = path;
    bool whole = length > 0 && rule.at[length - 1] == '$';
    length -= whole;
    for (;;) {
        if (at < length && rule.at[at] == '*') {
            star = ++at;
            from = path;
        } else if (at == length && (!whole || *path == '\0')) {
            return true;
        } else if (at < length && *path != '\0' && rule.at[at] == *path) {
            at++;
            path++;
        } else if (star != SIZE_MAX && *from != '\0') {
            at = star;
            path = ++from;
        } else {
            return false;
        }
    }
}

/* The verdict of the groups for one agent: 1 allowed, 0 not, -1 no group names it. */
static int ask(struct str text, const char *agent, const char *path)
{
    struct str key, value;
    bool in_group = false, naming = false, named = false, allowed = true;
    size_t longest = 0;
    while (next_line(&text, &key, &value)) {
        if (is_word(key, "user-agent")) {
            if (!naming)
                in_group = false;
            naming = true;
            in_group = in_group || is_word(value, agent);
            named = named || in_group;
            continue;
        }
        bool allow = is_word(key, "allow"), disallow = is_word(key, "disallow");
        if (!allow && !disallow)
            continue;
        naming = false;
        if (!in_group || value.length == 0 || value.length < longest || !fits(value, path))
            continue;
        allowed = value.length > longest ? allow : allowed || allow;
        longest = value.length;
    }
    return named ? allowed : -1;
}

bool robots_allow(struct str text, const char *agent, const char *path)
{
    if (text.length > MOST_BYTES)
        text.length = MOST_BYTES;
    if (text.length >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0)
        text = (struct str){text.at + 3, text.length - 3};
    int verdict = ask(text, agent, path);
    if (verdict < 0)
        verdict = ask(text, "*", path);
    return verdict != 0;
}
