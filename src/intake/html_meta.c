/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_meta.h"

#include <string.h>

enum { MOST_NAME = 64, MOST_AUTHORS = 300 };

/* For each fact the best name first; "." and ":" are alike. The order of titles and authors is that of Readability.js. */
static const struct {
    const char *name;
    enum html_fact fact;
} names[] = {
    {"dc:title", FACT_TITLE}, {"dcterm:title", FACT_TITLE}, {"dcterms:title", FACT_TITLE}, {"og:title", FACT_TITLE},
    {"weibo:article:title", FACT_TITLE}, {"title", FACT_TITLE}, {"twitter:title", FACT_TITLE}, {"parsely-title", FACT_TITLE},
    {"sailthru:title", FACT_TITLE}, {"headline", FACT_TITLE},
    {"dc:creator", FACT_AUTHOR}, {"dcterm:creator", FACT_AUTHOR}, {"dcterms:creator", FACT_AUTHOR}, {"author", FACT_AUTHOR},
    {"parsely-author", FACT_AUTHOR}, {"article:author", FACT_AUTHOR}, {"og:article:author", FACT_AUTHOR}, {"article:author_name", FACT_AUTHOR}, {"sailthru:author", FACT_AUTHOR},
    {"byl", FACT_AUTHOR}, {"citation_author", FACT_AUTHOR},
    {"og:site_name", FACT_OUTLET}, {"application-name", FACT_OUTLET}, {"dc:publisher", FACT_OUTLET}, {"citation_journal_title", FACT_OUTLET},
    {"article:published_time", FACT_PUBLISHED}, {"parsely-pub-date", FACT_PUBLISHED}, {"datepublished", FACT_PUBLISHED},
    {"article:published", FACT_PUBLISHED}, {"og:published_time", FACT_PUBLISHED}, {"dc:date:issued", FACT_PUBLISHED},
    {"dcterms:created", FACT_PUBLISHED}, {"dcterms:date", FACT_PUBLISHED}, {"dc:date", FACT_PUBLISHED}, {"sailthru:date", FACT_PUBLISHED},
    {"pubdate", FACT_PUBLISHED}, {"publishdate", FACT_PUBLISHED}, {"publish-date", FACT_PUBLISHED}, {"publish_date", FACT_PUBLISHED},
    {"publication_date", FACT_PUBLISHED}, {"publicationdate", FACT_PUBLISHED}, {"ptime", FACT_PUBLISHED}, {"pdate", FACT_PUBLISHED},
    {"date", FACT_PUBLISHED}, {"citation_publication_date", FACT_PUBLISHED}, {"article_date_original", FACT_PUBLISHED},
    {"article:modified_time", FACT_MODIFIED}, {"datemodified", FACT_MODIFIED}, {"og:updated_time", FACT_MODIFIED},
    {"dcterms:modified", FACT_MODIFIED}, {"lastmod", FACT_MODIFIED}, {"utime", FACT_MODIFIED}, {"last-modified", FACT_MODIFIED},
    {"content-language", FACT_LANGUAGE}, {"dc:language", FACT_LANGUAGE}, {"og:locale", FACT_LANGUAGE}, {"language", FACT_LANGUAGE},
    {"og:url", FACT_URL}, {"parsely-link", FACT_URL},
};

enum { NAMES = sizeof names / sizeof *names };

struct noted {
    const char **values;
    size_t best[FACTS]; /* rank of the value's name */
    struct arena *memory;
};

/* "a, b"; `a` when `b` is part of it or the arena gave out. */
static const char *joined(const char *a, const char *b, struct arena *memory)
{
    size_t length = strlen(a), more = strlen(b);
    char *both = strstr(a, b) != NULL || length + more > MOST_AUTHORS ? NULL : arena_alloc(memory, length + more + 3);
    if (both == NULL)
        return a;
    memcpy(both, a, length);
    memcpy(both + length, ", ", 2);
    memcpy(both + length + 2, b, more + 1);
    return both;
}

/* Notes the value under one name, of `length` bytes. A name in "property" goes before the same in "name"; a story has an author
 * for each time that the best name for authors is given. */
static void note(const char *name, size_t length, const char *value, struct noted *noted, bool property)
{
    char plain[MOST_NAME];
    if (length >= sizeof plain)
        return;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        plain[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c == '.' ? ':' : c;
    }
    plain[length] = '\0';
    for (size_t i = 0; i < NAMES; i++) {
        size_t rank = 2 * i + !property;
        enum html_fact fact = names[i].fact;
        if (rank > noted->best[fact] || strcmp(plain, names[i].name) != 0)
            continue;
        if (rank < noted->best[fact])
            noted->values[fact] = value;
        else if (fact == FACT_AUTHOR)
            noted->values[fact] = joined(noted->values[fact], value, noted->memory);
        noted->best[fact] = rank;
    }
}

static void note_all(const char *list, const char *value, struct noted *noted, bool property)
{
    for (int count = 0; list != NULL && *list != '\0' && count < 8; count++) {
        list += strspn(list, " \t\r\n");
        size_t length = strcspn(list, " \t\r\n");
        note(list, length, value, noted, property);
        list += length;
    }
}

/* An article's author is often the address of a profile. */
static bool is_address(const char *value)
{
    return strncmp(value, "http:", 5) == 0 || strncmp(value, "https:", 6) == 0 || strncmp(value, "//", 2) == 0;
}

static bool has_text(const char *value)
{
    return value != NULL && value[strspn(value, " \t\r\n")] != '\0';
}

void html_meta_read(const struct html_tree *tree, struct arena *memory, const char *values[FACTS])
{
    struct noted noted = {.values = values, .memory = memory};
    const char *canonical = NULL;
    for (int fact = 0; fact < FACTS; fact++) {
        values[fact] = NULL;
        noted.best[fact] = 2 * NAMES;
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        const char *value = NULL;
        if (tree->nodes[i].tag == TAG_LINK && canonical == NULL) {
            const char *rel = html_value_of(tree, i, HTML_REL);
            value = html_value_of(tree, i, HTML_HREF);
            canonical = rel != NULL && strcmp(rel, "canonical") == 0 && value != NULL && is_address(value) ? value : NULL;
        }
        if (tree->nodes[i].tag != TAG_META)
            continue;
        value = html_value_of(tree, i, HTML_CONTENT);
        if (!has_text(value))
            continue;
        const char *name = html_value_of(tree, i, HTML_NAME), *property = html_value_of(tree, i, HTML_PROPERTY);
        if (is_address(value) && (name == NULL || strcmp(name, "parsely-link") != 0) && (property == NULL || strcmp(property, "og:url") != 0))
            continue;
        note_all(property, value, &noted, true);
        note_all(name, value, &noted, false);
        note_all(html_value_of(tree, i, HTML_ITEMPROP), value, &noted, false);
        note_all(html_value_of(tree, i, HTML_HTTP_EQUIV), value, &noted, false);
    }
    if (canonical != NULL)
        values[FACT_URL] = canonical;
}
