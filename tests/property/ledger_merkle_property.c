/* SPDX-License-Identifier: Apache-2.0 */
/* The Merkle tree against the definitions of RFC 6962 written down as they stand there, by recursion over the list: roots and proofs are
 * the same, every proof checks, and none checks after a bit of it, an index or a size was changed. DIXIT_SEED repeats a run. */
#include "ledger/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { MOST = 300, ROUNDS = 3000 };

static uint64_t state;
static struct merkle_hash leaves[MOST], nodes[2 * MOST], root_of[MOST + 1];
static uint64_t n_nodes;

static uint32_t draw(uint32_t n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % n);
}

static bool keep(void *context, uint64_t position, const struct merkle_hash *hash)
{
    (void)context;
    assert_int_equal(position, n_nodes);
    nodes[n_nodes++] = *hash;
    return true;
}

static bool fetch(void *context, uint64_t position, struct merkle_hash *hash)
{
    (void)context;
    assert_true(position < n_nodes);
    *hash = nodes[position];
    return true;
}

/* MTH, PATH and SUBPROOF of RFC 6962, section 2.1. */
static uint32_t below(uint32_t n)
{
    uint32_t k = 1;
    while (2 * k < n)
        k *= 2;
    return k;
}

static struct merkle_hash mth(const struct merkle_hash *d, uint32_t n)
{
    if (n == 1)
        return d[0];
    struct merkle_hash left = mth(d, below(n)), right = mth(d + below(n), n - below(n));
    return merkle_node(&left, &right);
}

static void path(uint32_t m, const struct merkle_hash *d, uint32_t n, struct merkle_proof *out)
{
    if (n == 1)
        return;
    uint32_t k = below(n);
    if (m < k)
        path(m, d, k, out);
    else
        path(m - k, d + k, n - k, out);
    out->at[out->count++] = m < k ? mth(d + k, n - k) : mth(d, k);
}

static void subproof(uint32_t m, const struct merkle_hash *d, uint32_t n, bool whole, struct merkle_proof *out)
{
    if (m == n) {
        if (!whole)
            out->at[out->count++] = mth(d, n);
        return;
    }
    uint32_t k = below(n);
    if (m <= k)
        subproof(m, d, k, whole, out);
    else
        subproof(m - k, d + k, n - k, false, out);
    out->at[out->count++] = m <= k ? mth(d + k, n - k) : mth(d, k);
}

static void assert_same(const struct merkle_proof *a, const struct merkle_proof *b)
{
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->at, b->at, a->count * sizeof *a->at);
}

static void spoil(struct merkle_proof *proof)
{
    proof->at[draw(proof->count)].at[draw(32)] ^= (uint8_t)(1u << draw(8));
}

static void a_growing_tree_has_the_roots_of_the_definition(void **unused)
{
    (void)unused;
    struct merkle tree = {0}, again;
    for (uint32_t i = 0; i < MOST; i++) {
        uint32_t value = draw(1u << 30);
        leaves[i] = merkle_leaf(&value, sizeof value);
    }
    root_of[0] = merkle_root(&tree);
    for (uint32_t i = 0; i < MOST; i++) {
        assert_true(merkle_add(&tree, &leaves[i], keep, NULL));
        root_of[i + 1] = merkle_root(&tree);
        struct merkle_hash naive = mth(leaves, i + 1);
        assert_true(merkle_equal(&root_of[i + 1], &naive));
        assert_int_equal(n_nodes, merkle_nodes(i + 1));
        assert_true(merkle_resume(&again, i + 1, fetch, NULL));
        assert_int_equal(again.count, tree.count);
        assert_memory_equal(again.roots, tree.roots, tree.count * sizeof *tree.roots);
    }
}

static void inclusion_is_proven_and_nothing_else(void **unused)
{
    (void)unused;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint32_t size = 1 + draw(MOST), index = draw(size), other = draw(size);
        struct merkle_proof proof, naive = {0};
        assert_true(merkle_prove_inclusion(index, size, fetch, NULL, &proof));
        path(index, leaves, size, &naive);
        assert_same(&proof, &naive);
        assert_true(merkle_check_inclusion(index, size, &leaves[index], &proof, &root_of[size]));
        assert_false(other != index && merkle_check_inclusion(other, size, &leaves[index], &proof, &root_of[size]));
        assert_false(other != index && merkle_check_inclusion(index, size, &leaves[other], &proof, &root_of[size]));
        if (proof.count > 0) {
            spoil(&proof);
            assert_false(merkle_check_inclusion(index, size, &leaves[index], &proof, &root_of[size]));
        }
    }
}

static void consistency_is_proven_and_nothing_else(void **unused)
{
    (void)unused;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint32_t size = 1 + draw(MOST), old = draw(size + 1), other = draw(size + 1);
        struct merkle_proof proof, naive = {0};
        assert_true(merkle_prove_consistency(old, size, fetch, NULL, &proof));
        if (old > 0)
            subproof(old, leaves, size, true, &naive);
        assert_same(&proof, &naive);
        assert_true(merkle_check_consistency(old, size, &root_of[old], &root_of[size], &proof));
        assert_false(other != old && merkle_check_consistency(old, size, &root_of[other], &root_of[size], &proof));
        assert_false(other != size && merkle_check_consistency(old, size, &root_of[old], &root_of[other], &proof) && old > 0);
        if (proof.count > 0) {
            spoil(&proof);
            assert_false(merkle_check_consistency(old, size, &root_of[old], &root_of[size], &proof));
        }
    }
}

int main(void)
{
    const char *given = getenv("DIXIT_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    printf("# DIXIT_SEED=%llu\n", (unsigned long long)seed);
    state = seed;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_growing_tree_has_the_roots_of_the_definition),
        cmocka_unit_test(inclusion_is_proven_and_nothing_else),
        cmocka_unit_test(consistency_is_proven_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
