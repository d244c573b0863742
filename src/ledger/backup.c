/* SPDX-License-Identifier: Apache-2.0 */
/* The copy is made by SQLite's backup interface in one step, which sees one state of the ledger whoever writes meanwhile. The key goes with it, or the copy could be
 * read but not be added to. */
#include "ledger/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/stream.h"

static bool refuse(struct ledger *ledger, const char *path)
{
    return ledger_refuse(ledger, DIXIT_SYSTEM, "%.180s: %s", path, strerror(errno));
}

static bool copy_file(struct ledger *ledger, const char *from, const char *to, mode_t mode)
{
    int source = open(from, O_RDONLY | O_CLOEXEC), target = source >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode) : -1;
    bool good = target >= 0 && stream_copy(source, target) && fsync(target) == 0;
    if (!good)
        refuse(ledger, source < 0 ? from : to);
    if (target >= 0)
        close(target);
    if (source >= 0)
        close(source);
    return good;
}

static bool copy_database(struct ledger *ledger, const char *path)
{
    sqlite3 *copy = NULL;
    int code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (code == SQLITE_OK) {
        sqlite3_exec(copy, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
        sqlite3_backup *backup = sqlite3_backup_init(copy, "main", ledger_connection(ledger), "main");
        if (backup != NULL)
            sqlite3_backup_step(backup, -1);
        code = backup != NULL ? sqlite3_backup_finish(backup) : sqlite3_errcode(copy);
    }
    if (code != SQLITE_OK)
        ledger_refuse(ledger, (code & 0xff) == SQLITE_CORRUPT ? DIXIT_TAMPERED : DIXIT_SYSTEM, "%.120s could not be copied to %.80s: %s.", ledger_path(ledger), path, sqlite3_errstr(code));
    sqlite3_close_v2(copy);
    return code == SQLITE_OK;
}

static void put_path(struct buf *out, const char *base, const char *suffix, const char *name)
{
    buf_reset(out);
    buf_add_format(out, "%s%s%s%s", base, suffix, *name != '\0' ? "/" : "", name);
    (void)buf_terminate(out);
}

static bool copy_evidence(struct ledger *ledger, const char *path)
{
    struct buf from, to;
    buf_init(&from, 0);
    buf_init(&to, 0);
    put_path(&from, ledger_path(ledger), "-evidence", "");
    put_path(&to, path, "-evidence", "");
    DIR *folder = opendir(from.at);
    bool good = folder != NULL ? mkdir(to.at, 0777) == 0 || refuse(ledger, to.at) : errno == ENOENT || refuse(ledger, from.at);
    struct dirent *entry;
    while (good && folder != NULL && (entry = readdir(folder)) != NULL) {
        if (strlen(entry->d_name) != 64) /* not ours, or half made */
            continue;
        put_path(&from, ledger_path(ledger), "-evidence", entry->d_name);
        put_path(&to, path, "-evidence", entry->d_name);
        good = copy_file(ledger, from.at, to.at, 0666);
    }
    if (folder != NULL)
        closedir(folder);
    buf_release(&from);
    buf_release(&to);
    return good;
}

static bool copy_key(struct ledger *ledger, const char *path)
{
    struct buf from, to;
    buf_init(&from, 0);
    buf_init(&to, 0);
    put_path(&from, ledger_path(ledger), "-key", "");
    put_path(&to, path, "-key", "");
    bool good = access(from.at, F_OK) != 0 || copy_file(ledger, from.at, to.at, 0600);
    buf_release(&from);
    buf_release(&to);
    return good;
}

bool ledger_backup(struct ledger *ledger, const char *path)
{
    struct buf beside;
    buf_init(&beside, 0);
    static const char *const suffixes[] = {"", "-evidence", "-key", "-wal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes && !ledger_failed(ledger); i++) {
        put_path(&beside, path, suffixes[i], "");
        if (access(beside.at, F_OK) == 0)
            ledger_refuse(ledger, DIXIT_BAD_INPUT, "%.180s: something is there already.", beside.at);
    }
    buf_release(&beside);
    if (ledger_failed(ledger))
        return false;
    bool good = copy_database(ledger, path);
    if (!good)
        unlink(path);
    return good && copy_key(ledger, path) && copy_evidence(ledger, path);
}
