/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/stats.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "view/safe.h"

enum { MOST_ROWS = 10000 };

void stats_init(struct stats *stats)
{
    *stats = (struct stats){0};
    arena_init(&stats->memory, 0);
}

void stats_release(struct stats *stats)
{
    arena_release(&stats->memory);
}

static void count(struct stats_row *row, const struct doc *doc, bool rejected)
{
    row->rejected += rejected;
    row->documents += !rejected;
    row->words += rejected ? 0 : doc->words.count;
    row->attributions += rejected ? 0 : doc->attributions.count;
}

/* The row of a name in one of the two lists, made when it is new. */
static struct stats_row *find_row(struct stats *stats, bool outlet, const char *name)
{
    struct stats_row *rows = outlet ? stats->outlets.at : stats->types.at;
    uint32_t length = outlet ? stats->outlets.count : stats->types.count;
    for (uint32_t i = 0; i < length; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    if (length >= MOST_ROWS)
        return &rows[length - 1];
    struct stats_row row = {.name = arena_copy(&stats->memory, length == MOST_ROWS - 1 ? "others" : name, length == MOST_ROWS - 1 ? 6 : strlen(name))};
    bool good = row.name != NULL && (outlet ? list_push(&stats->memory, &stats->outlets, row) : list_push(&stats->memory, &stats->types, row));
    return !good ? NULL : outlet ? &stats->outlets.at[length] : &stats->types.at[length];
}

void stats_add(struct stats *stats, const struct doc *doc, bool rejected)
{
    const char *type = doc->origin.media_type, *outlet = doc->origin.outlet;
    struct stats_row *row = find_row(stats, false, type != NULL ? type : "unknown");
    if (row != NULL)
        count(row, doc, rejected);
    row = find_row(stats, true, outlet != NULL ? outlet : "unknown");
    if (row != NULL)
        count(row, doc, rejected);
    count(&stats->all, doc, rejected);
}

static void put_counts(struct json *json, const struct stats_row *row)
{
    json_key(json, "documents");
    json_int(json, (int64_t)row->documents);
    json_key(json, "rejected");
    json_int(json, (int64_t)row->rejected);
    json_key(json, "words");
    json_int(json, (int64_t)row->words);
    json_key(json, "attributions");
    json_int(json, (int64_t)row->attributions);
}

static void put_rows(struct json *json, const char *key, const struct stats_row *rows, uint32_t length)
{
    json_key(json, key);
    json_open_array(json);
    for (uint32_t i = 0; i < length; i++) {
        json_open_object(json);
        json_key(json, "name");
        json_cstr(json, rows[i].name);
        put_counts(json, &rows[i]);
        json_close_object(json);
    }
    json_close_array(json);
}

static void warn(const struct stats_row *rows, uint32_t length, const char *what)
{
    for (uint32_t i = 0; i < length; i++) {
        if (rows[i].documents > 0 || rows[i].rejected == 0)
            continue;
        struct buf line;
        buf_init(&line, 0);
        buf_add_format(&line, "dixit: of %s ", what);
        safe_add(&line, (struct str){rows[i].name, strlen(rows[i].name)}, true);
        buf_add_format(&line, " none of %" PRIu64 " documents could be read.\n", rows[i].rejected);
        fwrite(line.at, 1, line.length, stderr);
        buf_release(&line);
    }
}

bool stats_write(const struct stats *stats, const char *path, struct dixit_error *error)
{
    struct buf out;
    struct json json;
    buf_init(&out, 0);
    json_init(&json, &out);
    json_open_object(&json);
    put_counts(&json, &stats->all);
    put_rows(&json, "types", stats->types.at, stats->types.count);
    put_rows(&json, "outlets", stats->outlets.at, stats->outlets.count);
    json_close_object(&json);
    buf_add_char(&out, '\n');
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool good = file >= 0 && !out.failed && buf_write_all(file, out.at, out.length);
    if (file >= 0)
        good = close(file) == 0 && good;
    if (!good)
        error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", path, strerror(errno));
    buf_release(&out);
    warn(stats->types.at, stats->types.count, "the media type");
    warn(stats->outlets.at, stats->outlets.count, "the outlet");
    return good;
}
