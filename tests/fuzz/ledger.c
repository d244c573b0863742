/* SPDX-License-Identifier: Apache-2.0 */
/* What comes from other people's ledgers: signed notes, checkpoints, public keys, statements and log entries. Whatever comes, it is read or refused, and what is read
 * points into the bytes given; JSON that was read is written in one form only. */
#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "ledger/canonical.h"
#include "ledger/entry.h"
#include "ledger/log.h"
#include "ledger/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_json(struct str bytes)
{
    struct buf once, twice;
    buf_init(&once, 0);
    buf_init(&twice, 0);
    json_t *value = canonical_parse(bytes.at, bytes.length, NULL);
    if (value != NULL && canonical_write(value, &once, NULL)) {
        json_t *again = canonical_read(once.at, once.length, NULL);
        assert(again != NULL && canonical_write(again, &twice, NULL));
        assert(once.length == twice.length && memcmp(once.at, twice.at, once.length) == 0);
        json_decref(again);
    }
    json_decref(value);
    buf_release(&once);
    buf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {size > 0 ? (const char *)data : "", size}, statement;
    struct signed_note note;
    struct note_checkpoint checkpoint;
    struct note_verifier verifier;
    struct note_key key;
    struct entry entry;
    struct dixit_error error = {0};
    if (note_read(&note, bytes, &error)) {
        assert(note.text.at == bytes.at && note.text.length < size && note.count >= 1 && note.count <= NOTE_SIGNATURES);
        (void)note_checkpoint_read(&checkpoint, note.text, NULL);
    } else {
        assert(error.status == DIXIT_BAD_INPUT);
    }
    (void)note_checkpoint_read(&checkpoint, bytes, NULL);
    (void)note_verifier_read(&verifier, bytes, NULL);
    (void)note_key_read(&key, bytes, NULL);
    (void)ledger_signature_check(bytes, &statement, &verifier, NULL);
    if (entry_read(&entry, bytes))
        assert(entry.kind.at > bytes.at && entry.kind.at + entry.kind.length < bytes.at + size);
    try_json(bytes);
    return 0;
}
