/* SPDX-License-Identifier: Apache-2.0 */
/* trace-readings [FILE]: reads readings (JSON Lines, as `dixit read --json` writes them) and prints what `dixit trace --all --json` says of a ledger that
 * holds these documents and no others, so that the comparing can be measured without a ledger. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ledger/load.h"
#include "ledger/trace.h"
#include "text/words.h"

static bool add_line(struct stories *stories, struct str line, struct dixit_error *error)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct doc doc = {.memory = &memory};
    struct job job = {.doc = &doc, .scratch = stories->scratch, .error = error};
    bool good = ledger_load_json(&doc, (struct str){NULL, 0}, line, error) && text_split_words(&job) && stories_add(stories, &job);
    arena_release(&memory);
    return good;
}

static bool add_lines(struct stories *stories, const struct buf *input, struct dixit_error *error)
{
    for (size_t at = 0; at < input->length;) {
        const char *end = memchr(input->at + at, '\n', input->length - at);
        size_t length = end == NULL ? input->length - at : (size_t)(end - input->at) - at;
        if (length > 0 && !add_line(stories, (struct str){input->at + at, length}, error))
            return false;
        at += length + 1;
    }
    return true;
}

static bool print(struct stories *stories, const struct trace *trace)
{
    struct buf out;
    buf_init(&out, 0);
    bool good = true;
    for (uint32_t i = 0; good && i < trace->claims.list.count; i++)
        good = trace_write_claim(stories, i + 1, "proposed", &trace->claims.list.at[i], &trace->trails.at[i], &out);
    trace_write_documents(stories, &trace->copies, &out);
    good = good && !out.failed && fwrite(out.at, 1, out.length, stdout) == out.length;
    buf_release(&out);
    return good;
}

int main(int argc, char **argv)
{
    struct dixit_error error = {0};
    struct arena memory, scratch;
    struct buf input;
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    buf_init(&input, 0);
    int descriptor = argc > 1 ? open(argv[1], O_RDONLY) : STDIN_FILENO;
    bool good = descriptor >= 0 && buf_read_all(&input, descriptor, SIZE_MAX / 2) == 1;
    if (!good)
        perror(argc > 1 ? argv[1] : "standard input");
    struct stories stories;
    struct trace trace;
    good = good && stories_init(&stories, &memory, &scratch, &error) && add_lines(&stories, &input, &error) && trace_stories(&stories, &trace) &&
           print(&stories, &trace);
    if (error.status != DIXIT_OK)
        fprintf(stderr, "%s\n", error.text);
    buf_release(&input);
    arena_release(&scratch);
    arena_release(&memory);
    return good ? 0 : 1;
}
