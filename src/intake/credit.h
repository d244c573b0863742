/* SPDX-License-Identifier: Apache-2.0 */
/* credit.h: the news agency that a text is credited to, as agencies and their customers write it:
 *
 *     OSTHAVEN, Jan 4 (Reuters) - The harbour …        OSTHAVEN (AP) — The harbour …        AP — The harbour …
 *     By Reuters        Source: AFP        (dpa)        paragraphs of their own, among the first three or the last two
 *
 * Only the agencies of data/agencies.txt count. */
#ifndef INTAKE_CREDIT_H
#define INTAKE_CREDIT_H

#include "doc.h"

/* The agency's name, in static memory and not terminated; empty when the text, and the author that is known of it, name none in these ways. */
struct str credit_find(const struct doc *doc);

#endif
