/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

bool error_set(struct dixit_error *error, enum dixit_status status, uint64_t position, const char *format, ...)
{
    if (error == NULL || error->status != DIXIT_OK)
        return false;
    error->status = status;
    error->position = position;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return false;
}
