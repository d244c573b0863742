/* SPDX-License-Identifier: Apache-2.0 */
/* ocr.h: what programs that read scans write: ALTO (Library of Congress, all versions) and hOCR. layout.h makes text of their lines and places. */
#ifndef INTAKE_OCR_H
#define INTAKE_OCR_H

#include "intake/unpack.h"

bool ocr_read_alto(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);
bool ocr_read_hocr(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);

bool ocr_is_alto(struct str bytes);
/* A page of HTML that names an OCR system or has an element of the class ocr_page in its first 4 KiB. */
bool ocr_is_hocr(struct str bytes);

#endif
