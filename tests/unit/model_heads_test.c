/* SPDX-License-Identifier: Apache-2.0 */
/* The encoder and the heads on a small random model: what must hold whatever the weights. That the numbers are right is
 * tests/kernels/reference_test.c's business. */
#include "model/heads.h"

#include "small_model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { N = 40, WIDTH = 64 };

struct fixture {
    struct arena arena;
    struct model *model;
    struct encoder_scratch *scratch;
    uint16_t ids[N];
    uint8_t extra[N][4];
    float *hidden;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    arena_init(&fixture.arena, 0);
    struct small_model made = small_model_make(&fixture.arena, SMALL_SIZES);
    fixture.model = made.bytes ? model_read("made", made.bytes, made.length, NULL) : NULL;
    if (!fixture.model)
        return -1;
    fixture.scratch = encoder_scratch_new(fixture.model, &fixture.arena);
    fixture.hidden = arena_array(&fixture.arena, (size_t)N * WIDTH, sizeof(float));
    for (uint32_t i = 0; i < N; i++) {
        fixture.ids[i] = (uint16_t)(4 + i * 5);
        memcpy(fixture.extra[i], (uint8_t[4]){1, 8, 10, 14}, 4);
    }
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    model_close(fixture->model);
    arena_release(&fixture->arena);
    return 0;
}

static void encode(struct fixture *fixture, uint32_t count, float *out)
{
    struct window window = {fixture->ids, (const uint8_t(*)[4])fixture->extra, count};
    model_encode_window(fixture->model, fixture->scratch, &window, out);
}

static void a_window_gives_the_same_bytes_whatever_was_encoded_before(void **state)
{
    struct fixture *fixture = *state;
    float *other = arena_array(&fixture->arena, (size_t)N * WIDTH, sizeof(float));
    encode(fixture, 17, fixture->hidden);
    encode(fixture, N, other);
    encode(fixture, 17, other);
    assert_memory_equal(fixture->hidden, other, 17 * WIDTH * sizeof(float));
}

static void every_piece_sees_the_whole_window(void **state)
{
    struct fixture *fixture = *state;
    float *other = arena_array(&fixture->arena, (size_t)N * WIDTH, sizeof(float));
    encode(fixture, N, fixture->hidden);
    fixture->ids[N - 1] = 3;
    encode(fixture, N, other);
    for (uint32_t i = 0; i < N; i++)
        assert_memory_not_equal(fixture->hidden + (size_t)i * WIDTH, other + (size_t)i * WIDTH, WIDTH * sizeof(float));
}

static void the_extra_rows_count(void **state)
{
    struct fixture *fixture = *state;
    float *other = arena_array(&fixture->arena, (size_t)N * WIDTH, sizeof(float));
    encode(fixture, N, fixture->hidden);
    fixture->extra[3][2] = 11;
    encode(fixture, N, other);
    assert_memory_not_equal(fixture->hidden + (size_t)3 * WIDTH, other + (size_t)3 * WIDTH, WIDTH * sizeof(float));
}

static void rows_that_come_out_are_normed(void **state)
{
    struct fixture *fixture = *state;
    for (uint32_t count = 2; count < N; count++) {
        encode(fixture, count, fixture->hidden);
        for (size_t i = 0; i < (size_t)count * WIDTH; i++)
            assert_true(fabsf(fixture->hidden[i]) < 1.4F * 8 + 1);
    }
}

static void word_heads_give_each_word_the_same_alone_or_in_company(void **state)
{
    struct fixture *fixture = *state;
    static float tags[N * TAGS], cues[N * CUE_LABELS], p[N * TOWER], one_tags[TAGS], one_cues[CUE_LABELS], one_p[TOWER];
    encode(fixture, N, fixture->hidden);
    model_word_heads(fixture->model, fixture->scratch, fixture->hidden, N, tags, cues, p);
    for (uint32_t i = 0; i < N; i++) {
        model_word_heads(fixture->model, fixture->scratch, fixture->hidden + (size_t)i * WIDTH, 1, one_tags, one_cues, one_p);
        assert_memory_equal(one_tags, tags + (size_t)i * TAGS, sizeof one_tags);
        assert_memory_equal(one_cues, cues + (size_t)i * CUE_LABELS, sizeof one_cues);
        assert_memory_equal(one_p, p + (size_t)i * TOWER, sizeof one_p);
    }
}

static void roles_reach_as_far_as_the_blocks_do(void **state)
{
    struct fixture *fixture = *state;
    enum { MOST = ROLE_CANDIDATES, REACH = 3 * (1 + 3 + 9) };
    static float p[MOST * TOWER], cue[3 * WIDTH], a[MOST * ROLES], b[MOST * ROLES], acts[ACTS];
    static uint8_t distance[MOST], relation[MOST];
    for (uint32_t i = 0; i < MOST; i++)
        distance[i] = model_role_distance(i, 100, 102);
    for (uint32_t i = 0; i < MOST * TOWER; i++)
        p[i] = (float)(i % 13) * 0.1F - 0.6F;
    struct role_query query = {cue, 2, p, distance, relation, MOST};
    model_read_roles(fixture->model, fixture->scratch, &query, a, acts, NULL);
    relation[200] = 5;
    model_read_roles(fixture->model, fixture->scratch, &query, b, acts, NULL);
    for (uint32_t i = 0; i < MOST; i++)
        if (i + REACH < 200 || i > 200 + REACH)
            assert_memory_equal(a + (size_t)i * ROLES, b + (size_t)i * ROLES, ROLES * sizeof(float));
    assert_memory_not_equal(a + (size_t)200 * ROLES, b + (size_t)200 * ROLES, ROLES * sizeof(float));
}

static void one_candidate_is_enough(void **state)
{
    struct fixture *fixture = *state;
    static float p[TOWER], cue[3 * WIDTH], roles[ROLES], acts[ACTS];
    uint8_t zero = 0;
    struct role_pools pools;
    struct role_query query = {cue, 900, p, &zero, &zero, 1};
    model_read_roles(fixture->model, fixture->scratch, &query, roles, acts, &pools);
    for (uint32_t i = 0; i < ACTS; i++)
        assert_true(isfinite(acts[i]));
}

static void distances_fall_into_the_rows_they_should(void **state)
{
    (void)state;
    static const struct {
        uint32_t away;
        uint8_t row;
    } known[] = {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 5}, {7, 6}, {9, 6}, {10, 7}, {14, 7}, {15, 8}, {24, 8}, {25, 9}, {49, 9},
                 {50, 10}, {99, 10}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_int_equal(model_role_distance(100 - known[i].away, 100, 104), known[i].row);
        assert_int_equal(model_role_distance(104 + known[i].away, 100, 104), 11 + known[i].row);
    }
    for (uint32_t i = 100; i <= 104; i++)
        assert_int_equal(model_role_distance(i, 100, 104), 0);
}

static void a_scratch_that_does_not_fit_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct arena small;
    arena_init(&small, 1000);
    assert_null(encoder_scratch_new(fixture->model, &small));
    arena_release(&small);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_window_gives_the_same_bytes_whatever_was_encoded_before),
        TEST(every_piece_sees_the_whole_window),
        TEST(the_extra_rows_count),
        TEST(rows_that_come_out_are_normed),
        TEST(word_heads_give_each_word_the_same_alone_or_in_company),
        TEST(roles_reach_as_far_as_the_blocks_do),
        TEST(one_candidate_is_enough),
        TEST(distances_fall_into_the_rows_they_should),
        TEST(a_scratch_that_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
