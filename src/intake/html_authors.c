/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_authors.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "intake/html_text.h"

enum { MOST_AUTHOR = 300, MOST_BYLINE = 100, MOST_AROUND = 200, MOST_BELOW = 600, MOST_NAME_WORDS = 12 };

/* ---- words ---- */

static bool same_word(const char *text, size_t length, const char *word)
{
    size_t i = 0;
    while (i < length && word[i] != '\0' && ascii_lower(text[i]) == word[i])
        i++;
    return i == length && word[i] == '\0';
}

/* Whether the word is one of a list that ends with NULL, whatever its capitals and the marks that follow it. */
static bool is_one_of(const char *text, size_t length, const char *const *list)
{
    while (length > 0 && strchr(".,;:)", text[length - 1]) != NULL)
        length--;
    for (; *list != NULL; list++)
        if (same_word(text, length, *list))
            return true;
    return false;
}

/* The bytes of `lead`, words parted by spaces, at the start of `text`; 0 when the text begins otherwise. */
static size_t lead_at(const char *text, const char *lead)
{
    size_t i = 0;
    while (lead[i] != '\0' && ascii_lower(text[i]) == lead[i])
        i++;
    return lead[i] == '\0' && (text[i] == ' ' || text[i] == ':' || text[i] == '\0') ? i : 0;
}

static const char *const leads[] = {"by", "written by", "posted by", "published by", "reported by", "words by", "story by", "von", "par", "por"};

/* What follows the words that lead a byline in; the text itself when none do. */
static const char *after_lead(const char *text)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        size_t size = lead_at(text, leads[i]);
        if (size > 0)
            return text + size + strspn(text + size, " :");
    }
    return text;
}

/* ---- a byline made clean ---- */

/* Whether somebody is credited with another part than the writing. */
static bool has_other_role(const char *text)
{
    static const char *const roles[] = {"edited by", "translated by", "illustrated by", "illustrations by", "photographs by", "photography by",
                                        "photos by", "additional reporting by"};
    for (const char *at = text; (at = strchr(at, ' ')) != NULL; at++)
        for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
            if (lead_at(at + 1, roles[i]) > 0 && at[1 + strlen(roles[i])] == ' ')
                return true;
    return false;
}

/* Whether what stands behind a comma says what somebody does ("science editor"), or for whom ("Harbour Post"), no further name. */
static bool is_post(const char *text)
{
    static const char *const posts[] = {"correspondent", "reporter", "editor", "writer", "columnist", "contributor", "journalist", "staff",
                                        "analyst", "producer", "critic", "author", "fellow", "professor", "lecturer", "director", "photographer",
                                        "bureau", "desk", NULL};
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        bool several = text[length - 1] == 's'; /* "correspondents" */
        if (is_one_of(text, length, posts) || (several && is_one_of(text, length - 1, posts)))
            return true;
        if (text[length - 1] == ',')
            return false;
        text += length;
        text += strspn(text, " ");
    }
    return false;
}

/* Whether a name ends before text[i], a byte after the first. */
static bool ends_name(const char *text, size_t i)
{
    static const char *const marks[] = {"|", "-", "–", "—", "/", "»"};
    if (ascii_is_digit(text[i]))
        return true;
    if (strncmp(text + i, "•", 3) == 0 || strncmp(text + i, "·", 2) == 0 || text[i] == '(')
        return text[i] != '(' || ascii_is_digit(text[i + 1]);
    for (size_t k = 0; text[i] == ' ' && k < sizeof marks / sizeof *marks; k++) {
        size_t size = strlen(marks[k]);
        if (strncmp(text + i + 1, marks[k], size) == 0 && text[i + 1 + size] == ' ')
            return true;
    }
    return text[i] == ',' && is_post(text + i + 1 + strspn(text + i + 1, " "));
}

/* The length without the words of a date or of what was done on it that stand last ("on Monday, May"), when a number follows
 * them, or "on" leads them in. */
static size_t without_date(const char *text, size_t length, bool number)
{
    static const char *const words[] = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                                        "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
                                        "dec", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue",
                                        "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "on", "at", "updated", "published", "posted",
                                        "modified", "last", "first", "the", "date", NULL};
    size_t end = length, kept = length;
    while (end > 0) {
        while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == ','))
            end--;
        size_t start = end;
        while (start > 0 && text[start - 1] != ' ')
            start--;
        if (start == 0 || !is_one_of(text + start, end - start, words))
            break;
        if (number || same_word(text + start, end - start, "on"))
            kept = start;
        end = start;
    }
    return kept;
}

const char *html_author_clean(const char *value, bool visible, struct arena *memory)
{
    const char *whole = html_fold(value, MOST_AUTHOR, memory), *author = whole == NULL ? NULL : after_lead(whole);
    if (author == NULL || *author == '\0' || strstr(author, "://") != NULL || strncmp(author, "www.", 4) == 0)
        return NULL;
    if (has_other_role(author))
        return whole;
    size_t length = strlen(author);
    for (size_t i = 1; visible && i < length; i++)
        if (ends_name(author, i))
            length = i;
    if (visible)
        length = without_date(author, length, ascii_is_digit(author[length]));
    while (length > 0 && (author[length - 1] == ' ' || author[length - 1] == ','))
        length--;
    bool numbers = strspn(author, "0123456789 .,:/-") >= length;
    return numbers ? NULL : arena_copy(memory, author, length);
}

/* ---- names that stand beside each other ---- */

/* Where what stands beside a node ends: after its grandparent or its parent, when that is a short line. */
static uint32_t end_beside(const struct html_authors *authors, uint32_t node)
{
    const struct html_tree *tree = authors->tree;
    uint32_t end = tree->nodes[node].end, around = node;
    for (int up = 0; up < 2 && tree->nodes[around].parent != NONE; up++) {
        around = tree->nodes[around].parent;
        const char *line = html_text_line(tree, around, MOST_AROUND + 1, authors->memory);
        if (line == NULL || strlen(line) > MOST_AROUND)
            break;
        end = tree->nodes[around].end;
    }
    return end;
}

/* Whether a line could be somebody's name and no more: two words or more, each but "van" or "and" with a capital. */
static bool is_name(const char *text)
{
    static const char *const small[] = {"and", "&", "with", "de", "del", "della", "di", "da", "du", "dos", "van", "von", "der", "den", "la",
                                        "le", "el", "al", "bin", "ibn", "ter", "ten", "y", "und", "et", "e", "for", "of", "the", NULL};
    size_t capitals = 0, words = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        bool capital = (text[0] >= 'A' && text[0] <= 'Z') || (unsigned char)text[0] >= 0x80;
        if (!capital && (words == 0 || !is_one_of(text, length, small)))
            return false;
        if (words == 0 && same_word(text, length, "the"))
            return false;
        capitals += capital;
        words++;
        text += length;
        text += strspn(text, " ");
    }
    return capitals >= 2 && words <= MOST_NAME_WORDS;
}

static void add(struct html_authors *authors, struct html_names *names, uint32_t node, const char *text)
{
    const char *href = html_value_of(authors->tree, node, HTML_HREF);
    if (text == NULL)
        return;
    if (names->text == NULL) {
        *names = (struct html_names){text, href, end_beside(authors, node)};
        return;
    }
    bool elsewhere = href == NULL || names->href == NULL || strcmp(href, names->href) != 0;
    const char *name = html_author_clean(text, true, authors->memory);
    if (node >= names->end || !elsewhere || name == NULL || !is_name(name) || strstr(names->text, name) != NULL)
        return;
    struct buf joined;
    buf_init(&joined, MOST_AUTHOR);
    buf_add_text(&joined, names->text);
    buf_add_text(&joined, ", ");
    buf_add_text(&joined, name);
    if (!joined.failed)
        names->text = arena_copy(authors->memory, joined.at, joined.length);
    names->href = href;
    buf_release(&joined);
}

/* ---- what a node says ---- */

/* Whether a list of words parted by spaces has the word. */
static bool has_word(const char *list, const char *word)
{
    while (list != NULL && *list != '\0') {
        list += strspn(list, " \t\r\n");
        size_t length = strcspn(list, " \t\r\n");
        if (length > 0 && same_word(list, length, word))
            return true;
        list += length;
    }
    return false;
}

/* Whether a class or an id says that the author's name stands here: its last part is "byline" or "author", or the like. */
static bool is_byline(const char *names)
{
    static const char *const ends[] = {"byline", "author", "authors", "writtenby", "author-name", "byline-name", "author-link", "byline-author",
                                       "authorname"};
    while (names != NULL && *names != '\0') {
        char plain[64];
        size_t length = strcspn(names, " \t\r\n"), size = 0;
        for (size_t i = 0; i < length && size + 1 < sizeof plain; i++) {
            char c = names[i] == '_' ? '-' : ascii_lower(names[i]);
            if (c != '-' || size == 0 || plain[size - 1] != '-')
                plain[size++] = c;
        }
        plain[size] = '\0';
        for (size_t i = 0; strstr(plain, "comment") == NULL && i < sizeof ends / sizeof *ends; i++) {
            size_t most = strlen(ends[i]);
            if (size >= most && strcmp(plain + size - most, ends[i]) == 0)
                return true;
        }
        names += length;
        names += strspn(names, " \t\r\n");
    }
    return false;
}

/* The "name" inside an author, or all of it. */
static const char *person_of(const struct html_authors *authors, uint32_t node)
{
    const struct html_tree *tree = authors->tree;
    for (uint32_t i = node + 1; i < tree->nodes[node].end; i++)
        if (has_word(html_value_of(tree, i, HTML_ITEMPROP), "name")) {
            const char *content = html_value_of(tree, i, HTML_CONTENT);
            return content != NULL ? html_fold(content, MOST_BYLINE, authors->memory) : html_text_line(tree, i, MOST_BYLINE, authors->memory);
        }
    return html_text_line(tree, node, MOST_BYLINE, authors->memory);
}

static const char *short_line(const struct html_authors *authors, uint32_t node)
{
    const char *line = html_text_line(authors->tree, node, MOST_BYLINE + 1, authors->memory);
    return line != NULL && strlen(line) <= MOST_BYLINE ? line : NULL;
}

/* The line around a text of a name behind "By": the shortest one that is a name, else what stands next in the page. */
static const char *line_by(const struct html_authors *authors, uint32_t node, bool bare)
{
    const struct html_tree *tree = authors->tree;
    uint32_t around = tree->nodes[node].parent;
    for (int up = 0; up < 3 && around != NONE; up++, around = tree->nodes[around].parent) {
        enum html_tag tag = (enum html_tag)tree->nodes[around].tag;
        const char *line = short_line(authors, around);
        if (line == NULL || after_lead(line) == line || tag == TAG_LI || (tag >= TAG_H1 && tag <= TAG_H6))
            break;
        const char *name = html_author_clean(line, true, authors->memory);
        if (name != NULL && is_name(name))
            return name;
    }
    for (uint32_t i = node + 1; bare && i < tree->count && i < node + 20; i++) {
        const char *text = tree->nodes[i].tag == TAG_TEXT ? html_fold(tree->nodes[i].text, MOST_BYLINE, authors->memory) : NULL;
        if (text != NULL) {
            const char *name = html_author_clean(text, true, authors->memory);
            return name != NULL && is_name(name) ? name : NULL;
        }
    }
    return NULL;
}

/* A text in the first lines below the headline. */
static void look_below(struct html_authors *authors, uint32_t node)
{
    const char *text = html_fold(authors->tree->nodes[node].text, MOST_BELOW, authors->memory);
    if (text == NULL)
        return;
    authors->below += strlen(text);
    const char *rest = after_lead(text);
    if (rest != text)
        authors->line = line_by(authors, node, *rest == '\0');
}

void html_authors_init(struct html_authors *authors, const struct html_tree *tree, uint32_t headline, struct arena *memory)
{
    *authors = (struct html_authors){.tree = tree, .memory = memory, .headline = headline};
}

static bool is_wanted(const struct html_names *names, uint32_t node)
{
    return names->text == NULL || node < names->end;
}

void html_authors_look(struct html_authors *authors, uint32_t node)
{
    const struct html_tree *tree = authors->tree;
    const struct html_node *it = &tree->nodes[node];
    if (it->tag == TAG_TEXT && authors->line == NULL && authors->headline != NONE && node >= tree->nodes[authors->headline].end &&
        authors->below < MOST_BELOW)
        look_below(authors, node);
    if (it->values == 0 || it->tag == TAG_META || it->tag == TAG_LINK || it->tag == TAG_BODY)
        return;
    if (is_wanted(&authors->prop, node) && has_word(html_value_of(tree, node, HTML_ITEMPROP), "author"))
        add(authors, &authors->prop, node, person_of(authors, node));
    if (is_wanted(&authors->rel, node) && has_word(html_value_of(tree, node, HTML_REL), "author"))
        add(authors, &authors->rel, node, html_text_line(tree, node, MOST_BYLINE, authors->memory));
    if (is_wanted(&authors->byline, node) &&
        (is_byline(html_value_of(tree, node, HTML_CLASS)) || is_byline(html_value_of(tree, node, HTML_ID))))
        add(authors, &authors->byline, node, short_line(authors, node));
}

const char *html_authors_get(const struct html_authors *authors)
{
    const char *values[] = {authors->prop.text, authors->rel.text, authors->byline.text, authors->line};
    const char *author = NULL;
    for (size_t i = 0; author == NULL && i < sizeof values / sizeof *values; i++)
        author = html_author_clean(values[i], true, authors->memory);
    return author;
}
