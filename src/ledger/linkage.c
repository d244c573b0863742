/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/linkage.h"

#include <string.h>

struct sum {
    uint64_t key; /* (a + 1) << 32 | b with a < b, 0 for an empty slot */
    float value;
};

struct bound {
    float value;
    uint32_t a, b;
};

struct linkage {
    struct arena *memory;
    struct sum *sums;
    uint32_t mask, used;
    struct bound *heap;
    uint32_t n_heap, heap_room;
    uint32_t *parent, *size, *head, *tail, *next, *other; /* neighbours: lists of other[] joined by next[] */
    uint32_t *degree, *seen;
};

static uint64_t key_of(uint32_t a, uint32_t b)
{
    return a < b ? (uint64_t)(a + 1) << 32 | b : (uint64_t)(b + 1) << 32 | a;
}

static struct sum *slot(struct linkage *l, uint64_t key)
{
    uint64_t at = (key * 0x9E3779B97F4A7C15ULL >> 24) & l->mask;
    while (l->sums[at].key != 0 && l->sums[at].key != key)
        at = (at + 1) & l->mask;
    return &l->sums[at];
}

static float sum_of(struct linkage *l, uint32_t a, uint32_t b)
{
    const struct sum *sum = slot(l, key_of(a, b));
    return sum->key == 0 ? 0 : sum->value;
}

/* Adds to the sum of two clusters. */
static bool add_sum(struct linkage *l, uint32_t a, uint32_t b, float value)
{
    if ((uint64_t)l->used * 2 > l->mask) {
        uint32_t old = l->mask + 1;
        struct sum *before = l->sums;
        l->sums = arena_array(l->memory, (size_t)old * 2, sizeof *l->sums);
        if (l->sums == NULL)
            return false;
        l->mask = old * 2 - 1;
        for (uint32_t i = 0; i < old; i++)
            if (before[i].key != 0)
                *slot(l, before[i].key) = before[i];
    }
    struct sum *sum = slot(l, key_of(a, b));
    l->used += sum->key == 0;
    sum->key = key_of(a, b);
    sum->value += value;
    return true;
}

static bool above(const struct bound *x, const struct bound *y)
{
    if (x->value != y->value)
        return x->value > y->value;
    return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static bool push(struct linkage *l, uint32_t a, uint32_t b, float value)
{
    if (l->n_heap == l->heap_room && !arena_grow(l->memory, (void **)&l->heap, l->n_heap, &l->heap_room, sizeof *l->heap))
        return false;
    struct bound bound = {value, a < b ? a : b, a < b ? b : a};
    uint32_t i = l->n_heap++;
    for (; i > 0 && above(&bound, &l->heap[(i - 1) / 2]); i = (i - 1) / 2)
        l->heap[i] = l->heap[(i - 1) / 2];
    l->heap[i] = bound;
    return true;
}

static struct bound pop(struct linkage *l)
{
    struct bound top = l->heap[0], last = l->heap[--l->n_heap];
    uint32_t i = 0;
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= l->n_heap)
            break;
        if (child + 1 < l->n_heap && above(&l->heap[child + 1], &l->heap[child]))
            child++;
        if (!above(&l->heap[child], &last))
            break;
        l->heap[i] = l->heap[child];
        i = child;
    }
    l->heap[i] = last;
    return top;
}

static uint32_t root(struct linkage *l, uint32_t thing)
{
    while (l->parent[thing] != thing)
        thing = l->parent[thing] = l->parent[l->parent[thing]];
    return thing;
}

static float mean(struct linkage *l, uint32_t a, uint32_t b)
{
    return sum_of(l, a, b) / ((float)l->size[a] * (float)l->size[b]);
}

/* Joins b to a, which has the more neighbours. */
static bool join(struct linkage *l, uint32_t a, uint32_t b)
{
    l->parent[b] = a;
    l->size[a] += l->size[b];
    for (uint32_t i = l->head[b]; i != NONE; i = l->next[i]) {
        uint32_t k = root(l, l->other[i]);
        if (k == a || l->seen[k] == b + 1)
            continue;
        l->seen[k] = b + 1;
        if (!add_sum(l, a, k, sum_of(l, b, k)) || !push(l, a, k, mean(l, a, k)))
            return false;
    }
    if (l->head[b] != NONE) {
        if (l->head[a] == NONE)
            l->head[a] = l->head[b];
        else
            l->next[l->tail[a]] = l->head[b];
        l->tail[a] = l->tail[b];
        l->degree[a] += l->degree[b];
    }
    return true;
}

static void add_neighbour(struct linkage *l, uint32_t a, uint32_t b, uint32_t at)
{
    l->other[at] = b;
    l->next[at] = l->head[a];
    if (l->head[a] == NONE)
        l->tail[a] = at;
    l->head[a] = at;
    l->degree[a]++;
}

static bool prepare(struct linkage *l, uint32_t count, const struct likeness *likenesses, uint32_t n)
{
    uint32_t **lists[] = {&l->parent, &l->size, &l->head, &l->tail, &l->degree, &l->seen};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        *lists[i] = arena_array(l->memory, (size_t)count + 1, sizeof **lists[i]);
    l->next = arena_array(l->memory, (size_t)n * 2 + 1, sizeof *l->next);
    l->other = arena_array(l->memory, (size_t)n * 2 + 1, sizeof *l->other);
    l->mask = 63;
    while (l->mask < n * 2)
        l->mask = l->mask * 2 + 1;
    l->sums = arena_array(l->memory, (size_t)l->mask + 1, sizeof *l->sums);
    if (l->memory->failed)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        l->parent[i] = i;
        l->size[i] = 1;
        l->head[i] = l->tail[i] = NONE;
    }
    for (uint32_t i = 0; i < n; i++) {
        add_neighbour(l, likenesses[i].a, likenesses[i].b, 2 * i);
        add_neighbour(l, likenesses[i].b, likenesses[i].a, 2 * i + 1);
        if (!add_sum(l, likenesses[i].a, likenesses[i].b, likenesses[i].value) || !push(l, likenesses[i].a, likenesses[i].b, likenesses[i].value))
            return false;
    }
    return true;
}

bool linkage_cluster(struct arena *scratch, uint32_t count, const struct likeness *likenesses, uint32_t n, float least, uint32_t *cluster)
{
    struct linkage l = {.memory = scratch};
    if (!prepare(&l, count, likenesses, n))
        return false;
    while (l.n_heap > 0 && l.heap[0].value >= least) {
        struct bound top = pop(&l);
        if (l.parent[top.a] != top.a || l.parent[top.b] != top.b)
            continue; /* one of them has joined another; its own bounds stand elsewhere */
        float now = mean(&l, top.a, top.b);
        if (now < top.value) {
            if (now >= least && !push(&l, top.a, top.b, now))
                return false;
            continue;
        }
        bool first = l.degree[top.a] >= l.degree[top.b];
        if (!join(&l, first ? top.a : top.b, first ? top.b : top.a))
            return false;
    }
    for (uint32_t i = 0; i < count; i++)
        cluster[i] = NONE;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t r = root(&l, i);
        if (l.seen[r] != NONE) { /* the first of its cluster: remember it there */
            l.seen[r] = NONE;
            l.head[r] = i;
        }
        cluster[i] = l.head[r];
    }
    return true;
}
