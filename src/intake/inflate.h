/* SPDX-License-Identifier: Apache-2.0 */
/* inflate.h: packed bytes as a source of what they unpack to, piece by piece and within a ratio.
 *
 *     struct inflate inflate;
 *     if (inflate_open(&inflate, INFLATE_GZIP, packed, 200))
 *         … read inflate.source …
 *     inflate_close(&inflate);                       always
 */
#ifndef INTAKE_INFLATE_H
#define INTAKE_INFLATE_H

#include <brotli/decode.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include "intake/source.h"

enum inflate_kind {
    INFLATE_GZIP,  /* RFC 1952 */
    INFLATE_ZLIB,  /* RFC 1950, or bare RFC 1951 where a server meant that by "deflate" */
    INFLATE_RAW,   /* RFC 1951 */
    INFLATE_XZ,
    INFLATE_ZSTD,  /* RFC 8878 */
    INFLATE_BROTLI, /* RFC 7932 */
};

struct inflate {
    struct source source;    /* `wrong` is set when the packed bytes are cut off or broken, or the ratio is passed */
    enum inflate_kind kind;
    struct source *packed;   /* borrowed */
    uint32_t max_ratio;
    bool one_member;         /* of gzip: stops after the member, with the packed source at the next one */
    bool open, finished;
    uint64_t in, out;        /* bytes */
    union {
        z_stream zlib;
        lzma_stream xz;
        ZSTD_DCtx *zstd;
        BrotliDecoderState *brotli;
    } state;
};

/* False when there was no memory; to be closed either way. `max_ratio`: bytes that one may become, past the first 16 MiB of them. */
bool inflate_open(struct inflate *inflate, enum inflate_kind kind, struct source *packed, uint32_t max_ratio);
/* Begins the next member of gzip, once source has ended without anything wrong; false when there is none. */
bool inflate_next_member(struct inflate *inflate);
void inflate_close(struct inflate *inflate);

/* "zlib 1.2.13" and the like: for the provenance. Static. */
const char *inflate_tool(enum inflate_kind kind);

#endif
