/* SPDX-License-Identifier: Apache-2.0 */
/* fuller.h: surnames whose full name stands in the text but was not labelled. */
#ifndef CLAIMS_FULLER_H
#define CLAIMS_FULLER_H

#include "claims/cast.h"

/* A first name before words first … last wherever else they stand: the first word of the full name, and its last word in `end`; NONE when there
 * is none. Looks through the whole text, so at most CAST_SCANS times a document; NONE after that. */
uint32_t claims_fuller_name(struct cast *cast, uint32_t first, uint32_t last, uint32_t *end);

/* Gives the persons that are known by one word only their full name where the text has it. */
void claims_fill_names(struct cast *cast);

#endif
