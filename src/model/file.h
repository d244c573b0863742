/* SPDX-License-Identifier: Apache-2.0 */
/* file.h: the model file, read where it lies. docs/formats/model.md says the same for other readers; train/model_file.py writes it.
 *
 * All numbers are little-endian. The file is a header, a table and the tensors' bytes:
 *
 *   byte  0   8   magic "DIXITMDL"
 *         8   4   u32 version, 1
 *        12   4   u32 count of tensors, 1 … 1024
 *        16   8   u64 size of the file in bytes
 *        24   8   zero
 *        32  32   SHA-256 of all other bytes: 0 … 31 and 64 … the end
 *        64  80 × count   the table, one entry a tensor:
 *                 0  48   name, ASCII, zeros after it (at most 47 bytes), each name once
 *                48   4   u32 type, below
 *                52   4   u32 rows
 *                56   4   u32 columns
 *                60   4   zero
 *                64   8   u64 offset of the data from the start of the file, a multiple of 64
 *                72   8   u64 length of the data in bytes, as type and sizes say
 *        then, each at its offset, zeros between them: the data
 *
 *   type 1 bytes    rows = 1, columns = their number: text, not terminated
 *   type 2 floats   f32 [rows][columns]
 *   type 3 rows     f32 scale[rows], zeros to a multiple of 64, i8 [rows][columns]; a value is i8 × scale of its row
 *   type 4 linear   rows = output channels N, columns = input channels K. N16 is N rounded up to 16, K4 is K rounded up to 4:
 *                   f32 scale[N16], f32 bias[N16], i32 sums[N16], i8 weight[N16 / 16][K4 / 4][16][4]
 *                   weight[n / 16][k / 4][n % 16][k % 4] is w[n][k] / scale[n], within ±63; sums are those of each channel; padding is zero
 *   type 5 table    rows named floats, columns = 1: name, 28 bytes, zeros after it (at most 27), f32
 *
 * Every offset, size and name is checked once at opening, so that nobody else need check. The hash is checked by model_file_verify:
 * 21 MB of it take longer than reading the first document. */
#ifndef MODEL_FILE_H
#define MODEL_FILE_H

#include "base/arena.h"
#include "base/error.h"

enum tensor_type { TENSOR_BYTES = 1, TENSOR_FLOATS, TENSOR_ROWS, TENSOR_LINEAR, TENSOR_TABLE };

enum { MODEL_VERSION = 1, MODEL_TENSORS_MOST = 1024, TENSOR_NAME = 48, TABLE_NAME = 28, MODEL_ALIGN = 64 };

struct tensor {
    const char *name; /* in the file */
    enum tensor_type type;
    uint32_t rows, columns;
    const unsigned char *at; /* a multiple of 64 */
    size_t length;
};

struct model_file {
    const char *path;           /* borrowed, for messages */
    const unsigned char *bytes; /* mapped, or the caller's */
    size_t length;
    bool mapped;
    struct tensor *tensors;
    uint32_t count;
};

/* Maps `path` read-only and reads its table into `memory`. False with `error` filled (DIXIT_BAD_MODEL or DIXIT_SYSTEM); then nothing is
 * held. `path` must outlive the file. */
bool model_file_open(struct model_file *file, const char *path, struct arena *memory, struct dixit_error *error);

/* The same for bytes that the caller keeps, which must begin at a multiple of 64. */
bool model_file_read(struct model_file *file, const char *path, const void *bytes, size_t length, struct arena *memory,
                     struct dixit_error *error);

void model_file_close(struct model_file *file);

/* Takes the pages of a mapped file out of the process's memory; they come back as they are read. Any thread may go on reading. */
void model_file_rest(const struct model_file *file);

/* By name; NULL when there is none. */
const struct tensor *model_file_find(const struct model_file *file, const char *name);

/* Reads the whole file: its hash, and that every weight lies within ±63 and adds up to its channel's sum. */
bool model_file_verify(const struct model_file *file, struct dixit_error *error);

#endif
