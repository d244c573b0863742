/* SPDX-License-Identifier: Apache-2.0 */
/* A chain of blocks, the newest first. Memory is handed out from the newest block by moving a mark; a block that is
 * full stays where it is. Of the blocks that a rewind empties the largest is kept as a spare, the others go back to the
 * system.
 *
 * Memory in a block that nobody may read is poisoned when AddressSanitizer is on, and so is the gap between two
 * allocations, so that a pointer kept past a rewind or an index one too far is caught where it is used. */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(ARENA_ASAN)
#include <sanitizer/asan_interface.h>
#define POISON(at, size) ASAN_POISON_MEMORY_REGION(at, size)
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION(at, size)
enum { GAP = 16 }; /* between two allocations, never readable */
#else
#define POISON(at, size) ((void)(at), (void)(size))
#define UNPOISON(at, size) ((void)(at), (void)(size))
enum { GAP = 0 };
#endif

enum { SMALL_ALIGN = 16, LARGE_ALIGN = 64, LARGE = 4096, FIRST_BLOCK = 4096, MOST_BLOCK = 4 << 20 };

struct arena_block {
    struct arena_block *before; /* the older block */
    size_t size, used;          /* of the bytes that follow this header */
};

/* The bytes of a block begin at a multiple of 64. */
enum { HEADER = (sizeof(struct arena_block) + LARGE_ALIGN - 1) / LARGE_ALIGN * LARGE_ALIGN };

static char *block_bytes(struct arena_block *block)
{
    return (char *)block + HEADER;
}

void arena_init(struct arena *arena, size_t limit)
{
    *arena = (struct arena){.limit = limit};
}

static void *refuse(struct arena *arena)
{
    arena->failed = true;
    return NULL;
}

static void free_block(struct arena *arena, struct arena_block *block)
{
    arena->held -= HEADER + block->size;
    UNPOISON(block_bytes(block), block->size);
    free(block);
}

/* A block with room for `least` bytes, in front of the others: the spare one, or a new one. Blocks grow with the arena. */
static struct arena_block *add_block(struct arena *arena, size_t least)
{
    struct arena_block *block = arena->spare;
    if (block != NULL && block->size >= least) {
        arena->spare = NULL;
        block->before = arena->blocks;
        return arena->blocks = block;
    }
    size_t size = arena->held < FIRST_BLOCK ? FIRST_BLOCK : arena->held < MOST_BLOCK ? arena->held : MOST_BLOCK;
    if (size < least)
        size = least;
    size = (size + HEADER + LARGE_ALIGN - 1) / LARGE_ALIGN * LARGE_ALIGN;
    if (size < least || (block = aligned_alloc(LARGE_ALIGN, size)) == NULL)
        return NULL;
    *block = (struct arena_block){.before = arena->blocks, .size = size - HEADER};
    POISON(block_bytes(block), block->size);
    arena->blocks = block;
    arena->held += size;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (arena->failed || size > SIZE_MAX / 4)
        return refuse(arena);
    size_t align = size >= LARGE ? LARGE_ALIGN : SMALL_ALIGN;
    size_t padded = (size + align - 1) / align * align + GAP;
    if (arena->limit != 0 && (arena->used > arena->limit || padded > arena->limit - arena->used))
        return refuse(arena);
    struct arena_block *block = arena->blocks;
    size_t start = block == NULL ? 0 : (block->used + align - 1) / align * align;
    if (block == NULL || start > block->size || padded > block->size - start) {
        block = add_block(arena, padded);
        start = 0;
        if (block == NULL)
            return refuse(arena);
    }
    char *at = block_bytes(block) + start;
    block->used = start + padded;
    arena->used += padded;
    UNPOISON(at, size);
    return memset(at, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        return refuse(arena);
    return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t length)
{
    char *copy = length == SIZE_MAX ? refuse(arena) : arena_alloc(arena, length + 1);
    if (copy != NULL && length != 0)
        memcpy(copy, bytes, length);
    return copy;
}

bool arena_grow(struct arena *arena, void **at, uint32_t count, uint32_t *room, size_t size)
{
    uint64_t more = *room < 8 ? 8 : (uint64_t)*room + *room / 2;
    if (more > UINT32_MAX)
        more = UINT32_MAX;
    void *larger = more <= count ? refuse(arena) : arena_array(arena, (size_t)more, size);
    if (larger == NULL)
        return false;
    if (count != 0)
        memcpy(larger, *at, count * size);
    *at = larger;
    *room = (uint32_t)more;
    return true;
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->blocks, arena->blocks == NULL ? 0 : arena->blocks->used, arena->used};
}

/* Empties a block and keeps it as the spare one, or frees it where the spare is larger. */
static void put_aside(struct arena *arena, struct arena_block *block)
{
    if (arena->spare != NULL && arena->spare->size >= block->size) {
        free_block(arena, block);
        return;
    }
    if (arena->spare != NULL)
        free_block(arena, arena->spare);
    POISON(block_bytes(block), block->size);
    block->used = 0;
    arena->spare = block;
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    while (arena->blocks != mark.block) {
        struct arena_block *block = arena->blocks;
        arena->blocks = block->before;
        put_aside(arena, block);
    }
    if (arena->blocks != NULL) {
        POISON(block_bytes(arena->blocks) + mark.block_used, arena->blocks->size - mark.block_used);
        arena->blocks->used = mark.block_used;
    }
    arena->used = mark.used;
    arena->failed = false;
}

void arena_release(struct arena *arena)
{
    if (arena->spare != NULL)
        free_block(arena, arena->spare);
    while (arena->blocks != NULL) {
        struct arena_block *block = arena->blocks;
        arena->blocks = block->before;
        free_block(arena, block);
    }
    arena_init(arena, arena->limit);
}
