/* SPDX-License-Identifier: Apache-2.0 */
/* input.h: the documents of many arguments as one stream, in order, with the memory bounded whatever comes.
 *
 *     struct input input;
 *     input_init(&input, &(struct input_options){.paths = argv + 1, .count = 2, .max_bytes = 16 << 20});
 *     while ((got = input_next(&input, &doc, &error)) != INPUT_END)
 *         if (got == INPUT_REJECT)
 *             printf("%s: %s\n", doc.origin.file, error.text);
 *     input_release(&input);
 *
 * An argument is a file, a folder (walk.h says which of its files; its folders likewise), "-", standard input, or an address, which is fetched (fetch.h). A file named .jsonl holds one
 * document a line (jsonl.h); any other is what its bytes say (sniff.h), whatever its name. Plain text and JSON Lines are read in the process; everything
 * else is taken apart in a confined child (apart.h), which works on the next files while the documents of the first are read.
 * What cannot be read is handed over as a reject and the stream goes on. Belongs to one thread; input_init comes before the program starts others. */
#ifndef INTAKE_INPUT_H
#define INTAKE_INPUT_H

#include "base/error.h"
#include "base/stream.h"
#include "doc.h"
#include "intake/apart.h"
#include "intake/fetch.h"
#include "intake/seen.h"
#include "intake/walk.h"

struct input_options {
    const char *const *paths; /* borrowed while the input lives */
    uint32_t count;
    bool jsonl;         /* every argument is JSON Lines, whatever its name, and standard input too */
    uint64_t max_bytes; /* of one text; the rest of a longer one is left out with a note. 0: 16 MiB */
    struct fetch_options fetch;  /* of an argument that is an address (http://…, https://…) */
    struct unpack_limits limits; /* of what is taken apart; its max_bytes is the one above */
};

enum input_got {
    INPUT_DOCUMENT,
    INPUT_REJECT,    /* doc->origin says which file, record and id (as far as known), the error says why */
    INPUT_END,
    INPUT_NO_MEMORY, /* the stream cannot go on */
};

/* The next file of the arguments, or why there is none. */
struct input_opened {
    enum { OPENED_NOTHING, OPENED_FILE, OPENED_URL, OPENED_REJECT, OPENED_END, OPENED_NO_MEMORY } what;
    const char *path;            /* lives until the next argument is begun */
    struct dixit_error error;
};

struct input {
    struct input_options options;
    uint32_t argument;           /* the next argument */
    struct walk walk;            /* the argument under way */
    bool found;                  /* it gave a file */
    struct apart apart;          /* the files in the child */
    struct fetch fetch;
    struct input_opened opened;  /* what comes after those; OPENED_NOTHING: not yet looked for */
    struct stream stream;        /* of an opened file, and of the one under way in the process */
    const char *file;            /* what `stream` reads in the process; NULL when nothing */
    uint64_t record;             /* the last line given */
    struct buf bytes;            /* the file or the line */
    struct seen ids;
    uint64_t taken;              /* bytes of the files done with */
};

void input_init(struct input *input, const struct input_options *options);
void input_release(struct input *input);

/* Begins again with one file, whose bytes are in memory (copied) and whose name says what its own bytes do not; the name is borrowed while it is read, and
 * opens nothing. Whatever was under way is given up. False with the error set. */
bool input_again_bytes(struct input *input, const char *name, struct str bytes, struct dixit_error *error);
/* Begins again with one address (fetch_is_url), borrowed likewise; it is fetched by the next input_next. */
void input_again_url(struct input *input, const char *url);

/* Fills the origin, text, body, hash and notes of an empty document whose memory the caller gives (doc->memory, all else
 * zero). The error is set with INPUT_REJECT and INPUT_NO_MEMORY; it must be empty before. */
enum input_got input_next(struct input *input, struct doc *doc, struct dixit_error *error);

/* Bytes read so far, for a progress bar. */
uint64_t input_taken(const struct input *input);

/* The bytes of all arguments together when each is an ordinary file, 0 when that cannot be told. */
uint64_t input_total(const struct input *input);

#endif
