/* SPDX-License-Identifier: Apache-2.0 */
/* A file of ours begins with SQLite's own head, whose methods are ours, and is followed by the file of the usual system. What has no part in writing is passed on;
 * shared memory too, since it is not the disk. */
#include "failing_disk.h"

#include <sqlite3.h>
#include <string.h>

struct failing_file {
    sqlite3_file base;
    sqlite3_file *real; /* right after this */
};

static sqlite3_vfs disk, *usual;
static sqlite3_io_methods methods;
static uint64_t fail_at, done;
static int fail_code, fail_for_good;

void failing_disk_set(uint64_t nth, int code, int for_good)
{
    fail_at = nth;
    fail_code = code;
    fail_for_good = for_good;
    done = 0;
}

uint64_t failing_disk_count(void)
{
    return done;
}

static int may_fail(void)
{
    done++;
    return fail_at != 0 && (done == fail_at || (fail_for_good && done > fail_at)) ? fail_code : SQLITE_OK;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct failing_file *)(void *)file)->real;
}

static int do_close(sqlite3_file *f) { return real_of(f)->pMethods->xClose(real_of(f)); }
static int do_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at) { return real_of(f)->pMethods->xRead(real_of(f), to, n, at); }

/* A write that fails leaves half of its bytes, as a torn page. */
static int do_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    int code = may_fail();
    if (code == SQLITE_OK)
        return real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
    if (n > 1)
        real_of(f)->pMethods->xWrite(real_of(f), from, n / 2, at);
    return code;
}

static int do_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int code = may_fail();
    return code != SQLITE_OK ? code : real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int do_sync(sqlite3_file *f, int flags)
{
    int code = may_fail();
    return code != SQLITE_OK ? SQLITE_IOERR_FSYNC : real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int do_size(sqlite3_file *f, sqlite3_int64 *size) { return real_of(f)->pMethods->xFileSize(real_of(f), size); }
static int do_lock(sqlite3_file *f, int level) { return real_of(f)->pMethods->xLock(real_of(f), level); }
static int do_unlock(sqlite3_file *f, int level) { return real_of(f)->pMethods->xUnlock(real_of(f), level); }
static int do_check(sqlite3_file *f, int *out) { return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out); }
static int do_control(sqlite3_file *f, int what, void *argument) { return real_of(f)->pMethods->xFileControl(real_of(f), what, argument); }
static int do_sector(sqlite3_file *f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); }
static int do_traits(sqlite3_file *f) { return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f)); }
static int do_map(sqlite3_file *f, int page, int size, int extend, void volatile **to) { return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, to); }
static int do_shm_lock(sqlite3_file *f, int at, int n, int flags) { return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags); }
static void do_barrier(sqlite3_file *f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); }
static int do_unmap(sqlite3_file *f, int delete) { return real_of(f)->pMethods->xShmUnmap(real_of(f), delete); }

static int do_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
    struct failing_file *ours = (struct failing_file *)(void *)file;
    (void)vfs;
    memset(file, 0, (size_t)disk.szOsFile);
    ours->real = (sqlite3_file *)(void *)(ours + 1);
    int code = usual->xOpen(usual, name, ours->real, flags, out);
    if (code == SQLITE_OK)
        ours->base.pMethods = &methods;
    return code;
}

void failing_disk_install(void)
{
    usual = sqlite3_vfs_find(NULL);
    disk = *usual;
    disk.zName = "failing";
    disk.szOsFile = (int)sizeof(struct failing_file) + usual->szOsFile;
    disk.xOpen = do_open;
    methods = (sqlite3_io_methods){2, do_close, do_read, do_write, do_truncate, do_sync, do_size, do_lock, do_unlock, do_check, do_control, do_sector, do_traits,
                                   do_map, do_shm_lock, do_barrier, do_unmap, NULL, NULL};
    sqlite3_vfs_register(&disk, 1);
}
