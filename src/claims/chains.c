/* SPDX-License-Identifier: Apache-2.0 */
/* Contents of one text nest or lie apart in all but 8 of 2,041 annotated pairs that meet; so what crosses is a mistake of the surer or
 * of the less sure one, and the latter gives way. All passes go over attributions in order of their first content word with a bounded
 * look back, so that the time stays linear in the length of the text. */
#include "claims/chains.h"

#include <stdlib.h>

enum { LOOK_BACK = 400 }; /* attributions; a content of a hundred words holds a handful */

static int by_cue(const void *a, const void *b)
{
    const struct attribution *x = a, *y = b;
    if (x->cue.start != y->cue.start)
        return x->cue.start < y->cue.start ? -1 : 1;
    return x->cue.end < y->cue.end ? -1 : x->cue.end > y->cue.end;
}

static uint32_t length_of(struct spans spans)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < spans.count; i++)
        sum += spans.at[i].end - spans.at[i].start;
    return sum;
}

static bool holds(struct spans spans, struct span inner)
{
    for (uint32_t i = 0; i < spans.count; i++)
        if (span_holds(spans.at[i], inner))
            return true;
    return false;
}

/* Cuts `weak` where it crosses `strong` (they meet and neither holds the other): the part outside stays. */
static void yield_to(struct span *weak, struct span strong)
{
    if (!span_meets(*weak, strong) || span_holds(*weak, strong) || span_holds(strong, *weak))
        return;
    if (weak->start < strong.start)
        weak->end = strong.start;
    else
        weak->start = strong.end;
}

/* A span without the spaces at its ends. */
static struct span trim_spaces(const struct doc *doc, struct span s)
{
    while (s.start < s.end && (unsigned char)doc->text.at[s.start] <= ' ')
        s.start++;
    while (s.end > s.start && (unsigned char)doc->text.at[s.end - 1] <= ' ')
        s.end--;
    return s;
}

static void settle_pair(const struct doc *doc, struct attribution *a, struct attribution *b)
{
    struct attribution *weak = a->confidence < b->confidence ? a : b, *strong = weak == a ? b : a;
    for (uint32_t i = 0; i < weak->content.count; i++)
        for (uint32_t k = 0; k < strong->content.count; k++) {
            struct span *s = &weak->content.at[i], before = *s;
            yield_to(s, strong->content.at[k]);
            if (s->start != before.start || s->end != before.end)
                *s = trim_spaces(doc, *s);
        }
}

/* True when `outer` comes before `inner` in the order of holders: a larger content, the earlier cue where they are alike. */
static bool may_hold(const struct attribution *outer, const struct attribution *inner, uint32_t outer_at, uint32_t inner_at)
{
    uint32_t a = length_of(outer->content), b = length_of(inner->content);
    return a != b ? a > b : outer_at < inner_at;
}

static uint32_t find_parent(const struct doc *doc, uint32_t child)
{
    const struct attribution *all = doc->attributions.at, *c = &all[child];
    uint32_t best = NONE, least = UINT32_MAX;
    uint32_t from = child > LOOK_BACK ? child - LOOK_BACK : 0;
    uint32_t to = child + LOOK_BACK < doc->attributions.count ? child + LOOK_BACK : doc->attributions.count;
    for (uint32_t i = from; i < to; i++) {
        if (i == child || !holds(all[i].content, c->cue) || !may_hold(&all[i], c, i, child))
            continue;
        uint32_t length = length_of(all[i].content);
        if (length < least) {
            least = length;
            best = i;
        }
    }
    return best;
}

/* Takes out attributions whose content was cut away altogether. */
static void drop_empty(struct doc *doc)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        struct attribution a = doc->attributions.at[i];
        uint32_t pieces = 0;
        for (uint32_t k = 0; k < a.content.count; k++)
            if (a.content.at[k].start < a.content.at[k].end)
                a.content.at[pieces++] = a.content.at[k];
        a.content.count = pieces;
        if (pieces != 0)
            doc->attributions.at[kept++] = a;
    }
    doc->attributions.count = kept;
}

bool claims_link_chains(struct job *job)
{
    struct doc *doc = job->doc;
    uint32_t count = doc->attributions.count;
    if (count == 0)
        return true;
    qsort(doc->attributions.at, count, sizeof *doc->attributions.at, by_cue);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i + 1; k < count && k < i + 40; k++)
            settle_pair(doc, &doc->attributions.at[i], &doc->attributions.at[k]);
    drop_empty(doc);
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        doc->attributions.at[i].parent = find_parent(doc, i);
    return true;
}
