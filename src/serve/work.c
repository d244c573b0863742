/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/work.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "intake/input.h"
#include "read.h"

enum {
    MOST_MEMORY_SHIFT = 30,  /* for one document and its reading */
    SCRATCH_KEPT = 16 << 20,
    TICK = 200,              /* milliseconds between two looks at what goes on */
};

struct works {
    struct arena memory; /* holds this struct too */
    struct works_options options;
    struct input input;
    struct pool *pool;
    struct arena scratch;
    pthread_t reader, ticker;
    bool has_reader, has_ticker;
    pthread_mutex_t lock; /* it guards what follows, and the states of works */
    pthread_cond_t news;
    bool quit;
    struct work *first, *active;
    uint32_t from, to;    /* thousandths of the bytes of the active one before and after the text that is being read */
    struct job_progress progress;
};

static void text_release(struct work_text *text)
{
    arena_release(&text->memory);
}

static void work_free(struct work *work)
{
    for (uint32_t i = 0; i < work->texts.count; i++)
        text_release(work->texts.at[i]);
    buf_release(&work->bytes);
    struct arena memory = work->memory; /* which holds the work */
    arena_release(&memory);
}

/* Forgets the oldest until there are not too many, nor too large ones. With the lock held. */
static void forget_old(struct works *works)
{
    for (;;) {
        uint32_t count = 0;
        size_t held = 0;
        struct work **oldest = NULL;
        for (struct work **at = &works->first; *at != NULL; at = &(*at)->next) {
            struct work *work = *at;
            count++;
            for (uint32_t i = 0; work->state == WORK_DONE && i < work->texts.count; i++)
                held += work->texts.at[i]->memory.held;
            if (oldest == NULL && work->state == WORK_DONE && work->users == 0 && work->next != NULL)
                oldest = at;
        }
        if (oldest == NULL || (count <= WORK_REMEMBERED && held <= WORK_MEMORY))
            return;
        struct work *gone = *oldest;
        *oldest = gone->next;
        work_free(gone);
    }
}

/* ---- reading ---- */

static void read_text(struct works *works, struct work_text *text)
{
    struct arena_mark mark = arena_mark(&works->scratch);
    struct job job = {.doc = &text->doc, .scratch = &works->scratch, .model = works->options.model, .vocabulary = works->options.vocabulary,
                      .pool = works->pool, .progress = &works->progress, .error = &text->error};
    if (!read_document(&job, NULL))
        error_set(&text->error, DIXIT_NO_MEMORY, 0, "It could not be read.");
    if (works->scratch.held > SCRATCH_KEPT)
        arena_release(&works->scratch);
    else
        arena_rewind(&works->scratch, mark);
}

/* The share of the file's bytes that were looked at. */
static uint32_t share(const struct works *works, const struct work *work)
{
    uint64_t taken = input_taken(&works->input), all = work->bytes.length;
    return all == 0 || taken >= all ? 1000 : (uint32_t)(taken * 1000 / all);
}

/* Says that the next text begins: before it, so much was looked at. */
static void begin_text(struct works *works, struct work *work, uint32_t from, uint32_t to)
{
    pthread_mutex_lock(&works->lock);
    atomic_store(&works->progress.words, 0);
    atomic_store(&works->progress.read, 0);
    work->state = WORK_READS;
    work->read = work->texts.count;
    works->from = from;
    works->to = to;
    pthread_mutex_unlock(&works->lock);
}

static struct work_text *new_text(struct work *work)
{
    struct work_text *text = arena_alloc(&work->memory, sizeof *text);
    if (text == NULL) {
        error_set(&work->error, DIXIT_NO_MEMORY, 0, "There is not enough memory.");
        return NULL;
    }
    arena_init(&text->memory, (size_t)1 << MOST_MEMORY_SHIFT);
    text->doc.memory = &text->memory;
    return text;
}

/* One document of it; false when there is none any more. */
static bool read_next(struct works *works, struct work *work, size_t *held)
{
    uint32_t from = work->texts.count > 0 ? share(works, work) : 0;
    struct work_text *text = new_text(work);
    if (text == NULL)
        return false;
    enum input_got got = input_next(&works->input, &text->doc, &text->error);
    if (got == INPUT_NO_MEMORY)
        work->error = text->error;
    if (got == INPUT_END || got == INPUT_NO_MEMORY || work->texts.count == WORK_TEXTS || *held > WORK_MEMORY) {
        work->cut = got != INPUT_END && got != INPUT_NO_MEMORY;
        text_release(text);
        return false;
    }
    begin_text(works, work, from, share(works, work));
    if (got == INPUT_DOCUMENT)
        read_text(works, text);
    *held += text->memory.held;
    if (list_push(&work->memory, &work->texts, text))
        return true;
    text_release(text);
    return error_set(&work->error, DIXIT_NO_MEMORY, 0, "There is not enough memory.");
}

static bool is_to_stop(struct works *works)
{
    pthread_mutex_lock(&works->lock);
    bool stop = works->quit;
    pthread_mutex_unlock(&works->lock);
    return stop;
}

static void read_work(struct works *works, struct work *work)
{
    size_t held = 0;
    bool good = true;
    if (work->address)
        input_again_url(&works->input, work->name);
    else
        good = input_again_bytes(&works->input, work->name, (struct str){work->bytes.at, work->bytes.length}, &work->error);
    while (good && !is_to_stop(works))
        good = read_next(works, work, &held);
    buf_release(&work->bytes);
}

/* The first that waits. With the lock held. */
static struct work *first_waiting(struct works *works)
{
    for (struct work *work = works->first; work != NULL; work = work->next)
        if (work->state == WORK_WAITS)
            return work;
    return NULL;
}

static void *read_all(void *context)
{
    struct works *works = context;
    pthread_mutex_lock(&works->lock);
    while (!works->quit) {
        struct work *work = first_waiting(works);
        if (work == NULL) {
            pthread_cond_wait(&works->news, &works->lock);
            continue;
        }
        work->state = work->address ? WORK_FETCHES : WORK_READS;
        works->active = work;
        works->from = works->to = 0;
        pthread_cond_broadcast(&works->news); /* the ticker waits for it */
        pthread_mutex_unlock(&works->lock);
        read_work(works, work);
        pthread_mutex_lock(&works->lock);
        work->read = work->texts.count;
        work->state = WORK_DONE;
        works->active = NULL;
        forget_old(works);
        pthread_mutex_unlock(&works->lock);
        works->options.changed(works->options.context);
        pthread_mutex_lock(&works->lock);
    }
    pthread_mutex_unlock(&works->lock);
    return NULL;
}

/* Says now and then that something goes on, while it does. */
static void *tick(void *context)
{
    static const struct timespec pause = {0, TICK * 1000000L};
    struct works *works = context;
    pthread_mutex_lock(&works->lock);
    while (!works->quit) {
        if (works->active == NULL) {
            pthread_cond_wait(&works->news, &works->lock);
            continue;
        }
        pthread_mutex_unlock(&works->lock);
        nanosleep(&pause, NULL);
        works->options.changed(works->options.context);
        pthread_mutex_lock(&works->lock);
    }
    pthread_mutex_unlock(&works->lock);
    return NULL;
}

/* ---- what others see ---- */

static struct work *work_new(const char *name, struct buf *bytes)
{
    struct arena memory;
    uint8_t random[WORK_ID / 2];
    arena_init(&memory, 0);
    struct work *work = arena_alloc(&memory, sizeof *work);
    char *copy = arena_copy(&memory, name, strlen(name));
    if (work == NULL || copy == NULL) {
        arena_release(&memory);
        return NULL;
    }
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(work->id, sizeof work->id, random, sizeof random);
    work->name = copy;
    work->address = bytes == NULL;
    buf_init(&work->bytes, 0);
    if (bytes != NULL) {
        work->bytes = *bytes;
        buf_init(bytes, 0);
    }
    work->memory = memory;
    return work;
}

bool works_add(struct works *works, const char *name, struct buf *bytes, char id[WORK_ID + 1], struct dixit_error *error)
{
    assert(bytes != NULL || fetch_is_url(name)); /* nothing else may be looked for under a name */
    uint32_t waiting = 0;
    pthread_mutex_lock(&works->lock);
    struct work **end = &works->first;
    for (; *end != NULL; end = &(*end)->next)
        waiting += (*end)->state != WORK_DONE;
    struct work *work = waiting < WORK_WAITING ? work_new(name, bytes) : NULL;
    if (work != NULL) {
        *end = work;
        memcpy(id, work->id, sizeof work->id);
        pthread_cond_broadcast(&works->news);
    }
    pthread_mutex_unlock(&works->lock);
    if (work != NULL)
        return true;
    return waiting < WORK_WAITING ? error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory.")
                                  : error_set(error, DIXIT_TOO_LARGE, 0, "Too many texts wait to be read; try again when one is done.");
}

/* With the lock held. */
static struct work *find(struct works *works, const char *id)
{
    struct work *work = works->first;
    while (work != NULL && strcmp(work->id, id) != 0)
        work = work->next;
    return work;
}

const struct work *works_borrow(struct works *works, const char *id, uint8_t *state)
{
    pthread_mutex_lock(&works->lock);
    struct work *work = find(works, id);
    if (work != NULL) {
        work->users++;
        *state = work->state;
    }
    pthread_mutex_unlock(&works->lock);
    return work;
}

void works_return(struct works *works, const struct work *borrowed)
{
    pthread_mutex_lock(&works->lock);
    struct work *work = find(works, borrowed->id);
    assert(work == borrowed);
    work->users--;
    pthread_mutex_unlock(&works->lock);
}

bool works_look(struct works *works, const char *id, struct work_progress *progress)
{
    pthread_mutex_lock(&works->lock);
    const struct work *work = find(works, id);
    if (work != NULL) {
        *progress = (struct work_progress){work->state, work->read, work->state == WORK_DONE ? 1000 : 0};
        if (work == works->active) {
            uint32_t words = atomic_load(&works->progress.words), read = atomic_load(&works->progress.read);
            progress->permille = works->from + (words > 0 ? (uint32_t)((uint64_t)(works->to - works->from) * (read < words ? read : words) / words) : 0);
        }
    }
    pthread_mutex_unlock(&works->lock);
    return work != NULL;
}

/* ---- the whole ---- */

struct works *works_start(const struct works_options *options, struct dixit_error *error)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct works *works = sodium_init() >= 0 ? arena_alloc(&memory, sizeof *works) : NULL;
    if (works == NULL) {
        arena_release(&memory);
        error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for a server.");
        return NULL;
    }
    works->memory = memory;
    works->options = *options;
    arena_init(&works->scratch, (size_t)1 << MOST_MEMORY_SHIFT);
    pthread_mutex_init(&works->lock, NULL);
    pthread_cond_init(&works->news, NULL);
    input_init(&works->input, &(struct input_options){.max_bytes = WORK_MOST_TEXT, .fetch = options->fetch});
    works->pool = pool_new(options->threads > 0 ? options->threads : 1);
    works->has_reader = works->pool != NULL && pthread_create(&works->reader, NULL, read_all, works) == 0;
    works->has_ticker = works->has_reader && pthread_create(&works->ticker, NULL, tick, works) == 0;
    if (works->has_ticker)
        return works;
    error_set(error, DIXIT_SYSTEM, 0, "%u threads could not be started.", options->threads);
    works_stop(works);
    works_free(works);
    return NULL;
}

void works_stop(struct works *works)
{
    if (works == NULL)
        return;
    pthread_mutex_lock(&works->lock);
    works->quit = true;
    atomic_store(&works->progress.stop, true);
    pthread_cond_broadcast(&works->news);
    pthread_mutex_unlock(&works->lock);
    if (works->has_reader)
        pthread_join(works->reader, NULL);
    if (works->has_ticker)
        pthread_join(works->ticker, NULL);
    works->has_reader = works->has_ticker = false;
}

void works_free(struct works *works)
{
    if (works == NULL)
        return;
    while (works->first != NULL) {
        struct work *work = works->first;
        works->first = work->next;
        work_free(work);
    }
    pool_free(works->pool);
    input_release(&works->input);
    arena_release(&works->scratch);
    pthread_cond_destroy(&works->news);
    pthread_mutex_destroy(&works->lock);
    struct arena memory = works->memory; /* which holds this */
    arena_release(&memory);
}
