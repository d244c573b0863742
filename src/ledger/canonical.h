/* SPDX-License-Identifier: Apache-2.0 */
/* canonical.h: JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) gives it, so that the same data has the same bytes
 * and the same hash wherever it is written.
 *
 *     {"b": 1.50, "a": "\u00e9"}   is written   {"a":"é","b":1.5}
 *
 * Keys in the order of their UTF-16 code units, no spaces, strings escaped as little as may be, numbers as ECMAScript prints them. What
 * I-JSON (RFC 7493) leaves open is refused: bytes that are not UTF-8, lone surrogates, a key twice in one object, whole numbers
 * beyond ±(2^53 − 1), numbers too large for a double, anything after the value. Not refused but not kept: the spelling of a number. */
#ifndef LEDGER_CANONICAL_H
#define LEDGER_CANONICAL_H

#include "base/buf.h"
#include "base/error.h"

struct json_t; /* jansson's json_t; its header and base/json.h have names in common */

/* The largest whole number that JSON carries everywhere: 2^53 − 1. */
#define CANONICAL_MOST INT64_C(9007199254740991)

/* Less than, equal to or greater than 0, as the first key comes before, is or comes after the second: by UTF-16 code units. Both are UTF-8. */
int canonical_compare_keys(const char *a, const char *b);

/* A double as ECMAScript's Number::toString gives it, with the fewest digits that read back as the same: "1e+21", "0.000001", "0" also for −0.
 * `number` must be finite. */
void canonical_add_number(struct buf *out, double number);

/* Appends the value. False, with `error` filled, when a number in it has no canonical form or there is no memory. */
bool canonical_write(const struct json_t *value, struct buf *out, struct dixit_error *error);

/* Parses JSON of any form; NULL with `error` filled when it is none or is not I-JSON. To be freed by json_decref. At most 2048 levels deep. */
struct json_t *canonical_parse(const char *bytes, size_t length, struct dixit_error *error);

/* Parses JSON that must be in canonical form already: NULL with `error` filled also when its bytes would be written otherwise. */
struct json_t *canonical_read(const char *bytes, size_t length, struct dixit_error *error);

#endif
