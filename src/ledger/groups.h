/* SPDX-License-Identifier: Apache-2.0 */
/* groups.h: claims across documents as the ledger keeps them: proposed by the program, decided by persons.
 *
 * A proposal never touches what a person decided. What was accepted or split keeps its members; the program may propose further ones for it, but none that a
 * person took out. What was undone is not proposed again. A claim that nobody decided keeps its number as long as the program finds most of it again. */
#ifndef LEDGER_GROUPS_H
#define LEDGER_GROUPS_H

#include "ledger/ledger.h"
#include "ledger/trace.h"

enum group_state { GROUP_PROPOSED, GROUP_ACCEPTED, GROUP_UNDONE };

/* "proposed", "accepted", "undone" */
const char *group_state_name(enum group_state state);

struct group {
    int64_t id;           /* 17 for C17 */
    uint8_t state;        /* enum group_state */
    struct claim claim;   /* its members among the stories, in order; those in older versions are left out */
    LIST(uint8_t) by;     /* of each member: whether a person put it in */
    LIST(struct member) out; /* what a person took out of it */
    uint32_t elsewhere;   /* members whose words stand in no newest version */
};

struct groups {
    LIST(struct group) list; /* by id; also the undone */
};

/* Adds all current documents to the stories, by their number in the ledger; inside a transaction. Passages get their row; what a person marked as not said
 * is left out. */
bool groups_load(struct ledger *ledger, struct stories *stories);

/* True when documents or corrections came since the claims were last proposed. */
bool groups_are_stale(struct ledger *ledger);

/* Reads the claims that the ledger has. */
bool groups_read(struct ledger *ledger, struct stories *stories, struct groups *groups);

/* Writes down what `trace` found, as proposals, inside a transaction that may write: new claims, new members, members withdrawn. Then reads the groups
 * anew. */
bool groups_propose(struct ledger *ledger, struct trace *trace, struct groups *groups);

/* A person's decisions, each in a transaction of its own. `person` and `reason` may be NULL. False with the ledger's error set; a claim that there is not is
 * DIXIT_BAD_INPUT. */
bool groups_accept(struct ledger *ledger, int64_t claim, const char *person, const char *reason);
bool groups_undo(struct ledger *ledger, int64_t claim, const char *person, const char *reason);

/* Puts the passages (rows of `passages`) into a claim of their own, whose number is given; both count as accepted. */
bool groups_split(struct ledger *ledger, int64_t claim, const int64_t *passages, uint32_t count, const char *person, const char *reason, int64_t *made);

#endif
