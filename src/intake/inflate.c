/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/inflate.h"

#include <string.h>

enum { STEP = 1 << 16, FREE_BYTES = 16 << 20, MOST_XZ_MEMORY = 256 << 20, LARGEST_WINDOW = 27 };

static const char cut_off[] = "The packed bytes break off; this is what could be unpacked.";
static const char broken[] = "The packed bytes are broken; this is what could be unpacked.";

/* What one step of a decoder came to. */
enum stepped { STEP_MORE, STEP_MEMBER_ENDED, STEP_ENDED, STEP_BROKEN };

static enum stepped step_zlib(struct inflate *decoder, struct str in, char *out, size_t room, size_t *used, size_t *made)
{
    z_stream *zlib = &decoder->state.zlib;
    zlib->next_in = (unsigned char *)(uintptr_t)in.at;
    zlib->avail_in = (uInt)in.length;
    zlib->next_out = (unsigned char *)out;
    zlib->avail_out = (uInt)room;
    int result = inflate(zlib, Z_NO_FLUSH);
    *used = in.length - zlib->avail_in;
    *made = room - zlib->avail_out;
    if (result == Z_STREAM_END)
        return STEP_MEMBER_ENDED;
    return result == Z_OK || result == Z_BUF_ERROR ? STEP_MORE : STEP_BROKEN;
}

static enum stepped step_xz(struct inflate *inflate, struct str in, char *out, size_t room, size_t *used, size_t *made)
{
    lzma_stream *xz = &inflate->state.xz;
    xz->next_in = (const uint8_t *)in.at;
    xz->avail_in = in.length;
    xz->next_out = (uint8_t *)out;
    xz->avail_out = room;
    lzma_ret result = lzma_code(xz, in.length == 0 ? LZMA_FINISH : LZMA_RUN);
    *used = in.length - xz->avail_in;
    *made = room - xz->avail_out;
    if (result == LZMA_STREAM_END)
        return STEP_ENDED;
    return result == LZMA_OK || result == LZMA_BUF_ERROR ? STEP_MORE : STEP_BROKEN;
}

static enum stepped step_zstd(struct inflate *inflate, struct str in, char *out, size_t room, size_t *used, size_t *made)
{
    ZSTD_inBuffer from = {in.at, in.length, 0};
    ZSTD_outBuffer to = {out, room, 0};
    size_t result = ZSTD_decompressStream(inflate->state.zstd, &to, &from);
    *used = from.pos;
    *made = to.pos;
    if (ZSTD_isError(result))
        return STEP_BROKEN;
    return result == 0 ? STEP_MEMBER_ENDED : STEP_MORE;
}

static enum stepped step_brotli(struct inflate *inflate, struct str in, char *out, size_t room, size_t *used, size_t *made)
{
    size_t in_left = in.length, out_left = room;
    const uint8_t *from = (const uint8_t *)in.at;
    uint8_t *to = (uint8_t *)out;
    BrotliDecoderResult result = BrotliDecoderDecompressStream(inflate->state.brotli, &in_left, &from, &out_left, &to, NULL);
    *used = in.length - in_left;
    *made = room - out_left;
    return result == BROTLI_DECODER_RESULT_SUCCESS ? STEP_ENDED : result == BROTLI_DECODER_RESULT_ERROR ? STEP_BROKEN : STEP_MORE;
}

/* After the end of a member: whether another one follows. */
static bool goes_on(struct inflate *inflate)
{
    struct str head = source_peek(inflate->packed, 4);
    if (inflate->kind == INFLATE_ZSTD)
        return head.length == 4; /* the decoder takes the next frame by itself, or says that it is none */
    if (inflate->kind != INFLATE_GZIP || inflate->one_member || head.length < 2 || memcmp(head.at, "\037\213", 2) != 0)
        return false; /* what stands after the last one is padding of a tape or junk, and not read */
    return inflateReset(&inflate->state.zlib) == Z_OK;
}

static bool end(struct inflate *inflate, const char *wrong)
{
    inflate->finished = true;
    inflate->source.wrong = wrong;
    return false;
}

/* One step; appends what it made. False when nothing more comes. */
static bool step(struct inflate *inflate, struct buf *ahead)
{
    struct str in = source_there(inflate->packed);
    char *to = buf_reserve(ahead, STEP);
    size_t used = 0, made = 0;
    if (to == NULL)
        return end(inflate, "There is not enough memory to unpack it.");
    if (in.length == 0 && inflate->kind != INFLATE_XZ)
        return end(inflate, inflate->packed->wrong != NULL ? inflate->packed->wrong : inflate->kind == INFLATE_ZSTD && inflate->in == 0 ? NULL : cut_off);
    enum stepped result = inflate->kind == INFLATE_XZ       ? step_xz(inflate, in, to, STEP, &used, &made)
                          : inflate->kind == INFLATE_ZSTD   ? step_zstd(inflate, in, to, STEP, &used, &made)
                          : inflate->kind == INFLATE_BROTLI ? step_brotli(inflate, in, to, STEP, &used, &made)
                                                            : step_zlib(inflate, in, to, STEP, &used, &made);
    source_take(inflate->packed, used);
    ahead->length += made;
    inflate->in += used;
    inflate->out += made;
    if (inflate->out > FREE_BYTES && inflate->out / inflate->max_ratio > inflate->in)
        return end(inflate, "It unpacks to more than its size lets expect, and was cut off (--max-ratio).");
    if (result == STEP_BROKEN)
        return end(inflate, broken);
    if (result == STEP_ENDED || (result == STEP_MEMBER_ENDED && !goes_on(inflate)))
        return end(inflate, NULL);
    if (used == 0 && made == 0 && result != STEP_MEMBER_ENDED)
        return end(inflate, in.length == 0 ? cut_off : broken);
    return true;
}

static bool more(struct source *source, struct buf *ahead)
{
    struct inflate *inflate = source->context;
    size_t before = ahead->length;
    while (!inflate->finished && ahead->length == before)
        (void)step(inflate, ahead);
    return ahead->length > before;
}

/* Servers have sent bare deflate and the wrapped kind under the same name. */
static int window_bits(struct inflate *inflate)
{
    if (inflate->kind == INFLATE_GZIP)
        return 15 + 16;
    if (inflate->kind == INFLATE_RAW)
        return -15;
    struct str head = source_peek(inflate->packed, 2);
    bool wrapped = head.length == 2 && ((unsigned char)head.at[0] & 0x0F) == 8 &&
                   ((unsigned char)head.at[0] * 256u + (unsigned char)head.at[1]) % 31 == 0;
    return wrapped ? 15 : -15;
}

bool inflate_open(struct inflate *inflate, enum inflate_kind kind, struct source *packed, uint32_t max_ratio)
{
    *inflate = (struct inflate){.kind = kind, .packed = packed, .max_ratio = max_ratio > 0 ? max_ratio : 1, .source = {.more = more, .context = inflate}};
    switch (kind) {
    case INFLATE_XZ:
        inflate->state.xz = (lzma_stream)LZMA_STREAM_INIT;
        inflate->open = lzma_stream_decoder(&inflate->state.xz, MOST_XZ_MEMORY, LZMA_CONCATENATED) == LZMA_OK;
        break;
    case INFLATE_ZSTD:
        inflate->state.zstd = ZSTD_createDCtx();
        inflate->open = inflate->state.zstd != NULL;
        if (inflate->open)
            (void)ZSTD_DCtx_setParameter(inflate->state.zstd, ZSTD_d_windowLogMax, LARGEST_WINDOW);
        break;
    case INFLATE_BROTLI:
        inflate->state.brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
        inflate->open = inflate->state.brotli != NULL;
        break;
    case INFLATE_GZIP:
    case INFLATE_ZLIB:
    case INFLATE_RAW: inflate->open = inflateInit2(&inflate->state.zlib, window_bits(inflate)) == Z_OK; break;
    }
    inflate->finished = !inflate->open;
    return inflate->open;
}

bool inflate_next_member(struct inflate *inflate)
{
    struct source *source = &inflate->source;
    struct str head = source_peek(inflate->packed, 2);
    if (!inflate->open || inflate->kind != INFLATE_GZIP || source->wrong != NULL || head.length < 2 || memcmp(head.at, "\037\213", 2) != 0 ||
        inflateReset(&inflate->state.zlib) != Z_OK)
        return false;
    inflate->finished = source->ended = false;
    inflate->in = inflate->out = 0;
    return true;
}

void inflate_close(struct inflate *inflate)
{
    source_release(&inflate->source);
    if (!inflate->open)
        return;
    if (inflate->kind == INFLATE_XZ)
        lzma_end(&inflate->state.xz);
    else if (inflate->kind == INFLATE_ZSTD)
        (void)ZSTD_freeDCtx(inflate->state.zstd);
    else if (inflate->kind == INFLATE_BROTLI)
        BrotliDecoderDestroyInstance(inflate->state.brotli);
    else
        (void)inflateEnd(&inflate->state.zlib);
    inflate->open = false;
}

const char *inflate_tool(enum inflate_kind kind)
{
    return kind == INFLATE_XZ       ? "liblzma " LZMA_VERSION_STRING
           : kind == INFLATE_ZSTD   ? "libzstd " ZSTD_VERSION_STRING
           : kind == INFLATE_BROTLI ? "libbrotlidec"
                                    : "zlib " ZLIB_VERSION;
}
