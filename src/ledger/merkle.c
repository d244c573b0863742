/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/merkle.h"

#include <assert.h>
#include <string.h>

#include "base/sha256.h"

struct merkle_hash merkle_leaf(const void *entry, size_t length)
{
    struct sha256 hash;
    struct merkle_hash out;
    sha256_init(&hash);
    sha256_add(&hash, "\0", 1);
    sha256_add(&hash, entry, length);
    sha256_finish(&hash, out.at);
    return out;
}

struct merkle_hash merkle_node(const struct merkle_hash *left, const struct merkle_hash *right)
{
    struct sha256 hash;
    struct merkle_hash out;
    sha256_init(&hash);
    sha256_add(&hash, "\1", 1);
    sha256_add(&hash, left->at, MERKLE_HASH);
    sha256_add(&hash, right->at, MERKLE_HASH);
    sha256_finish(&hash, out.at);
    return out;
}

bool merkle_equal(const struct merkle_hash *a, const struct merkle_hash *b)
{
    return memcmp(a->at, b->at, MERKLE_HASH) == 0;
}

static uint32_t ones(uint64_t bits)
{
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

/* Leaf m makes one subtree complete, itself, and one more for each trailing 1 bit of m: 2m − ones(m) before it. */
uint64_t merkle_nodes(uint64_t size)
{
    return 2 * size - ones(size);
}

uint64_t merkle_position(uint32_t level, uint64_t index)
{
    return merkle_nodes(((index + 1) << level) - 1) + level;
}

bool merkle_add(struct merkle *tree, const struct merkle_hash *leaf, merkle_keep *keep, void *context)
{
    assert(tree->count < MERKLE_DEEPEST);
    uint64_t position = merkle_nodes(tree->size);
    struct merkle_hash hash = *leaf;
    if (keep != NULL && !keep(context, position, &hash))
        return false;
    for (uint64_t bits = tree->size; (bits & 1) != 0; bits >>= 1) {
        hash = merkle_node(&tree->roots[--tree->count], &hash);
        if (keep != NULL && !keep(context, ++position, &hash))
            return false;
    }
    tree->roots[tree->count++] = hash;
    tree->size++;
    return true;
}

bool merkle_resume(struct merkle *tree, uint64_t size, merkle_fetch *fetch, void *context)
{
    *tree = (struct merkle){.size = size};
    uint64_t start = 0;
    for (uint32_t level = MERKLE_DEEPEST - 1; level < MERKLE_DEEPEST; level--) {
        if ((size >> level & 1) == 0)
            continue;
        if (!fetch(context, merkle_position(level, start >> level), &tree->roots[tree->count++]))
            return false;
        start += (uint64_t)1 << level;
    }
    return true;
}

struct merkle_hash merkle_root(const struct merkle *tree)
{
    struct merkle_hash root;
    if (tree->count == 0) {
        struct sha256 hash;
        sha256_init(&hash);
        sha256_finish(&hash, root.at);
        return root;
    }
    root = tree->roots[tree->count - 1];
    for (uint32_t i = tree->count - 1; i-- > 0;)
        root = merkle_node(&tree->roots[i], &root);
    return root;
}

/* The largest power of two below size ≥ 2. */
static uint64_t split(uint64_t size)
{
    uint64_t k = 1;
    while (k < size - k)
        k <<= 1;
    return k;
}

/* The hash of leaves start … start + size − 1, where start is a multiple of the power of two that size needs, as in every split. */
static bool range_hash(uint64_t start, uint64_t size, merkle_fetch *fetch, void *context, struct merkle_hash *hash)
{
    struct merkle part = {.size = size};
    for (uint32_t level = MERKLE_DEEPEST - 1; level < MERKLE_DEEPEST; level--) {
        if ((size >> level & 1) == 0)
            continue;
        if (!fetch(context, merkle_position(level, start >> level), &part.roots[part.count++]))
            return false;
        start += (uint64_t)1 << level;
    }
    *hash = merkle_root(&part);
    return true;
}

/* Turns the first `count` hashes, found from the root down, into the order of the proof. */
static void reverse(struct merkle_proof *proof)
{
    for (uint32_t i = 0, j = proof->count; i + 1 < j; i++) {
        struct merkle_hash held = proof->at[i];
        proof->at[i] = proof->at[--j];
        proof->at[j] = held;
    }
}

/* PATH(m, D[n]) of RFC 6962, 2.1.1: from the root down the other side of each split. */
bool merkle_prove_inclusion(uint64_t index, uint64_t size, merkle_fetch *fetch, void *context, struct merkle_proof *proof)
{
    assert(index < size);
    uint64_t start = 0;
    proof->count = 0;
    while (size > 1) {
        uint64_t k = split(size);
        bool left = index - start < k;
        if (!range_hash(left ? start + k : start, left ? size - k : k, fetch, context, &proof->at[proof->count++]))
            return false;
        start += left ? 0 : k;
        size = left ? k : size - k;
    }
    reverse(proof);
    return true;
}

/* SUBPROOF(m, D[n], true) of RFC 6962, 2.1.2: down to the subtree that the old tree ends with; its own hash is left out while it is the
 * whole of the old tree, which the checker has. */
bool merkle_prove_consistency(uint64_t old, uint64_t size, merkle_fetch *fetch, void *context, struct merkle_proof *proof)
{
    assert(old <= size);
    uint64_t start = 0;
    bool whole = true;
    proof->count = 0;
    if (old == 0 || old == size)
        return true;
    while (old != size) {
        uint64_t k = split(size);
        bool left = old <= k;
        if (!range_hash(left ? start + k : start, left ? size - k : k, fetch, context, &proof->at[proof->count++]))
            return false;
        if (left) {
            size = k;
        } else {
            start += k;
            old -= k;
            size -= k;
            whole = false;
        }
    }
    if (!whole && !range_hash(start, size, fetch, context, &proof->at[proof->count++]))
        return false;
    reverse(proof);
    return true;
}

bool merkle_check_inclusion(uint64_t index, uint64_t size, const struct merkle_hash *leaf, const struct merkle_proof *proof,
                            const struct merkle_hash *root)
{
    if (index >= size)
        return false;
    uint64_t fn = index, sn = size - 1; /* the names of RFC 9162 */
    struct merkle_hash r = *leaf;
    for (uint32_t i = 0; i < proof->count; i++) {
        if (sn == 0)
            return false;
        if ((fn & 1) != 0 || fn == sn) {
            r = merkle_node(&proof->at[i], &r);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = merkle_node(&r, &proof->at[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && merkle_equal(&r, root);
}

bool merkle_check_consistency(uint64_t old, uint64_t size, const struct merkle_hash *old_root, const struct merkle_hash *root,
                              const struct merkle_proof *proof)
{
    struct merkle_hash none = merkle_root(&(struct merkle){0});
    if (old > size || (size == 0 && !merkle_equal(root, &none)))
        return false;
    if (old == 0 || old == size)
        return proof->count == 0 && merkle_equal(old_root, old == 0 ? &none : root);
    uint64_t fn = old - 1, sn = size - 1;
    uint32_t next = 0;
    for (; (fn & 1) != 0; fn >>= 1)
        sn >>= 1;
    struct merkle_hash fr = *old_root, sr = *old_root;
    if ((old & (old - 1)) != 0) { /* a power of two is its own first hash */
        if (proof->count == 0)
            return false;
        fr = sr = proof->at[next++];
    }
    for (; next < proof->count; next++) {
        const struct merkle_hash *c = &proof->at[next];
        if (sn == 0)
            return false;
        if ((fn & 1) != 0 || fn == sn) {
            fr = merkle_node(c, &fr);
            sr = merkle_node(c, &sr);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            sr = merkle_node(&sr, c);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && merkle_equal(&fr, old_root) && merkle_equal(&sr, root);
}
