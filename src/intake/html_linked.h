/* SPDX-License-Identifier: Apache-2.0 */
/* html_linked.h: what a page says of its story as JSON-LD (schema.org), for search engines. */
#ifndef INTAKE_HTML_LINKED_H
#define INTAKE_HTML_LINKED_H

#include "intake/html_tree.h"

enum {
    LINKED_MAX_SCRIPT = 1 << 20, /* bytes of one script; a larger one is not read */
    LINKED_MAX_ALL = 4 << 20,    /* of all scripts of a page */
};

/* Each NULL where the page does not say it; as it is written there, entities decoded, in the arena. */
struct html_linked {
    const char *headline, *name, *author, *outlet, *published, *modified, *language, *url;
    const char *body; /* the text of the story, folded or not, sometimes with mark-up */
};

/* Reads the scripts of the tree. The first object that is an article of some kind counts; what is only a page gives what no
 * article gave. Broken JSON is mended where a line end stands in a string, and skipped otherwise. False when the arena refused. */
bool html_linked_read(const struct html_tree *tree, struct arena *memory, struct html_linked *linked);

/* Decodes the character references that stand in strings of JSON ("&amp;", "&#8217;"), in place. */
void html_unescape(char *text);

#endif
