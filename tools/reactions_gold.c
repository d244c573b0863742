/* SPDX-License-Identifier: Apache-2.0 */
/* reactions-gold: how good are the stages "reactions" and "status", given an annotator's attributions and actors?
 *
 *   reactions-gold < GOLD.jsonl > SYSTEM.jsonl      then tools/score.py GOLD.jsonl SYSTEM.jsonl */
#include "base/stream.h"
#include "claims/reactions.h"
#include "claims/status.h"
#include "gold.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct stream input;
    struct buf line, out;
    struct arena memory, scratch;
    struct dixit_error error = {0};
    uint64_t number = 0;
    (void)argv;
    if (argc != 1) {
        fputs("usage: reactions-gold < GOLD.jsonl\n", stderr);
        return 2;
    }
    bool ok = stream_open(&input, "-");
    buf_init(&line, 0);
    buf_init(&out, 0);
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    while (ok && stream_read_line(&input, &line, (size_t)1 << 31) == STREAM_WHOLE) {
        struct arena_mark mark = arena_mark(&memory), scratch_mark = arena_mark(&scratch);
        struct doc doc = {.memory = &memory};
        struct job job = {.doc = &doc, .scratch = &scratch, .error = &error};
        struct gold gold = {0};
        number++;
        ok = gold_read(&job, line.at, line.length, &gold) && gold_take_actors(&job, &gold) &&
             claims_find_reactions(&job) && claims_derive_status(&job) && gold_write(&job, &gold, &out) &&
             buf_write_all(1, out.at, out.length);
        buf_reset(&out);
        arena_rewind(&memory, mark);
        arena_rewind(&scratch, scratch_mark);
    }
    if (!ok)
        fprintf(stderr, "reactions-gold: line %llu: %s\n", (unsigned long long)number, error.status != DIXIT_OK ? error.text : strerror(errno));
    arena_release(&scratch);
    arena_release(&memory);
    buf_release(&out);
    buf_release(&line);
    stream_close(&input);
    return ok ? 0 : 1;
}
