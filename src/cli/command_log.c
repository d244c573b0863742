/* SPDX-License-Identifier: Apache-2.0 */
/* dixit log: what was done to a ledger, whether it is as it was signed, and proofs of it for others. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/sha256.h"
#include "base/stream.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "ledger/entry.h"
#include "ledger/log.h"
#include "ledger/prove.h"
#include "ledger/verify.h"
#include "ledger/witness.h"
#include "view/safe.h"

enum { MOST_FINDINGS = 1000, MOST_WITNESSES = 64, MOST_FILE = 1 << 26 };

struct log_options {
    const char *ledger, *since, *public, *witnesses, *add, *key, *proof;
    bool json, witness;
    uint64_t last;
    char **arguments;
    int count;
};

struct log_run {
    const struct log_options *options;
    struct ledger *ledger;
    struct dixit_error error;
    struct buf out, since; /* what is printed; the file of --since */
    struct note_verifier public, witnesses[MOST_WITNESSES];
    uint32_t n_witnesses;
    uint64_t told;
    struct json json;
};

/* ---- files ---- */

static bool read_file(struct log_run *run, const char *path, struct buf *bytes)
{
    struct stream stream;
    if (!stream_open(&stream, path))
        return error_set(&run->error, DIXIT_SYSTEM, 0, "%.160s: %s.", path, strerror(errno));
    enum stream_got got = stream_read_rest(&stream, bytes, MOST_FILE);
    int why = errno;
    stream_close(&stream);
    if (got == STREAM_WHOLE || got == STREAM_END)
        return true;
    return error_set(&run->error, DIXIT_SYSTEM, 0, "%.160s: %s.", path, got == STREAM_FAILED ? strerror(why) : "it is too large");
}

/* Public keys, one a line; empty lines and those that begin with # are left out. */
static bool read_witnesses(struct log_run *run)
{
    struct buf bytes;
    if (run->options->witnesses == NULL)
        return true;
    buf_init(&bytes, 0);
    bool good = read_file(run, run->options->witnesses, &bytes);
    for (size_t at = 0; good && at < bytes.length;) {
        const char *end = memchr(bytes.at + at, '\n', bytes.length - at);
        struct str line = {bytes.at + at, end != NULL ? (size_t)(end - bytes.at) - at : bytes.length - at};
        at += line.length + 1;
        if (line.length == 0 || line.at[0] == '#')
            continue;
        if (run->n_witnesses == MOST_WITNESSES)
            good = error_set(&run->error, DIXIT_USAGE, 0, "%.160s: more than %d witnesses.", run->options->witnesses, MOST_WITNESSES);
        else
            good = note_verifier_read(&run->witnesses[run->n_witnesses++], line, &run->error);
    }
    buf_release(&bytes);
    return good;
}

/* Opens what the command works on. */
static bool open_ledger(struct log_run *run, enum ledger_mode mode)
{
    const struct log_options *options = run->options;
    run->ledger = ledger_open(options_ledger(options->ledger), mode, &run->error);
    return run->ledger != NULL && (options->since == NULL || read_file(run, options->since, &run->since)) && read_witnesses(run) &&
           (options->public == NULL || note_verifier_read(&run->public, (struct str){options->public, strlen(options->public)}, &run->error));
}

/* ---- show ---- */

static void show_entry(struct log_run *run, struct str body)
{
    struct entry entry;
    if (run->options->json) {
        buf_add(&run->out, body.at, body.length);
        buf_add_char(&run->out, '\n');
        return;
    }
    if (!entry_read(&entry, body)) {
        buf_add_text(&run->out, "       this is no entry; see dixit log verify\n");
        return;
    }
    buf_add_format(&run->out, "%6" PRId64 "  %.*s  %-18.*s ", entry.number, (int)entry.at.length, entry.at.at, (int)entry.kind.length, entry.kind.at);
    const char *before = " ";
    for (int i = 0; i < LEDGER_TABLES; i++)
        if ((entry.rows.given >> i & 1) != 0) {
            buf_add_format(&run->out, "%s%s", before, ledger_table_name((enum ledger_table)i));
            before = ", ";
        }
    buf_add_char(&run->out, '\n');
}

/* Writes what there is to standard output. */
static bool flush(struct log_run *run)
{
    if (run->out.failed)
        return error_set(&run->error, DIXIT_NO_MEMORY, 0, "There is not enough memory for the output.");
    if (!buf_write_all(STDOUT_FILENO, run->out.at, run->out.length))
        return error_set(&run->error, DIXIT_SYSTEM, 0, "standard output: %s", strerror(errno));
    buf_reset(&run->out);
    return true;
}

static bool show(struct log_run *run)
{
    if (!open_ledger(run, LEDGER_READ) || !ledger_begin_reading(run->ledger))
        return false;
    int64_t last = run->options->last > INT64_MAX ? INT64_MAX : (int64_t)run->options->last, size = ledger_number(run->ledger, "SELECT max(id) FROM log_entries", 0);
    sqlite3_stmt *entries = ledger_statement(run->ledger, "SELECT body FROM log_entries WHERE id > ? ORDER BY id");
    ledger_bind_int(run->ledger, entries, 1, last > 0 && last < size ? size - last : 0);
    bool good = true;
    while (good && ledger_step(run->ledger, entries)) {
        show_entry(run, (struct str){sqlite3_column_blob(entries, 0), (size_t)sqlite3_column_bytes(entries, 0)});
        good = run->out.length < 1 << 16 || flush(run);
    }
    return good && !ledger_failed(run->ledger);
}

/* ---- verify ---- */

static void found(void *context, int64_t entry, const char *sentence)
{
    struct log_run *run = context;
    if (run->told++ >= MOST_FINDINGS)
        return;
    if (run->options->json) {
        json_open_object(&run->json);
        json_key(&run->json, "entry");
        if (entry > 0)
            json_int(&run->json, entry);
        else
            json_none(&run->json);
        json_key(&run->json, "what");
        struct buf safe; /* it may quote what was altered */
        buf_init(&safe, 0);
        safe_add(&safe, (struct str){sentence, strlen(sentence)}, true);
        json_text(&run->json, safe.at, safe.length);
        buf_release(&safe);
        json_close_object(&run->json);
        return;
    }
    buf_add_text(&run->out, "altered: ");
    safe_add(&run->out, (struct str){sentence, strlen(sentence)}, true);
    buf_add_char(&run->out, '\n');
}

static void put_result_json(struct log_run *run, const struct ledger_verified *result)
{
    const struct {
        const char *key;
        uint64_t value;
    } counts[] = {{"findings", result->findings}, {"entries", result->entries}, {"rows", result->rows}, {"erased", result->erased},
                  {"evidence", result->evidence}, {"missing", result->missing}, {"witnessed", result->witnessed}};
    char hex[65];
    json_close_array(&run->json);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        json_key(&run->json, counts[i].key);
        json_int(&run->json, (int64_t)counts[i].value);
    }
    json_key(&run->json, "index_checked");
    json_bool(&run->json, result->search_checked);
    json_key(&run->json, "root");
    sha256_hex(result->root.at, hex);
    json_cstr(&run->json, hex);
    json_close_object(&run->json);
    buf_add_char(&run->out, '\n');
}

static void put_result(struct log_run *run, const struct ledger_verified *result)
{
    char hex[65];
    sha256_hex(result->root.at, hex);
    if (result->findings > MOST_FINDINGS)
        buf_add_format(&run->out, "and %" PRIu64 " more\n", result->findings - MOST_FINDINGS);
    if (result->findings == 0)
        buf_add_text(&run->out, "The ledger is as its log says.\n");
    buf_add_format(&run->out, "%" PRIu64 " entries, %" PRIu64 " rows, %" PRIu64 " pieces of evidence", result->entries, result->rows, result->evidence);
    if (result->missing > 0)
        buf_add_format(&run->out, " (%" PRIu64 " erased)", result->missing);
    if (result->erased > 0)
        buf_add_format(&run->out, "; the words of %" PRIu64 " entries were erased with a reason", result->erased);
    if (result->witnessed > 0)
        buf_add_format(&run->out, "; the first %" PRIu64 " entries are countersigned", result->witnessed);
    buf_add_format(&run->out, "\nroot %s\n", hex);
    if (!result->search_checked)
        buf_add_text(&run->out, "The index for searching was not looked at: the file cannot be written to, which that takes.\n");
    if (run->options->since == NULL)
        buf_add_text(&run->out, "An earlier state put back would not show: keep a checkpoint elsewhere (dixit log checkpoint) and name it with --since.\n");
}

static bool verify(struct log_run *run)
{
    struct ledger_verified result;
    if (!open_ledger(run, LEDGER_READ))
        return false;
    struct ledger_verify wanted = {.key = run->options->public != NULL ? &run->public : NULL, .witnesses = run->witnesses, .n_witnesses = run->n_witnesses,
                                   .found = found, .context = run};
    if (run->options->since != NULL)
        wanted.since = (struct str){run->since.at != NULL ? run->since.at : "", run->since.length};
    if (run->options->json) {
        json_init(&run->json, &run->out);
        json_open_object(&run->json);
        json_key(&run->json, "format");
        json_cstr(&run->json, "dixit-verify/1");
        json_key(&run->json, "altered");
        json_open_array(&run->json);
    }
    if (!ledger_verify(run->ledger, &wanted, &result))
        return false;
    if (run->options->json)
        put_result_json(run, &result);
    else
        put_result(run, &result);
    return result.findings == 0 || error_set(&run->error, DIXIT_TAMPERED, 0, "%.160s: the ledger was altered.", ledger_path(run->ledger));
}

/* ---- prove ---- */

static bool prove_one(struct log_run *run, const char *what, struct arena *memory)
{
    struct ledger_entries entries;
    char *end;
    if (what[0] >= '0' && what[0] <= '9') {
        long long number = strtoll(what, &end, 10);
        if (*end == '\0')
            return ledger_prove_entry(run->ledger, number, &run->out);
    }
    const char *mark = strrchr(what, '#');
    size_t length = mark != NULL && mark[1] != '\0' && strspn(mark + 1, "0123456789") == strlen(mark + 1) ? (size_t)(mark - what) : strlen(what);
    if (!ledger_entries_of(run->ledger, (struct str){what, length}, memory, &entries))
        return false;
    if (entries.count == 0)
        return error_set(&run->error, DIXIT_BAD_INPUT, 0, "The ledger has no document \"%.160s\".", what);
    for (uint32_t i = 0; i < entries.count; i++)
        if (!ledger_prove_entry(run->ledger, entries.at[i], &run->out))
            return false;
    return true;
}

static bool prove(struct log_run *run)
{
    struct arena memory;
    arena_init(&memory, 0);
    bool good = open_ledger(run, LEDGER_READ) && ledger_begin_reading(run->ledger);
    if (good && run->options->since != NULL)
        good = ledger_prove_growth(run->ledger, (struct str){run->since.at, run->since.length}, &run->out);
    for (int i = 0; good && i < run->options->count; i++)
        good = prove_one(run, run->options->arguments[i], &memory);
    arena_release(&memory);
    return good;
}

/* ---- checkpoints, keys, witnesses ---- */

static bool checkpoint(struct log_run *run)
{
    const struct log_options *options = run->options;
    struct buf bytes;
    uint32_t added = 0;
    buf_init(&bytes, 0);
    bool good = open_ledger(run, options->add != NULL ? LEDGER_WRITE : LEDGER_READ);
    if (good && options->add != NULL) {
        good = read_file(run, options->add, &bytes) && ledger_begin(run->ledger) &&
               ledger_witness_add(run->ledger, (struct str){bytes.at, bytes.length}, run->witnesses, run->n_witnesses, &added) && ledger_commit(run->ledger);
        buf_add_format(&run->out, "%u signatures of witnesses were added.\n", added);
    } else if (good && !ledger_log_checkpoint(run->ledger, &run->out) && !ledger_failed(run->ledger)) {
        good = error_set(&run->error, DIXIT_BAD_INPUT, 0, "%.160s: its log has no entries yet.", ledger_path(run->ledger));
    }
    buf_release(&bytes);
    return good && !ledger_failed(run->ledger);
}

/* Without arguments the public key of the log; with a name and a file a new key of one's own. */
static bool make_key(struct log_run *run)
{
    struct note_verifier verifier;
    struct note_key key;
    if (run->options->count == 2) {
        if (!note_key_make(&key, run->options->arguments[0], &run->error) || !note_key_save(&key, run->options->arguments[1], &run->error))
            return false;
        verifier = note_key_verifier(&key, run->options->witness ? NOTE_COSIGNATURE : NOTE_ED25519);
        note_key_forget(&key);
    } else {
        if (!open_ledger(run, LEDGER_READ))
            return false;
        if (!ledger_log_verifier(run->ledger, &verifier))
            return error_set(&run->error, DIXIT_BAD_INPUT, 0, "%.160s: its log has no key yet.", ledger_path(run->ledger));
    }
    note_add_verifier(&run->out, &verifier);
    buf_add_char(&run->out, '\n');
    return true;
}

static bool witness(struct log_run *run)
{
    const struct log_options *options = run->options;
    struct note_key key = {.name = ""};
    struct buf note, proof;
    buf_init(&note, 0);
    buf_init(&proof, 0);
    bool good = note_verifier_read(&run->public, (struct str){options->public, strlen(options->public)}, &run->error) &&
                note_key_load(&key, options->key, &run->error) && read_file(run, options->arguments[0], &note) &&
                (options->since == NULL || (read_file(run, options->since, &run->since) && read_file(run, options->proof, &proof)));
    struct str older = {options->since != NULL ? run->since.at : NULL, run->since.length};
    good = good && witness_countersign(&key, &run->public, older, (struct str){proof.at, proof.length}, (struct str){note.at, note.length},
                                       (uint64_t)time(NULL), &run->out, &run->error);
    note_key_forget(&key);
    buf_release(&note);
    buf_release(&proof);
    return good;
}

/* ---- the command ---- */

static const struct part {
    const char *name;
    bool (*run)(struct log_run *run);
    int least, most; /* arguments; `most` −1: any number */
} parts[] = {{"show", show, 0, 0}, {"verify", verify, 0, 0}, {"prove", prove, 0, -1}, {"checkpoint", checkpoint, 0, 0}, {"key", make_key, 0, 2}, {"witness", witness, 1, 1}};

static int do_part(const struct part *part, const struct log_options *options)
{
    static struct log_run log; /* large for a stack */
    log.options = options;
    bool good = part->run(&log);
    /* What was found is told, and half a proof is not. */
    if (good || part->run == verify)
        good = flush(&log) && good;
    if (!good)
        fprintf(stderr, "dixit: %s\n", log.error.text);
    ledger_close(log.ledger);
    buf_release(&log.out);
    buf_release(&log.since);
    return good ? EXIT_DONE : log.error.status == DIXIT_TAMPERED ? EXIT_ALTERED : log.error.status == DIXIT_USAGE ? EXIT_USAGE : EXIT_PARTLY;
}

static int run(int argc, char **argv)
{
    struct log_options o = {0};
    const struct choice choices[] = {{"ledger", 'l', CHOICE_TEXT, &o.ledger}, {"json", 0, CHOICE_FLAG, &o.json},           {"since", 0, CHOICE_TEXT, &o.since},
                                     {"public", 0, CHOICE_TEXT, &o.public},   {"witnesses", 0, CHOICE_TEXT, &o.witnesses}, {"add", 0, CHOICE_TEXT, &o.add},
                                     {"key", 0, CHOICE_TEXT, &o.key},         {"proof", 0, CHOICE_TEXT, &o.proof},         {"witness", 0, CHOICE_FLAG, &o.witness},
                                     {"last", 0, CHOICE_NUMBER, &o.last},     {0}};
    int first, status = options_take(&command_log, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (first == argc)
        return command_misused("log", "Say what: show, verify, prove, checkpoint, key or witness.");
    o.arguments = argv + first + 1;
    o.count = argc - first - 1;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(parts[i].name, argv[first]) != 0)
            continue;
        if (o.count < parts[i].least || (parts[i].most >= 0 && o.count > parts[i].most) || (parts[i].run == make_key && o.count == 1))
            return command_misused("log", "log %s takes other arguments.", argv[first]);
        if (parts[i].run == prove && o.count == 0 && o.since == NULL)
            return command_misused("log", "Say what to prove: an entry, a document, or --since CHECKPOINT.");
        if (parts[i].run == witness && (o.key == NULL || o.public == NULL || (o.since == NULL) != (o.proof == NULL)))
            return command_misused("log", "A witness needs --key and --public, and after the first time --since and --proof.");
        return do_part(&parts[i], &o);
    }
    return command_misused("log", "\"%s\" is none of show, verify, prove, checkpoint, key, witness.", argv[first]);
}

static const char *const help[] = {
    "dixit log show [--last N] [--json]",
    "dixit log verify [--since CHECKPOINT] [--public KEY] [--witnesses FILE] [--json]",
    "dixit log checkpoint [--add FILE [--witnesses FILE]]",
    "dixit log prove ENTRY|DOCUMENT… | --since CHECKPOINT",
    "dixit log key [[--witness] NAME FILE]",
    "dixit log witness --key FILE --public KEY [--since CHECKPOINT --proof FILE] CHECKPOINT",
    "",
    "Each change of a ledger is an entry of its log, and each time something was changed the log is signed. No word of a document stands in the log.",
    "",
    "  show         the entries: number, time (UTC), what was done, which tables got rows",
    "  verify       reads all of the ledger and says whether it is as its log says: rows, words, the log itself, evidence, signatures",
    "  checkpoint   prints the newest one: keep it somewhere else. --add takes in one that witnesses have countersigned",
    "  prove        a line of JSON that shows somebody without the ledger what an entry held, or that the log only grew since a checkpoint;",
    "               tools/verify_ledger.py checks it",
    "  key          prints the log's public key; or makes a key of your own in FILE and prints its public key",
    "  witness      countersigns a checkpoint of somebody else's log when it continues the one that was countersigned before",
    "",
    "  -l, --ledger FILE   the ledger (default $DIXIT_LEDGER, or dixit.ledger)",
    "  --last N            only the last N entries",
    "  --since CHECKPOINT  a file with a checkpoint kept elsewhere: the log must continue it",
    "  --public KEY        what the log's public key must be, as dixit log key prints it; kept elsewhere too",
    "  --witnesses FILE    public keys of witnesses, one a line: each must have countersigned",
    "  --key FILE          the witness's key (of which dixit log key --witness NAME FILE prints the public key)",
    "  --proof FILE        what dixit log prove --since printed for the older checkpoint",
    "  --json              JSON: one object (verify), one a line (show)",
    "",
    "The log's key is in LEDGER-key, or where $DIXIT_LEDGER_KEY says, and can be read by you alone. Who has it and the file can write a new log:",
    "a checkpoint kept elsewhere, or a witness, shows that. Exit status: 0 all is as it should be; 1 it could not be read; 2 wrong usage; 3 the ledger was altered.",
    NULL,
};

const struct command command_log = {"log", run, "what was done to a ledger, and proofs of it", help};
