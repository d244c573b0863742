/* SPDX-License-Identifier: Apache-2.0 */
/* zip.h: the entries of a ZIP archive, in memory or in a file that can be read in any order (APPNOTE 6.3.10, with ZIP64).
 *
 *     struct zip zip;
 *     if (zip_open(&zip, bytes, -1, 10000, &memory) && (entry = zip_find(&zip, "word/document.xml")) != NULL && zip_read(&zip, entry, &buf, 64 << 20))
 *         …
 *
 * Only the central directory counts; what it says is checked against where it says it stands. Methods: stored and deflated. Entries that are encrypted cannot be read.
 * Names are never paths: nothing is written anywhere. */
#ifndef INTAKE_ZIP_H
#define INTAKE_ZIP_H

#include "base/arena.h"
#include "intake/inflate.h"
#include "intake/unpack.h"

struct zip_entry {
    const char *name;      /* UTF-8 as far as it is; in the arena */
    uint64_t offset;       /* of its local header */
    uint64_t packed, size; /* bytes in the archive, and of the entry as the directory has it */
    uint16_t method, flags;
};

struct zip {
    struct str bytes;      /* the archive, or nothing when `descriptor` is one */
    int descriptor;
    uint64_t length;       /* of the archive */
    LIST(struct zip_entry) entries; /* in the order of the directory */
    const char *wrong;     /* why zip_open or zip_read failed: a plain sentence */
    bool cut;              /* the directory breaks off; `entries` is its beginning */
};

/* Reads the directory; borrows `bytes` (or, when `descriptor` is not -1, the file) while the zip lives. At most `most` entries. False with `wrong` set when it is no ZIP. */
bool zip_open(struct zip *zip, struct str bytes, int descriptor, uint32_t most, struct arena *memory);

/* The first entry of that name; NULL when there is none. */
const struct zip_entry *zip_find(const struct zip *zip, const char *name);

/* Appends an entry's bytes, at most `limit` of them. False with `wrong` set when it is larger, encrypted or broken; what could be read stands in `out`. */
bool zip_read(struct zip *zip, const struct zip_entry *entry, struct buf *out, size_t limit);

/* An entry as a source, to be read piece by piece; it is the caller's memory and borrows the zip. False with `wrong` set. */
struct zip_stream {
    struct source *source; /* read this */
    struct source packed;
    struct zip *zip;
    uint64_t at, left;     /* of the packed bytes */
    struct inflate inflate;
};
bool zip_open_entry(struct zip *zip, const struct zip_entry *entry, uint32_t max_ratio, struct zip_stream *stream);
void zip_close_entry(struct zip_stream *stream);

/* The reader of archives (unpack.h): each file in it is read in turn. A WACZ is one too: of it only the WARCs are. */
bool zip_read_all(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);

#endif
