/* SPDX-License-Identifier: Apache-2.0 */
/* formats.h: which reader takes which bytes apart. */
#ifndef INTAKE_FORMATS_H
#define INTAKE_FORMATS_H

#include "intake/sniff.h"
#include "intake/unpack.h"

/* One format: its reader takes the bytes at once (at most `most` of them; unpack_is_cut says whether there were more) or piece by piece. */
struct format {
    enum sniffed kind;
    bool (*read)(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);
    bool (*read_source)(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);
    size_t most;
};

/* What reads a kind; plain text for all that has no reader of its own. */
const struct format *format_find(enum sniffed kind);

#endif
