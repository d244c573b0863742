/* SPDX-License-Identifier: Apache-2.0 */
/* read.h: the flow of a reading: a table of stages, run in order. */
#ifndef READ_H
#define READ_H

#include "base/buf.h"
#include "job.h"

struct stage {
    const char *name;
    bool (*run)(struct job *job);
    const char *needs; /* the stages, or what of the document, it works on */
    const char *gives; /* what it adds to the document, in a few words */
    void (*show)(struct job *job, struct buf *out); /* prints it, one thing a line */
};

/* In the order in which they run. */
extern const struct stage read_stages[];
extern const uint32_t read_stage_count;

/* The stage of that name; NULL when there is none. */
const struct stage *read_find_stage(const char *name);

/* Runs the stages over job->doc, whose text is filled, up to and with the one named `after` (NULL: all). False with
 * job->error filled when one of them could not go on. */
bool read_document(struct job *job, const char *after);

#endif
