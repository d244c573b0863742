/* SPDX-License-Identifier: Apache-2.0 */
/* verify_parts.h: what the parts of a verification share; for verify*.c only. */
#ifndef LEDGER_VERIFY_PARTS_H
#define LEDGER_VERIFY_PARTS_H

#include "ledger/change.h"
#include "ledger/verify.h"

/* A content table, read once in the order of its ids. */
struct table_cursor {
    sqlite3_stmt *rows;
    uint32_t columns;
    uint32_t words; /* columns of type TEXT, one bit each, from the first */
    bool has_row;
    int64_t id, entry, last; /* of the row that is next; the id before it */
};

struct verification {
    struct ledger *ledger;
    const struct ledger_verify *wanted;
    struct ledger_verified *result;
    struct note_verifier key; /* the log's */
    bool has_key;
    struct merkle tree;
    sqlite3_stmt *nodes, *salts, *checkpoints, *erasures;
    bool has_node, has_salt, has_checkpoint, has_erasure;
    struct buf since; /* the text of the checkpoint kept elsewhere */
    struct note_checkpoint kept_elsewhere;
    bool has_since;
    uint64_t witness_seen; /* of the wanted ones, one bit each */
    struct table_cursor tables[LEDGER_TABLES];
};

/* Tells of something altered. */
void verify_found(struct verification *v, int64_t entry, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The rows of an entry of which the salt is `salt` (NULL: erased, or missing) against its body. */
void verify_rows_open(struct verification *v);
void verify_rows(struct verification *v, int64_t entry, struct str body, const uint8_t *salt);
/* What no entry has named. */
void verify_rows_close(struct verification *v);

/* Checkpoints: the log's key; those over the tree as it is now; that none is left. */
void verify_key(struct verification *v);
void verify_checkpoints_open(struct verification *v);
void verify_checkpoints(struct verification *v);
void verify_checkpoints_close(struct verification *v);

/* The file itself: pages, tables, the index; evidence; signatures. */
void verify_file(struct verification *v);
void verify_search(struct verification *v);
void verify_evidence(struct verification *v);
void verify_signatures(struct verification *v);

#endif
