/* SPDX-License-Identifier: Apache-2.0 */
/* kept.h: a document of the ledger as it stands: its newest reading with what persons corrected in it. */
#ifndef LEDGER_KEPT_H
#define LEDGER_KEPT_H

#include "doc.h"
#include "ledger/correct.h"
#include "ledger/ledger.h"

struct kept {
    struct doc doc;     /* corrections are in it */
    const char *model;
    int64_t document, version, reading;
    int64_t number;     /* of the version, 1 … */
    uint32_t versions;  /* how many the document has */
    char sha256[65];    /* of the version's text, in hexadecimal digits */
    uint8_t *states;    /* enum passage_state of each attribution */
    int64_t *passages;  /* the current passage of each attribution; 0 for one that was withdrawn */
    uint8_t *own_states;
    int64_t *own_passages;
};

/* Loads one into doc.memory, which is set. False with the ledger's error filled; an erased document is one. */
bool ledger_load_kept(struct ledger *ledger, int64_t document, struct kept *kept);

/* The same of an older version, by its number, with that version's newest reading; 0: the newest. */
bool ledger_load_kept_version(struct ledger *ledger, int64_t document, int64_t number, struct kept *kept);

/* One version of a document with its newest reading. `number` 0 finds the newest version, −1 the one before it. False, with the error filled, when there is
 * none. */
struct kept_version {
    int64_t id, reading, number, added;
};
bool ledger_find_version(struct ledger *ledger, int64_t document, int64_t number, struct kept_version *version);

/* The document of that name; 0 when there is none. */
int64_t ledger_find_document(struct ledger *ledger, struct str name);

/* What "NAME#3" or "NAME#o2" names: the document, and the current passage (0 when only a document was named). False, with the error filled, when there is
 * no such thing. The last # parts them, where what follows is a number. */
struct cited {
    int64_t document, passage;
    uint32_t kind, number;
};
bool ledger_find_cited(struct ledger *ledger, const char *name, struct cited *cited);

#endif
