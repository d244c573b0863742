/* SPDX-License-Identifier: Apache-2.0 */
/* show_compare.h: what a copy did to its source, for people and as JSON (docs/formats/reading.md). */
#ifndef VIEW_SHOW_COMPARE_H
#define VIEW_SHOW_COMPARE_H

#include "view/compare.h"
#include "view/show.h"

/* False when memory gave out. */
bool show_compare(const struct doc *source, const struct doc *copy, const struct comparison *comparison, const struct show_options *options,
                  struct buf *out);
bool show_compare_json(const struct doc *source, const struct doc *copy, const struct comparison *comparison, struct buf *out);

#endif
