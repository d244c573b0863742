/* SPDX-License-Identifier: Apache-2.0 */
/* compose.h: what the readers of formats have in common: bytes they look at, and a document made of a headline and a body. */
#ifndef INTAKE_COMPOSE_H
#define INTAKE_COMPOSE_H

#include "base/buf.h"
#include "intake/unpack.h"

/* The text is the headline, an empty line and the body (NULL or "": the body alone), which doc->body is the span of; the headline is the title where
 * doc->origin has none. Page starts in doc->pages and spans of notes, which count from the start of the body, are moved along. Hands the document on. `body` is any bytes, meant to be
 * UTF-8. False: stop. */
bool compose_document(struct unpack *unpack, struct doc *doc, const char *headline, struct str body);

/* Whether `bytes` begin with `word`. */
bool compose_begins(struct str bytes, const char *word);

/* Whether two words are the same but for small letters and capitals of ASCII. */
bool compose_same(const char *a, const char *b);

/* The same for the beginning of `text`. */
bool compose_same_start(const char *text, const char *word);

/* Where `word` stands in the first `within` bytes, in small letters or capitals; NULL when nowhere. */
const char *compose_find(struct str bytes, size_t within, const char *word);

/* A copy without the spaces around it and with each control character a space; NULL when nothing is left. At most 2 KiB. */
const char *compose_fact(struct arena *memory, struct str value);

/* The primary language of a tag such as "en-GB", in small letters; NULL when it is no such tag. */
const char *compose_language(struct arena *memory, struct str tag);

#endif
