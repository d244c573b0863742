/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/model_path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef DIXIT_DATADIR
#define DIXIT_DATADIR "/usr/local/share/dixit"
#endif

/* Whether there is a file of that name in a folder; then `path` is its path. */
static bool look_in(const char *folder, size_t length, const char *below, const char *name, struct buf *path)
{
    buf_reset(path);
    buf_add(path, folder, length);
    buf_add_format(path, "%s/%s.dixit", below, name);
    return access(buf_terminate(path), F_OK) == 0;
}

static bool look_beside_program(const char *name, struct buf *path)
{
    static const char *const folders[] = {"/models", "/../models", "/../../models", "/../share/dixit/models"};
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return false;
    program[length] = '\0';
    const char *slash = strrchr(program, '/');
    for (size_t i = 0; slash != NULL && i < sizeof folders / sizeof *folders; i++)
        if (look_in(program, (size_t)(slash - program), folders[i], name, path))
            return true;
    return false;
}

bool model_path_find(const char *name, struct buf *path, struct dixit_error *error)
{
    size_t length = strlen(name);
    if (strchr(name, '/') != NULL || (length > 6 && strcmp(name + length - 6, ".dixit") == 0)) {
        buf_reset(path);
        buf_add(path, name, length);
        (void)buf_terminate(path);
        return !path->failed || error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory.");
    }
    const char *folder = getenv("DIXIT_MODELS");
    if (folder != NULL && *folder != '\0' && look_in(folder, strlen(folder), "", name, path))
        return true;
    static const char installed[] = DIXIT_DATADIR;
    if (look_beside_program(name, path) || look_in(installed, sizeof installed - 1, "/models", name, path))
        return true;
    return error_set(error, DIXIT_BAD_MODEL, 0, "There is no model \"%.100s\" (looked for %.60s.dixit in models/ and $DIXIT_MODELS).", name,
                     name);
}
