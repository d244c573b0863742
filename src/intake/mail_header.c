/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/mail_header.h"

#include <stdio.h>
#include <string.h>

#include "intake/charset.h"
#include "intake/compose.h"
#include "text/utf8.h"

enum { CHARSET_NAME = 40, MAX_PARTS = 32, MAX_TEXT = 1 << 16, MAX_LIST = 1 << 18, MAX_WORD = 2048 };

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct str trim(struct str text)
{
    while (text.length > 0 && is_space(text.at[0]))
        text = (struct str){text.at + 1, text.length - 1};
    while (text.length > 0 && is_space(text.at[text.length - 1]))
        text.length--;
    return text;
}

/* ---- fields ---- */

/* The length of a field's name when the line begins with one and a colon. */
static size_t name_length(struct str line)
{
    size_t length = 0, spaces = 0;
    while (length < line.length && line.at[length] > ' ' && line.at[length] < 0x7F && line.at[length] != ':')
        length++;
    while (length + spaces < line.length && (line.at[length + spaces] == ' ' || line.at[length + spaces] == '\t'))
        spaces++;
    return length > 0 && length + spaces < line.length && line.at[length + spaces] == ':' ? length : 0;
}

static struct str line_at(struct str bytes, size_t at)
{
    const char *end = memchr(bytes.at + at, '\n', bytes.length - at);
    return (struct str){bytes.at + at, end == NULL ? bytes.length - at : (size_t)(end - bytes.at) - at + 1};
}

bool mail_header_read(struct mail_header *header, struct str bytes, struct arena *memory)
{
    size_t at = 0;
    *header = (struct mail_header){.body = bytes};
    while (at < bytes.length && at < MAIL_MAX_HEADER) {
        struct str line = line_at(bytes, at);
        size_t name = name_length(line);
        if (trim(line).length == 0) {
            at += line.length;
            break;
        }
        if (is_space(line.at[0]) && header->fields.count > 0) {
            struct mail_field *field = &header->fields.at[header->fields.count - 1];
            field->value.length = (size_t)(line.at + line.length - field->value.at);
        } else if (name > 0 && header->fields.count < MAIL_MAX_FIELDS) {
            size_t colon = (size_t)((const char *)memchr(line.at, ':', line.length) - line.at);
            struct mail_field field = {{line.at, name}, {line.at + colon + 1, line.length - colon - 1}};
            if (!list_push(memory, &header->fields, field))
                return false;
        } else if (name == 0 && !(at == 0 && compose_begins(line, "From ")) && !compose_begins(line, ">From ")) {
            break;
        }
        at += line.length;
    }
    header->body = (struct str){bytes.at + at, bytes.length - at};
    return true;
}

struct str mail_header_raw(const struct mail_header *header, const char *name)
{
    size_t length = strlen(name);
    for (uint32_t i = 0; i < header->fields.count; i++) {
        struct mail_field field = header->fields.at[i];
        if (field.name.length == length && compose_find(field.name, length, name) != NULL)
            return trim(field.value);
    }
    return (struct str){"", 0};
}

/* ---- encoded words ---- */

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

void mail_decode_base64(struct str from, struct buf *to)
{
    uint32_t bits = 0, count = 0;
    for (size_t i = 0; i < from.length; i++) {
        int value = sextet(from.at[i]);
        if (from.at[i] == '=')
            count = bits = 0;
        if (value < 0)
            continue;
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            buf_add_char(to, (char)(bits >> count & 0xFF));
        }
    }
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that two hexadecimal digits stand for; -1 when they are not there. */
static int hex_byte(struct str from, size_t at)
{
    if (at + 2 > from.length || hex(from.at[at]) < 0 || hex(from.at[at + 1]) < 0)
        return -1;
    return hex(from.at[at]) * 16 + hex(from.at[at + 1]);
}

void mail_decode_quoted(struct str from, bool underscores, struct buf *to)
{
    for (size_t at = 0; at < from.length; at++) {
        char c = from.at[at];
        if (c == '=' && hex_byte(from, at + 1) >= 0) {
            buf_add_char(to, (char)hex_byte(from, at + 1));
            at += 2;
        } else if (c == '=' && !underscores) { /* a soft line end, maybe with spaces before it */
            size_t end = at + 1;
            while (end < from.length && (from.at[end] == ' ' || from.at[end] == '\t' || from.at[end] == '\r'))
                end++;
            if (end >= from.length || from.at[end] == '\n')
                at = end;
            else
                buf_add_char(to, c);
        } else {
            buf_add_char(to, c == '_' && underscores ? ' ' : c);
        }
    }
}

/* An encoded word at the start of the text: its parts and its length; 0 when there is none. */
static size_t encoded_word(struct str text, char charset[CHARSET_NAME], char *encoding, struct str *data)
{
    if (!compose_begins(text, "=?"))
        return 0;
    size_t at = 2, length = 0;
    for (; at < text.length && text.at[at] != '?' && text.at[at] != '*' && length + 1 < CHARSET_NAME; at++)
        charset[length++] = text.at[at];
    charset[length] = '\0';
    while (at < text.length && text.at[at] != '?') /* a language, RFC 2231 */
        at++;
    if (length == 0 || at + 3 >= text.length || text.at[at + 2] != '?')
        return 0;
    *encoding = (char)(text.at[at + 1] | 0x20);
    at += 3;
    for (size_t end = at; end + 1 < text.length && end < at + MAX_WORD; end++)
        if (text.at[end] == '?' && text.at[end + 1] == '=') {
            *data = (struct str){text.at + at, end - at};
            return *encoding == 'b' || *encoding == 'q' ? end + 2 : 0;
        } else if (text.at[end] == '\n') {
            return 0;
        }
    return 0;
}

/* Words of one charset beside each other are decoded together: a character may be cut between them. */
static size_t decode_words(struct str text, struct buf *to)
{
    char charset[CHARSET_NAME], next[CHARSET_NAME], encoding;
    struct str data;
    struct buf bytes;
    struct charset found;
    size_t at = encoded_word(text, charset, &encoding, &data), end = at;
    buf_init(&bytes, MAX_TEXT);
    while (at > 0) {
        if (encoding == 'b')
            mail_decode_base64(data, &bytes);
        else
            mail_decode_quoted(data, true, &bytes);
        end = at;
        while (at < text.length && is_space(text.at[at]))
            at++;
        size_t length = encoded_word((struct str){text.at + at, text.length - at}, next, &encoding, &data);
        at = length > 0 && compose_same(charset, next) ? at + length : 0;
    }
    if (end > 0 && bytes.length > 0)
        (void)charset_decode((struct str){bytes.at, bytes.length}, charset, to, &found);
    buf_release(&bytes);
    return end;
}

/* Any bytes as text: valid UTF-8 as it is, others by a guess. */
static void add_bytes(struct str bytes, struct buf *to)
{
    struct charset found;
    if (bytes.length > 0)
        (void)charset_decode(bytes, NULL, to, &found);
}

static void decode_text(struct str value, struct buf *to)
{
    size_t plain = 0;
    bool after_word = false;
    for (size_t at = 0; at < value.length;) {
        size_t taken = value.at[at] == '=' ? decode_words((struct str){value.at + at, value.length - at}, to) : 0;
        if (taken > 0) {
            at += taken;
            plain = at;
            after_word = true;
            continue;
        }
        while (at < value.length && (value.at[at] != '=' || at == plain)) {
            at++;
            if (at < value.length && value.at[at] == '=')
                break;
        }
        struct str run = {value.at + plain, at - plain};
        bool before_word = at + 1 < value.length && value.at[at + 1] == '?';
        if (!(after_word && before_word && trim(run).length == 0)) /* spaces between two encoded words are none */
            add_bytes(run, to);
        plain = at;
        after_word = false;
    }
}

const char *mail_header_text(struct str value, struct arena *memory)
{
    struct buf text;
    value = trim(value);
    if (value.length > MAX_TEXT)
        value.length = MAX_TEXT;
    buf_init(&text, 4 * MAX_TEXT);
    decode_text(value, &text);
    size_t to = 0;
    for (size_t i = 0; i < text.length; i++) { /* unfolds */
        bool space = (unsigned char)text.at[i] <= ' ';
        if (!space || to == 0 || text.at[to - 1] != ' ')
            text.at[to++] = space ? ' ' : text.at[i];
    }
    const char *copy = to == 0 ? NULL : compose_fact(memory, (struct str){text.at, to});
    buf_release(&text);
    return copy;
}

/* ---- addresses ---- */

/* Past a quoted string, comment or encoded word that begins at `at`, or one character. */
static size_t step_over(struct str value, size_t at)
{
    char close = value.at[at] == '"' ? '"' : value.at[at] == '(' ? ')' : value.at[at] == '<' ? '>' : '\0';
    size_t depth = 1;
    char charset[CHARSET_NAME], encoding;
    struct str data;
    size_t word = value.at[at] == '=' ? encoded_word((struct str){value.at + at, value.length - at}, charset, &encoding, &data) : 0;
    if (close == '\0')
        return at + (word > 0 ? word : 1);
    for (size_t i = at + 1; i < value.length && i < at + MAX_WORD; i++) {
        if (value.at[i] == '\\' && close != '>')
            i++;
        else if (value.at[i] == close && --depth == 0)
            return i + 1;
        else if (value.at[i] == '(' && close == ')')
            depth++;
    }
    return at + 1;
}

/* A name out of quotation marks. */
static const char *name_text(struct str name, struct arena *memory)
{
    struct buf plain;
    name = trim(name);
    if (name.length < 2 || name.at[0] != '"')
        return mail_header_text(name, memory);
    buf_init(&plain, MAX_TEXT);
    for (size_t i = 1; i < name.length && name.at[i] != '"'; i++) {
        i += name.at[i] == '\\' && i + 1 < name.length;
        buf_add_char(&plain, name.at[i]);
    }
    const char *text = plain.length == 0 ? NULL : mail_header_text((struct str){plain.at, plain.length}, memory);
    buf_release(&plain);
    return text;
}

static const char *address_name(struct str one, struct arena *memory)
{
    struct str comment = {"", 0};
    for (size_t at = 0; at < one.length; at = step_over(one, at)) {
        size_t end = step_over(one, at);
        if (one.at[at] == '<') {
            const char *name = name_text((struct str){one.at, at}, memory);
            return name != NULL ? name : mail_header_text((struct str){one.at + at + 1, end > at + 2 ? end - at - 2 : 0}, memory);
        }
        if (one.at[at] == '(' && end > at + 2)
            comment = (struct str){one.at + at + 1, end - at - 2};
    }
    return mail_header_text(comment.length > 0 ? comment : one, memory);
}

const char *mail_header_names(struct str value, struct arena *memory)
{
    struct buf names;
    if (value.length > MAX_LIST)
        value.length = MAX_LIST;
    buf_init(&names, MAX_TEXT);
    for (size_t start = 0, at = 0; at <= value.length;) {
        if (at < value.length && value.at[at] != ',' && value.at[at] != ';') {
            at = step_over(value, at);
            continue;
        }
        const char *name = address_name(trim((struct str){value.at + start, at - start}), memory);
        if (name != NULL && names.length > 0)
            buf_add_text(&names, ", ");
        if (name != NULL)
            buf_add_text(&names, name);
        start = ++at;
    }
    const char *line = names.length == 0 ? NULL : compose_fact(memory, (struct str){names.at, names.length});
    buf_release(&names);
    return line;
}

const char *mail_header_domain(struct str value, struct arena *memory)
{
    char domain[256];
    size_t length = 0;
    const char *at = value.length == 0 ? NULL : memchr(value.at, '@', value.length);
    for (at = at == NULL ? NULL : at + 1; at != NULL && at < value.at + value.length && length + 1 < sizeof domain; at++) {
        char c = *at >= 'A' && *at <= 'Z' ? (char)(*at | 0x20) : *at;
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'))
            break;
        domain[length++] = c;
    }
    return length == 0 ? NULL : arena_copy(memory, domain, length);
}

/* ---- parameters ---- */

const char *mail_header_word(struct str value, struct arena *memory)
{
    size_t length = 0;
    value = trim(value);
    while (length < value.length && value.at[length] > ' ' && strchr(";,()\"", value.at[length]) == NULL)
        length++;
    char *word = length == 0 ? NULL : arena_copy(memory, value.at, length);
    for (size_t i = 0; word != NULL && i < length; i++)
        if (word[i] >= 'A' && word[i] <= 'Z')
            word[i] = (char)(word[i] | 0x20);
    return word;
}

struct parameter {
    struct buf part[MAX_PARTS]; /* parts as they stand, by number; [0] also for one without a number */
    bool percent[MAX_PARTS];    /* the part is percent-encoded */
    bool extended;              /* the first has a charset before it */
};

/* "name", "name*", "name*3", "name*3*": the part's number; -1 when it is another parameter. */
static int part_number(struct str attribute, const char *name, bool *percent)
{
    size_t length = strlen(name);
    int number = 0;
    *percent = attribute.length > 0 && attribute.at[attribute.length - 1] == '*';
    attribute.length -= *percent;
    if (attribute.length < length || compose_find(attribute, length, name) != attribute.at)
        return -1;
    if (attribute.length == length)
        return 0;
    if (attribute.at[length] != '*' || attribute.length == length + 1 || attribute.length > length + 4)
        return -1;
    for (size_t i = length + 1; i < attribute.length; i++) {
        if (attribute.at[i] < '0' || attribute.at[i] > '9')
            return -1;
        number = number * 10 + (attribute.at[i] - '0');
    }
    return number < MAX_PARTS ? number : -1;
}

static void add_value(struct str value, struct buf *to)
{
    buf_reset(to);
    if (value.length >= 2 && value.at[0] == '"') {
        for (size_t i = 1; i < value.length && value.at[i] != '"'; i++) {
            i += value.at[i] == '\\' && i + 1 < value.length;
            buf_add_char(to, value.at[i]);
        }
    } else {
        buf_add(to, value.at, value.length);
    }
}

static void take_parameters(struct str value, const char *name, struct parameter *parameter)
{
    size_t at = 0;
    if (value.length > MAX_LIST)
        value.length = MAX_LIST;
    while (at < value.length && value.at[at] != ';')
        at = step_over(value, at);
    while (at < value.length) {
        size_t start = ++at, equals = 0;
        while (at < value.length && value.at[at] != ';') {
            if (value.at[at] == '=' && equals == 0)
                equals = at;
            at = value.at[at] == '"' ? step_over(value, at) : at + 1;
        }
        if (equals == 0)
            continue;
        bool percent;
        int number = part_number(trim((struct str){value.at + start, equals - start}), name, &percent);
        if (number < 0)
            continue;
        add_value(trim((struct str){value.at + equals + 1, at - equals - 1}), &parameter->part[number]);
        parameter->percent[number] = percent;
        parameter->extended |= number == 0 && percent;
    }
}

/* The parts as bytes; of an extended one the charset goes to `charset`. */
static void join_parts(struct parameter *parameter, char charset[CHARSET_NAME], struct buf *bytes)
{
    for (int i = 0; i < MAX_PARTS && parameter->part[i].length > 0; i++) {
        struct str part = {parameter->part[i].at, parameter->part[i].length};
        if (i == 0 && parameter->extended) {
            const char *end = memchr(part.at, '\'', part.length);
            const char *language = end == NULL ? NULL : memchr(end + 1, '\'', part.length - (size_t)(end + 1 - part.at));
            if (language != NULL) {
                (void)snprintf(charset, CHARSET_NAME, "%.*s", (int)(end - part.at < CHARSET_NAME ? end - part.at : 0), part.at);
                part = (struct str){language + 1, part.length - (size_t)(language + 1 - part.at)};
            }
        }
        for (size_t at = 0; at < part.length; at++) {
            int byte = part.at[at] == '%' && parameter->percent[i] ? hex_byte(part, at + 1) : -1;
            buf_add_char(bytes, byte >= 0 ? (char)byte : part.at[at]);
            at += byte >= 0 ? 2 : 0;
        }
    }
}

const char *mail_header_parameter(struct str value, const char *name, struct arena *memory)
{
    struct parameter parameter = {.extended = false};
    struct buf bytes, text;
    struct charset found;
    char charset[CHARSET_NAME] = "";
    const char *result = NULL;
    for (int i = 0; i < MAX_PARTS; i++)
        buf_init(&parameter.part[i], MAX_TEXT);
    buf_init(&bytes, MAX_TEXT);
    buf_init(&text, 4 * MAX_TEXT);
    take_parameters(value, name, &parameter);
    join_parts(&parameter, charset, &bytes);
    if (bytes.length > 0 && !parameter.extended)
        result = mail_header_text((struct str){bytes.at, bytes.length}, memory);
    else if (bytes.length > 0 && charset_decode((struct str){bytes.at, bytes.length}, charset[0] == '\0' ? NULL : charset, &text, &found) && text.length > 0)
        result = compose_fact(memory, (struct str){text.at, text.length});
    for (int i = 0; i < MAX_PARTS; i++)
        buf_release(&parameter.part[i]);
    buf_release(&bytes);
    buf_release(&text);
    return result;
}
