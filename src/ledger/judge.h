/* SPDX-License-Identifier: Apache-2.0 */
/* judge.h: what persons set beside claims and documents: evidence and verdicts; and what the law has taken out again. */
#ifndef LEDGER_JUDGE_H
#define LEDGER_JUDGE_H

#include "base/buf.h"
#include "ledger/ledger.h"

/* Where evidence of a SHA-256 (64 hexadecimal digits) lies: LEDGER-evidence/HEX. */
void evidence_path(const struct ledger *ledger, const char *hex, struct buf *out);

struct evidence {
    const char *path;         /* the file to keep */
    struct str bytes;         /* what is kept instead where `at` is not NULL; then `origin` and `how` are needed */
    const char *origin, *how; /* where it is from and how it was got; NULL: the path, "a file" */
    const char *media_type;   /* NULL: not known */
    const char *person;       /* NULL: nobody is named */
    int64_t document, claim;  /* what it is evidence for; 0: nothing yet */
};

/* Copies the file or the bytes into the folder of evidence, synced, and notes it: a transaction of its own. `hex` gets its SHA-256. The same bytes are kept once; noted for the same thing
 * from the same place twice changes nothing. The row's id; 0 after a failure. */
int64_t ledger_attach(struct ledger *ledger, const struct evidence *evidence, char hex[65]);

/* The first half of it, in any transaction or none: the bytes are in the folder, and nothing is noted. Their number; −1 after a failure. */
int64_t ledger_keep_bytes(struct ledger *ledger, const struct evidence *evidence, char hex[65]);

struct verdict {
    int64_t claim, passage;   /* one of them */
    int64_t supersedes;       /* 0: none */
    struct str verdict, reasons, person, signature; /* NULL `at`: none */
    const int64_t *evidence;  /* ids */
    uint32_t n_evidence;
};

/* Was the ledger made for verdicts? Its first log entry says so, and nothing can say it later; the page asks, so that whoever is given the page does not rule by it. */
bool ledger_takes_verdicts(struct ledger *ledger);
/* Makes a ledger that is still empty one for verdicts: a transaction of its own. Nothing where it is one; refused where it was made without. */
bool ledger_make_for_verdicts(struct ledger *ledger);

/* Notes a verdict, inside a transaction. Its id; 0 after a failure. */
int64_t ledger_judge(struct ledger *ledger, const struct verdict *verdict);

/* Erases all words of a document, in all versions, readings, corrections, verdicts and evidence: a transaction of its own. What stays is who erased it when and why, and rows
 * without words, so that the rest can still be proven. The bytes are overwritten in the file, not only unlinked. */
bool ledger_erase(struct ledger *ledger, int64_t document, struct str reason, struct str person);

#endif
