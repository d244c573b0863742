/* SPDX-License-Identifier: Apache-2.0 */
/* error.h: what went wrong, written once by who notices and passed up untouched.
 *
 * Input is never an error: broken text gives a result and a note. These are for what stops the work. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "dixit.h" /* enum dixit_status, struct dixit_error: {status, position, text[256]} */

/* Fills the error unless it holds one already (the first one stands); returns false, so that a caller can
 * `return error_set(…)`. `position` is the byte or line where it was noticed, 0 when that means nothing. */
bool error_set(struct dixit_error *error, enum dixit_status status, uint64_t position, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
