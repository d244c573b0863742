/* SPDX-License-Identifier: Apache-2.0 */
/* The line above the attributions: how many, to how many speakers, what became of them, who has not answered. */
#include <stdlib.h>
#include <string.h>

#include "view/account.h"
#include "text/fold.h"
#include "view/show.h"
#include "claims/status.h"

enum { MOST_NAMED = 5 };

static bool is_picked(const struct account *account, uint32_t attribution)
{
    return account->picked[attribution] == PICK_YES;
}

static int by_bytes(const void *a, const void *b)
{
    const struct str *left = a, *right = b;
    size_t shorter = left->length < right->length ? left->length : right->length;
    int order = shorter > 0 ? memcmp(left->at, right->at, shorter) : 0;
    return order != 0 ? order : (left->length > right->length) - (left->length < right->length);
}

/* Actors that speak, and where nobody is resolved the different words for a source. */
static uint32_t count_speakers(struct account *account)
{
    const struct doc *doc = account->doc;
    LIST(struct str) worded = {0};
    uint8_t *speaks = arena_array(account->memory, (size_t)doc->actors.count + 1, 1);
    uint32_t count = 0;
    for (uint32_t i = 0; speaks != NULL && i < doc->attributions.count; i++) {
        const struct attribution *a = &doc->attributions.at[i];
        if (!is_picked(account, i))
            continue;
        if (a->actor != NONE) {
            count += speaks[a->actor] == 0;
            speaks[a->actor] = 1;
        } else if (a->source.count > 0) {
            fold_words(account_words(account, a->source), &account->b);
            if (doc->actors.count > 0 && fold_is_pronoun(&account->b))
                continue; /* of whom nothing is known; most likely one of the others */
            const char *copy = arena_copy(account->memory, account->b.at, account->b.length);
            if (copy == NULL || !list_push(account->memory, &worded, (struct str){copy, account->b.length}))
                break;
        }
    }
    if (worded.count > 0)
        qsort(worded.at, worded.count, sizeof *worded.at, by_bytes);
    for (uint32_t i = 0; i < worded.count; i++)
        count += i == 0 || by_bytes(&worded.at[i - 1], &worded.at[i]) != 0;
    return count;
}

static void add_count(struct buf *out, uint32_t count, const char *one, const char *more)
{
    buf_add_grouped(out, count);
    buf_add_text(out, count == 1 ? one : more);
}

/* ": 2 disputed, 1 not verified" */
static void add_statuses(const struct account *account, struct buf *out)
{
    static const char *const names[DIXIT_STATUS_KINDS] = {" disputed", " opposed", " backed", " confirmed", " not verified", NULL};
    const struct doc *doc = account->doc;
    bool any = false;
    for (uint32_t kind = 0; kind < DIXIT_STATUS_KINDS; kind++) {
        uint32_t count = 0, last = NONE;
        for (uint32_t i = 0; i < doc->statuses.count; i++) {
            const struct status *status = &doc->statuses.at[i];
            if (status->is != kind || status->attribution == last || !is_picked(account, status->attribution))
                continue;
            last = status->attribution;
            count++;
        }
        if (count == 0 || names[kind] == NULL)
            continue;
        buf_add_text(out, any ? ", " : ": ");
        add_count(out, count, names[kind], names[kind]);
        any = true;
    }
}

static bool concerns_picked(const struct account *account, const struct reaction *reaction)
{
    for (uint32_t i = 0; i < reaction->to.count; i++)
        if (is_picked(account, reaction->to.at[i]))
            return true;
    return false;
}

/* Those who gave no answer, silent or declining, each once. */
static bool find_silent(struct account *account, bool declined, struct parts *found)
{
    const struct doc *doc = account->doc;
    for (uint32_t i = 0; i < doc->reactions.count; i++) {
        const struct reaction *reaction = &doc->reactions.at[i];
        if (reaction->kind != DIXIT_REACTION_NO_RESPONSE || !concerns_picked(account, reaction) || claims_declined(doc, reaction) != declined)
            continue;
        struct str name = reaction->by != NONE ? account_actor(account, reaction->by)
                                               : account_words(account, (struct spans){.at = (struct span[]){reaction->by_words}, .count = 1});
        bool known = name.length == 0;
        for (uint32_t k = 0; k < found->count; k++)
            known = known || by_bytes(&found->at[k].words, &name) == 0;
        if (!known && !list_push(account->memory, found, (struct part){PART_WHO, false, name}))
            return false;
    }
    return found->count > 0;
}

static void add_names(const struct parts *names, struct buf *out)
{
    for (uint32_t i = 0; i < names->count && i < MOST_NAMED; i++) {
        bool last = i + 1 == names->count;
        buf_add_text(out, i == 0 ? "" : last ? " and " : ", ");
        buf_add(out, names->at[i].words.at, names->at[i].words.length);
    }
    if (names->count > MOST_NAMED)
        buf_add_text(out, " and others");
}

/* "; Ostra has not answered (as this text says)" */
static void add_silent(struct account *account, struct buf *out)
{
    struct parts silent = {0}, declining = {0};
    bool any_silent = find_silent(account, false, &silent), any_declining = find_silent(account, true, &declining);
    if (any_silent) {
        buf_add_text(out, "; ");
        add_names(&silent, out);
        buf_add_text(out, silent.count == 1 ? " has not answered" : " have not answered");
    }
    if (any_declining) {
        buf_add_text(out, any_silent ? ", " : "; ");
        add_names(&declining, out);
        buf_add_text(out, " declined to answer");
    }
    if (any_silent || any_declining)
        buf_add_text(out, " (as this text says)");
}

void account_summary(struct account *account, struct buf *out)
{
    const struct doc *doc = account->doc;
    uint32_t count = 0, above = 0, nobody = 0;
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        count += is_picked(account, i);
        above += account->picked[i] == PICK_ABOVE;
        nobody += is_picked(account, i) && doc->attributions.at[i].source.count == 0 && doc->attributions.at[i].actor == NONE;
    }
    if (doc->attributions.count == 0) {
        buf_add_text(out, "No attribution found.");
        return;
    }
    if (count == 0)
        buf_add_text(out, "None of ");
    else if (count < doc->attributions.count)
        add_count(out, count, " of ", " of ");
    add_count(out, doc->attributions.count, " attribution", " attributions");
    if (count == 0) {
        buf_add_text(out, " fits what was asked for.");
        return;
    }
    uint32_t speakers = count_speakers(account);
    if (speakers > 0) {
        buf_add_text(out, " to ");
        add_count(out, speakers, " speaker", " speakers");
        buf_add_text(out, doc->actors.count == 0 ? " as worded" : "");
    }
    add_statuses(account, out);
    add_silent(account, out);
    if (nobody > 0) {
        buf_add_text(out, speakers > 0 ? "; " : ", ");
        add_count(out, nobody, " names nobody", " name nobody");
    }
    if (above > 0) {
        buf_add_text(out, "; ");
        add_count(out, above, " more leads to them", " more lead to them");
    }
}
