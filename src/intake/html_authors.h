/* SPDX-License-Identifier: Apache-2.0 */
/* html_authors.h: who wrote the story, as the page shows it: microdata, rel="author", elements whose class or id says "byline" or
 * "author", and a short line below the headline that begins with "By". */
#ifndef INTAKE_HTML_AUTHORS_H
#define INTAKE_HTML_AUTHORS_H

#include "intake/html_tree.h"

/* Names that stand beside each other, joined by ", ". */
struct html_names {
    const char *text;   /* NULL when none was found; in the arena */
    const char *href;   /* where the last one leads, or NULL */
    uint32_t end;       /* names before this node stand beside the first */
};

struct html_authors {
    const struct html_tree *tree; /* borrowed */
    struct arena *memory;
    struct html_names prop, rel, byline;
    uint32_t headline;  /* the node of the headline, or NONE */
    size_t below;       /* bytes of text seen after it */
    const char *line;   /* the line below the headline that begins with "By" */
};

/* `headline` is the node below which a line "By …" may stand, or NONE. */
void html_authors_init(struct html_authors *authors, const struct html_tree *tree, uint32_t headline, struct arena *memory);

/* Takes what one node says. Nodes are given in the order of the page, without those of asides. */
void html_authors_look(struct html_authors *authors, uint32_t node);

/* The authors of the best kind that was found, cleaned; NULL when the page shows none. */
const char *html_authors_get(const struct html_authors *authors);

/* A value without what leads a byline in ("By", "Written by"). With `visible` it ends before what follows a name: a bar, a
 * bullet, a date, a post ("…, science editor"). A byline that credits several people in different roles ("Written by …, edited
 * by …") stays as it is written. NULL when no name is left. */
const char *html_author_clean(const char *value, bool visible, struct arena *memory);

#endif
