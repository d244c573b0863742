/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/resume.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sha256.h"

static const char mark[] = "dixit-resume/1 ";

static void hash_id(const struct doc *doc, char hex[65])
{
    const char *id = doc->origin.id != NULL ? doc->origin.id : "";
    sha256_hex_of(id, strlen(id), hex);
}

bool resume_open(struct resume *resume, const char *path, struct dixit_error *error)
{
    struct buf text;
    *resume = (struct resume){.path = path};
    int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return path == NULL || errno == ENOENT || error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", path, strerror(errno));
    buf_init(&text, 0);
    (void)buf_read_all(&text, file, 256);
    (void)close(file);
    const char *at = buf_terminate(&text);
    char *end = NULL;
    bool good = strncmp(at, mark, sizeof mark - 1) == 0;
    if (good) {
        resume->count = strtoull(at + sizeof mark - 1, &end, 10);
        good = end != at + sizeof mark - 1 && *end == ' ' && strlen(end + 1) >= 64;
    }
    if (good)
        memcpy(resume->last, end + 1, 64);
    buf_release(&text);
    return good || error_set(error, DIXIT_BAD_INPUT, 0, "%.160s holds no state of dixit read; nothing was done.", path);
}

bool resume_skip(const struct resume *resume, struct input *input, struct dixit_error *error)
{
    for (uint64_t i = 0; i < resume->count; i++) {
        struct arena memory;
        struct dixit_error ignored = {0};
        char hex[65] = "";
        arena_init(&memory, 0);
        struct doc doc = {.memory = &memory};
        enum input_got got = input_next(input, &doc, &ignored);
        if (got == INPUT_DOCUMENT || got == INPUT_REJECT)
            hash_id(&doc, hex);
        arena_release(&memory);
        if (got == INPUT_NO_MEMORY)
            return error_set(error, DIXIT_NO_MEMORY, 0, "%s", ignored.text);
        if (got == INPUT_END || (i + 1 == resume->count && strcmp(hex, resume->last) != 0))
            return error_set(error, DIXIT_BAD_INPUT, 0, "%.160s is of other documents than these; nothing was done.", resume->path);
    }
    return true;
}

bool resume_add(struct resume *resume, const struct batch *batch, struct dixit_error *error)
{
    struct buf path, text;
    if (resume->path == NULL || batch->count == 0)
        return true;
    buf_init(&path, 0);
    buf_init(&text, 0);
    resume->count += batch->count;
    hash_id(&batch->slots[batch->count - 1].doc, resume->last);
    buf_add_format(&path, "%s.part", resume->path);
    buf_add_format(&text, "%s%" PRIu64 " %s\n", mark, resume->count, resume->last);
    int file = open(buf_terminate(&path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool good = file >= 0 && buf_write_all(file, text.at, text.length) && fsync(file) == 0;
    if (file >= 0)
        good = close(file) == 0 && good;
    good = good && rename(path.at, resume->path) == 0;
    if (!good)
        error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", resume->path, strerror(errno));
    buf_release(&path);
    buf_release(&text);
    return good;
}
