/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of dixit.h on top of read.c. */
#include "dixit.h"

#include <unistd.h>

#include "intake/fill.h"
#include "model/model.h"
#include "read.h"
#include "text/pieces.h"

#ifndef DIXIT_VERSION
#define DIXIT_VERSION "0"
#endif

enum { MOST_MEMORY_SHIFT = 30, MOST_THREADS = 256, SCRATCH_KEPT = 16 << 20 };

struct dixit_reader {
    struct arena memory, scratch; /* memory holds this struct too */
    const struct model *model;
    struct vocabulary vocabulary;
    struct dixit_options options;
    struct pool *pool;
};

/* What the public interface gives of an attribution, made once. */
struct dixit_reading {
    struct arena memory; /* holds this struct too */
    struct doc doc;
    struct dixit_attribution *attributions;
    struct dixit_spans own;
};

/* ---- names ---- */

const char *dixit_stance_name(enum dixit_stance stance)
{
    static const char *const names[DIXIT_STANCES] = {
        "state",  "argue",     "allege",  "show",   "think", "doubt",    "question", "confirm", "deny",   "reject",
        "criticise", "support", "accuse", "warn", "threaten", "urge", "decide", "pledge", "predict",
    };
    return (unsigned)stance < DIXIT_STANCES ? names[stance] : NULL;
}

const char *dixit_quote_name(enum dixit_quote quote)
{
    static const char *const names[] = {"indirect", "mixed", "direct"};
    return (unsigned)quote <= DIXIT_DIRECT ? names[quote] : NULL;
}

const char *dixit_name_kind_name(enum dixit_name_kind kind)
{
    static const char *const names[DIXIT_NAME_KINDS] = {"date", "facility",     "location", "misc",   "money",
                                                        "norp", "organisation", "person",   "product"};
    return (unsigned)kind < DIXIT_NAME_KINDS ? names[kind] : NULL;
}

const char *dixit_version(void)
{
    return DIXIT_VERSION;
}

/* struct dixit_model is struct model, seen from outside (model/model.c opens it). */
static const struct model *inside(const struct dixit_model *model)
{
    return (const struct model *)(const void *)model;
}

/* ---- reader ---- */

static uint32_t count_threads(uint32_t wanted)
{
    long cores = wanted > 0 ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > MOST_THREADS ? MOST_THREADS : (uint32_t)cores;
}

struct dixit_reader *dixit_reader_open(const struct dixit_model *model, const struct dixit_options *options, struct dixit_error *error)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct dixit_reader *reader = arena_alloc(&memory, sizeof *reader);
    if (reader == NULL) {
        error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for a reader.");
        return NULL;
    }
    reader->model = inside(model);
    reader->options = options != NULL ? *options : (struct dixit_options){0};
    if (reader->options.max_memory == 0)
        reader->options.max_memory = (uint64_t)1 << MOST_MEMORY_SHIFT;
    arena_init(&reader->scratch, (size_t)reader->options.max_memory);
    reader->memory = memory;
    struct str pieces = model_vocabulary(reader->model);
    bool good = text_vocabulary_init(&reader->vocabulary, pieces.at, pieces.length, &reader->memory, error);
    reader->pool = good ? pool_new(count_threads(reader->options.threads)) : NULL;
    if (good && reader->pool == NULL)
        error_set(error, DIXIT_SYSTEM, 0, "The threads could not be started.");
    if (reader->pool != NULL)
        return reader;
    dixit_reader_close(reader);
    return NULL;
}

void dixit_reader_close(struct dixit_reader *reader)
{
    if (reader == NULL)
        return;
    pool_free(reader->pool);
    arena_release(&reader->scratch);
    struct arena memory = reader->memory; /* the reader goes with it */
    arena_release(&memory);
}

/* ---- reading ---- */

static bool copy_spans(struct arena *memory, const struct span *from, uint32_t count, struct dixit_spans *to)
{
    struct dixit_span *at = arena_array(memory, count, sizeof *at);
    if (at == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++)
        at[i] = (struct dixit_span){from[i].start, from[i].end};
    *to = (struct dixit_spans){at, count};
    return true;
}

static bool copy_attribution(struct arena *memory, const struct attribution *from, struct dixit_attribution *to)
{
    to->cue = (struct dixit_span){from->cue.start, from->cue.end};
    to->parent = from->parent;
    to->stance = (enum dixit_stance)from->stance;
    to->negated = from->negated;
    to->quote = (enum dixit_quote)from->quote;
    to->confidence = from->confidence;
    return copy_spans(memory, from->source.at, from->source.count, &to->source) &&
           copy_spans(memory, from->content.at, from->content.count, &to->content) &&
           copy_spans(memory, from->addressee.at, from->addressee.count, &to->addressee) &&
           copy_spans(memory, from->against.at, from->against.count, &to->against);
}

static bool publish(struct dixit_reading *reading, struct dixit_error *error)
{
    struct doc *doc = &reading->doc;
    reading->attributions = arena_array(&reading->memory, doc->attributions.count, sizeof *reading->attributions);
    bool good = reading->attributions != NULL && copy_spans(&reading->memory, doc->own.at, doc->own.count, &reading->own);
    for (uint32_t i = 0; good && i < doc->attributions.count; i++)
        good = copy_attribution(&reading->memory, &doc->attributions.at[i], &reading->attributions[i]);
    return good || fill_refused(doc, error);
}

static bool read_text(struct dixit_reader *reader, struct dixit_reading *reading, struct str text, struct dixit_error *error)
{
    struct doc *doc = &reading->doc;
    doc->memory = &reading->memory;
    if (!fill_text(doc, text, false, reader->options.max_bytes, error))
        return false;
    struct arena_mark mark = arena_mark(&reader->scratch);
    struct job job = {.doc = doc,
                      .scratch = &reader->scratch,
                      .model = reader->model,
                      .vocabulary = &reader->vocabulary,
                      .pool = reader->pool,
                      .error = error};
    bool good = read_document(&job, NULL);
    if (reader->scratch.held > SCRATCH_KEPT)
        arena_release(&reader->scratch);
    else
        arena_rewind(&reader->scratch, mark);
    return good && publish(reading, error);
}

struct dixit_reading *dixit_read(struct dixit_reader *reader, const char *text, size_t length, struct dixit_error *error)
{
    struct dixit_error own = {0};
    struct arena memory;
    arena_init(&memory, (size_t)reader->options.max_memory);
    struct dixit_reading *reading = arena_alloc(&memory, sizeof *reading);
    if (reading == NULL) {
        error_set(error, DIXIT_TOO_LARGE, 0, "There is not enough memory for a reading.");
        return NULL;
    }
    reading->memory = memory;
    if (read_text(reader, reading, (struct str){text, length}, &own))
        return reading;
    error_set(&own, DIXIT_NO_MEMORY, 0, "The text could not be read.");
    error_set(error, own.status, own.position, "%s", own.text);
    dixit_reading_free(reading);
    return NULL;
}

void dixit_reading_free(struct dixit_reading *reading)
{
    if (reading == NULL)
        return;
    struct arena memory = reading->memory; /* the reading goes with it */
    arena_release(&memory);
}

const char *dixit_text(const struct dixit_reading *reading, size_t *length)
{
    if (length != NULL)
        *length = reading->doc.text.length;
    return reading->doc.text.at;
}

uint32_t dixit_attribution_count(const struct dixit_reading *reading)
{
    return reading->doc.attributions.count;
}

struct dixit_attribution dixit_attribution_get(const struct dixit_reading *reading, uint32_t index)
{
    return index < reading->doc.attributions.count ? reading->attributions[index] : (struct dixit_attribution){.parent = DIXIT_NONE};
}

struct dixit_spans dixit_own(const struct dixit_reading *reading)
{
    return reading->own;
}

uint32_t dixit_note_count(const struct dixit_reading *reading)
{
    return reading->doc.notes.count;
}

struct dixit_note dixit_note_get(const struct dixit_reading *reading, uint32_t index)
{
    if (index >= reading->doc.notes.count)
        return (struct dixit_note){0};
    const struct note *note = &reading->doc.notes.at[index];
    return (struct dixit_note){note->what, {note->at.start, note->at.end}};
}
