/* SPDX-License-Identifier: Apache-2.0 */
/* credits.h: the outlets and agencies that a story names as where it got something: "(Agency) -" before the first sentence, "the Harbour Post
 * reported", "told the Harbour Post", "via Harbour Post". What is an outlet is known from a list and its last words ("Post", "News", "Radio"), or
 * learned from the stories themselves: what two of them say "reports" is one for all, unless it is a person or a place of one word; or told by the
 * words beside it ("the newspaper Quillon", "Quillon correspondent"). Photo credits and the outlet's own dateline are none. */
#ifndef LEDGER_CREDITS_H
#define LEDGER_CREDITS_H

#include "ledger/stories.h"

/* Fills story->credits with all that may be one, in order. */
bool credits_find(struct stories *stories, const struct doc *doc, struct story *story);

/* Decides which of them hold, once all stories are there, and leaves one for each outlet in a story. */
bool credits_settle(struct stories *stories);

/* Is this the name of an outlet, by the list and its words alone? */
bool credits_known(struct str name);

/* The same outlet: the names without case, spaces, punctuation, a first article and a last "'s" or ".com"? */
bool credits_same(struct str a, struct str b);

#endif
