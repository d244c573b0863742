/* SPDX-License-Identifier: Apache-2.0 */
/* warc.h: the documents of a crawl (WARC 1.0 and 1.1, ISO 28500), record by record.
 *
 * Of records that are responses, resources or conversions the body is read in turn, behind its HTTP header, chunks and compression: pages, text, PDF, feeds, mail
 * and what their bytes show to be a document; pictures, scripts, styles and answers other than 2xx are passed over. A document has the record's number (from
 * 1), the byte where the record begins (in the packed file where each record is a member of gzip), its address and when it was fetched.
 * A revisit, which has no body, and a record that breaks off are noted. */
#ifndef INTAKE_WARC_H
#define INTAKE_WARC_H

#include "intake/inflate.h"
#include "intake/unpack.h"

bool warc_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);

/* The same of a gzip whose members are records, from its first member on; `members` gives one at a time. */
bool warc_read_members(struct unpack *unpack, struct inflate *members);

#endif
