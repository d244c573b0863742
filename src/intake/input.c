/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/input.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "intake/credit.h"
#include "intake/fill.h"
#include "intake/jsonl.h"
#include "intake/plain.h"
#include "intake/sniff.h"
#include "text/utf8.h"

void input_init(struct input *input, const struct input_options *options)
{
    *input = (struct input){.options = *options};
    if (input->options.max_bytes == 0)
        input->options.max_bytes = FILL_MAX_BYTES;
    walk_init(&input->walk);
    buf_init(&input->bytes, 0);
    seen_init(&input->ids);
    apart_init(&input->apart);
    fetch_init(&input->fetch, &options->fetch);
}

static void close_file(struct input *input)
{
    if (input->file == NULL)
        return;
    input->taken += input->stream.taken;
    stream_close(&input->stream);
    input->file = NULL;
}

void input_release(struct input *input)
{
    close_file(input);
    if (input->opened.what == OPENED_FILE)
        stream_close(&input->stream);
    apart_release(&input->apart);
    fetch_release(&input->fetch);
    walk_release(&input->walk);
    buf_release(&input->bytes);
    seen_release(&input->ids);
}

/* Nothing is under way and nothing waits. The children and the fetcher stay. */
static void forget(struct input *input)
{
    close_file(input);
    if (input->opened.what == OPENED_FILE)
        stream_close(&input->stream);
    input->opened = (struct input_opened){.what = OPENED_NOTHING};
    apart_drop(&input->apart);
    walk_release(&input->walk);
    seen_release(&input->ids);
    seen_init(&input->ids);
    input->argument = input->options.count = 0;
    input->found = false;
    input->taken = input->record = 0;
}

void input_again_url(struct input *input, const char *url)
{
    forget(input);
    input->opened = (struct input_opened){.what = OPENED_URL, .path = url};
}

static bool holds_lines(const struct input *input, const char *path)
{
    return input->options.jsonl || walk_has_ending(path, ".jsonl");
}

/* A longer line than this is refused: every character of a text of the limit may be written as \uXXXX at worst for some, so
 * twice the limit and some room for the other fields. */
static size_t line_limit(const struct input *input)
{
    uint64_t limit = input->options.max_bytes;
    return limit > SIZE_MAX / 4 ? SIZE_MAX / 2 : (size_t)(limit * 2 + (1 << 16));
}

static enum input_got refuse(struct dixit_error *error, enum dixit_status status, const char *what)
{
    error_set(error, status, 0, "%s", what);
    return INPUT_REJECT;
}

/* Where the document comes from, in its own memory. A file name may be any bytes; here it is UTF-8. */
static bool set_file(struct doc *doc, const char *path, uint64_t record, struct dixit_error *error)
{
    struct doc name = {.memory = doc->memory};
    doc->origin.record = record;
    if (!text_clean_utf8(&name, path, strlen(path) + 1, error))
        return false;
    doc->origin.file = name.text.at;
    return true;
}

/* Looks for the next file and opens it. */
static void open_next(struct input *input, struct input_opened *opened)
{
    const char *path = NULL;
    enum walk_got got = walk_next(&input->walk, &path);
    *opened = (struct input_opened){.what = OPENED_REJECT};
    while (got == WALK_END) {
        if (input->argument > 0 && !input->found) {
            input->found = true;
            opened->path = input->options.paths[input->argument - 1];
            error_set(&opened->error, DIXIT_BAD_INPUT, 0, "The folder holds no file with a name of text, pages, mail or the like.");
            return;
        }
        opened->what = input->argument == input->options.count ? OPENED_END : OPENED_NO_MEMORY;
        if (opened->what == OPENED_END || !walk_begin(&input->walk, input->options.paths[input->argument++]))
            return;
        opened->what = OPENED_REJECT;
        input->found = false;
        got = walk_next(&input->walk, &path);
    }
    int reason = errno;
    opened->path = path;
    input->found = true;
    if (got == WALK_NO_MEMORY)
        opened->what = OPENED_NO_MEMORY;
    else if (got == WALK_REFUSED)
        error_set(&opened->error, DIXIT_SYSTEM, 0, "%s", reason != 0 ? strerror(reason) : "The folder lies too deep.");
    else if (fetch_is_url(path))
        opened->what = OPENED_URL;
    else if (stream_open(&input->stream, path))
        opened->what = OPENED_FILE;
    else
        error_set(&opened->error, DIXIT_SYSTEM, 0, "%s", strerror(errno));
}

static bool is_for_child(struct input *input, const char *path)
{
    if (holds_lines(input, path))
        return false;
    return sniff_named(stream_peek(&input->stream, SNIFF_BYTES), path) != SNIFF_TEXT;
}

/* Hands the opened file to the child. False when memory gave out. */
static bool hand_over(struct input *input, const char *path)
{
    struct apart_file file = {.descriptor = input->stream.descriptor, .owned = input->stream.owned, .limits = input->options.limits};
    struct dixit_error error = {0};
    struct doc name = {0};
    arena_init(&file.memory, 0);
    name.memory = &file.memory;
    if (!text_clean_utf8(&name, path, strlen(path) + 1, &error)) {
        arena_release(&file.memory);
        return false;
    }
    file.name = (char *)(uintptr_t)name.text.at;
    file.hint.name = file.name;
    file.limits.max_bytes = input->options.max_bytes;
    file.again = stream_is_file(&input->stream, &file.size) && input->stream.owned;
    buf_init(&file.head, 0);
    struct str head = stream_peek(&input->stream, 0);
    if (!file.again)
        buf_add(&file.head, head.at, head.length);
    bool good = !file.head.failed;
    input->stream.owned = false; /* the child's side closes it */
    stream_close(&input->stream);
    apart_add(&input->apart, &file);
    return good;
}

/* Hands the opened file to the child when it is one for it. False when memory gave out. */
static bool pass_on(struct input *input)
{
    struct input_opened *opened = &input->opened;
    if (opened->what != OPENED_FILE || !is_for_child(input, opened->path))
        return true;
    opened->what = OPENED_NOTHING;
    return hand_over(input, opened->path);
}

bool input_again_bytes(struct input *input, const char *name, struct str bytes, struct dixit_error *error)
{
    forget(input);
    if (!stream_open_bytes(&input->stream, bytes))
        return error_set(error, DIXIT_SYSTEM, 0, "%s", strerror(errno));
    input->opened = (struct input_opened){.what = OPENED_FILE, .path = name};
    return pass_on(input) || error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory.");
}

/* Fetches an address and hands the answer to the child. A refusal becomes the reject of what was opened; false when memory gave out. */
static bool fetch_and_hand_over(struct input *input, struct input_opened *opened)
{
    struct fetched fetched;
    struct apart_file file = {.descriptor = -1, .limits = input->options.limits};
    if (!fetch_get(&input->fetch, opened->path, &fetched, &opened->error)) {
        opened->what = OPENED_REJECT;
        fetched_release(&fetched);
        return true;
    }
    file.limits.max_bytes = input->options.max_bytes;
    file.head = fetched.response;
    arena_init(&file.memory, 0);
    file.name = arena_copy(&file.memory, opened->path, strlen(opened->path));
    file.hint.url = arena_copy(&file.memory, fetched.url, strlen(fetched.url));
    file.hint.captured = arena_copy(&file.memory, fetched.date, strlen(fetched.date));
    opened->what = OPENED_NOTHING;
    bool good = !file.memory.failed && utf8_valid(opened->path, strlen(opened->path)) == strlen(opened->path);
    if (good) {
        apart_add(&input->apart, &file);
    } else {
        opened->what = OPENED_REJECT;
        error_set(&opened->error, DIXIT_BAD_INPUT, 0, "It is no address: it is not UTF-8.");
        fetched_release(&fetched);
        arena_release(&file.memory);
    }
    return true;
}

/* Hands files over until one is for the process, or none is left, or enough wait. False when memory gave out. */
static bool look_ahead(struct input *input)
{
    struct input_opened *opened = &input->opened;
    while ((opened->what == OPENED_NOTHING || opened->what == OPENED_URL) && !apart_is_full(&input->apart)) {
        if (opened->what == OPENED_NOTHING)
            open_next(input, opened);
        if (opened->what == OPENED_URL) { /* one at a time, so that nothing is fetched long before it is read */
            if (input->apart.count > 0 || !fetch_and_hand_over(input, opened))
                break;
            continue;
        }
        if (!pass_on(input))
            return false;
    }
    return opened->what != OPENED_NO_MEMORY;
}

/* What is common to all documents, once their text is there. */
static enum input_got finish(struct input *input, struct doc *doc, struct dixit_error *error)
{
    if (!fill_has_words(doc))
        return refuse(error, DIXIT_BAD_INPUT, doc->text.length == 0 ? "There is no text in it." : "There is nothing but spaces in it.");
    if (!fill_id(doc, error))
        return INPUT_REJECT;
    fill_note_mojibake(doc);
    struct str credit = doc->origin.credit == NULL ? credit_find(doc) : (struct str){"", 0};
    if (credit.length > 0)
        doc->origin.credit = arena_copy(doc->memory, credit.at, credit.length);
    if (seen_add(&input->ids, doc->origin.id, strlen(doc->origin.id)))
        fill_note(doc, "Another document with the same id came before it.");
    return doc->memory->failed ? (fill_refused(doc, error), INPUT_REJECT) : INPUT_DOCUMENT;
}

/* What a failed read means; the file is given up. */
static enum input_got give_up(struct input *input, enum stream_got got, struct dixit_error *error)
{
    int reason = errno;
    close_file(input);
    buf_reset(&input->bytes);
    return got == STREAM_REFUSED ? refuse(error, DIXIT_NO_MEMORY, "There is not enough memory to read it.")
                                 : refuse(error, DIXIT_SYSTEM, strerror(reason));
}

static enum input_got read_plain(struct input *input, struct doc *doc, struct dixit_error *error)
{
    uint64_t limit = input->options.max_bytes;
    /* Room for a byte order mark, so that it does not cost text. */
    size_t most = limit > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)limit + 3;
    enum stream_got got = stream_read_rest(&input->stream, &input->bytes, most);
    if (got != STREAM_WHOLE && got != STREAM_CUT)
        return give_up(input, got, error);
    struct str bytes = {input->bytes.at, input->bytes.length};
    bool good = plain_read(doc, bytes, got == STREAM_CUT, limit, error);
    close_file(input);
    buf_reset(&input->bytes);
    return good ? finish(input, doc, error) : INPUT_REJECT;
}

static bool is_blank(const struct buf *line)
{
    for (size_t i = 0; i < line->length; i++)
        if (line->at[i] != ' ' && line->at[i] != '\t' && line->at[i] != '\r')
            return false;
    return true;
}

/* The next line that is not blank. */
static enum input_got read_line(struct input *input, struct doc *doc, struct dixit_error *error)
{
    enum stream_got got;
    do {
        got = stream_read_line(&input->stream, &input->bytes, line_limit(input));
        if (got == STREAM_END) {
            close_file(input);
            return INPUT_END;
        }
        input->record++;
    } while (got == STREAM_WHOLE && is_blank(&input->bytes));
    if (!set_file(doc, input->file, input->record, error))
        return INPUT_NO_MEMORY;
    if (got == STREAM_CUT) {
        error_set(error, DIXIT_TOO_LARGE, input->record, "The line is longer than %zu bytes (--max-bytes).", line_limit(input));
        buf_reset(&input->bytes);
        return INPUT_REJECT;
    }
    if (got != STREAM_WHOLE)
        return give_up(input, got, error);
    char *line = input->bytes.at;
    size_t length = input->bytes.length, mark = input->record == 1 && length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    bool good = jsonl_read(doc, line + mark, length - mark, input->options.max_bytes, error);
    buf_reset(&input->bytes);
    return good ? finish(input, doc, error) : INPUT_REJECT;
}

/* The next document of the files in the child; INPUT_END when the first of them has no more. */
static enum input_got next_of_child(struct input *input, struct doc *doc, struct dixit_error *error)
{
    switch (apart_next(&input->apart, doc, error)) {
    case APART_DOCUMENT: return finish(input, doc, error);
    case APART_REJECT: return INPUT_REJECT;
    case APART_END: break;
    }
    return INPUT_END;
}

/* What was opened and is not for the child: begins it, or gives the reject or the end. INPUT_DOCUMENT means that a file is under way. */
static enum input_got take_opened(struct input *input, struct doc *doc, struct dixit_error *error)
{
    struct input_opened opened = input->opened;
    if (opened.what == OPENED_END)
        return INPUT_END; /* and it stays so */
    input->opened.what = OPENED_NOTHING;
    if (opened.what == OPENED_NO_MEMORY || !set_file(doc, opened.path, 0, error))
        return INPUT_NO_MEMORY;
    if (opened.what == OPENED_REJECT) {
        *error = opened.error;
        return INPUT_REJECT;
    }
    input->file = opened.path;
    input->record = 0;
    return INPUT_DOCUMENT;
}

enum input_got input_next(struct input *input, struct doc *doc, struct dixit_error *error)
{
    for (;;) {
        enum input_got got = INPUT_END;
        if (input->file != NULL) {
            if (!holds_lines(input, input->file))
                return set_file(doc, input->file, 0, error) ? read_plain(input, doc, error) : INPUT_NO_MEMORY;
            got = read_line(input, doc, error);
        } else if (!look_ahead(input)) {
            error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for the list of files.");
            return INPUT_NO_MEMORY;
        } else if (input->apart.count > 0) {
            got = next_of_child(input, doc, error);
        } else {
            got = take_opened(input, doc, error);
            if (got != INPUT_DOCUMENT)
                return got;
            continue;
        }
        if (got != INPUT_END)
            return got;
    }
}

uint64_t input_taken(const struct input *input)
{
    return input->taken + apart_taken(&input->apart) + (input->file != NULL ? input->stream.taken : 0);
}

uint64_t input_total(const struct input *input)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < input->options.count; i++) {
        struct stat facts;
        if (stat(input->options.paths[i], &facts) != 0 || !S_ISREG(facts.st_mode))
            return 0;
        total += (uint64_t)facts.st_size;
    }
    return total;
}
