/* SPDX-License-Identifier: Apache-2.0 */
/* json.h: a streaming writer of JSON into a buf. Commas and nesting are its business; keys are written in the order
 * given. Parsing is jansson's (intake). Text must be valid UTF-8; it is escaped as RFC 8785 does: the short escapes for \b \t \n \f \r " \\,
 * \u00XX for other controls, everything else as it stands. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

struct json {
    struct buf *out;
    uint32_t depth;
    bool comma;     /* a value was written at this level */
    bool after_key; /* a key waits for its value */
};

void json_init(struct json *json, struct buf *out);
void json_open_object(struct json *json);
void json_close_object(struct json *json);
void json_open_array(struct json *json);
void json_close_array(struct json *json);
void json_key(struct json *json, const char *key); /* plain ASCII */
void json_text(struct json *json, const char *text, size_t length);
void json_cstr(struct json *json, const char *text); /* NULL writes null */
void json_int(struct json *json, int64_t value);
void json_hundredths(struct json *json, double value); /* two decimals, as in 0.93 */
void json_bool(struct json *json, bool value);
void json_none(struct json *json); /* null; json_null is jansson's */

#endif
