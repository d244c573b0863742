/* SPDX-License-Identifier: Apache-2.0 */
/* stream.h: a file, pipe or standard input read in order, with the memory bounded whatever comes.
 *
 *     struct stream stream;
 *     if (!stream_open(&stream, "stories.jsonl"))
 *         …errno says why…
 *     while ((got = stream_read_line(&stream, &line, limit)) == STREAM_WHOLE || got == STREAM_CUT)
 *         …
 *     stream_close(&stream);
 *
 * Belongs to one thread. */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include "base/buf.h"

struct stream {
    int descriptor;
    bool owned;      /* to be closed: not standard input */
    struct buf ahead; /* read and not yet given: from `next` on */
    size_t next;
    uint64_t taken;  /* bytes given or skipped so far */
    bool ended;      /* the descriptor has no more */
};

enum stream_got {
    STREAM_WHOLE,    /* all of it */
    STREAM_CUT,      /* the limit was reached; what the buf holds is its beginning */
    STREAM_END,      /* nothing is left */
    STREAM_REFUSED,  /* the buf found no memory */
    STREAM_FAILED,   /* errno says why */
};

/* Opens a file for reading, or standard input for "-". False with errno when that fails; a folder is EISDIR. */
bool stream_open(struct stream *stream, const char *path);
void stream_close(struct stream *stream);
/* Opens a copy of bytes in memory as an ordinary file without a name, which another process can be given. False with errno. */
bool stream_open_bytes(struct stream *stream, struct str bytes);

/* One line without its line feed into `line`, which is emptied first. Of a longer line the first `limit` bytes are kept and
 * the rest is read over, never held. */
enum stream_got stream_read_line(struct stream *stream, struct buf *line, size_t limit);

/* What is left, up to `limit` bytes, into `bytes`, which is emptied first; the rest stays unread. An empty stream gives
 * STREAM_WHOLE and no bytes. */
enum stream_got stream_read_rest(struct stream *stream, struct buf *bytes, size_t limit);

/* What comes next, without taking it: at least `want` bytes, fewer at the end or when reading fails. Valid until the next call. */
struct str stream_peek(struct stream *stream, size_t want);

/* Whether it is an ordinary file, which another can read again from its start; `size` its bytes then, else 0. */
bool stream_is_file(const struct stream *stream, uint64_t *size);

/* Copies everything that a descriptor holds from its start to the end of another; false with errno. */
bool stream_copy(int from, int to);

#endif
