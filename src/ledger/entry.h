/* SPDX-License-Identifier: Apache-2.0 */
/* entry.h: a log entry's body taken apart, strictly: only the bytes that change.c writes are one.
 *
 *     {"at":"2026-01-04T09:30:00Z","entry":7,"kind":"document.add","rows":{"documents":"…"},"words":{"documents":"…"}} */
#ifndef LEDGER_ENTRY_H
#define LEDGER_ENTRY_H

#include "ledger/change.h"

struct entry_hashes {
    uint32_t given; /* tables that have one, one bit each */
    uint8_t at[LEDGER_TABLES][32];
};

struct entry {
    int64_t number;
    struct str at, kind; /* pointing into the body */
    struct entry_hashes rows, words;
};

/* False when the body is anything else. */
bool entry_read(struct entry *entry, struct str body);

#endif
