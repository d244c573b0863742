/* SPDX-License-Identifier: Apache-2.0 */
/* options.h: the options of a command, as a table.
 *
 *     struct find_options o = {0};
 *     const struct choice choices[] = {{"json", 0, CHOICE_FLAG, &o.json}, {"ledger", 'l', CHOICE_TEXT, &o.ledger}, {0}};
 *     int first, status = options_take(&command_find, argc, argv, choices, &first);
 *     if (status >= 0)
 *         return status;
 *     …argv[first] … argv[argc - 1] are the arguments… */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/commands.h"

enum choice_kind {
    CHOICE_FLAG,   /* bool */
    CHOICE_TEXT,   /* const char * */
    CHOICE_NUMBER, /* uint64_t, from 1 on */
};

struct choice {
    const char *name; /* without its -- */
    char letter;      /* a short form; 0 for none */
    enum choice_kind kind;
    void *to;
};

enum { OPTIONS_MOST = 40 };

/* Takes all options, up to OPTIONS_MOST; `choices` end with one without a name. −1 when they were understood: `first` is the index of the first argument that
 * is no option (options may stand after arguments too). Else the exit status to end with: --help was asked for, or an error was told. */
int options_take(const struct command *command, int argc, char **argv, const struct choice *choices, int *first);

/* The ledger that -l, $DIXIT_LEDGER or nothing names. */
const char *options_ledger(const char *chosen);

#endif
