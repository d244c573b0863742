/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/source.h"

#include <string.h>

static bool more_of_bytes(struct source *source, struct buf *ahead)
{
    struct str *left = source->context;
    size_t step = left->length < SOURCE_STEP ? left->length : SOURCE_STEP;
    buf_add(ahead, left->at, step);
    if (step == 0 || ahead->failed)
        return false;
    left->at += step;
    left->length -= step;
    return true;
}

void source_init_bytes(struct source *source, struct str *bytes)
{
    *source = (struct source){.more = more_of_bytes, .context = bytes};
}

static bool more_of_file(struct source *source, struct buf *ahead)
{
    struct source_file *file = source->context;
    if (file->head.length > 0) {
        buf_add(ahead, file->head.at, file->head.length);
        file->head.length = 0;
        return !ahead->failed;
    }
    size_t before = ahead->length;
    if (file->descriptor >= 0 && buf_read_some(ahead, file->descriptor, SOURCE_STEP) < 0)
        source->wrong = "It could not be read to its end.";
    return ahead->length > before;
}

void source_init_file(struct source *source, struct source_file *file)
{
    *source = (struct source){.more = more_of_file, .context = file};
}

static bool more_of_part(struct source *source, struct buf *ahead)
{
    struct source_part *part = source->context;
    if (part->left == 0)
        return false;
    struct str there = source_there(part->outer);
    size_t step = there.length < part->left ? there.length : (size_t)part->left;
    step = step < SOURCE_STEP ? step : SOURCE_STEP;
    if (step == 0)
        source->wrong = part->outer->wrong != NULL ? part->outer->wrong : "It breaks off; this is what there is of it.";
    buf_add(ahead, there.at, step);
    source_take(part->outer, step);
    part->left -= step;
    return step > 0 && !ahead->failed;
}

void source_init_part(struct source_part *part, struct source *outer, uint64_t length)
{
    *part = (struct source_part){.source = {.more = more_of_part, .context = part}, .outer = outer, .left = length};
}

void source_release(struct source *source)
{
    buf_release(&source->ahead);
}

/* One more step; false at the end. */
static bool step(struct source *source)
{
    if (source->ended)
        return false;
    if (source->next > 0) { /* what was taken makes room */
        source->ahead.length -= source->next;
        memmove(source->ahead.at, source->ahead.at + source->next, source->ahead.length);
        source->next = 0;
    }
    source->ended = !source->more(source, &source->ahead);
    if (source->ahead.failed && source->wrong == NULL)
        source->wrong = "There is not enough memory to read it.";
    return !source->ended;
}

static size_t waiting(const struct source *source)
{
    return source->ahead.length - source->next;
}

static struct str view(const struct source *source, size_t most)
{
    size_t there = waiting(source);
    return (struct str){there > 0 ? source->ahead.at + source->next : "", there < most ? there : most};
}

struct str source_peek(struct source *source, size_t want)
{
    while (waiting(source) < want && step(source))
        ;
    return view(source, want);
}

struct str source_there(struct source *source)
{
    if (waiting(source) == 0)
        (void)step(source);
    return view(source, SIZE_MAX);
}

void source_take(struct source *source, size_t count)
{
    size_t there = waiting(source);
    count = count < there ? count : there;
    source->next += count;
    source->taken += count;
}

uint64_t source_skip(struct source *source, uint64_t count)
{
    uint64_t skipped = 0;
    while (skipped < count) {
        struct str there = source_there(source);
        size_t step_size = there.length < count - skipped ? there.length : (size_t)(count - skipped);
        if (step_size == 0)
            break;
        source_take(source, step_size);
        skipped += step_size;
    }
    return skipped;
}

bool source_read(struct source *source, struct buf *to, size_t limit)
{
    for (;;) {
        struct str there = source_there(source);
        if (there.length == 0)
            return true;
        if (limit == 0 || to->failed)
            return false;
        size_t take = there.length < limit ? there.length : limit;
        buf_add(to, there.at, take);
        source_take(source, take);
        limit -= take;
    }
}

bool source_line(struct source *source, struct buf *line, size_t limit)
{
    bool any = false;
    buf_reset(line);
    for (;;) {
        struct str there = source_there(source);
        if (there.length == 0)
            return any;
        any = true;
        const char *end = memchr(there.at, '\n', there.length);
        size_t length = end != NULL ? (size_t)(end - there.at) : there.length;
        size_t room = limit - line->length;
        buf_add(line, there.at, length < room ? length : room);
        source_take(source, length + (end != NULL));
        if (end == NULL)
            continue;
        if (line->length > 0 && line->at[line->length - 1] == '\r')
            line->length--;
        return true;
    }
}
