/* SPDX-License-Identifier: Apache-2.0 */
/* work.h: texts that came over the page, read one after the other by a thread of their own, and remembered for a while, so that a page can be loaded again.
 *
 * A text that was pasted, a file and an address go the way of `dixit read`: through intake, whose children take apart what is no plain text. Nothing is kept in
 * a ledger here. The last few works are remembered, in memory only, under names that nobody can guess. */
#ifndef SERVE_WORK_H
#define SERVE_WORK_H

#include "base/buf.h"
#include "doc.h"
#include "intake/fetch.h"
#include "model/model.h"
#include "text/pieces.h"

enum {
    WORK_ID = 16,               /* hexadecimal digits */
    WORK_WAITING = 8,           /* at most so many are not done */
    WORK_REMEMBERED = 24,       /* and so many remembered */
    WORK_TEXTS = 200,           /* of one file */
    WORK_MOST_TEXT = 2 << 20,   /* bytes of one text: what a person waits for */
    WORK_MEMORY = 256 << 20,    /* bytes of readings of one work, and of all that are remembered */
};

enum work_state { WORK_WAITS, WORK_FETCHES, WORK_READS, WORK_DONE };

/* One document with its reading, or why there is none. */
struct work_text {
    struct arena memory;
    struct doc doc;
    struct dixit_error error; /* status DIXIT_OK: it was read */
};

struct work {
    struct arena memory; /* holds this struct too */
    char id[WORK_ID + 1];
    const char *name;    /* of the file, or the address */
    bool address;
    struct buf bytes;    /* of the file; given back when it was read */
    uint8_t state;       /* enum work_state */
    uint32_t read;       /* texts so far */
    LIST(struct work_text *) texts; /* once it is done */
    bool cut;            /* there were more texts than are read at once */
    struct dixit_error error; /* the whole could not go on */
    uint32_t users;      /* who look at it: it is not forgotten meanwhile */
    struct work *next;   /* the one that came after it */
};

struct works_options {
    const struct model *model; /* borrowed, as is the vocabulary */
    const struct vocabulary *vocabulary;
    uint32_t threads;
    struct fetch_options fetch;
    void (*changed)(void *context); /* called, by any thread, a few times a second while something goes on, and when a work is done */
    void *context;
};

struct works;

/* Starts the children, then the threads: before the program starts others. NULL with the error set. */
struct works *works_start(const struct works_options *options, struct dixit_error *error);
/* Gives up the text under way, or waits for an address, and ends the threads: nothing is read any more, and nothing changes. NULL is fine. */
void works_stop(struct works *works);
/* After that; NULL is fine. */
void works_free(struct works *works);

/* Puts a file (its bytes are taken over and `bytes` left empty) or, where `bytes` is NULL, an address at the end of what waits; `id` gets its name. False with the error set: too
 * much waits, or memory gave out. */
bool works_add(struct works *works, const char *name, struct buf *bytes, char id[WORK_ID + 1], struct dixit_error *error);

/* The work of that name; NULL when there is none (any more). It stays until it is given back; of one that is not done only id, name and address may be looked at. */
const struct work *works_borrow(struct works *works, const char *id, uint8_t *state);
void works_return(struct works *works, const struct work *work);

/* How far a work is. */
struct work_progress {
    uint8_t state;
    uint32_t read;     /* texts */
    uint32_t permille; /* of the whole, as far as can be told */
};
/* False when there is no such work (any more). */
bool works_look(struct works *works, const char *id, struct work_progress *progress);

#endif
