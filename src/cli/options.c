/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

enum { HELP = 256, FIRST };

static bool take(const struct command *command, const struct choice *choice, const char *value, int *status)
{
    char *end;
    switch (choice->kind) {
    case CHOICE_FLAG: *(bool *)choice->to = true; return true;
    case CHOICE_TEXT: *(const char **)choice->to = value; return true;
    case CHOICE_NUMBER: break;
    }
    errno = 0;
    unsigned long long number = *value >= '0' && *value <= '9' ? strtoull(value, &end, 10) : 0;
    if (number == 0 || errno != 0 || *end != '\0') {
        *status = command_misused(command->name, "--%s takes a number from 1 on.", choice->name);
        return false;
    }
    *(uint64_t *)choice->to = number;
    return true;
}

int options_take(const struct command *command, int argc, char **argv, const struct choice *choices, int *first)
{
    struct option longs[OPTIONS_MOST + 2] = {{"help", no_argument, NULL, HELP}};
    char shorts[2 * OPTIONS_MOST + 4] = ":h";
    size_t letters = 2;
    for (int i = 0; i < OPTIONS_MOST && choices[i].name != NULL; i++) {
        int argument = choices[i].kind == CHOICE_FLAG ? no_argument : required_argument;
        longs[i + 1] = (struct option){choices[i].name, argument, NULL, FIRST + i};
        if (choices[i].letter != 0) {
            shorts[letters++] = choices[i].letter;
            if (argument == required_argument)
                shorts[letters++] = ':';
        }
    }
    int option, status = -1;
    opterr = 0; /* messages are ours */
    while ((option = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        if (option == HELP || option == 'h')
            return command_help.run(2, (char *[]){argv[0], argv[0]});
        if (option == ':')
            return command_misused(command->name, "%s needs a value.", argv[optind - 1]);
        if (option == '?' && optopt > 0 && optopt < HELP)
            return command_misused(command->name, "-%c is no option of it.", optopt);
        if (option == '?')
            return command_misused(command->name, "%s is no option of it%s.", argv[optind - 1], optopt > 0 ? " (it takes no value)" : "");
        int index = option - FIRST;
        for (int i = 0; option < HELP && choices[i].name != NULL; i++)
            if (choices[i].letter == option)
                index = i;
        if (!take(command, &choices[index], optarg, &status))
            return status;
    }
    *first = optind;
    return -1;
}

const char *options_ledger(const char *chosen)
{
    const char *named = getenv("DIXIT_LEDGER");
    return chosen != NULL ? chosen : named != NULL && *named != '\0' ? named : "dixit.ledger";
}
