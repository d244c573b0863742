/* SPDX-License-Identifier: Apache-2.0 */
/* names.h: what the columns `source`, `about`, `against` and `marks` of a passage hold, so that a search finds people by any name that stands for
 * them in their document (docs/formats/ledger.md).
 *
 * A name is written "zb anna berg ze": folded (text/fold.h) between two words that no text has. So the phrase "zb ostra ze" is Ostra and not
 * Radio Ostra. Of a person's or group's name every run of its words is written too, since a part of it will do. */
#ifndef LEDGER_NAMES_H
#define LEDGER_NAMES_H

#include "base/buf.h"
#include "doc.h"

struct names {
    const struct doc *doc;
    struct buf text;     /* of each actor, one after the other */
    struct span *actors; /* … where in `text` */
    struct buf folded;   /* scratch */
};

/* False when memory gave out. To be released either way. `memory` holds an array as long as the names are used. */
bool names_init(struct names *names, const struct doc *doc, struct arena *memory);
void names_release(struct names *names);

/* Appends what stands for an attribution's source, for those it is about, for whom it is against. Nothing for nobody. */
void names_add_source(struct names *names, const struct attribution *attribution, struct buf *out);
void names_add_about(struct names *names, const struct attribution *attribution, struct buf *out);
void names_add_against(struct names *names, const struct attribution *attribution, struct buf *out);

/* The marks of an attribution by its index, or of an own sentence (NONE). */
void names_add_marks(struct names *names, uint32_t attribution, struct buf *out);

/* "zo" and 16 hex digits for an outlet; nothing where it has no letter or digit. */
void names_add_outlet(const char *outlet, struct buf *out);

/* "zb anna berg ze " for a name that somebody asks for. */
void names_add_wanted(const char *name, struct buf *out);

/* The name folded and without the spaces around it: actors.key. */
void names_key(struct str name, struct buf *out);

#endif
