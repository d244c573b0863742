/* SPDX-License-Identifier: Apache-2.0 */
/* html_meta.h: the facts in <meta> and <link>. */
#ifndef INTAKE_HTML_META_H
#define INTAKE_HTML_META_H

#include "intake/html_tree.h"

enum html_fact { FACT_TITLE, FACT_AUTHOR, FACT_OUTLET, FACT_PUBLISHED, FACT_MODIFIED, FACT_LANGUAGE, FACT_URL, FACTS };

/* The value of each fact from the best of the names that pages give it, entities decoded; NULL where there is none. Several authors
 * are joined by ", ", in `memory`. */
void html_meta_read(const struct html_tree *tree, struct arena *memory, const char *values[FACTS]);

#endif
