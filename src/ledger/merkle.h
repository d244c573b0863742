/* SPDX-License-Identifier: Apache-2.0 */
/* merkle.h: the Merkle tree of RFC 6962: a hash that stands for a whole list, grows with it in O(log n), and proofs of O(log n) hashes that an entry is
 * in the list and that one list begins with another.
 *
 *     leaf hash   SHA-256(00 ‖ entry)
 *     node hash   SHA-256(01 ‖ left ‖ right); of n > 1 leaves the left side has the largest power of two below n
 *     empty tree  SHA-256()
 *
 * A tree of n leaves is a row of complete subtrees, one for each bit of n, the largest to the left. struct merkle holds their roots. Every complete subtree,
 * single leaves among them, has a position: they are counted in the order in which they become complete, so that a growing list only
 * ever appends nodes:
 *
 *     leaves        0   1        2   3              4
 *     positions     0   1 [2]    3   4 [5] [6]      7     [2] = 0–1, [5] = 2–3, [6] = 0–3
 */
#ifndef LEDGER_MERKLE_H
#define LEDGER_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MERKLE_DEEPEST = 64, MERKLE_HASH = 32 };

struct merkle_hash {
    uint8_t at[MERKLE_HASH];
};

/* The complete subtrees of the leaves so far, left to right. All zero is the empty tree. */
struct merkle {
    uint64_t size; /* leaves */
    uint32_t count;
    struct merkle_hash roots[MERKLE_DEEPEST];
};

/* An inclusion or consistency proof: hashes in the order of RFC 6962. */
struct merkle_proof {
    uint32_t count;
    struct merkle_hash at[2 * MERKLE_DEEPEST];
};

/* Fetches the node at a position; false when there is none. */
typedef bool merkle_fetch(void *context, uint64_t position, struct merkle_hash *hash);
/* Keeps the node at a position; false when it cannot be. */
typedef bool merkle_keep(void *context, uint64_t position, const struct merkle_hash *hash);

struct merkle_hash merkle_leaf(const void *entry, size_t length);
struct merkle_hash merkle_node(const struct merkle_hash *left, const struct merkle_hash *right);
bool merkle_equal(const struct merkle_hash *a, const struct merkle_hash *b);

/* The position of the subtree over leaves index × 2^level … (index + 1) × 2^level − 1. */
uint64_t merkle_position(uint32_t level, uint64_t index);
/* How many nodes a tree of `size` leaves has kept. */
uint64_t merkle_nodes(uint64_t size);

/* Adds a leaf. `keep` (NULL: none) is given the new complete subtrees by rising position; when it says no, so does this, and the tree is spoilt. */
bool merkle_add(struct merkle *tree, const struct merkle_hash *leaf, merkle_keep *keep, void *context);
/* The tree of the first `size` leaves from kept nodes; false when one is missing. */
bool merkle_resume(struct merkle *tree, uint64_t size, merkle_fetch *fetch, void *context);
struct merkle_hash merkle_root(const struct merkle *tree);

/* Proves that leaf `index` is in the tree of `size` leaves; index < size. False when a node is missing. */
bool merkle_prove_inclusion(uint64_t index, uint64_t size, merkle_fetch *fetch, void *context, struct merkle_proof *proof);
/* Proves that the tree of `size` leaves begins with that of `old`; old ≤ size. An empty proof for 0 and for the same size. */
bool merkle_prove_consistency(uint64_t old, uint64_t size, merkle_fetch *fetch, void *context, struct merkle_proof *proof);

/* RFC 9162, 2.1.3.2 and 2.1.4.2. They take any input and say no to what proves nothing. An old tree of no leaves is
 * consistent with everything when its root is that of the empty tree. */
bool merkle_check_inclusion(uint64_t index, uint64_t size, const struct merkle_hash *leaf, const struct merkle_proof *proof,
                            const struct merkle_hash *root);
bool merkle_check_consistency(uint64_t old, uint64_t size, const struct merkle_hash *old_root, const struct merkle_hash *root,
                              const struct merkle_proof *proof);

#endif
