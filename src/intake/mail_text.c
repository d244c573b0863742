/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/mail_text.h"

#include <string.h>

struct writer {
    struct arena *memory;
    struct buf *body;
    struct spans *quoted;
    size_t start;   /* of this part in body */
    uint32_t depth; /* of the line before */
    bool goes_on;   /* the line before ended in a soft end */
    uint32_t empty; /* empty lines since the last one with text */
};

/* How deep a line is quoted; takes the marks off. ">" may stand apart from the next one by a space, and by one from the text. */
static uint32_t take_marks(struct str *line)
{
    uint32_t depth = 0;
    size_t at = 0;
    while (at < line->length && (line->at[at] == '>' || (depth > 0 && line->at[at] == ' ' && at + 1 < line->length && line->at[at + 1] == '>'))) {
        depth += line->at[at] == '>';
        at++;
    }
    if (depth > 0 && at < line->length && line->at[at] == ' ')
        at++;
    *line = (struct str){line->at + at, line->length - at};
    return depth;
}

static bool is_signature(struct str line)
{
    return line.length == 3 && memcmp(line.at, "-- ", 3) == 0;
}

/* The span of what was quoted up to here ends. */
static void end_quoted(const struct writer *writer)
{
    if (writer->depth > 0 && writer->quoted->count > 0)
        writer->quoted->at[writer->quoted->count - 1].end = (uint32_t)writer->body->length;
}

static bool add_line(struct writer *writer, struct str line, bool flowed, bool delsp)
{
    uint32_t depth = take_marks(&line);
    if (flowed && depth == 0 && line.length > 0 && line.at[0] == ' ') /* stuffed */
        line = (struct str){line.at + 1, line.length - 1};
    bool soft = flowed && line.length > 0 && line.at[line.length - 1] == ' ' && !is_signature(line), changed = depth != writer->depth;
    if (soft && delsp)
        line.length--;
    while (!soft && line.length > 0 && (line.at[line.length - 1] == ' ' || line.at[line.length - 1] == '\t'))
        line.length--;
    if (line.length == 0 && !soft) {
        writer->empty++;
        writer->goes_on = false;
        return true;
    }
    bool joined = writer->goes_on && !changed && writer->empty == 0;
    while (!joined && writer->body->length > writer->start && writer->body->at[writer->body->length - 1] == ' ')
        writer->body->length--;
    if (changed)
        end_quoted(writer);
    if (writer->body->length > writer->start && !joined)
        buf_add_text(writer->body, writer->empty > 0 || changed ? "\n\n" : "\n");
    uint32_t at = (uint32_t)writer->body->length;
    if (changed && depth > 0 && !list_push(writer->memory, writer->quoted, (struct span){at, at}))
        return false;
    buf_add(writer->body, line.at, line.length);
    writer->depth = depth;
    writer->empty = 0;
    writer->goes_on = soft;
    return !writer->body->failed;
}

bool mail_text_write(struct str text, bool flowed, bool delsp, struct arena *memory, struct buf *body, struct spans *quoted)
{
    struct writer writer = {.memory = memory, .body = body, .quoted = quoted, .start = body->length};
    for (size_t at = 0; at < text.length;) {
        const char *end = memchr(text.at + at, '\n', text.length - at);
        size_t length = end == NULL ? text.length - at : (size_t)(end - text.at) - at;
        struct str line = {text.at + at, length};
        if (line.length > 0 && line.at[line.length - 1] == '\r')
            line.length--;
        if (!add_line(&writer, line, flowed, delsp))
            return false;
        at += length + 1;
    }
    end_quoted(&writer);
    return true;
}
