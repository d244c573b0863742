/* SPDX-License-Identifier: Apache-2.0 */
/* Two things are kept: the stack of open tags, as far as it can be told without building the tree (an end tag closes
 * what lies above its start tag; <p>, <li>, <td> and their like close each other), and a count of formatting tags. Both
 * err on the high side, which costs a tag of a page that has hundreds of them open and never more than that. */
#include "intake/html_guard.h"

#include <gumbo.h>
#include <string.h>

#include "base/ascii.h"

enum { MOST_NAME = 48, LOOK_BACK = 64, MOST_DATA = 64 };

const char *const html_attribute_names[HTML_ATTRIBUTES] = {
    "class", "id", "role", "itemprop", "itemtype", "itemscope", "property", "name", "content", "rel", "href", "datetime", "hidden",
    "aria-hidden", "aria-modal", "style", "lang", "xml:lang", "http-equiv", "title",
};

struct attribute {
    struct str name, value;
    bool has_value;
};

struct tag {
    struct str name;
    GumboTag kind;
    struct str values[HTML_ATTRIBUTES]; /* at NULL: not there */
    struct str type;                    /* of a script */
    bool closes_itself;
};

struct guard {
    const char *at, *end;
    struct html_guarded *out;
    struct arena *memory;
    bool bare;
    bool xml;             /* XHTML: a tag that closes itself is closed */
    bool no_drawing_ends; /* there is no </svg> ahead */
    uint16_t stack[HTML_MAX_DEPTH];
    uint32_t depth, formatting;
    uint32_t open[GUMBO_TAG_LAST];    /* how many of a kind are in the stack, or open as formatting */
    uint32_t dropped[GUMBO_TAG_LAST]; /* start tags left out whose end tags are still to come */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
    c = ascii_lower(c);
    return c >= 'a' && c <= 'z';
}

/* Whether the bytes at `at` are `word` (lower case), in small letters or capitals. */
static bool is_at(const char *at, const char *end, const char *word)
{
    for (; *word != '\0'; at++, word++)
        if (at >= end || ascii_lower(*at) != *word)
            return false;
    return true;
}

enum html_attribute html_attribute_find(const char *name, size_t length)
{
    for (unsigned i = 0; i < HTML_ATTRIBUTES; i++) {
        const char *known = html_attribute_names[i];
        if (known[0] == name[0] && strlen(known) == length && memcmp(known, name, length) == 0)
            return (enum html_attribute)i;
    }
    return HTML_ATTRIBUTES;
}

/* ---- raw text ---- */

/* Past the end tag `</name` and what follows it up to ">", from `at`; the end when there is none. `text_end`: where it begins. */
static const char *after_end_tag(const char *at, const char *end, const char *name, const char **text_end)
{
    while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
        if (end - at > 2 && at[1] == '/' && is_at(at + 2, end, name)) {
            const char *after = at + 2 + strlen(name);
            if (after >= end || is_space(*after) || *after == '/' || *after == '>') {
                *text_end = at;
                const char *close = after >= end ? NULL : memchr(after, '>', (size_t)(end - after));
                return close == NULL ? end : close + 1;
            }
        }
        at++;
    }
    *text_end = end;
    return end;
}

/* The end of a script: the first </script>, but not one that a comment with <script> in it hides. */
static const char *after_script(const char *at, const char *end, const char **text_end)
{
    enum { PLAIN, ESCAPED, TWICE } state = PLAIN;
    for (; at < end; at++) {
        if (*at == '-' && state != PLAIN && is_at(at, end, "-->")) {
            state = PLAIN;
        } else if (*at != '<') {
            continue;
        } else if (is_at(at, end, "</script")) {
            const char *after = at + 8;
            if (after < end && !is_space(*after) && *after != '/' && *after != '>')
                continue;
            if (state != TWICE)
                return after_end_tag(at, end, "script", text_end);
            state = ESCAPED;
        } else if (state == PLAIN && is_at(at, end, "<!--")) {
            state = ESCAPED;
        } else if (state == ESCAPED && is_at(at, end, "<script")) {
            state = TWICE;
        }
    }
    *text_end = end;
    return end;
}

/* Past a comment, a doctype or what is taken for a comment; `at` stands on "<!" or "<?". */
static const char *after_comment(const char *at, const char *end)
{
    if (!is_at(at, end, "<!--")) {
        const char *close = memchr(at, '>', (size_t)(end - at));
        return close == NULL ? end : close + 1;
    }
    at += 4;
    if (is_at(at, end, ">"))
        return at + 1;
    if (is_at(at, end, "->"))
        return at + 2;
    while ((at = memchr(at, '-', (size_t)(end - at))) != NULL) {
        if (is_at(at, end, "-->"))
            return at + 3;
        if (is_at(at, end, "--!>"))
            return at + 4;
        at++;
    }
    return end;
}

/* ---- one tag ---- */

static const char *read_value(const char *at, const char *end, struct str *value)
{
    char quote = *at;
    const char *close;
    if (quote == '"' || quote == '\'') {
        close = memchr(at + 1, quote, (size_t)(end - at - 1));
        if (close == NULL)
            return end;
        *value = (struct str){at + 1, (size_t)(close - at - 1)};
        return close + 1;
    }
    for (close = at; close < end && !is_space(*close) && *close != '>'; close++)
        ;
    *value = (struct str){at, (size_t)(close - at)};
    return close;
}

static const char *read_attribute(const char *at, const char *end, struct attribute *attribute)
{
    const char *start = at;
    at++; /* a "=" in front belongs to the name */
    while (at < end && !is_space(*at) && *at != '/' && *at != '>' && *at != '=')
        at++;
    *attribute = (struct attribute){.name = {start, (size_t)(at - start)}};
    const char *next = at;
    while (next < end && is_space(*next))
        next++;
    if (next >= end || *next != '=')
        return at;
    for (next++; next < end && is_space(*next); next++)
        ;
    if (next >= end || *next == '>')
        return next;
    attribute->has_value = true;
    return read_value(next, end, &attribute->value);
}

static void keep_attribute(struct tag *tag, const struct attribute *attribute)
{
    char name[16];
    size_t length = attribute->name.length;
    if (length >= sizeof name)
        return;
    for (size_t i = 0; i < length; i++)
        name[i] = ascii_lower(attribute->name.at[i]);
    enum html_attribute which = html_attribute_find(name, length);
    struct str value = attribute->has_value && attribute->value.at != NULL ? attribute->value : (struct str){"", 0};
    if (value.length > HTML_MAX_VALUE) {
        value.length = HTML_MAX_VALUE;
        while (value.length > 0 && ((unsigned char)value.at[value.length] & 0xC0) == 0x80)
            value.length--;
    }
    if (which != HTML_ATTRIBUTES && tag->values[which].at == NULL)
        tag->values[which] = value;
    else if (tag->kind == GUMBO_TAG_SCRIPT && tag->type.at == NULL && length == 4 && memcmp(name, "type", 4) == 0)
        tag->type = value;
}

/* Reads from the name on; past the ">". NULL when the page ends inside the tag: such a tag is none. */
static const char *read_tag(struct guard *guard, const char *at, struct tag *tag)
{
    const char *end = guard->end, *start = at;
    while (at < end && !is_space(*at) && *at != '/' && *at != '>')
        at++;
    tag->name = (struct str){start, (size_t)(at - start)};
    tag->kind = tag->name.length > MOST_NAME ? GUMBO_TAG_UNKNOWN : gumbo_tagn_enum(start, (unsigned)tag->name.length);
    for (uint32_t count = 0; at < end;) {
        if (*at == '>')
            return at + 1;
        if (*at == '/')
            tag->closes_itself = at + 1 < end && at[1] == '>';
        if (*at == '/' || is_space(*at)) {
            at++;
            continue;
        }
        struct attribute attribute;
        at = read_attribute(at, end, &attribute);
        if (count++ < HTML_MAX_ATTRIBUTES)
            keep_attribute(tag, &attribute);
        else
            guard->out->attributes++;
    }
    return NULL;
}

/* ---- the open tags ---- */

static bool is_formatting(GumboTag kind)
{
    static const GumboTag kinds[] = {GUMBO_TAG_B, GUMBO_TAG_BIG, GUMBO_TAG_CODE, GUMBO_TAG_EM, GUMBO_TAG_FONT, GUMBO_TAG_I,
                                     GUMBO_TAG_NOBR, GUMBO_TAG_S, GUMBO_TAG_SMALL, GUMBO_TAG_STRIKE, GUMBO_TAG_STRONG, GUMBO_TAG_TT,
                                     GUMBO_TAG_U, GUMBO_TAG_A};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i] == kind)
            return true;
    return false;
}

static bool is_void(GumboTag kind)
{
    static const GumboTag kinds[] = {GUMBO_TAG_AREA, GUMBO_TAG_BASE, GUMBO_TAG_BR, GUMBO_TAG_COL, GUMBO_TAG_EMBED, GUMBO_TAG_HR,
                                     GUMBO_TAG_IMG, GUMBO_TAG_INPUT, GUMBO_TAG_LINK, GUMBO_TAG_META, GUMBO_TAG_PARAM,
                                     GUMBO_TAG_SOURCE, GUMBO_TAG_TRACK, GUMBO_TAG_WBR, GUMBO_TAG_KEYGEN, GUMBO_TAG_BASEFONT,
                                     GUMBO_TAG_BGSOUND, GUMBO_TAG_FRAME, GUMBO_TAG_IMAGE};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i] == kind)
            return true;
    return false;
}

static void pop_to(struct guard *guard, uint32_t depth)
{
    while (guard->depth > depth)
        guard->open[guard->stack[--guard->depth]]--;
}

/* Closes the nearest open `kind` unless a `wall` stands before it. */
static void close_nearest(struct guard *guard, GumboTag kind, const GumboTag *walls, size_t wall_count)
{
    if (guard->open[kind] == 0)
        return;
    uint32_t least = guard->depth > LOOK_BACK ? guard->depth - LOOK_BACK : 0;
    for (uint32_t i = guard->depth; i > least; i--) {
        uint16_t open = guard->stack[i - 1];
        if (open == kind) {
            pop_to(guard, i - 1);
            return;
        }
        for (size_t w = 0; w < wall_count; w++)
            if (walls[w] == open)
                return;
    }
}

/* What a start tag closes by itself. */
static void close_implied(struct guard *guard, GumboTag kind)
{
    static const GumboTag scope[] = {GUMBO_TAG_TABLE, GUMBO_TAG_TD, GUMBO_TAG_TH, GUMBO_TAG_CAPTION, GUMBO_TAG_BUTTON, GUMBO_TAG_OBJECT};
    static const GumboTag lists[] = {GUMBO_TAG_UL, GUMBO_TAG_OL, GUMBO_TAG_DL, GUMBO_TAG_TABLE, GUMBO_TAG_TD, GUMBO_TAG_TH};
    static const GumboTag table[] = {GUMBO_TAG_TABLE};
    if (kind == GUMBO_TAG_LI) {
        close_nearest(guard, GUMBO_TAG_LI, lists, 6);
    } else if (kind == GUMBO_TAG_DT || kind == GUMBO_TAG_DD) {
        close_nearest(guard, GUMBO_TAG_DT, lists, 6);
        close_nearest(guard, GUMBO_TAG_DD, lists, 6);
    } else if (kind == GUMBO_TAG_TD || kind == GUMBO_TAG_TH) {
        close_nearest(guard, GUMBO_TAG_TD, table, 1);
        close_nearest(guard, GUMBO_TAG_TH, table, 1);
    } else if (kind == GUMBO_TAG_TR || kind == GUMBO_TAG_TBODY || kind == GUMBO_TAG_THEAD || kind == GUMBO_TAG_TFOOT) {
        close_nearest(guard, GUMBO_TAG_TR, table, 1);
        if (kind != GUMBO_TAG_TR)
            close_nearest(guard, GUMBO_TAG_TBODY, table, 1);
    } else if (kind == GUMBO_TAG_OPTION || kind == GUMBO_TAG_OPTGROUP) {
        close_nearest(guard, GUMBO_TAG_OPTION, table, 1);
    } else if (guard->open[GUMBO_TAG_P] > 0 && kind != GUMBO_TAG_SPAN && kind != GUMBO_TAG_UNKNOWN && kind != GUMBO_TAG_LABEL) {
        close_nearest(guard, GUMBO_TAG_P, scope, 6);
    }
}

/* Notes a start tag as open; false when it is to be left out. */
static bool enter(struct guard *guard, GumboTag kind)
{
    if (guard->out->tags >= HTML_MAX_TAGS) {
        guard->out->too_many++;
        return false;
    }
    if (is_void(kind))
        return true;
    bool formatting = is_formatting(kind);
    if (formatting && kind == GUMBO_TAG_A && guard->open[kind] > 0) { /* <a> closes <a> */
        guard->open[kind]--;
        guard->formatting--;
    }
    if (!formatting)
        close_implied(guard, kind);
    if (formatting ? guard->bare || guard->formatting >= HTML_MAX_FORMATTING : guard->depth >= HTML_MAX_DEPTH) {
        guard->out->too_deep += !guard->bare;
        guard->dropped[kind]++;
        return false;
    }
    guard->open[kind]++;
    if (formatting)
        guard->formatting++;
    else
        guard->stack[guard->depth++] = (uint16_t)kind;
    return true;
}

/* Closes what an end tag closes; false when the tag is to be left out. */
static bool leave(struct guard *guard, GumboTag kind)
{
    if (guard->dropped[kind] > 0) {
        guard->dropped[kind]--;
        return false;
    }
    if (guard->open[kind] == 0)
        return guard->out->tags < HTML_MAX_TAGS && (kind == GUMBO_TAG_P || kind == GUMBO_TAG_BR);
    if (is_formatting(kind)) {
        guard->open[kind]--;
        guard->formatting--;
        return true;
    }
    uint32_t at = guard->depth;
    while (at > 0 && guard->stack[at - 1] != kind)
        at--;
    pop_to(guard, at > 0 ? at - 1 : 0);
    return true;
}

/* ---- the page ---- */

static void add_name(struct buf *out, struct str name)
{
    size_t length = name.length < MOST_NAME ? name.length : MOST_NAME;
    char *to = buf_reserve(out, length);
    if (to == NULL)
        return;
    memcpy(to, name.at, length);
    for (size_t i = 0; i < length; i++) /* a cut name ends between characters */
        if ((unsigned char)to[i] >= 0x80)
            to[i] = '-';
    out->length += length;
}

static void write_tag(struct guard *guard, const struct tag *tag)
{
    struct buf *out = &guard->out->html;
    buf_add_char(out, '<');
    add_name(out, tag->name);
    for (unsigned i = 0; i < HTML_ATTRIBUTES; i++) {
        struct str value = tag->values[i];
        if (value.at == NULL)
            continue;
        char quote = memchr(value.at, '"', value.length) != NULL ? '\'' : '"';
        if (quote == '\'' && memchr(value.at, '\'', value.length) != NULL)
            continue;
        buf_add_char(out, ' ');
        buf_add_text(out, html_attribute_names[i]);
        buf_add(out, quote == '"' ? "=\"" : "='", 2);
        buf_add(out, value.at, value.length);
        buf_add_char(out, quote);
    }
    if (tag->closes_itself)
        buf_add_char(out, '/');
    buf_add_char(out, '>');
}

static bool is_json(struct str type)
{
    if (type.at == NULL)
        return false;
    const char *end = type.at + type.length;
    for (const char *at = type.at; at < end; at++)
        if (is_at(at, end, "ld+json"))
            return true;
    return false;
}

/* Past the element when it is one that holds no text; NULL otherwise. `at` stands after the start tag. */
static const char *after_textless(struct guard *guard, const struct tag *tag, const char *at)
{
    static const struct {
        GumboTag kind;
        const char *name;
    } raw[] = {{GUMBO_TAG_STYLE, "style"}, {GUMBO_TAG_IFRAME, "iframe"}, {GUMBO_TAG_NOEMBED, "noembed"},
               {GUMBO_TAG_NOFRAMES, "noframes"}, {GUMBO_TAG_TEXTAREA, "textarea"}, {GUMBO_TAG_NOSCRIPT, "noscript"}};
    const char *text_end;
    if (tag->kind == GUMBO_TAG_SCRIPT) {
        const char *after = after_script(at, guard->end, &text_end);
        if (is_json(tag->type) && guard->out->data.count < MOST_DATA)
            (void)list_push(guard->memory, &guard->out->data, (struct str){at, (size_t)(text_end - at)});
        return after;
    }
    if (tag->kind == GUMBO_TAG_SVG && !tag->closes_itself && !guard->no_drawing_ends) {
        const char *after = after_end_tag(at, guard->end, "svg", &text_end);
        guard->no_drawing_ends = text_end == guard->end;
        return guard->no_drawing_ends ? NULL : after;
    }
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++)
        if (tag->kind == raw[i].kind)
            return after_end_tag(at, guard->end, raw[i].name, &text_end);
    return NULL;
}

/* A title's text is copied as it stands up to its end tag, whatever looks like a tag in it. */
static const char *copy_title(struct guard *guard, const char *at)
{
    const char *text_end, *after = after_end_tag(at, guard->end, "title", &text_end);
    buf_add(&guard->out->html, at, (size_t)(text_end - at));
    buf_add_text(&guard->out->html, "</title>");
    return after;
}

static const char *start_tag(struct guard *guard, const char *at)
{
    struct tag tag = {.closes_itself = false};
    const char *after = read_tag(guard, at, &tag);
    if (after == NULL)
        return guard->end;
    bool closed = guard->xml && tag.closes_itself && !is_void(tag.kind);
    const char *past = closed ? NULL : after_textless(guard, &tag, after);
    if (past != NULL)
        return past;
    if (closed) /* there is nothing in it */
        return after;
    if (tag.kind == GUMBO_TAG_SVG || tag.kind == GUMBO_TAG_MATH) /* what is in them stays, as elements of HTML */
        return after;
    if (tag.kind == GUMBO_TAG_PLAINTEXT || tag.kind == GUMBO_TAG_XMP || tag.kind == GUMBO_TAG_LISTING) {
        tag.kind = GUMBO_TAG_PRE;
        tag.name = (struct str){"pre", 3};
    }
    if (tag.kind == GUMBO_TAG_TITLE) {
        if (guard->out->tags++ >= HTML_MAX_TAGS)
            return after;
        buf_add_text(&guard->out->html, "<title>");
        return copy_title(guard, after);
    }
    if (!enter(guard, tag.kind))
        return after;
    guard->out->tags++;
    write_tag(guard, &tag);
    return after;
}

static const char *end_tag(struct guard *guard, const char *at)
{
    struct tag tag = {.closes_itself = false};
    const char *after = read_tag(guard, at, &tag);
    if (after == NULL)
        return guard->end;
    if (tag.kind == GUMBO_TAG_PLAINTEXT || tag.kind == GUMBO_TAG_XMP || tag.kind == GUMBO_TAG_LISTING) {
        tag.kind = GUMBO_TAG_PRE;
        tag.name = (struct str){"pre", 3};
    }
    if (leave(guard, tag.kind)) {
        buf_add_text(&guard->out->html, "</");
        add_name(&guard->out->html, tag.name);
        buf_add_char(&guard->out->html, '>');
    }
    return after;
}

bool html_guard(struct str page, bool bare, struct arena *memory, struct html_guarded *guarded)
{
    *guarded = (struct html_guarded){.tags = 0};
    buf_init(&guarded->html, 0);
    struct guard *guard = arena_alloc(memory, sizeof *guard);
    if (guard == NULL)
        return false;
    *guard = (struct guard){.at = page.at, .end = page.at + page.length, .out = guarded, .memory = memory, .bare = bare};
    guard->xml = is_at(page.at, guard->end, "<?xml");
    const char *at = page.at, *end = guard->end;
    while (at < end && !guarded->html.failed) {
        const char *tag = memchr(at, '<', (size_t)(end - at));
        const char *text_end = tag == NULL ? end : tag;
        buf_add(&guarded->html, at, (size_t)(text_end - at));
        at = text_end;
        if (tag == NULL)
            break;
        char next = end - at > 1 ? at[1] : ' ';
        if (is_letter(next)) {
            at = start_tag(guard, at + 1);
        } else if (next == '/' && end - at > 2 && is_letter(at[2])) {
            at = end_tag(guard, at + 2);
        } else if (next == '!' || next == '?' || (next == '/' && end - at > 2)) {
            at = after_comment(at, end);
        } else {
            buf_add_char(&guarded->html, '<');
            at++;
        }
    }
    return !guarded->html.failed && !memory->failed;
}

void html_guarded_release(struct html_guarded *guarded)
{
    buf_release(&guarded->html);
}
