/* SPDX-License-Identifier: Apache-2.0 */
/* html-dump: what intake makes of web pages, for tools/html_score.py and bench/peers.
 *
 *     html-dump PAGES.jsonl >SYSTEM.jsonl     html-dump --time PAGES.jsonl
 *
 * Reads JSON Lines {"id", "html"}; writes {"id", "body", "title", "author", "outlet", "published", "modified", "language", "url", "credit"} in the same
 * order. --time prints pages and MB a second of processor time instead, with the reading of the JSON left out. */
#include "base/stream.h"
#include "intake/html.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct total {
    double seconds;
    uint64_t pages, bytes;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* What is not known is left out. */
static void set(json_t *object, const char *key, const char *value)
{
    if (value != NULL)
        json_object_set_new(object, key, json_string(value));
}

static void write_page(struct buf *out, const json_t *id, const struct html_page *page)
{
    json_t *object = json_object();
    json_object_set(object, "id", (json_t *)(uintptr_t)id);
    json_object_set_new(object, "body", json_stringn(page->text.at + page->body, page->text.length - page->body));
    set(object, "title", page->facts.title);
    set(object, "author", page->facts.author);
    set(object, "outlet", page->facts.outlet);
    set(object, "published", page->facts.published);
    set(object, "modified", page->facts.modified);
    set(object, "language", page->facts.language);
    set(object, "url", page->facts.url);
    char *line = json_dumps(object, JSON_COMPACT);
    if (line != NULL)
        buf_add_text(out, line);
    buf_add_char(out, '\n');
    free(line);
    json_decref(object);
}

static bool dump(const struct buf *line, struct arena *memory, struct buf *out, struct total *total)
{
    json_t *root = json_loadb(line->at, line->length, JSON_ALLOW_NUL, NULL);
    const json_t *html = json_object_get(root, "html");
    struct html_page page;
    double start = now();
    bool good = json_is_string(html) &&
                html_parse((struct str){json_string_value(html), json_string_length(html)}, "utf-8", memory, &page);
    total->seconds += now() - start;
    total->pages++;
    total->bytes += json_string_length(html);
    if (good)
        write_page(out, json_object_get(root, "id"), &page);
    json_decref(root);
    return good;
}

int main(int count, char **arguments)
{
    bool timed = count == 3 && strcmp(arguments[1], "--time") == 0, good = count == 2 || timed;
    struct stream input;
    struct buf line, out;
    struct arena memory;
    struct total total = {0};
    good = good && stream_open(&input, arguments[count - 1]);
    if (!good) {
        fprintf(stderr, "html-dump: %s\n", count < 2 ? "usage: html-dump [--time] PAGES.jsonl" : strerror(errno));
        return 1;
    }
    buf_init(&line, 0);
    buf_init(&out, 0);
    arena_init(&memory, (size_t)1 << 30);
    while (good && stream_read_line(&input, &line, (size_t)1 << 31) == STREAM_WHOLE) {
        struct arena_mark mark = arena_mark(&memory);
        good = dump(&line, &memory, &out, &total) && (timed || buf_write_all(1, out.at, out.length));
        buf_reset(&out);
        arena_rewind(&memory, mark);
    }
    if (!good)
        fprintf(stderr, "html-dump: page %llu could not be read\n", (unsigned long long)total.pages);
    if (timed && total.seconds > 0)
        printf("%llu pages, %.1f MB, %.2f s: %.0f pages/s, %.1f MB/s\n", (unsigned long long)total.pages, (double)total.bytes / 1e6,
               total.seconds, (double)total.pages / total.seconds, (double)total.bytes / 1e6 / total.seconds);
    arena_release(&memory);
    buf_release(&out);
    buf_release(&line);
    stream_close(&input);
    return good ? 0 : 1;
}
