/* SPDX-License-Identifier: Apache-2.0 */
/* robots.h: what a site's robots.txt asks of those who fetch (RFC 9309). */
#ifndef INTAKE_ROBOTS_H
#define INTAKE_ROBOTS_H

#include <stdbool.h>

#include "base/span.h"

/* Whether `path` (with its query, beginning with '/') may be fetched by `agent` (lower case): the groups that name it, else those of "*"; of their rules the longest
 * that fits, allow before disallow; `*` and a last `$` mean what the RFC says. */
bool robots_allow(struct str text, const char *agent, const char *path);

#endif
