/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

void json_init(struct json *json, struct buf *out)
{
    *json = (struct json){.out = out};
}

/* What stands before a value or a key: a comma unless it is the first of its level or follows its key. */
static void begin_value(struct json *json)
{
    if (json->comma && !json->after_key)
        buf_add_char(json->out, ',');
    json->comma = true;
    json->after_key = false;
}

static void open_level(struct json *json, char bracket)
{
    begin_value(json);
    buf_add_char(json->out, bracket);
    json->depth++;
    json->comma = false;
}

static void close_level(struct json *json, char bracket)
{
    buf_add_char(json->out, bracket);
    json->depth--;
    json->comma = true;
    json->after_key = false;
}

void json_open_object(struct json *json)
{
    open_level(json, '{');
}

void json_close_object(struct json *json)
{
    close_level(json, '}');
}

void json_open_array(struct json *json)
{
    open_level(json, '[');
}

void json_close_array(struct json *json)
{
    close_level(json, ']');
}

void json_key(struct json *json, const char *key)
{
    json_cstr(json, key);
    buf_add_char(json->out, ':');
    json->after_key = true;
}

static void add_escaped(struct buf *out, unsigned char c)
{
    static const char from[] = "\b\t\n\f\r\"\\";
    static const char to[] = "btnfr\"\\";
    const char *found = c == '\0' ? NULL : strchr(from, c);
    if (found != NULL) {
        buf_add_char(out, '\\');
        buf_add_char(out, to[found - from]);
    } else {
        buf_add_format(out, "\\u%04x", (unsigned)c);
    }
}

void json_text(struct json *json, const char *text, size_t length)
{
    begin_value(json);
    buf_add_char(json->out, '"');
    size_t plain = 0; /* start of the run that needs no escape */
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(json->out, text + plain, i - plain);
        add_escaped(json->out, c);
        plain = i + 1;
    }
    if (plain < length)
        buf_add(json->out, text + plain, length - plain);
    buf_add_char(json->out, '"');
}

void json_cstr(struct json *json, const char *text)
{
    if (text == NULL)
        json_none(json);
    else
        json_text(json, text, strlen(text));
}

void json_int(struct json *json, int64_t value)
{
    begin_value(json);
    buf_add_format(json->out, "%" PRId64, value);
}

void json_hundredths(struct json *json, double value)
{
    if (!isfinite(value) || fabs(value) > 1e15) {
        json_none(json); /* JSON has no word for it */
        return;
    }
    begin_value(json);
    int64_t hundredths = (int64_t)(value < 0 ? value * 100 - 0.5 : value * 100 + 0.5);
    uint64_t size = (uint64_t)(hundredths < 0 ? -hundredths : hundredths);
    buf_add_format(json->out, "%s%" PRIu64 ".%02u", hundredths < 0 ? "-" : "", size / 100, (unsigned)(size % 100));
}

void json_bool(struct json *json, bool value)
{
    begin_value(json);
    buf_add_text(json->out, value ? "true" : "false");
}

void json_none(struct json *json)
{
    begin_value(json);
    buf_add_text(json->out, "null");
}
