/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a ledger of made stories: search, what narrows it, files of it, the overview; and requests that are none. */
#include "serve/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "made_news.h"
#include "web_client.h"

enum { STORIES = 40, CLAIMS = 5 };

static struct web web;
static struct buf page;
static char kept_path[64];

static bool fill(struct ledger *ledger)
{
    struct buf json;
    buf_init(&json, 0);
    bool good = ledger != NULL && ledger_begin(ledger);
    for (uint64_t i = 0; good && i < STORIES; i++)
        good = made_story_add(ledger, i, 1, CLAIMS, &json) == LEDGER_ADDED_DOCUMENT;
    good = good && ledger_commit(ledger);
    buf_release(&json);
    return good;
}

static int begin(void **state)
{
    (void)state;
    struct dixit_error error = {0};
    snprintf(kept_path, sizeof kept_path, "/tmp/dixit-search-%ld.ledger", (long)getpid());
    struct ledger *ledger = ledger_open(kept_path, LEDGER_CREATE, &error);
    bool good = fill(ledger);
    ledger_close(ledger);
    buf_init(&page, 0);
    return good && web_begin(&web, kept_path, NULL) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    web_end(&web);
    buf_release(&page);
    static const char *const endings[] = {"", "-wal", "-shm", "-key"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", kept_path, endings[i]);
        (void)unlink(name);
    }
    return 0;
}

#define holds(words) assert_non_null(strstr(page.at, words))
#define lacks(words) assert_null(strstr(page.at, words))

static uint32_t count(const char *what)
{
    uint32_t found = 0;
    for (const char *at = page.at; (at = strstr(at, what)) != NULL; at++)
        found++;
    return found;
}

/* The number before " found". */
static long told(void)
{
    const char *at = strstr(page.at, "id=\"told\">");
    assert_non_null(at);
    return strtol(at + strlen("id=\"told\">"), NULL, 10);
}

static void a_search_without_words_finds_all_and_offers_what_narrows_it(void **state)
{
    (void)state;
    assert_int_equal(web_get(&web, "/search", &page), 200);
    assert_int_equal(told(), STORIES * CLAIMS);
    assert_int_equal(count("class=\"where\""), 20);
    holds("aria-label=\"Narrow the search\"");
    holds("href=\"/search?source=");
    holds("href=\"/search?stance=");
    holds("/search?page=2");
}

static void each_value_that_is_offered_finds_fewer_and_can_be_taken_back(void **state)
{
    (void)state;
    static const char *const kinds[] = {"source=", "against=", "stance=", "status=", "outlet=", "since="};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char path[400], link[40];
        snprintf(link, sizeof link, "href=\"/search?%s", kinds[i]);
        assert_int_equal(web_get(&web, "/search", &page), 200);
        const char *at = strstr(page.at, link);
        if (at == NULL)
            continue; /* these stories do not differ in it */
        at += strlen("href=\"");
        size_t length = 0;
        for (; at[length] != '"'; length++)
            assert_true(length < sizeof path - 1);
        snprintf(path, sizeof path, "%.*s", (int)length, at);
        for (char *amp; (amp = strstr(path, "&amp;")) != NULL;)
            memmove(amp + 1, amp + 5, strlen(amp + 5) + 1);
        assert_int_equal(web_get(&web, path, &page), 200);
        assert_in_range(told(), 1, STORIES * CLAIMS - 1);
        holds("href=\"/search?\">any</a>");
    }
}

static void the_part_alone_is_what_the_page_shows(void **state)
{
    (void)state;
    assert_int_equal(web_get(&web, "/search?stance=deny&part=found", &page), 200);
    long found = told();
    uint32_t shown = count("class=\"where\"");
    lacks("<html");
    assert_int_equal(web_get(&web, "/search?stance=deny", &page), 200);
    holds("<html");
    assert_int_equal(told(), found);
    assert_int_equal(count("class=\"where\""), shown);
}

static void all_that_was_found_comes_as_a_file(void **state)
{
    (void)state;
    assert_int_equal(web_get(&web, "/search?stance=deny", &page), 200);
    long found = told();
    assert_true(found > 0);
    assert_int_equal(web_get(&web, "/search?stance=deny&as=jsonl", &page), 200);
    holds("attachment; filename=\"dixit-search.jsonl\"");
    assert_int_equal(count("\"stance\":\"deny\""), found);
    assert_int_equal(web_get(&web, "/search?stance=deny&as=csv", &page), 200);
    holds("\"document\",\"passage\"");
    assert_int_equal(count("\r\n\"story-"), found);
    assert_int_equal(web_get(&web, "/search?as=jsonl", &page), 200);
    assert_int_equal(count("\"stance\":"), STORIES * CLAIMS);
}

static void words_that_are_none_are_refused_in_words(void **state)
{
    (void)state;
    static const char *const paths[] = {"/search?q=%21", "/search?q=%21&as=csv", "/search?q=%21&as=jsonl", "/search?q=%21&part=found"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(web_get(&web, paths[i], &page), 400);
        holds("There is no word in");
        lacks("attachment");
    }
}

static void what_is_asked_for_is_escaped_wherever_it_stands(void **state)
{
    (void)state;
    assert_int_equal(web_get(&web, "/search?q=dam&source=%22%3E%3Cscript%3E&outlet=%22%3E%3Cscript%3E&page=99999999999", &page), 200);
    lacks("<script>");
    lacks("\"><script");
}

static void the_overview_and_the_lists_are_there(void **state)
{
    (void)state;
    static const char *const paths[] = {"/", "/documents", "/documents?page=2", "/document/1", "/actors", "/claims", "/serve.js", "/serve.css", "/page.css", "/lit.css"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(web_get(&web, paths[i], &page), 200);
        assert_in_range(page.length, 200, 100000);
    }
}

static void the_overview_shows_what_is_disputed_with_its_answer_and_where_to_read_it(void **state)
{
    (void)state;
    assert_int_equal(web_get(&web, "/", &page), 200);
    holds("id=\"new-disputed\"");
    holds("class=\"answer no\"");
    holds("Proposals that are open");
    holds("What came in last");
    assert_true(count("class=\"where\"") >= 3);
}

/* ---- what is no request ---- */

static int say(const char *request)
{
    struct buf bytes;
    buf_init(&bytes, 0);
    for (const char *at = request; *at != '\0'; at++)
        if (*at == '$')
            buf_add_format(&bytes, "127.0.0.1:%u", web.port);
        else
            buf_add_char(&bytes, *at);
    bool ended = web_talk(&web, (struct str){bytes.at, bytes.length}, true, &page);
    buf_release(&bytes);
    return ended && page.length > 12 && memcmp(page.at, "HTTP/1.", 7) == 0 ? (int)strtol(page.at + 9, NULL, 10) : 0;
}

static void strangers_are_kept_out(void **state)
{
    (void)state;
    const struct {
        const char *request;
        int status;
    } requests[] = {
        {"GET / HTTP/1.1\r\nHost: dixit.example\r\n\r\n", 421},
        {"GET / HTTP/1.1\r\nHost: $.example\r\n\r\n", 421},
        {"GET / HTTP/1.0\r\n\r\n", 421},
        {"GET / HTTP/1.1\r\nHost: $\r\nOrigin: null\r\n\r\n", 403},
        {"GET / HTTP/1.1\r\nHost: $\r\nOrigin: http://$.example\r\n\r\n", 403},
        {"GET / HTTP/1.1\r\nHost: $\r\nOrigin: https://$\r\n\r\n", 403},
        {"PUT / HTTP/1.1\r\nHost: $\r\n\r\n", 405},
        {"DELETE /document/1 HTTP/1.1\r\nHost: $\r\n\r\n", 405},
        {"POST /keep HTTP/1.1\r\nHost: $\r\nContent-Length: 0\r\n\r\n", 403},
        {"POST /read HTTP/1.1\r\nHost: $\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\na", 415},
        {"POST /claim/1 HTTP/1.1\r\nHost: $\r\nX-Dixit-Token: 0\r\nContent-Length: 0\r\n\r\n", 403},
        {"POST /read HTTP/1.1\r\nHost: $\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 40\r\n\r\na=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1&", 403},
        {"GET /document/../../etc/passwd HTTP/1.1\r\nHost: $\r\n\r\n", 404},
        {"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: $\r\n\r\n", 404},
        {"GET /page.css/../../etc/passwd HTTP/1.1\r\nHost: $\r\n\r\n", 404},
        {("GET /work" "/../../etc/passwd HTTP/1.1\r\nHost: $\r\n\r\n"), 404},
        {"HEAD / HTTP/1.1\r\nHost: $\r\n\r\n", 200},
        {"GET / HTTP/1.1\r\nHost: $\r\n\r\n", 200},
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        int status = say(requests[i].request);
        if (status != requests[i].status)
            print_message("# %s", requests[i].request);
        assert_int_equal(status, requests[i].status);
        lacks("root:");
    }
}

static void more_fields_and_more_bytes_than_the_limits_are_refused(void **state)
{
    (void)state;
    const char *parts[2 * HTTP_FIELDS + 1];
    for (uint32_t i = 0; i < 2 * HTTP_FIELDS; i++)
        parts[i] = "a";
    parts[2 * HTTP_FIELDS] = NULL;
    assert_int_equal(web_post(&web, "/read", parts, &page), 400);
    struct buf large;
    buf_init(&large, 0);
    char *to = buf_reserve(&large, HTTP_MOST_BODY + 1);
    assert_non_null(to);
    memset(to, 'a', HTTP_MOST_BODY + 1);
    large.length = HTTP_MOST_BODY + 1;
    int status = web_post(&web, "/read", (const char *const[]){"text", buf_terminate(&large), NULL}, &page);
    assert_int_equal(status, 413);
    buf_release(&large);
    buf_init(&large, 0);
    buf_add_text(&large, "/search?q=");
    for (int i = 0; i < 40000; i++)
        buf_add_char(&large, 'a');
    status = web_get(&web, buf_terminate(&large), &page);
    assert_true(status == 0 || status >= 400);
    buf_release(&large);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

static void what_is_no_request_does_no_harm(void **state)
{
    (void)state;
    static const char *const pieces[] = {"GET ", "POST ", "/", "/read", "/search?q=%", "/work/", " HTTP/1.1", "\r\n", "\r\n\r\n", "Host: $", "Content-Length: -1", "Content-Length: 7",
                                         "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked", "ffffffffffffffff\r\n", "0\r\n\r\n", "Content-Type: multipart/form-data; boundary=a",
                                         "--a\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n", "Origin: http://$", "\x01\x7f\xff", ": ", "Expect: 100-continue", "Connection: close"};
    uint32_t seed = 7;
    struct buf request;
    buf_init(&request, 0);
    for (int i = 0; i < 400; i++) {
        buf_reset(&request);
        for (uint32_t n = 1 + next_random(&seed) % 12; n > 0; n--)
            buf_add_text(&request, pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)]);
        (void)say(buf_terminate(&request));
        lacks("root:");
    }
    buf_release(&request);
    assert_int_equal(web_get(&web, "/search", &page), 200);
}

static void slow_clients_hold_up_nobody(void **state)
{
    (void)state;
    int slow[100];
    for (size_t i = 0; i < sizeof slow / sizeof *slow; i++) {
        slow[i] = web_open(&web);
        assert_true(slow[i] >= 0);
        (void)send(slow[i], "POST /read HTT", i % 15, MSG_NOSIGNAL);
    }
    for (int i = 0; i < 20; i++)
        assert_int_equal(web_get(&web, "/documents", &page), 200);
    for (size_t i = 0; i < sizeof slow / sizeof *slow; i++)
        (void)close(slow[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_without_words_finds_all_and_offers_what_narrows_it),
        cmocka_unit_test(each_value_that_is_offered_finds_fewer_and_can_be_taken_back),
        cmocka_unit_test(the_part_alone_is_what_the_page_shows),
        cmocka_unit_test(all_that_was_found_comes_as_a_file),
        cmocka_unit_test(words_that_are_none_are_refused_in_words),
        cmocka_unit_test(what_is_asked_for_is_escaped_wherever_it_stands),
        cmocka_unit_test(the_overview_and_the_lists_are_there),
        cmocka_unit_test(the_overview_shows_what_is_disputed_with_its_answer_and_where_to_read_it),
        cmocka_unit_test(strangers_are_kept_out),
        cmocka_unit_test(more_fields_and_more_bytes_than_the_limits_are_refused),
        cmocka_unit_test(what_is_no_request_does_no_harm),
        cmocka_unit_test(slow_clients_hold_up_nobody),
    };
    return cmocka_run_group_tests_name("serve_search", tests, begin, end);
}
