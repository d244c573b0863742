/* SPDX-License-Identifier: Apache-2.0 */
/* source.h: bytes that are read piece by piece, whatever makes them: a descriptor, memory, a decompressor, the body of a record.
 *
 *     struct str head = source_peek(source, 4);
 *     while (source_line(source, &line, 8192))
 *         …
 *
 * A source is its maker's: make one with source_init_… or fill in `more` and `context` of an all-zero struct; end it with source_release.
 * Memory is bounded by what is peeked at plus one step. Belongs to one thread. */
#ifndef INTAKE_SOURCE_H
#define INTAKE_SOURCE_H

#include "base/buf.h"

enum { SOURCE_STEP = 1 << 16 };

struct source {
    /* Appends at least one byte to `ahead`; false at the end, and then `wrong` says why when that came too early. */
    bool (*more)(struct source *source, struct buf *ahead);
    void *context;       /* for `more` */
    struct buf ahead;    /* made and not yet taken, from `next` on */
    size_t next;
    uint64_t taken;      /* bytes taken or skipped so far */
    bool ended;          /* `more` has no more */
    const char *wrong;   /* a plain sentence, static: what broke it off; NULL while nothing did */
};

/* Bytes in memory, borrowed while the source lives; the view of them shrinks as they are read. */
void source_init_bytes(struct source *source, struct str *bytes);
/* A descriptor (borrowed), after `head`, what was read of it before (borrowed; may be empty). */
struct source_file {
    int descriptor; /* -1: `head` is all */
    struct str head;
};
void source_init_file(struct source *source, struct source_file *file);
/* The next `length` bytes of another source, which is read as this one is; `wrong` when it has fewer. */
struct source_part {
    struct source source;  /* read this */
    struct source *outer;  /* borrowed */
    uint64_t left;         /* not yet made */
};
void source_init_part(struct source_part *part, struct source *outer, uint64_t length);
void source_release(struct source *source);

/* The next bytes without taking them: `want` of them, or as many as there are. Valid until the next call on the source. */
struct str source_peek(struct source *source, size_t want);
/* What is there without making more; at least one byte unless the source has ended. */
struct str source_there(struct source *source);
/* Takes `count` bytes that were peeked at. */
void source_take(struct source *source, size_t count);
/* Takes up to `count` bytes and drops them; returns how many there were. */
uint64_t source_skip(struct source *source, uint64_t count);
/* Appends up to `limit` bytes to `to`; returns true when the source ended by then (false: there is more, or `to` failed). */
bool source_read(struct source *source, struct buf *to, size_t limit);
/* One line without its end (LF or CRLF) into `line`, which is emptied first; of a longer one the first `limit` bytes, the rest is dropped.
 * False when nothing was left. */
bool source_line(struct source *source, struct buf *line, size_t limit);

#endif
