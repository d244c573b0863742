/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.h: what standard output is: how wide, and whether colour is wanted there. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

/* Columns of the terminal, at least 20; 0 when it is none: lines are not broken then. */
uint32_t terminal_columns(void);

/* `choice` is always, never, auto, or NULL for auto: on a terminal, unless NO_COLOR says no. */
bool terminal_wants_colour(const char *choice);
bool terminal_knows_colour(const char *choice);

#endif
