/* SPDX-License-Identifier: Apache-2.0 */
/* cite.h: words of a kept document, ready to be cited.
 *
 *     Ostran officials (Harbour Post › Anna Berg › Ostran officials): “the valley was never searched”. Harbour Post, The empty valley,
 *     2026-01-04, https://post.example/valley, version 2, SHA-256 of the text 9f86…; as the program read it. */
#ifndef VIEW_CITE_H
#define VIEW_CITE_H

#include "base/buf.h"
#include "ledger/kept.h"

/* Appends one line of plain text about an attribution (`kind` 0) or a sentence in the outlet's own voice (1), by its index. What is second-hand stands with
 * its whole chain. False when memory gave out. */
bool cite_add(struct buf *out, const struct kept *kept, uint32_t kind, uint32_t index);

/* The span that a link to it leads to: from the beginning of its content to the end. */
struct span cite_span(const struct doc *doc, uint32_t kind, uint32_t index);

/* "checked by a person" */
const char *cite_state(uint8_t state);

#endif
