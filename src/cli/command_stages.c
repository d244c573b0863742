/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"
#include "read.h"

#include <string.h>

static int widest(int width, const char *text)
{
    int length = (int)strlen(text);
    return length > width ? length : width;
}

static int run(int argc, char **argv)
{
    if (argc > 1)
        return command_misused(argv[0], "It takes no argument.");
    int names = 5, needs = 5; /* widths, of the headings at least */
    for (uint32_t i = 0; i < read_stage_count; i++) {
        names = widest(names, read_stages[i].name);
        needs = widest(needs, read_stages[i].needs);
    }
    printf("%-*s  %-*s  %s\n", names, "stage", needs, "needs", "gives");
    for (uint32_t i = 0; i < read_stage_count; i++)
        printf("%-*s  %-*s  %s\n", names, read_stages[i].name, needs, read_stages[i].needs, read_stages[i].gives);
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
