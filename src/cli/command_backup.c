/* SPDX-License-Identifier: Apache-2.0 */
/* dixit backup and dixit restore: a ledger copied while in use, and a copy taken back once it has been verified. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "ledger/backup.h"
#include "ledger/verify.h"

static void found(void *context, int64_t entry, const char *sentence)
{
    (void)context;
    if (entry > 0)
        fprintf(stderr, "dixit: entry %lld: %s\n", (long long)entry, sentence);
    else
        fprintf(stderr, "dixit: %s\n", sentence);
}

/* Copies one to another, after verifying it when that is asked for. */
static int copy(const char *from, const char *to, bool verify)
{
    struct dixit_error error = {0};
    struct ledger_verified result = {0};
    struct ledger *ledger = ledger_open(from, verify ? LEDGER_READ : LEDGER_WRITE, &error);
    bool good = ledger != NULL;
    if (good && verify)
        good = ledger_verify(ledger, &(struct ledger_verify){.found = found}, &result);
    if (good && result.findings > 0)
        good = ledger_refuse(ledger, DIXIT_TAMPERED, "%.160s is not what its log says; it was not restored.", from);
    good = good && ledger_backup(ledger, to);
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    ledger_close(ledger);
    return good ? EXIT_DONE : error.status == DIXIT_TAMPERED ? EXIT_TAMPERED : EXIT_PARTLY;
}

static int take(const struct command *command, int argc, char **argv, const char **path, const char **other)
{
    const struct choice choices[] = {{"ledger", 'l', CHOICE_TEXT, path}, {0}};
    int first, status = options_take(command, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (argc - first != 1)
        return command_misused(command->name, "Name one file.");
    *other = argv[first];
    return -1;
}

static int run_backup(int argc, char **argv)
{
    const char *path = NULL, *other = NULL;
    int status = take(&command_backup, argc, argv, &path, &other);
    return status >= 0 ? status : copy(options_ledger(path), other, false);
}

static int run_restore(int argc, char **argv)
{
    const char *path = NULL, *other = NULL;
    int status = take(&command_restore, argc, argv, &path, &other);
    return status >= 0 ? status : copy(other, options_ledger(path), true);
}

static const char *const backup_help[] = {
    "dixit backup [-l LEDGER] FILE",
    "",
    "Copies the ledger as it stands, with its evidence and its key, to FILE, FILE-evidence and FILE-key, which must not be there yet. Others may go on",
    "reading and writing it meanwhile. The key is secret: keep the copy where only you can read it.",
    NULL,
};

static const char *const restore_help[] = {
    "dixit restore [-l LEDGER] FILE",
    "",
    "Verifies the ledger in FILE, made by dixit backup, and copies it with its evidence and key to LEDGER, which must not be there yet.",
    "Exit status: 0 it is restored; 1 it could not be; 2 wrong usage; 3 FILE is not what its log says.",
    NULL,
};

const struct command command_backup = {"backup", run_backup, "copy a ledger while it is in use", backup_help};
const struct command command_restore = {"restore", run_restore, "take a verified copy back", restore_help};
