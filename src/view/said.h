/* SPDX-License-Identifier: Apache-2.0 */
/* said.h: when the words of an attribution were spoken, where the text tells it ("Holt said on Tuesday"). */
#ifndef VIEW_SAID_H
#define VIEW_SAID_H

#include "doc.h"

struct said {
    struct span at;   /* the words that tell the day; empty where none do */
    char date[11];    /* year-month-day where those words give all three, else empty */
};

/* The name of a date that stands in the sentence of the cue, outside the content, nearest to the cue and nearer to it than to the cue of
 * another attribution. By rule on the names found. */
struct said view_said(const struct doc *doc, uint32_t attribution);

#endif
