/* SPDX-License-Identifier: Apache-2.0 */
/* The leaves, roots and proofs that implementations of RFC 6962 try themselves on (the tests of certificate-transparency). */
#include "ledger/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"

static const struct {
    const char *at;
    size_t length;
} leaves[8] = {{"", 0}, {"\x00", 1}, {"\x10", 1}, {"\x20\x21", 2}, {"\x30\x31", 2}, {"\x40\x41\x42\x43", 4}, {"\x50\x51\x52\x53\x54\x55\x56\x57", 8},
               {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}};

static const char *const roots[9] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static struct merkle_hash nodes[32];
static uint64_t n_nodes;

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
    if (position >= n_nodes)
        return false;
    *hash = nodes[position];
    return true;
}

static struct merkle grow(uint32_t count)
{
    struct merkle tree = {0};
    n_nodes = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct merkle_hash leaf = merkle_leaf(leaves[i].at, leaves[i].length);
        assert_true(merkle_add(&tree, &leaf, keep, NULL));
    }
    return tree;
}

static void assert_hash(const struct merkle_hash *hash, const char *expected)
{
    char hex[65];
    sha256_hex(hash->at, hex);
    assert_string_equal(hex, expected);
}

static void the_roots_are_those_of_certificate_transparency(void **state)
{
    (void)state;
    for (uint32_t size = 0; size <= 8; size++) {
        struct merkle tree = grow(size), again;
        struct merkle_hash root = merkle_root(&tree);
        assert_hash(&root, roots[size]);
        assert_int_equal(n_nodes, merkle_nodes(size));
        assert_true(merkle_resume(&again, size, fetch, NULL));
        assert_int_equal(again.count, tree.count);
        assert_memory_equal(again.roots, tree.roots, tree.count * sizeof *tree.roots);
    }
}

static void inclusion_proofs_are_those_of_certificate_transparency(void **state)
{
    (void)state;
    static const struct {
        uint64_t index, size;
        const char *proof[4];
    } cases[] = {
        {0, 1, {0}},
        {0, 8, {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
        {5, 8, {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
        {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
        {1, 5, {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
    };
    grow(8);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct merkle_proof proof;
        assert_true(merkle_prove_inclusion(cases[i].index, cases[i].size, fetch, NULL, &proof));
        for (uint32_t j = 0; j < proof.count; j++)
            assert_hash(&proof.at[j], cases[i].proof[j]);
        assert_true(proof.count == 4 || cases[i].proof[proof.count] == NULL);
    }
}

static void consistency_proofs_are_those_of_certificate_transparency(void **state)
{
    (void)state;
    static const struct {
        uint64_t old, size;
        const char *proof[4];
    } cases[] = {
        {1, 1, {0}},
        {1, 8, {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
        {6, 8, {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
        {2, 5, {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
        {4, 7, {"837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e"}},
    };
    grow(8);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct merkle_proof proof;
        assert_true(merkle_prove_consistency(cases[i].old, cases[i].size, fetch, NULL, &proof));
        for (uint32_t j = 0; j < proof.count; j++)
            assert_hash(&proof.at[j], cases[i].proof[j]);
        assert_true(proof.count == 4 || cases[i].proof[proof.count] == NULL);
    }
}

static void a_proof_of_something_else_is_no_proof(void **state)
{
    (void)state;
    struct merkle tree = grow(8);
    struct merkle_hash root = merkle_root(&tree), leaf = merkle_leaf("\x40\x41\x42\x43", 4);
    struct merkle_proof proof;
    assert_true(merkle_prove_inclusion(5, 8, fetch, NULL, &proof));
    assert_true(merkle_check_inclusion(5, 8, &leaf, &proof, &root));
    assert_false(merkle_check_inclusion(4, 8, &leaf, &proof, &root));
    assert_false(merkle_check_inclusion(5, 4, &leaf, &proof, &root));
    assert_false(merkle_check_inclusion(8, 8, &leaf, &proof, &root));
    assert_false(merkle_check_inclusion(0, 0, &leaf, &proof, &root));
    proof.count++;
    assert_false(merkle_check_inclusion(5, 8, &leaf, &proof, &root));
    proof.count -= 2;
    assert_false(merkle_check_inclusion(5, 8, &leaf, &proof, &root));
}

static void a_missing_node_is_told(void **state)
{
    (void)state;
    struct merkle tree;
    struct merkle_proof proof;
    grow(8);
    n_nodes -= 1;
    assert_false(merkle_resume(&tree, 8, fetch, NULL));
    n_nodes = 5;
    assert_false(merkle_prove_inclusion(0, 8, fetch, NULL, &proof));
    assert_false(merkle_prove_consistency(3, 8, fetch, NULL, &proof));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_roots_are_those_of_certificate_transparency),
        cmocka_unit_test(inclusion_proofs_are_those_of_certificate_transparency),
        cmocka_unit_test(consistency_proofs_are_those_of_certificate_transparency),
        cmocka_unit_test(a_proof_of_something_else_is_no_proof),
        cmocka_unit_test(a_missing_node_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
