/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite makes the lines: each is one json_object. A passage is named by its document, its words and where they stand, in code points, so that it is found in a ledger that numbers
 * its rows otherwise. */
#include "cli/records.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/stream.h"
#include "ledger/carry.h"
#include "ledger/judge.h"
#include "ledger/load.h"
#include "view/show.h"

#define POINTS(text, byte) "length(CAST(substr(CAST(" text " AS BLOB), 1, " byte ") AS TEXT))"

/* The passage of that row number; NULL for none and for one whose words were erased. */
#define PLACE(id)                                                                                                                                                       \
    "(SELECT json_object('document', d.name, 'own', json(iif(p.kind = 1, 'true', 'false')), 'number', p.number, 'at', json_array(" POINTS("v.text", "p.first") ", "       \
    POINTS("v.text", "p.last") "), 'words', p.words) FROM passages p JOIN readings r ON r.id = p.reading JOIN versions v ON v.id = r.version "                           \
    "JOIN documents d ON d.id = v.document WHERE p.id = " id " AND p.words IS NOT NULL)"

#define UID(table, id) "(SELECT lower(hex(uid)) FROM " table " WHERE id = " id ")"

/* A correction that was repeated on a newer reading goes by the uid that it had first. */
static const char corrections[] =
    "WITH RECURSIVE root(id, first) AS (SELECT id, id FROM corrections WHERE carries IS NULL UNION ALL SELECT c.id, root.first FROM corrections c JOIN root ON c.carries = root.id) "
    "SELECT json_object('format', 'dixit-correction/1', 'uid', " UID("corrections", "root.first") ", 'passage', json(" PLACE("c.passage") "), 'field', c.field, 'answer', c.answer, "
    "'span', iif(c.first IS NULL, NULL, json_array(" POINTS("w.text", "c.first") ", " POINTS("w.text", "c.last") ")), "
    "'value', c.value, 'why', c.why, 'person', c.person, 'at', (SELECT at FROM corrections WHERE id = root.first), 'signature', c.signature) "
    "FROM corrections c JOIN root ON root.id = c.id JOIN passages q ON q.id = c.passage JOIN derived_heads h ON h.reading = q.reading JOIN versions w ON w.id = h.version "
    "WHERE h.document = ?1 AND c.result IS NOT NULL AND q.words IS NOT NULL ORDER BY c.id";

/* Claims that persons did something with. */
#define OURS "(EXISTS (SELECT 1 FROM decisions WHERE claim = c.id) OR EXISTS (SELECT 1 FROM verdicts WHERE claim = c.id) OR EXISTS (SELECT 1 FROM evidence WHERE claim = c.id))"

/* Of each part of a passage the newest act of a person, else the newest; where its words stand now. */
static const char claims[] =
    "WITH standing AS (SELECT m.*, current_passage(m.passage) AS now FROM memberships m WHERE NOT EXISTS (SELECT 1 FROM memberships n WHERE n.claim = m.claim AND n.passage = m.passage "
    "AND n.first IS m.first AND (n.act IN (1, 2), n.id) > (m.act IN (1, 2), m.id))) "
    "SELECT json_object('format', 'dixit-claim/1', 'uid', lower(hex(c.uid)), 'made', c.made, 'split_from', " UID("claims", "c.split_from") ", 'members', "
    "json((SELECT json_group_array(json_object('passage', json(" PLACE("s.now") "), 'act', s.act, 'position', s.position, 'score', s.score, 'at', s.at, 'person', s.person, "
    "'span', iif(s.first IS NULL, NULL, json_array(" POINTS("w.text", "s.first + b.first - a.first") ", " POINTS("w.text", "s.last + b.first - a.first") ")))) "
    "FROM standing s JOIN passages a ON a.id = s.passage JOIN passages b ON b.id = s.now JOIN readings q ON q.id = b.reading JOIN versions w ON w.id = q.version "
    "WHERE s.claim = c.id))) FROM claims c WHERE " OURS " ORDER BY c.id";

static const char evidence[] =
    "SELECT json_object('format', 'dixit-evidence/1', 'uid', lower(hex(e.uid)), 'sha256', e.sha256, 'size', e.size, 'got', e.got, 'origin', e.origin, 'how', e.how, 'media_type', e.media_type, "
    "'person', e.person, 'document', (SELECT name FROM documents WHERE id = e.document), 'claim', " UID("claims", "e.claim") "), e.sha256, e.size "
    "FROM evidence e WHERE e.sha256 IS NOT NULL ORDER BY e.id";

static const char decisions[] =
    "SELECT json_object('format', 'dixit-decision/1', 'claim', " UID("claims", "n.claim") ", 'act', n.act, 'other', " UID("claims", "n.other") ", 'at', n.at, 'reason', n.reason, "
    "'person', n.person, 'signature', n.signature) FROM decisions n ORDER BY n.id";

static const char verdicts[] =
    "SELECT json_object('format', 'dixit-verdict/1', 'uid', lower(hex(w.uid)), 'claim', " UID("claims", "w.claim") ", 'passage', json(" PLACE("current_passage(w.passage)") "), "
    "'supersedes', " UID("verdicts", "w.supersedes") ", 'at', w.at, 'verdict', w.verdict, 'reasons', w.reasons, 'person', w.person, 'signature', w.signature, "
    "'evidence', json((SELECT json_group_array(lower(hex(e.uid))) FROM verdict_evidence b JOIN evidence e ON e.id = b.evidence WHERE b.verdict = w.id))) "
    "FROM verdicts w WHERE w.verdict IS NOT NULL AND (w.claim IS NOT NULL OR current_passage(w.passage) > 0) ORDER BY w.id";

static bool put_lines(struct ledger *ledger, const char *sql, int64_t document, struct buf *out)
{
    sqlite3_stmt *row = ledger_own_statement(ledger, sql, strlen(sql));
    if (document != 0)
        ledger_bind_int(ledger, row, 1, document);
    while (ledger_step(ledger, row)) {
        struct str line = ledger_column(row, 0);
        buf_add(out, line.at, line.length);
        buf_add_char(out, '\n');
    }
    sqlite3_finalize(row);
    return !ledger_failed(ledger) && !out->failed;
}

bool records_write_document(struct ledger *ledger, int64_t document, struct buf *out)
{
    struct arena memory;
    const char *model;
    arena_init(&memory, 0);
    struct doc doc = {.memory = &memory};
    struct show_options show = {0};
    bool good = ledger_load(ledger, document, 0, &doc, &model);
    show.model = good ? model : NULL;
    good = good && (show_json(&doc, &show, out) || ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for a reading.")) && put_lines(ledger, corrections, document, out);
    arena_release(&memory);
    return good;
}

/* "bytes" with the file in base64, before the bracket that closes a line. False when the file cannot be read. */
static bool put_bytes(struct ledger *ledger, const char *hex, struct buf *line)
{
    struct stream stream;
    struct buf path, bytes;
    buf_init(&path, 0);
    buf_init(&bytes, 0);
    evidence_path(ledger, hex, &path);
    bool good = stream_open(&stream, buf_terminate(&path));
    if (good) {
        good = stream_read_rest(&stream, &bytes, RECORDS_BYTES) == STREAM_WHOLE;
        stream_close(&stream);
    }
    size_t room = sodium_base64_encoded_len(bytes.length, sodium_base64_VARIANT_ORIGINAL);
    if (good) {
        line->length--;
        buf_add_text(line, ",\"bytes\":\"");
        char *to = buf_reserve(line, room);
        if (to != NULL) {
            sodium_bin2base64(to, room, (const unsigned char *)bytes.at, bytes.length, sodium_base64_VARIANT_ORIGINAL);
            line->length += room - 1;
        }
        buf_add_text(line, "\"}");
    }
    buf_release(&path);
    buf_release(&bytes);
    return good;
}

static bool put_evidence(struct ledger *ledger, bool bytes, struct buf *out)
{
    sqlite3_stmt *row = ledger_own_statement(ledger, evidence, sizeof evidence - 1);
    struct buf line;
    buf_init(&line, 0);
    while (ledger_step(ledger, row)) {
        struct str text = ledger_column(row, 0), hex = ledger_column(row, 1);
        buf_reset(&line);
        buf_add(&line, text.at, text.length);
        if (bytes && (sqlite3_column_int64(row, 2) > RECORDS_BYTES || hex.length != 64 || !put_bytes(ledger, hex.at, &line)))
            fprintf(stderr, "dixit: evidence %.64s is too large or cannot be read; its bytes are left out\n", hex.at);
        buf_add_char(&line, '\n');
        out->failed = out->failed || line.failed;
        buf_add(out, line.at, line.length);
    }
    buf_release(&line);
    sqlite3_finalize(row);
    return !ledger_failed(ledger) && !out->failed;
}

bool records_write_rest(struct ledger *ledger, bool bytes, struct buf *out)
{
    return ledger_offer_current_passage(ledger) && put_lines(ledger, claims, 0, out) && put_evidence(ledger, bytes, out) && put_lines(ledger, decisions, 0, out) && put_lines(ledger, verdicts, 0, out);
}
