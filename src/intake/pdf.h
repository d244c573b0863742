/* SPDX-License-Identifier: Apache-2.0 */
/* pdf.h: PDF by pdftotext of poppler, which runs as a confined program of its own: layout.h makes text of the lines and places that it prints. Title, author and dates are those
 * of the file; a scan without text is refused with "0 words: needs OCR". */
#ifndef INTAKE_PDF_H
#define INTAKE_PDF_H

#include "intake/unpack.h"

bool pdf_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);

/* What `pdftotext -bbox-layout` printed, to a document; `pdf` are the file's bytes, for its hash. `printed` is changed in place. */
bool pdf_read_printed(struct unpack *unpack, struct str pdf, char *printed, size_t length);

#endif
