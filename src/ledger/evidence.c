/* SPDX-License-Identifier: Apache-2.0 */
/* A file becomes evidence in steps of which each leaves nothing half done: copied under a name of its own and synced, renamed to its hash, the folder synced,
 * then noted in the ledger. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "ledger/change.h"
#include "ledger/judge.h"

enum { PIECE = 1 << 16 };

void evidence_path(const struct ledger *ledger, const char *hex, struct buf *out)
{
    buf_reset(out);
    buf_add_format(out, "%s-evidence%s%s", ledger_path(ledger), *hex != '\0' ? "/" : "", hex);
    (void)buf_terminate(out);
}

static bool refuse(struct ledger *ledger, const char *path)
{
    return ledger_refuse(ledger, DIXIT_SYSTEM, "%.160s: %s", path, strerror(errno));
}

/* Copies and hashes; −1 when it failed. */
static int64_t copy_hashed(struct ledger *ledger, int from, int to, const char *path, char hex[65])
{
    struct sha256 hash;
    struct buf piece;
    int64_t size = 0;
    ptrdiff_t got;
    uint8_t digest[32];
    sha256_init(&hash);
    buf_init(&piece, 0);
    while ((got = buf_read_some(&piece, from, PIECE)) > 0 && !piece.failed) {
        sha256_add(&hash, piece.at, piece.length);
        if (!buf_write_all(to, piece.at, piece.length)) {
            got = -1;
            break;
        }
        size += got;
        buf_reset(&piece);
    }
    if (got < 0 || piece.failed || fsync(to) != 0) {
        refuse(ledger, path);
        size = -1;
    }
    buf_release(&piece);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
    return size;
}

static bool sync_folder(struct ledger *ledger, const char *folder)
{
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = descriptor >= 0 && fsync(descriptor) == 0;
    if (!good)
        refuse(ledger, folder);
    if (descriptor >= 0)
        close(descriptor);
    return good;
}

/* Writes and hashes what is in memory; −1 when it failed. */
static int64_t write_hashed(struct ledger *ledger, struct str bytes, int to, const char *path, char hex[65])
{
    sha256_hex_of(bytes.at, bytes.length, hex);
    if (buf_write_all(to, bytes.at, bytes.length) && fsync(to) == 0)
        return (int64_t)bytes.length;
    refuse(ledger, path);
    return -1;
}

/* Opens what is to be kept; −1 for bytes in memory, and when it failed. */
static int open_kept(struct ledger *ledger, const struct evidence *evidence)
{
    struct stat facts;
    if (evidence->bytes.at != NULL)
        return -1;
    int from = open(evidence->path, O_RDONLY | O_CLOEXEC);
    if (from < 0 || fstat(from, &facts) != 0)
        refuse(ledger, evidence->path);
    else if (!S_ISREG(facts.st_mode))
        ledger_refuse(ledger, DIXIT_BAD_INPUT, "%.160s: this is no ordinary file.", evidence->path);
    return from;
}

int64_t ledger_keep_bytes(struct ledger *ledger, const struct evidence *evidence, char hex[65])
{
    struct buf folder, made, final;
    uint64_t name = 0;
    int64_t size = -1;
    buf_init(&folder, 0);
    buf_init(&made, 0);
    buf_init(&final, 0);
    evidence_path(ledger, "", &folder);
    bool named = ledger_random(ledger, &name, sizeof name); /* writers have files of their own */
    buf_add_format(&made, "%s/.new-%016" PRIx64, folder.at, name);
    (void)buf_terminate(&made);
    int from = open_kept(ledger, evidence), to = -1;
    if (!named || ledger_failed(ledger))
        size = -1;
    else if ((mkdir(folder.at, 0777) != 0 && errno != EEXIST) || (to = open(made.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)) < 0)
        refuse(ledger, folder.at);
    else if ((size = from < 0 ? write_hashed(ledger, evidence->bytes, to, made.at, hex) : copy_hashed(ledger, from, to, evidence->path, hex)) >= 0) {
        evidence_path(ledger, hex, &final);
        if (rename(made.at, final.at) != 0) {
            refuse(ledger, final.at);
            size = -1;
        } else if (!sync_folder(ledger, folder.at)) {
            size = -1;
        }
    }
    if (to >= 0) {
        close(to);
        if (size < 0)
            unlink(made.at);
    }
    if (from >= 0)
        close(from);
    buf_release(&folder);
    buf_release(&made);
    buf_release(&final);
    return size;
}

static int64_t find_noted(struct ledger *ledger, const struct evidence *evidence, const char *hex)
{
    const char *origin = evidence->origin != NULL ? evidence->origin : evidence->path;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT id FROM evidence WHERE sha256 = ?1 AND origin = ?2 AND coalesce(document, 0) = ?3 AND coalesce(claim, 0) = ?4");
    ledger_bind_text(ledger, row, 1, (struct str){hex, 64});
    ledger_bind_text(ledger, row, 2, (struct str){origin, strlen(origin)});
    ledger_bind_int(ledger, row, 3, evidence->document);
    ledger_bind_int(ledger, row, 4, evidence->claim);
    return ledger_step(ledger, row) ? sqlite3_column_int64(row, 0) : 0;
}

int64_t ledger_attach(struct ledger *ledger, const struct evidence *evidence, char hex[65])
{
    uint8_t uid[LEDGER_UID];
    int64_t size = ledger_keep_bytes(ledger, evidence, hex);
    if (size < 0 || !ledger_begin(ledger))
        return 0;
    int64_t id = find_noted(ledger, evidence, hex);
    if (id == 0 && ledger_random(ledger, uid, sizeof uid) && ledger_change_begin(ledger, "evidence.add")) {
        struct cell cells[] = {CELL_BLOB(uid, sizeof uid), CELL_INT(size), CELL_INT(ledger_change_time(ledger)), cell_id(evidence->document), cell_id(evidence->claim), cell_cstr(hex),
                               cell_cstr(evidence->origin != NULL ? evidence->origin : evidence->path), cell_cstr(evidence->how != NULL ? evidence->how : "a file"),
                               cell_cstr(evidence->media_type), cell_cstr(evidence->person)};
        id = ledger_add_row(ledger, TABLE_EVIDENCE, cells, sizeof cells / sizeof *cells);
        ledger_change_end(ledger);
    }
    return ledger_commit(ledger) ? id : 0;
}
