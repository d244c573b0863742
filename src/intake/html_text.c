/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_text.h"

#include <string.h>

#include "text/chars.h"
#include "text/utf8.h"

enum { LINE_ROOM = 4096 };

void html_text_init(struct html_text *text, struct buf *out)
{
    *text = (struct html_text){.out = out, .start = out->length};
}

void html_text_due(struct html_text *text, enum html_due due)
{
    if (due > text->due)
        text->due = (uint8_t)due;
}

static void pay(struct html_text *text)
{
    static const char *const dues[] = {"", " ", "\t", "\n", "\n\n"};
    if (text->due != DUE_NOTHING && text->out->length > text->start)
        buf_add_text(text->out, dues[text->due]);
    text->due = DUE_NOTHING;
}

static bool is_plain(unsigned char c)
{
    return c > 0x20 && c < 0x7F;
}

void html_text_add(struct html_text *text, const char *bytes, size_t length, bool lines)
{
    size_t at = 0;
    while (at < length) {
        size_t run = at;
        while (run < length && is_plain((unsigned char)bytes[run]))
            run++;
        if (run > at) {
            pay(text);
            buf_add(text->out, bytes + at, run - at);
            at = run;
            continue;
        }
        uint32_t size, point = utf8_decode(bytes + at, length - at, &size);
        if (point == '\n' && lines) {
            html_text_due(text, text->due == DUE_LINE ? DUE_EMPTY_LINE : DUE_LINE);
        } else if (point == UTF8_BROKEN || point < 0x20 || (point >= 0x7F && point < 0xA0) || char_class(point) == CHAR_SPACE) {
            html_text_due(text, DUE_SPACE);
        } else if (point != 0xAD && point != 0x200B && point != 0x2060 && point != 0xFEFF) {
            pay(text);
            buf_add(text->out, bytes + at, size);
        }
        at += size;
    }
}

static enum html_due due_around(enum html_tag tag)
{
    if (tag == TAG_TD || tag == TAG_TH)
        return DUE_TAB;
    if (tag == TAG_TR || tag == TAG_TBODY)
        return DUE_LINE;
    return html_is_block(tag) ? DUE_EMPTY_LINE : DUE_NOTHING;
}

/* Pays what the blocks that end before node `next` leave due. */
static void leave(struct html_text *text, const struct html_tree *tree, uint32_t *open, uint32_t top, uint32_t next)
{
    while (*open != top && tree->nodes[*open].end <= next) {
        html_text_due(text, due_around((enum html_tag)tree->nodes[*open].tag));
        *open = tree->nodes[*open].parent;
    }
}

void html_text_subtree(struct html_text *text, const struct html_tree *tree, uint32_t node, const uint16_t *out_flags, uint16_t out_mask)
{
    uint32_t end = tree->nodes[node].end, open = node, pre_end = 0;
    html_text_due(text, due_around((enum html_tag)tree->nodes[node].tag));
    for (uint32_t i = node; i < end;) {
        const struct html_node *at = &tree->nodes[i];
        leave(text, tree, &open, node, i);
        if (out_flags != NULL && (out_flags[i] & out_mask) != 0) {
            html_text_due(text, due_around((enum html_tag)at->tag));
            i = at->end;
            continue;
        }
        if (at->tag == TAG_TEXT) {
            html_text_add(text, at->text, at->length, i < pre_end);
        } else {
            if (at->tag == TAG_BR)
                html_text_due(text, text->due == DUE_LINE ? DUE_EMPTY_LINE : DUE_LINE);
            else
                html_text_due(text, due_around((enum html_tag)at->tag));
            if (at->tag == TAG_PRE && at->end > pre_end)
                pre_end = at->end;
            open = i;
        }
        i++;
    }
    leave(text, tree, &open, node, end);
    html_text_due(text, due_around((enum html_tag)tree->nodes[node].tag));
}

void html_text_markup(struct html_text *text, const char *source)
{
    while (*source != '\0') {
        size_t length = strcspn(source, "<\n");
        html_text_add(text, source, length, false);
        source += length;
        if (*source == '\n') {
            html_text_due(text, DUE_EMPTY_LINE);
            source++;
        } else if (*source == '<') {
            bool tag = source[1] == '/' || (source[1] | 0x20) >= 'a';
            const char *close = tag ? strchr(source, '>') : NULL;
            char first = source[1] == '/' ? source[2] : source[1]; /* of <a>, <b>, <em>, <i>, <strong>, <u> */
            bool inline_tag = tag && first != '\0' && strchr("abeisu", first | 0x20) != NULL && strncmp(source, "<br", 3) != 0;
            if (close == NULL)
                html_text_add(text, "<", 1, false);
            else if (!inline_tag)
                html_text_due(text, DUE_EMPTY_LINE);
            source = close == NULL ? source + 1 : close + 1;
        }
    }
}

/* `length`, or less where it is more than `most`: a cut between characters. */
static size_t cut(const char *text, size_t length, size_t most)
{
    if (length <= most)
        return length;
    while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

/* A copy of folded text as one line, cut between characters. */
static const char *keep(struct buf *out, size_t limit, struct arena *memory)
{
    size_t length = out->length == 0 ? 0 : cut(out->at, out->length, limit);
    char *copy = length == 0 || out->failed ? NULL : arena_copy(memory, out->at, length);
    for (size_t i = 0; copy != NULL && i < length; i++)
        if (copy[i] == '\n' || copy[i] == '\t')
            copy[i] = ' ';
    buf_release(out);
    return copy;
}

const char *html_text_line(const struct html_tree *tree, uint32_t node, size_t limit, struct arena *memory)
{
    struct buf out;
    struct html_text text;
    buf_init(&out, 0);
    html_text_init(&text, &out);
    size_t most = 4 * limit + LINE_ROOM; /* of one text; spaces take some of it */
    for (uint32_t i = node; i < tree->nodes[node].end && out.length <= limit; i++) {
        if (tree->nodes[i].tag == TAG_TEXT)
            html_text_add(&text, tree->nodes[i].text, cut(tree->nodes[i].text, tree->nodes[i].length, most), false);
        else if (tree->nodes[i].tag == TAG_BR || html_is_block((enum html_tag)tree->nodes[i].tag))
            html_text_due(&text, DUE_SPACE);
    }
    return keep(&out, limit, memory);
}

const char *html_fold(const char *value, size_t limit, struct arena *memory)
{
    struct buf out;
    struct html_text text;
    if (value == NULL)
        return NULL;
    size_t length = cut(value, strlen(value), 4 * limit);
    buf_init(&out, 0);
    html_text_init(&text, &out);
    html_text_add(&text, value, length, false);
    return keep(&out, limit, memory);
}
