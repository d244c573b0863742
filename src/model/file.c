/* SPDX-License-Identifier: Apache-2.0 */
/* madvise() needs more than _POSIX_C_SOURCE; glibc's posix_madvise does nothing when told POSIX_MADV_DONTNEED. */
#define _DEFAULT_SOURCE 1 /* NOLINT(bugprone-reserved-identifier) */
#include "model/file.h"

#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "tensors are used where they lie in the file, and that is little-endian"
#endif

enum { HEADER = 64, ENTRY = 80 };

static uint32_t read_u32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t read_u64(const unsigned char *at)
{
    return read_u32(at) | (uint64_t)read_u32(at + 4) << 32;
}

/* How many bytes a tensor has; 0 when there is no such tensor. Sizes are below 2^24, so that nothing overflows. */
static uint64_t length_of(uint32_t type, uint64_t rows, uint64_t columns)
{
    if (rows >= 1U << 24 || columns >= 1U << 28 || (columns == 0 && type != TENSOR_BYTES))
        return UINT64_MAX;
    uint64_t n = (rows + 15) / 16 * 16, k = (columns + 3) / 4 * 4;
    switch (type) {
    case TENSOR_BYTES: return rows == 1 ? columns : UINT64_MAX;
    case TENSOR_FLOATS: return 4 * rows * columns;
    case TENSOR_ROWS: return (4 * rows + 63) / 64 * 64 + rows * columns;
    case TENSOR_LINEAR: return 12 * n + n * k;
    case TENSOR_TABLE: return columns == 1 ? 32 * rows : UINT64_MAX;
    default: return UINT64_MAX;
    }
}

/* True when a name of `room` bytes is ASCII that can be printed, ended by zeros only. */
static bool name_is_good(const unsigned char *name, size_t room)
{
    size_t length = 0;
    while (length < room && name[length] > ' ' && name[length] < 127)
        length++;
    for (size_t i = length; i < room; i++)
        if (name[i] != 0)
            return false;
    return length > 0 && length < room;
}

static bool table_is_good(const struct tensor *tensor)
{
    for (uint32_t i = 0; i < tensor->rows; i++)
        if (!name_is_good(tensor->at + (size_t)i * 32, TABLE_NAME))
            return false;
    return true;
}

static bool read_entry(struct model_file *file, uint32_t index, struct dixit_error *error)
{
    size_t position = HEADER + (size_t)ENTRY * index;
    const unsigned char *entry = file->bytes + position;
    struct tensor *tensor = &file->tensors[index];
    if (!name_is_good(entry, TENSOR_NAME))
        return error_set(error, DIXIT_BAD_MODEL, position, "%s: the name of tensor %u is no name", file->path, index);
    tensor->name = (const char *)entry;
    if (model_file_find(file, tensor->name))
        return error_set(error, DIXIT_BAD_MODEL, position, "%s: there are two tensors %s", file->path, tensor->name);
    uint32_t type = read_u32(entry + 48);
    uint64_t offset = read_u64(entry + 64), length = read_u64(entry + 72);
    tensor->rows = read_u32(entry + 52);
    tensor->columns = read_u32(entry + 56);
    if (length != length_of(type, tensor->rows, tensor->columns))
        return error_set(error, DIXIT_BAD_MODEL, position, "%s: tensor %s of type %u and %u by %u has not %llu bytes", file->path,
                         tensor->name, type, tensor->rows, tensor->columns, (unsigned long long)length);
    if (offset % MODEL_ALIGN != 0 || offset < HEADER + (uint64_t)ENTRY * read_u32(file->bytes + 12) || offset > file->length ||
        length > file->length - offset)
        return error_set(error, DIXIT_BAD_MODEL, position, "%s: tensor %s lies outside the file or is not aligned", file->path,
                         tensor->name);
    tensor->type = (enum tensor_type)type;
    tensor->at = file->bytes + offset;
    tensor->length = (size_t)length;
    if (tensor->type == TENSOR_TABLE && !table_is_good(tensor))
        return error_set(error, DIXIT_BAD_MODEL, offset, "%s: a name in the table %s is no name", file->path, tensor->name);
    return true;
}

bool model_file_read(struct model_file *file, const char *path, const void *bytes, size_t length, struct arena *memory,
                     struct dixit_error *error)
{
    *file = (struct model_file){.path = path, .bytes = bytes, .length = length};
    if (length < HEADER || memcmp(file->bytes, "DIXITMDL", 8) != 0)
        return error_set(error, DIXIT_BAD_MODEL, 0, "%s is not a model file of Dixit", path);
    uint32_t version = read_u32(file->bytes + 8), count = read_u32(file->bytes + 12);
    if (version != MODEL_VERSION)
        return error_set(error, DIXIT_BAD_MODEL, 8, "%s is a model file of version %u; this program reads version %d", path, version,
                         MODEL_VERSION);
    if (read_u64(file->bytes + 16) != length)
        return error_set(error, DIXIT_BAD_MODEL, 16, "%s has %zu bytes and says that it has %llu: it was cut or added to", path, length,
                         (unsigned long long)read_u64(file->bytes + 16));
    if (count == 0 || count > MODEL_TENSORS_MOST || HEADER + (uint64_t)ENTRY * count > length)
        return error_set(error, DIXIT_BAD_MODEL, 12, "%s: a table of %u tensors does not fit", path, count);
    file->tensors = arena_array(memory, count, sizeof *file->tensors);
    if (!file->tensors)
        return error_set(error, DIXIT_NO_MEMORY, 0, "no memory for the table of %s", path);
    for (file->count = 0; file->count < count; file->count++)
        if (!read_entry(file, file->count, error))
            return false;
    return true;
}

bool model_file_open(struct model_file *file, const char *path, struct arena *memory, struct dixit_error *error)
{
    *file = (struct model_file){0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    struct stat facts;
    if (descriptor < 0 || fstat(descriptor, &facts) != 0) {
        error_set(error, errno == ENOENT ? DIXIT_BAD_MODEL : DIXIT_SYSTEM, 0, "the model %s cannot be opened: %s", path, strerror(errno));
        if (descriptor >= 0)
            close(descriptor);
        return false;
    }
    size_t length = S_ISREG(facts.st_mode) && facts.st_size > 0 ? (size_t)facts.st_size : 0;
    void *bytes = length ? mmap(NULL, length, PROT_READ, MAP_SHARED, descriptor, 0) : MAP_FAILED;
    int reason = errno;
    close(descriptor);
    if (length == 0)
        return error_set(error, DIXIT_BAD_MODEL, 0, "%s is not a model file of Dixit", path);
    if (bytes == MAP_FAILED)
        return error_set(error, DIXIT_SYSTEM, 0, "the model %s cannot be mapped: %s", path, strerror(reason));
    bool good = model_file_read(file, path, bytes, length, memory, error);
    file->mapped = true;
    if (!good)
        model_file_close(file);
    return good;
}

void model_file_close(struct model_file *file)
{
    if (file->mapped)
        munmap((void *)(uintptr_t)file->bytes, file->length);
    *file = (struct model_file){0};
}

void model_file_rest(const struct model_file *file)
{
    if (file->mapped)
        (void)madvise((void *)(uintptr_t)file->bytes, file->length, MADV_DONTNEED);
}

const struct tensor *model_file_find(const struct model_file *file, const char *name)
{
    for (uint32_t i = 0; i < file->count; i++)
        if (strcmp(file->tensors[i].name, name) == 0)
            return &file->tensors[i];
    return NULL;
}

static bool verify_linear(const struct model_file *file, const struct tensor *tensor, struct dixit_error *error)
{
    uint32_t blocks = (tensor->rows + 15) / 16, quads = (tensor->columns + 3) / 4;
    const unsigned char *sums = tensor->at + (size_t)blocks * 128, *weight = tensor->at + (size_t)blocks * 192;
    for (uint32_t block = 0; block < blocks; block++) {
        int32_t found[16] = {0};
        for (size_t i = 0; i < (size_t)quads * 64; i++) {
            int32_t w = (int8_t)weight[block * (size_t)quads * 64 + i];
            if (w < -63 || w > 63)
                return error_set(error, DIXIT_BAD_MODEL, 0, "%s: a weight of %s is %d, not within 63", file->path, tensor->name, w);
            found[i / 4 % 16] += w;
        }
        for (uint32_t i = 0; i < 16; i++)
            if ((uint32_t)found[i] != read_u32(sums + 4 * (16 * (size_t)block + i)))
                return error_set(error, DIXIT_BAD_MODEL, 0, "%s: the sums of %s are not those of its weights", file->path, tensor->name);
    }
    return true;
}

bool model_file_verify(const struct model_file *file, struct dixit_error *error)
{
    struct sha256 hash;
    uint8_t digest[32];
    sha256_init(&hash);
    sha256_add(&hash, file->bytes, 32);
    sha256_add(&hash, file->bytes + HEADER, file->length - HEADER);
    sha256_finish(&hash, digest);
    if (memcmp(digest, file->bytes + 32, 32) != 0)
        return error_set(error, DIXIT_BAD_MODEL, 32, "%s was altered: its SHA-256 is not the one written in it", file->path);
    for (uint32_t i = 0; i < file->count; i++)
        if (file->tensors[i].type == TENSOR_LINEAR && !verify_linear(file, &file->tensors[i], error))
            return false;
    return true;
}
