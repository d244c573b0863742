/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR = 30 };

static double seconds_between(struct timespec from, struct timespec to)
{
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

void progress_init(struct progress *progress, uint64_t total)
{
    *progress = (struct progress){.on = isatty(STDERR_FILENO) == 1, .total = total};
    clock_gettime(CLOCK_MONOTONIC, &progress->begin);
    progress->last = progress->begin;
}

void progress_begin(struct progress *progress, uint64_t to, uint64_t batch)
{
    progress->from = progress->to;
    progress->to = to;
    progress->batch = batch;
    atomic_store(&progress->done, 0);
}

void progress_add(struct progress *progress, uint64_t bytes)
{
    atomic_fetch_add(&progress->done, bytes);
    atomic_fetch_add(&progress->documents, 1);
}

/* Bytes of the input that are read, taking the text of a batch to be spread evenly over its bytes. */
static double position(const struct progress *progress)
{
    double share = progress->batch > 0 ? (double)atomic_load(&progress->done) / (double)progress->batch : 1;
    return (double)progress->from + (double)(progress->to - progress->from) * share;
}

void progress_draw(struct progress *progress)
{
    struct timespec now;
    if (!progress->on)
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (seconds_between(progress->begin, now) < 1 || (progress->shown && seconds_between(progress->last, now) < 0.2))
        return;
    progress->last = now;
    progress->shown = true;
    double at = position(progress);
    unsigned long long documents = (unsigned long long)atomic_load(&progress->documents);
    fputs("\r\033[K", stderr);
    if (progress->total > 0) {
        double share = at < (double)progress->total ? at / (double)progress->total : 1;
        int full = (int)(share * BAR);
        fprintf(stderr, "[%.*s%*s] %3d %%  ", full, "##############################", BAR - full, "", (int)(share * 100));
    }
    fprintf(stderr, "%llu document%s, %.1f MB", documents, documents == 1 ? "" : "s", at / 1e6);
    fflush(stderr);
}

void progress_clear(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
