/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/origins.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/credits.h"
#include "text/fold.h"

enum { LEAST_FAMILIES = 3 };

struct behind {
    struct str name;
    uint32_t story, passage;
    uint32_t families, last_family; /* texts that name it, copies as one */
    uint32_t group;
};

struct finder {
    struct stories *stories;
    const struct copies *copies;
    const struct claim *claim;
    struct trail *trail;
    LIST(struct behind) named;
    LIST(struct behind) outlets; /* credited by those that carry it */
};

bool origins_same(struct str a, struct str b)
{
    struct buf x, y;
    buf_init(&x, 0);
    buf_init(&y, 0);
    fold_words(a, &x);
    fold_words(b, &y);
    bool same = !fold_is_empty(&x) && (fold_equal(&x, &y) || fold_holds(&x, &y) || fold_holds(&y, &x));
    if (!same && x.length > 4 && y.length > 4) { /* the last words */
        size_t i = x.length - 2, k = y.length - 2;
        while (i > 0 && x.at[i] != ' ')
            i--;
        while (k > 0 && y.at[k] != ' ')
            k--;
        same = x.length - i == y.length - k && x.length - i > 4 && memcmp(x.at + i, y.at + k, x.length - i) == 0;
    }
    buf_release(&x);
    buf_release(&y);
    return same;
}

static const struct passage *passage_of(const struct stories *stories, const struct member *member)
{
    return &stories->list.at[member->story].passages.at[member->passage];
}

/* An outlet by its name, or because a story credits it. */
static bool is_outlet(const struct finder *finder, struct str name)
{
    if (credits_known(name))
        return true;
    for (uint32_t i = 0; i < finder->claim->members.count; i++) {
        const struct story *story = &finder->stories->list.at[finder->claim->members.at[i].story];
        for (uint32_t k = 0; k < story->credits.count; k++)
            if (story->credits.at[k].holds && credits_same(story->credits.at[k].outlet, name))
                return true;
        if (story->outlet.length > 0 && credits_same(story->outlet, name))
            return true;
    }
    return false;
}

/* The named source nearest to the origin that tells it; where none tells, that is said to think so. Outlets are none. NONE where nobody is named. */
static uint32_t teller_of(const struct finder *finder, const struct passage *passage)
{
    for (uint8_t act = SOURCE_TELLS; act <= SOURCE_THINKS; act++)
        for (uint32_t k = passage->n_sources; k-- > 0;)
            if (passage->sources[k].kind == SOURCE_NAMED && passage->sources[k].act == act && !is_outlet(finder, passage->sources[k].name))
                return k;
    return NONE;
}

/* Counts a name for a story; names that are one are counted together. */
#define COUNT(finder, list, text, member)                                                                                       \
    do {                                                                                                                        \
        uint32_t family_ = (finder)->copies->family[(member)->story], i_ = 0;                                                   \
        while (i_ < (list)->count && !origins_same((list)->at[i_].name, (text)))                                                \
            i_++;                                                                                                               \
        if (i_ == (list)->count &&                                                                                              \
            !list_push((finder)->stories->scratch, (list), (struct behind){(text), (member)->story, (member)->passage, 0, NONE, 0})) \
            return false;                                                                                                       \
        struct behind *b_ = &(list)->at[i_];                                                                                    \
        if (b_->last_family != family_)                                                                                         \
            b_->families++;                                                                                                     \
        b_->last_family = family_;                                                                                              \
        if ((text).length > b_->name.length)                                                                                    \
            b_->name = (text);                                                                                                  \
    } while (0)

static bool gather(struct finder *finder)
{
    uint32_t last = NONE;
    for (uint32_t i = 0; i < finder->claim->members.count; i++) {
        const struct member *member = &finder->claim->members.at[i];
        const struct passage *passage = passage_of(finder->stories, member);
        const struct story *story = &finder->stories->list.at[member->story];
        if (member->position != POSITION_CARRIES)
            continue;
        if (finder->trail->earliest == NONE || stories_earlier(finder->stories, member->story, finder->trail->earliest) == member->story)
            finder->trail->earliest = member->story;
        uint32_t teller = teller_of(finder, passage);
        if (teller != NONE)
            COUNT(finder, &finder->named, passage->sources[teller].name, member);
        for (uint32_t k = 0; k < story->credits.count && member->story != last; k++)
            if (story->credits.at[k].holds)
                COUNT(finder, &finder->outlets, story->credits.at[k].outlet, member);
        last = member->story;
    }
    return true;
}

static int by_families(const void *a, const void *b)
{
    const struct behind *x = a, *y = b;
    if (x->families != y->families)
        return x->families > y->families ? -1 : 1;
    return x->story != y->story ? (x->story < y->story ? -1 : 1) : x->passage < y->passage ? -1 : x->passage > y->passage;
}

/* Does a story, or one that shares its text, name the origin? */
static bool family_names(const struct finder *finder, uint32_t family, struct str name)
{
    for (uint32_t i = 0; i < finder->claim->members.count; i++) {
        const struct member *member = &finder->claim->members.at[i];
        const struct passage *passage = passage_of(finder->stories, member);
        for (uint32_t k = 0; finder->copies->family[member->story] == family && k < passage->n_sources; k++)
            if (origins_same(passage->sources[k].name, name))
                return true;
    }
    return false;
}

/* A text that names it, names none of those that count already, and says of no outlet that it has the story from there. */
static bool stands_alone(const struct finder *finder, struct str name)
{
    for (uint32_t i = 0; i < finder->claim->members.count; i++) {
        const struct member *member = &finder->claim->members.at[i];
        const struct passage *passage = passage_of(finder->stories, member);
        const struct story *story = &finder->stories->list.at[member->story];
        uint32_t family = finder->copies->family[member->story];
        uint32_t teller = teller_of(finder, passage);
        bool alone = member->position == POSITION_CARRIES && teller != NONE && origins_same(passage->sources[teller].name, name);
        for (uint32_t k = 0; alone && k < story->credits.count; k++)
            alone = !story->credits.at[k].holds;
        for (uint32_t k = 0; alone && k < finder->trail->origins.count; k++)
            alone = !family_names(finder, family, finder->trail->origins.at[k].name);
        if (alone)
            return true;
    }
    return false;
}

static bool push_origin(struct finder *finder, struct str name, uint32_t story, uint32_t passage)
{
    return list_push(finder->stories->memory, &finder->trail->origins, (struct claim_origin){name, story, passage});
}

/* "unnamed sources of the Harbour Post" where somebody unnamed is spoken of, else the outlet's name. */
static bool push_unnamed(struct finder *finder)
{
    const struct member *first = NULL;
    bool unnamed = false;
    for (uint32_t i = 0; i < finder->claim->members.count; i++) {
        const struct member *member = &finder->claim->members.at[i];
        if (member->position != POSITION_CARRIES)
            continue;
        if (first == NULL || stories_earlier(finder->stories, member->story, first->story) != first->story)
            first = member;
        const struct passage *passage = passage_of(finder->stories, member);
        for (uint32_t k = 0; k < passage->n_sources; k++)
            unnamed = unnamed || (passage->sources[k].kind == SOURCE_UNNAMED && passage->sources[k].act != SOURCE_ACTS);
    }
    if (first == NULL)
        return true;
    const struct story *story = &finder->stories->list.at[first->story];
    struct str outlet = finder->outlets.count > 0 ? finder->outlets.at[0].name : story->outlet;
    struct buf name;
    buf_init(&name, 0);
    if (unnamed)
        buf_add_text(&name, "unnamed sources of ");
    if (outlet.length > 0)
        buf_add(&name, outlet.at, outlet.length);
    else
        buf_add_format(&name, "the outlet of %.*s", (int)story->id.length, story->id.at);
    struct str kept = {arena_copy(finder->stories->memory, name.at, name.length), name.length};
    bool good = !name.failed && kept.at != NULL && push_origin(finder, kept, first->story, first->passage);
    buf_release(&name);
    return good;
}

bool origins_find(struct stories *stories, const struct copies *copies, const struct claim *claim, struct trail *trail)
{
    struct arena_mark mark = arena_mark(stories->scratch);
    struct finder finder = {.stories = stories, .copies = copies, .claim = claim, .trail = trail};
    trail->earliest = NONE;
    bool good = gather(&finder);
    if (finder.named.count > 0)
        qsort(finder.named.at, finder.named.count, sizeof *finder.named.at, by_families);
    if (finder.outlets.count > 0)
        qsort(finder.outlets.at, finder.outlets.count, sizeof *finder.outlets.at, by_families);
    for (uint32_t i = 0; good && i < finder.named.count; i++)
        if (i == 0 || finder.named.at[i].families >= LEAST_FAMILIES || stands_alone(&finder, finder.named.at[i].name))
            good = push_origin(&finder, finder.named.at[i].name, finder.named.at[i].story, finder.named.at[i].passage);
    if (good && trail->origins.count == 0)
        good = push_unnamed(&finder);
    arena_rewind(stories->scratch, mark);
    return good;
}
