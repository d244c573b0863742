/* SPDX-License-Identifier: Apache-2.0 */
/* packed.h: readers (unpack.h) of what wraps other files: gzip, xz, zst, tar.
 *
 * One packed stream is one file inside, named without its ending; a gzip of WARC records is a WARC (warc.h). Of a tar, and of a ZIP (zip.h), the files are read
 * whose names walk.h would take; names are labels and never paths, since nothing is written. */
#ifndef INTAKE_PACKED_H
#define INTAKE_PACKED_H

#include "intake/unpack.h"

bool gzip_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);
bool xz_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);
bool zstd_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);
bool tar_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);

/* Whether bytes are the beginning of a tar: its first header's sum is right. */
bool tar_is(struct str bytes);

#endif
