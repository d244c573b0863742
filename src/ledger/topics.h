/* SPDX-License-Identifier: Apache-2.0 */
/* topics.h: stories about one event put together, before passages are compared: what is rare in the world is common in its story, and only what
 * is rare in both tells two claims about it apart. */
#ifndef LEDGER_TOPICS_H
#define LEDGER_TOPICS_H

#include "ledger/stories.h"

struct topics {
    uint32_t *of;    /* of each story, its topic */
    uint32_t count;
};

/* Gives each story a topic. A story is its rarest terms by tf × rarity; it joins the topic whose stories' mean it is nearest to, when the
 * cosine passes TOPIC_SHARE, else it begins one (single-pass clustering with an inverted index); a second pass gives each story its nearest. The list lives in
 * stories->memory. */
bool topics_find(struct stories *stories, struct topics *topics);

#endif
