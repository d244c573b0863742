/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEEP_MOST = 1 << 20, FIRST_ROOM = 256, READ_STEP = 1 << 16, DRAIN = 1 << 16 };

void buf_init(struct buf *buf, size_t limit)
{
    *buf = (struct buf){.limit = limit};
}

void buf_init_draining(struct buf *buf, int descriptor)
{
    *buf = (struct buf){.drains = true, .descriptor = descriptor};
}

/* Writes bytes where a draining buf drains to. */
static void drain(struct buf *buf, const char *bytes, size_t length)
{
    if (buf->failed || buf_write_all(buf->descriptor, bytes, length))
        return;
    buf->failed = true;
    buf->reason = errno;
}

bool buf_flush(struct buf *buf)
{
    drain(buf, buf->at, buf->length);
    buf->length = 0;
    return !buf->failed;
}

void buf_release(struct buf *buf)
{
    free(buf->at);
    buf_init(buf, buf->limit);
}

void buf_reset(struct buf *buf)
{
    if (buf->room > KEEP_MOST) {
        buf_release(buf);
        return;
    }
    buf->length = 0;
    buf->failed = false;
}

void buf_add_grouped(struct buf *buf, uint64_t number)
{
    if (number >= 1000) {
        buf_add_grouped(buf, number / 1000);
        buf_add_format(buf, ",%03u", (unsigned)(number % 1000));
    } else {
        buf_add_format(buf, "%u", (unsigned)number);
    }
}

char *buf_reserve(struct buf *buf, size_t more)
{
    if (buf->failed || (buf->drains && buf->length > 0 && buf->length + more > DRAIN && !buf_flush(buf)))
        return NULL;
    if (more > SIZE_MAX / 4 || buf->length > SIZE_MAX / 4 || (buf->limit != 0 && buf->length + more > buf->limit)) {
        buf->failed = true;
        return NULL;
    }
    size_t need = buf->length + more;
    if (need > buf->room || buf->at == NULL) {
        size_t room = buf->room + buf->room / 2;
        if (room < need)
            room = need;
        if (room < FIRST_ROOM)
            room = FIRST_ROOM;
        char *at = realloc(buf->at, room);
        if (at == NULL) {
            buf->failed = true;
            return NULL;
        }
        buf->at = at;
        buf->room = room;
    }
    return buf->at + buf->length;
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
    if (length == 0)
        return;
    if (buf->drains && length > DRAIN) { /* straight through */
        if (buf_flush(buf))
            drain(buf, bytes, length);
        return;
    }
    char *to = buf_reserve(buf, length);
    if (to == NULL)
        return;
    memcpy(to, bytes, length);
    buf->length += length;
}

void buf_add_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c)
{
    char *to = buf_reserve(buf, 1);
    if (to == NULL)
        return;
    *to = c;
    buf->length++;
}

void buf_add_format(struct buf *buf, const char *format, ...)
{
    char small[512];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(small, sizeof small, format, arguments);
    if (length < 0) {
        buf->failed = true;
    } else if ((size_t)length < sizeof small) {
        buf_add(buf, small, (size_t)length);
    } else {
        /* The NUL that vsnprintf writes needs a byte that the text itself does not. */
        size_t limit = buf->limit;
        if (limit != 0 && buf->length + (size_t)length <= limit)
            buf->limit = limit + 1;
        char *to = buf_reserve(buf, (size_t)length + 1);
        buf->limit = limit;
        if (to != NULL) {
            (void)vsnprintf(to, (size_t)length + 1, format, again);
            buf->length += (size_t)length;
        }
    }
    va_end(again);
    va_end(arguments);
}

const char *buf_terminate(struct buf *buf)
{
    size_t limit = buf->limit;
    buf->limit = 0; /* the NUL is not counted */
    char *to = buf_reserve(buf, 1);
    buf->limit = limit;
    if (to == NULL)
        return "";
    *to = '\0';
    return buf->at;
}

int buf_read_all(struct buf *buf, int descriptor, size_t limit)
{
    size_t total = 0;
    for (;;) {
        /* One byte past the limit tells a file of just that size from a longer one. */
        size_t want = limit - total < READ_STEP ? limit - total + 1 : READ_STEP;
        char *to = buf_reserve(buf, want);
        if (to == NULL) {
            errno = ENOMEM;
            return -1;
        }
        ssize_t got = read(descriptor, to, want);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 ? 1 : -1;
        if ((size_t)got > limit - total) {
            buf->length += limit - total;
            return 0;
        }
        buf->length += (size_t)got;
        total += (size_t)got;
    }
}

ptrdiff_t buf_read_some(struct buf *buf, int descriptor, size_t most)
{
    char *to = buf_reserve(buf, most);
    if (to == NULL) {
        errno = ENOMEM;
        return -1;
    }
    ssize_t got;
    do
        got = read(descriptor, to, most);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        buf->length += (size_t)got;
    return got;
}

ptrdiff_t buf_read_at(int descriptor, uint64_t offset, void *bytes, size_t length)
{
    size_t done = 0;
    if (offset > INT64_MAX - length) {
        errno = EINVAL;
        return -1;
    }
    while (done < length) {
        ssize_t got = pread(descriptor, (char *)bytes + done, length - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ptrdiff_t)done;
}

uint64_t buf_file_size(int descriptor)
{
    off_t place = lseek(descriptor, 0, SEEK_CUR), end = lseek(descriptor, 0, SEEK_END); /* a confined child may do this, but not fstat */
    (void)lseek(descriptor, place, SEEK_SET);
    return end > 0 ? (uint64_t)end : 0;
}

bool buf_write_all(int descriptor, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t done = write(descriptor, at, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        at += done;
        length -= (size_t)done;
    }
    return true;
}
