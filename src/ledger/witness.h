/* SPDX-License-Identifier: Apache-2.0 */
/* witness.h: signatures of witnesses on the log's checkpoints: taken in, and given for other logs. */
#ifndef LEDGER_WITNESS_H
#define LEDGER_WITNESS_H

#include "base/buf.h"
#include "ledger/ledger.h"
#include "ledger/note.h"

/* Takes in a checkpoint of this log that others have countersigned: it must be signed by the log's key and be of entries that the log has, unchanged.
 * Those of its signatures that the kept one has not yet are added to it. Inside a transaction. `added` counts them. Whether a witness is
 * anybody's is for the reader to know: `witnesses` (may be none) are verifiers that are checked where they signed. */
bool ledger_witness_add(struct ledger *ledger, struct str note, const struct note_verifier *witnesses, uint32_t n_witnesses, uint32_t *added);

/* Countersigns a checkpoint of another log, which `log` verifies, as a witness must: only when it continues `older`, the last one that this witness
 * countersigned (NULL `at`: the first), which `proof`, a line of ledger_prove_growth, shows. Appends the note with the new signature. */
bool witness_countersign(const struct note_key *key, const struct note_verifier *log, struct str older, struct str proof, struct str note, uint64_t time,
                         struct buf *out, struct dixit_error *error);

#endif
