/* SPDX-License-Identifier: Apache-2.0 */
/* made_news.h: invented news with its readings, as many as are wanted, for tests and measurements of the ledger. */
#ifndef TESTS_MADE_NEWS_H
#define TESTS_MADE_NEWS_H

#include "base/buf.h"
#include "ledger/store.h"

/* Fills an empty document, whose memory is set, with story `number`: its text, `claims` attributions, actors, answers, own sentences and origin. The same number
 * gives the same story; its id is "story-NUMBER". `version` ≥ 1 changes some of its sentences. False when memory gave out. */
bool made_story(struct doc *doc, uint64_t number, uint32_t version, uint32_t claims);

/* Makes a story and puts it into a ledger, inside a transaction. `json` is scratch. */
enum ledger_added made_story_add(struct ledger *ledger, uint64_t number, uint32_t version, uint32_t claims, struct buf *json);

/* Some words to look for, `kind` 0 … MADE_QUERIES − 1: frequent and rare words, phrases, prefixes. Valid until the next call with the same buf. */
enum { MADE_QUERIES = 6 };
const char *made_query(uint64_t number, uint32_t kind, struct buf *out);

#endif
