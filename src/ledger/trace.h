/* SPDX-License-Identifier: Apache-2.0 */
/* trace.h: where each claim comes from and how it travelled: who carries it, who has it from whom, who stands behind it. */
#ifndef LEDGER_TRACE_H
#define LEDGER_TRACE_H

#include "base/buf.h"
#include "ledger/copies.h"
#include "ledger/same.h"

enum arrow_kind { ARROW_CREDIT, ARROW_LINK, ARROW_COPY, ARROW_QUOTATION };

/* "credit", "link", "copy", "quotation" */
const char *arrow_kind_name(enum arrow_kind kind);

/* A document has the claim, or some of it, from somewhere else. */
struct arrow {
    uint32_t from;         /* a story; NONE where only the outlet is known */
    struct str outlet;     /* then its name */
    uint32_t to;           /* a story */
    uint8_t kind;          /* enum arrow_kind */
    struct span words;     /* what shows it, in the text of `to` */
};

/* Somebody who carries a claim of his own knowledge. */
struct claim_origin {
    struct str name;
    uint32_t story, passage; /* where he is named: the earliest */
};

struct trail {
    LIST(struct arrow) arrows;
    LIST(struct claim_origin) origins;
    uint32_t earliest;       /* the earliest story that carries it; NONE when none carries it */
};

/* All that is known of the stories together. */
struct trace {
    struct stories *stories;
    struct copies copies;
    struct topics topics;
    struct claims claims;
    LIST(struct trail) trails; /* one a claim, in their order */
};

/* Runs credits_settle, copies_find, topics_find, same_find and origins.h over the stories. False with stories->error set. */
bool trace_stories(struct stories *stories, struct trace *trace);

/* The trail of one claim. */
bool trace_follow(struct stories *stories, const struct copies *copies, const struct claim *claim, struct trail *trail);

/* Appends the line of `trace --json` for a claim: its number as in C17, its state, the claim and its trail. Offsets are code points. False when memory gave out. */
bool trace_write_claim(struct stories *stories, uint64_t number, const char *state, const struct claim *claim, const struct trail *trail, struct buf *out);

/* Appends the line about the documents: copies and credits. */
void trace_write_documents(const struct stories *stories, const struct copies *copies, struct buf *out);

#endif
