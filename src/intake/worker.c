/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/worker.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "intake/charset.h"
#include "intake/frame.h"

enum {
    FLUSH = 1 << 16,          /* bytes of frames that are sent together */
    MOST_FRAME = 80 << 20,    /* of what the worker is told */
    MOST_TOOL_OUTPUT = 256 << 20,
    TOOL_SECONDS = 120,
    MEMORY_SHIFT = 31,        /* 2 GiB for a worker, and for a program it asks for */
};

/* ---- the worker ---- */

struct worker {
    int asks, tools;          /* sockets: to who gives files, to the supervisor */
    struct buf out;           /* frames to be sent */
    struct source *source;    /* the file */
    uint32_t time_limit;
};

static bool flush(struct worker *worker)
{
    bool good = !worker->out.failed && child_send(worker->asks, worker->out.at, worker->out.length, -1);
    buf_reset(&worker->out);
    return good;
}

/* It must be known what is under way before a parser may crash: so `enter` and `leave` are sent at once, with the documents before them. */
static bool enter(void *context, const struct unpack_place *place, const struct origin *origin)
{
    struct worker *worker = context;
    frame_add_enter(&worker->out, place, origin, worker->source->taken);
    confine_time(worker->time_limit);
    return flush(worker);
}

static bool leave(void *context, const struct unpack_place *place)
{
    struct worker *worker = context;
    frame_add_leave(&worker->out, place, worker->source->taken);
    confine_time(worker->time_limit);
    return flush(worker);
}

static void go_on(void *context)
{
    struct worker *worker = context;
    confine_time(worker->time_limit);
}

static bool document(void *context, const struct doc *doc, const struct dixit_error *error)
{
    struct worker *worker = context;
    if (error->status == DIXIT_OK)
        frame_add_document(&worker->out, doc);
    else
        frame_add_reject(&worker->out, doc, error);
    confine_time(worker->time_limit);
    return worker->out.length < FLUSH && !worker->out.failed ? true : flush(worker);
}

static bool run_tool(void *context, enum unpack_tool tool, struct str bytes, struct buf *out, const char **why)
{
    struct worker *worker = context;
    uint32_t wanted = (uint32_t)tool;
    int32_t good = 0;
    int socket = -1;
    *why = "The program that reads it could not be started.";
    if (!child_send(worker->tools, &wanted, sizeof wanted, -1) || child_receive(worker->tools, &good, sizeof good, &socket, -1) != CHILD_WHOLE ||
        good == 0 || socket < 0)
        return false;
    bool done = child_talk(socket, bytes, out, MOST_TOOL_OUTPUT);
    (void)close(socket);
    confine_time(worker->time_limit);
    if (!done)
        *why = "The program that reads it failed, or gave more than 256 MiB.";
    else if (out->length == 0)
        *why = "The program that reads it (pdftotext of poppler-utils) is not installed, or found nothing in it.";
    return done && out->length > 0 && !out->failed;
}

static bool take_apart(struct worker *worker, const struct frame_file *file, int descriptor)
{
    const struct unpack_sink sink = {worker, document, enter, leave, go_on, run_tool};
    struct source_file input = {descriptor, file->head};
    struct source source;
    if (file->again && descriptor >= 0)
        (void)lseek(descriptor, 0, SEEK_SET);
    source_init_file(&source, &input);
    worker->source = &source;
    worker->time_limit = file->limits.time_limit != 0 ? file->limits.time_limit : UNPACK_SECONDS;
    confine_time(worker->time_limit);
    (void)unpack_file(&file->limits, &sink, &source, file->again ? descriptor : -1, file->name, &file->hint, file->resume ? &file->after : NULL);
    frame_add_done(&worker->out, source.taken);
    source_release(&source);
    return flush(worker);
}

/* One file; false when no more come. */
static bool serve(struct worker *worker)
{
    struct frame_head head;
    struct frame_file file;
    struct buf bytes;
    struct arena memory;
    int descriptor = -1;
    if (child_receive(worker->asks, &head, sizeof head, &descriptor, -1) != CHILD_WHOLE || head.kind != FRAME_FILE || head.length > MOST_FRAME)
        return false;
    buf_init(&bytes, 0);
    arena_init(&memory, 0);
    char *to = buf_reserve(&bytes, head.length);
    bool good = to != NULL && child_receive(worker->asks, to, head.length, NULL, -1) == CHILD_WHOLE;
    good = good && frame_get_file((struct str){to, head.length}, &memory, &file) && take_apart(worker, &file, descriptor);
    if (descriptor >= 0)
        (void)close(descriptor);
    arena_release(&memory);
    buf_release(&bytes);
    return good;
}

static bool run_worker(void *context)
{
    struct worker *worker = context;
    (void)confine_self(UINT64_C(1) << MEMORY_SHIFT);
    while (serve(worker))
        ;
    return true;
}

/* ---- the supervisor ---- */

struct supervisor {
    int orders;              /* socket to the program */
    int worker, tools;       /* the worker and the socket on which it asks for programs; -1: none */
    int tool;                /* the program last started; -1: none */
    bool prepared;
};

static void end_tool(struct supervisor *supervisor)
{
    if (supervisor->tool > 0)
        (void)child_end(supervisor->tool);
    supervisor->tool = -1;
}

static int end_worker(struct supervisor *supervisor)
{
    int signal = supervisor->worker > 0 ? child_end(supervisor->worker) : 0;
    end_tool(supervisor);
    if (supervisor->tools >= 0)
        (void)close(supervisor->tools);
    supervisor->worker = supervisor->tools = -1;
    return signal;
}

static bool start_worker(struct supervisor *supervisor, int asks)
{
    int ends[2];
    (void)end_worker(supervisor);
    if (!supervisor->prepared)
        charset_prepare(); /* the worker could not load them any more */
    supervisor->prepared = true;
    if (!child_pair(ends))
        return false;
    struct worker worker = {.asks = asks, .tools = ends[1]};
    supervisor->worker = child_fork(run_worker, &worker, (int[]){asks, ends[1]}, 2);
    supervisor->tools = ends[0];
    (void)close(ends[1]);
    return supervisor->worker > 0;
}

static bool become_tool(void *context)
{
    static const char *const readable[] = {"/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives", NULL};
    static const char *const pdftotext[] = {"/usr/bin/pdftotext", "-bbox-layout", "-enc", "UTF-8", "-", "-", NULL};
    const int *socket = context;
    (void)confine_program(UINT64_C(1) << MEMORY_SHIFT, TOOL_SECONDS, readable);
    child_become(pdftotext, *socket);
    return false;
}

/* A worker asks for a program: starts it, with one end of a socket for both its input and its output, and gives it the other. */
static bool start_tool(struct supervisor *supervisor)
{
    uint32_t wanted;
    int32_t good = 0;
    int ends[2];
    if (child_receive(supervisor->tools, &wanted, sizeof wanted, NULL, -1) != CHILD_WHOLE)
        return false;
    end_tool(supervisor);
    if (wanted == UNPACK_PDFTOTEXT && child_pair(ends)) {
        supervisor->tool = child_fork(become_tool, &ends[1], &ends[1], 1);
        (void)close(ends[1]);
        good = supervisor->tool > 0;
        bool sent = child_send(supervisor->tools, &good, sizeof good, ends[0]);
        (void)close(ends[0]);
        return sent;
    }
    return child_send(supervisor->tools, &good, sizeof good, -1);
}

static bool describe(void *context)
{
    const int *socket = context;
    struct confined confined = confine_self(UINT64_C(1) << MEMORY_SHIFT);
    return child_send(*socket, &confined, sizeof confined, -1);
}

/* What holds in a child on this machine. */
static bool try_confinement(struct confined *confined)
{
    int ends[2];
    if (!child_pair(ends))
        return false;
    int child = child_fork(describe, &ends[1], &ends[1], 1);
    (void)close(ends[1]);
    bool good = child > 0 && child_receive(ends[0], confined, sizeof *confined, NULL, 10000) == CHILD_WHOLE;
    (void)close(ends[0]);
    if (child > 0)
        (void)child_end(child);
    return good;
}

static bool obey(struct supervisor *supervisor)
{
    uint32_t order;
    int descriptor = -1;
    struct worker_answer answer = {0};
    if (child_receive(supervisor->orders, &order, sizeof order, &descriptor, -1) != CHILD_WHOLE)
        return false;
    if (order == WORKER_START)
        answer.good = descriptor >= 0 && start_worker(supervisor, descriptor);
    else if (order == WORKER_END)
        answer = (struct worker_answer){.good = 1, .signal = end_worker(supervisor)};
    else if (order == WORKER_DESCRIBE)
        answer.good = try_confinement(&answer.confined);
    if (descriptor >= 0)
        (void)close(descriptor);
    return child_send(supervisor->orders, &answer, sizeof answer, -1);
}

static bool supervise(void *context)
{
    struct supervisor supervisor = {.orders = *(const int *)context, .worker = -1, .tools = -1, .tool = -1};
    for (bool good = true; good;) {
        int ready = child_wait((int[]){supervisor.orders, supervisor.tools}, supervisor.tools >= 0 ? 2 : 1, -1);
        if (ready == 1) {
            if (!start_tool(&supervisor)) { /* the worker is gone; how, is asked for by an order */
                (void)close(supervisor.tools);
                supervisor.tools = -1;
            }
        } else {
            good = ready == 0 && obey(&supervisor);
        }
    }
    (void)end_worker(&supervisor);
    return true;
}

bool worker_start_supervisor(int *child, int *socket)
{
    int ends[2];
    if (!child_pair(ends))
        return false;
    *child = child_fork(supervise, &ends[1], &ends[1], 1);
    (void)close(ends[1]);
    *socket = ends[0];
    if (*child > 0)
        return true;
    (void)close(ends[0]);
    return false;
}
