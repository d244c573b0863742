/* SPDX-License-Identifier: Apache-2.0 */
/* docx.h: the XML of a DOCX (WordprocessingML) to its text. */
#ifndef INTAKE_DOCX_H
#define INTAKE_DOCX_H

#include "base/arena.h"
#include "intake/office_text.h"

/* Writes the document's text. `footnotes` and `endnotes` are those parts' XML, empty where there are none. What is wrong with the XML, if anything, goes to `wrong` (static);
 * what came before that is written. False when memory gave out. */
bool docx_write(struct str document, struct str footnotes, struct str endnotes, struct arena *memory, struct office_text *text, const char **wrong);

#endif
