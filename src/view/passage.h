/* SPDX-License-Identifier: Apache-2.0 */
/* passage.h: single attributions and sentences in an outlet's own voice, for programs: as JSON and as rows of a table (docs/formats/export.md). */
#ifndef VIEW_PASSAGE_H
#define VIEW_PASSAGE_H

#include "base/buf.h"
#include "doc.h"
#include "view/account.h"

/* One passage of a document. */
struct passage {
    const struct doc *doc;
    const char *state;    /* whose word it is: passage_state_name */
    uint32_t kind, index; /* 0: an attribution; 1: an own sentence */
    struct str words;     /* its words with those that were searched between U+0002 and U+0003; NULL: as in the document */
};

/* "machine", "checked", "corrected", "not said", of a state as the ledger numbers it. */
const char *passage_state_name(uint8_t state);

/* Its words; `scratch`, which is empty, may hold them. */
struct str passage_words(const struct passage *passage, struct buf *scratch);

/* One object, without a line feed. False when memory gave out. */
bool passage_json(const struct passage *passage, struct buf *out);

/* The names of the columns, and one row (RFC 4180); a cell that a spreadsheet would take for a formula begins with an apostrophe. `account` is of the whole document. */
bool passage_csv_head(struct buf *out);
bool passage_csv(const struct passage *passage, struct account *account, struct buf *out);

#endif
