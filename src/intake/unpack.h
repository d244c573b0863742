/* SPDX-License-Identifier: Apache-2.0 */
/* unpack.h: what a format's reader is given: one file being taken apart, in a confined child.
 *
 *     bool note_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
 *     {
 *         struct doc *doc = unpack_begin(unpack);
 *         if (doc == NULL)
 *             return false;
 *         doc->origin.media_type = "text/x-note";
 *         doc->origin.title = unpack_keep(doc, hint->title);
 *         if (!unpack_text(unpack, doc, bytes))
 *             return unpack_reject(unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the note.");
 *         return unpack_document(unpack, doc);
 *     }
 *
 * A reader works through its bytes and hands over documents one by one, in order; memory is that of one document. What it finds inside (an
 * attachment, an entry, a record's body) it gives to unpack_bytes or unpack_source, which tell its type by content and read it one level deeper.
 * Every function returns false when the reader is to stop at once: a limit was reached, or nobody listens any more; the reader then returns false
 * itself. A reader that came to its end, or to something broken that it has told of, returns true.
 *
 * A reader may allocate with its own arena and struct buf. It opens no file and no network: the child could not. Whatever crashes, loops or takes too
 * much memory in it costs one document, and the container goes on with the next one (apart.h). Tests and fuzz targets call readers in
 * the process, with unpack_new and a sink of their own.
 *
 * A format is src/intake/FORMAT.c with FORMAT_read, a row in sniff.c and one in formats.c. */
#ifndef INTAKE_UNPACK_H
#define INTAKE_UNPACK_H

#include "base/error.h"
#include "doc.h"
#include "intake/source.h"

struct unpack;

/* What is known of bytes from outside them. NULL and 0: not known. Borrowed for the call. */
struct unpack_hint {
    const char *name;       /* of the file, entry or attachment */
    const char *media_type, *charset, *url, *published, *title, *outlet;
    const char *captured;   /* when it was fetched, ISO 8601 */
    uint64_t record;        /* 1 … which one of its container it is */
    uint64_t offset;        /* the byte of the container where its record begins */
};

/* 0 means the default beside it. */
struct unpack_limits {
    uint64_t max_bytes;     /* of a document's text: 16 MiB */
    uint32_t max_depth;     /* containers in containers: 8 */
    uint32_t max_entries;   /* entries, records, attachments of one file: 1,000,000 */
    uint32_t max_ratio;     /* bytes that one compressed byte may become, once there are 16 MiB of them: 200 */
    uint32_t time_limit;    /* seconds of processor time for one document: 60 */
};

enum {
    UNPACK_DEPTH = 32,   /* the deepest that max_depth may say */
    UNPACK_SECONDS = 60, /* the default of time_limit */
};

/* An empty document: memory, file, record, name, offset and what the hint knows (title, outlet, published, url) are set. NULL: stop. It is good until it
 * is handed on or rejected; one at a time. */
struct doc *unpack_begin(struct unpack *unpack);
/* It is whole: text, body, sha256, origin and notes filled (all of it in doc->memory or static). Hands it on. One without a word becomes a reject. */
bool unpack_document(struct unpack *unpack, struct doc *doc);
/* It cannot be read; `format` says why in whole sentences, as in printf. doc NULL: what is at this place, without more. The reader may go on. */
bool unpack_reject(struct unpack *unpack, struct doc *doc, enum dixit_status status, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Something found inside, read in turn by its content. `hint` may be NULL. Both are borrowed for the call. */
bool unpack_bytes(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint);
bool unpack_source(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);

/* A conversion, for the provenance of all documents that come after it on this level and below: ("gzip", "zlib 1.2.13"). Both static, or living as
 * long as the level. unpack_drop_steps takes the last `count` of them off again, for a container whose entries differ. */
bool unpack_step(struct unpack *unpack, const char *what, const char *tool);
void unpack_drop_steps(struct unpack *unpack, uint32_t count);

/* Something odd in the container itself (the last record is cut off): becomes a note of the next document, or a reject of the file
 * when there is none. Static. */
void unpack_note(struct unpack *unpack, const char *what);

/* The text of a document: fill_text within the limits. False when memory gave out. */
bool unpack_text(struct unpack *unpack, struct doc *doc, struct str text);
/* A copy of a value in the document's memory, as valid UTF-8 on one line with its spaces folded; NULL for NULL, nothing, and when memory gives out. */
const char *unpack_keep(struct doc *doc, const char *value);
const struct unpack_limits *unpack_limits(const struct unpack *unpack); /* with the defaults filled in */
/* Whether the bytes that the reader was given are the beginning of something longer. */
bool unpack_is_cut(const struct unpack *unpack);
/* Says that work goes on between two documents (an entry that is passed over): the time limit begins again. */
void unpack_go_on(struct unpack *unpack);

/* Runs a program of this machine on bytes and gives what it prints; the program is confined too and reads from a pipe. False with `why` (static) when
 * there is none, it failed or its output passed 256 MiB. */
enum unpack_tool { UNPACK_PDFTOTEXT }; /* pdftotext -bbox-layout -enc UTF-8 - - */
bool unpack_run(struct unpack *unpack, enum unpack_tool tool, struct str bytes, struct buf *out, const char **why);

/* ---- for who runs readers: the child, tests ---- */

/* Where one is: the index of each level in the one around it. */
struct unpack_place {
    uint32_t depth; /* 1: the file itself */
    uint32_t index[UNPACK_DEPTH + 1];
};

struct unpack_sink {
    void *context;
    /* A document, or one that is refused (error set). Its memory is reused after the call. False: nobody wants more. */
    bool (*document)(void *context, const struct doc *doc, const struct dixit_error *error);
    /* Something is about to be read, or is done with; `doc` has its origin only. NULL: not wanted. */
    bool (*enter)(void *context, const struct unpack_place *place, const struct origin *origin);
    bool (*leave)(void *context, const struct unpack_place *place);
    /* Work goes on between documents. NULL: not wanted. */
    void (*go_on)(void *context);
    /* As unpack_run. NULL: no tools. */
    bool (*run)(void *context, enum unpack_tool tool, struct str bytes, struct buf *out, const char **why);
};

/* Takes one file apart: calls the sink for each document in it. `file`: its name, UTF-8. `after`: NULL, or the place that is to be left out together with all
 * before it. `descriptor` is the file's where places in it can be read in any order, else -1. False when the sink stopped it, a limit did, or memory gave out. */
bool unpack_file(const struct unpack_limits *limits, const struct unpack_sink *sink, struct source *source, int descriptor, const char *file,
                 const struct unpack_hint *hint, const struct unpack_place *after);

/* The descriptor of the file when the bytes being read are all of it, -1 otherwise. */
int unpack_descriptor(const struct unpack *unpack);

#endif
