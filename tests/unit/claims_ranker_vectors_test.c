/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/ranker_vectors.h"

#include "claims/label.h"
#include "small_model.h"
#include "text/pieces.h"
#include "text/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Three words; the vector of word w has w + 1 in its first part, 10 (w + 1) in its second and 100 (w + 1) in its third, each at place w. */
static void make_vectors(struct word_vector vectors[3])
{
    memset(vectors, 0, 3 * sizeof *vectors);
    for (int w = 0; w < 3; w++) {
        vectors[w].scale = 0.5f;
        vectors[w].at[w] = (int8_t)(w + 1);
        vectors[w].at[COREF_WIDTH + w] = (int8_t)(10 * (w + 1));
        vectors[w].at[2 * COREF_WIDTH + w] = (int8_t)(30 * (w + 1));
    }
}

static void a_mention_is_its_first_word_its_last_and_the_mean_of_all(void **state)
{
    (void)state;
    struct word_vector vectors[3];
    struct doc doc = {.vectors = {vectors, 3, 3}};
    float g[COREF_WIDTH];
    make_vectors(vectors);
    claims_mention_vector(&doc, 0, 2, g);
    assert_true(g[0] == 0.5f + 15.0f / 3.0f);
    assert_true(g[1] == 30.0f / 3.0f);
    assert_true(g[2] == 15.0f + 45.0f / 3.0f);
    assert_true(g[3] == 0.0f);
    claims_mention_vector(&doc, 1, 1, g);
    assert_true(g[0] == 0.0f && g[1] == 1.0f + 10.0f + 30.0f);
}

static void words_without_vectors_give_noughts(void **state)
{
    (void)state;
    struct word_vector vectors[3];
    struct doc doc = {.vectors = {vectors, 3, 3}};
    float g[COREF_WIDTH] = {1, 2, 3};
    make_vectors(vectors);
    assert_false(claims_has_vectors(&doc, 2, 3));
    assert_false(claims_has_vectors(&doc, 2, 1));
    claims_mention_vector(&doc, 2, 3, g);
    for (int i = 0; i < COREF_WIDTH; i++)
        assert_true(g[i] == 0.0f);
}

static void a_score_is_made_of_counts_vectors_and_their_products(void **state)
{
    (void)state;
    static float hidden[COREF_INPUTS * COREF_HIDDEN];
    float bias[COREF_HIDDEN] = {0}, out[COREF_HIDDEN] = {0}, own[COREF_WIDTH] = {0}, mention[COREF_WIDTH] = {0}, name[COREF_WIDTH] = {0}, counts[COREF_TRAITS] = {0};
    struct coref_head head = {.there = true, .hidden = hidden, .bias = bias, .out = out};
    struct vector_query query;
    float *unit = hidden + 5; /* the fifth hidden unit alone is heard */
    unit[7 * COREF_HIDDEN] = 2.0f;
    unit[(COREF_TRAITS + 1) * COREF_HIDDEN] = 4.0f;
    unit[(COREF_TRAITS + COREF_WIDTH + 1) * COREF_HIDDEN] = 8.0f;
    unit[(COREF_TRAITS + 2 * COREF_WIDTH + 1) * COREF_HIDDEN] = 16.0f;
    unit[(COREF_TRAITS + 3 * COREF_WIDTH + 1) * COREF_HIDDEN] = 32.0f;
    bias[5] = 1.0f;
    out[5] = 0.5f;
    counts[7] = 3.0f;
    own[1] = 2.0f;
    mention[1] = 0.25f;
    name[1] = 0.125f;
    claims_vector_query(&head, own, &query);
    assert_true(claims_vector_score(&query, counts, NULL, NULL) == 0.5f * (1.0f + 6.0f + 8.0f));
    assert_true(claims_vector_score(&query, counts, mention, name) == 0.5f * (1.0f + 6.0f + 8.0f + 2.0f + 8.0f + 8.0f));
    counts[7] = -30.0f; /* below nought it is not heard */
    assert_true(claims_vector_score(&query, counts, NULL, NULL) == 0.0f);
}

/* The vectors that a model with the head gives the words of a text, by the kernels named. */
static uint32_t read_vectors(struct arena *memory, struct small_model made, const char *kernels, struct word_vector *to)
{
    static const char text[] = "Anna Berg said that the minister knew. She had told him so.";
    struct arena scratch, own;
    struct dixit_error error = {0};
    struct vocabulary vocabulary;
    arena_init(&scratch, 0);
    arena_init(&own, 0);
    setenv("DIXIT_KERNELS", kernels, 1);
    struct model *model = model_read("made", made.bytes, made.length, &error);
    unsetenv("DIXIT_KERNELS");
    if (model == NULL)
        return 0;
    struct str pieces = model_vocabulary(model);
    struct doc doc = {.memory = &own, .text = {text, sizeof text - 1}, .body = {0, sizeof text - 1}};
    struct job job = {.doc = &doc, .scratch = &scratch, .error = &error, .model = model, .vocabulary = &vocabulary};
    assert_true(text_vocabulary_init(&vocabulary, pieces.at, pieces.length, memory, &error));
    assert_true(text_split_words(&job) && text_split_pieces(&job) && claims_label(&job));
    uint32_t count = doc.vectors.count;
    assert_int_equal(count, doc.words.count);
    memcpy(to, doc.vectors.at, count * sizeof *to);
    arena_release(&own);
    arena_release(&scratch);
    model_close(model);
    return count;
}

static void every_kernel_gives_the_same_vectors(void **state)
{
    (void)state;
    static const char *const kernels[] = {"avx2", "avx512", "neon"};
    struct arena memory;
    struct small_sizes sizes = SMALL_SIZES;
    struct word_vector plain[32], other[32];
    arena_init(&memory, 0);
    sizes.coref = true;
    struct small_model made = small_model_make(&memory, sizes);
    uint32_t count = read_vectors(&memory, made, "plain", plain);
    assert_int_equal(count, 14);
    assert_true(plain[0].scale > 0.0f);
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if (read_vectors(&memory, made, kernels[i], other) == count)
            assert_memory_equal(plain, other, count * sizeof *plain);
    arena_release(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mention_is_its_first_word_its_last_and_the_mean_of_all),
        cmocka_unit_test(words_without_vectors_give_noughts),
        cmocka_unit_test(a_score_is_made_of_counts_vectors_and_their_products),
        cmocka_unit_test(every_kernel_gives_the_same_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
