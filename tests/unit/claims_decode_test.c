/* SPDX-License-Identifier: Apache-2.0 */
/* cues.c and roles.c on scores made by hand; the role decoder also against trying every legal reading. */
#include "claims/cues.h"
#include "claims/roles.h"
#include "claims/scores.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void logarithm_and_sigmoid_agree_with_the_library(void **state)
{
    (void)state;
    for (float x = 1e-6f; x < 1e6f; x *= 1.37f)
        assert_true(fabsf(score_log(x) - logf(x)) < 2e-6f * (1.0f + fabsf(logf(x))));
    for (float x = -30.0f; x < 30.0f; x += 0.7f)
        assert_true(fabsf(score_sigmoid(x) - 1.0f / (1.0f + expf(-x))) < 1e-5f);
}

static struct cues decode(struct arena *arena, const float (*logits)[3], uint32_t count, float lean)
{
    struct cues cues = {0};
    assert_true(claims_decode_cues((const float *)logits, count, lean, arena, &cues));
    return cues;
}

static void a_cue_begins_and_goes_on_but_never_goes_on_from_outside(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    const float logits[][3] = {{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {4, 0, 0}, {1, 0, 4}, {4, 0, 0}, {0, 5, 0}, {0, 5, 0}};
    struct cues cues = decode(&arena, logits, 8, 0.0f);
    assert_int_equal(cues.count, 3);
    assert_int_equal(cues.at[0].first, 1);
    assert_int_equal(cues.at[0].last, 2);
    assert_int_equal(cues.at[1].first, 6);
    assert_int_equal(cues.at[1].last, 6);
    assert_int_equal(cues.at[2].first, 7);
    assert_true(cues.at[0].score < 0.0f && cues.at[0].score > -1.0f);
    arena_release(&arena);
}

static void a_lean_proposes_what_the_head_alone_would_not(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    const float logits[][3] = {{4, 0, 0}, {1, 0.5f, 0}, {4, 0, 0}};
    assert_int_equal(decode(&arena, logits, 3, 0.0f).count, 0);
    assert_int_equal(decode(&arena, logits, 3, 1.0f).count, 1);
    assert_int_equal(decode(&arena, logits, 0, 1.0f).count, 0);
    arena_release(&arena);
}

static const struct role_weights plain = {.edge = 0.7f, .second = 0.5f, .third = 2.0f};

/* Scores that are sure of one letter a word: - nothing, s source, c content; * is the cue. */
static void write_scores(const char *labels, float (*scores)[ROLE_OUTPUTS])
{
    size_t count = strlen(labels);
    memset(scores, 0, count * sizeof *scores);
    for (size_t i = 0; i < count; i++) {
        scores[i][labels[i] == 's' ? 1 : labels[i] == 'c' ? 2 : 0] = 5.0f;
        for (int k = 3; k < 13; k++)
            scores[i][k] = -4.0f;
        char before = i == 0 ? '-' : labels[i - 1], after = labels[i + 1] == 0 ? '-' : labels[i + 1];
        if (labels[i] == 's' || labels[i] == 'c') {
            int start = labels[i] == 's' ? 3 : 5;
            if (before != labels[i])
                scores[i][start] = 4.0f;
            if (after != labels[i])
                scores[i][start + 1] = 4.0f;
        }
    }
}

static struct roles decode_labels(const char *labels)
{
    float scores[64][ROLE_OUTPUTS];
    uint8_t back[64 * ROLE_STATES];
    struct roles roles;
    write_scores(labels, scores);
    uint32_t cue = (uint32_t)(strchr(labels, '*') - labels);
    claims_decode_roles((const float *)scores, (uint32_t)strlen(labels), cue, cue, &plain, back, &roles);
    return roles;
}

static void source_and_contents_come_out_where_the_scores_are_sure(void **state)
{
    (void)state;
    struct roles r = decode_labels("--ss*-ccc--");
    assert_int_equal(r.source.first, 2);
    assert_int_equal(r.source.last, 3);
    assert_int_equal(r.contents, 1);
    assert_int_equal(r.content[0].first, 6);
    assert_int_equal(r.content[0].last, 8);
    r = decode_labels("cccc-*ss-ccc");
    assert_int_equal(r.contents, 2);
    assert_int_equal(r.content[0].first, 0);
    assert_int_equal(r.content[0].last, 3);
    assert_int_equal(r.content[1].first, 9);
    assert_int_equal(r.content[1].last, 11);
    assert_int_equal(r.source.first, 6);
}

static void there_is_one_source_and_always_a_content(void **state)
{
    (void)state;
    struct roles r = decode_labels("ss-*--ss-cc");
    assert_true(r.source.first <= r.source.last);
    assert_int_equal(r.source.last - r.source.first, 1);
    r = decode_labels("--*--");
    assert_int_equal(r.contents, 1);
    assert_true(r.content[0].first != 2 || r.content[0].last != 2);
    assert_true(r.source.first > r.source.last);
    r = decode_labels("*");
    assert_int_equal(r.contents, 0);
}

static float log_label(const float *s, int label)
{
    float sum = expf(s[0]) + expf(s[1]) + expf(s[2]);
    return s[label] - logf(sum);
}

/* The score of one labelling (digits 0, 1, 2), -1e9 where it is not legal. */
static float naive_score(const float (*scores)[ROLE_OUTPUTS], const int *labels, int count, int cue)
{
    int sources = 0, contents = 0;
    float sum = 0.0f;
    for (int i = 0; i < count; i++) {
        int before = i == 0 ? 0 : labels[i - 1], after = i + 1 == count ? 0 : labels[i + 1];
        if (i == cue) {
            if (labels[i] != 0)
                return -1e9f;
            continue;
        }
        sum += log_label(scores[i], labels[i]);
        if (labels[i] != 0 && before != labels[i])
            sum += plain.edge * scores[i][labels[i] == 1 ? 3 : 5];
        if (labels[i] != 0 && after != labels[i])
            sum += plain.edge * scores[i][labels[i] == 1 ? 4 : 6];
        if (before != labels[i]) {
            sources += labels[i] == 1;
            contents += labels[i] == 2;
            if (labels[i] == 2 && contents > 1)
                sum -= contents == 2 ? plain.second : plain.third;
        }
    }
    return sources > 1 || contents > 3 || contents == 0 ? -1e9f : sum;
}

static float best_by_trying(const float (*scores)[ROLE_OUTPUTS], int count, int cue)
{
    int labels[8] = {0}, all = 1;
    float best = -1e9f;
    for (int i = 0; i < count; i++)
        all *= 3;
    for (int n = 0; n < all; n++) {
        for (int i = 0, rest = n; i < count; i++, rest /= 3)
            labels[i] = rest % 3;
        float score = naive_score(scores, labels, count, cue);
        best = score > best ? score : best;
    }
    return best;
}

static void the_decoder_finds_the_best_of_all_legal_readings(void **state)
{
    (void)state;
    unsigned seed = 20261124;
    for (int round = 0; round < 60; round++) {
        float scores[8][ROLE_OUTPUTS];
        int count = 3 + round % 6, cue = (round / 6) % count, labels[8] = {0};
        for (int i = 0; i < count; i++)
            for (int k = 0; k < ROLE_OUTPUTS; k++) {
                seed = seed * 1103515245u + 12345u;
                scores[i][k] = (float)(seed >> 16 & 1023u) / 128.0f - 4.0f;
            }
        uint8_t back[8 * ROLE_STATES];
        struct roles roles;
        claims_decode_roles((const float *)scores, (uint32_t)count, (uint32_t)cue, (uint32_t)cue, &plain, back, &roles);
        for (uint32_t i = roles.source.first; i <= roles.source.last && roles.source.first <= roles.source.last; i++)
            labels[i] = 1;
        for (uint32_t k = 0; k < roles.contents; k++)
            for (uint32_t i = roles.content[k].first; i <= roles.content[k].last; i++)
                labels[i] = 2;
        float got = naive_score((const float(*)[ROLE_OUTPUTS])scores, labels, count, cue);
        float want = best_by_trying((const float(*)[ROLE_OUTPUTS])scores, count, cue);
        if (fabsf(got - want) > 1e-3f)
            fail_msg("round %d: the decoder's reading scores %f, the best %f", round, (double)got, (double)want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logarithm_and_sigmoid_agree_with_the_library),
        cmocka_unit_test(a_cue_begins_and_goes_on_but_never_goes_on_from_outside),
        cmocka_unit_test(a_lean_proposes_what_the_head_alone_would_not),
        cmocka_unit_test(source_and_contents_come_out_where_the_scores_are_sure),
        cmocka_unit_test(there_is_one_source_and_always_a_content),
        cmocka_unit_test(the_decoder_finds_the_best_of_all_legal_readings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
