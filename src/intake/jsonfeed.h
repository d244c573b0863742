/* SPDX-License-Identifier: Apache-2.0 */
/* jsonfeed.h: JSON Feed 1.0 and 1.1 (jsonfeed.org): each item a document.
 *
 * The text is the item's title and its content_text, else content_html as words, else the summary; url (or external_url), date_published (or
 * date_modified), the authors' names and the language are the item's, else the feed's; the outlet is the feed's title. Attachments are not fetched. */
#ifndef INTAKE_JSONFEED_H
#define INTAKE_JSONFEED_H

#include "intake/unpack.h"

bool jsonfeed_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);

/* Whether the bytes are a JSON object that names the format's version near its beginning. */
bool jsonfeed_is(struct str bytes);

#endif
