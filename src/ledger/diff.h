/* SPDX-License-Identifier: Apache-2.0 */
/* diff.h: what a newer reading says that an older one did not, and the other way round: attribution by attribution. */
#ifndef LEDGER_DIFF_H
#define LEDGER_DIFF_H

#include "doc.h"

enum diff_kind {
    DIFF_ADDED,    /* only in the newer */
    DIFF_REMOVED,  /* only in the older */
    DIFF_REWORDED, /* the content's words changed, but more than half of them are the same */
    DIFF_SOFTENED, /* the same words under a stance that keeps more distance: said, now alleged */
    DIFF_HARDENED, /* … under one that keeps less */
    DIFF_STANCE,   /* … under another one that is neither */
    DIFF_SPEAKER,  /* … from another source */
    DIFF_STATUS,   /* … and something else became of it: denied now, or no more */
    DIFF_KINDS
};

/* "added", … */
const char *diff_kind_name(enum diff_kind kind);

struct difference {
    enum diff_kind kind;
    uint32_t before, after; /* attributions; NONE where there is none */
};

struct diff {
    LIST(struct difference) differences; /* in the order of the newer reading; then what was removed */
    uint32_t same;                       /* attributions of both without any difference */
};

/* Compares two readings; what it makes lives in `memory`. False when memory gave out. An attribution is paired with the one of the same
 * folded content words nearest in order, else with that of most words in common; a pair may differ in several ways. */
bool diff_make(const struct doc *before, const struct doc *after, struct arena *memory, struct diff *diff);

#endif
