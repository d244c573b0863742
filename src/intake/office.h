/* SPDX-License-Identifier: Apache-2.0 */
/* office.h: text documents of offices, which are XML in a ZIP: DOCX (ECMA-376) and ODT (ODF).
 *
 * Paragraphs, headings and list items are paragraphs; a table's row is a line, its cells parted by tabs; footnotes and endnotes stand at the end, each behind its number
 * in brackets, which marks its place in the text too; a text box comes after the paragraph that it hangs on. Text that was deleted with changes being tracked, and hidden
 * text, are left out, with a note; comments, running heads and tables of contents are left out. Title, author, language and dates are those of the file's
 * properties; the day on which it was last changed is taken for that of publication, with a note. A first paragraph in the style of a title, or one that says the
 * title of the properties, is the headline. */
#ifndef INTAKE_OFFICE_H
#define INTAKE_OFFICE_H

#include "intake/unpack.h"

/* Either of them; spreadsheets and slides are refused. */
bool office_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);

/* The container of older office files and of encrypted ones: refused, with words that help. */
bool office_read_old(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);

/* Whether a ZIP begins as such a file. */
bool office_is(struct str bytes);

#endif
