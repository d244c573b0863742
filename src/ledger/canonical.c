/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/canonical.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* UTF-8 bytes sort as code points do. UTF-16 differs only in that the characters from U+10000 up (first byte F0 … F4), being surrogate pairs, come
 * before U+E000 … U+FFFF (first byte EE, EF). Where two strings first differ both bytes are first bytes, or neither is. */
int canonical_compare_keys(const char *a, const char *b)
{
    const unsigned char *x = (const unsigned char *)a, *y = (const unsigned char *)b;
    while (*x == *y && *x != 0) {
        x++;
        y++;
    }
    int left = *x, right = *y;
    if (left >= 0xee && right >= 0xee) {
        left = left >= 0xf0 ? left - 0x10 : left + 0x10;
        right = right >= 0xf0 ? right - 0x10 : right + 0x10;
    }
    return left - right;
}

/* The digits of a positive number without their point: as few as read back as the same double, and among those the nearest, which is what
 * rounding correctly to so many digits gives. `exponent` is that of the first digit. */
static int shortest_digits(double number, char digits[32], int *exponent)
{
    char text[48];
    for (int precision = 0; precision <= 16; precision++) {
        (void)snprintf(text, sizeof text, "%.*e", precision, number);
        if (strtod(text, NULL) == number)
            break;
    }
    int count = 0;
    const char *at = text;
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9')
            digits[count++] = *at;
    *exponent = (int)strtol(at + 1, NULL, 10);
    return count;
}

/* ECMA-262, Number::toString: k digits, and n such that the value is 0.digits × 10^n. */
void canonical_add_number(struct buf *out, double number)
{
    if (number == 0) {
        buf_add_char(out, '0');
        return;
    }
    if (number < 0) {
        buf_add_char(out, '-');
        number = -number;
    }
    char digits[32] = "";
    int exponent = 0;
    int k = shortest_digits(number, digits, &exponent);
    int n = exponent + 1;
    if (k <= n && n <= 21) { /* 1200 */
        buf_add(out, digits, (size_t)k);
        for (int i = k; i < n; i++)
            buf_add_char(out, '0');
    } else if (0 < n && n <= 21) { /* 12.34 */
        buf_add(out, digits, (size_t)n);
        buf_add_char(out, '.');
        buf_add(out, digits + n, (size_t)(k - n));
    } else if (-6 < n && n <= 0) { /* 0.0012 */
        buf_add_text(out, "0.");
        for (int i = n; i < 0; i++)
            buf_add_char(out, '0');
        buf_add(out, digits, (size_t)k);
    } else { /* 1.2e+30 */
        buf_add_char(out, digits[0]);
        if (k > 1) {
            buf_add_char(out, '.');
            buf_add(out, digits + 1, (size_t)(k - 1));
        }
        buf_add_format(out, "e%c%d", exponent < 0 ? '-' : '+', abs(exponent));
    }
}

struct writer {
    struct buf *out;
    struct arena memory; /* the sorted keys of the objects that are open */
    struct dixit_error *error;
};

struct member {
    const char *key;
    const json_t *value;
};

static int compare_members(const void *a, const void *b)
{
    return canonical_compare_keys(((const struct member *)a)->key, ((const struct member *)b)->key);
}

static void add_string(struct buf *out, const char *text, size_t length)
{
    static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";
    size_t plain = 0; /* start of the run that needs no escape */
    buf_add_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(out, text + plain, i - plain);
        const char *found = c == 0 ? NULL : strchr(from, c);
        if (found != NULL)
            buf_add(out, (char[]){'\\', to[found - from]}, 2);
        else
            buf_add_format(out, "\\u%04x", (unsigned)c);
        plain = i + 1;
    }
    buf_add(out, text + plain, length - plain);
    buf_add_char(out, '"');
}

static bool add_value(struct writer *writer, const json_t *value);

static bool add_object(struct writer *writer, const json_t *object)
{
    struct arena_mark mark = arena_mark(&writer->memory);
    size_t count = json_object_size(object), i = 0;
    struct member *members = arena_array(&writer->memory, count, sizeof *members);
    if (members == NULL)
        return error_set(writer->error, DIXIT_NO_MEMORY, 0, "There is not enough memory to write an object of %zu members.", count);
    /* jansson's iterator takes an object that it could change; it does not. */
    for (void *at = json_object_iter((json_t *)(uintptr_t)object); at != NULL; at = json_object_iter_next((json_t *)(uintptr_t)object, at))
        members[i++] = (struct member){json_object_iter_key(at), json_object_iter_value(at)};
    qsort(members, count, sizeof *members, compare_members);
    buf_add_char(writer->out, '{');
    bool good = true;
    for (i = 0; good && i < count; i++) {
        if (i > 0)
            buf_add_char(writer->out, ',');
        add_string(writer->out, members[i].key, strlen(members[i].key));
        buf_add_char(writer->out, ':');
        good = add_value(writer, members[i].value);
    }
    buf_add_char(writer->out, '}');
    arena_rewind(&writer->memory, mark);
    return good;
}

static bool add_array(struct writer *writer, const json_t *array)
{
    buf_add_char(writer->out, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0)
            buf_add_char(writer->out, ',');
        if (!add_value(writer, json_array_get(array, i)))
            return false;
    }
    buf_add_char(writer->out, ']');
    return true;
}

static bool add_value(struct writer *writer, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: return add_object(writer, value);
    case JSON_ARRAY: return add_array(writer, value);
    case JSON_STRING: add_string(writer->out, json_string_value(value), json_string_length(value)); return true;
    case JSON_INTEGER: {
        json_int_t number = json_integer_value(value);
        if (number < -CANONICAL_MOST || number > CANONICAL_MOST)
            return error_set(writer->error, DIXIT_BAD_INPUT, 0, "%" JSON_INTEGER_FORMAT " is beyond the whole numbers that JSON carries everywhere.",
                             number);
        buf_add_format(writer->out, "%" JSON_INTEGER_FORMAT, number);
        return true;
    }
    case JSON_REAL:
        if (!isfinite(json_real_value(value)))
            return error_set(writer->error, DIXIT_BAD_INPUT, 0, "JSON has no word for a number that is not finite.");
        if (fabs(json_real_value(value)) > (double)CANONICAL_MOST && fabs(json_real_value(value)) < 1e21) /* it would be written as a whole number */
            return error_set(writer->error, DIXIT_BAD_INPUT, 0, "%g is beyond the whole numbers that JSON carries everywhere.", json_real_value(value));
        canonical_add_number(writer->out, json_real_value(value));
        return true;
    case JSON_TRUE: buf_add_text(writer->out, "true"); return true;
    case JSON_FALSE: buf_add_text(writer->out, "false"); return true;
    case JSON_NULL: buf_add_text(writer->out, "null"); return true;
    default: return error_set(writer->error, DIXIT_BAD_INPUT, 0, "That is no JSON value.");
    }
}

bool canonical_write(const json_t *value, struct buf *out, struct dixit_error *error)
{
    struct writer writer = {.out = out, .error = error};
    arena_init(&writer.memory, 0);
    bool good = add_value(&writer, value);
    if (good && out->failed)
        good = error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory to write JSON.");
    arena_release(&writer.memory);
    return good;
}

json_t *canonical_parse(const char *bytes, size_t length, struct dixit_error *error)
{
    json_error_t found;
    json_t *value = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &found);
    if (value == NULL)
        error_set(error, DIXIT_BAD_INPUT, (uint64_t)(found.position < 0 ? 0 : found.position), "This is not the JSON that is expected: %.160s.",
                  found.text);
    return value;
}

json_t *canonical_read(const char *bytes, size_t length, struct dixit_error *error)
{
    json_t *value = canonical_parse(bytes, length, error);
    if (value == NULL)
        return NULL;
    struct buf again;
    buf_init(&again, 0);
    bool good = canonical_write(value, &again, error);
    if (good && (again.length != length || memcmp(again.at, bytes, length) != 0))
        good = error_set(error, DIXIT_BAD_INPUT, 0, "This JSON is not in its canonical form (RFC 8785).");
    buf_release(&again);
    if (!good) {
        json_decref(value);
        return NULL;
    }
    return value;
}
