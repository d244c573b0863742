/* SPDX-License-Identifier: Apache-2.0 */
/* groups N: time and memory of comparing documents with N attributions, ten a document, fifty documents about one event, one in five a copy of the one
 * before it. Everything is invented from lists of words. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "../tests/unit/stories_by_hand.h"
#include "ledger/credits.h"

enum { A_DOCUMENT = 10, A_TOPIC = 50, EVENT_WORDS = 40, TEXT = 4096, CONTENT = 256 };

static uint64_t seed = 1;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (uint32_t)(seed >> 33) % below;
}

/* A word of two to four syllables for each number; few numbers come often. */
static void put_word(char *to, size_t *at, uint32_t number)
{
    static const char *const syllables[] = {"ba", "ko", "ri", "tun", "mel", "sa", "dor", "vi", "pel", "nu", "gra", "hol", "fen", "lim", "ta", "wex"};
    for (uint32_t i = 0; i < 4 && (i < 2 || number > 0); i++, number /= 16)
        *at += (size_t)snprintf(to + *at, CONTENT - *at, "%s", syllables[number % 16]);
}

static void make_document(struct made_stories *made, uint32_t number)
{
    static char text[TEXT], contents[A_DOCUMENT][CONTENT], sources[A_DOCUMENT][64], cues[A_DOCUMENT][80], id[24];
    struct made_said said[A_DOCUMENT];
    size_t at = 0;
    bool copy = number % A_TOPIC > 0 && draw(5) == 0;
    snprintf(id, sizeof id, "d%u", number);
    for (uint32_t i = 0; i < A_DOCUMENT; i++) {
        if (!copy) {
            size_t n = 0;
            snprintf(sources[i], sizeof sources[i], "Speaker%c %u", 'A' + (char)i, draw(5000));
            for (uint32_t w = 0; w < 14; w++) {
                if (w > 0)
                    contents[i][n++] = ' ';
                put_word(contents[i], &n, w % 2 == 0 ? number / A_TOPIC * EVENT_WORDS + draw(EVENT_WORDS) : draw(1 + draw(20000)));
            }
        }
        snprintf(cues[i], sizeof cues[i], "said in point %c%u", 'A' + (char)i, i);
        at += (size_t)snprintf(text + at, TEXT - at, "%s %s that %s. ", sources[i], cues[i], contents[i]);
        said[i] = (struct made_said){sources[i], sources[i], cues[i], contents[i], DIXIT_STATE};
    }
    made_story(made, id, NULL, NULL, text, said, A_DOCUMENT, NULL);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    long wanted = argc > 1 ? strtol(argv[1], NULL, 10) : 10000;
    if (wanted < A_DOCUMENT || wanted > 10000000) {
        fprintf(stderr, "groups N: a number of attributions from %d on\n", A_DOCUMENT);
        return 2;
    }
    struct made_stories made;
    struct trace trace = {0};
    made_stories_init(&made);
    double start = seconds();
    for (uint32_t i = 0; i < (uint32_t)wanted / A_DOCUMENT; i++)
        make_document(&made, i);
    double loaded = seconds();
    bool good = credits_settle(&made.stories) && copies_find(&made.stories, &trace.copies);
    double copied = seconds();
    good = good && topics_find(&made.stories, &trace.topics) && same_find(&made.stories, &trace.topics, &trace.claims);
    double grouped = seconds();
    for (uint32_t i = 0; good && i < trace.claims.list.count; i++) {
        struct trail trail;
        good = trace_follow(&made.stories, &trace.copies, &trace.claims.list.at[i], &trail);
    }
    double followed = seconds();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    if (good)
        printf("%ld attributions: words and passages %.2f s, copies %.2f s (%u pairs), claims %.2f s (%u), trails %.2f s; %ld MB\n", wanted, loaded - start, copied - loaded,
               trace.copies.pairs.count, grouped - copied, trace.claims.list.count, followed - grouped, usage.ru_maxrss / 1024);
    made_stories_release(&made);
    return good ? 0 : 1;
}
