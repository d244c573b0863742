/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

uint32_t terminal_columns(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) != 1)
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col < 20 ? 20 : size.ws_col;
}

bool terminal_wants_colour(const char *choice)
{
    const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (choice != NULL && strcmp(choice, "auto") != 0)
        return strcmp(choice, "always") == 0;
    return (no == NULL || *no == '\0') && isatty(STDOUT_FILENO) == 1 && (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

bool terminal_knows_colour(const char *choice)
{
    return choice == NULL || strcmp(choice, "always") == 0 || strcmp(choice, "never") == 0 || strcmp(choice, "auto") == 0;
}
