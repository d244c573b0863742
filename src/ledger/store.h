/* SPDX-License-Identifier: Apache-2.0 */
/* store.h: documents and their readings put into a ledger.
 *
 * A document is known by its id; one whose id was made (from its text) also by its URL. The same text again changes nothing; another text is a new
 * version, and what the older one said is searched no more, but kept. */
#ifndef LEDGER_STORE_H
#define LEDGER_STORE_H

#include "base/buf.h"
#include "doc.h"
#include "ledger/ledger.h"

/* A document as it was read. */
struct ledger_input {
    const struct doc *doc; /* with all its layers */
    struct str json;       /* its reading (docs/formats/reading.md) with "text": null, without a line feed */
    const char *model;     /* name and version; NULL for none */
};

/* What a ledger has of a document. */
struct ledger_known {
    int64_t document, version, reading; /* the newest; 0: none */
    bool same_text, same_model;
};

enum ledger_added {
    LEDGER_ADDED_NOT,      /* it failed */
    LEDGER_ADDED_NOTHING,  /* it is there already */
    LEDGER_ADDED_DOCUMENT,
    LEDGER_ADDED_VERSION,  /* of a document that is there */
    LEDGER_ADDED_READING,  /* of a version that is there */
};

/* What the ledger has of a document whose text and origin are filled. False when the ledger failed. */
bool ledger_find_known(struct ledger *ledger, const struct doc *doc, const char *model, struct ledger_known *known);

/* Puts a document into the ledger, inside a transaction. With `reread` a text that is there gets this reading as its newest, unless it is the same;
 * without, a text that is there changes nothing. What a person set beside an older reading is carried over where its words are found (carry.h). */
enum ledger_added ledger_add(struct ledger *ledger, const struct ledger_input *input, bool reread);

/* Writes spans as passages.spans has them ("[[0,5],[9,12]]") in place of what `out` held. */
void ledger_put_spans(const struct span *spans, uint32_t count, struct buf *out);

enum ledger_reject { LEDGER_REJECT_OTHER, LEDGER_REJECT_LANGUAGE, LEDGER_REJECT_NO_TEXT };

/* Remembers that something could not be read (for the coverage of answers), inside a transaction; the same twice changes nothing. */
bool ledger_add_reject(struct ledger *ledger, const struct origin *origin, enum ledger_reject kind, const char *reason);

#endif
