/* SPDX-License-Identifier: Apache-2.0 */
/* One line at a time: what it names is looked up, and what is there already (by its uid, or all it says) is passed over. */
#include "cli/records.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "ledger/canonical.h"
#include "ledger/change.h"
#include "ledger/correct.h"
#include "ledger/judge.h"
#include "ledger/kept.h"
#include "ledger/log.h"
#include "ledger/note.h"

struct taking {
    struct ledger *ledger;
    const json_t *line;
    const char *evidence;
    uint64_t number;
    struct records_taken *taken;
};

/* Names what does not fit; true: the ledger is fine. */
__attribute__((format(printf, 2, 3))) static bool leave_out(const struct taking *t, const char *format, ...)
{
    char text[240];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (t->number > 0)
        fprintf(stderr, "dixit: line %llu: %s\n", (unsigned long long)t->number, text);
    else
        fprintf(stderr, "dixit: %s\n", text);
    t->taken->left_out++;
    return !ledger_failed(t->ledger);
}

/* ---- what a line holds ---- */

static struct str text_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)} : (struct str){NULL, 0};
}

static int64_t int_of(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

/* A number from 0 to `most`; −1 for anything else. */
static int choice_of(const json_t *object, const char *key, int most)
{
    int64_t value = int_of(object, key, -1);
    return value >= 0 && value <= most ? (int)value : -1;
}

static bool read_uid(struct str hex, uint8_t uid[LEDGER_UID])
{
    size_t length = 0;
    return hex.length == (size_t)LEDGER_UID * 2 && sodium_hex2bin(uid, LEDGER_UID, hex.at, hex.length, NULL, &length, NULL) == 0 && length == LEDGER_UID;
}

/* The row with that uid; 0 for none. `sql` selects an id by ?1. */
static int64_t find_uid(struct ledger *ledger, const char *sql, struct str hex)
{
    uint8_t uid[LEDGER_UID];
    if (!read_uid(hex, uid))
        return 0;
    sqlite3_stmt *row = ledger_statement(ledger, sql);
    ledger_bind_blob(ledger, row, 1, uid, sizeof uid);
    return ledger_step(ledger, row) ? sqlite3_column_int64(row, 0) : 0;
}

static const char claim_by_uid[] = "SELECT id FROM claims WHERE uid = ?1", verdict_by_uid[] = "SELECT id FROM verdicts WHERE uid = ?1", evidence_by_uid[] = "SELECT id FROM evidence WHERE uid = ?1",
                  correction_by_uid[] = "SELECT id FROM corrections WHERE uid = ?1";

/* A passage as it stands here: its row, and where its text's code points lead. 0 when it is not there. */
static int64_t find_place(struct ledger *ledger, const json_t *place)
{
    const json_t *at = json_object_get(place, "at");
    sqlite3_stmt *row = ledger_statement(ledger,
        "SELECT p.id FROM documents d JOIN derived_heads h ON h.document = d.id JOIN versions v ON v.id = h.version JOIN passages p ON p.reading = h.reading "
        "WHERE d.name = ?1 AND p.kind = ?2 AND p.words = ?3 AND p.first = length(CAST(substr(v.text, 1, ?4) AS BLOB)) AND p.last = length(CAST(substr(v.text, 1, ?5) AS BLOB)) "
        "AND NOT EXISTS (SELECT 1 FROM passages q WHERE q.corrects = p.id) ORDER BY p.number <> ?6, p.id LIMIT 1");
    ledger_bind_text(ledger, row, 1, text_of(place, "document"));
    ledger_bind_int(ledger, row, 2, json_is_true(json_object_get(place, "own")));
    ledger_bind_text(ledger, row, 3, text_of(place, "words"));
    ledger_bind_int(ledger, row, 4, json_integer_value(json_array_get(at, 0)));
    ledger_bind_int(ledger, row, 5, json_integer_value(json_array_get(at, 1)));
    ledger_bind_int(ledger, row, 6, int_of(place, "number", 0));
    return ledger_step(ledger, row) ? sqlite3_column_int64(row, 0) : 0;
}

/* Two code points of the text that a passage stands in, as bytes. False when they are none of it. */
static bool find_span(struct ledger *ledger, int64_t passage, const json_t *span, int64_t *first, int64_t *last)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT length(CAST(substr(v.text, 1, ?2) AS BLOB)), length(CAST(substr(v.text, 1, ?3) AS BLOB)), ?2 >= 0 AND ?2 < ?3 AND ?3 <= length(v.text) "
                                                 "FROM passages p JOIN readings r ON r.id = p.reading JOIN versions v ON v.id = r.version WHERE p.id = ?1");
    ledger_bind_int(ledger, row, 1, passage);
    ledger_bind_int(ledger, row, 2, json_integer_value(json_array_get(span, 0)));
    ledger_bind_int(ledger, row, 3, json_integer_value(json_array_get(span, 1)));
    if (!ledger_step(ledger, row))
        return false;
    *first = sqlite3_column_int64(row, 0);
    *last = sqlite3_column_int64(row, 1);
    return sqlite3_column_int(row, 2) != 0;
}

/* Is what is signed what the line says? A line without a signature is as good as its sender. */
static bool is_signed_so(const struct taking *t)
{
    static const char *const keys[] = {"person", "value", "why", "verdict", "reasons", "reason"};
    struct str signature = text_of(t->line, "signature"), statement;
    struct note_verifier verifier;
    struct dixit_error error = {0};
    if (signature.at == NULL)
        return true;
    if (!ledger_signature_check(signature, &statement, &verifier, &error))
        return false;
    json_t *said = canonical_parse(statement.at, statement.length, &error);
    bool good = said != NULL;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *there = json_object_get(said, keys[i]), *here = json_object_get(t->line, keys[i]);
        if (there != NULL && here != NULL && !json_equal(there, here))
            good = false;
    }
    json_decref(said);
    return good;
}

static struct cell text_cell(const struct taking *t, const char *key)
{
    return cell_text(text_of(t->line, key));
}

static bool finish(const struct taking *t)
{
    t->taken->added++;
    return ledger_change_end(t->ledger);
}

/* ---- the kinds ---- */

static bool take_correction(const struct taking *t)
{
    struct ledger *ledger = t->ledger;
    uint8_t uid[LEDGER_UID];
    int field = choice_of(t->line, "field", CORRECT_FIELDS - 1), answer = choice_of(t->line, "answer", 255);
    int64_t first = 0, last = 0;
    if (!read_uid(text_of(t->line, "uid"), uid) || field < 0)
        return leave_out(t, "This is no correction.");
    if (find_uid(ledger, correction_by_uid, text_of(t->line, "uid")) != 0)
        return true;
    if (!is_signed_so(t))
        return leave_out(t, "A correction does not say what its person signed.");
    int64_t passage = find_place(ledger, json_object_get(t->line, "passage"));
    if (passage == 0 || (field == CORRECT_ANSWERED && !find_span(ledger, passage, json_object_get(t->line, "span"), &first, &last)))
        return leave_out(t, "The passage of a correction is not in this ledger.");
    struct correction c = {.field = (enum correction_field)field, .passage = passage, .answer = answer < 0 ? 0 : (uint8_t)answer, .first = (uint32_t)first, .last = (uint32_t)last,
                           .value = text_of(t->line, "value"), .why = text_of(t->line, "why"), .person = text_of(t->line, "person"), .signature = text_of(t->line, "signature"),
                           .uid = uid, .at = int_of(t->line, "at", 0)};
    if (!ledger_change_begin(ledger, "correction.import"))
        return false;
    ledger_correct(ledger, &c, 0);
    return finish(t);
}

static bool has_member(struct ledger *ledger, int64_t claim, int64_t passage, int64_t first, bool whole, int act, int64_t at)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM memberships WHERE claim = ?1 AND passage = ?2 AND first IS iif(?6, NULL, ?3) AND act = ?4 AND at = ?5");
    ledger_bind_int(ledger, row, 1, claim);
    ledger_bind_int(ledger, row, 2, passage);
    ledger_bind_int(ledger, row, 3, first);
    ledger_bind_int(ledger, row, 4, act);
    ledger_bind_int(ledger, row, 5, at);
    ledger_bind_int(ledger, row, 6, whole);
    return ledger_step(ledger, row);
}

/* One member; those that the program proposed only with a claim that is new here. */
static bool take_member(const struct taking *t, int64_t *claim, bool fresh, bool *open, const json_t *member)
{
    struct ledger *ledger = t->ledger;
    const json_t *span = json_object_get(member, "span");
    int act = choice_of(member, "act", 3), position = choice_of(member, "position", 2);
    int64_t passage = find_place(ledger, json_object_get(member, "passage")), first = 0, last = 0, at = int_of(member, "at", 0);
    bool whole = !json_is_array(span);
    if (act < 0 || position < 0)
        return leave_out(t, "This is no member of a claim.");
    if (passage == 0 || (!whole && !find_span(ledger, passage, span, &first, &last)))
        return leave_out(t, "A passage of a claim is not in this ledger.");
    if ((!fresh && (act == 0 || act == 3)) || has_member(ledger, *claim, passage, first, whole, act, at))
        return !ledger_failed(ledger);
    if (!*open && !(*open = ledger_change_begin(ledger, "claim.import")))
        return false;
    struct cell cells[] = {CELL_INT(*claim), CELL_INT(passage), CELL_INT(act), CELL_INT(position), CELL_REAL(json_number_value(json_object_get(member, "score"))), CELL_INT(at),
                           whole ? CELL_NULL : CELL_INT(first), whole ? CELL_NULL : CELL_INT(last), CELL_NULL, cell_text(text_of(member, "person"))};
    return ledger_add_row(ledger, TABLE_MEMBERSHIPS, cells, sizeof cells / sizeof *cells) != 0;
}

static bool take_claim(const struct taking *t)
{
    struct ledger *ledger = t->ledger;
    uint8_t uid[LEDGER_UID];
    size_t i;
    json_t *member;
    if (!read_uid(text_of(t->line, "uid"), uid))
        return leave_out(t, "This is no claim.");
    int64_t claim = find_uid(ledger, claim_by_uid, text_of(t->line, "uid"));
    bool fresh = claim == 0, open = fresh && ledger_change_begin(ledger, "claim.import");
    if (fresh)
        claim = ledger_add_row(ledger, TABLE_CLAIMS, (struct cell[]){CELL_BLOB(uid, sizeof uid), CELL_INT(int_of(t->line, "made", 0)),
                                                                     cell_id(find_uid(ledger, claim_by_uid, text_of(t->line, "split_from")))}, 3);
    json_array_foreach (json_object_get(t->line, "members"), i, member)
        if (!take_member(t, &claim, fresh, &open, member))
            return false;
    return open ? finish(t) : !ledger_failed(ledger);
}

static bool take_decision(const struct taking *t)
{
    struct ledger *ledger = t->ledger;
    int64_t claim = find_uid(ledger, claim_by_uid, text_of(t->line, "claim")), at = int_of(t->line, "at", 0);
    int act = choice_of(t->line, "act", 3);
    if (claim == 0 || act < 0)
        return leave_out(t, "The claim of a decision is not in this ledger.");
    if (!is_signed_so(t))
        return leave_out(t, "A decision does not say what its person signed.");
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM decisions WHERE claim = ?1 AND act = ?2 AND at = ?3 AND person IS ?4 AND signature IS ?5");
    ledger_bind_int(ledger, row, 1, claim);
    ledger_bind_int(ledger, row, 2, act);
    ledger_bind_int(ledger, row, 3, at);
    ledger_bind_text(ledger, row, 4, text_of(t->line, "person"));
    ledger_bind_text(ledger, row, 5, text_of(t->line, "signature"));
    if (ledger_step(ledger, row) || !ledger_change_begin(ledger, "decision.import"))
        return !ledger_failed(ledger);
    struct cell cells[] = {CELL_INT(claim), CELL_INT(act), cell_id(find_uid(ledger, claim_by_uid, text_of(t->line, "other"))), CELL_INT(at), text_cell(t, "reason"), text_cell(t, "person"),
                           text_cell(t, "signature")};
    ledger_add_row(ledger, TABLE_DECISIONS, cells, sizeof cells / sizeof *cells);
    return finish(t);
}

static bool is_hex(struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (strchr("0123456789abcdef", text.at[i]) == NULL || text.at[i] == '\0')
            return false;
    return text.length == 64;
}

static bool has_hash(struct str bytes, struct str hex)
{
    char text[65];
    sha256_hex_of(bytes.at, bytes.length, text);
    return memcmp(text, hex.at, 64) == 0;
}

/* Keeps the bytes of evidence: those in the line, else the file of that hash in the folder. False when they are not there or have another hash. */
static bool keep_file(const struct taking *t, struct str wanted, int64_t *size)
{
    struct str text = text_of(t->line, "bytes");
    struct buf bytes, path;
    char hex[65] = "";
    size_t length = 0;
    buf_init(&bytes, 0);
    buf_init(&path, 0);
    struct evidence evidence = {0};
    bool good = true;
    if (text.at != NULL) {
        char *room = buf_reserve(&bytes, text.length + 1);
        good = room != NULL && sodium_base642bin((unsigned char *)room, text.length + 1, text.at, text.length, NULL, &length, NULL, sodium_base64_VARIANT_ORIGINAL) == 0;
        evidence.bytes = (struct str){room, length};
        good = good && has_hash(evidence.bytes, wanted);
    } else {
        good = t->evidence != NULL;
        buf_add_format(&path, "%s/%.64s", t->evidence != NULL ? t->evidence : "", wanted.at);
        evidence.path = buf_terminate(&path);
    }
    good = good && (*size = ledger_keep_bytes(t->ledger, &evidence, hex)) >= 0;
    buf_release(&bytes);
    buf_release(&path);
    return good;
}

static bool take_evidence(const struct taking *t)
{
    struct ledger *ledger = t->ledger;
    uint8_t uid[LEDGER_UID];
    struct str hash = text_of(t->line, "sha256"), name = text_of(t->line, "document");
    int64_t size = 0, document = name.at != NULL ? ledger_find_document(ledger, name) : 0, claim = find_uid(ledger, claim_by_uid, text_of(t->line, "claim"));
    if (!read_uid(text_of(t->line, "uid"), uid) || !is_hex(hash))
        return leave_out(t, "This is no evidence.");
    if (find_uid(ledger, evidence_by_uid, text_of(t->line, "uid")) != 0)
        return true;
    if ((name.at != NULL && document == 0) || (text_of(t->line, "claim").at != NULL && claim == 0))
        return leave_out(t, "What evidence %.64s is for is not in this ledger.", hash.at);
    if (!keep_file(t, hash, &size))
        return ledger_failed(ledger) ? false : leave_out(t, "The bytes of evidence %.64s are not there.", hash.at);
    if (size != int_of(t->line, "size", -1))
        return leave_out(t, "Evidence %.64s is not as long as is said.", hash.at);
    if (!ledger_change_begin(ledger, "evidence.import"))
        return false;
    struct cell cells[] = {CELL_BLOB(uid, sizeof uid), CELL_INT(size), CELL_INT(int_of(t->line, "got", 0)), cell_id(document), cell_id(claim), cell_text(hash), text_cell(t, "origin"),
                           text_cell(t, "how"), text_cell(t, "media_type"), text_cell(t, "person")};
    ledger_add_row(ledger, TABLE_EVIDENCE, cells, sizeof cells / sizeof *cells);
    return finish(t);
}

static bool take_verdict(const struct taking *t)
{
    struct ledger *ledger = t->ledger;
    uint8_t uid[LEDGER_UID];
    struct str of = text_of(t->line, "claim");
    size_t i;
    json_t *name;
    int64_t claim = find_uid(ledger, claim_by_uid, of), passage = of.at != NULL ? 0 : find_place(ledger, json_object_get(t->line, "passage"));
    if (!read_uid(text_of(t->line, "uid"), uid))
        return leave_out(t, "This is no verdict.");
    if (find_uid(ledger, verdict_by_uid, text_of(t->line, "uid")) != 0)
        return true;
    if (claim == 0 && passage == 0)
        return leave_out(t, "What a verdict is on is not in this ledger.");
    if (!is_signed_so(t))
        return leave_out(t, "A verdict does not say what its person signed.");
    if (!ledger_change_begin(ledger, "verdict.import"))
        return false;
    struct cell cells[] = {CELL_BLOB(uid, sizeof uid), cell_id(claim), cell_id(passage), cell_id(find_uid(ledger, verdict_by_uid, text_of(t->line, "supersedes"))),
                           CELL_INT(int_of(t->line, "at", 0)), text_cell(t, "verdict"), text_cell(t, "reasons"), text_cell(t, "person"), text_cell(t, "signature")};
    int64_t id = ledger_add_row(ledger, TABLE_VERDICTS, cells, sizeof cells / sizeof *cells);
    json_array_foreach (json_object_get(t->line, "evidence"), i, name) {
        int64_t evidence = find_uid(ledger, evidence_by_uid, (struct str){json_string_value(name), json_string_length(name)});
        if (evidence != 0)
            ledger_add_row(ledger, TABLE_VERDICT_EVIDENCE, (struct cell[]){CELL_INT(id), CELL_INT(evidence)}, 2);
    }
    return finish(t);
}

static const struct {
    const char *format;
    bool (*take)(const struct taking *taking);
} kinds[] = {
    {"dixit-correction/1", take_correction}, {"dixit-claim/1", take_claim}, {"dixit-evidence/1", take_evidence}, {"dixit-decision/1", take_decision}, {"dixit-verdict/1", take_verdict},
};

bool records_knows(struct str line)
{
    static const char begin[] = "{\"format\":\"";
    size_t length = sizeof begin - 1;
    for (size_t i = 0; line.length > length && memcmp(line.at, begin, length) == 0 && i < sizeof kinds / sizeof *kinds; i++) {
        size_t name = strlen(kinds[i].format);
        if (line.length > length + name && memcmp(line.at + length, kinds[i].format, name) == 0 && line.at[length + name] == '"')
            return true;
    }
    return false;
}

bool records_take(struct ledger *ledger, struct str line, const char *evidence, uint64_t number, struct records_taken *taken)
{
    json_error_t bad;
    struct taking t = {.ledger = ledger, .evidence = evidence, .number = number, .taken = taken};
    json_t *root = json_loadb(line.at, line.length, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &bad);
    struct str format = text_of(root, "format");
    bool good = true, known = false;
    t.line = root;
    for (size_t i = 0; format.at != NULL && !known && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(format.at, kinds[i].format) == 0) {
            known = true;
            good = kinds[i].take(&t);
        }
    if (!known)
        good = leave_out(&t, "This is no record of a ledger.");
    json_decref(root);
    return good && !ledger_failed(ledger);
}
