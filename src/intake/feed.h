/* SPDX-License-Identifier: Apache-2.0 */
/* feed.h: RSS 0.9x, 1.0, 2.0 and Atom: each entry a document.
 *
 * The text is the entry's title and its content (content:encoded or Atom's content, else the description or summary) as words; address, date,
 * authors and language are the entry's, else the feed's; the outlet is the source that an entry names, else the feed's title. Stray ampersands and characters
 * that XML does not allow are mended first. A feed that breaks off gives the entries before that and a reject that says so. */
#ifndef INTAKE_FEED_H
#define INTAKE_FEED_H

#include "intake/unpack.h"

bool feed_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);

/* Whether the bytes begin as one: <rss>, <feed> of Atom, or <rdf:RDF> with RSS in it. */
bool feed_is(struct str bytes);

#endif
