/* SPDX-License-Identifier: Apache-2.0 */
/* A chain of blocks, the newest first. A list of a quarter megabyte and more has a block of its own, which moves when the list
 * grows, so that a long document does not keep every size that its lists once had. Memory is handed out from the newest block by moving a mark; a block that is
 * full stays where it is. Of the blocks that a rewind empties the largest is kept as a spare, the others go back to the
 * system.
 *
 * Memory in a block that nobody may read is poisoned when AddressSanitizer is on, and so is the gap between two
 * allocations, so that a pointer kept past a rewind or an index one too far is caught where it is used. */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

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

enum {
    SMALL_ALIGN = 16,
    LARGE_ALIGN = 64,
    LARGE = 4096, /* bytes from which the larger alignment holds */
    FIRST_BLOCK = 4096,
    MOST_BLOCK = 4 << 20,
    MOVED = 256 << 10 /* bytes of a list from which it has a block of its own that moves when it grows */
};

/* The header stands apart from its bytes, so that a mark stays good when the bytes of a growing list move. */
struct arena_block {
    struct arena_block *before; /* the older block */
    size_t size, used;          /* of the bytes */
    char *bytes;                /* at a multiple of 64 */
};

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
    arena->held -= block->size;
    UNPOISON(block->bytes, block->size);
    free(block->bytes);
    free(block);
}

/* A block of `size` bytes, a multiple of 64, in front of the others; NULL for 0 or when the system gives none. */
static struct arena_block *new_block(struct arena *arena, size_t size)
{
    struct arena_block *block = size == 0 ? NULL : malloc(sizeof *block);
    if (block == NULL)
        return NULL;
    *block = (struct arena_block){.before = arena->blocks, .size = size, .bytes = aligned_alloc(LARGE_ALIGN, size)};
    if (block->bytes == NULL) {
        free(block);
        return NULL;
    }
    POISON(block->bytes, size);
    arena->held += size;
    return arena->blocks = block;
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
    size = (size + LARGE_ALIGN - 1) / LARGE_ALIGN * LARGE_ALIGN;
    return new_block(arena, size < least ? 0 : size);
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
    char *at = block->bytes + start;
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

/* The block that holds nothing but the list at `at`; NULL when there is none. */
static struct arena_block *own_block(struct arena *arena, const void *at, size_t padded)
{
    for (struct arena_block *block = arena->blocks; block != NULL; block = block->before)
        if (block->bytes == at)
            return block->used == padded ? block : NULL;
    return NULL;
}

/* Makes the bytes of a block larger, where they are or elsewhere. */
static bool widen_block(struct arena *arena, struct arena_block *block, size_t size)
{
    UNPOISON(block->bytes, block->size);
    char *bytes = realloc(block->bytes, size);
    if (bytes == NULL)
        return false;
    if ((uintptr_t)bytes % LARGE_ALIGN != 0) {
        char *aligned = aligned_alloc(LARGE_ALIGN, size);
        if (aligned != NULL)
            memcpy(aligned, bytes, block->used);
        free(bytes);
        bytes = aligned;
    }
    arena->held += size - block->size;
    block->bytes = bytes; /* NULL when even that failed: the arena has failed then, and nothing of it is used */
    block->size = size;
    return bytes != NULL;
}

/* Grows a large list in its own block; false when it has none or there is no memory (then the arena has failed). */
static bool grow_in_place(struct arena *arena, void **at, size_t old_size, size_t size)
{
    size_t padded = (old_size + LARGE_ALIGN - 1) / LARGE_ALIGN * LARGE_ALIGN + GAP;
    size_t wanted = (size + LARGE_ALIGN - 1) / LARGE_ALIGN * LARGE_ALIGN + GAP;
    struct arena_block *block = arena->failed || size > SIZE_MAX / 4 ? NULL : own_block(arena, *at, padded);
    if (block == NULL)
        return false;
    if (arena->limit != 0 && wanted - padded > arena->limit - arena->used)
        return refuse(arena) != NULL;
    size_t room = (wanted + LARGE_ALIGN - 1) / LARGE_ALIGN * LARGE_ALIGN;
    if (room > block->size && !widen_block(arena, block, room))
        return refuse(arena) != NULL;
    arena->used += wanted - padded;
    block->used = wanted;
    POISON(block->bytes + size, block->size - size);
    UNPOISON(block->bytes, size);
    *at = block->bytes;
    return true;
}

/* A fresh block for a list that is large enough to have its own. */
static void *list_block(struct arena *arena, size_t size)
{
    size_t padded = (size + LARGE_ALIGN - 1) / LARGE_ALIGN * LARGE_ALIGN + GAP;
    if (arena->failed || (arena->limit != 0 && (arena->used > arena->limit || padded > arena->limit - arena->used)))
        return refuse(arena);
    struct arena_block *block = new_block(arena, (padded + LARGE_ALIGN - 1) / LARGE_ALIGN * LARGE_ALIGN);
    if (block == NULL)
        return refuse(arena);
    block->used = padded;
    arena->used += padded;
    UNPOISON(block->bytes, size);
    return block->bytes;
}

bool arena_grow(struct arena *arena, void **at, uint32_t count, uint32_t *room, size_t size)
{
    uint64_t more = *room == 0 ? (size < SMALL_ALIGN ? SMALL_ALIGN / size : 1) : *room < 8 ? *room * 2 : (uint64_t)*room + *room / 2;
    if (more > UINT32_MAX)
        more = UINT32_MAX;
    bool large = more > count && more <= SIZE_MAX / 4 / size && more * size >= MOVED;
    if (large && grow_in_place(arena, at, *room * size, (size_t)more * size)) {
        *room = (uint32_t)more;
        return true;
    }
    void *larger = more <= count ? refuse(arena) : large ? list_block(arena, (size_t)more * size) : arena_array(arena, (size_t)more, size);
    if (larger == NULL)
        return false;
    if (count != 0)
        memcpy(larger, *at, count * size);
    *at = larger;
    *room = (uint32_t)more;
    return true;
}

void arena_drop(struct arena *arena, void *at, uint32_t room, size_t size)
{
    size_t padded = (room * size + LARGE_ALIGN - 1) / LARGE_ALIGN * LARGE_ALIGN + GAP;
    struct arena_block *block = at == NULL || room * size < MOVED ? NULL : own_block(arena, at, padded);
    if (block == NULL)
        return;
    struct arena_block **link = &arena->blocks;
    while (*link != block)
        link = &(*link)->before;
    *link = block->before;
    arena->used -= padded;
    free_block(arena, block);
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
    POISON(block->bytes, block->size);
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
        POISON(arena->blocks->bytes + mark.block_used, arena->blocks->size - mark.block_used);
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

void arena_return_large(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, MOVED);
#endif
}
