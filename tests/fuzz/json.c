/* SPDX-License-Identifier: Apache-2.0 */
/* One line of JSON Lines to a document: whatever comes, a document of valid UTF-8 or an error, and the document shown as JSON,
 * read again, is the same text. */
#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "intake/fill.h"
#include "intake/jsonl.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_line(struct doc *doc, struct arena *memory, const char *line, size_t length, struct dixit_error *error)
{
    struct buf copy; /* the line is changed in place */
    buf_init(&copy, 0);
    buf_add(&copy, line, length);
    *doc = (struct doc){.memory = memory};
    bool good = jsonl_read(doc, copy.at != NULL ? copy.at : (char[]){0}, length, 4096, error);
    buf_release(&copy);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena memory, again_memory;
    struct doc doc, again;
    struct dixit_error error = {0}, again_error = {0};
    arena_init(&memory, (size_t)1 << 26);
    arena_init(&again_memory, 0);
    if (read_line(&doc, &memory, (const char *)data, size, &error)) {
        assert(error.status == DIXIT_OK);
        assert(doc.text.length <= 4096);
        assert(utf8_valid(doc.text.at, doc.text.length) == doc.text.length);
        assert(fill_id(&doc, &error));
        struct buf line;
        struct json json;
        buf_init(&line, 0);
        json_init(&json, &line);
        json_open_object(&json);
        json_key(&json, "text");
        json_text(&json, doc.text.at, doc.text.length);
        json_close_object(&json);
        assert(read_line(&again, &again_memory, line.at, line.length, &again_error));
        assert(again.text.length == doc.text.length && memcmp(again.text.at, doc.text.at, doc.text.length) == 0);
        buf_release(&line);
    } else {
        assert(error.status != DIXIT_OK && error.text[0] != '\0');
    }
    arena_release(&again_memory);
    arena_release(&memory);
    return 0;
}
