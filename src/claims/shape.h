/* SPDX-License-Identifier: Apache-2.0 */
/* shape.h: runs of words made into spans as the annotation guide wants them, and what marks stand around them. */
#ifndef CLAIMS_SHAPE_H
#define CLAIMS_SHAPE_H

#include "claims/roles.h"
#include "doc.h"

/* Settles the punctuation at the edges of a content (absolute words): a comma, semicolon, colon or unquoted full stop at an edge stays out;
 * a quotation mark at an edge whose partner is inside comes in, one whose partner is outside goes out. `lo`, `hi`: the words that
 * may be taken. A run that was nothing but punctuation comes back empty (first > last). */
struct run claims_shape_content(const struct doc *doc, struct run run, uint32_t lo, uint32_t hi);

/* Lengthens a content that was cut by the reach of the reader, or by a line end, inside a quotation: back to the mark that opened it where
 * it begins at `lo`, on to the mark that closes it where it ends at `hi` - 1, and over the following lines as long as one was left open and the
 * next opens anew, as news prints a speech of several paragraphs. Stays within words first … end - 1. */
struct run claims_whole_quotation(const struct doc *doc, struct run run, uint32_t lo, uint32_t hi, uint32_t first, uint32_t end);

/* Takes punctuation other than quotation marks and brackets off the edges of a source, addressee or against. */
struct run claims_shape_party(const struct doc *doc, struct run run);

/* The same for a source, which keeps the comma that closes an apposition opened in it ("Ada Quill, the mayor, | said"): so PolNeAR's
 * annotators have it 1,059 times in 1,184. `hi` is the end of the words it may take. */
struct run claims_shape_source(const struct doc *doc, struct run run, uint32_t hi);

/* A cue of words takes the colon right after it ("said: | …"), as PolNeAR's annotators have it 246 times in 270. */
struct run claims_shape_cue(const struct doc *doc, struct run run, uint32_t hi);

/* The bytes of a run. */
struct span claims_run_span(const struct doc *doc, struct run run);

/* How much of the contents stands in quotation marks, counted beyond those around the cue: all, some or none of the words with letters. */
enum dixit_quote claims_quote_kind(const struct doc *doc, const struct run *contents, uint32_t count, uint32_t cue);

#endif
