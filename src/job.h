/* SPDX-License-Identifier: Apache-2.0 */
/* job.h: what every stage of a reading is given. */
#ifndef JOB_H
#define JOB_H

#include <stdatomic.h>

#include "base/error.h"
#include "base/pool.h"
#include "doc.h"

/* How far the model is, for whoever waits: another thread may look. */
struct job_progress {
    atomic_uint words, read; /* of the document; those that went through the encoder */
    atomic_bool stop;        /* set by who does not want the reading any more: it is given up after a few thousand words */
};

struct model;
struct vocabulary; /* text/pieces.h */

struct job {
    struct doc *doc;           /* stages add to it */
    struct arena *scratch;     /* a stage may mark and rewind it */
    const struct model *model; /* read-only, shared by threads; NULL for the stages that need none */
    const struct vocabulary *vocabulary; /* the model's; NULL for the stages that need none */
    /* For tools: is shown the encoder's vectors [count][width] of words first … first + count - 1, by the thread that made them; NULL */
    void (*watch_words)(void *context, uint32_t first, const float *vectors, uint32_t count);
    void *watch_context;
    struct pool *pool;         /* for the windows of one document; NULL to stay in this thread */
    struct job_progress *progress; /* NULL: nobody asks */
    struct dixit_error *error;
    bool means;                /* keep attribution.mean, for what is fitted on it */
};

#endif
