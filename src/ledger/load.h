/* SPDX-License-Identifier: Apache-2.0 */
/* load.h: a kept reading as the data of doc.h again. */
#ifndef LEDGER_LOAD_H
#define LEDGER_LOAD_H

#include "doc.h"
#include "ledger/ledger.h"

/* Fills a document, whose `memory` is set, from a reading as JSON (docs/formats/reading.md) and its text (taken from the JSON where `text.at` is
 * NULL). Everything is copied into doc->memory. Words, pieces and labels stay empty, and so `first` and `last` of sentences 0: text_split_words
 * makes words from the text. Offsets that are out of order or beyond the text, ids that there are not and labels that are none are passed over.
 * False with `error` filled when it is no such JSON or memory gave out. */
bool ledger_load_json(struct doc *doc, struct str text, struct str json, struct dixit_error *error);

/* One version's text and origin with one of its readings (`reading` 0: the newest of the document's newest version; 0 for `document` then takes it from the
 * reading). False when there is none, it was erased, or the ledger failed; the error says which. `model` (may be NULL) gets the model's name,
 * in doc->memory. */
bool ledger_load(struct ledger *ledger, int64_t document, int64_t reading, struct doc *doc, const char **model);

#endif
