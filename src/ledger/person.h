/* SPDX-License-Identifier: Apache-2.0 */
/* person.h: who makes a change, and his or her signature under it. */
#ifndef LEDGER_PERSON_H
#define LEDGER_PERSON_H

#include "base/json.h"
#include "ledger/ledger.h"
#include "ledger/note.h"

struct person {
    const char *by;  /* --by; NULL: the name of the key */
    const char *key; /* --key; NULL: $DIXIT_KEY, else the ledger's own key */
    struct note_key own;
    const struct note_key *signs;
    struct buf statement, signature;
    struct json json; /* writes the statement */
};

/* Loads the key and begins the statement: an object with "kind" and "person". The caller adds members through `json`. To be closed either way. */
bool person_open(struct person *person, struct ledger *ledger, const char *kind);

/* Ends the statement and signs it: `signature` holds the signed note. */
bool person_sign(struct person *person, struct ledger *ledger);
void person_close(struct person *person);

/* The name under which it is kept. */
struct str person_name(const struct person *person);

/* A member of the statement; NULL is null. */
void person_say(struct person *person, const char *key, struct str value);

#endif
