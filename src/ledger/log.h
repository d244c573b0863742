/* SPDX-License-Identifier: Apache-2.0 */
/* log.h: the log of a ledger: each change is an entry, a leaf of a Merkle tree (merkle.h), whose root is signed at each commit (note.h).
 * docs/formats/ledger.md says byte by byte what is kept; verify.h checks it.
 *
 * The log has a key of its own, in the file LEDGER-key unless ledger_log_use_key or else $DIXIT_LEDGER_KEY names another. It is made with the first entry when
 * there is no such file. */
#ifndef LEDGER_LOG_H
#define LEDGER_LOG_H

#include "ledger/ledger.h"
#include "ledger/note.h"

/* What a writer remembers of the log; a part of struct ledger, all zero at first. */
struct ledger_log {
    struct merkle tree; /* good when `loaded` and nothing was undone since */
    bool loaded, unsealed;
    uint64_t undone;
    bool has_key;
    struct note_key key;             /* as its file has it */
    struct note_verifier verifier;   /* of the log: its name, the key's public half */
    const char *key_path;            /* NULL: $DIXIT_LEDGER_KEY, else LEDGER-key */
};

/* Where the log's key is; `path` is copied. Before the first change. */
bool ledger_log_use_key(struct ledger *ledger, const char *path);

/* Appends an entry inside a transaction: `entry` is its number, one more than the last, `body` its canonical bytes. Refuses to extend a log that is not as it
 * was signed. */
bool ledger_log_append(struct ledger *ledger, int64_t entry, struct str body);

/* Signs what was appended in this transaction; ledger_commit calls it. */
bool ledger_log_seal(struct ledger *ledger);

/* Wipes the key; ledger_close calls it. */
void ledger_log_close(struct ledger *ledger);

/* The log's key, loaded or made. NULL after a failure. */
const struct note_key *ledger_log_key(struct ledger *ledger);

/* The newest checkpoint, a signed note; emptied first. False when there is none yet or after a failure. */
bool ledger_log_checkpoint(struct ledger *ledger, struct buf *note);

/* The log's public key. False when there is none yet or after a failure. */
bool ledger_log_verifier(struct ledger *ledger, struct note_verifier *verifier);

/* A node of the tree, for merkle_prove_…; `ledger` is a struct ledger. */
bool ledger_log_fetch(void *ledger, uint64_t position, struct merkle_hash *hash);

/* ---- what persons sign ---- */

/* Signs a statement, which is a JSON object: appends a signed note whose text is the object in canonical form with the member "key", the verifier of the
 * key, so that it can be checked by itself. The object must not have that member. */
bool ledger_sign(const struct note_key *key, struct str statement, struct buf *signature, struct dixit_error *error);

/* Checks such a note and gives the canonical bytes of the statement, "key" included (pointing into the note), and the verifier. False with `error` filled
 * when the note is not one or the signature is wrong. Whether that key is anybody's is for the reader to know. */
bool ledger_signature_check(struct str signature, struct str *statement, struct note_verifier *verifier, struct dixit_error *error);

#endif
