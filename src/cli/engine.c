/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/engine.h"

#include <unistd.h>

#include "base/buf.h"
#include "cli/model_path.h"

void engine_open_empty(struct engine *engine)
{
    engine->model = NULL;
    arena_init(&engine->memory, 0);
}

bool engine_open(struct engine *engine, const char *model, struct dixit_error *error)
{
    struct buf path;
    engine_open_empty(engine);
    buf_init(&path, 0);
    if (model_path_find(model != NULL ? model : "default", &path, error))
        engine->model = model_open(path.at, error);
    buf_release(&path);
    if (engine->model == NULL)
        return false;
    struct str pieces = model_vocabulary(engine->model);
    return text_vocabulary_init(&engine->vocabulary, pieces.at, pieces.length, &engine->memory, error);
}

void engine_close(struct engine *engine)
{
    if (engine->model != NULL)
        model_close(engine->model);
    arena_release(&engine->memory);
}

uint32_t engine_cores(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > ENGINE_MOST_THREADS ? ENGINE_MOST_THREADS : (uint32_t)cores;
}
