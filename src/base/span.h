/* SPDX-License-Identifier: Apache-2.0 */
/* span.h: runs of bytes, missing indices, and growing arrays that live in an arena. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A run of bytes of doc->text: first byte, and the byte after the last. */
struct span {
    uint32_t start, end;
};

/* The index of something that is not there. */
#define NONE UINT32_MAX

/* Bytes with their length; not terminated. Borrowed unless said otherwise. */
struct str {
    const char *at;
    size_t length;
};

/* An array that grows in an arena: `LIST(struct span) source;`. All zero is the empty list.
 * Append with list_push (arena.h), which may move it. */
#define LIST(T)                                                                                    \
    struct {                                                                                       \
        T *at;                                                                                     \
        uint32_t count, room;                                                                      \
    }

/* The list type that passes between functions. */
struct spans {
    struct span *at;
    uint32_t count, room;
};

/* True when every byte of `inner` is a byte of `outer`. */
static inline bool span_holds(struct span outer, struct span inner)
{
    return outer.start <= inner.start && inner.end <= outer.end;
}

/* True when the spans share a byte. */
static inline bool span_meets(struct span a, struct span b)
{
    return a.start < b.end && b.start < a.end;
}

#endif
