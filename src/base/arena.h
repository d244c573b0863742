/* SPDX-License-Identifier: Apache-2.0 */
/* arena.h: memory named by its lifetime. One arena a document, one for a call's scratch; freed at once.
 *
 * The byte limit is the safety cap in service and the fault injector in tests: an allocation that would pass it
 * returns NULL and sets `failed`, and so does every later one until arena_rewind or arena_release (sticky), so that
 * a stage may push on and be stopped by read.c. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/span.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    struct arena_block *spare;  /* an empty one, kept for the next need */
    size_t used;                /* bytes handed out, with their padding */
    size_t held;                /* bytes taken from malloc */
    size_t limit;               /* cap on `used`; 0 for none */
    bool failed;                /* an allocation was refused */
};

struct arena_mark {
    struct arena_block *block;
    size_t block_used, used;
};

/* Starts an empty arena that hands out at most `limit` bytes (0: no limit). Takes no memory yet. */
void arena_init(struct arena *arena, size_t limit);

/* `size` bytes, zeroed, aligned to 16 (to 64 from 4096 bytes up). NULL when the limit or the system says no.
 * Valid until the arena is rewound before it or released. Size 0 gives a pointer that must not be read. */
void *arena_alloc(struct arena *arena, size_t size);

/* Room for `count` things of `size` bytes; NULL also when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of `length` bytes with a NUL after them; NULL when refused. */
char *arena_copy(struct arena *arena, const void *bytes, size_t length);

/* Grows a list's block to hold at least one more; used by list_push. False when refused. What is beyond the list's end is not zeroed;
 * the list moves, so that pointers into it are good until the next push only. */
bool arena_grow(struct arena *arena, void **at, uint32_t count, uint32_t *room, size_t size);

/* Gives a list's memory back where it has a block of its own (from 256 KiB on); used by list_drop. No mark may have been taken since
 * the list grew to that size. */
void arena_drop(struct arena *arena, void *at, uint32_t room, size_t size);

struct arena_mark arena_mark(const struct arena *arena);

/* Gives back everything allocated since the mark; the largest of their blocks is kept for reuse. */
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Frees all memory and leaves an empty arena with the same limit. */
void arena_release(struct arena *arena);

/* Has the C library return large blocks to the system as soon as they are freed, whatever was freed before (glibc keeps blocks of up to
 * 32 MiB once one of that size was freed). For a program's start; elsewhere than with glibc it does nothing. */
void arena_return_large(void);

/* Appends a value to a LIST; false (and the arena failed) when there is no room for it. */
#define list_push(arena, list, ...)                                                                \
    (((list)->count < (list)->room ||                                                              \
      arena_grow((arena), (void **)&(list)->at, (list)->count, &(list)->room, sizeof *(list)->at)) \
         ? ((list)->at[(list)->count++] = (__VA_ARGS__), true)                                     \
         : false)

/* Empties a LIST that is not read any more; see arena_drop. */
#define list_drop(arena, list)                                                                     \
    (arena_drop((arena), (list)->at, (list)->room, sizeof *(list)->at), (list)->at = NULL,         \
     (list)->count = (list)->room = 0)

#endif
