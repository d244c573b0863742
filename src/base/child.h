/* SPDX-License-Identifier: Apache-2.0 */
/* child.h: processes of our own, and the sockets between them.
 *
 * A child is forked before any thread starts, and what it forks has no threads either. Messages are bytes in order, with at most one
 * descriptor at the first byte of each. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include "base/span.h"

enum child_got {
    CHILD_WHOLE,   /* all of it */
    CHILD_ENDED,   /* the other end is closed, or closed in the middle */
    CHILD_LATE,    /* the time went by */
    CHILD_FAILED,  /* errno says why */
};

/* Two ends of a socket, closed on exec. False with errno. */
bool child_pair(int ends[2]);

/* Runs `run` in a child, which ends when that returns: with status 0 for true, else 1. The child's number, or -1 with errno. In the child signals have their
 * usual effects and descriptors other than the `count` in `kept` are closed (each of `kept` keeps its number), 0, 1 and 2 led to /dev/null. */
int child_fork(bool (*run)(void *context), void *context, const int *kept, uint32_t count);

/* Replaces the process by a program: `arguments` up to a NULL, standard input and output both `socket`. Returns only when that failed. */
void child_become(const char *const *arguments, int socket);

/* Kills a child if it still runs and waits for it: the signal that ended it, 0 when it ended by itself. */
int child_end(int child);

/* Sends all bytes; `descriptor` goes with them unless it is -1. False with errno when nobody listens. */
bool child_send(int socket, const void *bytes, size_t length, int descriptor);

/* Receives just `length` bytes. `descriptor` may be NULL; else what came along, to be closed by the caller, or -1. `milliseconds`: how long to wait for
 * each part; -1: for ever. */
enum child_got child_receive(int socket, void *bytes, size_t length, int *descriptor, int milliseconds);

/* Waits until one of `count` sockets has something, or its other end is closed: its index, or -1 after `milliseconds` (-1: for ever). */
int child_wait(const int *sockets, uint32_t count, int milliseconds);

/* Sends all of `bytes` to a socket and closes that direction, while it appends what comes back to `out` until the other end closes or there are `limit`
 * bytes of it. False when the other end stops early or the limit is passed. */
struct buf;
bool child_talk(int socket, struct str bytes, struct buf *out, size_t limit);

#endif
