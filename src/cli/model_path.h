/* SPDX-License-Identifier: Apache-2.0 */
/* model_path.h: where the model of a name lies.
 *
 * A name with a slash or ending in .dixit is a path. Any other NAME is NAME.dixit in, whichever has it first: the folder that
 * $DIXIT_MODELS names; models/ beside the program, or one or two folders above it (a build folder in the source tree);
 * share/dixit/models of where the program is installed. */
#ifndef CLI_MODEL_PATH_H
#define CLI_MODEL_PATH_H

#include "base/buf.h"
#include "base/error.h"

/* The path, NUL-terminated, in `path`; false with the error set when no file is there. */
bool model_path_find(const char *name, struct buf *path, struct dixit_error *error);

#endif
