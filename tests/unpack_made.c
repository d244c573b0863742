/* SPDX-License-Identifier: Apache-2.0 */
#include "unpack_made.h"

#include <stdlib.h>
#include <string.h>

bool made_unpack_each(struct str bytes, const char *name, const struct unpack_limits *limits,
                      bool (*each)(void *context, const struct doc *doc, const struct dixit_error *error), void *context)
{
    const struct unpack_sink sink = {.context = context, .document = each};
    const struct unpack_limits none = {0};
    struct source source;
    source_init_bytes(&source, &bytes);
    bool good = unpack_file(limits != NULL ? limits : &none, &sink, &source, -1, name, &(struct unpack_hint){.name = name}, NULL);
    source_release(&source);
    return good;
}

static bool add_line(void *context, const struct doc *doc, const struct dixit_error *error)
{
    struct buf *out = context;
    buf_add_text(out, doc->origin.file);
    if (doc->origin.record > 0)
        buf_add_format(out, ":%llu", (unsigned long long)doc->origin.record);
    if (error->status != DIXIT_OK) {
        buf_add_format(out, " ! %s\n", error->text);
        return true;
    }
    if (doc->origin.title != NULL)
        buf_add_format(out, " [%s]", doc->origin.title);
    buf_add_char(out, ' ');
    for (size_t i = 0; i < doc->text.length && i < 60; i++)
        buf_add_char(out, doc->text.at[i] == '\n' ? '|' : doc->text.at[i]);
    buf_add_char(out, '\n');
    for (uint32_t i = 0; i < doc->notes.count; i++)
        buf_add_format(out, "  + %s\n", doc->notes.at[i].what);
    return true;
}

bool made_unpack(struct str bytes, const char *name, const struct unpack_limits *limits, struct buf *out)
{
    return made_unpack_each(bytes, name, limits, add_line, out);
}
