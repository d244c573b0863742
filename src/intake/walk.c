/* SPDX-License-Identifier: Apache-2.0 */
/* A chain of entries stands for what is yet to be taken; a folder that is taken is replaced by its sorted entries. */
#include "intake/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void walk_init(struct walk *walk)
{
    *walk = (struct walk){0};
    arena_init(&walk->names, 0);
}

void walk_release(struct walk *walk)
{
    arena_release(&walk->names);
    walk->waiting = NULL;
}

bool walk_begin(struct walk *walk, const char *path)
{
    walk_release(walk);
    struct walk_entry *entry = arena_alloc(&walk->names, sizeof *entry);
    if (entry == NULL)
        return false;
    entry->path = path;
    walk->waiting = entry;
    return true;
}

bool walk_has_ending(const char *path, const char *ending)
{
    size_t length = strlen(path), wanted = strlen(ending);
    for (size_t i = 0; length >= wanted && i < wanted; i++) {
        char c = path[length - wanted + i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != ending[i])
            return false;
    }
    return length >= wanted;
}

bool walk_is_wanted(const char *path)
{
    static const char *const endings[] = {".txt", ".md", ".jsonl", ".html", ".htm", ".xhtml",
                                          ".markdown", ".rss", ".atom", ".xml", ".eml", ".mbox", ".csv", ".tsv", ".pdf", ".docx", ".odt", ".hocr",
                                          ".warc", ".wacz", ".zip", ".tar", ".tgz", ".gz", ".xz", ".zst"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (walk_has_ending(path, endings[i]))
            return true;
    return false;
}

/* Whether an entry of a folder is to be taken: a folder (not a link to one) or a file with a name of text. */
static bool is_wanted(const char *path)
{
    struct stat facts;
    if (lstat(path, &facts) != 0)
        return walk_is_wanted(path); /* let its opening say why not */
    if (S_ISDIR(facts.st_mode))
        return true;
    if (!walk_is_wanted(path))
        return false;
    if (S_ISLNK(facts.st_mode) && stat(path, &facts) == 0)
        return S_ISREG(facts.st_mode);
    return S_ISREG(facts.st_mode) || S_ISLNK(facts.st_mode);
}

static int by_path(const void *a, const void *b)
{
    const struct walk_entry *const *left = a, *const *right = b;
    return strcmp((*left)->path, (*right)->path);
}

static struct walk_entry *entry_new(struct walk *walk, const struct walk_entry *folder, const char *name)
{
    size_t before = strlen(folder->path), after = strlen(name);
    while (before > 1 && folder->path[before - 1] == '/')
        before--;
    struct walk_entry *entry = arena_alloc(&walk->names, sizeof *entry);
    char *path = arena_alloc(&walk->names, before + after + 2);
    if (entry == NULL || path == NULL)
        return NULL;
    memcpy(path, folder->path, before);
    path[before] = '/';
    memcpy(path + before + 1, name, after + 1);
    entry->path = path;
    entry->depth = folder->depth + 1;
    return entry;
}

/* Puts the entries of an open folder, sorted, before what waits. */
static bool spread(struct walk *walk, const struct walk_entry *folder, DIR *open)
{
    LIST(struct walk_entry *) found = {0};
    for (const struct dirent *name; (name = readdir(open)) != NULL;) {
        if (name->d_name[0] == '.')
            continue;
        struct walk_entry *entry = entry_new(walk, folder, name->d_name);
        if (entry == NULL)
            return false;
        if (is_wanted(entry->path) && !list_push(&walk->names, &found, entry))
            return false;
    }
    if (found.count > 0)
        qsort(found.at, found.count, sizeof *found.at, by_path);
    for (uint32_t i = found.count; i > 0; i--) {
        found.at[i - 1]->next = walk->waiting;
        walk->waiting = found.at[i - 1];
    }
    return true;
}

enum walk_got walk_next(struct walk *walk, const char **path)
{
    while (walk->waiting != NULL) {
        struct walk_entry *entry = walk->waiting;
        walk->waiting = entry->next;
        *path = entry->path;
        struct stat facts;
        if (strcmp(entry->path, "-") == 0 || stat(entry->path, &facts) != 0 || !S_ISDIR(facts.st_mode))
            return WALK_FILE;
        errno = 0;
        if (entry->depth >= WALK_MAX_DEPTH)
            return WALK_REFUSED;
        DIR *open = opendir(entry->path);
        if (open == NULL)
            return WALK_REFUSED;
        bool good = spread(walk, entry, open);
        closedir(open);
        if (!good)
            return WALK_NO_MEMORY;
    }
    return WALK_END;
}
