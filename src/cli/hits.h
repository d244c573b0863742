/* SPDX-License-Identifier: Apache-2.0 */
/* hits.h: single attributions and own sentences of kept documents, for find and show: as lines for people, or as JSON. */
#ifndef CLI_HITS_H
#define CLI_HITS_H

#include "base/buf.h"
#include "ledger/kept.h"

/* One passage of a document: its attribution by index, or an own sentence. */
struct hit {
    const struct kept *kept;
    uint32_t kind, index;
    struct str words; /* its words with those that were searched between U+0002 and U+0003; NULL: as in the document */
};

struct hits_style {
    uint32_t width; /* 0: lines are not broken */
    bool colour;
};

/* A heading with where to read it, the chain, the words, the answers. False when memory gave out. */
bool hits_show(const struct hit *hit, const struct hits_style *style, struct buf *out);

/* One object, without a line feed. */
bool hits_json(const struct hit *hit, struct buf *out);

/* The coverage as a line, or as a JSON object {"coverage": {…}} with `total` (UINT64_MAX: left out). False when the ledger failed. */
bool hits_coverage(struct ledger *ledger, bool json, uint64_t total, struct buf *out);

#endif
