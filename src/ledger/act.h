/* SPDX-License-Identifier: Apache-2.0 */
/* act.h: what a person does to a ledger: corrects a row, judges, attaches. Each is checked, signed and kept here, the same for the command line and the page. */
#ifndef LEDGER_ACT_H
#define LEDGER_ACT_H

#include "ledger/judge.h"
#include "ledger/person.h"

/* One change to one row; exactly one of the first five is given. Text is borrowed for the call. */
struct act_correction {
    const char *actor;       /* who says it */
    const char *stance;      /* how it is put */
    const char *answered_by; /* who answers it */
    bool not_said, checked;
    const char *answer;      /* of answered_by: the reaction's label; NULL: deny */
    const char *at;          /* of answered_by: where the answer stands, "120-160", code points of the text */
    const char *words;       /* … or, where `at` is NULL, its words as the text has them, which must stand there once */
    const char *why;         /* the reason; only `checked` may do without */
    int64_t passage;         /* the passage that was looked at: another one in its place is refused; 0: any */
};

/* Does it make sense by itself? False with `error` filled (DIXIT_USAGE). */
bool act_check_correction(const struct act_correction *correction, struct dixit_error *error);

/* Corrects "DOCUMENT#3": a transaction of its own. `person` has `by` and `key` set; it is opened here, to be closed by the caller either way. */
bool act_correct(struct ledger *ledger, const char *target, const struct act_correction *correction, struct person *person);

/* What "C17", "DOCUMENT" or "DOCUMENT#3" names; 0 for what it does not. False, with the error filled, when there is no such thing. */
struct act_target {
    int64_t claim, document, passage;
};
bool act_find_target(struct ledger *ledger, const char *name, struct act_target *target);

struct act_verdict {
    const char *verdict, *why;
    const char *evidence;    /* SHA-256, 64 hexadecimal digits each, with commas between them; NULL: none */
    int64_t supersedes;      /* a verdict on the same thing; 0: none */
};

/* A signed verdict on "C17" or "DOCUMENT#3": a transaction of its own. Its number; 0 after a failure. `person` as for act_correct. */
int64_t act_judge(struct ledger *ledger, const char *target, const struct act_verdict *verdict, struct person *person);

/* Notes a file that is evidence already for a claim as well, from where it came from then. Its row; 0 after a failure. */
int64_t act_attach_kept(struct ledger *ledger, const char *hex, int64_t claim, const char *person);

#endif
