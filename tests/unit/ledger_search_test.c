/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/store.h"
#include "made_doc.h"
#include "made_ledger.h"
#include "made_news.h"
#include "view/show.h"

enum { MOST = 30000 };

/* Keeps "Anna Lind said CONTENT." as document `id`. */
static void keep(const char *id, const char *content)
{
    struct show_options show = {.no_text = true, .model = "made-1"};
    struct arena memory;
    struct doc doc;
    char text[256];
    arena_init(&memory, 0);
    snprintf(text, sizeof text, "Anna Lind said %s.", content);
    made_text(&doc, &memory, text);
    uint32_t actor = made_actor(&doc, "Anna Lind", DIXIT_ACTOR_PERSON, "Anna Lind");
    made_attribution(&doc, "Anna Lind", "said", content, NONE);
    doc.attributions.at[0].actor = actor;
    doc.attributions.at[0].stance = DIXIT_STATE;
    doc.origin.id = id;
    doc.origin.published = "2026-03-04";
    buf_reset(&json);
    assert_true(show_json(&doc, &show, &json));
    assert_true(ledger_begin(ledger));
    assert_int_equal(ledger_add(ledger, &(struct ledger_input){&doc, {json.at, json.length - 1}, "made-1"}, false), LEDGER_ADDED_DOCUMENT);
    assert_true(ledger_commit(ledger));
    arena_release(&memory);
}

/* The rows that were found, in their order. */
struct found {
    int64_t rows[MOST];
    uint32_t count;
    uint64_t total;
    char snippet[256];
};
static struct found found;

static bool take(void *context, const struct search_hit *hit)
{
    struct found *into = context;
    if (into->count == 0)
        snprintf(into->snippet, sizeof into->snippet, "%.*s", (int)hit->snippet.length, hit->snippet.at);
    assert_in_range(into->count, 0, MOST - 1);
    into->rows[into->count++] = hit->passage;
    return true;
}

static void find(struct search search)
{
    found = (struct found){.count = 0};
    assert_true(ledger_search(ledger, &search, take, &found, &found.total));
}

static void what_has_a_word_more_often_in_fewer_words_comes_first(void **context)
{
    (void)context;
    keep("a", "the old bridge by the mill of the lower town will stay closed until the end of the long winter");
    keep("b", "bridge after bridge is closed");
    keep("c", "the bridge is closed");
    keep("d", "the mill is open");
    find((struct search){.words = "bridge", .limit = 10});
    assert_int_equal(found.total, 3);
    assert_int_equal(found.rows[0], 2);
    assert_int_equal(found.rows[1], 3);
    assert_int_equal(found.rows[2], 1);
    assert_string_equal(found.snippet, "\002bridge\003 after \002bridge\003 is closed");
}

static void a_rare_word_tells_more_than_a_frequent_one(void **context)
{
    (void)context;
    char id[16];
    for (int i = 0; i < 12; i++) {
        snprintf(id, sizeof id, "f%d", i);
        keep(id, "the road is closed");
    }
    keep("x", "road road quarry");
    keep("y", "road quarry quarry");
    find((struct search){.words = "road quarry", .limit = 10});
    assert_int_equal(found.count, 2);
    assert_int_equal(found.rows[0], 14);
    find((struct search){.words = "ro* quarry", .limit = 10});
    assert_int_equal(found.rows[0], 14);
}

static void labels_and_dates_choose_and_do_not_rank(void **context)
{
    (void)context;
    keep("a", "bridge after bridge is closed");
    keep("b", "the bridge is closed, as was said before");
    find((struct search){.words = "bridge closed", .source = "Lind", .stances = 1U << DIXIT_STATE, .has_since = true, .since = 0, .limit = 10});
    assert_int_equal(found.count, 2);
    assert_int_equal(found.rows[0], 1);
    assert_string_equal(found.snippet, "\002bridge\003 after \002bridge\003 is \002closed\003");
    find((struct search){.source = "Lind", .limit = 10});
    assert_int_equal(found.count, 2);
    assert_string_equal(found.snippet, "the bridge is closed, as was said before");
}

static int by_row(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void of_very_many_every_page_has_others_and_the_last_added_are_ranked(void **context)
{
    (void)context;
    enum { STORIES = 1100, PAGE = 700 };
    static int64_t all[MOST];
    uint32_t count = 0;
    assert_true(ledger_begin(ledger));
    for (uint64_t i = 0; i < STORIES; i++)
        assert_int_equal(made_story_add(ledger, i, 1, 10, &json), LEDGER_ADDED_DOCUMENT);
    assert_true(ledger_commit(ledger));
    int64_t passages = ledger_number(ledger, "SELECT count(*) FROM passages WHERE kind = 0", 0), last = ledger_number(ledger, "SELECT max(id) FROM passages", 0);
    for (uint64_t skip = 0;; skip += PAGE) {
        find((struct search){.words = "spoke near", .skip = skip, .limit = PAGE}); /* every claim of these stories has both */
        assert_int_equal(found.total, SEARCH_COUNTED + 1);
        for (uint32_t i = 0; i < found.count; i++) {
            if (skip + i < SEARCH_RANKED) {
                assert_true(found.rows[i] > last - (SEARCH_RANKED * 11 / 10 + 11));
            }
            all[count++] = found.rows[i];
        }
        if (found.count < PAGE)
            break;
    }
    assert_int_equal(count, passages);
    qsort(all, count, sizeof *all, by_row);
    for (uint32_t i = 1; i < count; i++)
        assert_true(all[i] > all[i - 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_has_a_word_more_often_in_fewer_words_comes_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rare_word_tells_more_than_a_frequent_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(labels_and_dates_choose_and_do_not_rank, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_very_many_every_page_has_others_and_the_last_added_are_ranked, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
