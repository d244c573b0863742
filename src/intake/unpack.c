/* SPDX-License-Identifier: Apache-2.0 */
/* A level is what one reader works on: the file, an entry of it, an attachment of that. Levels are a chain on the stack; each knows which one of its
 * container's it is, so that a place in the file is a path of numbers that is the same each time the file is taken apart. */
#include "intake/unpack.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "intake/fill.h"
#include "intake/formats.h"
#include "text/utf8.h"

enum { DEFAULT_DEPTH = 8, DEFAULT_ENTRIES = 1000000, DEFAULT_RATIO = 200, MOST_STEPS = 64, MOST_FILE_NAME = 4096 };

struct level {
    struct level *outer;
    struct unpack_hint hint;
    char *file;           /* how the file and the entries around it are named; in unpack->names */
    uint32_t children;    /* that were entered or left out */
    uint32_t steps;       /* of unpack->steps before it */
    const char *note;     /* waits for a document */
    bool cut, whole_file;
};

struct unpack {
    struct unpack_limits limits;
    const struct unpack_sink *sink;
    struct unpack_place place;
    const struct unpack_place *after; /* NULL once it is passed */
    struct level *level;
    struct arena names, memory;       /* of the levels; of the document */
    struct doc doc;
    const char *noted;                /* the last note that a document was given */
    bool begun, stopped;
    int descriptor;
    uint32_t entries, documents;      /* documents and rejects of the file */
    struct step steps[MOST_STEPS];
    uint32_t step_count;
};

static void set_defaults(struct unpack_limits *limits)
{
    if (limits->max_bytes == 0)
        limits->max_bytes = FILL_MAX_BYTES;
    if (limits->max_depth == 0)
        limits->max_depth = DEFAULT_DEPTH;
    if (limits->max_depth > UNPACK_DEPTH - 1)
        limits->max_depth = UNPACK_DEPTH - 1;
    if (limits->max_entries == 0)
        limits->max_entries = DEFAULT_ENTRIES;
    if (limits->max_ratio == 0)
        limits->max_ratio = DEFAULT_RATIO;
    if (limits->time_limit == 0)
        limits->time_limit = UNPACK_SECONDS;
}

static bool stop(struct unpack *unpack)
{
    unpack->stopped = true;
    return false;
}

const char *unpack_keep(struct doc *doc, const char *value)
{
    struct dixit_error error = {0};
    struct doc clean = {.memory = doc->memory};
    if (value == NULL || !text_clean_utf8(&clean, value, strlen(value), &error))
        return NULL;
    char *text = arena_copy(doc->memory, clean.text.at, clean.text.length);
    size_t length = 0;
    for (size_t i = 0; text != NULL && i < clean.text.length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c > ' ' && c != 127)
            text[length++] = (char)c;
        else if (length > 0 && text[length - 1] != ' ')
            text[length++] = ' ';
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    if (text == NULL || length == 0)
        return NULL;
    text[length] = '\0';
    return text;
}

/* The origin of what is at the level under way. */
static void set_origin(const struct unpack *unpack, struct doc *doc)
{
    const struct level *level = unpack->level;
    const struct unpack_hint *hint = &level->hint;
    struct origin *origin = &doc->origin;
    origin->file = arena_copy(doc->memory, level->file, strlen(level->file));
    origin->name = level->outer != NULL ? unpack_keep(doc, hint->name) : NULL; /* the file's own is `file` */
    origin->record = hint->record;
    for (const struct level *at = level; at != NULL && origin->record == 0; at = at->outer)
        origin->record = at->hint.record; /* what only wraps one thing has no number of its own */
    origin->offset = hint->offset;
    origin->title = unpack_keep(doc, hint->title);
    origin->outlet = unpack_keep(doc, hint->outlet);
    origin->url = unpack_keep(doc, hint->url);
    origin->published = unpack_keep(doc, hint->published);
    origin->captured = unpack_keep(doc, hint->captured);
}

struct doc *unpack_begin(struct unpack *unpack)
{
    if (unpack->stopped)
        return NULL;
    arena_release(&unpack->memory);
    unpack->doc = (struct doc){.memory = &unpack->memory};
    unpack->begun = true;
    set_origin(unpack, &unpack->doc);
    return &unpack->doc;
}

/* Notes that wait on this level and those around it; the conversions so far. */
static void add_provenance(struct unpack *unpack, struct doc *doc)
{
    for (struct level *level = unpack->level; level != NULL; level = level->outer) {
        if (level->note == NULL)
            continue;
        fill_note(doc, "%s", level->note);
        unpack->noted = level->note;
        level->note = NULL;
    }
    for (uint32_t i = 0; i < unpack->step_count; i++)
        (void)list_push(doc->memory, &doc->origin.steps, unpack->steps[i]);
}

static bool hand_on(struct unpack *unpack, struct doc *doc, const struct dixit_error *error)
{
    unpack->begun = false;
    unpack->documents++;
    if (!unpack->sink->document(unpack->sink->context, doc, error))
        return stop(unpack);
    return !unpack->stopped;
}

bool unpack_document(struct unpack *unpack, struct doc *doc)
{
    add_provenance(unpack, doc);
    if (doc->memory->failed)
        return unpack_reject(unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the document.");
    if (!fill_has_words(doc))
        return unpack_reject(unpack, doc, DIXIT_BAD_INPUT, "%s", doc->text.length == 0 ? "There is no text in it." : "There is nothing but spaces in it.");
    return hand_on(unpack, doc, &(struct dixit_error){0});
}

bool unpack_reject(struct unpack *unpack, struct doc *doc, enum dixit_status status, const char *format, ...)
{
    struct dixit_error error = {.status = status};
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error.text, sizeof error.text, format, arguments);
    va_end(arguments);
    if (doc == NULL)
        doc = unpack_begin(unpack);
    return doc != NULL && hand_on(unpack, doc, &error);
}

bool unpack_text(struct unpack *unpack, struct doc *doc, struct str text)
{
    struct dixit_error error = {0};
    return fill_text(doc, text, false, unpack->limits.max_bytes, &error);
}

bool unpack_step(struct unpack *unpack, const char *what, const char *tool)
{
    if (unpack->step_count < MOST_STEPS)
        unpack->steps[unpack->step_count++] = (struct step){what, tool};
    return !unpack->stopped;
}

void unpack_drop_steps(struct unpack *unpack, uint32_t count)
{
    uint32_t own = unpack->step_count - unpack->level->steps;
    unpack->step_count -= count < own ? count : own;
}

void unpack_note(struct unpack *unpack, const char *what)
{
    unpack->level->note = what;
}

const struct unpack_limits *unpack_limits(const struct unpack *unpack)
{
    return &unpack->limits;
}

bool unpack_is_cut(const struct unpack *unpack)
{
    return unpack->level->cut;
}

int unpack_descriptor(const struct unpack *unpack)
{
    return unpack->level->whole_file ? unpack->descriptor : -1;
}

void unpack_go_on(struct unpack *unpack)
{
    if (unpack->sink->go_on != NULL)
        unpack->sink->go_on(unpack->sink->context);
}

bool unpack_run(struct unpack *unpack, enum unpack_tool tool, struct str bytes, struct buf *out, const char **why)
{
    *why = "There is no program to read it with here.";
    return unpack->sink->run != NULL && unpack->sink->run(unpack->sink->context, tool, bytes, out, why);
}

/* Where an entry stands to the place after which the work goes on: 0 before or at it (left out), 1 around it (entered, not told of), 2 after it. */
static int compare_place(const struct unpack_place *at, const struct unpack_place *after)
{
    for (uint32_t i = 1; i <= at->depth; i++) {
        if (i > after->depth || at->index[i] > after->index[i])
            return 2;
        if (at->index[i] < after->index[i])
            return 0;
    }
    return at->depth < after->depth ? 1 : 0;
}

/* "crawl.zip:3", when `outer` is the third entry of crawl.zip. */
static char *name_of(struct unpack *unpack, const struct level *outer)
{
    if (outer->hint.record == 0)
        return outer->file;
    size_t room = strlen(outer->file) + 24;
    if (room > MOST_FILE_NAME)
        return outer->file;
    char *name = arena_alloc(&unpack->names, room);
    if (name != NULL)
        (void)snprintf(name, room, "%s:%llu", outer->file, (unsigned long long)outer->hint.record);
    return name;
}

static bool read_level(struct unpack *unpack, struct source *source)
{
    struct level *level = unpack->level;
    struct str head = source_peek(source, SNIFF_BYTES);
    const struct format *format = format_find(sniff_named(head, level->hint.name));
    if (format->read_source != NULL) {
        bool went = format->read_source(unpack, source, &level->hint);
        if (source->wrong != NULL && source->wrong != unpack->noted && level->note == NULL)
            level->note = source->wrong;
        return went;
    }
    struct buf bytes;
    buf_init(&bytes, 0);
    bool whole = source_read(source, &bytes, format->most);
    bool good;
    if (bytes.failed) {
        good = unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "There is not enough memory to read it.");
    } else {
        level->cut = !whole;
        if (source->wrong != NULL)
            level->note = source->wrong;
        good = format->read(unpack, (struct str){bytes.length > 0 ? bytes.at : "", bytes.length}, &level->hint);
    }
    buf_release(&bytes);
    return good;
}

/* Tells the sink where work is, and reads the level. */
static bool enter_level(struct unpack *unpack, struct source *source, bool told)
{
    const struct unpack_sink *sink = unpack->sink;
    if (told && sink->enter != NULL) {
        struct doc here = {.memory = &unpack->memory};
        arena_release(&unpack->memory);
        set_origin(unpack, &here);
        if (!sink->enter(sink->context, &unpack->place, &here.origin))
            return stop(unpack);
    }
    bool good = read_level(unpack, source);
    if (good && unpack->level->outer == NULL && unpack->level->note != NULL) /* no document came after it */
        good = unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "%s", unpack->level->note);
    if (good && sink->leave != NULL && !sink->leave(sink->context, &unpack->place))
        return stop(unpack);
    return good && !unpack->stopped;
}

/* Whether the entry under way is within the limits; else it is refused. */
static bool check_limits(struct unpack *unpack)
{
    if (unpack->entries > unpack->limits.max_entries) {
        (void)unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "The file has more than %u entries; the rest was not read (--max-entries).",
                            unpack->limits.max_entries);
        return stop(unpack);
    }
    if (unpack->place.depth <= unpack->limits.max_depth + 1)
        return true;
    (void)unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "It lies more than %u containers deep and was not read (--max-depth).",
                        unpack->limits.max_depth);
    return false;
}

bool unpack_source(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    struct level *outer = unpack->level;
    assert(!unpack->begun); /* its memory is used again */
    if (unpack->stopped)
        return false;
    outer->children++;
    unpack->entries++;
    struct arena_mark mark = arena_mark(&unpack->names);
    struct level level = {.outer = outer, .steps = unpack->step_count, .file = name_of(unpack, outer)};
    if (hint != NULL)
        level.hint = *hint;
    if (level.file == NULL)
        return stop(unpack);
    struct unpack_place *place = &unpack->place;
    place->index[++place->depth] = outer->children;
    int where = unpack->after == NULL ? 2 : compare_place(place, unpack->after);
    bool good = true;
    if (where > 0) {
        if (where == 2)
            unpack->after = NULL;
        unpack->level = &level;
        good = check_limits(unpack) ? enter_level(unpack, source, where == 2) : !unpack->stopped;
        unpack->level = outer;
        if (level.note != NULL && outer->note == NULL)
            outer->note = level.note;
    }
    place->depth--;
    unpack->step_count = level.steps;
    arena_rewind(&unpack->names, mark);
    return good;
}

bool unpack_bytes(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct source source;
    source_init_bytes(&source, &bytes);
    bool good = unpack_source(unpack, &source, hint);
    source_release(&source);
    return good;
}

bool unpack_file(const struct unpack_limits *limits, const struct unpack_sink *sink, struct source *source, int descriptor, const char *file,
                 const struct unpack_hint *hint, const struct unpack_place *after)
{
    struct unpack unpack = {.limits = *limits, .sink = sink, .after = after, .descriptor = descriptor, .place = {.depth = 1, .index = {0, 1}}};
    struct level level = {.whole_file = true};
    set_defaults(&unpack.limits);
    arena_init(&unpack.names, 0);
    arena_init(&unpack.memory, (size_t)1 << 30);
    if (hint != NULL)
        level.hint = *hint;
    level.file = arena_copy(&unpack.names, file, strlen(file));
    unpack.level = &level;
    bool good = level.file != NULL;
    if (good && (after == NULL || compare_place(&unpack.place, after) > 0))
        good = enter_level(&unpack, source, after == NULL);
    arena_release(&unpack.memory);
    arena_release(&unpack.names);
    return good;
}
