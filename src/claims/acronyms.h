/* SPDX-License-Identifier: Apache-2.0 */
/* acronyms.h: acronyms and the words that they stand for. */
#ifndef CLAIMS_ACRONYMS_H
#define CLAIMS_ACRONYMS_H

#include "claims/labels.h"

enum { CLAIMS_LONG_FORMS = 64 }; /* of a document */

/* The word is the acronym of words first … last: each of its letters in turn begins one of them; small words may be left out, and a word
 * in capitals may give all its letters ("UK Health Agency (UKHA)"). */
bool claims_acronym_of(const struct cast *cast, uint32_t acronym, uint32_t first, uint32_t last);

/* Adds to the labels the names that acronyms stand for and that were not labelled: before "(XYZ)" where the letters fit, and the first run of
 * capitalised words elsewhere that an acronym labelled as a body fits. Labels that meet such a name give way. At most CLAIMS_LONG_FORMS. */
void claims_find_long_forms(const struct cast *cast, struct labels *labels);

#endif
