/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that come over the page: read, shown, loaded again, kept. The model is a small one of random weights: what it finds means nothing. */
#include "serve/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "ledger/ledger.h"
#include "web_client.h"

static struct web web;
static struct buf page;
static char path[64], kept_path[64];

static int begin(void **state)
{
    (void)state;
    struct dixit_error error = {0};
    snprintf(kept_path, sizeof kept_path, "/tmp/dixit-work-%ld.ledger", (long)getpid());
    struct ledger *ledger = ledger_open(kept_path, LEDGER_CREATE, &error);
    bool good = ledger != NULL;
    ledger_close(ledger);
    buf_init(&page, 0);
    return good && web_begin(&web, kept_path, NULL) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    web_end(&web);
    buf_release(&page);
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", kept_path, endings[i]);
        (void)unlink(name);
    }
    return 0;
}

#define PARTS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define holds(words) assert_non_null(strstr(page.at, words))
#define lacks(words) assert_null(strstr(page.at, words))

static void a_pasted_text_is_read_and_can_be_loaded_again(void **state)
{
    (void)state;
    assert_int_equal(web_read(&web, PARTS("text", "Olle Lind said that\r\nthe <well> was dry."), path, &page), 200);
    assert_int_equal(strncmp(path, "/work/", 6), 0);
    holds("pasted text");
    holds("&lt;well&gt;");
    assert_int_equal(web_get(&web, path, &page), 200);
    holds("&lt;well&gt;");
    char second[80];
    snprintf(second, sizeof second, "%s/2", path);
    assert_int_equal(web_get(&web, second, &page), 404);
}

static void files_are_what_their_bytes_say(void **state)
{
    (void)state;
    const struct {
        const char *name, *bytes;
        int status;
        const char *shown;
    } files[] = {
        {"file=a.txt", "Olle Lind said that the well was dry.", 200, "a.txt"},
        {"file=page.txt", "<!doctype html><html><head><title>Dry wells</title></head><body><p>Olle Lind said that the well at the mill was dry.</p></body></html>", 200,
         "Dry wells"},
        {"file=two.jsonl", "{\"id\":\"one\",\"text\":\"Olle Lind spoke.\"}\nnothing\n{\"id\":\"two\",\"text\":\"Ada Quill spoke.\"}\n", 200, "could not be read"},
        {"file=../../etc/passwd", "Ada Quill said so.", 200, "Quill"},
        {"file=", "Ada Quill said so.", 200, "Quill"},
        {"file=a.txt", "%PDF-1.4 broken", 422, "could not be read"},
        {"file=a.txt", "   ", 422, "nothing but spaces"},
        {"file=a.zip", "PK\x03\x04 cut", 422, "could not be read"},
        {"file=a.gz", "\x1F\x8B\x08", 422, "could not be read"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        assert_int_equal(web_read(&web, PARTS(files[i].name, files[i].bytes), path, &page), files[i].status);
        holds(files[i].shown);
        lacks("root:");
    }
}

static void of_a_file_with_several_texts_each_has_a_page(void **state)
{
    (void)state;
    const char *lines = "{\"id\":\"one\",\"text\":\"Olle Lind spoke.\",\"title\":\"The well\"}\nnothing\n{\"id\":\"two\",\"text\":\"Ada Quill spoke.\"}\n";
    char one[80];
    assert_int_equal(web_read(&web, PARTS("file=two.jsonl", lines), path, &page), 200);
    holds("The well");
    snprintf(one, sizeof one, "%s/3", path);
    assert_int_equal(web_get(&web, one, &page), 200);
    holds("Quill");
    lacks("Lind");
    snprintf(one, sizeof one, "%s/2", path);
    assert_int_equal(web_get(&web, one, &page), 422);
    snprintf(one, sizeof one, "%s/x", path);
    assert_int_equal(web_get(&web, one, &page), 404);
}

static void no_more_texts_than_the_limit_are_read_of_one_file(void **state)
{
    (void)state;
    struct buf lines;
    buf_init(&lines, 0);
    for (int i = 0; i < WORK_TEXTS + 5; i++)
        buf_add_format(&lines, "{\"id\":\"n%d\",\"text\":\"Ada Quill spoke.\"}\n", i);
    assert_int_equal(web_read(&web, PARTS("file=many.jsonl", buf_terminate(&lines)), path, &page), 200);
    holds("There is more in it");
    buf_release(&lines);
}

static void only_addresses_of_the_web_are_fetched_and_no_private_ones(void **state)
{
    (void)state;
    static const char *const wrong[] = {"/etc/passwd", "file:///etc/passwd", "ftp://dixit.example/", "-", "wells"};
    char address[64];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(web_read(&web, PARTS("address", wrong[i]), path, &page), 400);
        lacks("root:");
    }
    snprintf(address, sizeof address, " http://127.0.0.1:%u/ ", web.port);
    assert_int_equal(web_read(&web, PARTS("address", address), path, &page), 422);
    holds("private");
    assert_int_equal(web_read(&web, PARTS("address", "", "text", ""), path, &page), 400);
}

static void the_events_of_a_work_go_forward_and_end_with_its_end(void **state)
{
    (void)state;
    struct buf text;
    char events[80];
    buf_init(&text, 0);
    for (int i = 0; i < 1500; i++)
        buf_add_format(&text, "Ada Quill said on day %d that the well was dry. ", i);
    assert_int_equal(web_post(&web, "/read", PARTS("text", buf_terminate(&text)), &page), 303);
    snprintf(events, sizeof events, "%s/events", web_location(&page));
    assert_int_equal(web_get(&web, events, &page), 200);
    holds("text/event-stream");
    long before = 0;
    for (const char *at = page.at; (at = strstr(at, "data: ")) != NULL;) {
        long now = strtol(at += strlen("data: "), NULL, 10);
        assert_in_range(now, before, 1000);
        before = now;
    }
    assert_int_equal(before, 1000);
    holds("event: done");
    assert_int_equal(web_get(&web, events, &page), 200); /* again, of one that is done */
    holds("event: done");
    assert_int_equal(web_get(&web, "/work/0123456789abcdef/events", &page), 404);
    buf_release(&text);
}

static void what_is_not_kept_is_forgotten_after_a_while(void **state)
{
    (void)state;
    char first[64];
    assert_int_equal(web_read(&web, PARTS("text", "Ada Quill said so."), first, &page), 200);
    for (int i = 0; i < WORK_REMEMBERED; i++)
        assert_int_equal(web_read(&web, PARTS("text", "Olle Lind said so."), path, &page), 200);
    assert_int_equal(web_get(&web, first, &page), 404);
    assert_int_equal(web_get(&web, path, &page), 200);
}

static void texts_are_kept_when_that_is_asked_for(void **state)
{
    (void)state;
    assert_int_equal(web_read(&web, PARTS("text", "Bo Trent said that the mill was sold."), path, &page), 200);
    assert_int_equal(web_get(&web, "/documents", &page), 200);
    lacks("pasted text");
    assert_int_equal(web_post(&web, "/keep", PARTS("work", path + 6), &page), 303);
    char kept[64];
    snprintf(kept, sizeof kept, "%s", web_location(&page));
    assert_int_equal(web_get(&web, kept, &page), 200);
    holds("Trent");
    assert_int_equal(web_post(&web, "/keep", PARTS("work", path + 6), &page), 303); /* twice is once */
    assert_string_equal(web_location(&page), kept);
    assert_int_equal(web_read(&web, PARTS("file=x.jsonl", "{\"id\":\"k1\",\"text\":\"A spoke.\"}\n{\"id\":\"k2\",\"text\":\"B spoke.\"}\n"), path, &page), 200);
    assert_int_equal(web_post(&web, "/keep", PARTS("work", path + 6, "number", "9"), &page), 400);
    assert_int_equal(web_post(&web, "/keep", PARTS("work", path + 6), &page), 303);
    assert_string_equal(web_location(&page), "/documents");
    assert_int_equal(web_post(&web, "/keep", PARTS("work", "0123456789abcdef"), &page), 400);
    assert_int_equal(web_post(&web, "/keep", PARTS("text", "nothing"), &page), 400);
}

static void a_server_that_is_told_to_end_does_not_read_to_the_end(void **state)
{
    (void)state;
    struct web other;
    struct buf text;
    assert_true(web_begin(&other, NULL, NULL));
    buf_init(&text, 0);
    for (int i = 0; i < 60000; i++)
        buf_add_text(&text, "Ada Quill said that it was dry. ");
    assert_int_equal(web_post(&other, "/read", PARTS("text", buf_terminate(&text)), &page), 303);
    char at[64];
    snprintf(at, sizeof at, "%s", web_location(&page));
    assert_int_equal(web_get(&other, at, &page), 200);
    holds("<progress"); /* 480,000 words take far longer than the page waits */
    web_end(&other);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pasted_text_is_read_and_can_be_loaded_again),
        cmocka_unit_test(files_are_what_their_bytes_say),
        cmocka_unit_test(of_a_file_with_several_texts_each_has_a_page),
        cmocka_unit_test(no_more_texts_than_the_limit_are_read_of_one_file),
        cmocka_unit_test(only_addresses_of_the_web_are_fetched_and_no_private_ones),
        cmocka_unit_test(the_events_of_a_work_go_forward_and_end_with_its_end),
        cmocka_unit_test(what_is_not_kept_is_forgotten_after_a_while),
        cmocka_unit_test(texts_are_kept_when_that_is_asked_for),
        cmocka_unit_test(a_server_that_is_told_to_end_does_not_read_to_the_end),
    };
    return cmocka_run_group_tests_name("serve_work", tests, begin, end);
}
