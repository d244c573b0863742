/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an archive, a crawl or a packed file, within small limits; and the same bytes as frames, as if a child that was taken over had sent them. What comes out is valid
 * UTF-8 with spans in it. */
#include <assert.h>
#include <string.h>

#include "intake/credit.h"
#include "intake/frame.h"
#include "intake/robots.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const struct doc *doc)
{
    assert(utf8_valid(doc->text.at, doc->text.length) == doc->text.length);
    assert(doc->body.start <= doc->body.end && doc->body.end <= doc->text.length);
    for (uint32_t i = 0; i < doc->notes.count; i++)
        assert(doc->notes.at[i].at.start <= doc->notes.at[i].at.end && doc->notes.at[i].at.end <= doc->text.length);
    (void)credit_find(doc);
}

/* Counts, and sends each document through a frame: it must come back the same. */
static bool check_document(void *context, const struct doc *doc, const struct dixit_error *error)
{
    uint32_t *documents = context;
    struct buf frame;
    struct arena memory;
    struct doc back = {.memory = &memory};
    if (error->status != DIXIT_OK)
        return ++*documents < 1000;
    check_text(doc);
    buf_init(&frame, 0);
    arena_init(&memory, 0);
    frame_add_document(&frame, doc);
    assert(frame_get_document((struct str){frame.at + FRAME_HEAD, frame.length - FRAME_HEAD}, doc->text.length, &back));
    assert(back.text.length == doc->text.length && back.notes.count == doc->notes.count && back.origin.steps.count == doc->origin.steps.count);
    arena_release(&memory);
    buf_release(&frame);
    return ++*documents < 1000;
}

static void check_frames(struct str bytes)
{
    struct arena memory;
    struct doc doc = {.memory = &memory}, reject = {.memory = &memory};
    struct dixit_error error = {0};
    struct unpack_place place;
    struct origin origin;
    struct frame_file file;
    uint64_t taken;
    arena_init(&memory, 1 << 26);
    if (frame_get_document(bytes, 1 << 20, &doc))
        check_text(&doc);
    (void)frame_get_reject(bytes, &reject, &error);
    if (frame_get_enter(bytes, &memory, &place, &origin, &taken))
        assert(place.depth <= UNPACK_DEPTH);
    if (frame_get_leave(bytes, &place, &taken))
        assert(place.depth <= UNPACK_DEPTH);
    (void)frame_get_file(bytes, &memory, &file);
    arena_release(&memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {size > 0 ? (const char *)data : "", size};
    const struct unpack_limits limits = {.max_bytes = 1 << 16, .max_depth = 4, .max_entries = 200, .max_ratio = 20};
    uint32_t documents = 0;
    const struct unpack_sink sink = {.context = &documents, .document = check_document};
    struct str left = bytes;
    struct source source;
    source_init_bytes(&source, &left);
    (void)unpack_file(&limits, &sink, &source, -1, "made", NULL, NULL);
    source_release(&source);
    check_frames(bytes);
    (void)robots_allow(bytes, "dixit", "/a/b.html?c");
    return 0;
}
