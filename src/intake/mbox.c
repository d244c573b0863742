/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/mbox.h"

#include <string.h>

#include "intake/compose.h"
#include "intake/mail.h"

enum { MAX_MESSAGE = 64 << 20 };

/* "From " with a year at the end, as the line before a message has it: text that begins with "From " has none. */
static bool is_start(struct str line)
{
    size_t digits = 0, at = line.length;
    if (!compose_begins(line, "From "))
        return false;
    while (at > 0 && (line.at[at - 1] == '\r' || line.at[at - 1] == ' '))
        at--;
    for (size_t i = 5; i < at; i++) {
        digits = line.at[i] >= '0' && line.at[i] <= '9' ? digits + 1 : 0;
        if (digits == 4 && (line.at[i - 3] == '1' || line.at[i - 3] == '2'))
            return true;
    }
    return false;
}

static bool is_quoted_start(struct str line)
{
    size_t marks = 0;
    while (marks < line.length && line.at[marks] == '>')
        marks++;
    return marks > 0 && compose_begins((struct str){line.at + marks, line.length - marks}, "From ");
}

static bool give(struct unpack *unpack, struct buf *message, uint64_t number, uint64_t offset)
{
    struct unpack_hint hint = {.media_type = "message/rfc822", .record = number, .offset = offset};
    if (message->length == 0)
        return true;
    bool good = unpack_bytes(unpack, (struct str){message->at, message->length}, &hint);
    buf_reset(message);
    return good;
}

bool mbox_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    (void)hint;
    struct buf line, message;
    uint64_t number = 0, offset = 0;
    bool after_empty = true, good = true;
    buf_init(&line, 0);
    buf_init(&message, 0);
    for (;;) {
        uint64_t at = source->taken;
        if (!good || !source_line(source, &line, MAX_MESSAGE))
            break;
        struct str text = {line.length > 0 ? line.at : "", line.length};
        if (after_empty && is_start(text)) {
            good = give(unpack, &message, number, offset);
            number++;
            offset = at;
        } else if (message.length + text.length < MAX_MESSAGE) {
            size_t quoted = is_quoted_start(text);
            buf_add(&message, text.at + quoted, text.length - quoted);
            buf_add_char(&message, '\n');
        }
        after_empty = text.length == 0;
    }
    if (good)
        good = give(unpack, &message, number, offset);
    buf_release(&message);
    buf_release(&line);
    return good;
}

bool mbox_is(struct str bytes)
{
    const char *end = bytes.length == 0 ? NULL : memchr(bytes.at, '\n', bytes.length);
    if (end == NULL || !is_start((struct str){bytes.at, (size_t)(end - bytes.at)}))
        return false;
    return mail_is((struct str){end + 1, bytes.length - (size_t)(end + 1 - bytes.at)});
}
