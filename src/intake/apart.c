/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/apart.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "intake/fill.h"
#include "intake/worker.h"

enum {
    MOST_CRASHES = 64,       /* in one file, after which the rest of it is given up */
    FRAME_EXTRA = 4 << 20,   /* of a document's frame beyond its text */
    GRACE_SECONDS = 30,      /* a worker is waited for this much longer than four times the time limit */
};

void apart_init(struct apart *apart)
{
    *apart = (struct apart){.supervisor = -1, .orders = -1, .worker = -1};
    buf_init(&apart->frame, 0);
    arena_init(&apart->memory, 0);
    if (!worker_start_supervisor(&apart->supervisor, &apart->orders))
        apart->orders = -1;
}

static void close_worker(struct apart *apart)
{
    if (apart->worker >= 0)
        (void)close(apart->worker);
    apart->worker = -1;
    apart->sent = 0;
}

static void release_file(struct apart_file *file)
{
    if (file->owned && file->descriptor >= 0)
        (void)close(file->descriptor);
    buf_release(&file->head);
    arena_release(&file->memory);
}

static struct apart_file *file_at(struct apart *apart, uint32_t index)
{
    return &apart->files[(apart->first + index) % APART_FILES];
}

void apart_release(struct apart *apart)
{
    close_worker(apart);
    if (apart->orders >= 0) {
        (void)close(apart->orders);
        (void)child_end(apart->supervisor); /* its workers see that nobody asks any more */
    }
    for (uint32_t i = 0; i < apart->count; i++)
        release_file(file_at(apart, i));
    buf_release(&apart->frame);
    arena_release(&apart->memory);
    *apart = (struct apart){.supervisor = -1, .orders = -1, .worker = -1};
}

bool apart_is_full(const struct apart *apart)
{
    return apart->count == APART_FILES;
}

void apart_add(struct apart *apart, const struct apart_file *file)
{
    assert(apart->count < APART_FILES);
    *file_at(apart, apart->count++) = *file;
}

uint64_t apart_taken(const struct apart *apart)
{
    return apart->done + apart->taken;
}

static bool order(struct apart *apart, uint32_t what, int descriptor, struct worker_answer *answer)
{
    return apart->orders >= 0 && child_send(apart->orders, &what, sizeof what, descriptor) &&
           child_receive(apart->orders, answer, sizeof *answer, NULL, -1) == CHILD_WHOLE && answer->good;
}

bool apart_describe(struct apart *apart, struct confined *confined)
{
    struct worker_answer answer;
    if (!order(apart, WORKER_DESCRIBE, -1, &answer))
        return false;
    *confined = answer.confined;
    return true;
}

static bool start_worker(struct apart *apart)
{
    int ends[2];
    struct worker_answer answer;
    if (!child_pair(ends))
        return false;
    bool good = order(apart, WORKER_START, ends[1], &answer);
    (void)close(ends[1]);
    if (good)
        apart->worker = ends[0];
    else
        (void)close(ends[0]);
    apart->sent = 0;
    return good;
}

/* Gives the worker the files that wait. False when it is gone. */
static bool send_files(struct apart *apart)
{
    while (apart->sent < apart->count) {
        struct apart_file *file = file_at(apart, apart->sent);
        struct frame_file message = {.limits = file->limits, .name = file->name, .hint = file->hint, .again = file->again};
        if (file->head.length > 0)
            message.head = (struct str){file->head.at, file->head.length};
        if (apart->sent == 0 && apart->after.depth > 0) {
            message.resume = true;
            message.after = apart->after;
        }
        buf_reset(&apart->frame);
        frame_add_file(&apart->frame, &message);
        if (apart->frame.failed || !child_send(apart->worker, apart->frame.at, apart->frame.length, file->descriptor))
            return false;
        apart->sent++;
    }
    return true;
}

static void forget_place(struct apart *apart)
{
    arena_release(&apart->memory);
    memset(apart->here, 0, sizeof apart->here);
    apart->place = apart->after = (struct unpack_place){0};
}

/* The first file is done with. */
static enum apart_got finish_file(struct apart *apart)
{
    struct apart_file *file = file_at(apart, 0);
    apart->done += file->size > 0 ? file->size : apart->taken;
    apart->taken = 0;
    apart->crashes = 0;
    release_file(file);
    forget_place(apart);
    apart->first = (apart->first + 1) % APART_FILES;
    apart->count--;
    if (apart->sent > 0)
        apart->sent--;
    return APART_END;
}

void apart_drop(struct apart *apart)
{
    struct worker_answer answer;
    if (apart->sent > 0 && apart->worker >= 0) {
        (void)order(apart, WORKER_END, -1, &answer);
        close_worker(apart);
    }
    while (apart->count > 0)
        (void)finish_file(apart);
    apart->taken = apart->done = 0;
}

static const char *reason_of(int signal_number, bool late)
{
    if (late || signal_number == SIGXCPU)
        return "Reading it took longer than the time limit (--time-limit); it was given up.";
    if (signal_number == SIGKILL)
        return "The child that read it was killed, perhaps for want of memory.";
    return "The child that read it crashed; it was given up.";
}

static const char *keep(struct doc *doc, const char *text)
{
    return text == NULL ? NULL : arena_copy(doc->memory, text, strlen(text));
}

/* What the worker was at is refused, and the work goes on after it. */
static enum apart_got reject_place(struct apart *apart, struct doc *doc, const char *reason, struct dixit_error *error)
{
    struct apart_file *file = file_at(apart, 0);
    const struct origin *here = &apart->here[apart->place.depth];
    doc->origin = (struct origin){.file = keep(doc, apart->place.depth > 0 ? here->file : file->name), .name = keep(doc, here->name),
                                  .url = keep(doc, here->url), .record = here->record, .offset = here->offset};
    bool whole = apart->place.depth <= 1;
    apart->after = apart->place;
    if (whole || !file->again || ++apart->crashes >= MOST_CRASHES) {
        error_set(error, DIXIT_SYSTEM, 0, "%s%s", reason, whole ? "" : " The rest of the file is given up.");
        (void)finish_file(apart);
        return APART_REJECT;
    }
    apart->place.depth--; /* another one before the next is entered is the container's */
    error_set(error, DIXIT_SYSTEM, 0, "%s", reason);
    return APART_REJECT;
}

/* The worker is gone, or does not answer. */
static enum apart_got lose_worker(struct apart *apart, struct doc *doc, bool late, struct dixit_error *error)
{
    struct worker_answer answer = {0};
    const char *reason = "The child that reads files could not be started.";
    if (apart->worker >= 0 && order(apart, WORKER_END, -1, &answer))
        reason = reason_of(answer.signal, late);
    close_worker(apart);
    return reject_place(apart, doc, reason, error);
}

static void enter_place(struct apart *apart, const struct unpack_place *place, const struct origin *origin)
{
    if (place->depth == 1)
        arena_release(&apart->memory);
    apart->place = *place;
    apart->here[place->depth] = *origin;
}

/* Reads one frame into apart->frame; CHILD_LATE when the worker said nothing for too long. */
static enum child_got receive(struct apart *apart, struct frame_head *head)
{
    const struct apart_file *file = file_at(apart, 0);
    uint64_t seconds = file->limits.time_limit != 0 ? file->limits.time_limit : UNPACK_SECONDS;
    uint64_t most = (file->limits.max_bytes != 0 ? file->limits.max_bytes : FILL_MAX_BYTES) + FRAME_EXTRA;
    uint64_t wait = (seconds * 4 + GRACE_SECONDS) * 1000;
    int milliseconds = wait > INT32_MAX ? INT32_MAX : (int)wait;
    buf_reset(&apart->frame);
    enum child_got got = child_receive(apart->worker, head, sizeof *head, NULL, milliseconds);
    if (got != CHILD_WHOLE)
        return got;
    char *to = head->length > most ? NULL : buf_reserve(&apart->frame, head->length);
    if (to == NULL)
        return CHILD_FAILED;
    apart->frame.length = head->length;
    return head->length == 0 ? CHILD_WHOLE : child_receive(apart->worker, to, head->length, NULL, milliseconds);
}

enum taken { TAKEN_NOTHING, TAKEN_DOCUMENT, TAKEN_REJECT, TAKEN_DONE, TAKEN_BROKEN };

static enum taken take_frame(struct apart *apart, uint32_t kind, struct doc *doc, struct dixit_error *error)
{
    struct str bytes = {apart->frame.at, apart->frame.length};
    const struct apart_file *file = file_at(apart, 0);
    uint64_t most = file->limits.max_bytes != 0 ? file->limits.max_bytes : FILL_MAX_BYTES;
    struct unpack_place place;
    struct origin origin;
    switch (kind) {
    case FRAME_ENTER:
        if (!frame_get_enter(bytes, &apart->memory, &place, &origin, &apart->taken))
            return TAKEN_BROKEN;
        enter_place(apart, &place, &origin);
        return TAKEN_NOTHING;
    case FRAME_LEAVE:
        if (!frame_get_leave(bytes, &place, &apart->taken))
            return TAKEN_BROKEN;
        apart->place = place;
        apart->place.depth--;
        return TAKEN_NOTHING;
    case FRAME_DOCUMENT: return frame_get_document(bytes, most, doc) ? TAKEN_DOCUMENT : TAKEN_BROKEN;
    case FRAME_REJECT: return frame_get_reject(bytes, doc, error) ? TAKEN_REJECT : TAKEN_BROKEN;
    case FRAME_DONE: return frame_get_done(bytes, &apart->taken) ? TAKEN_DONE : TAKEN_BROKEN;
    default: return TAKEN_BROKEN;
    }
}

/* Forgets what a broken frame may have left in the document. */
static void empty(struct doc *doc)
{
    struct arena *memory = doc->memory;
    *doc = (struct doc){.memory = memory};
}

enum apart_got apart_next(struct apart *apart, struct doc *doc, struct dixit_error *error)
{
    assert(apart->count > 0);
    if ((apart->worker < 0 && !start_worker(apart)) || !send_files(apart))
        return lose_worker(apart, doc, false, error);
    for (;;) {
        struct frame_head head;
        enum child_got got = receive(apart, &head);
        if (got != CHILD_WHOLE)
            return lose_worker(apart, doc, got == CHILD_LATE, error);
        switch (take_frame(apart, head.kind, doc, error)) {
        case TAKEN_NOTHING: break;
        case TAKEN_DOCUMENT: return APART_DOCUMENT;
        case TAKEN_REJECT: return APART_REJECT;
        case TAKEN_DONE: return finish_file(apart);
        case TAKEN_BROKEN: empty(doc); return lose_worker(apart, doc, false, error);
        }
    }
}
