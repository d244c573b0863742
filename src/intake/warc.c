/* SPDX-License-Identifier: Apache-2.0 */
/* A record: a line "WARC/1.0", fields up to an empty line, as many bytes as Content-Length says, two empty lines. */
#include "intake/warc.h"

#include <stdlib.h>
#include <string.h>

#include "intake/response.h"
#include "intake/sniff.h"

enum { MOST_LINE = 65536, MOST_FIELDS = 512, VALUE = 4096 };

struct warc {
    struct unpack *unpack;
    uint64_t record;     /* the last one begun */
    uint64_t offset;     /* where it begins */
    uint64_t documents;  /* records whose body was read */
    bool revisit;        /* one is to be noted */
};

struct record_head {
    char type[32], url[VALUE], date[64], content[RESPONSE_VALUE];
    uint64_t length;
    bool has_length;
};

static void copy_value(const char *value, char *to, size_t room)
{
    size_t length = strlen(value);
    if (value[0] == '<' && length > 1 && value[length - 1] == '>') { /* WARC 1.0 has addresses in brackets in some writers */
        value++;
        length -= 2;
    }
    length = length < room ? length : room - 1;
    memcpy(to, value, length);
    to[length] = '\0';
}

/* The fields after the first line. False when they do not end. */
static bool read_fields(struct source *source, struct record_head *head)
{
    struct buf line;
    bool ended = false;
    *head = (struct record_head){0};
    buf_init(&line, 0);
    for (int fields = 0; fields < MOST_FIELDS && !ended && source_line(source, &line, MOST_LINE); fields++) {
        const char *text = buf_terminate(&line), *value;
        ended = line.length == 0;
        if (response_field(text, "warc-type", &value)) {
            copy_value(value, head->type, sizeof head->type);
        } else if (response_field(text, "warc-target-uri", &value)) {
            copy_value(value, head->url, sizeof head->url);
        } else if (response_field(text, "warc-date", &value)) {
            copy_value(value, head->date, sizeof head->date);
        } else if (response_field(text, "content-type", &value)) {
            copy_value(value, head->content, sizeof head->content);
        } else if (response_field(text, "content-length", &value) && *value >= '0' && *value <= '9') {
            head->length = strtoull(value, NULL, 10);
            head->has_length = head->length < UINT64_MAX / 2;
        }
    }
    buf_release(&line);
    return ended && head->has_length;
}

enum wanted { WANTED_NO, WANTED_IF_KNOWN, WANTED_YES };

/* Whether a body of this type may be a document; of some types only what its bytes show to be one. */
static enum wanted is_wanted(const char *type)
{
    static const char *const yes[] = {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf", "application/rss+xml",
                                      "application/atom+xml", "application/feed+json", "message/rfc822", "application/mbox", "text/csv",
                                      "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.oasis.opendocument.text"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcmp(type, yes[i]) == 0)
            return WANTED_YES;
    return response_is_never_text(type) ? WANTED_NO : WANTED_IF_KNOWN;
}

static bool ends_in(const char *text, const char *ending)
{
    size_t length = strlen(text), wanted = strlen(ending);
    return length >= wanted && strcmp(text + length - wanted, ending) == 0;
}

static bool read_body(struct warc *warc, const struct record_head *record, struct source *source, const char *type, const char *charset)
{
    enum wanted wanted = is_wanted(type);
    if (wanted == WANTED_NO || ends_in(record->url, "/robots.txt"))
        return true;
    if (wanted == WANTED_IF_KNOWN && sniff(source_peek(source, SNIFF_BYTES)) == SNIFF_TEXT)
        return true;
    if (source_there(source).length == 0 && source->wrong == NULL)
        return true; /* an answer without a body */
    const struct unpack_hint hint = {.media_type = type[0] != '\0' ? type : NULL,
                                     .charset = charset[0] != '\0' ? charset : NULL,
                                     .url = record->url[0] != '\0' ? record->url : NULL,
                                     .captured = record->date[0] != '\0' ? record->date : NULL,
                                     .record = warc->record,
                                     .offset = warc->offset};
    if (warc->revisit)
        unpack_note(warc->unpack, "A revisit stands before this record: a page that had not changed, without its text.");
    warc->revisit = false;
    warc->documents++;
    return unpack_source(warc->unpack, source, &hint);
}

static bool read_response(struct warc *warc, const struct record_head *record, struct source *source)
{
    struct response_head head;
    struct response_body body;
    response_read_head(source, &head);
    if (head.status < 200 || head.status > 299)
        return true;
    response_open_body(&body, &head, source, unpack_limits(warc->unpack)->max_ratio);
    bool good = true;
    if (body.unknown != NULL && is_wanted(head.type) == WANTED_YES) {
        good = unpack_reject(warc->unpack, NULL, DIXIT_BAD_INPUT, "Record %llu: %s", (unsigned long long)warc->record, body.unknown);
    } else if (body.unknown == NULL) {
        uint32_t steps = 0;
        if (body.is_chunked)
            steps += unpack_step(warc->unpack, "chunked", "dixit " DIXIT_VERSION);
        if (body.is_packed)
            steps += unpack_step(warc->unpack, head.encoding, inflate_tool(body.inflate.kind));
        good = read_body(warc, record, body.source, head.type, head.charset);
        unpack_drop_steps(warc->unpack, steps);
    }
    response_close_body(&body);
    return good;
}

/* What a record holds, by its type. */
static bool read_content(struct warc *warc, const struct record_head *record, struct source *source)
{
    char type[RESPONSE_VALUE], charset[RESPONSE_VALUE];
    response_split_type(record->content, type, charset);
    if (strcmp(record->type, "response") == 0 && strcmp(type, "application/http") == 0)
        return read_response(warc, record, source);
    if (strcmp(record->type, "resource") == 0 || strcmp(record->type, "conversion") == 0 || strcmp(record->type, "response") == 0)
        return read_body(warc, record, source, type, charset);
    if (strcmp(record->type, "revisit") == 0)
        warc->revisit = true;
    return true;
}

/* One record, whose first line is next. False: stop. `lost`: the bytes are no record any more. */
static bool read_record(struct warc *warc, struct source *source, bool *lost)
{
    struct buf line;
    struct record_head record;
    struct source_part part;
    buf_init(&line, 0);
    bool is_record = source_line(source, &line, MOST_LINE) && line.length >= 5 && memcmp(line.at, "WARC/", 5) == 0;
    buf_release(&line);
    warc->record++;
    *lost = !is_record || !read_fields(source, &record);
    if (*lost)
        return true;
    source_init_part(&part, source, record.length);
    bool good = read_content(warc, &record, &part.source);
    if (good)
        (void)source_skip(&part.source, UINT64_MAX);
    source_release(&part.source);
    unpack_go_on(warc->unpack);
    return good;
}

/* To the next line that begins a record; false when there is none. */
static bool find_record(struct source *source)
{
    for (;;) {
        struct str head = source_peek(source, SOURCE_STEP);
        if (head.length < 5)
            return false;
        for (size_t i = 0; i + 5 <= head.length; i++)
            if (memcmp(head.at + i, "WARC/", 5) == 0 && (i == 0 || head.at[i - 1] == '\n')) {
                source_take(source, i);
                return true;
            }
        source_take(source, head.length - 4);
        if (head.length < SOURCE_STEP)
            return false;
    }
}

/* Over the empty lines after a record; what else stands there is passed over with a note. False at the end. */
static bool reach_record(struct warc *warc, struct source *source)
{
    struct str head;
    while ((head = source_peek(source, 5)).length > 0 && (head.at[0] == '\r' || head.at[0] == '\n'))
        source_take(source, 1);
    if (head.length == 5 && memcmp(head.at, "WARC/", 5) == 0)
        return true;
    if (head.length == 0)
        return false;
    unpack_note(warc->unpack, "Something that is no record stands between two records and was passed over.");
    return find_record(source);
}

static bool finish(struct warc *warc, bool good)
{
    if (good && warc->documents == 0)
        return unpack_reject(warc->unpack, NULL, DIXIT_BAD_INPUT, "None of its %llu records holds a document.", (unsigned long long)warc->record);
    return good;
}

bool warc_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    struct warc warc = {.unpack = unpack};
    bool good = unpack_step(unpack, "WARC", "dixit " DIXIT_VERSION);
    (void)hint;
    while (good && reach_record(&warc, source)) {
        bool lost;
        warc.offset = source->taken;
        good = read_record(&warc, source, &lost);
        if (lost)
            unpack_note(unpack, "A record before this one is broken and was passed over.");
    }
    return finish(&warc, good);
}

bool warc_read_members(struct unpack *unpack, struct inflate *members)
{
    struct warc warc = {.unpack = unpack};
    struct source *packed = members->packed, *source = &members->source;
    bool good = unpack_step(unpack, "WARC", "dixit " DIXIT_VERSION);
    warc.offset = 0;
    do { /* as a rule one record; some writers put more in a member, or all */
        while (good && reach_record(&warc, source)) {
            bool lost;
            good = read_record(&warc, source, &lost);
            if (lost)
                unpack_note(unpack, "A record before this one is broken and was passed over.");
        }
        warc.offset = packed->taken;
    } while (good && inflate_next_member(members));
    if (source->wrong != NULL)
        unpack_note(unpack, source->wrong);
    return finish(&warc, good);
}
