/* SPDX-License-Identifier: Apache-2.0 */
/* frame.h: what goes between the child that takes files apart and the process that asked for it.
 *
 * A frame is its kind and the length of the rest (two numbers of 32 bits), then numbers of 64 bits and texts (a length of 64 bits, UINT64_MAX for none, and the
 * bytes), in the order in which the functions below write them; in the byte order of the machine, since both ends are on it. The child has seen hostile
 * bytes: what comes from it is checked like any other input, and a frame that is not as it should be is FRAME_BROKEN. */
#ifndef INTAKE_FRAME_H
#define INTAKE_FRAME_H

#include "base/error.h"
#include "doc.h"
#include "intake/unpack.h"

enum frame_kind {
    FRAME_BROKEN,
    FRAME_FILE,     /* to the child: a file to be taken apart; its descriptor comes along */
    FRAME_ENTER,    /* from it: about to read what is at a place */
    FRAME_LEAVE,    /* done with that */
    FRAME_DOCUMENT,
    FRAME_REJECT,
    FRAME_DONE,     /* with the file */
};

struct frame_head {
    uint32_t kind, length;
};

enum { FRAME_HEAD = sizeof(struct frame_head) };

/* What is to be done with a file. */
struct frame_file {
    struct unpack_limits limits;
    const char *name;           /* UTF-8 */
    struct unpack_hint hint;
    struct str head;            /* bytes of it that were read before, when it cannot be read again */
    bool again;                 /* it can be read from its start */
    bool resume;
    struct unpack_place after;  /* with `resume` */
};

/* Each appends one whole frame. */
void frame_add_file(struct buf *out, const struct frame_file *file);
void frame_add_enter(struct buf *out, const struct unpack_place *place, const struct origin *origin, uint64_t taken);
void frame_add_leave(struct buf *out, const struct unpack_place *place, uint64_t taken);
void frame_add_document(struct buf *out, const struct doc *doc);
void frame_add_reject(struct buf *out, const struct doc *doc, const struct dixit_error *error);
void frame_add_done(struct buf *out, uint64_t taken);

/* Each takes the bytes after the head; false when they are not what they should be, or memory gave out. Texts are copied into `memory`. */
bool frame_get_file(struct str bytes, struct arena *memory, struct frame_file *file);
bool frame_get_enter(struct str bytes, struct arena *memory, struct unpack_place *place, struct origin *origin, uint64_t *taken);
bool frame_get_leave(struct str bytes, struct unpack_place *place, uint64_t *taken);
bool frame_get_done(struct str bytes, uint64_t *taken);
/* Fills text, body, sha256, origin, pages and notes of a document that has its memory; at most `max_bytes` of text. All texts are UTF-8, all spans in the text. */
bool frame_get_document(struct str bytes, uint64_t max_bytes, struct doc *doc);
bool frame_get_reject(struct str bytes, struct doc *doc, struct dixit_error *error);

#endif
