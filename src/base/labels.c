/* SPDX-License-Identifier: Apache-2.0 */
#include "base/labels.h"

const char *label_of_status(enum dixit_status_kind status)
{
    static const char *const names[DIXIT_STATUS_KINDS] = {"disputed", "opposed", "backed", "confirmed", "unverified", "unanswered"};
    return (unsigned)status < DIXIT_STATUS_KINDS ? names[status] : NULL;
}

const char *label_of_reaction(enum dixit_reaction_kind kind)
{
    static const char *const names[DIXIT_REACTION_KINDS] = {"deny", "confirm", "unverified", "no_response", "contradict"};
    return (unsigned)kind < DIXIT_REACTION_KINDS ? names[kind] : NULL;
}

const char *label_of_actor(enum dixit_actor_kind kind)
{
    static const char *const names[DIXIT_ACTOR_KINDS] = {"person", "state", "organisation", "group", "document", "several"};
    return (unsigned)kind < DIXIT_ACTOR_KINDS ? names[kind] : NULL;
}
