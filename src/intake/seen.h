/* SPDX-License-Identifier: Apache-2.0 */
/* seen.h: which ids a stream has had. Keeps 8 bytes of each id's SHA-256, so that an id is taken for another once in 10^7
 * runs at the very most, and the ids of the first 786,432 documents only, so that memory does not grow with the stream. */
#ifndef INTAKE_SEEN_H
#define INTAKE_SEEN_H

#include "base/arena.h"

struct seen {
    struct arena memory;
    uint64_t *slots; /* 0: empty */
    uint32_t count, room;
};

void seen_init(struct seen *seen);
void seen_release(struct seen *seen);

/* True when the id was added before. Remembers it if there is room. */
bool seen_add(struct seen *seen, const char *id, size_t length);

#endif
