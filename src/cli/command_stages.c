/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "read.h"

static int run(int argc, char **argv)
{
    if (argc > 1)
        return command_misused(argv[0], "It takes no argument.");
    printf("%-10s  %-21s  %s\n", "stage", "needs", "gives");
    for (uint32_t i = 0; i < read_stage_count; i++)
        printf("%-10s  %-21s  %s\n", read_stages[i].name, read_stages[i].needs, read_stages[i].gives);
    return command_finish_output(EXIT_DONE);
}

static const char *const help[] = {
    "dixit stages",
    "",
    "The stages of a reading in the order in which they run, what each works on and what it gives.",
    "dixit read --after STAGE prints documents as they stand after one.",
    NULL,
};

const struct command command_stages = {"stages", run, "the stages of a reading, and what each needs", help};
