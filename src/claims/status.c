/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/status.h"

#include <stdlib.h>

/* Is the content something to be done or wished for, not something that is so? */
static bool is_plan(const struct doc *doc, const struct attribution *a)
{
    switch ((enum dixit_stance)a->stance) {
    case DIXIT_URGE:
    case DIXIT_PLEDGE:
    case DIXIT_DECIDE:
    case DIXIT_PREDICT:
        return true;
    case DIXIT_THINK: { /* a wish: "wants to …", "hopes for …" */
        static const char *const wishes[] = {"want", "hop", "wish", "desire", "prefer", "seek", "keen", "would like"};
        for (uint32_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
            for (uint32_t at = a->cue.start; at < a->cue.end; at++) {
                uint32_t n = 0;
                while (wishes[i][n] != '\0' && at + n < a->cue.end && (doc->text.at[at + n] | 32) == wishes[i][n])
                    n++;
                if (wishes[i][n] == '\0' && (at == a->cue.start || doc->text.at[at - 1] == ' '))
                    return true;
            }
        return false;
    }
    case DIXIT_STATE: case DIXIT_ARGUE: case DIXIT_ALLEGE: case DIXIT_SHOW: case DIXIT_DOUBT: case DIXIT_QUESTION: case DIXIT_CONFIRM:
    case DIXIT_DENY: case DIXIT_REJECT: case DIXIT_CRITICISE: case DIXIT_SUPPORT: case DIXIT_ACCUSE: case DIXIT_WARN: case DIXIT_THREATEN: case DIXIT_STANCES:
        break;
    }
    return false;
}

/* The status that a reaction gives a target; DIXIT_STATUS_KINDS for none. */
static enum dixit_status_kind status_of(const struct doc *doc, const struct reaction *r, const struct attribution *a)
{
    bool plan = is_plan(doc, a);
    switch ((enum dixit_reaction_kind)r->kind) {
    case DIXIT_REACTION_DENY:
        return plan ? DIXIT_OPPOSED : DIXIT_DISPUTED;
    case DIXIT_REACTION_CONTRADICT:
        return DIXIT_DISPUTED;
    case DIXIT_REACTION_CONFIRM:
        if (r->by != NONE && r->by == a->actor)
            return DIXIT_STATUS_KINDS; /* repeating oneself confirms nothing */
        return plan ? DIXIT_BACKED : DIXIT_CONFIRMED;
    case DIXIT_REACTION_UNVERIFIED:
        return DIXIT_UNVERIFIED;
    case DIXIT_REACTION_NO_RESPONSE:
        return DIXIT_UNANSWERED;
    case DIXIT_REACTION_KINDS:
        break;
    }
    return DIXIT_STATUS_KINDS;
}

static int by_attribution(const void *a, const void *b)
{
    const struct status *x = a, *y = b;
    if (x->attribution != y->attribution)
        return x->attribution < y->attribution ? -1 : 1;
    return x->reaction < y->reaction ? -1 : x->reaction > y->reaction;
}

bool claims_derive_status(struct job *job)
{
    struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->reactions.count; i++) {
        const struct reaction *r = &doc->reactions.at[i];
        for (uint32_t k = 0; k < r->to.count; k++) {
            enum dixit_status_kind is = status_of(doc, r, &doc->attributions.at[r->to.at[k]]);
            struct status status = {r->to.at[k], i, (uint8_t)is};
            if (is != DIXIT_STATUS_KINDS && !list_push(doc->memory, &doc->statuses, status))
                return error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while statuses were derived");
        }
    }
    if (doc->statuses.count > 1)
        qsort(doc->statuses.at, doc->statuses.count, sizeof *doc->statuses.at, by_attribution);
    return true;
}

bool claims_declined(const struct doc *doc, const struct reaction *reaction)
{
    static const char *const words[] = {"declin", "refus", "no comment", "not comment", "t comment", "would not", "will not", "cannot comment", "drawn"};
    for (uint32_t i = 0; i < sizeof words / sizeof *words; i++)
        for (uint32_t at = reaction->at.start; at < reaction->at.end; at++) {
            uint32_t n = 0;
            while (words[i][n] != '\0' && at + n < reaction->at.end && (doc->text.at[at + n] | 32) == words[i][n])
                n++;
            if (words[i][n] == '\0')
                return true;
        }
    return false;
}

void claims_show_status(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    static const char *const names[] = {"disputed", "opposed", "backed", "confirmed", "unverified", "unanswered"};
    for (uint32_t i = 0; i < doc->statuses.count; i++) {
        struct status s = doc->statuses.at[i];
        struct span at = doc->reactions.at[s.reaction].at;
        buf_add_format(out, "%u %s r%u: ", s.attribution + 1, names[s.is], s.reaction + 1);
        for (uint32_t k = at.start; k < at.end; k++)
            buf_add_char(out, (unsigned char)doc->text.at[k] < ' ' ? ' ' : doc->text.at[k]);
        buf_add_char(out, '\n');
    }
}
