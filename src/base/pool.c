/* SPDX-License-Identifier: Apache-2.0 */
/* Threads wait for a round; in a round everybody, the caller too, takes the next number until none is left. One lock
 * guards it all: the pieces are large (a window of a document, a document), so taking a number costs nothing that counts. */
#include "base/pool.h"

#include <pthread.h>
#include <stdlib.h>

struct worker {
    struct pool *pool;
    pthread_t thread;
    uint32_t number;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t start, done;
    struct worker *workers; /* the threads besides the caller */
    uint32_t threads;       /* the caller counted */
    uint64_t round;         /* counts the calls of pool_run */
    uint32_t next, count;   /* pieces of this round */
    uint32_t busy;          /* workers that have not finished this round */
    pool_task *task;
    void *context;
    bool quit;
};

/* Takes numbers until there is none; called and left with the lock held. */
static void take_pieces(struct pool *pool, uint32_t number)
{
    while (pool->next < pool->count) {
        uint32_t index = pool->next++;
        pool_task *task = pool->task;
        void *context = pool->context;
        pthread_mutex_unlock(&pool->lock);
        task(context, index, number);
        pthread_mutex_lock(&pool->lock);
    }
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct pool *pool = worker->pool;
    uint64_t seen = 0;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->quit && pool->round == seen)
            pthread_cond_wait(&pool->start, &pool->lock);
        if (pool->quit)
            break;
        seen = pool->round;
        take_pieces(pool, worker->number);
        if (--pool->busy == 0)
            pthread_cond_signal(&pool->done);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct pool *pool_new(uint32_t threads)
{
    struct pool *pool = calloc(1, sizeof *pool);
    struct worker *workers = calloc(threads == 0 ? 1 : threads, sizeof *workers);
    if (pool == NULL || workers == NULL) {
        free(pool);
        free(workers);
        return NULL;
    }
    pool->workers = workers;
    pool->threads = 1;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->start, NULL);
    pthread_cond_init(&pool->done, NULL);
    while (pool->threads < threads) {
        struct worker *worker = &workers[pool->threads - 1];
        *worker = (struct worker){.pool = pool, .number = pool->threads};
        if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
            pool_free(pool);
            return NULL;
        }
        pool->threads++;
    }
    return pool;
}

void pool_free(struct pool *pool)
{
    if (pool == NULL)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->quit = true;
    pthread_cond_broadcast(&pool->start);
    pthread_mutex_unlock(&pool->lock);
    for (uint32_t i = 0; i + 1 < pool->threads; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->start);
    pthread_mutex_destroy(&pool->lock);
    free(pool->workers);
    free(pool);
}

uint32_t pool_threads(const struct pool *pool)
{
    return pool == NULL ? 1 : pool->threads;
}

void pool_run(struct pool *pool, uint32_t count, pool_task *task, void *context)
{
    if (pool == NULL || pool->threads == 1 || count <= 1) {
        for (uint32_t index = 0; index < count; index++)
            task(context, index, 0);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->task = task;
    pool->context = context;
    pool->next = 0;
    pool->count = count;
    pool->busy = pool->threads - 1;
    pool->round++;
    pthread_cond_broadcast(&pool->start);
    take_pieces(pool, 0);
    while (pool->busy > 0)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}
