/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/batch.h"

#include "read.h"

enum {
    MOST_MEMORY_SHIFT = 30,  /* 1 GiB for one document and its reading */
    SCRATCH_KEPT = 16 << 20, /* bytes that a thread keeps from one document to the next */
};

static void slot_init(struct slot *slot)
{
    *slot = (struct slot){0};
    arena_init(&slot->memory, (size_t)1 << MOST_MEMORY_SHIFT);
}

bool batch_init(struct batch *batch, uint32_t threads, struct dixit_error *error)
{
    *batch = (struct batch){0};
    arena_init(&batch->memory, 0);
    batch->pool = pool_new(threads);
    if (batch->pool == NULL)
        return error_set(error, DIXIT_SYSTEM, 0, "%u threads could not be started.", threads);
    batch->scratch = arena_array(&batch->memory, threads, sizeof *batch->scratch);
    if (batch->scratch == NULL)
        return error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for %u threads.", threads);
    for (uint32_t i = 0; i < threads; i++)
        arena_init(&batch->scratch[i], (size_t)1 << MOST_MEMORY_SHIFT);
    return true;
}

static void clear(struct batch *batch)
{
    for (uint32_t i = 0; i < batch->count; i++)
        arena_release(&batch->slots[i].memory);
}

void batch_release(struct batch *batch)
{
    batch->count += batch->full;
    clear(batch);
    for (uint32_t i = 0; batch->scratch != NULL && i < pool_threads(batch->pool); i++)
        arena_release(&batch->scratch[i]);
    pool_free(batch->pool);
    arena_release(&batch->memory);
    *batch = (struct batch){0};
}

/* Empties the batch and moves the document that waited to its front. */
static void start(struct batch *batch)
{
    clear(batch);
    if (batch->full && batch->count > 0)
        batch->slots[0] = batch->slots[batch->count];
    batch->count = batch->full;
    batch->full = false;
    if (batch->count > 0) /* the document's own pointer moved with it */
        batch->slots[0].doc.memory = &batch->slots[0].memory;
    batch->bytes = batch->count > 0 ? batch->slots[0].doc.text.length : 0;
}

bool batch_fill(struct batch *batch, struct input *input, struct dixit_error *error)
{
    start(batch);
    while (!batch->ended && !batch->full && batch->count < BATCH_DOCUMENTS && batch->bytes < BATCH_BYTES) {
        struct slot *slot = &batch->slots[batch->count];
        slot_init(slot);
        slot->doc.memory = &slot->memory;
        enum input_got got = input_next(input, &slot->doc, &slot->error);
        batch->ended = got == INPUT_END || got == INPUT_NO_MEMORY;
        if (got == INPUT_NO_MEMORY)
            *error = slot->error;
        if (batch->ended) {
            arena_release(&slot->memory);
            break;
        }
        size_t length = got == INPUT_DOCUMENT ? slot->doc.text.length : 0;
        if (batch->count > 0 && batch->bytes + length > BATCH_BYTES) {
            batch->full = true; /* a large one waits, so that it is read by all threads and alone in memory */
            break;
        }
        batch->bytes += length;
        batch->count++;
    }
    return batch->count > 0;
}

static void read_slot(struct batch *batch, struct slot *slot, uint32_t thread, struct pool *pool)
{
    if (slot->error.status != DIXIT_OK || slot->skip)
        return;
    struct arena *scratch = &batch->scratch[thread];
    struct arena_mark mark = arena_mark(scratch);
    struct job job = {.doc = &slot->doc,
                      .scratch = scratch,
                      .model = batch->model,
                      .vocabulary = batch->vocabulary,
                      .pool = pool,
                      .error = &slot->error};
    if (!read_document(&job, batch->after))
        error_set(&slot->error, DIXIT_NO_MEMORY, 0, "It could not be read.");
    if (scratch->held > SCRATCH_KEPT)
        arena_release(scratch);
    else
        arena_rewind(scratch, mark);
    progress_add(batch->progress, slot->doc.text.length);
}

static void read_task(void *context, uint32_t index, uint32_t thread)
{
    struct batch *batch = context;
    read_slot(batch, &batch->slots[index], thread, NULL);
    if (thread == 0)
        progress_draw(batch->progress);
}

void batch_read(struct batch *batch)
{
    if (batch->count == 1)
        read_slot(batch, &batch->slots[0], 0, batch->pool);
    else
        pool_run(batch->pool, batch->count, read_task, batch);
    progress_draw(batch->progress);
}
