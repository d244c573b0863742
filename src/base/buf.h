/* SPDX-License-Identifier: Apache-2.0 */
/* buf.h: bytes that grow, for output and for reading files; owns its memory. Sticky: after a refusal every
 * buf_add is a no-op and `failed` stays set.
 *
 * One that drains holds 64 KiB and little more, whatever is added: the rest goes to a descriptor as it comes. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/span.h"

struct buf {
    char *at; /* never terminated unless buf_terminate was called */
    size_t length, room, limit; /* limit 0: none */
    bool failed;
    bool drains;    /* to `descriptor` */
    int descriptor;
    int reason;     /* errno of a write that failed; 0 when memory gave out */
};

void buf_init(struct buf *buf, size_t limit);
/* An empty buf that drains; `limit` is none. Nobody may look back at what was added. */
void buf_init_draining(struct buf *buf, int descriptor);
/* Writes what a draining buf still holds; false when that or anything before it failed. */
bool buf_flush(struct buf *buf);
void buf_release(struct buf *buf);
/* Empties it and keeps the memory (gives it back when over 1 MiB). */
void buf_reset(struct buf *buf);
void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_add_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "2,588" */
void buf_add_grouped(struct buf *buf, uint64_t number);

/* Makes room for `more` bytes and returns where they go (NULL when refused); count them with buf->length. */
char *buf_reserve(struct buf *buf, size_t more);
/* A NUL after the bytes (not counted); returns the text, "" when failed. */
const char *buf_terminate(struct buf *buf);

/* The bytes of a descriptor up to `limit`: 1 all read, 0 the limit cut it, -1 an error (errno). EINTR handled. */
int buf_read_all(struct buf *buf, int descriptor, size_t limit);
/* Appends what one read of at most `most` bytes gives: their number, 0 at the end, -1 an error (errno). EINTR handled. */
ptrdiff_t buf_read_some(struct buf *buf, int descriptor, size_t most);
/* Bytes from a place in a file on: how many of them there are, -1 an error. The descriptor's own place stays. EINTR handled. */
ptrdiff_t buf_read_at(int descriptor, uint64_t offset, void *bytes, size_t length);
/* The bytes of a file; 0 when that cannot be told. */
uint64_t buf_file_size(int descriptor);
/* Writes all bytes; false with errno when the descriptor refuses. */
bool buf_write_all(int descriptor, const void *bytes, size_t length);

#endif
