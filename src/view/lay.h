/* SPDX-License-Identifier: Apache-2.0 */
/* lay.h: words laid out in lines of a terminal's width, with an indent for the lines that go on.
 *
 * Wide and combining characters count as the columns they take. A word longer than a line is broken between characters. */
#ifndef VIEW_LAY_H
#define VIEW_LAY_H

#include "base/buf.h"

enum lay_style { LAY_PLAIN, LAY_BOLD, LAY_DIM, LAY_CUE, LAY_AGAINST, LAY_FOR, LAY_OPEN };

struct lay {
    struct buf *out;
    uint32_t width;  /* 0: lines are never broken */
    bool colour;
    uint32_t indent; /* spaces before a line that goes on */
    uint32_t column; /* columns used of the line */
    bool space;      /* a space is due before the next word */
};

/* Words of a text (folded and made safe). */
void lay_words(struct lay *lay, struct str text, enum lay_style style);
void lay_text(struct lay *lay, const char *text, enum lay_style style);
/* A space before what comes next. */
void lay_space(struct lay *lay);
/* Ends the line and begins one with `indent` spaces; lines that go on begin with as many. */
void lay_line(struct lay *lay, uint32_t indent);
/* Columns that a text takes when it is laid in one line. */
uint32_t lay_width(struct str text);

#endif
