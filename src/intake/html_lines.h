/* SPDX-License-Identifier: Apache-2.0 */
/* html_lines.h: short paragraphs that are no part of a story, told by how they begin. The list is data/html-lines.txt. */
#ifndef INTAKE_HTML_LINES_H
#define INTAKE_HTML_LINES_H

#include <stdbool.h>

enum { HTML_LONGEST_LINE = 300 }; /* bytes; a longer paragraph is none of these */

/* Whether a line of folded text is one. */
bool html_line_is_junk(const char *line);

#endif
