/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_facts.h"

#include <string.h>

#include "intake/html_authors.h"
#include "intake/html_dates.h"
#include "intake/html_linked.h"
#include "intake/html_meta.h"
#include "intake/html_text.h"
#include "intake/html_words.h"

enum { MOST_TITLE = 500, MOST_BYLINE = 100, MOST_LINE = 1000, LEAST_HEADLINE = 3, MOST_H1S = 10 };

struct finder {
    const struct html_tree *tree;
    struct arena *memory;
    struct html_words words;
    uint32_t first_h1, h1s;
    const char *document_title;
    uint32_t headline;   /* the <h1> that is part of the document's title, or NONE */
    struct html_authors authors;
    const char *prop_title; /* as the page shows it */
    const char *prop_published, *prop_modified, *first_time, *dateline; /* ISO 8601 */
};

/* ---- words ---- */

static size_t count_words(const char *text, size_t length)
{
    size_t words = 0;
    bool inside = false;
    for (size_t i = 0; i < length; i++) {
        words += text[i] != ' ' && !inside;
        inside = text[i] != ' ';
    }
    return words;
}

/* Whether the words of `a` are, four in five, words of `b`. */
static bool says(const char *a, const char *b)
{
    size_t words = 0, found = 0;
    while (*a != '\0') {
        size_t length = strcspn(a, " ");
        for (const char *at = b; length > 0 && *at != '\0'; at += strcspn(at, " "), at += strspn(at, " "))
            if (strcspn(at, " ") == length && strncmp(at, a, length) == 0) {
                found++;
                break;
            }
        words += length > 0;
        a += length;
        a += strspn(a, " ");
    }
    return words > 0 && found * 5 >= words * 4;
}

/* ---- what stands in the page ---- */

static bool is_prop(const char *value, const char *wanted)
{
    return value != NULL && strcmp(value, wanted) == 0;
}

static const char *date_of(const struct finder *finder, uint32_t node)
{
    const char *date = html_date(html_value_of(finder->tree, node, HTML_DATETIME), finder->memory);
    if (date == NULL)
        date = html_date(html_value_of(finder->tree, node, HTML_CONTENT), finder->memory);
    return date != NULL ? date : html_date(html_text_line(finder->tree, node, MOST_BYLINE, finder->memory), finder->memory);
}

static void look_at(struct finder *finder, uint32_t i)
{
    const struct html_tree *tree = finder->tree;
    const char *prop = html_value_of(tree, i, HTML_ITEMPROP);
    if (finder->prop_title == NULL && is_prop(prop, "headline"))
        finder->prop_title = html_text_line(tree, i, MOST_TITLE, finder->memory);
    if (finder->prop_published == NULL && is_prop(prop, "datePublished"))
        finder->prop_published = date_of(finder, i);
    if (finder->prop_modified == NULL && is_prop(prop, "dateModified"))
        finder->prop_modified = date_of(finder, i);
    if (finder->dateline == NULL && (html_words_hints(&finder->words, html_value_of(tree, i, HTML_CLASS)) & HINT_BYLINE))
        finder->dateline = html_date(html_text_line(tree, i, MOST_BYLINE, finder->memory), finder->memory);
    if (finder->first_time == NULL && tree->nodes[i].tag == TAG_TIME)
        finder->first_time = date_of(finder, i);
}

static bool is_aside(const struct finder *finder, uint32_t i)
{
    enum html_tag tag = (enum html_tag)finder->tree->nodes[i].tag;
    if (tag == TAG_NAV || tag == TAG_FOOTER || tag == TAG_ASIDE)
        return true;
    unsigned hints = 0;
    if (tag == TAG_DIV || tag == TAG_SECTION || tag == TAG_UL || tag == TAG_LI)
        hints = html_words_hints(&finder->words, html_value_of(finder->tree, i, HTML_CLASS)) |
                html_words_hints(&finder->words, html_value_of(finder->tree, i, HTML_ID));
    bool holds_headline = finder->headline != NONE && i < finder->headline && finder->headline < finder->tree->nodes[i].end;
    return !holds_headline && ((hints & HINT_NEVER) != 0 || ((hints & HINT_JUNK) && !(hints & HINT_BYLINE)));
}

/* The document's title, and the first <h1> of a few words that are all in it. */
static void find_headline(struct finder *finder)
{
    const struct html_tree *tree = finder->tree;
    for (uint32_t i = 0; i < tree->count && finder->document_title == NULL; i++)
        if (tree->nodes[i].tag == TAG_TITLE)
            finder->document_title = html_text_line(tree, i, MOST_TITLE, finder->memory);
    finder->headline = NONE;
    for (uint32_t i = 0, seen = 0; i < tree->count && seen < MOST_H1S && finder->headline == NONE && finder->document_title != NULL; i++) {
        if (tree->nodes[i].tag != TAG_H1)
            continue;
        seen++;
        const char *line = html_text_line(tree, i, MOST_TITLE, finder->memory);
        if (line != NULL && count_words(line, strlen(line)) >= LEAST_HEADLINE && says(line, finder->document_title))
            finder->headline = i;
    }
}

static void look_around(struct finder *finder)
{
    const struct html_tree *tree = finder->tree;
    find_headline(finder);
    html_authors_init(&finder->authors, tree, finder->headline, finder->memory);
    finder->first_h1 = NONE;
    for (uint32_t i = 0; i < tree->count;) {
        const struct html_node *node = &tree->nodes[i];
        if (node->tag == TAG_H1 && html_text_line(tree, i, 4, finder->memory) != NULL) {
            finder->h1s++;
            finder->first_h1 = finder->first_h1 == NONE ? i : finder->first_h1;
        }
        bool large = node->end - i > tree->count / 3;
        if ((node->values > 0 || node->tag == TAG_NAV) && !large && is_aside(finder, i)) {
            i = node->end;
            continue;
        }
        if (node->values > 0 || node->tag == TAG_TIME)
            look_at(finder, i);
        html_authors_look(&finder->authors, i);
        i++;
    }
}

/* ---- titles ---- */

/* The bytes of a separator between a title and the outlet's name (" | ", " – ") at a space, or 0. */
static size_t separator_at(const char *at)
{
    static const char *const marks[] = {"|", "-", "–", "—", "\\", "/", ">", "»"};
    for (size_t i = 0; *at == ' ' && i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        if (strncmp(at + 1, marks[i], size) == 0 && at[1 + size] == ' ')
            return size + 2;
    }
    return 0;
}

static const char *copy(const char *text, size_t length, struct arena *memory)
{
    return length == 0 ? NULL : arena_copy(memory, text, length);
}

static bool is_heading(const struct finder *finder, const char *text)
{
    const struct html_tree *tree = finder->tree;
    for (uint32_t i = 0, seen = 0; i < tree->count && seen < 50; i++) {
        if (tree->nodes[i].tag != TAG_H1 && tree->nodes[i].tag != TAG_H2)
            continue;
        seen++;
        const char *line = html_text_line(tree, i, MOST_TITLE, finder->memory);
        if (line != NULL && strcmp(line, text) == 0)
            return true;
    }
    return false;
}

/* Without the site's section or name behind a colon, which stands in front: "News: Title". */
static const char *after_colon(const struct finder *finder, const char *title)
{
    const char *last = strrchr(title, ':'), *first = strchr(title, ':');
    if (is_heading(finder, title))
        return title;
    const char *rest = last + 1 + strspn(last + 1, " ");
    if (count_words(rest, strlen(rest)) < 3)
        rest = first + 1 + strspn(first + 1, " ");
    else if (count_words(title, (size_t)(first - title)) > 5)
        rest = title;
    return rest;
}

/* The document's title without the outlet's name. The rules are Readability.js's: the part before the last separator, unless that
 * is a word or two. */
static const char *clean_title(const struct finder *finder)
{
    const char *title = finder->document_title, *last = NULL, *first = NULL, *shorter = title;
    bool arrows = false;
    if (title == NULL)
        return NULL;
    for (const char *at = title; *at != '\0'; at++)
        if (separator_at(at) > 0) {
            first = first == NULL ? at : first;
            last = at;
            arrows = arrows || strchr("\\/>", at[1]) != NULL || strncmp(at + 1, "»", 2) == 0;
        }
    if (last != NULL) {
        shorter = copy(title, (size_t)(last - title), finder->memory);
        if (shorter != NULL && count_words(shorter, strlen(shorter)) < 3)
            shorter = first + separator_at(first);
    } else if (strstr(title, ": ") != NULL) {
        shorter = after_colon(finder, title);
    } else if ((strlen(title) > 150 || strlen(title) < 15) && finder->h1s == 1) {
        shorter = html_text_line(finder->tree, finder->first_h1, MOST_TITLE, finder->memory);
    }
    return shorter == NULL || *shorter == '\0' || (count_words(shorter, strlen(shorter)) <= 4 && !arrows) ? title : shorter;
}

/* The first <h1> that says the title or is part of it. */
static const char *headline_of(const struct finder *finder, const char *title)
{
    const struct html_tree *tree = finder->tree;
    for (uint32_t i = 0, seen = 0; title != NULL && i < tree->count && seen < MOST_H1S; i++) {
        if (tree->nodes[i].tag != TAG_H1)
            continue;
        seen++;
        const char *line = html_text_line(tree, i, MOST_TITLE, finder->memory);
        if (line != NULL && strchr(line, ' ') != NULL && (says(line, title) || says(title, line)))
            return line;
    }
    return title;
}

/* ---- the rest ---- */

static const char *first_of(const char *a, const char *b)
{
    return a != NULL ? a : b;
}

/* "en" of "en-GB" and of "en_GB.UTF-8". */
static const char *language_of(const char *value, struct arena *memory)
{
    char language[4] = "";
    size_t length = 0;
    if (value == NULL)
        return NULL;
    value += strspn(value, " \t\r\n");
    while (length < 3 && ((value[length] | 0x20) >= 'a' && (value[length] | 0x20) <= 'z')) {
        language[length] = (char)(value[length] | 0x20);
        length++;
    }
    bool ends = value[length] == '\0' || value[length] == '-' || value[length] == '_' || value[length] == ',' || value[length] == ' ';
    return length >= 2 && ends ? copy(language, length, memory) : NULL;
}

bool html_facts_find(const struct html_tree *tree, struct arena *memory, struct html_facts *facts)
{
    struct finder finder = {.tree = tree, .memory = memory};
    struct html_linked linked;
    const char *meta[FACTS];
    *facts = (struct html_facts){.title = NULL};
    if (!html_words_init(&finder.words, memory) || !html_linked_read(tree, memory, &linked))
        return false;
    html_meta_read(tree, memory, meta);
    look_around(&finder);
    bool named = linked.headline != NULL && linked.name != NULL && finder.document_title != NULL;
    if (named && strncmp(finder.document_title, linked.name, strlen(linked.name)) == 0 && strstr(finder.document_title, linked.headline) == NULL)
        linked.headline = linked.name; /* the "headline" is a description */
    const char *title = html_fold(first_of(linked.headline, meta[FACT_TITLE]), MOST_TITLE, memory);
    facts->title = first_of(title, first_of(clean_title(&finder), finder.prop_title));
    if (facts->title == NULL && finder.first_h1 != NONE)
        facts->title = html_text_line(tree, finder.first_h1, MOST_TITLE, memory);
    facts->headline = headline_of(&finder, first_of(facts->title, finder.document_title));
    facts->author = first_of(html_author_clean(linked.author, false, memory), html_author_clean(meta[FACT_AUTHOR], false, memory));
    facts->author = first_of(facts->author, html_authors_get(&finder.authors));
    facts->outlet = html_fold(first_of(meta[FACT_OUTLET], linked.outlet), MOST_LINE, memory);
    facts->published = first_of(html_date(linked.published, memory), html_date(meta[FACT_PUBLISHED], memory));
    facts->published = first_of(facts->published, first_of(finder.prop_published, first_of(finder.first_time, finder.dateline)));
    facts->modified = first_of(html_date(linked.modified, memory), html_date(meta[FACT_MODIFIED], memory));
    facts->modified = first_of(facts->modified, finder.prop_modified);
    facts->language = language_of(html_value_of(tree, 0, HTML_LANG), memory);
    facts->language = first_of(facts->language, language_of(html_value_of(tree, 0, HTML_XML_LANG), memory));
    facts->language = first_of(facts->language, language_of(first_of(linked.language, meta[FACT_LANGUAGE]), memory));
    facts->url = html_fold(first_of(meta[FACT_URL], linked.url), MOST_LINE, memory);
    facts->body = linked.body;
    return !memory->failed;
}
