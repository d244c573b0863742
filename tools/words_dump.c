/* SPDX-License-Identifier: Apache-2.0 */
/* words-dump: the words of each document as the program sees them, for the trainer.
 *
 * Standard input: JSON Lines {"id", "text"}, and "body" (the code point at which the text below the headline starts) if
 * known. Standard output: one line a document, in the same order,
 *     {"id": …, "words": [[start, end, flags, quote, letters], …]}
 * in code points; flags, quote and letters as in src/doc.h. A line that is no such object stops it with status 1. */
#include "base/stream.h"
#include "text/utf8.h"
#include "text/words.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool write_words(struct buf *out, const struct doc *doc, const struct utf8_index *index, const json_t *id)
{
    char *name = id == NULL ? NULL : json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT);
    buf_add_format(out, "{\"id\":%s,\"words\":[", name == NULL ? "null" : name);
    free(name);
    for (uint32_t i = 0; i < doc->words.count; i++) {
        const struct word *word = &doc->words.at[i];
        buf_add_format(out, "%s[%u,%u,%u,%u,%u]", i == 0 ? "" : ",", utf8_index_points(index, word->at.start),
                       utf8_index_points(index, word->at.end), (unsigned)word->flags, (unsigned)word->quote,
                       (unsigned)word->letters);
    }
    buf_add_text(out, "]}\n");
    return !out->failed;
}

static bool dump(const char *line, size_t length, struct job *job, struct buf *out)
{
    json_error_t bad;
    json_t *root = json_loadb(line, length, JSON_ALLOW_NUL, &bad);
    const json_t *text = json_object_get(root, "text");
    if (!json_is_string(text)) {
        json_decref(root);
        return error_set(job->error, DIXIT_BAD_INPUT, 0, "%s", root == NULL ? bad.text : "There is no \"text\".");
    }
    struct doc *doc = job->doc;
    struct utf8_index index;
    bool ok = text_clean_utf8(doc, json_string_value(text), json_string_length(text), job->error) &&
              utf8_index_build(&index, doc->text, job->scratch);
    if (ok) {
        json_int_t body = json_integer_value(json_object_get(root, "body"));
        uint32_t start = body <= 0 ? 0 : body >= UINT32_MAX ? UINT32_MAX : (uint32_t)body;
        doc->body = (struct span){utf8_index_byte(&index, start), (uint32_t)doc->text.length};
        ok = text_split_words(job);
    }
    ok = ok && write_words(out, doc, &index, json_object_get(root, "id"));
    json_decref(root);
    return ok;
}

int main(void)
{
    struct stream input;
    struct buf line, out;
    struct arena memory, scratch;
    struct dixit_error error = {0};
    uint64_t number = 0;
    bool ok = stream_open(&input, "-");
    buf_init(&line, 0);
    buf_init(&out, 0);
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    while (ok && stream_read_line(&input, &line, (size_t)1 << 31) == STREAM_WHOLE) {
        struct arena_mark mark = arena_mark(&memory), scratch_mark = arena_mark(&scratch);
        struct doc doc = {.memory = &memory};
        struct job job = {.doc = &doc, .scratch = &scratch, .error = &error};
        number++;
        ok = line.length == 0 || dump(line.at, line.length, &job, &out);
        ok = ok && !out.failed && buf_write_all(1, out.at, out.length);
        buf_reset(&out);
        arena_rewind(&memory, mark);
        arena_rewind(&scratch, scratch_mark);
    }
    if (!ok)
        fprintf(stderr, "words-dump: line %llu: %s\n", (unsigned long long)number,
                error.status != DIXIT_OK ? error.text : strerror(errno));
    arena_release(&scratch);
    arena_release(&memory);
    buf_release(&out);
    buf_release(&line);
    stream_close(&input);
    return ok ? 0 : 1;
}
