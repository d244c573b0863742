/* SPDX-License-Identifier: Apache-2.0 */
/* template.h: the files of web/ with their places filled.
 *
 *     {{title}}   is filled with words, escaped
 *     {{&list}}   is filled with HTML that was made here
 *
 * A template is the array of lines that tools/embed.sh makes. A place that nobody fills is a mistake of ours. */
#ifndef SERVE_TEMPLATE_H
#define SERVE_TEMPLATE_H

#include "base/buf.h"

struct place {
    const char *name;
    struct str value;
};

/* Appends the template. `places` without the &, `place_count` of them. */
void template_fill(struct buf *out, const char *const *lines, size_t count, const struct place *places, size_t place_count);

/* A place filled with a terminated text. */
static inline struct place place_text(const char *name, const char *text)
{
    size_t length = 0;
    while (text[length] != '\0')
        length++;
    return (struct place){name, {text, length}};
}

static inline struct place place_buf(const char *name, const struct buf *buf)
{
    return (struct place){name, {buf->at, buf->length}};
}

#endif
