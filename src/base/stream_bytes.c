/* SPDX-License-Identifier: Apache-2.0 */
/* memfd_create is Linux's own: a file without a name that is only ever in memory. */
#define _GNU_SOURCE 1 /* NOLINT(bugprone-reserved-identifier) */
#include "base/stream.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

bool stream_open_bytes(struct stream *stream, struct str bytes)
{
    *stream = (struct stream){.descriptor = memfd_create("dixit", MFD_CLOEXEC), .owned = true};
    buf_init(&stream->ahead, 0);
    if (stream->descriptor >= 0 && buf_write_all(stream->descriptor, bytes.at, bytes.length) && lseek(stream->descriptor, 0, SEEK_SET) == 0)
        return true;
    int reason = errno;
    stream->owned = stream->descriptor >= 0;
    stream_close(stream);
    errno = reason;
    return false;
}
