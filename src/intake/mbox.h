/* SPDX-License-Identifier: Apache-2.0 */
/* mbox.h: messages one after another in one file, each after a line "From …" at its start or after an empty line (RFC 4155; ">From" is unquoted). */
#ifndef INTAKE_MBOX_H
#define INTAKE_MBOX_H

#include "intake/unpack.h"

/* Reads piece by piece; memory is that of one message, of which at most 64 MiB are read. */
bool mbox_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);

bool mbox_is(struct str bytes);

#endif
