/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/markdown.h"

#include <string.h>

#include "intake/compose.h"
#include "text/utf8.h"

enum { MAX_LINK = 2048, MAX_RUN = 3 };

struct reader {
    struct str text, block;         /* what is read at present: all of the block, or the words of a link */
    struct buf *out;
    size_t bracket;                 /* where the next ] stands, once it was looked for */
    size_t link_end;                /* behind the link whose words are being read; 0 outside one */
    uint8_t open[2][MAX_RUN + 1];   /* runs of * and _ of that length that are open */
    bool closes_no_more[2][MAX_RUN + 1];
    size_t closer[2][MAX_RUN + 1];  /* where the last one that was looked for was found */
};

static bool is_space(const struct reader *reader, size_t at)
{
    return at >= reader->text.length || reader->text.at[at] == ' ' || reader->text.at[at] == '\n' || reader->text.at[at] == '\t';
}

static bool is_word(const struct reader *reader, size_t at)
{
    if (at >= reader->text.length)
        return false;
    char c = reader->text.at[at];
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
}

static size_t run_length(const struct reader *reader, size_t at)
{
    size_t length = 1;
    while (at + length < reader->text.length && reader->text.at[at + length] == reader->text.at[at])
        length++;
    return length;
}

/* Whether a run of marks may end emphasis, or begin it. */
static bool may_close(const struct reader *reader, size_t at, size_t length)
{
    bool after = reader->text.at[at] == '_' && is_word(reader, at + length);
    return at > 0 && !is_space(reader, at - 1) && !after;
}

static bool may_open(const struct reader *reader, size_t at, size_t length)
{
    bool before = reader->text.at[at] == '_' && at > 0 && is_word(reader, at - 1);
    return !is_space(reader, at + length) && !before;
}

/* Whether a run of the same length that may close comes later; asked in vain once, it is not asked again, and what was found is kept, so that the time stays linear. */
static bool closes_later(struct reader *reader, size_t at, size_t length, int kind)
{
    bool *no_more = &reader->closes_no_more[kind][length];
    if (reader->closer[kind][length] > at)
        return true;
    for (size_t next = at + length; !*no_more && next < reader->text.length;) {
        if (reader->text.at[next] != reader->text.at[at]) {
            next++;
            continue;
        }
        size_t other = run_length(reader, next);
        if (other == length && may_close(reader, next, other)) {
            reader->closer[kind][length] = next;
            return true;
        }
        next += other;
    }
    *no_more = true;
    return false;
}

/* A run of * or _ vanishes when it is emphasis. Returns its length. */
static size_t take_emphasis(struct reader *reader, size_t at)
{
    int kind = reader->text.at[at] == '_';
    size_t length = run_length(reader, at);
    if (length <= MAX_RUN && reader->open[kind][length] > 0 && may_close(reader, at, length)) {
        reader->open[kind][length]--;
    } else if (length <= MAX_RUN && may_open(reader, at, length) && closes_later(reader, at, length, kind)) {
        reader->open[kind][length]++;
    } else {
        buf_add(reader->out, reader->text.at + at, length);
    }
    return length;
}

/* Where the bracket that opens at `at` closes, at most MAX_LINK bytes away; 0 when nowhere. */
static size_t find_close(const struct reader *reader, size_t at, char open, char close)
{
    size_t depth = 0;
    for (size_t i = at; i < reader->text.length && i < at + MAX_LINK; i++) {
        char c = reader->text.at[i];
        if (c == '\\')
            i++;
        else if (c == open)
            depth++;
        else if (c == close && --depth == 0)
            return i;
    }
    return 0;
}

/* Whether a ] comes so soon that it may close a link's words. Each part of the block is searched once: without this a long row of [ takes MAX_LINK steps for each. */
static bool has_bracket(struct reader *reader, size_t at)
{
    if (reader->bracket < at) {
        const char *found = memchr(reader->block.at + at, ']', reader->block.length - at);
        reader->bracket = found == NULL ? reader->block.length : (size_t)(found - reader->block.at);
    }
    return reader->bracket < reader->text.length && reader->bracket - at < MAX_LINK;
}

/* "[words](address)", "[words][name]", "![picture](address)": gives the words and how long all of it is; 0 when it is none. */
static size_t find_link(struct reader *reader, size_t at, struct str *words)
{
    size_t start = at + (reader->text.at[at] == '!');
    if (start >= reader->text.length || reader->text.at[start] != '[' || !has_bracket(reader, start))
        return 0;
    size_t close = find_close(reader, start, '[', ']');
    if (close == 0)
        return 0;
    *words = (struct str){reader->text.at + start + 1, close - start - 1};
    char next = close + 1 < reader->text.length ? reader->text.at[close + 1] : '\0';
    size_t end = next == '(' ? find_close(reader, close + 1, '(', ')') : next == '[' ? find_close(reader, close + 1, '[', ']') : 0;
    return end == 0 ? 0 : end + 1 - at;
}

/* A tag or comment vanishes; an address in angle brackets stays. Returns how many bytes it takes, 0 when it is none. */
static size_t take_tag(struct reader *reader, size_t at)
{
    struct str rest = {reader->text.at + at, reader->text.length - at};
    size_t limit = rest.length < MAX_LINK ? rest.length : MAX_LINK;
    const char *close = memchr(rest.at, '>', limit);
    if (close == NULL || rest.length < 3)
        return 0;
    size_t length = (size_t)(close - rest.at) + 1;
    char first = rest.at[1] == '/' ? rest.at[2] : rest.at[1];
    if (first == '!')
        return length;
    if ((first | 0x20) < 'a' || (first | 0x20) > 'z')
        return 0;
    size_t name = 1;
    while (name < length && (rest.at[name] == '/' || ((rest.at[name] | 0x20) >= 'a' && (rest.at[name] | 0x20) <= 'z') || (rest.at[name] >= '0' && rest.at[name] <= '9')))
        name++;
    if (rest.at[name] == ':' || rest.at[name] == '@' || rest.at[name] == '.')
        buf_add(reader->out, rest.at + 1, length - 2);
    else if (rest.at[name] != '>' && rest.at[name] != ' ' && rest.at[name] != '\n')
        return 0;
    return length;
}

/* A reference such as &amp; or &#8217;; 0 when it is none. */
static size_t take_reference(struct reader *reader, size_t at)
{
    static const char *const names[][2] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", " "},
                                           {"&ndash;", "–"}, {"&mdash;", "—"}, {"&hellip;", "…"}, {"&rsquo;", "’"}, {"&lsquo;", "‘"}, {"&rdquo;", "”"}, {"&ldquo;", "“"}};
    struct str rest = {reader->text.at + at, reader->text.length - at};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (compose_begins(rest, names[i][0])) {
            buf_add_text(reader->out, names[i][1]);
            return strlen(names[i][0]);
        }
    uint32_t point = 0;
    size_t digit = 2;
    if (!compose_begins(rest, "&#"))
        return 0;
    for (; digit < rest.length && digit < 9 && rest.at[digit] >= '0' && rest.at[digit] <= '9'; digit++)
        point = point * 10 + (uint32_t)(rest.at[digit] - '0');
    if (digit == 2 || digit >= rest.length || rest.at[digit] != ';' || point < ' ' || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return 0;
    char bytes[4];
    buf_add(reader->out, bytes, utf8_encode(point, bytes));
    return digit + 1;
}

static void take_line_end(struct reader *reader, size_t at)
{
    bool hard = (at >= 2 && reader->text.at[at - 1] == ' ' && reader->text.at[at - 2] == ' ') || (at >= 1 && reader->text.at[at - 1] == '\\');
    struct buf *out = reader->out;
    while (out->length > 0 && out->at[out->length - 1] == ' ')
        out->length--;
    if (hard && out->length > 0 && out->at[out->length - 1] == '\\')
        out->length--;
    buf_add_char(out, hard ? '\n' : ' ');
}

static size_t take_code(struct reader *reader, size_t at)
{
    size_t length = run_length(reader, at);
    for (size_t end = at + length; end < reader->text.length && end < at + MAX_LINK; end++) {
        if (reader->text.at[end] != '`')
            continue;
        size_t other = run_length(reader, end);
        if (other == length) {
            buf_add(reader->out, reader->text.at + at + length, end - at - length);
            return end + length - at;
        }
        end += other - 1;
    }
    buf_add(reader->out, reader->text.at + at, length);
    return length;
}

/* One mark, or what it begins; returns how many bytes that takes. */
static size_t take(struct reader *reader, size_t at)
{
    struct str words;
    char c = reader->text.at[at];
    size_t length = 0;
    if (c == '*' || c == '_')
        return take_emphasis(reader, at);
    if (c == '`')
        return take_code(reader, at);
    if (c == '\\' && at + 1 < reader->text.length && strchr("\\`*_{}[]()#+-.!|<>~\"'$%&,/:;=?@^", reader->text.at[at + 1]) != NULL) {
        buf_add_char(reader->out, reader->text.at[at + 1]);
        return 2;
    }
    if (c == '!' || (c == '[' && reader->link_end == 0)) {
        length = find_link(reader, at, &words);
        if (length > 0 && c == '[') { /* its words are read on; what is behind them is passed over */
            reader->link_end = at + length;
            reader->text.length = (size_t)(words.at - reader->text.at) + words.length;
            return 1;
        }
        if (length > 0)
            return length;
        if (c == '[' && at + 2 < reader->text.length && reader->text.at[at + 1] == '^') { /* a footnote's mark */
            buf_add_char(reader->out, '[');
            return 2;
        }
    }
    if (c == '<')
        length = take_tag(reader, at);
    else if (c == '&')
        length = take_reference(reader, at);
    else if (c == '~' && run_length(reader, at) == 2)
        length = 2;
    if (length == 0) {
        buf_add_char(reader->out, c);
        length = 1;
    }
    return length;
}

void markdown_inline(struct str block, struct buf *out)
{
    struct reader reader = {.text = block, .block = block, .out = out};
    for (size_t at = 0;;) {
        if (at >= reader.text.length) {
            if (reader.link_end == 0)
                break;
            at = reader.link_end;
            reader.link_end = 0;
            reader.text.length = block.length;
            continue;
        }
        size_t run = at;
        while (run < reader.text.length && strchr("*_`\\![<&~\n", reader.text.at[run]) == NULL)
            run++;
        buf_add(out, reader.text.at + at, run - at);
        at = run;
        if (at >= reader.text.length)
            continue;
        if (reader.text.at[at] == '\n') {
            take_line_end(&reader, at);
            at++;
            while (at < reader.text.length && reader.text.at[at] == ' ')
                at++;
        } else {
            at += reader.text.at[at] == '\0' ? 1 : take(&reader, at);
        }
    }
}
