/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/response.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

enum { MOST_FIELDS = 512, MOST_LINE = 16384, MOST_CHUNK_LINE = 64 };

bool response_field(const char *line, const char *name, const char **value)
{
    for (; *name != '\0'; line++, name++)
        if (ascii_lower(*line) != *name)
            return false;
    while (*line == ' ' || *line == '\t')
        line++;
    if (*line != ':')
        return false;
    line++;
    while (*line == ' ' || *line == '\t')
        line++;
    *value = line;
    return true;
}

/* Copies up to one of `ends`, in lower case, without spaces and quotation marks around it; returns where it stopped. */
static const char *copy_until(const char *from, const char *ends, char *to)
{
    size_t length = 0;
    while (*from == ' ' || *from == '\t' || *from == '"' || *from == '\'')
        from++;
    for (; *from != '\0' && strchr(ends, *from) == NULL; from++)
        if (length + 1 < RESPONSE_VALUE)
            to[length++] = ascii_lower(*from);
    while (length > 0 && strchr(" \t\"'\r", to[length - 1]) != NULL)
        length--;
    to[length] = '\0';
    return from;
}

void response_split_type(const char *value, char *type, char *charset)
{
    char word[RESPONSE_VALUE];
    charset[0] = '\0';
    value = copy_until(value, ";,", type);
    while (*value == ';') {
        value = copy_until(value + 1, "=;", word);
        if (*value == '=')
            value = copy_until(value + 1, ";", strcmp(word, "charset") == 0 ? charset : word);
    }
}

bool response_is_never_text(const char *type)
{
    static const char *const starts[] = {"image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript",
                                         "application/x-javascript", "application/font", "application/x-font"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(type, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static void take_field(struct response_head *head, const char *line)
{
    const char *value;
    if (response_field(line, "content-type", &value)) {
        response_split_type(value, head->type, head->charset);
    } else if (response_field(line, "transfer-encoding", &value)) {
        (void)copy_until(value, "\n", head->transfer);
    } else if (response_field(line, "content-encoding", &value)) {
        (void)copy_until(value, "\n", head->encoding);
    } else if (response_field(line, "location", &value)) {
        size_t length = strlen(value);
        length = length < sizeof head->location ? length : sizeof head->location - 1;
        memcpy(head->location, value, length);
        head->location[length] = '\0';
    } else if (response_field(line, "content-length", &value) && *value >= '0' && *value <= '9') {
        head->length = strtoull(value, NULL, 10);
        head->has_length = true;
    }
}

void response_read_head(struct source *source, struct response_head *head)
{
    struct buf line;
    *head = (struct response_head){0};
    buf_init(&line, 0);
    if (source_line(source, &line, MOST_LINE)) {
        const char *at = buf_terminate(&line), *space = strchr(at, ' ');
        if (strncmp(at, "HTTP", 4) == 0 && space != NULL)
            head->status = (int)strtol(space, NULL, 10);
    }
    for (int fields = 0; head->status != 0 && fields < MOST_FIELDS && source_line(source, &line, MOST_LINE) && line.length > 0; fields++)
        take_field(head, buf_terminate(&line));
    buf_release(&line);
}

/* The next chunk's length (RFC 9112, 7.1). False at the last, and where there is none. */
static bool next_chunk(struct response_body *body)
{
    struct buf line;
    buf_init(&line, 0);
    bool got = source_line(body->outer, &line, MOST_CHUNK_LINE);
    if (got && line.length == 0 && body->any) /* the line end after a chunk */
        got = source_line(body->outer, &line, MOST_CHUNK_LINE);
    const char *text = buf_terminate(&line);
    char *end = NULL;
    body->chunk = got ? strtoull(text, &end, 16) : 0;
    bool good = got && end != text && *text != '-' && body->chunk < UINT64_MAX / 2;
    if (!good)
        body->chunked.wrong = got ? "The chunks of the body are broken; this is what could be read." : "The body breaks off; this is what there is of it.";
    buf_release(&line);
    body->any = true;
    return good && body->chunk > 0;
}

static bool more_of_chunks(struct source *source, struct buf *ahead)
{
    struct response_body *body = source->context;
    if (body->last)
        return false;
    if (body->chunk == 0 && !next_chunk(body)) {
        body->last = true;
        return false;
    }
    struct str there = source_there(body->outer);
    size_t step = there.length < body->chunk ? there.length : (size_t)body->chunk;
    buf_add(ahead, there.at, step);
    source_take(body->outer, step);
    body->chunk -= step;
    if (step == 0)
        source->wrong = "The body breaks off; this is what there is of it.";
    body->last = step == 0;
    return step > 0 && !ahead->failed;
}

/* Whether the body is still in chunks: some crawlers undo them and leave the field. */
static bool looks_chunked(struct source *source)
{
    struct str head = source_peek(source, MOST_CHUNK_LINE);
    size_t digits = 0;
    while (digits < head.length && digits < 16 &&
           ((head.at[digits] >= '0' && head.at[digits] <= '9') || (ascii_lower(head.at[digits]) >= 'a' && ascii_lower(head.at[digits]) <= 'f')))
        digits++;
    size_t at = digits;
    while (at < head.length && (head.at[at] == ' ' || head.at[at] == '\r'))
        at++;
    return digits > 0 && at < head.length && (head.at[at] == '\n' || head.at[at] == ';');
}

static bool coding_kind(const char *name, struct source *source, enum inflate_kind *kind)
{
    struct str head = source_peek(source, 2);
    if (strcmp(name, "gzip") == 0 || strcmp(name, "x-gzip") == 0)
        *kind = INFLATE_GZIP;
    else if (strcmp(name, "deflate") == 0)
        *kind = INFLATE_ZLIB;
    else if (strcmp(name, "br") == 0)
        *kind = INFLATE_BROTLI;
    else if (strcmp(name, "zstd") == 0)
        *kind = INFLATE_ZSTD;
    else
        return false;
    /* some crawlers undo it and leave the field */
    return *kind != INFLATE_GZIP || (head.length == 2 && memcmp(head.at, "\037\213", 2) == 0);
}

void response_open_body(struct response_body *body, const struct response_head *head, struct source *source, uint32_t max_ratio)
{
    enum inflate_kind kind;
    *body = (struct response_body){.outer = source, .source = source};
    body->is_chunked = strstr(head->transfer, "chunked") != NULL && looks_chunked(source);
    if (body->is_chunked) {
        body->chunked = (struct source){.more = more_of_chunks, .context = body};
        body->source = &body->chunked;
    }
    if (coding_kind(head->encoding, body->source, &kind)) {
        body->is_packed = true;
        (void)inflate_open(&body->inflate, kind, body->source, max_ratio);
        body->source = &body->inflate.source;
    } else if (head->encoding[0] != '\0' && strcmp(head->encoding, "identity") != 0 && strstr(head->encoding, "gzip") == NULL) {
        body->unknown = "Its content coding is none of gzip, deflate, br and zstd.";
    }
}

void response_close_body(struct response_body *body)
{
    if (body->is_packed)
        inflate_close(&body->inflate);
    source_release(&body->chunked);
}

bool response_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    struct response_head head;
    struct response_body body;
    struct unpack_hint inside = *hint;
    response_read_head(source, &head);
    if (head.status < 200 || head.status > 299)
        return unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "It is the answer %d of a server.", head.status);
    response_open_body(&body, &head, source, unpack_limits(unpack)->max_ratio);
    inside.record = 0; /* it is all there is */
    inside.name = NULL;
    inside.media_type = head.type[0] != '\0' ? head.type : NULL;
    inside.charset = head.charset[0] != '\0' ? head.charset : NULL;
    (void)unpack_step(unpack, "HTTP", "dixit " DIXIT_VERSION);
    if (body.is_packed)
        (void)unpack_step(unpack, head.encoding, inflate_tool(body.inflate.kind));
    bool good = body.unknown != NULL ? unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "%s", body.unknown)
                                     : unpack_source(unpack, body.source, &inside);
    response_close_body(&body);
    return good;
}
