/* SPDX-License-Identifier: Apache-2.0 */
/* A tar is blocks of 512 bytes: a header, the file's bytes padded to whole blocks, the next header; two empty blocks end it (POSIX ustar and pax, GNU tar). */
#include "intake/packed.h"

#include <stdlib.h>
#include <string.h>

#include "intake/inflate.h"
#include "intake/walk.h"
#include "intake/warc.h"

enum { BLOCK = 512, MOST_NAME = 4096, NAME_AT = 0, SIZE_AT = 124, SUM_AT = 148, TYPE_AT = 156, MAGIC_AT = 257, PREFIX_AT = 345 };

static bool read_one(struct unpack *unpack, struct source *source, const struct unpack_hint *hint, enum inflate_kind kind, const char *what,
                     const char *ending)
{
    struct inflate inflate;
    if (!inflate_open(&inflate, kind, source, unpack_limits(unpack)->max_ratio)) {
        inflate_close(&inflate);
        return unpack_reject(unpack, NULL, DIXIT_NO_MEMORY, "There is not enough memory to unpack it.");
    }
    struct unpack_hint inside = *hint;
    struct buf name;
    buf_init(&name, 0);
    inside.record = 0; /* it is all there is */
    inside.media_type = NULL;
    if (hint->name != NULL) {
        size_t length = strlen(hint->name);
        bool ends = walk_has_ending(hint->name, ending) && length > strlen(ending);
        buf_add(&name, hint->name, ends ? length - strlen(ending) : length);
        inside.name = buf_terminate(&name);
    }
    bool good = unpack_step(unpack, what, inflate_tool(kind));
    inflate.one_member = kind == INFLATE_GZIP;
    struct str head = source_peek(&inflate.source, 5);
    if (kind == INFLATE_GZIP && head.length == 5 && memcmp(head.at, "WARC/", 5) == 0) {
        good = good && warc_read_members(unpack, &inflate);
    } else {
        inflate.one_member = false;
        if (inflate.finished && inflate.source.wrong == NULL && inflate_next_member(&inflate))
            inflate.one_member = false; /* the first was shorter than what was looked at */
        good = good && unpack_source(unpack, &inflate.source, &inside);
    }
    buf_release(&name);
    inflate_close(&inflate);
    return good;
}

bool gzip_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    return read_one(unpack, source, hint, INFLATE_GZIP, "gzip", ".gz");
}

bool xz_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    return read_one(unpack, source, hint, INFLATE_XZ, "xz", ".xz");
}

bool zstd_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    return read_one(unpack, source, hint, INFLATE_ZSTD, "zstd", ".zst");
}

/* A number of a tar header: octal digits, or with the first bit set 8 bytes of a larger one. False when it is neither. */
static bool number_at(const char *field, size_t length, uint64_t *number)
{
    *number = 0;
    if ((unsigned char)field[0] == 0x80) {
        for (size_t i = length - 8; i < length; i++)
            *number = *number << 8 | (unsigned char)field[i];
        return *number <= INT64_MAX;
    }
    size_t i = 0;
    while (i < length && field[i] == ' ')
        i++;
    for (; i < length && field[i] >= '0' && field[i] <= '7'; i++)
        *number = *number * 8 + (uint64_t)(field[i] - '0');
    return i == length || field[i] == ' ' || field[i] == '\0';
}

/* Whether a block is a header: the sum of its bytes, its own field taken as spaces, stands in it. */
static bool is_header(const char *block)
{
    uint64_t sum = 0, written;
    for (size_t i = 0; i < BLOCK; i++)
        sum += i >= SUM_AT && i < SUM_AT + 8 ? ' ' : (unsigned char)block[i];
    return number_at(block + SUM_AT, 8, &written) && sum == written;
}

bool tar_is(struct str bytes)
{
    return bytes.length >= BLOCK && bytes.at[0] != '\0' && is_header(bytes.at);
}

static size_t text_length(const char *field, size_t most)
{
    const char *end = memchr(field, '\0', most);
    return end == NULL ? most : (size_t)(end - field);
}

/* "LENGTH KEY=VALUE\n" …: the path and size of the next entry. */
static void read_pax(struct str block, struct buf *name, uint64_t *size)
{
    for (size_t at = 0; at < block.length;) {
        size_t length = 0, start = at;
        while (at < block.length && block.at[at] >= '0' && block.at[at] <= '9' && length <= block.length)
            length = length * 10 + (size_t)(block.at[at++] - '0');
        if (at >= block.length || block.at[at] != ' ' || length > block.length - start || length < at - start + 2)
            return;
        struct str rest = {block.at + at + 1, length - (at + 1 - start) - 1};
        if (rest.length > 5 && memcmp(rest.at, "path=", 5) == 0) {
            buf_reset(name);
            buf_add(name, rest.at + 5, rest.length - 5);
        } else if (rest.length > 5 && rest.length < 25 && memcmp(rest.at, "size=", 5) == 0) {
            char digits[24] = "";
            memcpy(digits, rest.at + 5, rest.length - 5);
            *size = strtoull(digits, NULL, 10);
        }
        at = start + length;
    }
}

struct tar {
    struct unpack *unpack;
    struct source *source;
    struct buf name;      /* of the next entry, when it was given before its header */
    uint64_t size;        /* likewise; UINT64_MAX: not given */
    uint64_t record;
    uint32_t wanted;
};

static bool read_entry(struct tar *tar, uint64_t size, uint64_t offset)
{
    struct source_part part;
    source_init_part(&part, tar->source, size);
    bool good = true;
    if (walk_is_wanted(buf_terminate(&tar->name))) {
        tar->wanted++;
        good = unpack_source(tar->unpack, &part.source, &(struct unpack_hint){.name = tar->name.at, .record = tar->record, .offset = offset});
    }
    (void)source_skip(&part.source, UINT64_MAX);
    source_release(&part.source);
    return good;
}

/* One header and what belongs to it; false with `ended` set when no more comes. */
static bool read_header(struct tar *tar, bool *ended)
{
    uint64_t offset = tar->source->taken, size = 0;
    struct str block = source_peek(tar->source, BLOCK);
    *ended = block.length < BLOCK || !is_header(block.at);
    if (*ended || !number_at(block.at + SIZE_AT, 12, &size)) {
        bool empty = block.length == 0 || block.at[0] == '\0';
        *ended = true;
        if (!empty)
            unpack_note(tar->unpack, "The archive breaks off, or goes on with something else, after the entry before.");
        return true;
    }
    char type = block.at[TYPE_AT], header[BLOCK];
    memcpy(header, block.at, BLOCK);
    source_take(tar->source, BLOCK);
    if (tar->size != UINT64_MAX)
        size = tar->size;
    bool good = true;
    if (type == 'L' || type == 'x') { /* the name of the next entry, or more about it */
        struct buf about;
        buf_init(&about, 0);
        (void)source_read(tar->source, &about, size < MOST_NAME * 4 ? (size_t)size : MOST_NAME * 4);
        (void)source_skip(tar->source, size - about.length);
        if (type == 'x') {
            read_pax((struct str){about.length > 0 ? about.at : "", about.length}, &tar->name, &tar->size);
        } else {
            buf_reset(&tar->name);
            buf_add(&tar->name, about.at, text_length(buf_terminate(&about), about.length));
        }
        buf_release(&about);
    } else {
        tar->record++;
        if (tar->name.length == 0) {
            size_t prefix = memcmp(header + MAGIC_AT, "ustar", 5) == 0 ? text_length(header + PREFIX_AT, 155) : 0;
            buf_add(&tar->name, header + PREFIX_AT, prefix);
            buf_add(&tar->name, "/", prefix > 0);
            buf_add(&tar->name, header + NAME_AT, text_length(header + NAME_AT, 100));
        }
        if (type == '0' || type == '\0' || type == '7')
            good = read_entry(tar, size, offset);
        else if (type != '1' && type != '2' && type != '5') /* links and folders have no bytes, whatever they say */
            (void)source_skip(tar->source, size);
        buf_reset(&tar->name);
        tar->size = UINT64_MAX;
        size = type == '1' || type == '2' || type == '5' ? 0 : size;
    }
    (void)source_skip(tar->source, (BLOCK - size % BLOCK) % BLOCK);
    unpack_go_on(tar->unpack);
    return good;
}

bool tar_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    struct tar tar = {.unpack = unpack, .source = source, .size = UINT64_MAX};
    bool good = unpack_step(unpack, "tar", "dixit " DIXIT_VERSION), ended = false;
    (void)hint;
    buf_init(&tar.name, 0);
    while (good && !ended)
        good = read_header(&tar, &ended);
    if (good && tar.wanted == 0)
        good = unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "The archive holds no file with a name of text, pages, mail or the like.");
    buf_release(&tar.name);
    return good;
}
