/* SPDX-License-Identifier: Apache-2.0 */
/* reread.h: kept documents read once more, by this program and model. */
#ifndef CLI_REREAD_H
#define CLI_REREAD_H

#include "cli/engine.h"
#include "ledger/store.h"

struct reread {
    struct ledger *ledger;
    struct engine *engine;
    bool dry_run, quiet;
    uint64_t *counts; /* by enum ledger_added */
};

/* Every document of the ledger, each in a transaction of its own; says on standard output what changed, or would. False with the error set. */
bool reread_all(const struct reread *reread, struct dixit_error *error);

/* Appends what a new reading of a kept text would change, nothing when it is the same or the text is not there. */
bool reread_compare(struct ledger *ledger, const struct ledger_input *input, struct buf *out);

#endif
