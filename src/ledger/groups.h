/* SPDX-License-Identifier: Apache-2.0 */
/* groups.h: claims across documents as the ledger keeps them: proposed by the program, decided by persons.
 *
 * A proposal never touches what a person decided. What was accepted or split keeps its members; the program may propose further ones for it, but none that a
 * person took out. What was undone is not proposed again. A claim that nobody decided keeps its number as long as the program finds most of it again. */
#ifndef LEDGER_GROUPS_H
#define LEDGER_GROUPS_H

#include "ledger/ledger.h"
#include "ledger/note.h"
#include "ledger/trace.h"

/* memberships.act */
enum membership_act { ACT_PROPOSED, ACT_PUT_IN, ACT_TAKEN_OUT, ACT_WITHDRAWN };

enum group_state { GROUP_PROPOSED, GROUP_ACCEPTED, GROUP_UNDONE };

/* "proposed", "accepted", "undone" */
const char *group_state_name(enum group_state state);

struct group {
    int64_t id;           /* 17 for C17 */
    uint8_t state;        /* enum group_state */
    struct claim claim;   /* its members among the stories, in order, where their words stand now */
    LIST(uint8_t) by;     /* of each member: whether a person put it in */
    LIST(struct member) out; /* what a person took out of it */
    uint32_t elsewhere;   /* orphans: members whose words are in no newest reading, exactly as they were */
};

struct groups {
    LIST(struct group) list; /* by id; also the undone */
};

/* Adds all current documents to the stories, by their number in the ledger; inside a transaction. Passages get their row; what a person marked as not said
 * is left out. */
bool groups_load(struct ledger *ledger, struct stories *stories);

/* Adds one document that was loaded, the same way. */
struct kept;
bool groups_add_document(struct ledger *ledger, struct stories *stories, struct kept *kept);

/* True when documents or corrections came since the claims were last proposed. */
bool groups_are_stale(struct ledger *ledger);

/* Reads the claims that the ledger has. */
bool groups_read(struct ledger *ledger, struct stories *stories, struct groups *groups);

/* Reads one of them, among stories that may be its own documents alone. A claim that there is not is DIXIT_BAD_INPUT. */
bool groups_read_one(struct ledger *ledger, struct stories *stories, int64_t claim, struct group *group);

/* Writes down what `trace` found, as proposals, inside a transaction that may write: new claims, new members, members withdrawn. Then reads the groups
 * anew. */
bool groups_propose(struct ledger *ledger, struct trace *trace, struct groups *groups);

/* A row of `claims`, inside a change; split from another or 0. Its id, 0 after a failure. */
int64_t groups_add_claim(struct ledger *ledger, int64_t split_from);

/* Who decides, and the key that signs it. */
struct group_decider {
    const char *person, *reason; /* NULL: the name of the key; no reason */
    const struct note_key *key;  /* NULL: the ledger's own */
};

/* A person's decisions, each in a transaction of its own and signed: the statement names the claim, what was decided of it, and the passages that it held by their document's uid
 * and place (no words, which could not be erased). False with the ledger's error set; a claim that there is not is DIXIT_BAD_INPUT. */
bool groups_accept(struct ledger *ledger, int64_t claim, const struct group_decider *by);
bool groups_undo(struct ledger *ledger, int64_t claim, const struct group_decider *by);

/* Puts the passages (rows of `passages`) into a claim of their own, whose number is given; both count as accepted. */
bool groups_split(struct ledger *ledger, int64_t claim, const int64_t *passages, uint32_t count, const struct group_decider *by, int64_t *made);

#endif
