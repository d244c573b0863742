/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/credit.h"

#include <string.h>

#include "agencies.h"

enum { FIRST = 3, LAST = 2, DATELINE = 160, SHORT = 80 };

static struct str trim(struct str text)
{
    while (text.length > 0 && strchr(" \t\r\n", text.at[0]) != NULL) {
        text.at++;
        text.length--;
    }
    while (text.length > 0 && strchr(" \t\r\n", text.at[text.length - 1]) != NULL)
        text.length--;
    return text;
}

/* The agency that is called just this: its name, the first of its line in the list. */
static struct str agency_of(struct str text)
{
    text = trim(text);
    for (size_t i = 0; text.length > 0 && i < sizeof agencies / sizeof *agencies; i++) {
        if (agencies[i][0] == '#')
            continue;
        for (const char *name = agencies[i]; *name != '\0';) {
            size_t length = strcspn(name, "|\n");
            if (length == text.length && memcmp(name, text.at, length) == 0)
                return (struct str){agencies[i], strcspn(agencies[i], "|\n")};
            name += length + (name[length] != '\0');
        }
    }
    return (struct str){"", 0};
}

/* The bytes of a dash at `at`: hyphen, en or em dash; 0 when there is none. */
static size_t dash_at(struct str text, size_t at)
{
    if (at < text.length && text.at[at] == '-')
        return at + 1 < text.length && text.at[at + 1] == '-' ? 2 : 1;
    bool dash = text.length - at >= 3 && (memcmp(text.at + at, "\xE2\x80\x93", 3) == 0 || memcmp(text.at + at, "\xE2\x80\x94", 3) == 0);
    return dash ? 3 : 0;
}

static size_t skip_spaces(struct str text, size_t at)
{
    while (at < text.length && text.at[at] == ' ')
        at++;
    return at;
}

/* "… (Agency) -" and "Agency —" where a story begins. */
static struct str of_dateline(struct str paragraph)
{
    size_t most = paragraph.length < DATELINE ? paragraph.length : DATELINE;
    const char *open = most > 0 ? memchr(paragraph.at, '(', most) : NULL;
    if (open != NULL) {
        size_t start = (size_t)(open - paragraph.at) + 1, end = start;
        while (end < most && paragraph.at[end] != ')')
            end++;
        if (end < most && dash_at(paragraph, skip_spaces(paragraph, end + 1)) > 0)
            return agency_of((struct str){paragraph.at + start, end - start});
    }
    for (size_t i = 1; i < most && i < SHORT; i++)
        if (paragraph.at[i - 1] == ' ' && dash_at(paragraph, i) > 0)
            return agency_of((struct str){paragraph.at, i});
    return (struct str){"", 0};
}

/* A paragraph that is nothing but a credit. */
static struct str of_line(struct str paragraph)
{
    static const char *const leads[] = {"By ", "Source: ", "Credit: ", "From ", "Agency: ", "\xE2\x80\x94 ", "- ", ""};
    if (paragraph.length == 0 || paragraph.length > SHORT)
        return (struct str){"", 0};
    if (paragraph.at[0] == '(' && paragraph.at[paragraph.length - 1] == ')')
        return agency_of((struct str){paragraph.at + 1, paragraph.length - 2});
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        size_t length = strlen(leads[i]);
        if (paragraph.length > length && memcmp(paragraph.at, leads[i], length) == 0) {
            struct str found = agency_of((struct str){paragraph.at + length, paragraph.length - length});
            if (found.length > 0)
                return found;
        }
    }
    return (struct str){"", 0};
}

/* The next paragraph that is not empty, a line as it is; an empty one at the end. */
static struct str next_line(struct str *rest)
{
    struct str line = {"", 0};
    while (rest->length > 0 && line.length == 0) {
        const char *end = memchr(rest->at, '\n', rest->length);
        size_t length = end == NULL ? rest->length : (size_t)(end - rest->at);
        line = trim((struct str){rest->at, length});
        rest->at += length + (end != NULL);
        rest->length -= length + (end != NULL);
    }
    return line;
}

/* The paragraph before the end of the text, which becomes shorter by it. */
static struct str last_line(struct str *rest)
{
    struct str line = {"", 0};
    while (rest->length > 0 && line.length == 0) {
        size_t start = rest->length;
        while (start > 0 && rest->at[start - 1] != '\n')
            start--;
        line = trim((struct str){rest->at + start, rest->length - start});
        rest->length = start > 0 ? start - 1 : 0;
    }
    return line;
}

struct str credit_find(const struct doc *doc)
{
    struct str body = {doc->text.at + doc->body.start, doc->body.end - doc->body.start}, rest = body, found = {"", 0};
    for (int i = 0; i < FIRST && found.length == 0; i++) {
        struct str line = next_line(&rest);
        found = of_dateline(line);
        if (found.length == 0)
            found = of_line(line);
    }
    rest = body;
    for (int i = 0; i < LAST && found.length == 0; i++)
        found = of_line(last_line(&rest));
    if (found.length == 0 && doc->origin.author != NULL)
        found = agency_of((struct str){doc->origin.author, strlen(doc->origin.author)});
    return found;
}
