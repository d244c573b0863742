/* SPDX-License-Identifier: Apache-2.0 */
/* cues.c and roles.c on scores made by hand; the role decoder also against trying every legal reading. */
#include "claims/cues.h"
#include "claims/name_labels.h"
#include "claims/roles.h"
#include "claims/scores.h"
#include "claims/sentences.h"
#include "made_doc.h"
#include "text/words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TAGS_OF_A_WORD = 1 + NAME_LABELS };

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

/* The labels of words whose scores are all 0 but for the two given of each: {label, score, label, score}. */
static void decode_names(const float (*given)[4], uint32_t count, uint8_t *labels)
{
    float scores[8][TAGS_OF_A_WORD] = {{0}};
    for (uint32_t i = 0; i < count; i++)
        for (int k = 0; k < 4; k += 2)
            scores[i][1 + (int)given[i][k]] = given[i][k + 1];
    claims_decode_names(scores[0] + 1, TAGS_OF_A_WORD, count, labels);
}

static void a_name_goes_on_only_in_the_class_in_which_it_began(void **state)
{
    (void)state;
    enum { ORG = 1 + 2 * DIXIT_NAME_ORGANISATION, ORG_ON, PLACE = 1 + 2 * DIXIT_NAME_LOCATION, PLACE_ON };
    uint8_t labels[8];
    /* the first word alone looks like a place; the words after it say that an organisation has begun */
    const float one[][4] = {{PLACE, 5, ORG, 4}, {ORG_ON, 5, PLACE_ON, 1}, {ORG_ON, 5, 0, 1}, {0, 5, ORG, 1}};
    decode_names(one, 4, labels);
    assert_memory_equal(labels, ((uint8_t[]){ORG, ORG_ON, ORG_ON, 0}), 4);
    /* a word that seems to go on with nothing before it begins, or is none */
    const float two[][4] = {{ORG_ON, 5, ORG, 4}, {0, 5, ORG, 1}, {PLACE_ON, 5, 0, 3}, {PLACE, 3, 0, 1}, {PLACE, 3, PLACE_ON, 2}};
    decode_names(two, 5, labels);
    assert_memory_equal(labels, ((uint8_t[]){ORG, 0, 0, PLACE, PLACE}), 5);
    decode_names(one, 0, labels);
}

/* The most that any legal labels of words `at` … reach, after `last`. */
static float most_of(const float (*scores)[NAME_LABELS], uint32_t at, uint32_t count, int last)
{
    float most = -1e30f;
    for (int k = 0; at < count && k < NAME_LABELS; k++) {
        bool legal = k == 0 || k % 2 == 1 || (at > 0 && (last == k || last == k - 1));
        float sum = legal ? scores[at][k] + most_of(scores, at + 1, count, k) : -1e30f;
        most = sum > most ? sum : most;
    }
    return at < count ? most : 0.0f;
}

static void no_legal_reading_of_names_scores_more_than_the_one_chosen(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 200; round++) {
        float scores[4][NAME_LABELS], sum = 0.0f;
        uint8_t labels[4];
        uint32_t count = 1 + (uint32_t)round % 4;
        for (uint32_t i = 0; i < count; i++)
            for (int k = 0; k < NAME_LABELS; k++) {
                seed = seed * 1664525u + 1013904223u;
                scores[i][k] = (float)(seed >> 20);
            }
        claims_decode_names(scores[0], NAME_LABELS, count, labels);
        for (uint32_t i = 0; i < count; i++) {
            bool on = labels[i] > 0 && labels[i] % 2 == 0;
            assert_true(!on || (i > 0 && (labels[i - 1] == labels[i] || labels[i - 1] == labels[i] - 1)));
            sum += scores[i][labels[i]];
        }
        assert_true(sum == most_of((const float(*)[NAME_LABELS])scores, 0, count, 0));
    }
}

/* What claims_find_names makes of a text whose words are all one person's name. */
static const char *person_in(const char *text)
{
    static struct arena memory, scratch;
    struct doc doc;
    struct dixit_error error = {0};
    arena_release(&memory);
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    made_text(&doc, &memory, text);
    struct job job = {.doc = &doc, .scratch = &scratch, .error = &error};
    assert_true(text_split_words(&job));
    for (uint32_t i = 0; i < doc.words.count; i++)
        assert_true(list_push(&memory, &doc.labels, ((struct label){.name = (uint8_t)(1 + 2 * DIXIT_NAME_PERSON + (i > 0))})));
    assert_true(claims_find_names(&job));
    assert_int_equal(doc.names.count, 1);
    arena_release(&scratch);
    struct span at = doc.names.at[0].at;
    return arena_copy(&memory, doc.text.at + at.start, at.end - at.start);
}

static void a_persons_name_begins_with_a_capital_or_a_particle(void **state)
{
    (void)state;
    assert_string_equal(person_in("senator Ada Holm"), "Ada Holm");
    assert_string_equal(person_in("former senator Ada van Holm"), "Ada van Holm");
    assert_string_equal(person_in("van Holm"), "van Holm");
    assert_string_equal(person_in("al-Holm"), "al-Holm");
    assert_string_equal(person_in("the al Holm"), "al Holm");
    assert_string_equal(person_in("ada holm"), "ada holm");
    assert_string_equal(person_in("holm"), "holm");
}

/* The sentences of a text, parted by "|", when the head sees an end after each word that `ends` has an "e" for. */
static const char *sentences_of(const char *text, const char *ends)
{
    static struct arena memory, scratch;
    static char out[400];
    struct doc doc;
    struct dixit_error error = {0};
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    made_text(&doc, &memory, text);
    struct job job = {.doc = &doc, .scratch = &scratch, .error = &error};
    assert_true(text_split_words(&job));
    assert_int_equal(doc.words.count, strlen(ends));
    for (uint32_t i = 0; i < doc.words.count; i++)
        assert_true(list_push(&memory, &doc.labels, ((struct label){.sentence_end = ends[i] == 'e'})));
    assert_true(claims_find_sentences(&job));
    out[0] = '\0';
    for (uint32_t i = 0; i < doc.sentences.count; i++) {
        struct span at = doc.sentences.at[i].at;
        (void)snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s", i > 0 ? "|" : "", (int)(at.end - at.start), text + at.start);
    }
    arena_release(&memory);
    arena_release(&scratch);
    return out;
}

static void a_sentence_takes_the_references_behind_it(void **state)
{
    (void)state;
    assert_string_equal(sentences_of("It fell. [12] Ada rose.", "..e.....e"), "It fell. [12]|Ada rose.");
    assert_string_equal(sentences_of("It fell.[1][2] Ada", "..e......."), "It fell.[1][2]|Ada");
    assert_string_equal(sentences_of("It fell. [1]", "..e..."), "It fell. [1]");
    assert_string_equal(sentences_of("It fell. [One] rose", "..e...."), "It fell.|[One] rose");
    assert_string_equal(sentences_of("It fell.\n[1] Ada", "..e...."), "It fell.|[1] Ada");
    assert_string_equal(sentences_of("It fell. [1", "..e.."), "It fell.|[1");
    assert_string_equal(sentences_of("It fell [1] Ada", "......"), "It fell [1] Ada");
}

static void small_letters_go_on_after_a_dash_or_dots(void **state)
{
    (void)state;
    assert_string_equal(sentences_of("Did you — did Ada", "..e.."), "Did you — did Ada");
    assert_string_equal(sentences_of("Did you -- did Ada", "...e.."), "Did you -- did Ada");
    assert_string_equal(sentences_of("Did you — Ada did", "..e.."), "Did you —|Ada did");
    assert_string_equal(sentences_of("It fell... and rose", "....e.."), "It fell... and rose");
    assert_string_equal(sentences_of("It fell... http rose", "....e.."), "It fell...|http rose");
    assert_string_equal(sentences_of("It fell. and rose", "..e.."), "It fell.|and rose");
    assert_string_equal(sentences_of("It fell —\nand rose", "..e.."), "It fell —|and rose");
}

static void words_beyond_what_is_read_at_once_have_no_name(void **state)
{
    (void)state;
    static float scores[NAME_WORDS + 2][NAME_LABELS];
    static uint8_t labels[NAME_WORDS + 2];
    for (uint32_t i = 0; i < NAME_WORDS + 2; i++)
        scores[i][1] = 1.0f;
    claims_decode_names(scores[0], NAME_LABELS, NAME_WORDS + 2, labels);
    assert_int_equal(labels[0], 1);
    assert_int_equal(labels[NAME_WORDS - 1], 1);
    assert_int_equal(labels[NAME_WORDS], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_goes_on_only_in_the_class_in_which_it_began),
        cmocka_unit_test(no_legal_reading_of_names_scores_more_than_the_one_chosen),
        cmocka_unit_test(a_persons_name_begins_with_a_capital_or_a_particle),
        cmocka_unit_test(a_sentence_takes_the_references_behind_it),
        cmocka_unit_test(small_letters_go_on_after_a_dash_or_dots),
        cmocka_unit_test(words_beyond_what_is_read_at_once_have_no_name),
        cmocka_unit_test(logarithm_and_sigmoid_agree_with_the_library),
        cmocka_unit_test(a_cue_begins_and_goes_on_but_never_goes_on_from_outside),
        cmocka_unit_test(a_lean_proposes_what_the_head_alone_would_not),
        cmocka_unit_test(source_and_contents_come_out_where_the_scores_are_sure),
        cmocka_unit_test(there_is_one_source_and_always_a_content),
        cmocka_unit_test(the_decoder_finds_the_best_of_all_legal_readings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
