/* SPDX-License-Identifier: Apache-2.0 */
/* Nothing is lost: a writer is killed at random moments, the disk refuses at each write and sync in turn, it is full, the file may not be written, a page is damaged.
 * What was acknowledged must be there, the ledger must be what its log says, and what went wrong must be told.
 *
 * DIXIT_KILLS=N: N kills instead of 40, and a failure at each write and sync instead of some (tools/long kills: 1,000). DIXIT_SEED repeats a run. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "failing_disk.h"
#include "ledger/verify.h"
#include "made_ledger.h"
#include "made_news.h"

enum { CLAIMS = 4, BATCH = 3 };

static char folder[64], path[96];
static uint64_t state;

static uint64_t draw(uint64_t n)
{
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (state >> 33) % n;
}

static void found(void *context, int64_t entry, const char *sentence)
{
    (void)context;
    print_message("entry %lld: %s\n", (long long)entry, sentence);
}

static void quiet(void *context, int64_t entry, const char *sentence)
{
    (void)context;
    (void)entry;
    (void)sentence;
}

/* Stories first … first + BATCH − 1 in one transaction, in new versions where they are there. */
static bool add_batch(struct ledger *ledger, uint64_t first, uint32_t version, struct buf *json)
{
    bool good = ledger_begin(ledger);
    for (uint64_t i = 0; good && i < BATCH; i++)
        good = made_story_add(ledger, first + i, version, CLAIMS, json) != LEDGER_ADDED_NOT;
    good = good && ledger_commit(ledger);
    if (!good)
        ledger_rollback(ledger);
    return good;
}

/* How many documents a ledger has that is what its log says and whose index agrees. */
static uint64_t documents_of_whole(void)
{
    struct dixit_error error = {0};
    struct ledger_verified result = {0};
    struct ledger *ledger = ledger_open(path, LEDGER_READ, &error);
    if (ledger == NULL)
        print_message("%s\n", error.text);
    assert_non_null(ledger);
    bool good = ledger_verify(ledger, &(struct ledger_verify){.found = found}, &result);
    if (!good)
        print_message("%s\n", error.text);
    assert_true(good);
    assert_int_equal(result.findings, 0);
    uint64_t documents = (uint64_t)ledger_number(ledger, "SELECT count(*) FROM documents", 0);
    ledger_close(ledger);
    return documents;
}

/* The child: adds batches and acknowledges each by a byte, until it is killed. */
static void write_for_ever(uint64_t first, int acknowledge)
{
    struct dixit_error error = {0};
    struct buf json;
    buf_init(&json, 0);
    struct ledger *ledger = ledger_open(path, LEDGER_CREATE, &error);
    for (; ledger != NULL; first += BATCH)
        if (!add_batch(ledger, first, 1, &json) || !buf_write_all(acknowledge, "+", 1))
            break;
    _exit(1);
}

/* One life of a writer: what it acknowledged. */
static uint64_t live_and_die(uint64_t first)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        write_for_ever(first, ends[1]);
    }
    close(ends[1]);
    struct timespec wait = {0, (long)draw(60000000)};
    nanosleep(&wait, NULL);
    kill(child, SIGKILL);
    int how;
    waitpid(child, &how, 0);
    assert_true(WIFSIGNALED(how));
    struct buf acknowledged;
    buf_init(&acknowledged, 0);
    assert_int_equal(buf_read_all(&acknowledged, ends[0], 1 << 20), 1);
    uint64_t batches = acknowledged.length;
    close(ends[0]);
    buf_release(&acknowledged);
    return batches * BATCH;
}

static void what_was_acknowledged_survives_a_kill_at_any_moment(void **context)
{
    (void)context;
    uint64_t kills = getenv("DIXIT_KILLS") != NULL ? strtoull(getenv("DIXIT_KILLS"), NULL, 10) : 40, documents = 0, with_work = 0;
    made_ledger_remove(path);
    for (uint64_t i = 0; i < kills; i++) {
        uint64_t acknowledged = live_and_die(documents);
        if (access(path, F_OK) != 0) /* killed before it made the file */
            continue;
        struct dixit_error error = {0};
        struct ledger *ledger = ledger_open(path, LEDGER_CREATE, &error); /* half-made tables are made whole */
        assert_non_null(ledger);
        ledger_close(ledger);
        uint64_t now = documents_of_whole();
        assert_true(now >= documents + acknowledged);
        assert_true(now <= documents + acknowledged + BATCH);
        assert_int_equal(now % BATCH, 0);
        with_work += now > documents;
        documents = now;
        if (documents > 600) { /* so that verifying it stays quick */
            made_ledger_remove(path);
            documents = 0;
        }
    }
    print_message("%llu kills, %llu of them after some work\n", (unsigned long long)kills, (unsigned long long)with_work);
    assert_true(with_work > 0);
}

/* A ledger of six stories, then three more and new versions of the first three, while the disk refuses. */
static void write_with_failure(uint64_t nth, int code, int for_good, bool *failed)
{
    struct dixit_error error = {0};
    struct buf json;
    buf_init(&json, 0);
    made_ledger_remove(path);
    failing_disk_set(0, 0, 0);
    struct ledger *ledger = ledger_open(path, LEDGER_CREATE, &error);
    assert_non_null(ledger);
    assert_true(add_batch(ledger, 0, 1, &json) && add_batch(ledger, BATCH, 1, &json));
    failing_disk_set(nth, code, for_good);
    uint64_t acknowledged = 2 * BATCH;
    bool third = add_batch(ledger, 2 * BATCH, 1, &json);
    acknowledged += third ? BATCH : 0;
    bool versions = third && add_batch(ledger, 0, 2, &json);
    sqlite3_wal_checkpoint_v2(ledger_connection(ledger), NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    ledger_close(ledger);
    *failed = failing_disk_count() >= nth;
    failing_disk_set(0, 0, 0);
    if (!versions)
        assert_true(error.status != DIXIT_OK && error.text[0] != '\0');
    uint64_t documents = documents_of_whole();
    assert_true(documents == acknowledged || (!third && documents == acknowledged + BATCH)); /* a commit that failed to sync may be there all the same */
    ledger = ledger_open(path, LEDGER_WRITE, &error);
    assert_non_null(ledger);
    if (versions)
        assert_int_equal(ledger_number(ledger, "SELECT count(*) FROM versions", 0), acknowledged + BATCH);
    assert_true(add_batch(ledger, 100, 1, &json)); /* it goes on afterwards */
    ledger_close(ledger);
    assert_int_equal(documents_of_whole(), documents + BATCH);
    buf_release(&json);
}

static void each_write_and_sync_may_fail(void **context)
{
    (void)context;
    uint64_t nth = 1, failures = 0;
    for (bool failed = true; failed; nth += getenv("DIXIT_KILLS") != NULL ? 1 : 1 + draw(6)) {
        failures++;
        write_with_failure(nth, SQLITE_IOERR_WRITE, (int)(nth % 2), &failed);
    }
    print_message("%llu failures\n", (unsigned long long)failures);
    assert_true(nth > 20);
}

static void a_disk_that_is_full_is_told_and_loses_nothing(void **context)
{
    (void)context;
    bool failed = true;
    for (uint64_t nth = 1; failed; nth += 1 + draw(30))
        write_with_failure(nth, SQLITE_FULL, 1, &failed);
}

/* A real limit on the size of files, in a child. */
static void a_limit_on_the_size_of_files_is_told(void **context)
{
    (void)context;
    made_ledger_remove(path);
    fflush(stdout); /* or the child would print it again */
    pid_t child = fork();
    if (child == 0) {
        struct dixit_error error = {0};
        struct buf json;
        buf_init(&json, 0);
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){1 << 20, 1 << 20});
        struct ledger *ledger = ledger_open(path, LEDGER_CREATE, &error);
        uint64_t first = 0;
        while (ledger != NULL && first < 3000 && add_batch(ledger, first, 1, &json))
            first += BATCH;
        ledger_close(ledger);
        bool told = error.status == DIXIT_SYSTEM && (strstr(error.text, "disk") != NULL);
        _exit(told && first > 0 && first < 3000 ? (int)(first / BATCH) % 200 : 255);
    }
    int how;
    waitpid(child, &how, 0);
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) != 255);
    assert_int_equal(documents_of_whole() / BATCH % 200, WEXITSTATUS(how));
}

static void a_file_that_may_not_be_written_is_told(void **context)
{
    (void)context;
    struct dixit_error error = {0};
    made_ledger_remove(path);
    assert_true(made_ledger(path, 3, 3, 3, false, &error));
    if (geteuid() == 0) { /* root may write everything: as somebody else then */
        pid_t child = fork();
        if (child == 0) {
            chmod(path, 0444);
            chmod(folder, 0555);
            if (setuid(65534) != 0)
                _exit(0);
            struct ledger *ledger = ledger_open(path, LEDGER_WRITE, &error);
            _exit(ledger == NULL && error.status == DIXIT_SYSTEM && strstr(error.text, "cannot be written") != NULL ? 0 : 1);
        }
        int how;
        waitpid(child, &how, 0);
        assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    } else {
        chmod(path, 0444);
        chmod(folder, 0555);
        struct ledger *ledger = ledger_open(path, LEDGER_WRITE, &error);
        assert_null(ledger);
        assert_int_equal(error.status, DIXIT_SYSTEM);
    }
    chmod(folder, 0755);
    chmod(path, 0644);
    made_ledger_remove(path);
}

/* Each page in turn overwritten with nonsense: adding and verifying end with an error or a finding, never with a crash or silence. */
static void a_damaged_page_is_told(void **context)
{
    (void)context;
    struct dixit_error error = {0};
    struct buf json;
    buf_init(&json, 0);
    made_ledger_remove(path);
    assert_true(made_ledger(path, 8, 6, 8, false, &error));
    struct ledger *ledger = ledger_open(path, LEDGER_WRITE, &error);
    sqlite3_wal_checkpoint_v2(ledger_connection(ledger), NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    int64_t pages = ledger_number(ledger, "PRAGMA page_count", 0), size = ledger_number(ledger, "PRAGMA page_size", 0);
    ledger_close(ledger);
    struct buf whole;
    buf_init(&whole, 0);
    int file = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(buf_read_all(&whole, file, SIZE_MAX), 1);
    for (int64_t page = 0; page < pages; page += 1 + (int64_t)draw(3)) {
        for (int64_t i = 0; i < size; i++)
            assert_int_equal(pwrite(file, &(char){(char)draw(256)}, 1, page * size + i), 1);
        error = (struct dixit_error){0};
        struct ledger_verified result = {0};
        ledger = ledger_open(path, LEDGER_READ, &error);
        bool good = ledger != NULL && ledger_verify(ledger, &(struct ledger_verify){.found = quiet}, &result);
        ledger_close(ledger);
        if (!good)
            assert_true(error.status != DIXIT_OK && error.text[0] != '\0');
        error = (struct dixit_error){0};
        ledger = ledger_open(path, LEDGER_WRITE, &error);
        if (ledger != NULL && !add_batch(ledger, 500, 1, &json))
            assert_true(error.status != DIXIT_OK && error.text[0] != '\0');
        ledger_close(ledger);
        char wal[128];
        snprintf(wal, sizeof wal, "%s-wal", path);
        unlink(wal);
        assert_int_equal(ftruncate(file, 0), 0);
        assert_int_equal(pwrite(file, whole.at, whole.length, 0), (ssize_t)whole.length);
    }
    close(file);
    buf_release(&whole);
    buf_release(&json);
}

static int set_up(void **context)
{
    (void)context;
    const char *seed = getenv("DIXIT_SEED");
    state = seed != NULL ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL);
    print_message("DIXIT_SEED=%llu\n", (unsigned long long)state);
    memcpy(folder, "/tmp/dixit_lost_XXXXXX", sizeof "/tmp/dixit_lost_XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/l.ledger", folder);
    failing_disk_install();
    return 0;
}

static int tear_down(void **context)
{
    (void)context;
    made_ledger_remove(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_acknowledged_survives_a_kill_at_any_moment), cmocka_unit_test(each_write_and_sync_may_fail),
        cmocka_unit_test(a_disk_that_is_full_is_told_and_loses_nothing),       cmocka_unit_test(a_limit_on_the_size_of_files_is_told),
        cmocka_unit_test(a_file_that_may_not_be_written_is_told),              cmocka_unit_test(a_damaged_page_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
