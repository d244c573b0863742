/* SPDX-License-Identifier: Apache-2.0 */
/* html_facts.h: what a page says of itself. */
#ifndef INTAKE_HTML_FACTS_H
#define INTAKE_HTML_FACTS_H

#include "intake/html_tree.h"

/* Each NULL where it is not known; one line of folded text, in the arena. */
struct html_facts {
    const char *title, *author, *outlet;
    const char *published, *modified; /* ISO 8601, or as the page writes it where that cannot be told */
    const char *language;             /* BCP 47, lower-case primary language */
    const char *url;                  /* the canonical address */
};

bool html_facts_find(const struct html_tree *tree, struct arena *memory, struct html_facts *facts);

#endif
