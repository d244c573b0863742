/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/frame.h"

#include <string.h>

#include "text/utf8.h"

enum { MOST_NOTES = 4096, MOST_STEPS = 256, MOST_PAGES = 1 << 20 };

/* ---- writing ---- */

static size_t begin(struct buf *out, enum frame_kind kind)
{
    struct frame_head head = {.kind = (uint32_t)kind};
    size_t at = out->length;
    buf_add(out, &head, sizeof head);
    return at;
}

static void end(struct buf *out, size_t at)
{
    if (out->failed)
        return;
    uint32_t length = (uint32_t)(out->length - at - FRAME_HEAD);
    memcpy(out->at + at + offsetof(struct frame_head, length), &length, sizeof length);
}

static void put_number(struct buf *out, uint64_t number)
{
    buf_add(out, &number, sizeof number);
}

static void put_bytes(struct buf *out, struct str bytes)
{
    put_number(out, bytes.length);
    buf_add(out, bytes.at, bytes.length);
}

static void put_text(struct buf *out, const char *text)
{
    if (text == NULL)
        put_number(out, UINT64_MAX);
    else
        put_bytes(out, (struct str){text, strlen(text)});
}

static void put_place(struct buf *out, const struct unpack_place *place)
{
    put_number(out, place->depth);
    for (uint32_t i = 1; i <= place->depth; i++)
        put_number(out, place->index[i]);
}

/* The fields of an origin that are texts, in the order of the frame. */
enum { ORIGIN_TEXTS = 15 };

static void origin_texts(struct origin *origin, const char **texts[ORIGIN_TEXTS])
{
    const char **all[ORIGIN_TEXTS] = {&origin->id, &origin->file, &origin->title, &origin->outlet, &origin->author, &origin->published, &origin->modified,
                                      &origin->url, &origin->language, &origin->media_type, &origin->charset, &origin->credit, &origin->name,
                                      &origin->captured, NULL};
    memcpy(texts, all, sizeof all);
}

static void put_origin(struct buf *out, const struct origin *origin)
{
    struct origin copy = *origin;
    const char **texts[ORIGIN_TEXTS];
    origin_texts(&copy, texts);
    for (size_t i = 0; texts[i] != NULL; i++)
        put_text(out, *texts[i]);
    put_number(out, origin->record);
    put_number(out, origin->offset);
    put_number(out, origin->steps.count);
    for (uint32_t i = 0; i < origin->steps.count; i++) {
        put_text(out, origin->steps.at[i].what);
        put_text(out, origin->steps.at[i].tool);
    }
}

void frame_add_file(struct buf *out, const struct frame_file *file)
{
    size_t at = begin(out, FRAME_FILE);
    const struct unpack_limits *limits = &file->limits;
    const struct unpack_hint *hint = &file->hint;
    const uint64_t numbers[] = {limits->max_bytes, limits->max_depth, limits->max_entries, limits->max_ratio, limits->time_limit,
                                hint->record, hint->offset, file->again, file->resume};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        put_number(out, numbers[i]);
    const char *const texts[] = {file->name, hint->name, hint->media_type, hint->charset, hint->url, hint->published, hint->title, hint->outlet, hint->captured};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        put_text(out, texts[i]);
    put_bytes(out, file->head);
    put_place(out, &file->after);
    end(out, at);
}

void frame_add_enter(struct buf *out, const struct unpack_place *place, const struct origin *origin, uint64_t taken)
{
    size_t at = begin(out, FRAME_ENTER);
    put_place(out, place);
    put_number(out, taken);
    put_origin(out, origin);
    end(out, at);
}

void frame_add_leave(struct buf *out, const struct unpack_place *place, uint64_t taken)
{
    size_t at = begin(out, FRAME_LEAVE);
    put_place(out, place);
    put_number(out, taken);
    end(out, at);
}

void frame_add_document(struct buf *out, const struct doc *doc)
{
    size_t at = begin(out, FRAME_DOCUMENT);
    put_bytes(out, doc->text);
    put_number(out, doc->body.start);
    put_number(out, doc->body.end);
    buf_add(out, doc->sha256, sizeof doc->sha256);
    put_origin(out, &doc->origin);
    put_number(out, doc->notes.count);
    for (uint32_t i = 0; i < doc->notes.count; i++) {
        put_text(out, doc->notes.at[i].what);
        put_number(out, doc->notes.at[i].at.start);
        put_number(out, doc->notes.at[i].at.end);
    }
    put_number(out, doc->pages.count);
    for (uint32_t i = 0; i < doc->pages.count; i++)
        put_number(out, doc->pages.at[i]);
    end(out, at);
}

void frame_add_reject(struct buf *out, const struct doc *doc, const struct dixit_error *error)
{
    size_t at = begin(out, FRAME_REJECT);
    put_number(out, error->status);
    put_number(out, error->position);
    put_text(out, error->text);
    put_origin(out, &doc->origin);
    end(out, at);
}

void frame_add_done(struct buf *out, uint64_t taken)
{
    size_t at = begin(out, FRAME_DONE);
    put_number(out, taken);
    end(out, at);
}

/* ---- reading ---- */

struct taker {
    struct str left;
    struct arena *memory;
    bool bad; /* sticky */
};

static uint64_t get_number(struct taker *taker)
{
    uint64_t number = 0;
    if (taker->left.length < sizeof number) {
        taker->bad = true;
        return 0;
    }
    memcpy(&number, taker->left.at, sizeof number);
    taker->left.at += sizeof number;
    taker->left.length -= sizeof number;
    return taker->bad ? 0 : number;
}

/* A number of at most `most`. */
static uint64_t get_limited(struct taker *taker, uint64_t most)
{
    uint64_t number = get_number(taker);
    taker->bad = taker->bad || number > most;
    return taker->bad ? 0 : number;
}

static struct str get_bytes(struct taker *taker)
{
    uint64_t length = get_number(taker);
    if (length > taker->left.length)
        taker->bad = true;
    if (taker->bad)
        return (struct str){"", 0};
    struct str bytes = {taker->left.at, (size_t)length};
    taker->left.at += length;
    taker->left.length -= (size_t)length;
    return bytes;
}

/* One that is UTF-8 without a NUL in it; NULL for none. */
static const char *get_text(struct taker *taker)
{
    uint64_t length;
    if (taker->left.length < sizeof length) {
        taker->bad = true;
        return NULL;
    }
    memcpy(&length, taker->left.at, sizeof length);
    if (length == UINT64_MAX) {
        (void)get_number(taker);
        return NULL;
    }
    struct str bytes = get_bytes(taker);
    if (taker->bad || utf8_valid(bytes.at, bytes.length) != bytes.length || memchr(bytes.at, '\0', bytes.length) != NULL) {
        taker->bad = true;
        return NULL;
    }
    const char *copy = arena_copy(taker->memory, bytes.at, bytes.length);
    taker->bad = copy == NULL;
    return copy;
}

static void get_place(struct taker *taker, struct unpack_place *place)
{
    *place = (struct unpack_place){.depth = (uint32_t)get_limited(taker, UNPACK_DEPTH)};
    for (uint32_t i = 1; i <= place->depth; i++)
        place->index[i] = (uint32_t)get_limited(taker, UINT32_MAX);
}

static void get_origin(struct taker *taker, struct origin *origin)
{
    const char **texts[ORIGIN_TEXTS];
    *origin = (struct origin){0};
    origin_texts(origin, texts);
    for (size_t i = 0; texts[i] != NULL; i++)
        *texts[i] = get_text(taker);
    origin->record = get_number(taker);
    origin->offset = get_number(taker);
    uint64_t steps = get_limited(taker, MOST_STEPS);
    for (uint64_t i = 0; i < steps && !taker->bad; i++) {
        struct step step;
        step.what = get_text(taker);
        step.tool = get_text(taker);
        taker->bad = taker->bad || step.what == NULL || step.tool == NULL || !list_push(taker->memory, &origin->steps, step);
    }
    taker->bad = taker->bad || origin->file == NULL;
}

static bool is_whole(const struct taker *taker)
{
    return !taker->bad && taker->left.length == 0;
}

bool frame_get_file(struct str bytes, struct arena *memory, struct frame_file *file)
{
    struct taker taker = {.left = bytes, .memory = memory};
    struct unpack_hint *hint = &file->hint;
    *file = (struct frame_file){.limits.max_bytes = get_number(&taker)};
    file->limits.max_depth = (uint32_t)get_limited(&taker, UINT32_MAX);
    file->limits.max_entries = (uint32_t)get_limited(&taker, UINT32_MAX);
    file->limits.max_ratio = (uint32_t)get_limited(&taker, UINT32_MAX);
    file->limits.time_limit = (uint32_t)get_limited(&taker, UINT32_MAX);
    hint->record = get_number(&taker);
    hint->offset = get_number(&taker);
    file->again = get_limited(&taker, 1) == 1;
    file->resume = get_limited(&taker, 1) == 1;
    const char **const texts[] = {&file->name, &hint->name, &hint->media_type, &hint->charset, &hint->url, &hint->published, &hint->title, &hint->outlet,
                                  &hint->captured};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = get_text(&taker);
    file->head = get_bytes(&taker);
    get_place(&taker, &file->after);
    return is_whole(&taker) && file->name != NULL;
}

bool frame_get_enter(struct str bytes, struct arena *memory, struct unpack_place *place, struct origin *origin, uint64_t *taken)
{
    struct taker taker = {.left = bytes, .memory = memory};
    get_place(&taker, place);
    *taken = get_number(&taker);
    get_origin(&taker, origin);
    return is_whole(&taker) && place->depth > 0;
}

bool frame_get_leave(struct str bytes, struct unpack_place *place, uint64_t *taken)
{
    struct taker taker = {.left = bytes};
    get_place(&taker, place);
    *taken = get_number(&taker);
    return is_whole(&taker) && place->depth > 0;
}

bool frame_get_done(struct str bytes, uint64_t *taken)
{
    struct taker taker = {.left = bytes};
    *taken = get_number(&taker);
    return is_whole(&taker);
}

/* Whether a byte of the text begins a character, or is its end. */
static bool is_boundary(struct str text, uint64_t at)
{
    return at <= text.length && (at == text.length || ((unsigned char)text.at[at] & 0xC0) != 0x80);
}

static struct span get_span(struct taker *taker, struct str text)
{
    uint64_t start = get_limited(taker, UINT32_MAX - 1), end_at = get_limited(taker, UINT32_MAX - 1);
    taker->bad = taker->bad || start > end_at || !is_boundary(text, start) || !is_boundary(text, end_at);
    return taker->bad ? (struct span){0, 0} : (struct span){(uint32_t)start, (uint32_t)end_at};
}

bool frame_get_document(struct str bytes, uint64_t max_bytes, struct doc *doc)
{
    struct taker taker = {.left = bytes, .memory = doc->memory};
    struct str text = get_bytes(&taker);
    if (taker.bad || text.length > max_bytes || text.length >= UINT32_MAX || utf8_valid(text.at, text.length) != text.length)
        return false;
    doc->text = (struct str){arena_copy(doc->memory, text.at, text.length), text.length};
    if (doc->text.at == NULL)
        return false;
    doc->body = get_span(&taker, doc->text);
    if (taker.bad || taker.left.length < sizeof doc->sha256)
        return false;
    memcpy(doc->sha256, taker.left.at, sizeof doc->sha256);
    taker.left.at += sizeof doc->sha256;
    taker.left.length -= sizeof doc->sha256;
    get_origin(&taker, &doc->origin);
    uint64_t notes = get_limited(&taker, MOST_NOTES);
    for (uint64_t i = 0; i < notes && !taker.bad; i++) {
        struct note note;
        note.what = get_text(&taker);
        note.at = get_span(&taker, doc->text);
        taker.bad = taker.bad || note.what == NULL || !list_push(doc->memory, &doc->notes, note);
    }
    uint64_t pages = get_limited(&taker, MOST_PAGES), before = 0;
    for (uint64_t i = 0; i < pages && !taker.bad; i++) {
        uint64_t start = get_limited(&taker, doc->text.length);
        taker.bad = taker.bad || start < before || !is_boundary(doc->text, start) || !list_push(doc->memory, &doc->pages, (uint32_t)start);
        before = start;
    }
    return is_whole(&taker);
}

bool frame_get_reject(struct str bytes, struct doc *doc, struct dixit_error *error)
{
    struct taker taker = {.left = bytes, .memory = doc->memory};
    uint64_t status = get_limited(&taker, DIXIT_TAMPERED), position = get_number(&taker);
    const char *text = get_text(&taker);
    get_origin(&taker, &doc->origin);
    if (!is_whole(&taker) || text == NULL || status == DIXIT_OK)
        return false;
    error_set(error, (enum dixit_status)status, position, "%s", text);
    return true;
}
