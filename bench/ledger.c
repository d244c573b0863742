/* SPDX-License-Identifier: Apache-2.0 */
/* ledger: how fast claims go into a ledger, and how fast they are found.
 *
 *     build/bench/ledger FILE [CLAIMS [QUERIES]]
 *
 * Adds invented documents of ten claims each to FILE, 64 a transaction as dixit add does, until it holds CLAIMS (default 20,000) more; what making the documents
 * takes is measured apart. Then QUERIES (default 300) searches of six kinds, each for the first page with its count, and the times within which half and 95 % of them were
 * answered, by the clock and of the processor (which other work on the machine does not lengthen). Prints the size of the file and the memory held at most. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "ledger/search.h"
#include "made_news.h"
#include "view/show.h"

enum { CLAIMS = 10, BATCH = 64 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double cpu(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* One transaction. The seconds and processor seconds in the store are added up. */
static bool add_batch(struct ledger *ledger, uint64_t first, struct buf json[BATCH], double *seconds, double *processor)
{
    struct arena memory;
    struct doc docs[BATCH] = {0};
    struct show_options show = {.no_text = true, .model = "made-1"};
    arena_init(&memory, 0);
    bool good = true;
    for (uint32_t i = 0; i < BATCH && good; i++) {
        docs[i].memory = &memory;
        buf_reset(&json[i]);
        good = made_story(&docs[i], first + i, 1, CLAIMS) && show_json(&docs[i], &show, &json[i]);
    }
    double begin = now(), used = cpu();
    good = good && ledger_begin(ledger);
    for (uint32_t i = 0; i < BATCH && good; i++)
        good = ledger_add(ledger, &(struct ledger_input){&docs[i], {json[i].at, json[i].length - 1}, "made-1"}, false) != LEDGER_ADDED_NOT;
    good = good && ledger_commit(ledger);
    *seconds += now() - begin;
    *processor += cpu() - used;
    arena_release(&memory);
    return good;
}

static bool take(void *context, const struct search_hit *hit)
{
    *(uint64_t *)context += hit->snippet.length;
    return true;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The times of some queries. */
struct times {
    double *clock, *processor;
    uint32_t count;
};

static void print_times(const char *what, struct times *times)
{
    if (times->count == 0)
        return;
    qsort(times->clock, times->count, sizeof *times->clock, by_size);
    qsort(times->processor, times->count, sizeof *times->processor, by_size);
    uint32_t half = times->count / 2, most = times->count * 95 / 100;
    printf("find, %-18s p50 %6.1f ms  p95 %6.1f ms; of processor p50 %6.1f ms  p95 %6.1f ms\n", what, 1000 * times->clock[half], 1000 * times->clock[most],
           1000 * times->processor[half], 1000 * times->processor[most]);
}

static bool find_one(struct ledger *ledger, const char *words, struct times *kind, struct times *all)
{
    struct search search = {.words = words, .limit = 20};
    uint64_t bytes = 0, total = 0;
    double begin = now(), used = cpu();
    bool good = ledger_search(ledger, &search, take, &bytes, &total);
    all->processor[all->count++] = kind->processor[kind->count] = cpu() - used;
    all->clock[all->count - 1] = kind->clock[kind->count++] = now() - begin;
    return good;
}

static bool measure_finding(struct ledger *ledger, uint32_t queries)
{
    static const char *const kinds[MADE_QUERIES] = {"one frequent word", "two frequent words", "a rare word", "a phrase", "a prefix", "two rare words"};
    double *room = calloc((size_t)queries * 4 + 1, sizeof *room);
    struct times all = {room, room == NULL ? NULL : room + queries, 0};
    struct buf words;
    buf_init(&words, 0);
    bool good = room != NULL;
    for (uint32_t kind = 0; good && kind < MADE_QUERIES; kind++) {
        struct times times = {room + (size_t)queries * 2, room + (size_t)queries * 3, 0};
        for (uint32_t i = kind; good && i < queries; i += MADE_QUERIES)
            good = find_one(ledger, made_query(i, kind, &words), &times, &all);
        print_times(kinds[kind], &times);
    }
    print_times("all", &all);
    free(room);
    buf_release(&words);
    return good;
}

int main(int argc, char **argv)
{
    struct dixit_error error = {0};
    struct buf json[BATCH];
    if (argc < 2) {
        fprintf(stderr, "ledger FILE [CLAIMS [QUERIES]]\n");
        return 2;
    }
    uint64_t claims = argc > 2 ? strtoull(argv[2], NULL, 10) : 20000, done = 0;
    uint32_t queries = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 300;
    struct ledger *ledger = ledger_open(argv[1], LEDGER_CREATE, &error);
    bool good = ledger != NULL;
    uint64_t first = good ? (uint64_t)ledger_number(ledger, "SELECT count(*) FROM documents", 0) : 0;
    double seconds = 0, processor = 0;
    for (uint32_t i = 0; i < BATCH; i++)
        buf_init(&json[i], 0);
    for (; good && done < claims; done += BATCH * CLAIMS, first += BATCH)
        good = add_batch(ledger, first, json, &seconds, &processor);
    if (good && done > 0)
        printf("add: %llu claims in %.1f s (%.1f s of processor): %.0f claims/s (%.0f a processor second)\n", (unsigned long long)done, seconds, processor, (double)done / seconds,
               (double)done / processor);
    if (good)
        printf("the ledger holds %lld claims\n", (long long)ledger_number(ledger, "SELECT count(*) FROM passages WHERE kind = 0", 0));
    good = good && measure_finding(ledger, queries);
    if (!good)
        fprintf(stderr, "ledger: %s\n", error.text);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    struct stat file;
    if (good && stat(argv[1], &file) == 0)
        printf("the file: %lld MB\n", (long long)file.st_size / 1000000);
    printf("memory at most: %ld MB\n", usage.ru_maxrss / 1024);
    for (uint32_t i = 0; i < BATCH; i++)
        buf_release(&json[i]);
    ledger_close(ledger);
    return good ? 0 : 1;
}
