/* SPDX-License-Identifier: Apache-2.0 */
/* Open addressing with linear steps; the hash is SHA-256's, so nobody can choose ids that collide. */
#include "intake/seen.h"

#include <string.h>

#include "base/sha256.h"

enum { FIRST_ROOM = 1 << 10, MOST_ROOM = 1 << 20 };

void seen_init(struct seen *seen)
{
    *seen = (struct seen){0};
    arena_init(&seen->memory, 0);
}

void seen_release(struct seen *seen)
{
    arena_release(&seen->memory);
    *seen = (struct seen){0};
}

static uint64_t key_of(const char *id, size_t length)
{
    struct sha256 hash;
    uint8_t digest[32];
    sha256_init(&hash);
    sha256_add(&hash, id, length);
    sha256_finish(&hash, digest);
    uint64_t key;
    memcpy(&key, digest, sizeof key);
    return key | 1; /* 0 is an empty slot */
}

/* The slot that holds the key, or the empty one where it belongs. */
static uint64_t *slot_of(uint64_t *slots, uint32_t room, uint64_t key)
{
    uint32_t at = (uint32_t)(key >> 32) & (room - 1);
    while (slots[at] != 0 && slots[at] != key)
        at = (at + 1) & (room - 1);
    return &slots[at];
}

static bool grow(struct seen *seen)
{
    uint32_t room = seen->room == 0 ? FIRST_ROOM : seen->room * 2;
    if (room > MOST_ROOM)
        return false;
    struct arena larger;
    arena_init(&larger, 0);
    uint64_t *slots = arena_array(&larger, room, sizeof *slots);
    if (slots == NULL) {
        arena_release(&larger);
        return false;
    }
    for (uint32_t i = 0; i < seen->room; i++)
        if (seen->slots[i] != 0)
            *slot_of(slots, room, seen->slots[i]) = seen->slots[i];
    arena_release(&seen->memory);
    seen->memory = larger;
    seen->slots = slots;
    seen->room = room;
    return true;
}

bool seen_add(struct seen *seen, const char *id, size_t length)
{
    bool roomy = seen->count < seen->room / 4 * 3 || grow(seen);
    if (seen->room == 0)
        return false;
    uint64_t key = key_of(id, length);
    uint64_t *slot = slot_of(seen->slots, seen->room, key);
    if (*slot == key)
        return true;
    if (roomy) {
        *slot = key;
        seen->count++;
    }
    return false;
}
