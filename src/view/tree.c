/* SPDX-License-Identifier: Apache-2.0 */
#include "view/tree.h"

struct links {
    uint32_t *first, *next; /* nested attributions of each, and the one after each; NONE for none */
    uint32_t *waiting;      /* a stack */
};

static bool links_init(struct links *links, const struct doc *doc, struct arena *memory)
{
    uint32_t count = doc->attributions.count;
    links->first = arena_array(memory, count, sizeof *links->first);
    links->next = arena_array(memory, count, sizeof *links->next);
    links->waiting = arena_array(memory, count, sizeof *links->waiting);
    if (links->first == NULL || links->next == NULL || links->waiting == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++)
        links->first[i] = links->next[i] = NONE;
    for (uint32_t i = count; i-- > 0;) { /* backwards, so that each chain runs forwards */
        uint32_t parent = doc->attributions.at[i].parent;
        if (parent < count) {
            links->next[i] = links->first[parent];
            links->first[parent] = i;
        }
    }
    return true;
}

struct tree_row *tree_rows(const struct doc *doc, struct arena *memory)
{
    struct links links;
    uint32_t count = doc->attributions.count, done = 0;
    struct tree_row *rows = arena_array(memory, count, sizeof *rows);
    uint32_t *depths = arena_array(memory, count, sizeof *depths);
    if (rows == NULL || depths == NULL || !links_init(&links, doc, memory))
        return NULL;
    for (uint32_t top = 0; top < count; top++) {
        if (doc->attributions.at[top].parent < count)
            continue;
        uint32_t waiting = 0;
        links.waiting[waiting++] = top;
        while (waiting > 0) {
            uint32_t index = links.waiting[--waiting], begin = waiting;
            rows[done++] = (struct tree_row){index, depths[index]};
            for (uint32_t child = links.first[index]; child != NONE; child = links.next[child]) {
                depths[child] = depths[index] + 1;
                links.waiting[waiting++] = child;
            }
            for (uint32_t a = begin, b = waiting; a + 1 < b; a++, b--) { /* the first child on top */
                uint32_t other = links.waiting[a];
                links.waiting[a] = links.waiting[b - 1];
                links.waiting[b - 1] = other;
            }
        }
    }
    return done == count ? rows : NULL;
}
