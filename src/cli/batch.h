/* SPDX-License-Identifier: Apache-2.0 */
/* batch.h: some documents at a time, read by all threads together, so that memory does not grow with the stream.
 *
 * Up to 64 documents or 4 MB of text: each is read in one thread. A single one is read by all threads, window by window.
 * The result is the same either way. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "base/pool.h"
#include "cli/progress.h"
#include "intake/input.h"
#include "job.h"

enum { BATCH_DOCUMENTS = 64, BATCH_BYTES = 4 << 20 };

struct slot {
    struct arena memory; /* the document's */
    struct doc doc;
    struct dixit_error error; /* set: the document is rejected, and this says why */
    bool skip; /* not to be read: its reading is there already */
};

struct batch {
    struct slot slots[BATCH_DOCUMENTS];
    uint32_t count;
    bool full;          /* the next document waits in slots[count] */
    bool ended;         /* the input has no more */
    uint64_t bytes;     /* of text */
    const struct model *model;           /* both NULL for the stages that need none */
    const struct vocabulary *vocabulary;
    const char *after;  /* the last stage to run; NULL: all */
    struct pool *pool;
    struct arena *scratch; /* one a thread */
    struct arena memory;
    struct progress *progress;
};

/* False with the error set when a thread or memory could not be had. `threads` ≥ 1. */
bool batch_init(struct batch *batch, uint32_t threads, struct dixit_error *error);
void batch_release(struct batch *batch);

/* Takes the next documents of the input; false when there are none, or with the error set when it cannot go on. */
bool batch_fill(struct batch *batch, struct input *input, struct dixit_error *error);

/* Reads those that were not rejected and are not to be skipped. */
void batch_read(struct batch *batch);

#endif
