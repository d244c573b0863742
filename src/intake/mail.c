/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/mail.h"

#include <string.h>

#include "intake/charset.h"
#include "intake/compose.h"
#include "intake/fill.h"
#include "intake/fragment.h"
#include "intake/mail_date.h"
#include "intake/mail_header.h"
#include "intake/mail_text.h"

enum { SCRATCH_LIMIT = 768 << 20, MAX_PARTS = 1000, MAX_DEPTH = 16, MAX_DECODED = 256 << 20, MAX_NOTES = 50, SAMPLE_FIELDS = 64 };

struct part {
    const char *type, *charset, *name, *encoding;
    struct str raw;
    bool attached, flowed, delsp;
};

struct message {
    struct unpack *unpack;
    struct arena memory;          /* of headers and parts */
    struct mail_header header;
    LIST(struct part) parts;      /* leaves, in order */
    struct buf body;
    struct spans quoted;
    const char *charset;          /* of the first text */
    bool too_many, encrypted, misdeclared;
    size_t wrong;                 /* places that are no character */
};

/* ---- parts ---- */

static bool begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* One part of a multipart body: from `at` to before the next line that is the boundary; `at` moves behind that line. False at the end. */
static bool next_part(struct str body, const char *boundary, size_t *at, struct str *part, bool *last)
{
    size_t length = strlen(boundary), start = *at, line = *at;
    while (line < body.length) {
        const char *end = memchr(body.at + line, '\n', body.length - line);
        size_t next = end == NULL ? body.length : (size_t)(end - body.at) + 1;
        struct str rest = {body.at + line, body.length - line};
        if (compose_begins(rest, "--") && rest.length >= length + 2 && memcmp(rest.at + 2, boundary, length) == 0) {
            struct str after = {rest.at + 2 + length, next - line - 2 - length};
            size_t stop = line;
            if (stop > start && body.at[stop - 1] == '\n') /* the line end before it is the boundary's */
                stop -= stop - 1 > start && body.at[stop - 2] == '\r' ? 2 : 1;
            *part = (struct str){body.at + start, stop - start};
            *last = compose_begins(after, "--");
            *at = next;
            return true;
        }
        line = next;
    }
    *part = (struct str){body.at + start, body.length - start};
    *last = true;
    *at = body.length;
    return start < body.length;
}

static bool has_words(struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.at[i] > ' ')
            return true;
    return false;
}

/* Of the alternatives that begin at parts `starts` … keeps the best, and what is attached in any of them. */
static void choose(struct message *message, uint32_t first, const uint32_t *starts, uint32_t count)
{
    uint32_t best = count, plain = count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t end = i + 1 < count ? starts[i + 1] : message->parts.count;
        for (uint32_t p = starts[i]; p < end; p++) {
            const struct part *part = &message->parts.at[p];
            if (!part->attached && strcmp(part->type, "text/html") == 0)
                best = i;
            if (!part->attached && strcmp(part->type, "text/plain") == 0 && has_words(part->raw) && plain == count)
                plain = i;
        }
    }
    best = plain < count ? plain : best < count ? best : count - 1;
    uint32_t to = first;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t end = i + 1 < count ? starts[i + 1] : message->parts.count;
        for (uint32_t p = starts[i]; p < end; p++)
            if (i == best || message->parts.at[p].attached)
                message->parts.at[to++] = message->parts.at[p];
    }
    message->parts.count = to;
}

static bool walk(struct message *message, const struct mail_header *header, const char *usual, uint32_t depth);

static bool walk_multipart(struct message *message, const struct mail_header *header, const char *type, const char *boundary, uint32_t depth)
{
    uint32_t first = message->parts.count, starts[MAX_DEPTH], count = 0;
    bool alternative = strcmp(type, "multipart/alternative") == 0, last = false;
    size_t at = 0;
    struct str bytes;
    if (!next_part(header->body, boundary, &at, &bytes, &last)) /* what comes before the first boundary is for nobody */
        return true;
    while (!last && next_part(header->body, boundary, &at, &bytes, &last)) {
        struct mail_header inner;
        if (message->parts.count >= MAX_PARTS) {
            message->too_many = true;
            break;
        }
        if (alternative && count < MAX_DEPTH)
            starts[count++] = message->parts.count;
        if (!mail_header_read(&inner, bytes, &message->memory) ||
            !walk(message, &inner, strcmp(type, "multipart/digest") == 0 ? "message/rfc822" : "text/plain", depth + 1))
            return false;
    }
    if (alternative && count > 1)
        choose(message, first, starts, count);
    return true;
}

static bool add_leaf(struct message *message, const struct mail_header *header, const char *type)
{
    struct arena *memory = &message->memory;
    struct str content = mail_header_raw(header, "Content-Type"), disposition = mail_header_raw(header, "Content-Disposition");
    const char *how = mail_header_word(disposition, memory), *name = mail_header_parameter(disposition, "filename", memory);
    struct part part = {.type = type, .raw = header->body, .encoding = mail_header_word(mail_header_raw(header, "Content-Transfer-Encoding"), memory)};
    part.name = name != NULL ? name : mail_header_parameter(content, "name", memory);
    part.charset = mail_header_parameter(content, "charset", memory);
    bool text = strcmp(type, "text/plain") == 0 || strcmp(type, "text/html") == 0, shown = how != NULL && strcmp(how, "inline") == 0;
    part.attached = !text || (how != NULL && strcmp(how, "attachment") == 0) || (part.name != NULL && !shown);
    const char *format = mail_header_parameter(content, "format", memory), *delsp = mail_header_parameter(content, "delsp", memory);
    part.flowed = format != NULL && compose_same(format, "flowed");
    part.delsp = delsp != NULL && compose_same(delsp, "yes");
    return list_push(memory, &message->parts, part);
}

static bool walk(struct message *message, const struct mail_header *header, const char *usual, uint32_t depth)
{
    struct str content = mail_header_raw(header, "Content-Type");
    const char *type = mail_header_word(content, &message->memory);
    if (type == NULL || strchr(type, '/') == NULL)
        type = usual;
    message->encrypted |= strcmp(type, "multipart/encrypted") == 0 || strcmp(type, "application/pkcs7-mime") == 0;
    const char *boundary = begins(type, "multipart/") ? mail_header_parameter(content, "boundary", &message->memory) : NULL;
    if (boundary != NULL && depth < MAX_DEPTH)
        return walk_multipart(message, header, type, boundary, depth);
    if (begins(type, "multipart/"))
        type = "text/plain";
    return add_leaf(message, header, type);
}

/* ---- the text ---- */

/* What the transfer encoding stands for; `decoded` holds it where it is not the bytes themselves. */
static struct str decode(const struct part *part, struct buf *decoded)
{
    buf_init(decoded, MAX_DECODED);
    if (part->encoding != NULL && strcmp(part->encoding, "base64") == 0)
        mail_decode_base64(part->raw, decoded);
    else if (part->encoding != NULL && strcmp(part->encoding, "quoted-printable") == 0)
        mail_decode_quoted(part->raw, false, decoded);
    else
        return part->raw;
    return (struct str){decoded->length > 0 ? decoded->at : "", decoded->length};
}

static bool write_part(struct message *message, const struct part *part)
{
    struct buf decoded, text;
    struct charset charset;
    struct str bytes = decode(part, &decoded);
    buf_init(&text, 0);
    bool good = !decoded.failed && charset_decode(bytes, part->charset, &text, &charset);
    if (good && text.length > 0) {
        struct str whole = {text.at, text.length};
        if (message->body.length > 0)
            buf_add_text(&message->body, "\n\n");
        if (strcmp(part->type, "text/html") == 0)
            good = fragment_write(whole, &message->memory, &message->body);
        else
            good = mail_text_write(whole, part->flowed, part->delsp, &message->memory, &message->body, &message->quoted);
        if (message->charset == NULL)
            message->charset = arena_copy(&message->memory, charset.name, strlen(charset.name));
        message->misdeclared |= charset.misdeclared;
        message->wrong += charset.wrong;
    }
    buf_release(&text);
    buf_release(&decoded);
    return good;
}

static bool write_body(struct message *message)
{
    for (uint32_t i = 0; i < message->parts.count; i++)
        if (!message->parts.at[i].attached && !write_part(message, &message->parts.at[i]))
            return false;
    while (message->body.length > 0 && message->body.at[message->body.length - 1] == '\n')
        message->body.length--;
    return !message->body.failed;
}

/* ---- the document ---- */

static const char *either(const char *a, const char *b)
{
    return a != NULL ? a : b;
}

/* "Harbour list <list.harbour.example>" is Harbour list; without a phrase the id. */
static const char *list_of(const struct message *message, struct arena *memory)
{
    struct str value = mail_header_raw(&message->header, "List-Id");
    return value.length == 0 ? NULL : mail_header_names(value, memory);
}

/* "<https://…>" without the marks. */
static const char *archived_at(const struct message *message, struct arena *memory)
{
    const char *value = mail_header_text(mail_header_raw(&message->header, "Archived-At"), memory);
    size_t start = value != NULL && value[0] == '<', length = value == NULL ? 0 : strcspn(value + start, ">");
    return length == 0 ? NULL : compose_fact(memory, (struct str){value + start, length});
}

static void take_facts(const struct message *message, struct doc *doc)
{
    const struct mail_header *header = &message->header;
    struct origin *origin = &doc->origin;
    struct str from = mail_header_raw(header, "From");
    origin->media_type = "message/rfc822";
    origin->charset = message->charset == NULL ? NULL : arena_copy(doc->memory, message->charset, strlen(message->charset));
    origin->title = either(mail_header_text(mail_header_raw(header, "Subject"), doc->memory), origin->title);
    origin->author = mail_header_names(from, doc->memory);
    origin->published = either(mail_date(mail_header_text(mail_header_raw(header, "Date"), doc->memory), doc->memory), origin->published);
    origin->outlet = either(list_of(message, doc->memory), either(mail_header_domain(from, doc->memory), origin->outlet));
    origin->url = either(archived_at(message, doc->memory), origin->url);
    origin->language = compose_language(doc->memory, mail_header_raw(header, "Content-Language"));
}

/* Whether reading it can give no words. */
static bool is_wordless(const char *type)
{
    static const char *const kinds[] = {"image/", "audio/", "video/", "font/", "model/", "application/pgp-", "application/pkcs7-", "application/x-pkcs7-",
                                        "application/ms-tnef", "text/css", "text/javascript", "application/javascript"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (begins(type, kinds[i]))
            return true;
    return false;
}

static void take_notes(const struct message *message, struct doc *doc)
{
    static const char quoted[] = "Quoted from another message; the marks “>” were taken off.";
    for (uint32_t i = 0; i < message->quoted.count && i < MAX_NOTES; i++)
        (void)list_push(doc->memory, &doc->notes, (struct note){quoted, message->quoted.at[i]});
    uint32_t wordless = 0;
    for (uint32_t i = 0; i < message->parts.count; i++) {
        const struct part *part = &message->parts.at[i];
        if (part->attached && is_wordless(part->type) && ++wordless <= MAX_NOTES)
            fill_note(doc, "The attachment %.100s (%.60s) was not read.", part->name == NULL ? "without a name" : part->name, part->type);
    }
    if (wordless > MAX_NOTES)
        fill_note(doc, "%u more attachments were not read.", wordless - MAX_NOTES);
    if (message->too_many)
        fill_note(doc, "The message has more than %d parts; the rest was not read.", MAX_PARTS);
    if (message->misdeclared)
        fill_note(doc, "The message says UTF-8 and is not; it was read as %s.", message->charset);
    if (message->wrong > 0)
        fill_note(doc, "%zu place%s no character in the charset of the message; each became U+FFFD.", message->wrong, message->wrong == 1 ? " is" : "s are");
    if (unpack_is_cut(message->unpack))
        fill_note(doc, "The message goes on; the rest was not read.");
}

static bool give_message(struct message *message, struct str bytes)
{
    bool written = write_body(message);
    struct str body = {message->body.length > 0 ? message->body.at : "", message->body.length};
    if (body.length == 0 && message->parts.count > 0 && message->parts.at[0].attached && !message->encrypted &&
        mail_header_raw(&message->header, "Subject").length == 0)
        return true; /* nothing but what is attached */
    struct doc *doc = unpack_begin(message->unpack);
    if (doc == NULL)
        return false;
    take_facts(message, doc);
    fill_sha256(doc, bytes);
    if (!written)
        return unpack_reject(message->unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the message.");
    if (message->encrypted && body.length == 0)
        return unpack_reject(message->unpack, doc, DIXIT_BAD_INPUT, "The message is encrypted.");
    take_notes(message, doc);
    return compose_document(message->unpack, doc, doc->origin.title, body);
}

/* One attachment, read in turn. The bytes of text that names its charset are made UTF-8 first; a page's reader does that itself. */
static bool give_attachment(struct message *message, const struct part *part, struct str bytes, uint64_t number)
{
    struct unpack_hint hint = {.name = part->name, .media_type = part->type, .charset = part->charset, .record = number};
    struct charset charset;
    struct buf text;
    if (part->charset == NULL || strcmp(part->type, "text/html") == 0 || !begins(part->type, "text/"))
        return unpack_bytes(message->unpack, bytes, &hint);
    buf_init(&text, 0);
    bool good;
    if (charset_decode(bytes, part->charset, &text, &charset) && strcmp(charset.name, "utf-8") != 0) {
        hint.charset = "utf-8";
        good = unpack_step(message->unpack, "charset to UTF-8", "iconv") &&
               unpack_bytes(message->unpack, (struct str){text.length > 0 ? text.at : "", text.length}, &hint);
        unpack_drop_steps(message->unpack, 1);
    } else {
        good = unpack_bytes(message->unpack, bytes, &hint);
    }
    buf_release(&text);
    return good;
}

static bool give_attachments(struct message *message)
{
    uint64_t number = 0;
    for (uint32_t i = 0; i < message->parts.count; i++) {
        const struct part *part = &message->parts.at[i];
        if (!part->attached || is_wordless(part->type) || message->encrypted)
            continue;
        struct buf decoded;
        struct str bytes = decode(part, &decoded);
        number++;
        bool good = decoded.failed ? unpack_reject(message->unpack, NULL, DIXIT_TOO_LARGE, "There is not enough memory for an attachment.")
                                   : !has_words(bytes) || give_attachment(message, part, bytes, number);
        buf_release(&decoded);
        if (!good)
            return false;
    }
    return true;
}

bool mail_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct message message = {.unpack = unpack};
    (void)hint;
    arena_init(&message.memory, SCRATCH_LIMIT);
    buf_init(&message.body, 0);
    bool good;
    if (mail_header_read(&message.header, bytes, &message.memory) && walk(&message, &message.header, "text/plain", 0))
        good = give_message(&message, bytes) && give_attachments(&message);
    else
        good = unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "There is not enough memory for the message.");
    buf_release(&message.body);
    arena_release(&message.memory);
    return good;
}

/* ---- recognition ---- */

bool mail_is(struct str bytes)
{
    static const char *const sure[] = {"Received", "Message-ID", "MIME-Version", "Return-Path", "Delivered-To", "X-Mailer", "DKIM-Signature", "Content-Transfer-Encoding"};
    static const char *const letters[] = {"From", "To", "Subject", "Date", "Cc", "Reply-To"};
    struct arena memory;
    struct mail_header header;
    size_t known = 0, special = 0;
    if (bytes.length == 0 || !((bytes.at[0] >= 'A' && bytes.at[0] <= 'Z') || (bytes.at[0] >= 'a' && bytes.at[0] <= 'z')))
        return false;
    if (bytes.length > 4096)
        bytes.length = 4096;
    arena_init(&memory, 1 << 20);
    if (mail_header_read(&header, bytes, &memory)) {
        for (size_t i = 0; i < sizeof sure / sizeof *sure; i++)
            special += mail_header_raw(&header, sure[i]).length > 0;
        for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
            known += mail_header_raw(&header, letters[i]).length > 0;
    }
    bool good = (special > 0 && special + known >= 2) || (known >= 3 && mail_header_raw(&header, "From").length > 0);
    arena_release(&memory);
    return good;
}
