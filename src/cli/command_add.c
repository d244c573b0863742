/* SPDX-License-Identifier: Apache-2.0 */
/* dixit add: documents in, kept in a ledger with their readings. One batch is one transaction: what is printed as added is on the disk. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/reread.h"
#include "ledger/judge.h"
#include "ledger/store.h"
#include "view/safe.h"

struct add_options {
    const char *ledger, *model, *rejects;
    bool jsonl, reread, verdicts, dry_run, quiet;
    uint64_t threads, max_bytes, max_depth, max_entries, max_ratio, time_limit;
    struct fetch_options fetch;
};

struct add {
    struct add_options options;
    struct ledger *ledger;
    struct engine engine;
    struct output output; /* for rejects */
    struct buf json, lines;
    uint64_t counts[LEDGER_ADDED_READING + 1];
};

static const char *const words[] = {[LEDGER_ADDED_NOTHING] = "unchanged", [LEDGER_ADDED_DOCUMENT] = "added", [LEDGER_ADDED_VERSION] = "new version",
                                    [LEDGER_ADDED_READING] = "read again"};

/* Finds out what the ledger has already, so that it need not be read again. */
static bool mark_known(struct add *add, struct batch *batch)
{
    for (uint32_t i = 0; i < batch->count; i++) {
        struct slot *slot = &batch->slots[i];
        struct ledger_known known;
        if (slot->error.status != DIXIT_OK)
            continue;
        if (!ledger_find_known(add->ledger, &slot->doc, add->engine.model->name, &known))
            return false;
        slot->skip = known.same_text && !add->options.reread;
    }
    return true;
}

static void put_line(struct add *add, const struct doc *doc, enum ledger_added what)
{
    add->counts[what]++;
    if (add->options.quiet || (what == LEDGER_ADDED_NOTHING && add->options.dry_run))
        return;
    safe_add(&add->lines, (struct str){doc->origin.id, strlen(doc->origin.id)}, true);
    buf_add_format(&add->lines, "\t%s\n", words[what]);
}

/* The reading as JSON, without the text and the line feed. */
static bool write_json(struct add *add, const struct doc *doc, struct str *json)
{
    struct show_options show = {.no_text = true, .model = add->engine.model->name};
    buf_reset(&add->json);
    if (!show_json(doc, &show, &add->json))
        return ledger_refuse(add->ledger, DIXIT_NO_MEMORY, "There is not enough memory for a reading.");
    *json = (struct str){add->json.at, add->json.length - 1};
    return true;
}

/* One document of a batch that was read. */
static bool add_slot(struct add *add, const struct slot *slot)
{
    struct str json;
    enum ledger_added what = LEDGER_ADDED_NOTHING;
    if (!slot->skip) {
        if (!write_json(add, &slot->doc, &json))
            return false;
        struct ledger_input input = {&slot->doc, json, add->engine.model->name};
        if (add->options.dry_run)
            return reread_compare(add->ledger, &input, &add->lines);
        what = ledger_add(add->ledger, &input, add->options.reread);
    }
    if (what != LEDGER_ADDED_NOT)
        put_line(add, &slot->doc, what);
    return what != LEDGER_ADDED_NOT;
}

static bool add_reject(struct add *add, const struct slot *slot, struct dixit_error *error)
{
    bool empty = slot->error.status == DIXIT_BAD_INPUT && slot->doc.text.at != NULL;
    return output_reject(&add->output, &slot->doc, &slot->error, error) &&
           (add->options.dry_run || ledger_add_reject(add->ledger, &slot->doc.origin, empty ? LEDGER_REJECT_NO_TEXT : LEDGER_REJECT_OTHER, slot->error.text));
}

/* One batch in one transaction; only then it is said to be added. */
static bool add_batch(struct add *add, struct batch *batch, struct dixit_error *error)
{
    progress_clear(batch->progress);
    buf_reset(&add->lines);
    bool good = ledger_begin(add->ledger);
    for (uint32_t i = 0; good && i < batch->count; i++)
        good = batch->slots[i].error.status == DIXIT_OK ? add_slot(add, &batch->slots[i]) : add_reject(add, &batch->slots[i], error);
    if (good && add->options.dry_run)
        ledger_rollback(add->ledger);
    else
        good = good && ledger_commit(add->ledger);
    if (!good)
        return false;
    if (!buf_write_all(STDOUT_FILENO, add->lines.at, add->lines.length))
        return error_set(error, DIXIT_SYSTEM, 0, "Standard output cannot be written; what was added so far is kept.");
    return true;
}

/* True when all of the input was gone through. */
static bool add_all(struct add *add, struct input *input, struct dixit_error *error)
{
    static struct batch batch; /* large for a stack */
    struct progress progress;
    progress_init(&progress, input_total(input));
    bool good = batch_init(&batch, add->options.threads > 0 ? (uint32_t)add->options.threads : engine_cores(), error);
    batch.model = add->engine.model;
    batch.vocabulary = &add->engine.vocabulary;
    batch.progress = &progress;
    while (good && batch_fill(&batch, input, error)) {
        progress_begin(&progress, input_taken(input), batch.bytes);
        good = mark_known(add, &batch);
        if (good)
            batch_read(&batch);
        good = good && add_batch(add, &batch, error);
    }
    progress_clear(&progress);
    batch_release(&batch);
    return good && error->status == DIXIT_OK;
}

static void put_count(uint64_t count, const char *one, const char *many, const char **separator)
{
    if (count == 0)
        return;
    fprintf(stderr, "%s%llu %s", *separator, (unsigned long long)count, count == 1 ? one : many);
    *separator = ", ";
}

static void print_summary(const struct add *add)
{
    const char *separator = "dixit: ";
    put_count(add->counts[LEDGER_ADDED_DOCUMENT], "document added", "documents added", &separator);
    put_count(add->counts[LEDGER_ADDED_VERSION], "new version", "new versions", &separator);
    put_count(add->counts[LEDGER_ADDED_READING], "read again", "read again", &separator);
    put_count(add->counts[LEDGER_ADDED_NOTHING], "unchanged", "unchanged", &separator);
    put_count(add->output.rejected, "that could not be read", "that could not be read", &separator);
    if (separator[0] == ',')
        fputc('\n', stderr);
}

static int add_paths(struct add *add, const char *const *paths, uint32_t count)
{
    struct dixit_error error = {0};
    struct input input;
    const struct add_options *o = &add->options;
    struct unpack_limits limits = {.max_depth = (uint32_t)o->max_depth, .max_entries = (uint32_t)o->max_entries, .max_ratio = (uint32_t)o->max_ratio,
                                   .time_limit = (uint32_t)o->time_limit};
    input_init(&input, &(struct input_options){.paths = paths, .count = count, .jsonl = o->jsonl, .max_bytes = o->max_bytes, .limits = limits, .fetch = o->fetch});
    buf_init(&add->json, 0);
    buf_init(&add->lines, 0);
    bool good = engine_open(&add->engine, add->options.model, &error) && output_open(&add->output, NULL, add->options.rejects, &error);
    if (good)
        add->ledger = ledger_open(options_ledger(add->options.ledger), add->options.dry_run || count == 0 ? LEDGER_WRITE : LEDGER_CREATE, &error);
    good = add->ledger != NULL && (!add->options.verdicts || ledger_make_for_verdicts(add->ledger));
    if (good && count > 0)
        good = add_all(add, &input, &error) && output_finish(&add->output, &error);
    else if (good)
        good = reread_all(&(struct reread){add->ledger, &add->engine, add->options.dry_run, add->options.quiet, add->counts}, &error);
    if (error.status != DIXIT_OK)
        fprintf(stderr, "dixit: %s\n", error.text);
    if (!add->options.dry_run)
        print_summary(add);
    int status = good && add->output.rejected == 0 ? EXIT_DONE : EXIT_PARTLY;
    ledger_close(add->ledger);
    output_release(&add->output);
    input_release(&input);
    engine_close(&add->engine);
    buf_release(&add->json);
    buf_release(&add->lines);
    return status;
}

static int run(int argc, char **argv)
{
    struct add add = {.output = {.rejects = -1}};
    struct add_options *o = &add.options;
    const struct choice choices[] = {
        {"ledger", 'l', CHOICE_TEXT, &o->ledger},     {"model", 0, CHOICE_TEXT, &o->model},       {"rejects", 0, CHOICE_TEXT, &o->rejects},
        {"jsonl", 0, CHOICE_FLAG, &o->jsonl},         {"reread", 0, CHOICE_FLAG, &o->reread},     {"dry-run", 0, CHOICE_FLAG, &o->dry_run},
        {"verdicts", 0, CHOICE_FLAG, &o->verdicts},
        {"quiet", 'q', CHOICE_FLAG, &o->quiet},       {"threads", 0, CHOICE_NUMBER, &o->threads}, {"max-bytes", 0, CHOICE_NUMBER, &o->max_bytes},
        {"max-depth", 0, CHOICE_NUMBER, &o->max_depth}, {"max-entries", 0, CHOICE_NUMBER, &o->max_entries}, {"max-ratio", 0, CHOICE_NUMBER, &o->max_ratio},
        {"time-limit", 0, CHOICE_NUMBER, &o->time_limit}, {"ignore-robots", 0, CHOICE_FLAG, &o->fetch.ignore_robots},
        {"allow-private", 0, CHOICE_FLAG, &o->fetch.allow_private}, {"warc", 0, CHOICE_TEXT, &o->fetch.warc}, {"keep", 0, CHOICE_TEXT, &o->fetch.keep},
        {0},
    };
    int first, status = options_take(&command_add, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (o->dry_run && !o->reread)
        return command_misused("add", "--dry-run goes with --reread.");
    const struct {
        const char *name;
        uint64_t chosen;
        uint32_t most;
    } numbers[] = {
        {"threads", o->threads, ENGINE_MOST_THREADS},      {"max-bytes", o->max_bytes, UINT32_MAX / 4},   {"max-depth", o->max_depth, UNPACK_DEPTH - 1},
        {"max-entries", o->max_entries, UINT32_MAX - 1},   {"max-ratio", o->max_ratio, UINT32_MAX - 1},   {"time-limit", o->time_limit, 24 * 3600},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].chosen > numbers[i].most)
            return command_misused("add", "--%s takes a number from 1 to %u.", numbers[i].name, numbers[i].most);
    if (first == argc && !o->reread)
        return command_misused("add", "Name a file, a folder, an address, or - for standard input.");
    return add_paths(&add, (const char *const *)argv + first, (uint32_t)(argc - first));
}

static const char *const help[] = {
    "dixit add [OPTION…] FILE|URL…",
    "",
    "Reads documents, as dixit read does, and keeps them with their readings in a ledger, which is made when it is not there.",
    "The same document again changes nothing; another text under the same id or, where the id was made from the text, the same URL is a",
    "new version of it. A line for each document says what was done, once it is safely on the disk.",
    "",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    "  --reread           read kept texts again: with the FILEs, or all of the ledger when none is named; a reading that differs",
    "                     becomes the newest. What persons corrected stays where its words are found, or is marked orphan",
    "  --verdicts         make a new ledger one in which the page of dixit serve records verdicts; a ledger that was made without stays so",
    "  --dry-run          with --reread: say what would change, which passages of claims, corrections and verdicts would lose their place too, and change nothing",
    "  -q, --quiet        no line for each document",
    "",
    "As for dixit read:",
    "  --jsonl            every FILE is JSON Lines, whatever its name",
    "  --rejects FILE     write the documents that could not be read to FILE, as JSON Lines, with the reason",
    "  --max-bytes N      read at most N bytes of a text (default 16777216); the rest is left out with a note",
    "  --max-depth N      go at most N containers deep, as in a ZIP in a mail in a ZIP (default 8)",
    "  --max-entries N    take at most N entries of a file (default 1000000)",
    "  --max-ratio N      unpack at most N bytes from one, past the first 16 MiB (default 200)",
    "  --time-limit N     give up a document that takes more than N seconds of processor time (default 60)",
    "  --warc FILE        append what is fetched to FILE as WARC records, as it was sent",
    "  --keep FOLDER      keep what is fetched as a file for each answer in FOLDER",
    "  --ignore-robots    fetch also what a site's robots.txt asks not to",
    "  --allow-private    fetch also from loopback and other private addresses",
    "  --threads N        use N threads (default: the cores there are)",
    "  --model NAME       a model file, or the name of one in models/ or $DIXIT_MODELS (default: default)",
    "",
    "Exit status: 0 all was kept; 1 some documents could not be read, or the ledger could not be written; 2 wrong usage.",
    NULL,
};

const struct command command_add = {"add", run, "read documents and keep them in a ledger", help};
