/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/note.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "text/utf8.h"

static const char dash[] = "\xE2\x80\x94 "; /* an em dash and a space begin a signature */
static const char private_key[] = "PRIVATE+KEY+";

/* ---- bytes and text ---- */

static void add_base64(struct buf *out, const uint8_t *bytes, size_t length)
{
    char text[sodium_base64_ENCODED_LEN(128, sodium_base64_VARIANT_ORIGINAL)];
    if (length > 128) {
        out->failed = true;
        return;
    }
    sodium_bin2base64(text, sizeof text, bytes, length, sodium_base64_VARIANT_ORIGINAL);
    buf_add_text(out, text);
    sodium_memzero(text, sizeof text);
}

/* How many bytes; 0 when it is no base64, not as it would be written, or holds more than `room`. */
static size_t read_base64(struct str text, uint8_t *bytes, size_t room)
{
    size_t length = 0;
    if (sodium_base642bin(bytes, room, text.at, text.length, NULL, &length, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return 0;
    return length;
}

/* Cuts off what stands before the first `mark`; false when there is none. */
static bool cut(struct str *rest, char mark, struct str *part)
{
    const char *found = rest->length == 0 ? NULL : memchr(rest->at, mark, rest->length);
    if (found == NULL)
        return false;
    *part = (struct str){rest->at, (size_t)(found - rest->at)};
    rest->length -= part->length + 1;
    rest->at = found + 1;
    return true;
}

/* Unicode's White_Space, of which a name has none. */
static bool is_space(uint32_t point)
{
    return point <= 0x20 || point == 0x7f || point == 0x85 || point == 0xa0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200a) ||
           point == 0x2028 || point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000;
}

bool note_name_good(struct str name)
{
    if (name.length == 0 || name.length > NOTE_NAME)
        return false;
    for (size_t i = 0; i < name.length;) {
        uint32_t size, point = utf8_decode(name.at + i, name.length - i, &size);
        if (point == UTF8_BROKEN || point == '+' || is_space(point))
            return false;
        i += size;
    }
    return true;
}

/* ---- keys ---- */

static void hash_key(const char *name, enum note_kind kind, const uint8_t public[32], uint8_t hash[4])
{
    struct sha256 sum;
    uint8_t digest[32], middle[2] = {0x0a, (uint8_t)kind};
    sha256_init(&sum);
    sha256_add(&sum, name, strlen(name));
    sha256_add(&sum, middle, 2);
    sha256_add(&sum, public, 32);
    sha256_finish(&sum, digest);
    memcpy(hash, digest, 4);
}

struct note_verifier note_verifier_of(const char *name, enum note_kind kind, const uint8_t public[32])
{
    struct note_verifier verifier = {.kind = kind};
    (void)snprintf(verifier.name, sizeof verifier.name, "%s", name);
    memcpy(verifier.public, public, 32);
    hash_key(verifier.name, kind, public, verifier.hash);
    return verifier;
}

struct note_verifier note_key_verifier(const struct note_key *key, enum note_kind kind)
{
    return note_verifier_of(key->name, kind, key->public);
}

static void add_hash(struct buf *out, const uint8_t hash[4])
{
    buf_add_format(out, "+%02x%02x%02x%02x+", hash[0], hash[1], hash[2], hash[3]);
}

void note_add_verifier(struct buf *out, const struct note_verifier *verifier)
{
    uint8_t bytes[33] = {(uint8_t)verifier->kind};
    memcpy(bytes + 1, verifier->public, 32);
    buf_add_text(out, verifier->name);
    add_hash(out, verifier->hash);
    add_base64(out, bytes, sizeof bytes);
}

/* NAME+HASH+BASE64 to its parts, of which the last must have 33 bytes. */
static bool read_parts(struct str text, char name[NOTE_NAME + 1], char hash[9], uint8_t bytes[33])
{
    struct str part;
    if (!cut(&text, '+', &part) || !note_name_good(part))
        return false;
    memcpy(name, part.at, part.length);
    name[part.length] = '\0';
    if (!cut(&text, '+', &part) || part.length != 8)
        return false;
    memcpy(hash, part.at, 8);
    hash[8] = '\0';
    return read_base64(text, bytes, 33) == 33;
}

static bool same_hash(const char hash[9], const uint8_t bytes[4])
{
    char text[9];
    (void)snprintf(text, sizeof text, "%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2], bytes[3]);
    return strcmp(text, hash) == 0;
}

bool note_verifier_read(struct note_verifier *verifier, struct str text, struct dixit_error *error)
{
    char hash[9], name[NOTE_NAME + 1];
    uint8_t bytes[33];
    if (!read_parts(text, name, hash, bytes) || (bytes[0] != NOTE_ED25519 && bytes[0] != NOTE_COSIGNATURE))
        return error_set(error, DIXIT_USAGE, 0, "\"%.*s\" is no public key of the form NAME+HASH+BASE64.",
                         text.length < 120 ? (int)text.length : 120, text.at);
    *verifier = note_verifier_of(name, (enum note_kind)bytes[0], bytes + 1);
    if (!same_hash(hash, verifier->hash))
        return error_set(error, DIXIT_USAGE, 0, "The public key \"%.120s\" is damaged: its hash is not that of its bytes.", name);
    return true;
}

bool note_key_make(struct note_key *key, const char *name, struct dixit_error *error)
{
    *key = (struct note_key){0};
    if (!note_name_good((struct str){name, strlen(name)}))
        return error_set(error, DIXIT_USAGE, 0, "\"%.120s\" cannot be a key's name: no spaces, no plus sign, at most %d bytes.", name, NOTE_NAME);
    if (sodium_init() < 0)
        return error_set(error, DIXIT_SYSTEM, 0, "The system gives no random numbers to make a key of.");
    (void)snprintf(key->name, sizeof key->name, "%s", name);
    crypto_sign_keypair(key->public, key->secret);
    return true;
}

bool note_key_read(struct note_key *key, struct str line, struct dixit_error *error)
{
    char hash[9];
    uint8_t bytes[33] = {0};
    size_t skip = sizeof private_key - 1;
    *key = (struct note_key){0};
    bool good = sodium_init() >= 0 && line.length > skip && memcmp(line.at, private_key, skip) == 0 &&
                read_parts((struct str){line.at + skip, line.length - skip}, key->name, hash, bytes) && bytes[0] == NOTE_ED25519;
    if (good) {
        crypto_sign_seed_keypair(key->public, key->secret, bytes + 1);
        struct note_verifier verifier = note_key_verifier(key, NOTE_ED25519);
        good = same_hash(hash, verifier.hash);
    }
    sodium_memzero(bytes, sizeof bytes);
    if (!good)
        note_key_forget(key);
    return good || error_set(error, DIXIT_BAD_INPUT, 0, "This is no secret key of the form PRIVATE+KEY+NAME+HASH+BASE64.");
}

bool note_key_load(struct note_key *key, const char *path, struct dixit_error *error)
{
    struct buf line;
    struct stat facts;
    *key = (struct note_key){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return error_set(error, errno == ENOENT ? DIXIT_BAD_INPUT : DIXIT_SYSTEM, 0, "%.160s: the key cannot be read: %s.", path, strerror(errno));
    if (fstat(file, &facts) != 0 || (facts.st_mode & 077) != 0) {
        close(file);
        return error_set(error, DIXIT_SYSTEM, 0, "%.140s: others may read this key, so it is not used. Make it yours alone: chmod 600.", path);
    }
    buf_init(&line, 0);
    bool good = buf_read_all(&line, file, 1024) == 1;
    close(file);
    struct str text = {line.at, line.length};
    while (text.length > 0 && (text.at[text.length - 1] == '\n' || text.at[text.length - 1] == '\r'))
        text.length--;
    good = good && note_key_read(key, text, NULL);
    if (line.at != NULL)
        sodium_memzero(line.at, line.length);
    buf_release(&line);
    return good || error_set(error, DIXIT_SYSTEM, 0, "%.160s: this file holds no key that could be used.", path);
}

bool note_key_save(const struct note_key *key, const char *path, struct dixit_error *error)
{
    struct buf line;
    uint8_t bytes[33] = {NOTE_ED25519};
    struct note_verifier verifier = note_key_verifier(key, NOTE_ED25519);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return error_set(error, DIXIT_SYSTEM, 0, "%.160s: the key cannot be written: %s.", path, strerror(errno));
    crypto_sign_ed25519_sk_to_seed(bytes + 1, key->secret);
    buf_init(&line, 0);
    buf_add_text(&line, private_key);
    buf_add_text(&line, key->name);
    add_hash(&line, verifier.hash);
    add_base64(&line, bytes, sizeof bytes);
    buf_add_char(&line, '\n');
    bool good = !line.failed && fchmod(file, 0600) == 0 && buf_write_all(file, line.at, line.length) && fsync(file) == 0;
    int why = errno;
    if (close(file) != 0 && good) {
        good = false;
        why = errno;
    }
    if (!good)
        (void)unlink(path);
    sodium_memzero(bytes, sizeof bytes);
    if (line.at != NULL)
        sodium_memzero(line.at, line.length);
    buf_release(&line);
    return good || error_set(error, DIXIT_SYSTEM, 0, "%.160s: the key cannot be written: %s.", path, strerror(why));
}

void note_key_forget(struct note_key *key)
{
    sodium_memzero(key, sizeof *key);
}

/* ---- notes ---- */

/* UTF-8 without control characters other than line feeds, the last one at the end. */
static bool text_good(struct str text)
{
    if (text.length == 0 || text.length > NOTE_MOST || text.at[text.length - 1] != '\n' || utf8_valid(text.at, text.length) != text.length)
        return false;
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.at[i] < 0x20 && text.at[i] != '\n')
            return false;
    return true;
}

static void add_signature(struct buf *out, const char *name, const uint8_t hash[4], const uint8_t *bytes, size_t length)
{
    uint8_t all[NOTE_BYTES];
    memcpy(all, hash, 4);
    memcpy(all + 4, bytes, length);
    buf_add_text(out, dash);
    buf_add_text(out, name);
    buf_add_char(out, ' ');
    add_base64(out, all, 4 + length);
    buf_add_char(out, '\n');
}

bool note_sign(const struct note_key *key, struct str text, struct buf *out, struct dixit_error *error)
{
    uint8_t signature[64];
    struct note_verifier verifier = note_key_verifier(key, NOTE_ED25519);
    if (!text_good(text))
        return error_set(error, DIXIT_BAD_INPUT, 0, "This text cannot be signed: it must be UTF-8 without control characters and end with a line feed.");
    crypto_sign_detached(signature, NULL, (const uint8_t *)text.at, text.length, key->secret);
    buf_add(out, text.at, text.length);
    buf_add_char(out, '\n');
    add_signature(out, key->name, verifier.hash, signature, sizeof signature);
    return !out->failed || error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory to sign.");
}

/* What a witness signs. */
static void add_witnessed(struct buf *out, struct str text, uint64_t time)
{
    buf_add_format(out, "cosignature/v1\ntime %" PRIu64 "\n", time);
    buf_add(out, text.at, text.length);
}

bool note_cosign(const struct note_key *key, struct str text, uint64_t time, struct buf *out, struct dixit_error *error)
{
    uint8_t signature[72];
    struct buf message;
    struct note_verifier verifier = note_key_verifier(key, NOTE_COSIGNATURE);
    buf_init(&message, 0);
    add_witnessed(&message, text, time);
    bool good = text_good(text) && !message.failed;
    if (good) {
        for (unsigned i = 0; i < 8; i++)
            signature[i] = (uint8_t)(time >> (56 - 8 * i));
        crypto_sign_detached(signature + 8, NULL, (const uint8_t *)message.at, message.length, key->secret);
        add_signature(out, key->name, verifier.hash, signature, sizeof signature);
    }
    buf_release(&message);
    return (good && !out->failed) || error_set(error, DIXIT_BAD_INPUT, 0, "This checkpoint cannot be countersigned.");
}

/* Base64 by its characters and length: of signatures of kinds that are not known here, which may be of any length. */
static bool looks_like_base64(struct str text)
{
    size_t end = text.length;
    for (int i = 0; i < 2 && end > 0 && text.at[end - 1] == '='; i++)
        end--;
    for (size_t i = 0; i < end; i++) {
        char c = text.at[i];
        if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '+' || c == '/'))
            return false;
    }
    return text.length % 4 == 0;
}

static bool read_signature(struct note_signature *signature, struct str line)
{
    struct str rest = {line.at + sizeof dash - 1, line.length - (sizeof dash - 1)};
    uint8_t bytes[512];
    *signature = (struct note_signature){.line = line};
    if (!cut(&rest, ' ', &signature->name) || !note_name_good(signature->name) || rest.length == 0)
        return false;
    if (rest.length > 600) /* as a signature of ML-DSA is */
        return looks_like_base64(rest);
    size_t length = read_base64(rest, bytes, sizeof bytes);
    if (length < 5)
        return false;
    if (length <= NOTE_BYTES) {
        memcpy(signature->bytes, bytes, length);
        signature->length = length;
    }
    return true;
}

bool note_read(struct signed_note *note, struct str bytes, struct dixit_error *error)
{
    *note = (struct signed_note){.count = 0};
    size_t at = bytes.length;
    bool good = text_good(bytes);
    while (good && at >= 2 && !(bytes.at[at - 1] == '\n' && bytes.at[at - 2] == '\n'))
        at--;
    good = good && at > 2;
    if (good)
        note->text = (struct str){bytes.at, at - 1};
    struct str rest = {bytes.at + at, bytes.length - at}, line;
    while (good && cut(&rest, '\n', &line)) {
        good = note->count < NOTE_SIGNATURES && line.length > sizeof dash && memcmp(line.at, dash, sizeof dash - 1) == 0 &&
               read_signature(&note->signatures[note->count], line);
        note->count++;
    }
    if (good && note->count > 0)
        return true;
    *note = (struct signed_note){.count = 0};
    return error_set(error, DIXIT_BAD_INPUT, 0, "This is no signed note: text, an empty line, and lines that begin with a dash.");
}

static bool signature_good(const struct signed_note *note, const struct note_signature *signature, const struct note_verifier *verifier, uint64_t *time)
{
    const uint8_t *bytes = signature->bytes + 4;
    if (verifier->kind == NOTE_ED25519)
        return signature->length == 4 + 64 &&
               crypto_sign_verify_detached(bytes, (const uint8_t *)note->text.at, note->text.length, verifier->public) == 0;
    if (signature->length != NOTE_BYTES)
        return false;
    uint64_t when = 0;
    for (unsigned i = 0; i < 8; i++)
        when = when << 8 | bytes[i];
    struct buf message;
    buf_init(&message, 0);
    add_witnessed(&message, note->text, when);
    bool good = !message.failed && crypto_sign_verify_detached(bytes + 8, (const uint8_t *)message.at, message.length, verifier->public) == 0;
    buf_release(&message);
    if (good)
        *time = when;
    return good;
}

enum note_found note_check(const struct signed_note *note, const struct note_verifier *verifier, uint64_t *time)
{
    enum note_found found = NOTE_ABSENT;
    uint64_t when = 0;
    size_t length = strlen(verifier->name);
    for (uint32_t i = 0; i < note->count; i++) {
        const struct note_signature *signature = &note->signatures[i];
        if (signature->length == 0 || signature->name.length != length || memcmp(signature->name.at, verifier->name, length) != 0 ||
            memcmp(signature->bytes, verifier->hash, 4) != 0)
            continue;
        if (!signature_good(note, signature, verifier, &when))
            return NOTE_BAD;
        found = NOTE_GOOD;
    }
    if (time != NULL)
        *time = when;
    return found;
}

/* ---- checkpoints ---- */

void note_add_checkpoint(struct buf *out, const struct note_checkpoint *checkpoint)
{
    buf_add(out, checkpoint->origin.at, checkpoint->origin.length);
    buf_add_format(out, "\n%" PRIu64 "\n", checkpoint->size);
    add_base64(out, checkpoint->root.at, MERKLE_HASH);
    buf_add_char(out, '\n');
}

/* Digits without a leading zero, at most 2^63 − 1. */
static bool read_size(struct str text, uint64_t *size)
{
    *size = 0;
    if (text.length == 0 || text.length > 19 || (text.length > 1 && text.at[0] == '0'))
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *size = *size * 10 + (uint64_t)(text.at[i] - '0');
    }
    return *size <= INT64_MAX;
}

bool note_checkpoint_read(struct note_checkpoint *checkpoint, struct str text, struct dixit_error *error)
{
    struct str size, root;
    *checkpoint = (struct note_checkpoint){.size = 0};
    bool good = cut(&text, '\n', &checkpoint->origin) && checkpoint->origin.length > 0 && cut(&text, '\n', &size) && cut(&text, '\n', &root) &&
                read_size(size, &checkpoint->size) && read_base64(root, checkpoint->root.at, MERKLE_HASH) == MERKLE_HASH;
    for (struct str more; good && text.length > 0;)
        good = cut(&text, '\n', &more) && more.length > 0;
    return good || error_set(error, DIXIT_BAD_INPUT, 0, "This is no checkpoint: the name of a log, its size, and the hash of its root, a line each.");
}
