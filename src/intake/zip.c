/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/zip.h"

#include <string.h>

#include "intake/inflate.h"
#include "intake/walk.h"

enum {
    END_SIZE = 22, END64_SIZE = 56, LOCATOR_SIZE = 20, CENTRAL_SIZE = 46, LOCAL_SIZE = 30,
    MOST_COMMENT = 65535, MOST_DIRECTORY = 256 << 20, STORED = 0, DEFLATED = 8, ENCRYPTED = 1, MOST_IN_MEMORY = 256 << 20,
};

static uint64_t number(const char *at, int bytes)
{
    uint64_t value = 0;
    for (int i = bytes; i > 0; i--)
        value = value << 8 | (unsigned char)at[i - 1];
    return value;
}

/* Bytes of the archive; how many there were. */
static size_t take(const struct zip *zip, uint64_t offset, void *to, size_t length)
{
    if (offset > zip->length)
        return 0;
    if (length > zip->length - offset)
        length = (size_t)(zip->length - offset);
    if (zip->descriptor >= 0) {
        ptrdiff_t got = buf_read_at(zip->descriptor, offset, to, length);
        return got < 0 ? 0 : (size_t)got;
    }
    memcpy(to, zip->bytes.at + offset, length);
    return length;
}

static bool fail(struct zip *zip, const char *wrong)
{
    zip->wrong = wrong;
    return false;
}

struct directory {
    uint64_t offset, size, count;
};

/* Where the 64-bit end record says that the directory is. */
static bool find_directory64(const struct zip *zip, uint64_t end, struct directory *directory)
{
    char locator[LOCATOR_SIZE], record[END64_SIZE];
    if (end < LOCATOR_SIZE || take(zip, end - LOCATOR_SIZE, locator, sizeof locator) != sizeof locator || memcmp(locator, "PK\006\007", 4) != 0)
        return false;
    if (take(zip, number(locator + 8, 8), record, sizeof record) != sizeof record || memcmp(record, "PK\006\006", 4) != 0)
        return false;
    *directory = (struct directory){number(record + 48, 8), number(record + 40, 8), number(record + 32, 8)};
    return true;
}

/* Finds the end record, from the back. */
static bool find_directory(struct zip *zip, struct directory *directory)
{
    struct buf tail;
    size_t most = END_SIZE + MOST_COMMENT, length = zip->length < most ? (size_t)zip->length : most;
    uint64_t start = zip->length - length;
    bool found = false;
    buf_init(&tail, 0);
    char *to = buf_reserve(&tail, length + 1);
    size_t got = to == NULL ? 0 : take(zip, start, to, length);
    for (size_t at = got < END_SIZE ? 0 : got - END_SIZE + 1; at > 0 && !found; at--) {
        const char *end = to + at - 1;
        if (memcmp(end, "PK\005\006", 4) != 0)
            continue;
        *directory = (struct directory){number(end + 16, 4), number(end + 12, 4), number(end + 10, 2)};
        if (directory->offset == UINT32_MAX || directory->count == UINT16_MAX || directory->size == UINT32_MAX)
            (void)find_directory64(zip, start + at - 1, directory);
        found = directory->offset <= zip->length && directory->size <= zip->length - directory->offset;
    }
    buf_release(&tail);
    return found;
}

/* The 64-bit numbers of an entry, from its extra field. */
static void read_extra(const char *at, size_t length, struct zip_entry *entry)
{
    while (length >= 4) {
        size_t kind = (size_t)number(at, 2), size = (size_t)number(at + 2, 2);
        if (size > length - 4)
            return;
        const char *value = at + 4, *end = value + size;
        uint64_t *const wide[] = {&entry->size, &entry->packed, &entry->offset};
        for (size_t i = 0; kind == 1 && i < 3; i++)
            if (*wide[i] == UINT32_MAX && end - value >= 8) {
                *wide[i] = number(value, 8);
                value += 8;
            }
        at = end;
        length -= 4 + size;
    }
}

static bool read_directory(struct zip *zip, struct str bytes, uint32_t most, struct arena *memory)
{
    while (bytes.length >= CENTRAL_SIZE && memcmp(bytes.at, "PK\001\002", 4) == 0) {
        const char *at = bytes.at;
        size_t name = (size_t)number(at + 28, 2), extra = (size_t)number(at + 30, 2), comment = (size_t)number(at + 32, 2);
        size_t size = CENTRAL_SIZE + name + extra + comment;
        if (size > bytes.length || zip->entries.count >= most)
            break;
        struct zip_entry entry = {.offset = number(at + 42, 4), .packed = number(at + 20, 4), .size = number(at + 24, 4),
                                  .method = (uint16_t)number(at + 10, 2), .flags = (uint16_t)number(at + 8, 2)};
        read_extra(at + CENTRAL_SIZE + name, extra, &entry);
        char *copy = arena_copy(memory, at + CENTRAL_SIZE, name);
        for (size_t i = 0; copy != NULL && i < name; i++)
            if (copy[i] == '\0')
                copy[i] = '_';
        entry.name = copy;
        if (copy == NULL || !list_push(memory, &zip->entries, entry))
            return fail(zip, "There is not enough memory for the list of the archive's files.");
        bytes.at += size;
        bytes.length -= size;
    }
    zip->cut = bytes.length > 0;
    return true;
}

bool zip_open(struct zip *zip, struct str bytes, int descriptor, uint32_t most, struct arena *memory)
{
    struct directory directory;
    struct buf copy;
    *zip = (struct zip){.bytes = bytes, .descriptor = descriptor, .length = bytes.length};
    if (descriptor >= 0)
        zip->length = buf_file_size(descriptor);
    if (!find_directory(zip, &directory))
        return fail(zip, "The archive has no list of its files: it breaks off, or is no ZIP.");
    if (directory.size > MOST_DIRECTORY)
        return fail(zip, "The archive's list of files is larger than 256 MiB.");
    buf_init(&copy, 0);
    char *to = buf_reserve(&copy, (size_t)directory.size + 1);
    bool good = to != NULL;
    if (good)
        good = read_directory(zip, (struct str){to, take(zip, directory.offset, to, (size_t)directory.size)}, most, memory);
    else
        zip->wrong = "There is not enough memory for the list of the archive's files.";
    buf_release(&copy);
    zip->cut = zip->cut || zip->entries.count < directory.count;
    return good;
}

const struct zip_entry *zip_find(const struct zip *zip, const char *name)
{
    for (uint32_t i = 0; i < zip->entries.count; i++)
        if (strcmp(zip->entries.at[i].name, name) == 0)
            return &zip->entries.at[i];
    return NULL;
}

static bool more_packed(struct source *source, struct buf *ahead)
{
    struct zip_stream *stream = source->context;
    size_t step = stream->left < SOURCE_STEP ? (size_t)stream->left : SOURCE_STEP;
    char *to = step == 0 ? NULL : buf_reserve(ahead, step);
    if (to == NULL)
        return false;
    size_t got = take(stream->zip, stream->at, to, step);
    if (got < step)
        source->wrong = "The archive breaks off; this is what there is of it.";
    ahead->length += got;
    stream->at += got;
    stream->left = got < step ? 0 : stream->left - got;
    return got > 0;
}

bool zip_open_entry(struct zip *zip, const struct zip_entry *entry, uint32_t max_ratio, struct zip_stream *stream)
{
    char local[LOCAL_SIZE];
    *stream = (struct zip_stream){.zip = zip, .packed = {.more = more_packed, .context = stream}};
    if (entry->flags & ENCRYPTED)
        return fail(zip, "It is encrypted.");
    if (entry->method != STORED && entry->method != DEFLATED)
        return fail(zip, "It is packed in a way other than deflate.");
    if (take(zip, entry->offset, local, sizeof local) != sizeof local || memcmp(local, "PK\003\004", 4) != 0)
        return fail(zip, "It is not where the archive's list says that it is.");
    stream->at = entry->offset + LOCAL_SIZE + number(local + 26, 2) + number(local + 28, 2);
    stream->left = entry->packed;
    stream->source = &stream->packed;
    if (entry->method == DEFLATED) {
        if (!inflate_open(&stream->inflate, INFLATE_RAW, &stream->packed, max_ratio))
            return fail(zip, "There is not enough memory to unpack it.");
        stream->source = &stream->inflate.source;
    }
    return true;
}

void zip_close_entry(struct zip_stream *stream)
{
    if (stream->inflate.open)
        inflate_close(&stream->inflate);
    source_release(&stream->packed);
}

bool zip_read(struct zip *zip, const struct zip_entry *entry, struct buf *out, size_t limit)
{
    struct zip_stream stream;
    bool good = zip_open_entry(zip, entry, UINT32_MAX, &stream);
    if (good) {
        good = source_read(stream.source, out, limit) || fail(zip, "It is larger than is read of it.");
        if (stream.source->wrong != NULL)
            good = fail(zip, stream.source->wrong);
        if (out->failed)
            good = fail(zip, "There is not enough memory to unpack it.");
    }
    zip_close_entry(&stream);
    return good;
}

/* ---- the reader of archives ---- */

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool is_crawl(const struct zip *zip)
{
    if (zip_find(zip, "datapackage.json") == NULL)
        return false;
    for (uint32_t i = 0; i < zip->entries.count; i++)
        if (starts_with(zip->entries.at[i].name, "archive/"))
            return true;
    return false;
}

static bool read_entry(struct unpack *unpack, struct zip *zip, uint32_t index)
{
    const struct zip_entry *entry = &zip->entries.at[index];
    const struct unpack_hint hint = {.name = entry->name, .record = index + 1, .offset = entry->offset};
    struct zip_stream stream;
    bool good;
    if (zip_open_entry(zip, entry, unpack_limits(unpack)->max_ratio, &stream))
        good = unpack_source(unpack, stream.source, &hint);
    else
        good = unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "Its entry %u (%.100s): %s", index + 1, entry->name, zip->wrong);
    zip_close_entry(&stream);
    return good;
}

static bool read_entries(struct unpack *unpack, struct zip *zip)
{
    bool crawl = is_crawl(zip), good = unpack_step(unpack, crawl ? "WACZ" : "ZIP", "dixit " DIXIT_VERSION);
    uint32_t wanted = 0;
    if (zip->cut)
        unpack_note(unpack, "The archive's list of files breaks off; what it names up to there was read.");
    for (uint32_t i = 0; good && i < zip->entries.count; i++) {
        const char *name = zip->entries.at[i].name;
        if (!walk_is_wanted(name) || starts_with(name, "__MACOSX/") || (crawl && !starts_with(name, "archive/")))
            continue;
        wanted++;
        good = read_entry(unpack, zip, i);
    }
    if (good && wanted == 0)
        return unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "The archive holds no file with a name of text, pages, mail or the like.");
    return good;
}

bool zip_read_all(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    struct zip zip;
    struct arena memory;
    struct buf bytes;
    int descriptor = unpack_descriptor(unpack);
    bool good = true, whole = true;
    (void)hint;
    buf_init(&bytes, 0);
    arena_init(&memory, 0);
    if (descriptor < 0) /* its end is needed first */
        whole = source_read(source, &bytes, MOST_IN_MEMORY);
    if (bytes.failed || !whole)
        good = unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "An archive inside another, or from a pipe, is read up to 256 MiB only.");
    else if (!zip_open(&zip, (struct str){bytes.length > 0 ? bytes.at : "", bytes.length}, descriptor, unpack_limits(unpack)->max_entries + 1, &memory))
        good = unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "%s", zip.wrong);
    else
        good = read_entries(unpack, &zip);
    arena_release(&memory);
    buf_release(&bytes);
    return good;
}
