/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c: runs one fuzz target over its corpus with a plain compiler, so that every find stays found.
 *
 *     NAME_replay FOLDER|FILE…      prints TAP, one line a file; then each file once more cut at half its length.
 *
 * Each input is copied to a block of exactly its size, so that the sanitizers see a read past its end. A crash ends the run after
 * "# FILE" was printed, which names the culprit. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned done;

static bool run_bytes(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        return false;
    if (size)
        memcpy(copy, bytes, size);
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    return true;
}

static bool run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    size_t size = 0, room = 0;
    bool good = file != NULL;
    while (good) {
        if (size == room) {
            room = room ? 2 * room : 4096;
            uint8_t *more = realloc(bytes, room);
            if (!more) {
                good = false;
                break;
            }
            bytes = more;
        }
        size_t got = fread(bytes + size, 1, room - size, file);
        if (got == 0)
            break;
        size += got;
    }
    printf("# %s\n", path);
    fflush(stdout);
    if (good && !ferror(file))
        good = run_bytes(bytes, size) && run_bytes(bytes, size / 2);
    if (file)
        fclose(file);
    free(bytes);
    printf("%s %u - %s\n", good ? "ok" : "not ok", ++done, path);
    return good;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool run_folder(const char *path)
{
    DIR *folder = opendir(path);
    char **names = NULL;
    size_t count = 0;
    bool good = folder != NULL;
    for (struct dirent *entry; good && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        size_t length = strlen(path) + strlen(entry->d_name) + 2;
        char **more = realloc(names, (count + 1) * sizeof *names);
        if (more)
            names = more;
        char *name = more ? malloc(length) : NULL;
        if (!name) {
            good = false;
            break;
        }
        snprintf(name, length, "%s/%s", path, entry->d_name);
        names[count++] = name;
    }
    if (folder)
        closedir(folder);
    if (count)
        qsort(names, count, sizeof *names, by_name); /* the same order everywhere */
    for (size_t i = 0; i < count; i++) {
        good = run_file(names[i]) && good;
        free(names[i]);
    }
    free(names);
    return good;
}

int main(int argc, char **argv)
{
    bool good = true;
    for (int i = 1; i < argc; i++) {
        struct stat facts;
        if (stat(argv[i], &facts) == 0 && S_ISDIR(facts.st_mode))
            good = run_folder(argv[i]) && good;
        else
            good = run_file(argv[i]) && good;
    }
    if (done == 0) { /* an empty corpus: the target must at least take nothing and a byte */
        good = run_bytes((const uint8_t *)"", 0) && run_bytes((const uint8_t *)"\xff", 1);
        printf("%s 1 - nothing and one byte\n", good ? "ok" : "not ok");
        done = 1;
    }
    printf("1..%u\n", done);
    return good ? 0 : 1;
}
