/* SPDX-License-Identifier: Apache-2.0 */
/* walk.h: the files under an argument, in the order of their names.
 *
 * A folder stands for its files with a name of text, pages, feeds, mail, tables, documents, crawls and archives (.txt, .md, .jsonl, .html, .xml, .eml, .csv, .pdf, .docx and the like: the list is
 * in walk.c), and for its folders likewise. Names that begin with a dot and
 * links to folders are left out, so that no walk goes round in a circle. */
#ifndef INTAKE_WALK_H
#define INTAKE_WALK_H

#include "base/arena.h"

enum { WALK_MAX_DEPTH = 32 };

struct walk_entry {
    struct walk_entry *next;
    const char *path;
    uint32_t depth; /* folders between it and the argument */
};

struct walk {
    struct arena names;
    struct walk_entry *waiting; /* first to be taken first */
};

enum walk_got {
    WALK_FILE,      /* `path` is to be read */
    WALK_REFUSED,   /* `path` is a folder that cannot be opened (errno) or lies too deep (errno 0) */
    WALK_END,
    WALK_NO_MEMORY,
};

void walk_init(struct walk *walk);
void walk_release(struct walk *walk);

/* Begins again at one argument. False when memory gave out. */
bool walk_begin(struct walk *walk, const char *path);

/* The next file. `path` lives until walk_begin. */
enum walk_got walk_next(struct walk *walk, const char **path);

/* Whether a path ends in `ending` (lower-case ASCII, such as ".txt"), in small letters or capitals. */
bool walk_has_ending(const char *path, const char *ending);

/* Whether a name is one that a folder is read for; in an archive too. */
bool walk_is_wanted(const char *path);

#endif
