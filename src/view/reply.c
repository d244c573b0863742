/* SPDX-License-Identifier: Apache-2.0 */
#include "view/reply.h"

#include <string.h>

#include "text/fold.h"

static bool is_charge(const struct attribution *a)
{
    bool has_party = a->against.count > 0 || a->against_actor != NONE;
    switch ((enum dixit_stance)a->stance) {
    case DIXIT_ACCUSE:
        return true;
    case DIXIT_ALLEGE: case DIXIT_CRITICISE: case DIXIT_THREATEN:
        return has_party;
    case DIXIT_STATE: case DIXIT_ARGUE: case DIXIT_SHOW: case DIXIT_THINK: case DIXIT_DOUBT: case DIXIT_QUESTION: case DIXIT_CONFIRM:
    case DIXIT_DENY: case DIXIT_REJECT: case DIXIT_SUPPORT: case DIXIT_WARN: case DIXIT_URGE: case DIXIT_DECIDE: case DIXIT_PLEDGE:
    case DIXIT_PREDICT: case DIXIT_STANCES:
        break;
    }
    return false;
}

/* The group of an accused: the same actor, or the same words where one of the two is nobody known; NULL when memory gave out. */
static struct reply_group *group_of(struct account *account, struct reply *reply, uint32_t actor, struct str name)
{
    fold_words(name, &account->b);
    for (uint32_t i = 0; i < reply->count; i++) {
        struct reply_group *group = &reply->at[i];
        bool both = actor != NONE && group->actor != NONE;
        if (both ? group->actor == actor : group->key.length == account->b.length && memcmp(group->key.at, account->b.at, account->b.length) == 0)
            return group;
    }
    const char *key = arena_copy(account->memory, account->b.at, account->b.length);
    struct reply_group group = {.accused = name, .actor = actor, .key = {key, account->b.length}};
    return key != NULL && list_push(account->memory, reply, group) ? &reply->at[reply->count - 1] : NULL;
}

static bool add_charge(struct account *account, struct reply *reply, uint32_t actor, struct str name, uint32_t attribution)
{
    struct reply_group *group = group_of(account, reply, actor, name);
    return group != NULL && list_push(account->memory, &group->charges, attribution);
}

static bool add_accused(struct account *account, struct reply *reply, uint32_t attribution)
{
    const struct attribution *a = &account->doc->attributions.at[attribution];
    if (a->against_actor == NONE)
        return add_charge(account, reply, NONE, account_words(account, a->against), attribution);
    const struct actor *actor = &account->doc->actors.at[a->against_actor];
    bool good = true;
    if (actor->kind != DIXIT_ACTOR_SEVERAL || actor->members.count == 0)
        return add_charge(account, reply, a->against_actor, account_actor(account, a->against_actor), attribution);
    for (uint32_t i = 0; good && i < actor->members.count; i++)
        good = add_charge(account, reply, actor->members.at[i], account_actor(account, actor->members.at[i]), attribution);
    return good;
}

bool reply_collect(struct account *account, struct reply *reply)
{
    const struct doc *doc = account->doc;
    bool good = true;
    *reply = (struct reply){0};
    for (int round = 0; round < 2; round++) /* those without a party last */
        for (uint32_t i = 0; good && i < doc->attributions.count; i++) {
            const struct attribution *a = &doc->attributions.at[i];
            bool has_party = a->against.count > 0 || a->against_actor != NONE;
            if (account->picked[i] == PICK_YES && is_charge(a) && has_party == (round == 0))
                good = add_accused(account, reply, i);
        }
    return good && !account_failed(account);
}

bool reply_is_answered(const struct account *account, uint32_t attribution)
{
    for (uint32_t i = account->first_status[attribution]; i != NONE; i = account_next_status(account, i)) {
        const struct status *status = &account->doc->statuses.at[i];
        const struct reaction *reaction = &account->doc->reactions.at[status->reaction];
        if (status->is != DIXIT_UNVERIFIED && (reaction->by != NONE || reaction->by_words.end > reaction->by_words.start))
            return true;
    }
    return false;
}

struct str reply_named(struct account *account, uint32_t attribution)
{
    const struct attribution *a = &account->doc->attributions.at[attribution];
    buf_reset(&account->b);
    for (uint32_t i = 0; i < a->about.count; i++) {
        struct str name = account_actor(account, a->about.at[i]);
        buf_add_text(&account->b, account->b.length > 0 ? ", " : "");
        buf_add(&account->b, name.at, name.length);
    }
    const char *copy = arena_copy(account->memory, account->b.at, account->b.length);
    return copy != NULL ? (struct str){copy, account->b.length} : (struct str){"", 0};
}
