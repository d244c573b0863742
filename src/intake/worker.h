/* SPDX-License-Identifier: Apache-2.0 */
/* worker.h: the processes behind apart.h.
 *
 * The supervisor is forked before the program has threads, and does nothing but fork workers, end them, and start the programs that a worker asks for. A worker
 * confines itself and then takes files apart, one after the other; it is the only one that looks at their bytes. */
#ifndef INTAKE_WORKER_H
#define INTAKE_WORKER_H

#include "base/confine.h"

/* What the supervisor is told, through its socket; it answers each with a struct worker_answer. */
enum worker_order {
    WORKER_START = 1, /* the worker's socket comes along */
    WORKER_END,       /* end it, if it still runs, and say how it ended */
    WORKER_DESCRIBE,  /* confine a child and say what held */
};

struct worker_answer {
    int32_t good;
    int32_t signal;            /* of WORKER_END: what ended it; 0: by itself */
    struct confined confined;  /* of WORKER_DESCRIBE */
};

/* Starts the supervisor: its number and our end of the socket to it. False with errno. */
bool worker_start_supervisor(int *child, int *socket);

#endif
