/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/template.h"

#include <assert.h>
#include <string.h>

#include "view/show_html.h"

static void fill(struct buf *out, const char *name, size_t length, const struct place *places, size_t count)
{
    bool raw = length > 0 && name[0] == '&';
    name += raw;
    length -= raw;
    for (size_t i = 0; i < count; i++) {
        if (strlen(places[i].name) != length || memcmp(places[i].name, name, length) != 0)
            continue;
        if (raw)
            buf_add(out, places[i].value.at, places[i].value.length);
        else
            html_add(out, places[i].value, true);
        return;
    }
    assert(false && "a place in a template that nobody fills");
}

void template_fill(struct buf *out, const char *const *lines, size_t count, const struct place *places, size_t place_count)
{
    for (size_t i = 0; i < count; i++) {
        const char *line = lines[i];
        for (const char *open; (open = strstr(line, "{{")) != NULL;) {
            const char *close = strstr(open, "}}");
            assert(close != NULL);
            buf_add(out, line, (size_t)(open - line));
            fill(out, open + 2, (size_t)(close - open) - 2, places, place_count);
            line = close + 2;
        }
        buf_add_text(out, line);
    }
}
