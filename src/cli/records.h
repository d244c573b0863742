/* SPDX-License-Identifier: Apache-2.0 */
/* records.h: a ledger as lines of JSON that another ledger can take in: readings as the machine made them, and beside them what persons set there
 * (docs/formats/export.md says what each line holds). */
#ifndef CLI_RECORDS_H
#define CLI_RECORDS_H

#include "base/buf.h"
#include "ledger/ledger.h"

/* Appends the line of a document's newest reading, with its text, and the lines of the corrections in force on it. False when the ledger failed or memory gave out. */
bool records_write_document(struct ledger *ledger, int64_t document, struct buf *out);

/* Appends the claims that a person decided, judged or set evidence beside, then evidence, decisions and verdicts: each after what it names. With `bytes` evidence of up to
 * RECORDS_BYTES holds its bytes. False as above. */
bool records_write_rest(struct ledger *ledger, bool bytes, struct buf *out);

enum { RECORDS_BYTES = 64 << 20 };

struct records_taken {
    uint64_t added, left_out;
};

/* Puts one such line, which is no reading, into a ledger, inside a transaction, unless it is there; twice changes nothing. What does not fit (a passage that is not there, a
 * signature that is wrong) is named on standard error as of line `number` (0: without a number) and left out. Evidence without bytes is looked for in the folder `evidence` (NULL: nowhere).
 * False when the ledger failed. */
bool records_take(struct ledger *ledger, struct str line, const char *evidence, uint64_t number, struct records_taken *taken);

/* Is the line one of these? */
bool records_knows(struct str line);

#endif
