/* SPDX-License-Identifier: Apache-2.0 */
/* reply.h: charges by accused, for `dixit read --reply`. */
#ifndef VIEW_REPLY_H
#define VIEW_REPLY_H

#include "view/account.h"

struct reply_group {
    struct str accused;     /* the actor's name, else the words of the text; empty where the text does not make it clear */
    uint32_t actor;         /* NONE */
    struct str key;         /* the folded name */
    LIST(uint32_t) charges; /* attributions, in order */
};

struct reply {
    struct reply_group *at;
    uint32_t count, room;
};

/* Accusations, allegations, criticism and threats against somebody, by accused in the order of the first charge; those against several
 * parties stand under each. Accusations without a party come last, under an empty name: whom the content names may be the victim. Only what
 * the account's pick asks for. False when memory gave out. */
bool reply_collect(struct account *account, struct reply *reply);

/* Has anybody answered, or does the text say that they did not? The outlet's own doubts are no answer. */
bool reply_is_answered(const struct account *account, uint32_t attribution);

/* "Ostra, Merrow": whom the content of a charge names; empty for nobody. */
struct str reply_named(struct account *account, uint32_t attribution);

#endif
