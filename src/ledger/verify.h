/* SPDX-License-Identifier: Apache-2.0 */
/* verify.h: is a ledger what its log says, and the log what was signed? Every cell of every table is read: content rows are hashed again and compared with
 * the entry that they came with, entries with the tree, the tree with the checkpoints, the tables with schema.sql, the index for searching
 * with what it indexes, evidence files with their hashes, persons' signatures with their statements. */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H

#include "ledger/ledger.h"
#include "ledger/note.h"

/* Something that is not as the log says: a sentence. `entry` is the entry that it belongs to, 0 for none. */
typedef void ledger_found(void *context, int64_t entry, const char *sentence);

struct ledger_verify {
    struct str since;                       /* a checkpoint kept elsewhere, a signed note; NULL `at`: none */
    const struct note_verifier *key;        /* what the log's key must be; NULL: what the ledger says it is, which proves less */
    const struct note_verifier *witnesses;  /* each must have countersigned some checkpoint */
    uint32_t n_witnesses;                   /* at most 64 */
    ledger_found *found;
    void *context;
};

struct ledger_verified {
    uint64_t entries, rows, erased, evidence, missing; /* missing: evidence files that were erased or are kept elsewhere */
    uint64_t findings;
    bool search_checked;  /* false: the file cannot be written to, which SQLite wants for looking at the index for searching */
    struct merkle_hash root;
    uint64_t witnessed; /* entries of the newest checkpoint that a witness countersigned; 0: none */
};

/* Reads all of the ledger in one transaction. True when it could be read, whatever was found; false with the ledger's error when it could not, which
 * is DIXIT_TAMPERED when the file is damaged. Time grows with the ledger, memory does not. */
bool ledger_verify(struct ledger *ledger, const struct ledger_verify *wanted, struct ledger_verified *result);

#endif
