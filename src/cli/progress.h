/* SPDX-License-Identifier: Apache-2.0 */
/* progress.h: how far long work has come, as a line on standard error; only when that is a terminal and after a second. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
    bool on, shown;
    uint64_t total;              /* bytes; 0 when not known */
    uint64_t from, to;           /* bytes before and after the batch under way */
    uint64_t batch;              /* bytes of text in it */
    atomic_uint_fast64_t done;   /* … of which are read */
    atomic_uint_fast64_t documents;
    struct timespec begin, last;
};

void progress_init(struct progress *progress, uint64_t total);

/* A batch of `batch` bytes of text begins; with it, the input has been read up to byte `to`. */
void progress_begin(struct progress *progress, uint64_t to, uint64_t batch);

/* One document of so many bytes is read; from any thread. */
void progress_add(struct progress *progress, uint64_t bytes);

/* Draws the line when it is time; from one thread only. */
void progress_draw(struct progress *progress);

/* Takes the line away, before something else is printed. */
void progress_clear(struct progress *progress);

#endif
