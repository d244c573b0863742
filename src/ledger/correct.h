/* SPDX-License-Identifier: Apache-2.0 */
/* correct.h: a person's signed change to a passage, kept beside the reading and never inside it: the passage as changed is a new row that
 * `corrects` the old one. */
#ifndef LEDGER_CORRECT_H
#define LEDGER_CORRECT_H

#include "ledger/ledger.h"

enum correction_field { CORRECT_CHECKED, CORRECT_ACTOR, CORRECT_STANCE, CORRECT_NOT_SAID, CORRECT_ANSWERED, CORRECT_FIELDS };

/* "checked", "actor", "stance", "not-said", "answered" */
const char *correction_field_name(enum correction_field field);

enum passage_state { PASSAGE_MACHINE, PASSAGE_CHECKED, PASSAGE_CORRECTED, PASSAGE_NOT_SAID };

struct correction {
    enum correction_field field;
    int64_t passage;          /* what it changes: a current passage */
    struct str value;         /* the actor's name; the stance; who answered */
    uint8_t answer;           /* of CORRECT_ANSWERED: enum dixit_reaction_kind */
    uint32_t first, last;     /* … and its words: bytes of the version's text */
    struct str why, person;
    struct str signature;     /* NULL: not signed */
    const uint8_t *uid;       /* LEDGER_UID bytes; NULL: a new one */
    int64_t at;               /* when it was made, seconds since 1970; 0: now */
};

/* Adds the correction, inside a change of its own kind "correction.add". The passage as changed; 0 when it failed or (CORRECT_NOT_SAID) it
 * was withdrawn: ask ledger_failed. `carries` is the correction that this one repeats on a newer reading, 0 for none. */
int64_t ledger_correct(struct ledger *ledger, const struct correction *correction, int64_t carries);

/* Notes that an earlier correction's words were not found in a newer reading. Inside a change. */
bool ledger_orphan_correction(struct ledger *ledger, int64_t correction);

#endif
