/* SPDX-License-Identifier: Apache-2.0 */
/* prove.h: what somebody without the ledger needs to check one entry of it, or that a ledger has only grown: one JSON object, format dixit-proof/1
 * (docs/formats/ledger.md), which tools/verify_ledger.py checks. */
#ifndef LEDGER_PROVE_H
#define LEDGER_PROVE_H

#include "base/arena.h"
#include "base/buf.h"
#include "ledger/ledger.h"

/* Appends the proof of an entry, one line: the newest checkpoint, the entry's body, the hashes from it to the root, and its rows with its salt. False with
 * the ledger's error when there is no such entry, or the log is damaged. */
bool ledger_prove_entry(struct ledger *ledger, int64_t entry, struct buf *out);

/* Appends the proof that the ledger continues the one that `older`, a signed note, is a checkpoint of. */
bool ledger_prove_growth(struct ledger *ledger, struct str older, struct buf *out);

/* The entries that brought a document, its versions and readings, in rising order; it is named as it is cited. `memory` holds them. */
struct ledger_entries {
    int64_t *at;
    uint32_t count, room;
};
bool ledger_entries_of(struct ledger *ledger, struct str document, struct arena *memory, struct ledger_entries *entries);

#endif
