/* SPDX-License-Identifier: Apache-2.0 */
/* commands.h: the subcommands of the program. Each has a file of its own, command_NAME.c. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What the program ends with. */
enum exit_status {
    EXIT_DONE = 0,   /* all was done */
    EXIT_PARTLY = 1, /* something could not be read or written; the rest was done */
    EXIT_USAGE = 2,  /* the command line makes no sense */
    EXIT_ALTERED = 3, /* the ledger was found altered */
    EXIT_TAMPERED = 3, /* the ledger was found altered */
};

struct command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the name; gives an exit status */
    const char *summary;               /* one line, for the list */
    const char *const *help;           /* lines, up to a NULL */
};

extern const struct command command_read, command_compare, command_stages, command_help;
extern const struct command command_trace, command_group, command_brief;
extern const struct command command_add, command_find, command_show, command_diff;
extern const struct command command_log;
extern const struct command command_correct, command_judge, command_attach, command_delete, command_backup, command_restore;
extern const struct command command_export, command_import;
extern const struct command command_serve;

/* All of them, up to a NULL. */
extern const struct command *const commands[];

/* NULL when there is none of that name. */
const struct command *command_named(const char *name);

/* The number of a claim such as C17; false when it is none. */
bool command_read_claim(const char *text, int64_t *claim);

/* How the program is used, and its commands. */
void command_print_overview(FILE *to);

/* "dixit: …" on standard error, and EXIT_USAGE. */
int command_misused(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends standard output: EXIT_PARTLY with a message when something printed to it was lost, else `status`. */
int command_finish_output(int status);

#endif
