/* SPDX-License-Identifier: Apache-2.0 */
/* stats.h: what came in, counted by media type and by outlet, as a JSON file. */
#ifndef CLI_STATS_H
#define CLI_STATS_H

#include "base/arena.h"
#include "base/error.h"
#include "doc.h"

struct stats_row {
    const char *name;      /* "unknown" where it is not known */
    uint64_t documents, rejected, words, attributions;
};

struct stats {
    struct arena memory;
    LIST(struct stats_row) types, outlets; /* at most 10,000 each; the last then stands for all others */
    struct stats_row all;
};

void stats_init(struct stats *stats);
void stats_release(struct stats *stats);
/* A document that was read, or one that was refused. */
void stats_add(struct stats *stats, const struct doc *doc, bool rejected);
/* Writes {"documents", "rejected", "words", "attributions", "types": [{"name", …}], "outlets": […]}; warns on standard error of each type and outlet of which no
 * document at all could be read. False with the error set when the file cannot be written. */
bool stats_write(const struct stats *stats, const char *path, struct dixit_error *error);

#endif
