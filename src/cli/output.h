/* SPDX-License-Identifier: Apache-2.0 */
/* output.h: where readings and rejects of `dixit read` go. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/page.h"
#include "view/show.h"
#include "read.h"

enum output_format { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_MD, OUTPUT_STAGE, OUTPUT_NOTHING };

struct output {
    enum output_format format; /* on standard output */
    struct show_options show;
    const struct stage *stage; /* whose print is shown; with OUTPUT_STAGE */
    const struct vocabulary *vocabulary; /* what the prints of some stages need */
    struct page page;
    bool has_page;
    const char *rejects_path; /* NULL: they are only named on standard error */
    int rejects;              /* its descriptor; -1 for none */
    struct buf out;           /* drains to standard output */
    struct buf part;
    uint64_t documents, rejected;
};

/* Opens the page and the file for rejects; either may be NULL. */
bool output_open(struct output *output, const char *page, const char *rejects, struct dixit_error *error);

/* One reading, in the order of the input. False with the error set when it could not be written: then all is lost. */
bool output_add(struct output *output, const struct doc *doc, struct dixit_error *error);

/* One document that could not be read, and why. */
bool output_reject(struct output *output, const struct doc *doc, const struct dixit_error *why, struct dixit_error *error);

/* Finishes the page and the rejects. */
bool output_finish(struct output *output, struct dixit_error *error);
void output_release(struct output *output);

#endif
