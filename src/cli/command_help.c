/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "cli/commands.h"

void command_print_overview(FILE *to)
{
    fprintf(to, "Dixit reads news, letters and reports and shows who says what, and how they put it.\n"
                "\n"
                "  dixit COMMAND [OPTION…] [ARGUMENT…]\n"
                "\n");
    for (size_t i = 0; commands[i] != NULL; i++)
        fprintf(to, "  %-9s  %s\n", commands[i]->name, commands[i]->summary);
    fprintf(to, "  %-9s  %s\n"
                "\n"
                "Try: dixit read STORY.txt\n"
                "Exit status: 0 all was done; 1 something could not be read or written; 2 wrong usage;\n"
                "             3 the ledger was altered.\n",
            "--version", "the version");
}

static int run(int argc, char **argv)
{
    if (argc > 2)
        return command_misused("help", "It takes one command.");
    if (argc < 2) {
        command_print_overview(stdout);
        return command_finish_output(EXIT_DONE);
    }
    const struct command *command = command_named(argv[1]);
    if (command == NULL) {
        fprintf(stderr, "dixit help: There is no command \"%s\".\n", argv[1]);
        return EXIT_USAGE;
    }
    for (const char *const *line = command->help; *line != NULL; line++)
        puts(*line);
    return command_finish_output(EXIT_DONE);
}

static const char *const help[] = {
    "dixit help [COMMAND]",
    "",
    "The commands, or all about one of them.",
    NULL,
};

const struct command command_help = {"help", run, "the commands, or all about one of them", help};
