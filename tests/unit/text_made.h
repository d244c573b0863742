/* SPDX-License-Identifier: Apache-2.0 */
/* text_made.h: a document made of a literal, for the tests of the text room. */
#ifndef TEXT_MADE_H
#define TEXT_MADE_H

#include "text/words.h"

#include <string.h>

struct made {
    struct arena memory, scratch;
    struct dixit_error error;
    struct doc doc;
    struct job job;
    struct buf out;
};

static inline void made_release(struct made *made)
{
    buf_release(&made->out);
    arena_release(&made->scratch);
    arena_release(&made->memory);
}

/* Starts a document with its text; `body` is the byte where the text below the headline starts. */
static inline void made_init(struct made *made, const char *text, size_t length, uint32_t body)
{
    *made = (struct made){.doc = {.text = {text, length}, .body = {body, (uint32_t)length}}};
    arena_init(&made->memory, 0);
    arena_init(&made->scratch, 0);
    buf_init(&made->out, 0);
    made->doc.memory = &made->memory;
    made->job = (struct job){.doc = &made->doc, .scratch = &made->scratch, .error = &made->error};
}

#endif
