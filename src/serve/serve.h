/* SPDX-License-Identifier: Apache-2.0 */
/* serve.h: the page: texts read and a ledger shown in a browser on this machine. */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "base/error.h"
#include "intake/fetch.h"
#include "model/model.h"
#include "text/pieces.h"

struct serve_options {
    uint16_t port;                       /* 0: any that is free */
    const struct model *model;           /* borrowed, as is the vocabulary */
    const struct vocabulary *vocabulary;
    uint32_t threads;                    /* that read one text together */
    const char *ledger;                  /* its path; NULL: none is shown */
    struct fetch_options fetch;          /* of an address that a person gives */
};

struct serve;

/* Begins to answer. NULL with the error set when it cannot. */
struct serve *serve_start(const struct serve_options *options, struct dixit_error *error);
/* "http://127.0.0.1:8790/" */
const char *serve_address(const struct serve *serve);
/* Ends what goes on and frees everything. NULL is fine. */
void serve_stop(struct serve *serve);

#endif
