/* SPDX-License-Identifier: Apache-2.0 */
/* resume.h: how far a long work came, in a small file, so that it can go on after a stop.
 *
 *     dixit-resume/1 1250 3f2a…        documents (rejects among them) whose output is written; the id of the last one, or "-"
 *
 * The file is replaced as a whole after each batch. The documents of the same arguments come in the same order, so that a count is enough; the id is there to notice other
 * arguments. */
#ifndef CLI_RESUME_H
#define CLI_RESUME_H

#include "cli/batch.h"

struct resume {
    const char *path; /* NULL: nothing is kept */
    uint64_t count;
    char last[65];    /* a hash of the id of the last document */
};

/* Reads the file, if it is there. False with the error set when it is something else. */
bool resume_open(struct resume *resume, const char *path, struct dixit_error *error);
/* Passes over what was done before. False with the error set when the documents are others. */
bool resume_skip(const struct resume *resume, struct input *input, struct dixit_error *error);
/* Remembers that the output of a batch is written. */
bool resume_add(struct resume *resume, const struct batch *batch, struct dixit_error *error);

#endif
