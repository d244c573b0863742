/* SPDX-License-Identifier: Apache-2.0 */
/* apart.h: files taken apart in a confined child (worker.h), their documents coming back in order.
 *
 *     struct apart apart;
 *     apart_init(&apart);                          before any thread starts
 *     apart_add(&apart, &file);                    several may wait
 *     while ((got = apart_next(&apart, &doc, &error)) != APART_END)
 *         …
 *     apart_release(&apart);
 *
 * The child works ahead as far as the socket holds documents, and on to the next file that waits, while its documents are read here. One that crashes, takes
 * too long or too much memory costs the document it was at: that is rejected with the reason, and a new child goes on after it.
 * Belongs to one thread at a time. */
#ifndef INTAKE_APART_H
#define INTAKE_APART_H

#include "base/confine.h"
#include "base/error.h"
#include "doc.h"
#include "intake/frame.h"

enum { APART_FILES = 32 }; /* that may wait */

/* A file to be taken apart. The descriptor and what was read of it before are the apart's once apart_add took it. */
struct apart_file {
    int descriptor;
    bool owned;                /* to be closed */
    struct buf head;           /* bytes read before from what cannot be read again; empty otherwise */
    bool again;                /* an ordinary file */
    uint64_t size;             /* of an ordinary file; 0 */
    char *name;                /* UTF-8, in `memory` */
    struct unpack_hint hint;   /* in `memory` */
    struct unpack_limits limits;
    struct arena memory;
};

struct apart {
    int supervisor, orders;    /* its number and the socket to it; -1: it could not be started */
    int worker;                /* the socket to the worker; -1: none */
    struct apart_file files[APART_FILES];
    uint32_t first, count, sent; /* a ring; `sent` of them the worker has been given */
    struct buf frame;
    struct arena memory;       /* of `here` */
    struct unpack_place place; /* where the worker is in the first file; depth 0: not in it yet */
    struct origin here[UNPACK_DEPTH + 1]; /* what it is at, level by level */
    struct unpack_place after; /* what to leave out when the first file is begun again; depth 0: nothing */
    uint32_t crashes;          /* in the first file */
    uint64_t taken, done;      /* bytes of the first file read so far; of those before */
};

enum apart_got {
    APART_DOCUMENT,
    APART_REJECT,
    APART_END,       /* of the first file: it is off the list */
};

/* Starts the supervisor. Where that fails every file is rejected with the reason. */
void apart_init(struct apart *apart);
void apart_release(struct apart *apart);

bool apart_is_full(const struct apart *apart);
/* Takes a file over; there must be room. */
void apart_add(struct apart *apart, const struct apart_file *file);

/* Gives up all files that wait or are under way, and the worker if it was at one. */
void apart_drop(struct apart *apart);

/* The next document of the first file (there must be one), whose memory the caller gives; the error is set with APART_REJECT. */
enum apart_got apart_next(struct apart *apart, struct doc *doc, struct dixit_error *error);

/* Bytes of files read so far. */
uint64_t apart_taken(const struct apart *apart);

/* What confines the child on this machine; false when it could not be started. */
bool apart_describe(struct apart *apart, struct confined *confined);

#endif
