/* SPDX-License-Identifier: Apache-2.0 */
/* pool.h: threads that share out numbered pieces of work. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/span.h"

struct pool;

/* Does piece `index` (each exactly once); `thread` is 0 … threads − 1 and never used twice at once, so that scratch
 * memory can be kept by thread. */
typedef void pool_task(void *context, uint32_t index, uint32_t thread);

/* `threads` ≥ 1, the caller's counted: with 1 no thread is made and everything runs in the caller. NULL when the system
 * gives none. */
struct pool *pool_new(uint32_t threads);
void pool_free(struct pool *pool);
uint32_t pool_threads(const struct pool *pool);

/* Runs pieces 0 … count − 1 and returns when all are done. One call at a time; a task must not call it on the same pool. A NULL
 * pool runs them in the caller, as thread 0. */
void pool_run(struct pool *pool, uint32_t count, pool_task *task, void *context);

#endif
