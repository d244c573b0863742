/* SPDX-License-Identifier: Apache-2.0 */
/* show_trace.h: a claim's trail for people: as text, and as a page with its graph and timeline drawn in SVG, without scripts. */
#ifndef VIEW_SHOW_TRACE_H
#define VIEW_SHOW_TRACE_H

#include "base/buf.h"
#include "ledger/groups.h"

/* Everything of one claim that is shown. */
struct traced {
    const struct stories *stories;
    const struct copies *copies;
    const struct group *group;
    const struct trail *trail;
};

/* "accepted by a person": what became of the claim. */
const char *trace_state(const struct traced *traced);

/* The member whose words stand for the claim: the first of the earliest story that carries it, else the first; NONE when it has none. */
uint32_t trace_spokesman(const struct traced *traced);

/* "Harbour Post, 2026-01-04 (a)": outlet, day and id of a story, as far as they are known. */
void trace_put_story(const struct traced *traced, uint32_t story, struct buf *out);

/* The story of which this one has its text, the earliest of the family; NONE when it is that itself or alone. */
uint32_t trace_copied_from(const struct traced *traced, uint32_t story);

/* "Harbour Post › Anna Lind": the outlet and all sources of a member. */
void trace_put_chain(const struct traced *traced, const struct member *member, struct buf *out);

/* The words of a passage without the quotation marks around them. */
struct str trace_words(const struct traced *traced, uint32_t story, uint32_t passage);

void trace_show_text(const struct traced *traced, struct buf *out);

/* One <article>; trace_show_page_head before the first, trace_show_page_tail, with the coverage, after the last. */
void trace_show_html(const struct traced *traced, struct buf *out);

/* Of the same a paragraph: its state and its earliest story. */
void trace_show_state(const struct traced *traced, struct buf *out);

/* Of the same its picture, the arrows and the named origins alone, under headings of the third rank: for a page that lists the members itself. */
void trace_show_ways(const struct traced *traced, struct buf *out);

void trace_show_page_head(struct buf *out);
void trace_show_page_tail(struct str coverage, struct buf *out);

#endif
