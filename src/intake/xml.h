/* SPDX-License-Identifier: Apache-2.0 */
/* xml.h: XML read as it comes, element by element (expat), with nothing followed and nothing expanded.
 *
 *     struct xml xml;
 *     xml_init(&xml, &memory, &(struct xml_handler){.context = &mine, .open = on_open, .close = on_close, .text = on_text});
 *     while (…)
 *         xml_add(&xml, bytes, length);
 *     if (!xml_finish(&xml))
 *         …xml.wrong says what, at xml.line…
 *     xml_release(&xml);
 *
 * Only the five predefined entities and character references are known. A document that declares entities is stopped at the first; an external
 * one is never opened. Elements lie at most XML_MAX_DEPTH deep. What was read before a mistake has been handed over. */
#ifndef INTAKE_XML_H
#define INTAKE_XML_H

#include "base/arena.h"

enum { XML_MAX_DEPTH = 512, XML_MAX_NAME = 96 };

/* An element's name is its local name, with a short prefix for the namespaces that intake knows, whatever prefix the document uses
 * ("atom:entry", "w:p"; the list is in xml.c), and with the document's own prefix otherwise. Attributes are pairs of name and value, NULL at the
 * end, names as they stand. Text comes in pieces of any length, valid UTF-8. */
struct xml_handler {
    void *context;
    void (*open)(void *context, const char *name, const char *const *attributes);
    void (*close)(void *context, const char *name);
    void (*text)(void *context, const char *bytes, size_t length);
};

struct xml_binding {
    const char *prefix, *means;
    uint32_t depth;
};

struct xml {
    void *parser;               /* expat's; NULL when there was no memory for it */
    struct arena *memory;
    struct xml_handler handler;
    LIST(struct xml_binding) bindings;
    uint32_t depth;
    bool stopped;               /* by xml_stop or a mistake: what is added is ignored */
    const char *wrong;          /* what is wrong, in a few words; static; NULL when nothing is */
    uint64_t line;              /* where */
};

/* The text is UTF-8, whatever its declaration says, or with `declared` in the charset that it declares. `memory` must outlive it. */
void xml_init(struct xml *xml, struct arena *memory, const struct xml_handler *handler, bool declared);
void xml_release(struct xml *xml);

/* False once it is stopped. */
bool xml_add(struct xml *xml, const char *bytes, size_t length);
/* The document ends here. False when something is wrong; a stop asked for is no mistake. */
bool xml_finish(struct xml *xml);
/* To be called by a handler that has enough. */
void xml_stop(struct xml *xml);

/* The value of the attribute whose name is `name`, with any prefix or none; NULL when there is none. Borrowed for the call. */
const char *xml_attribute(const char *const *attributes, const char *name);

/* The name of the first element, as it stands, after a byte order mark, declaration, comments and doctype; false when what is there is no XML. */
bool xml_root(struct str bytes, char name[XML_MAX_NAME]);

#endif
