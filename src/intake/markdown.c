/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/markdown.h"

#include <string.h>

#include "intake/charset.h"
#include "intake/compose.h"
#include "intake/fill.h"
#include "intake/html_dates.h"

enum { MAX_FRONT = 64 << 10, SAMPLE = 4096 };

enum fact { TITLE, AUTHOR, DATE, URL, OUTLET, LANGUAGE, FACTS };

struct writer {
    struct buf body, block, headline;
    bool fenced, heading;   /* in a block of code; the block is a heading of the first level */
    char fence;
    size_t fence_length;
    bool blocks;            /* a block was written */
    bool row;               /* the line before is a row of a table, or of code */
};

static bool is_blank(struct str line)
{
    for (size_t i = 0; i < line.length; i++)
        if (line.at[i] != ' ' && line.at[i] != '\t' && line.at[i] != '\r')
            return false;
    return true;
}

/* The line at `at` without its end; `next` is where the next one begins. */
static struct str line_at(struct str text, size_t at, size_t *next)
{
    const char *end = memchr(text.at + at, '\n', text.length - at);
    size_t length = end == NULL ? text.length - at : (size_t)(end - text.at) - at;
    *next = at + length + 1;
    if (length > 0 && text.at[at + length - 1] == '\r')
        length--;
    return (struct str){text.at + at, length};
}

static struct str without(struct str text, size_t count)
{
    return (struct str){text.at + count, text.length - count};
}

static struct str trim_start(struct str line)
{
    while (line.length > 0 && (line.at[0] == ' ' || line.at[0] == '\t'))
        line = without(line, 1);
    return line;
}

/* How many of `c` it begins with. */
static size_t count_of(struct str line, char c)
{
    size_t count = 0;
    while (count < line.length && line.at[count] == c)
        count++;
    return count;
}

/* ---- front matter ---- */

static int fact_of(struct str key)
{
    static const struct {
        const char *name;
        enum fact fact;
    } names[] = {{"title", TITLE}, {"author", AUTHOR}, {"authors", AUTHOR}, {"date", DATE}, {"published", DATE}, {"url", URL}, {"link", URL},
                 {"canonical", URL}, {"canonical_url", URL}, {"outlet", OUTLET}, {"publisher", OUTLET}, {"source", OUTLET}, {"language", LANGUAGE}, {"lang", LANGUAGE}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (key.length == strlen(names[i].name) && compose_find(key, key.length, names[i].name) != NULL)
            return (int)names[i].fact;
    return -1;
}

/* Without spaces, brackets and quotation marks around it. */
static struct str bare(struct str value)
{
    while (value.length > 0 && strchr(" \t\"'[]", value.at[0]) != NULL)
        value = without(value, 1);
    while (value.length > 0 && strchr(" \t\"'[]", value.at[value.length - 1]) != NULL)
        value.length--;
    return value;
}

/* Adds a value, or the items of a list "[a, b]". */
static void add_value(struct buf *to, struct str value)
{
    for (size_t at = 0; at <= value.length;) {
        const char *comma = value.length > at && value.at[0] == '[' ? memchr(value.at + at, ',', value.length - at) : NULL;
        size_t end = comma == NULL ? value.length : (size_t)(comma - value.at);
        struct str item = bare((struct str){value.at + at, end - at});
        if (item.length > 0 && to->length > 0)
            buf_add_text(to, ", ");
        buf_add(to, item.at, item.length);
        at = end + 1;
    }
}

/* Past the front matter, whose values go to `facts`; 0 when there is none. */
static size_t read_front(struct str text, struct buf facts[FACTS])
{
    size_t next, at;
    struct str fence = line_at(text, 0, &next);
    bool plus = fence.length == 3 && memcmp(fence.at, "+++", 3) == 0;
    int fact = -1;
    if (!plus && !(fence.length == 3 && memcmp(fence.at, "---", 3) == 0))
        return 0;
    for (at = next; at < text.length && at < MAX_FRONT; at = next) {
        struct str line = line_at(text, at, &next);
        if (line.length == 3 && (memcmp(line.at, fence.at, 3) == 0 || memcmp(line.at, "...", 3) == 0))
            return next < text.length ? next : text.length;
        const char *mark = line.length == 0 ? NULL : memchr(line.at, plus ? '=' : ':', line.length);
        struct str inner = trim_start(line);
        if (inner.length > 2 && inner.at[0] == '-' && inner.at[1] == ' ') { /* an item of the list that the key before has */
            if (fact >= 0)
                add_value(&facts[fact], bare(without(inner, 2)));
        } else if (mark != NULL && inner.at == line.at) {
            fact = fact_of(bare((struct str){line.at, (size_t)(mark - line.at)}));
            if (fact >= 0 && facts[fact].length == 0)
                add_value(&facts[fact], trim_start(without(line, (size_t)(mark + 1 - line.at))));
        }
    }
    return 0;
}

/* ---- blocks ---- */

static void end_block(struct writer *writer)
{
    struct buf *block = &writer->block;
    if (block->length > 0) {
        bool headline = writer->heading && !writer->blocks;
        struct buf *to = headline ? &writer->headline : &writer->body;
        if (to->length > 0)
            buf_add_text(to, "\n\n");
        markdown_inline((struct str){block->at, block->length}, to);
        while (to->length > 0 && (to->at[to->length - 1] == ' ' || to->at[to->length - 1] == '\n'))
            to->length--;
        writer->blocks = true;
    }
    buf_reset(block);
    writer->heading = false;
}

static void add_line(struct writer *writer, struct str line)
{
    if (writer->block.length > 0)
        buf_add_char(&writer->block, '\n');
    buf_add(&writer->block, line.at, line.length);
}

/* Only these characters and spaces, at least three of the first. */
static bool is_rule(struct str line, const char *marks)
{
    size_t count = 0;
    for (size_t i = 0; i < line.length; i++) {
        if (line.at[i] == ' ' || line.at[i] == '\t')
            continue;
        if (strchr(marks, line.at[i]) == NULL || line.at[i] == '\0' || (count > 0 && marks[1] == '\0' && line.at[i] != marks[0]))
            return false;
        count++;
    }
    return count >= 3;
}

/* The length of the mark of a list item; 0 when there is none. */
static size_t item_mark(struct str line)
{
    size_t digits = 0;
    if (line.length >= 2 && strchr("-*+", line.at[0]) != NULL && line.at[0] != '\0' && (line.at[1] == ' ' || line.at[1] == '\t')) {
        bool box = line.length > 5 && line.at[2] == '[' && line.at[4] == ']' && line.at[5] == ' ';
        return box ? 6 : 2;
    }
    while (digits < line.length && digits < 9 && line.at[digits] >= '0' && line.at[digits] <= '9')
        digits++;
    bool mark = digits > 0 && digits + 1 < line.length && (line.at[digits] == '.' || line.at[digits] == ')') && line.at[digits + 1] == ' ';
    return mark ? digits + 2 : 0;
}

/* "[name]: address": where links lead is no text. A footnote is. */
static bool is_definition(struct str line)
{
    const char *close = line.length > 3 && line.at[0] == '[' && line.at[1] != '^' ? memchr(line.at, ']', line.length) : NULL;
    return close != NULL && close + 1 < line.at + line.length && close[1] == ':';
}

/* A line end between two rows; an empty line before the first. */
static void part_rows(struct writer *writer)
{
    if (writer->body.length > 0)
        buf_add_text(&writer->body, writer->row ? "\n" : "\n\n");
    writer->row = true;
    writer->blocks = true;
}

static void add_table_row(struct writer *writer, struct str line)
{
    struct buf *body = &writer->body;
    end_block(writer);
    part_rows(writer);
    bool first = true;
    for (size_t at = 1; at < line.length;) {
        size_t end = at;
        while (end < line.length && line.at[end] != '|')
            end += line.at[end] == '\\' && end + 1 < line.length ? 2 : 1;
        struct str cell = trim_start((struct str){line.at + at, end - at});
        while (cell.length > 0 && cell.at[cell.length - 1] == ' ')
            cell.length--;
        if (!first && cell.length > 0)
            buf_add_char(body, '\t');
        markdown_inline(cell, body);
        first &= cell.length == 0;
        at = end + 1;
    }
}

static void take_heading(struct writer *writer, struct str line, size_t level)
{
    end_block(writer);
    line = trim_start(without(line, level));
    size_t end = line.length;
    while (end > 0 && (line.at[end - 1] == ' ' || line.at[end - 1] == '#'))
        end--;
    if (end == 0 || end == line.length || line.at[end] == ' ')
        line.length = end;
    add_line(writer, line);
    writer->heading = level == 1;
    end_block(writer);
}

static void take_fence(struct writer *writer, struct str line)
{
    size_t length = line.length == 0 ? 0 : count_of(line, line.at[0]);
    if (!writer->fenced) {
        end_block(writer);
        writer->fence = line.at[0];
        writer->fence_length = length;
        writer->fenced = true;
    } else if (line.length > 0 && line.at[0] == writer->fence && length >= writer->fence_length) {
        writer->fenced = false;
    } else if (line.length > 0) {
        part_rows(writer);
        buf_add(&writer->body, line.at, line.length);
    }
}

static void take_line(struct writer *writer, struct str line)
{
    struct str inner = trim_start(line);
    size_t quoted = 0;
    while (inner.length > 0 && inner.at[0] == '>' && !writer->fenced) {
        inner = trim_start(without(inner, 1));
        quoted++;
    }
    bool fence = inner.length >= 3 && (inner.at[0] == '`' || inner.at[0] == '~') && count_of(inner, inner.at[0]) >= 3;
    size_t level = count_of(inner, '#'), mark = item_mark(inner);
    writer->row &= (writer->fenced && !fence) || (inner.length > 1 && inner.at[0] == '|');
    if (writer->fenced || fence)
        take_fence(writer, writer->fenced && !fence ? line : inner);
    else if (is_blank(inner))
        end_block(writer);
    else if (level >= 1 && level <= 6 && level < inner.length && inner.at[level] == ' ')
        take_heading(writer, inner, level);
    else if (writer->block.length > 0 && (is_rule(inner, "=") || is_rule(inner, "-"))) { /* the line before is a heading */
        writer->heading = inner.at[0] == '=';
        end_block(writer);
    } else if (is_rule(inner, "-") || is_rule(inner, "*") || is_rule(inner, "_") || is_definition(inner)) {
        end_block(writer);
    } else if (inner.length > 1 && inner.at[0] == '|') {
        if (!is_rule(inner, "|-:"))
            add_table_row(writer, inner);
    } else {
        if (mark > 0)
            end_block(writer);
        while (mark > 0 && inner.length > mark) { /* "- - item" */
            inner = trim_start(without(inner, mark));
            mark = item_mark(inner);
        }
        struct str ends = {inner.at, (size_t)(line.at + line.length - inner.at)};
        add_line(writer, ends);
    }
}

/* ---- the document ---- */

static const char *fact(struct doc *doc, const struct buf *value)
{
    return value->length == 0 ? NULL : compose_fact(doc->memory, (struct str){value->at, value->length});
}

static const char *either(const char *a, const char *b)
{
    return a != NULL ? a : b;
}

static void take_facts(struct doc *doc, const struct buf facts[FACTS])
{
    struct origin *origin = &doc->origin;
    const char *date = fact(doc, &facts[DATE]);
    origin->media_type = "text/markdown";
    origin->title = either(fact(doc, &facts[TITLE]), origin->title);
    origin->author = fact(doc, &facts[AUTHOR]);
    origin->published = either(either(html_date(date, doc->memory), date), origin->published);
    origin->url = either(fact(doc, &facts[URL]), origin->url);
    origin->outlet = either(fact(doc, &facts[OUTLET]), origin->outlet);
    if (facts[LANGUAGE].length > 0)
        origin->language = compose_language(doc->memory, (struct str){facts[LANGUAGE].at, facts[LANGUAGE].length});
}

static bool give(struct unpack *unpack, struct doc *doc, struct str text, struct buf facts[FACTS], struct writer *writer)
{
    size_t next, at = read_front(text, facts);
    take_facts(doc, facts);
    for (; at < text.length; at = next)
        take_line(writer, line_at(text, at, &next));
    end_block(writer);
    if (writer->body.failed || writer->block.failed || writer->headline.failed)
        return unpack_reject(unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the text.");
    const char *headline = either(fact(doc, &writer->headline), fact(doc, &facts[TITLE]));
    return compose_document(unpack, doc, headline, (struct str){writer->body.length > 0 ? writer->body.at : "", writer->body.length});
}

bool markdown_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct writer writer = {.fenced = false};
    struct buf facts[FACTS], text;
    struct charset charset;
    if (!unpack_step(unpack, "Markdown to text", "dixit"))
        return false;
    struct doc *doc = unpack_begin(unpack);
    if (doc == NULL)
        return false;
    buf_init(&text, 0);
    buf_init(&writer.body, 0);
    buf_init(&writer.block, 0);
    buf_init(&writer.headline, 0);
    for (int i = 0; i < FACTS; i++)
        buf_init(&facts[i], MAX_FRONT);
    fill_sha256(doc, bytes);
    bool good;
    if (charset_decode(bytes, hint->charset, &text, &charset)) {
        doc->origin.charset = arena_copy(doc->memory, charset.name, strlen(charset.name));
        if (charset.wrong > 0)
            fill_note(doc, "%zu place%s no character in %s; each became U+FFFD.", charset.wrong, charset.wrong == 1 ? " is" : "s are", charset.name);
        if (unpack_is_cut(unpack))
            fill_note(doc, "The text goes on; the rest was not read.");
        good = give(unpack, doc, (struct str){text.length > 0 ? text.at : "", text.length}, facts, &writer);
    } else {
        good = unpack_reject(unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the text.");
    }
    for (int i = 0; i < FACTS; i++)
        buf_release(&facts[i]);
    buf_release(&writer.headline);
    buf_release(&writer.block);
    buf_release(&writer.body);
    buf_release(&text);
    return good;
}

bool markdown_is(struct str bytes)
{
    struct buf facts[FACTS];
    if (compose_begins(bytes, "\xEF\xBB\xBF"))
        bytes = without(bytes, 3);
    if (!compose_begins(bytes, "---") && !compose_begins(bytes, "+++"))
        return false;
    for (int i = 0; i < FACTS; i++)
        buf_init(&facts[i], MAX_FRONT);
    if (bytes.length > SAMPLE)
        bytes.length = SAMPLE;
    bool good = read_front(bytes, facts) > 0 && facts[TITLE].length > 0;
    for (int i = 0; i < FACTS; i++)
        buf_release(&facts[i]);
    return good;
}
