/* SPDX-License-Identifier: Apache-2.0 */
/* html_facts.h: what a page says of itself. Sources, the first that has it: JSON-LD, <meta> (Dublin Core, OpenGraph and others), microdata and
 * <time>, what stands visibly as a byline, the <title>. docs/formats/intake.md has the order for each fact. */
#ifndef INTAKE_HTML_FACTS_H
#define INTAKE_HTML_FACTS_H

#include "intake/html_tree.h"

/* Each NULL where it is not known; one line of folded text, in the arena. */
struct html_facts {
    const char *title;    /* as the page names itself to others, without the outlet's name where that can be told */
    const char *headline; /* as the page shows it: an <h1> that says the title, else the title */
    const char *author;   /* without "By"; several parted by commas */
    const char *outlet;
    const char *published, *modified; /* ISO 8601: a date, with the time where the page gives it */
    const char *language; /* the primary language, as in "en" */
    const char *url;      /* the canonical address */
    const char *body;     /* the story's text as JSON-LD has it, to know it by; not folded */
};

/* False when the arena refused. */
bool html_facts_find(const struct html_tree *tree, struct arena *memory, struct html_facts *facts);

#endif
