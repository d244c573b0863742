/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/topics.h"

#include "model/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { WIDTH = 32, PARTS = 2 * REACT_WIDTH };

/* A model of width 32 whose head copies a vector and adds 1/2, with or without the head; and three words, of which word k has the number k + 1 everywhere. */
struct made {
    struct arena memory;
    struct doc doc;
    struct model model;
    struct job job;
    float topic[WIDTH * PARTS], bias[PARTS], vectors[3 * WIDTH];
};

static void make(struct made *made, bool head, bool means)
{
    *made = (struct made){0};
    arena_init(&made->memory, 0);
    made->doc.memory = &made->memory;
    made->model.config.width = WIDTH;
    for (uint32_t i = 0; i < WIDTH; i++)
        made->topic[i * PARTS + i] = 1.0F;
    for (uint32_t i = 0; i < PARTS; i++)
        made->bias[i] = 0.5F;
    for (uint32_t i = 0; i < 3 * WIDTH; i++)
        made->vectors[i] = (float)(i / WIDTH + 1);
    made->model.react = (struct react_head){head, made->topic, made->bias};
    made->job = (struct job){.doc = &made->doc, .model = &made->model, .means = means};
}

static void a_topic_is_the_mean_of_the_contents_words_projected(void **state)
{
    (void)state;
    struct made made;
    struct attribution a = {0};
    struct run contents[] = {{10, 10}, {12, 12}};
    make(&made, true, false);
    assert_true(claims_add_topic(&made.job, made.vectors, 10, contents, 2, &a));
    assert_non_null(a.topic);
    assert_null(a.mean);
    for (uint32_t i = 0; i < PARTS; i++)
        assert_true(a.topic[i] == 2.5F); /* (1 + 3) / 2 + 1/2 */
    arena_release(&made.memory);
}

static void a_model_without_the_head_gives_no_topic(void **state)
{
    (void)state;
    struct made made;
    struct attribution a = {0};
    struct run contents[] = {{0, 1}};
    make(&made, false, false);
    assert_true(claims_add_topic(&made.job, made.vectors, 0, contents, 1, &a));
    assert_null(a.topic);
    assert_null(a.mean);
    assert_int_equal(claims_topic_fit(a.topic, a.topic), TOPIC_UNKNOWN);
    arena_release(&made.memory);
}

static void the_mean_is_kept_where_the_job_asks(void **state)
{
    (void)state;
    struct made made;
    struct attribution a = {0};
    struct run contents[] = {{0, 1}};
    make(&made, false, true);
    assert_true(claims_add_topic(&made.job, made.vectors, 0, contents, 1, &a));
    assert_non_null(a.mean);
    assert_true(a.mean[0] == 1.5F && a.mean[WIDTH - 1] == 1.5F);
    assert_null(a.topic);
    arena_release(&made.memory);
}

static void the_fit_takes_the_first_half_of_one_and_the_second_of_the_other(void **state)
{
    (void)state;
    float reaction[PARTS] = {0}, target[PARTS] = {0};
    reaction[0] = 2.0F;
    target[REACT_WIDTH] = 0.75F;
    assert_int_equal(claims_topic_fit(reaction, target), 384);
    assert_int_equal(claims_topic_fit(target, reaction), 0);
    assert_int_equal(claims_topic_fit(reaction, NULL), TOPIC_UNKNOWN);
    reaction[0] = -1e6F;
    assert_int_equal(claims_topic_fit(reaction, target), -8191);
    reaction[0] = 1e6F;
    assert_int_equal(claims_topic_fit(reaction, target), 8191);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_topic_is_the_mean_of_the_contents_words_projected),
        cmocka_unit_test(a_model_without_the_head_gives_no_topic),
        cmocka_unit_test(the_mean_is_kept_where_the_job_asks),
        cmocka_unit_test(the_fit_takes_the_first_half_of_one_and_the_second_of_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
