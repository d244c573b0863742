/* SPDX-License-Identifier: Apache-2.0 */
/* odt.h: the XML of an ODT (OpenDocument text) to its text. */
#ifndef INTAKE_ODT_H
#define INTAKE_ODT_H

#include "base/arena.h"
#include "intake/office_text.h"

/* Writes the text of content.xml, or of a flat .fodt. What is wrong with the XML, if anything, goes to `wrong` (static); what came before that is written. False when memory gave out. */
bool odt_write(struct str content, struct arena *memory, struct office_text *text, const char **wrong);

#endif
