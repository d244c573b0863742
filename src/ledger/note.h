/* SPDX-License-Identifier: Apache-2.0 */
/* note.h: signed notes (c2sp.org/signed-note), checkpoints of a log (c2sp.org/tlog-checkpoint) and what witnesses add to them
 * (c2sp.org/tlog-cosignature), with Ed25519 by libsodium.
 *
 *     dixit-ledger/5f1c9e0a77d24b13          text: lines, the last ends with a line feed. Of a checkpoint: the name of the log,
 *     1240                                   how many entries it has,
 *     qg1xY0cJ…Zk=                           the root of their tree
 *                                            an empty line
 *     — dixit-ledger/5f1c9e0a77d24b13 x08g…  signatures: name, base64 of 4 bytes of key hash and the signature
 *     — witness.example/w1 Jz0b…             of a witness: 8 bytes of time before the 64 of the signature
 *
 * A verifier is a public key as text, NAME+HASH+BASE64: the base64 holds one byte of kind and the 32 bytes of the key; HASH, in hexadecimal, the first 4
 * bytes of SHA-256(name ‖ 0A ‖ kind ‖ key). Names hold no space and no plus sign. */
#ifndef LEDGER_NOTE_H
#define LEDGER_NOTE_H

#include "base/buf.h"
#include "base/error.h"
#include "ledger/merkle.h"

enum {
    NOTE_NAME = 120,         /* most bytes of a key's name */
    NOTE_MOST = 1 << 20,     /* most bytes of a note */
    NOTE_SIGNATURES = 64,    /* most signatures of one */
    NOTE_BYTES = 4 + 8 + 64, /* most bytes of one that is understood */
};

/* The kind of a key: what it signs. */
enum note_kind { NOTE_ED25519 = 1, NOTE_COSIGNATURE = 4 };

/* A secret key; note_key_forget wipes it. */
struct note_key {
    char name[NOTE_NAME + 1];
    uint8_t public[32], secret[64];
};

struct note_verifier {
    char name[NOTE_NAME + 1];
    enum note_kind kind;
    uint8_t hash[4], public[32];
};

struct note_signature {
    struct str name;
    struct str line; /* the whole line without its line feed */
    uint8_t bytes[NOTE_BYTES];
    size_t length; /* 0: longer than what is understood here */
};

/* A note taken apart; everything in it points into the bytes that it was read from. */
struct signed_note {
    struct str text; /* with its last line feed */
    uint32_t count;
    struct note_signature signatures[NOTE_SIGNATURES];
};

struct note_checkpoint {
    struct str origin;
    uint64_t size;
    struct merkle_hash root;
};

/* What a note has of a key. */
enum note_found { NOTE_ABSENT, NOTE_GOOD, NOTE_BAD };

/* ---- keys ---- */

/* Is it a name that a key may have? */
bool note_name_good(struct str name);

/* A new key. False with `error` filled when the name cannot be one or the system gives no random numbers. */
bool note_key_make(struct note_key *key, const char *name, struct dixit_error *error);

/* A key file holds one line, PRIVATE+KEY+NAME+HASH+BASE64, as Go's golang.org/x/mod/sumdb/note writes it: base64 of the byte 01 and the 32 bytes that
 * the key grows from. Only its owner may read it (mode 0600): one that others can read is refused. `error` is DIXIT_BAD_INPUT when there is no such file. */
bool note_key_load(struct note_key *key, const char *path, struct dixit_error *error);
/* Makes the file, which must not be there yet, and syncs it. */
bool note_key_save(const struct note_key *key, const char *path, struct dixit_error *error);
/* The key of such a line. */
bool note_key_read(struct note_key *key, struct str line, struct dixit_error *error);
void note_key_forget(struct note_key *key);

/* The verifier of a key, as one kind or the other, and as text. */
struct note_verifier note_key_verifier(const struct note_key *key, enum note_kind kind);
void note_add_verifier(struct buf *out, const struct note_verifier *verifier);
/* False, with `error` filled, when the text is no verifier or its hash is not that of its key. */
bool note_verifier_read(struct note_verifier *verifier, struct str text, struct dixit_error *error);
/* The verifier of a public key. */
struct note_verifier note_verifier_of(const char *name, enum note_kind kind, const uint8_t public[32]);

/* ---- notes ---- */

/* Appends the text, an empty line and the signature. The text must be what a note can hold (note_read) and end with a line feed. */
bool note_sign(const struct note_key *key, struct str text, struct buf *out, struct dixit_error *error);
/* Appends the signature line of a witness to a note with this text: it has seen this checkpoint, at `time` (seconds since 1970), and no other that is
 * inconsistent with it. */
bool note_cosign(const struct note_key *key, struct str text, uint64_t time, struct buf *out, struct dixit_error *error);
/* Takes a note apart, without checking a signature. */
bool note_read(struct signed_note *note, struct str bytes, struct dixit_error *error);
/* GOOD when the note has a signature of the key that is right, BAD when it has one that is not. `time` (may be NULL) is what a witness says of when, else 0. */
enum note_found note_check(const struct signed_note *note, const struct note_verifier *verifier, uint64_t *time);

/* ---- checkpoints ---- */

void note_add_checkpoint(struct buf *out, const struct note_checkpoint *checkpoint);
/* Reads the text of a note; more lines may follow the three, none of them empty. `origin` points into it. */
bool note_checkpoint_read(struct note_checkpoint *checkpoint, struct str text, struct dixit_error *error);

#endif
