/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/fragment.h"

#include <string.h>

#include "intake/html_lines.h"
#include "intake/html_text.h"

enum { OUT = 1 };

static bool is_hidden(const struct html_tree *tree, uint32_t node)
{
    const char *style = html_value_of(tree, node, HTML_STYLE);
    if (html_value_of(tree, node, HTML_HIDDEN) != NULL)
        return true;
    const char *display = style == NULL ? NULL : strstr(style, "display");
    if (display == NULL)
        return false;
    display += strlen("display");
    display += strspn(display, " :");
    return strncmp(display, "none", 4) == 0;
}

static uint16_t *flags_of(const struct html_tree *tree, struct arena *memory)
{
    uint16_t *flags = arena_array(memory, tree->count, sizeof *flags);
    for (uint32_t i = 0; flags != NULL && i < tree->count; i++)
        if (tree->nodes[i].tag == TAG_FIGCAPTION || (tree->nodes[i].tag != TAG_TEXT && is_hidden(tree, i)))
            flags[i] = OUT;
    return flags;
}

/* Where the next empty line stands, from `at` on; the end when nowhere. */
static size_t gap_after(const struct buf *out, size_t at)
{
    while (at + 1 < out->length && (out->at[at] != '\n' || out->at[at + 1] != '\n'))
        at++;
    return at + 1 < out->length ? at : out->length;
}

/* Takes out of the text from `start` on the paragraphs that are junk. */
static void drop_junk(struct buf *out, size_t start)
{
    size_t to = start;
    for (size_t at = start; at < out->length;) {
        size_t end = gap_after(out, at), next = end == out->length ? end : end + 2;
        char line[HTML_LONGEST_LINE + 1];
        size_t length = end - at;
        bool junk = false;
        if (length <= HTML_LONGEST_LINE) {
            memcpy(line, out->at + at, length);
            line[length] = '\0';
            junk = html_line_is_junk(line);
        }
        if (!junk) {
            memmove(out->at + to, out->at + at, next - at);
            to += next - at;
        }
        at = next;
    }
    while (to > start && out->at[to - 1] == '\n')
        to--;
    out->length = to;
}

static bool add_tree(struct str html, struct arena *memory, struct buf *out)
{
    struct html_tree tree;
    struct html_text text;
    if (!html_tree_build(html, memory, &tree))
        return false;
    uint16_t *flags = flags_of(&tree, memory);
    if (flags == NULL)
        return false;
    size_t start = out->length;
    html_text_init(&text, out);
    if (tree.body != NONE)
        html_text_subtree(&text, &tree, tree.body, flags, OUT);
    drop_junk(out, start);
    return !out->failed;
}

bool fragment_write(struct str html, struct arena *memory, struct buf *out)
{
    if (html.length > FRAGMENT_MAX_BYTES)
        html.length = FRAGMENT_MAX_BYTES;
    if (html.length == 0)
        return true;
    struct arena_mark mark = arena_mark(memory);
    struct buf lines;
    buf_init(&lines, 0);
    if (memchr(html.at, '<', html.length) == NULL) {
        buf_add_text(&lines, "<pre>");
        buf_add(&lines, html.at, html.length);
        html = (struct str){lines.at, lines.length};
    }
    bool good = !lines.failed && add_tree(html, memory, out);
    buf_release(&lines);
    arena_rewind(memory, mark);
    return good;
}

const char *fragment_line(struct str html, size_t limit, struct arena *memory)
{
    struct buf out;
    const char *line = NULL;
    if (html.length > 4 * limit)
        html.length = 4 * limit;
    buf_init(&out, 0);
    if (fragment_write(html, memory, &out))
        line = html_fold(buf_terminate(&out), limit, memory);
    buf_release(&out);
    return line;
}
