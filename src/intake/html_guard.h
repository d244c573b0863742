/* SPDX-License-Identifier: Apache-2.0 */
/* html_guard.h: a page made small and harmless before a tree is built of it, in one pass and in linear time.
 *
 * The tree builder (gumbo) takes time that grows with the square of the depth of open tags and of the attributes of a tag. The
 * guard copies the page and leaves out
 *   - what holds no text of the page: scripts, styles, comments, drawings (svg), frames, text areas, <noscript>; scripts of JSON-LD are handed over apart;
 *   - the tags <math>, and <svg> where it never ends: on what may lie in them gumbo 0.10 stops the program by an assertion of its own;
 *   - all attributes but those of enum html_attribute, and of a tag those after the 256th;
 *   - start tags that would lie deeper than 512, formatting tags (<b>, <font>, …) beyond 32 open ones, tags after the 400,000th.
 *     Their text stays.
 * It follows the tokenizer of the HTML standard as far as where tags, attributes, comments and raw text begin and end. */
#ifndef INTAKE_HTML_GUARD_H
#define INTAKE_HTML_GUARD_H

#include "base/arena.h"
#include "base/buf.h"

enum {
    HTML_MAX_DEPTH = 512,
    HTML_MAX_ATTRIBUTES = 256,  /* that are looked at in one tag */
    HTML_MAX_VALUE = 16 << 10,  /* bytes kept of an attribute's value */
    HTML_MAX_FORMATTING = 32,
    HTML_MAX_TAGS = 400000,
};

/* The attributes that are kept, in the order of html_attribute_names. */
enum html_attribute {
    HTML_CLASS, HTML_ID, HTML_ROLE, HTML_ITEMPROP, HTML_ITEMTYPE, HTML_ITEMSCOPE, HTML_PROPERTY, HTML_NAME, HTML_CONTENT, HTML_REL,
    HTML_HREF, HTML_DATETIME, HTML_HIDDEN, HTML_ARIA_HIDDEN, HTML_ARIA_MODAL, HTML_STYLE, HTML_LANG, HTML_XML_LANG,
    HTML_HTTP_EQUIV, HTML_TITLE, HTML_ATTRIBUTES
};

extern const char *const html_attribute_names[HTML_ATTRIBUTES];

/* The attribute of a name (lower-case ASCII); HTML_ATTRIBUTES when it is none of them. */
enum html_attribute html_attribute_find(const char *name, size_t length);

struct html_guarded {
    struct buf html;         /* what the tree is built of; to be released */
    LIST(struct str) data;   /* the JSON-LD scripts, borrowed from the page */
    uint32_t tags;           /* start tags kept */
    uint32_t too_deep, too_many; /* start tags left out for their depth or number */
    uint32_t attributes;     /* attributes left out for their number */
};

/* `page` is valid UTF-8, borrowed. With `bare` formatting tags are left out too. False when memory gave out. */
bool html_guard(struct str page, bool bare, struct arena *memory, struct html_guarded *guarded);
void html_guarded_release(struct html_guarded *guarded);

#endif
