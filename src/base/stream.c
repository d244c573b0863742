/* SPDX-License-Identifier: Apache-2.0 */
#include "base/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP = 1 << 16 };

bool stream_open(struct stream *stream, const char *path)
{
    *stream = (struct stream){.descriptor = STDIN_FILENO};
    buf_init(&stream->ahead, 0);
    if (strcmp(path, "-") == 0)
        return true;
    stream->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (stream->descriptor < 0)
        return false;
    stream->owned = true;
    struct stat facts;
    if (fstat(stream->descriptor, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        stream_close(stream);
        errno = EISDIR;
        return false;
    }
    return true;
}

void stream_close(struct stream *stream)
{
    if (stream->owned)
        close(stream->descriptor);
    buf_release(&stream->ahead);
    *stream = (struct stream){.descriptor = -1, .ended = true};
}

/* Reads one step into `ahead`, all of which has been given. */
static enum stream_got fill(struct stream *stream)
{
    stream->ahead.length = 0;
    stream->next = 0;
    if (stream->ended)
        return STREAM_END;
    char *to = buf_reserve(&stream->ahead, STEP);
    if (to == NULL)
        return STREAM_REFUSED;
    ssize_t got;
    do
        got = read(stream->descriptor, to, STEP);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return STREAM_FAILED;
    stream->ahead.length = (size_t)got;
    stream->ended = got == 0;
    return got == 0 ? STREAM_END : STREAM_WHOLE;
}

enum stream_got stream_read_line(struct stream *stream, struct buf *line, size_t limit)
{
    buf_reset(line);
    bool any = false, cut = false;
    for (;;) {
        if (stream->next == stream->ahead.length) {
            enum stream_got got = fill(stream);
            if (got == STREAM_END && any)
                return cut ? STREAM_CUT : STREAM_WHOLE;
            if (got != STREAM_WHOLE)
                return got;
        }
        any = true;
        const char *from = stream->ahead.at + stream->next;
        size_t there = stream->ahead.length - stream->next;
        const char *end = memchr(from, '\n', there);
        size_t length = end != NULL ? (size_t)(end - from) : there;
        size_t keep = length < limit - line->length ? length : limit - line->length;
        buf_add(line, from, keep);
        if (line->failed)
            return STREAM_REFUSED;
        cut = cut || keep < length;
        stream->next += length + (end != NULL);
        stream->taken += length + (end != NULL);
        if (end != NULL)
            return cut ? STREAM_CUT : STREAM_WHOLE;
    }
}

enum stream_got stream_read_rest(struct stream *stream, struct buf *bytes, size_t limit)
{
    buf_reset(bytes);
    for (;;) {
        if (stream->next == stream->ahead.length) {
            enum stream_got got = fill(stream);
            if (got == STREAM_END)
                return STREAM_WHOLE;
            if (got != STREAM_WHOLE)
                return got;
        }
        size_t there = stream->ahead.length - stream->next;
        size_t keep = there < limit - bytes->length ? there : limit - bytes->length;
        buf_add(bytes, stream->ahead.at + stream->next, keep);
        if (bytes->failed)
            return STREAM_REFUSED;
        stream->next += keep;
        stream->taken += keep;
        if (keep < there)
            return STREAM_CUT;
    }
}

struct str stream_peek(struct stream *stream, size_t want)
{
    while (stream->ahead.length - stream->next < want && !stream->ended) {
        ptrdiff_t got = buf_read_some(&stream->ahead, stream->descriptor, STEP);
        if (got < 0)
            break; /* the next read says so */
        stream->ended = got == 0;
    }
    return (struct str){stream->ahead.length > 0 ? stream->ahead.at + stream->next : "", stream->ahead.length - stream->next};
}

bool stream_is_file(const struct stream *stream, uint64_t *size)
{
    struct stat facts;
    bool is = fstat(stream->descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
    *size = is ? (uint64_t)facts.st_size : 0;
    return is;
}

bool stream_copy(int from, int to)
{
    if (lseek(from, 0, SEEK_SET) < 0)
        return false;
    char step[4096 * 4];
    for (;;) {
        ssize_t got = read(from, step, sizeof step);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        if (!buf_write_all(to, step, (size_t)got))
            return false;
    }
}
