/* SPDX-License-Identifier: Apache-2.0 */
/* html.h: the bytes of a page to its text and facts.
 *
 *     struct html_page page;
 *     if (html_parse(bytes, NULL, &memory, &page))
 *         printf("%s\n%.*s\n", page.facts.title, (int)page.text.length, page.text.at);
 *
 * The text is the headline as a paragraph, an empty line, then the body: paragraphs with an empty line between, list items and quotations as paragraphs
 * of their own. What is no part of the story (navigation, captions, related links, comments, cookie notices) is left out;
 * docs/formats/intake.md says how that is told. Spaces are folded; characters are otherwise those of the page. */
#ifndef INTAKE_HTML_H
#define INTAKE_HTML_H

#include "base/error.h"
#include "doc.h"
#include "intake/charset.h"
#include "intake/html_facts.h"

enum { HTML_MAX_BYTES = 32 << 20 }; /* of a page; what comes after is not read */

struct html_page {
    struct str text;         /* valid UTF-8 */
    uint32_t body;           /* the byte where the text below the headline begins */
    struct html_facts facts;
    struct charset charset;
    bool cut;                /* the page is larger than HTML_MAX_BYTES */
    bool bare;               /* see html_tree.h */
    bool linked;             /* the text is that of the page's JSON-LD: the page itself shows less than half of it */
    bool all;                /* no main text could be told from the rest: the text is all that the page shows */
    uint32_t left_out;       /* tags and attributes beyond the guard's limits */
};

/* Everything that is known of a page, from its bytes alone: no file, no network. `charset` is that of the HTTP header, or NULL.
 * All memory, the results' too, is in `memory`. False when it gave out. */
bool html_parse(struct str bytes, const char *charset, struct arena *memory, struct html_page *page);

/* A page as a document: fills text, body, sha256, origin and notes. `charset` as above. `cut`: the bytes are the beginning of a longer file. At most `max_bytes` of text are
 * kept, with a note. False with the error set when memory gave out. */
bool html_read(struct doc *doc, struct str bytes, const char *charset, bool cut, uint64_t max_bytes, struct dixit_error *error);

#endif
