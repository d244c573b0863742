/* SPDX-License-Identifier: Apache-2.0 */
/* engine.h: what the stages need besides the text. */
#ifndef CLI_ENGINE_H
#define CLI_ENGINE_H

#include "base/arena.h"
#include "base/error.h"
#include "model/model.h"
#include "text/pieces.h"

struct engine {
    struct model *model;
    struct vocabulary vocabulary;
    struct arena memory;
};

/* Opens the model of a name (model_path.h; NULL: the default one). False with the error set; to be closed either way. */
bool engine_open(struct engine *engine, const char *model, struct dixit_error *error);

/* An engine for the stages that work on the text alone. */
void engine_open_empty(struct engine *engine);
void engine_close(struct engine *engine);

/* The cores there are, from 1 to ENGINE_MOST_THREADS. */
enum { ENGINE_MOST_THREADS = 256 };
uint32_t engine_cores(void);

#endif
