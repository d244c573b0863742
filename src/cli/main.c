/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: finds the command and runs it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/commands.h"
#include "dixit.h"
#include "intake/apart.h"

const struct command *const commands[] = {
    &command_read,
    &command_compare,
    &command_add,
    &command_find,
    &command_trace,
    &command_group,
    &command_brief,
    &command_show,
    &command_diff,
    &command_correct,
    &command_judge,
    &command_attach,
    &command_delete,
    &command_backup,
    &command_restore,
    &command_export,
    &command_import,
    &command_stages,
    &command_log,
    &command_serve,
    &command_help,
    NULL,
};

const struct command *command_named(const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

int command_misused(const char *command, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "dixit %s: ", command);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\nSee dixit help %s.\n", command);
    va_end(arguments);
    return EXIT_USAGE;
}

int command_finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "dixit: standard output: %s\n", strerror(errno));
    return EXIT_PARTLY;
}

/* A file opened later must not become standard output because that was closed. What is opened here instead refuses what
 * its number is for: 0 cannot be read, 1 and 2 cannot be written. */
static void fill_standard_descriptors(void)
{
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            (void)open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
}

/* The version, and what confines the reading of files on this machine. */
static void print_version(void)
{
    struct apart apart;
    struct confined confined;
    struct buf text;
    printf("dixit %s\n", dixit_version());
    buf_init(&text, 0);
    apart_init(&apart);
    if (apart_describe(&apart, &confined))
        confine_describe(&confined, &text);
    else
        buf_add_text(&text, "no child could be started: only plain text and JSON Lines can be read");
    apart_release(&apart);
    printf("files are taken apart %s\n", buf_terminate(&text));
    buf_release(&text);
}

int main(int argc, char **argv)
{
    fill_standard_descriptors();
    arena_return_large();
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error of writing, told like the others */
    if (argc < 2) {
        command_print_overview(stdout);
        return command_finish_output(EXIT_DONE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        print_version();
        return command_finish_output(EXIT_DONE);
    }
    const char *name = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ? "help" : argv[1];
    const struct command *command = command_named(name);
    if (command == NULL) {
        fprintf(stderr, "dixit: There is no command \"%s\". See dixit help.\n", name);
        return EXIT_USAGE;
    }
    return command->run(argc - 1, argv + 1);
}
