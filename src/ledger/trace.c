/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/trace.h"

#include <string.h>

#include "ledger/credits.h"
#include "ledger/origins.h"

enum { QUOTED_WORDS = 8 }; /* in a row, that make a quotation in common */

const char *arrow_kind_name(enum arrow_kind kind)
{
    static const char *const names[] = {"credit", "link", "copy", "quotation"};
    return names[kind];
}

static bool has_story(const struct claim *claim, uint32_t story)
{
    for (uint32_t i = 0; i < claim->members.count; i++)
        if (claim->members.at[i].story == story)
            return true;
    return false;
}

static bool has_arrow(const struct trail *trail, uint32_t from, uint32_t to)
{
    for (uint32_t i = 0; i < trail->arrows.count; i++)
        if (trail->arrows.at[i].from == from && trail->arrows.at[i].to == to)
            return true;
    return false;
}

static bool push_arrow(struct stories *stories, struct trail *trail, struct arrow arrow)
{
    return (arrow.from != NONE && has_arrow(trail, arrow.from, arrow.to)) || list_push(stories->memory, &trail->arrows, arrow);
}

/* The story of the claim that the outlet published first; NONE. */
static uint32_t story_of(const struct stories *stories, const struct claim *claim, struct str outlet, uint32_t besides)
{
    uint32_t found = NONE;
    for (uint32_t i = 0; i < claim->members.count; i++) {
        uint32_t s = claim->members.at[i].story;
        if (s == besides || stories->list.at[s].outlet.length == 0 || !credits_same(stories->list.at[s].outlet, outlet))
            continue;
        found = found == NONE ? s : stories_earlier(stories, found, s);
    }
    return found;
}

static bool credit_arrows(struct stories *stories, const struct claim *claim, uint32_t to, struct trail *trail)
{
    const struct story *story = &stories->list.at[to];
    for (uint32_t i = 0; i < story->credits.count; i++) {
        const struct credit *credit = &story->credits.at[i];
        if (!credit->holds)
            continue;
        struct arrow arrow = {story_of(stories, claim, credit->outlet, to), credit->outlet, to, ARROW_CREDIT, credit->at};
        if (!push_arrow(stories, trail, arrow))
            return false;
    }
    return true;
}

/* The address of another document of the claim stands in the text. */
static bool link_arrows(struct stories *stories, const struct claim *claim, uint32_t to, struct trail *trail)
{
    const struct story *story = &stories->list.at[to];
    uint32_t last = NONE;
    for (uint32_t i = 0; i < claim->members.count; i++) {
        uint32_t from = claim->members.at[i].story;
        struct str url = stories->list.at[from].url;
        if (from == to || from == last || url.length < 8)
            continue;
        last = from;
        for (size_t at = 0; at + url.length <= story->text.length; at++)
            if (story->text.at[at] == url.at[0] && memcmp(story->text.at + at, url.at, url.length) == 0) {
                struct span words = {(uint32_t)at, (uint32_t)(at + url.length)};
                if (!push_arrow(stories, trail, (struct arrow){from, {NULL, 0}, to, ARROW_LINK, words}))
                    return false;
                break;
            }
    }
    return true;
}

static bool copy_arrows(struct stories *stories, const struct copies *copies, const struct claim *claim, struct trail *trail)
{
    for (uint32_t i = 0; i < copies->pairs.count; i++) {
        const struct copy *copy = &copies->pairs.at[i];
        if (copy->from == NONE || !has_story(claim, copy->a) || !has_story(claim, copy->b))
            continue;
        uint32_t to = copy->from == copy->a ? copy->b : copy->a;
        if (!push_arrow(stories, trail, (struct arrow){copy->from, {NULL, 0}, to, ARROW_COPY, to == copy->a ? copy->in_a : copy->in_b}))
            return false;
    }
    return true;
}

/* The first QUOTED_WORDS quoted words in a row that two passages have in common, in the second one; empty where there are none. */
static struct span common_quotation(const struct story *a, const struct passage *p, const struct story *b, const struct passage *q)
{
    for (uint32_t k = q->first; k + QUOTED_WORDS <= q->first + q->count; k++)
        for (uint32_t i = p->first; i + QUOTED_WORDS <= p->first + p->count; i++) {
            uint32_t n = 0;
            while (n < QUOTED_WORDS && a->tokens[i + n].word == b->tokens[k + n].word && a->tokens[i + n].flags & b->tokens[k + n].flags & TOKEN_QUOTED)
                n++;
            if (n == QUOTED_WORDS)
                return (struct span){b->tokens[k].start, b->tokens[k + n - 1].start + b->tokens[k + n - 1].length};
        }
    return (struct span){0, 0};
}

/* From the earliest member that has the quotation to each later one, where the days are known. */
static bool quotation_arrows(struct stories *stories, const struct claim *claim, struct trail *trail)
{
    for (uint32_t i = 0; i < claim->members.count; i++) {
        const struct member *m = &claim->members.at[i];
        const struct story *to = &stories->list.at[m->story];
        uint32_t from = NONE;
        struct span words = {0, 0};
        for (uint32_t k = 0; k < claim->members.count && to->published.length > 0; k++) {
            const struct member *o = &claim->members.at[k];
            const struct story *other = &stories->list.at[o->story];
            if (o->story == m->story || other->published.length == 0 || stories_earlier(stories, o->story, m->story) != o->story)
                continue;
            struct span common = common_quotation(other, &other->passages.at[o->passage], to, &to->passages.at[m->passage]);
            if (common.end > 0 && (from == NONE || stories_earlier(stories, o->story, from) == o->story)) {
                from = o->story;
                words = common;
            }
        }
        if (from != NONE && !push_arrow(stories, trail, (struct arrow){from, {NULL, 0}, m->story, ARROW_QUOTATION, words}))
            return false;
    }
    return true;
}

bool trace_follow(struct stories *stories, const struct copies *copies, const struct claim *claim, struct trail *trail)
{
    *trail = (struct trail){.earliest = NONE};
    uint32_t last = NONE;
    bool good = copy_arrows(stories, copies, claim, trail);
    for (uint32_t i = 0; good && i < claim->members.count; i++) {
        uint32_t s = claim->members.at[i].story;
        if (s != last)
            good = link_arrows(stories, claim, s, trail) && credit_arrows(stories, claim, s, trail);
        last = s;
    }
    good = good && quotation_arrows(stories, claim, trail) && origins_find(stories, copies, claim, trail);
    return good || error_set(stories->error, DIXIT_NO_MEMORY, 0, "There was no memory to follow a claim through %u passages.", claim->members.count);
}

bool trace_stories(struct stories *stories, struct trace *trace)
{
    *trace = (struct trace){.stories = stories};
    if (!credits_settle(stories) || !copies_find(stories, &trace->copies) || !topics_find(stories, &trace->topics) ||
        !same_find(stories, &trace->topics, &trace->claims))
        return false;
    for (uint32_t i = 0; i < trace->claims.list.count; i++) {
        struct trail trail;
        if (!trace_follow(stories, &trace->copies, &trace->claims.list.at[i], &trail))
            return false;
        if (!list_push(stories->memory, &trace->trails, trail))
            return error_set(stories->error, DIXIT_NO_MEMORY, 0, "There was no memory for the trails of %u claims.", trace->claims.list.count);
    }
    return true;
}
