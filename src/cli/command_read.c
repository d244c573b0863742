/* SPDX-License-Identifier: Apache-2.0 */
/* dixit read: documents in, readings out, batch by batch. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/output.h"
#include "cli/resume.h"
#include "cli/stats.h"
#include "cli/terminal.h"

struct read_options {
    bool json, md, own, reply, no_text, jsonl;
    const char *html, *rejects, *after, *model, *colour, *resume, *stats;
    uint32_t threads;
    uint64_t max_bytes;
    struct unpack_limits limits;
    struct fetch_options fetch;
    struct pick pick;
};

enum { JSON = 256, MD, HTML, OWN, NO_TEXT, REJECTS, THREADS, MODEL, MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, MAX_RATIO, TIME_LIMIT, IGNORE_ROBOTS, ALLOW_PRIVATE, WARC, KEEP, RESUME, STATS, JSONL, AFTER, COLOUR, SOURCE, SECOND_HAND, ABOUT, AGAINST, STANCE, STATUS, REPLY, HELP };

static const struct option long_options[] = {
    {"json", no_argument, NULL, JSON},
    {"md", no_argument, NULL, MD},
    {"html", required_argument, NULL, HTML},
    {"own", no_argument, NULL, OWN},
    {"no-text", no_argument, NULL, NO_TEXT},
    {"rejects", required_argument, NULL, REJECTS},
    {"threads", required_argument, NULL, THREADS},
    {"model", required_argument, NULL, MODEL},
    {"max-bytes", required_argument, NULL, MAX_BYTES},
    {"max-depth", required_argument, NULL, MAX_DEPTH},
    {"max-entries", required_argument, NULL, MAX_ENTRIES},
    {"max-ratio", required_argument, NULL, MAX_RATIO},
    {"time-limit", required_argument, NULL, TIME_LIMIT},
    {"ignore-robots", no_argument, NULL, IGNORE_ROBOTS},
    {"allow-private", no_argument, NULL, ALLOW_PRIVATE},
    {"warc", required_argument, NULL, WARC},
    {"keep", required_argument, NULL, KEEP},
    {"resume", required_argument, NULL, RESUME},
    {"stats", required_argument, NULL, STATS},
    {"jsonl", no_argument, NULL, JSONL},
    {"after", required_argument, NULL, AFTER},
    {"color", required_argument, NULL, COLOUR},
    {"colour", required_argument, NULL, COLOUR},
    {"source", required_argument, NULL, SOURCE},
    {"second-hand", no_argument, NULL, SECOND_HAND},
    {"about", required_argument, NULL, ABOUT},
    {"against", required_argument, NULL, AGAINST},
    {"stance", required_argument, NULL, STANCE},
    {"status", required_argument, NULL, STATUS},
    {"reply", no_argument, NULL, REPLY},
    {"help", no_argument, NULL, HELP},
    {0},
};

/* A whole number from `least` to `most`. */
static bool parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *number = value;
    return errno == 0 && *end == '\0' && value >= least && value <= most;
}

static int misused_label(const char *option, const char *value, void (*list)(struct buf *))
{
    struct buf labels;
    buf_init(&labels, 0);
    list(&labels);
    int status = command_misused("read", "--%s takes one of these, or several with commas between them, but not \"%s\":\n  %s", option, value,
                                 buf_terminate(&labels));
    buf_release(&labels);
    return status;
}

static int take_name(const char **name, const char *option, const char *value)
{
    if (!pick_is_name(value))
        return command_misused("read", "--%s takes a name.", option);
    *name = value;
    return EXIT_DONE;
}

/* One of the options that say which attributions. */
static int take_filter(struct pick *pick, int option, const char *value)
{
    switch (option) {
    case SOURCE: return take_name(&pick->source, "source", value);
    case ABOUT: return take_name(&pick->about, "about", value);
    case AGAINST: return take_name(&pick->against, "against", value);
    case STANCE: return pick_add_stances(value, &pick->stances) ? EXIT_DONE : misused_label("stance", value, pick_list_stances);
    case STATUS: return pick_add_statuses(value, &pick->statuses) ? EXIT_DONE : misused_label("status", value, pick_list_statuses);
    case SECOND_HAND: pick->second_hand = true; break;
    default: return EXIT_USAGE;
    }
    return EXIT_DONE;
}

static int take_number(uint32_t *to, const char *option, const char *value, uint32_t most)
{
    uint64_t number = 0;
    if (!parse_number(value, 1, most, &number))
        return command_misused("read", "--%s takes a number from 1 to %u.", option, most);
    *to = (uint32_t)number;
    return EXIT_DONE;
}

/* One of the limits on what files may hold. */
static int take_limit(struct read_options *options, int option, const char *value)
{
    struct unpack_limits *limits = &options->limits;
    uint64_t number = 0;
    switch (option) {
    case MAX_DEPTH: return take_number(&limits->max_depth, "max-depth", value, UNPACK_DEPTH - 1);
    case MAX_ENTRIES: return take_number(&limits->max_entries, "max-entries", value, UINT32_MAX - 1);
    case MAX_RATIO: return take_number(&limits->max_ratio, "max-ratio", value, UINT32_MAX - 1);
    case TIME_LIMIT: return take_number(&limits->time_limit, "time-limit", value, 24 * 3600);
    default: break;
    }
    if (!parse_number(value, 1, UINT32_MAX / 4, &number))
        return command_misused("read", "--max-bytes takes a number from 1 to %u.", UINT32_MAX / 4);
    options->max_bytes = number;
    return EXIT_DONE;
}

/* One option; EXIT_DONE when it was understood. */
static int take_option(struct read_options *options, int option, const char *value)
{
    uint64_t number = 0;
    switch (option) {
    case REPLY: options->reply = true; break;
    case JSON: options->json = true; break;
    case MD: options->md = true; break;
    case HTML: options->html = value; break;
    case OWN: options->own = true; break;
    case NO_TEXT: options->no_text = true; break;
    case REJECTS: options->rejects = value; break;
    case MODEL: options->model = value; break;
    case JSONL: options->jsonl = true; break;
    case AFTER: options->after = value; break;
    case IGNORE_ROBOTS: options->fetch.ignore_robots = true; break;
    case ALLOW_PRIVATE: options->fetch.allow_private = true; break;
    case WARC: options->fetch.warc = value; break;
    case KEEP: options->fetch.keep = value; break;
    case RESUME: options->resume = value; break;
    case STATS: options->stats = value; break;
    case COLOUR: options->colour = value; break;
    case THREADS:
        if (!parse_number(value, 1, ENGINE_MOST_THREADS, &number))
            return command_misused("read", "--threads takes a number from 1 to %d.", ENGINE_MOST_THREADS);
        options->threads = (uint32_t)number;
        break;
    case MAX_BYTES:
    case MAX_DEPTH:
    case MAX_ENTRIES:
    case MAX_RATIO:
    case TIME_LIMIT: return take_limit(options, option, value);
    default: return take_filter(&options->pick, option, value);
    }
    return EXIT_DONE;
}

static int check_options(const struct read_options *options, int paths)
{
    if (options->json + options->md + (options->after != NULL) > 1)
        return command_misused("read", "--json, --md and --after exclude each other.");
    if (options->no_text && !options->json)
        return command_misused("read", "--no-text goes with --json.");
    bool no_table = options->json || options->after != NULL || (options->html != NULL && !options->md);
    if (options->own && no_table)
        return command_misused("read", "--own goes with the table or --md; the JSON always has \"own\".");
    if (options->reply && no_table)
        return command_misused("read", "--reply goes with the table or --md; the JSON has \"against\" and \"status\".");
    if (options->own && (options->reply || pick_is_set(&options->pick)))
        return command_misused("read", "--own shows what nobody else says; it does not go with --reply or a choice of attributions.");
    if (options->after != NULL && pick_is_set(&options->pick))
        return command_misused("read", "--after shows everything; it does not go with a choice of attributions.");
    if (options->pick.second_hand && options->pick.source == NULL)
        return command_misused("read", "--second-hand goes with --source.");
    if (options->after != NULL && options->html != NULL)
        return command_misused("read", "--after and --html exclude each other.");
    if (options->after != NULL && read_find_stage(options->after) == NULL)
        return command_misused("read", "There is no stage \"%s\"; see dixit stages.", options->after);
    if (!terminal_knows_colour(options->colour))
        return command_misused("read", "--color takes always, never or auto.");
    if (options->resume != NULL && options->html != NULL)
        return command_misused("read", "--resume does not go with --html: a page is written as a whole.");
    if (paths == 0)
        return command_misused("read", "Name a file, a folder, or - for standard input.");
    return EXIT_DONE;
}

static void set_output(struct output *output, const struct read_options *options, const struct model *model)
{
    *output = (struct output){
        .format = options->json ? OUTPUT_JSON : options->md ? OUTPUT_MD : options->html != NULL ? OUTPUT_NOTHING : OUTPUT_TABLE,
        .show = {.width = terminal_columns(),
                 .colour = terminal_wants_colour(options->colour),
                 .own = options->own,
                 .reply = options->reply,
                 .pick = &options->pick,
                 .no_text = options->no_text,
                 .model = model != NULL ? model->name : NULL},
    };
    if (options->after != NULL) {
        output->format = OUTPUT_STAGE;
        output->stage = read_find_stage(options->after);
    }
    if (options->html != NULL && strcmp(options->html, "-") == 0)
        output->format = OUTPUT_NOTHING;
}

/* What is kept of a work beside its output. */
struct record {
    struct resume resume;
    struct stats stats;
};

static bool put_batch(struct batch *batch, struct output *output, struct record *record, struct dixit_error *error)
{
    progress_clear(batch->progress);
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct slot *slot = &batch->slots[i];
        bool good = slot->error.status == DIXIT_OK ? output_add(output, &slot->doc, error)
                                                   : output_reject(output, &slot->doc, &slot->error, error);
        if (!good)
            return false;
        stats_add(&record->stats, &slot->doc, slot->error.status != DIXIT_OK);
    }
    return resume_add(&record->resume, batch, error);
}

/* All documents; false with the error set when the work had to stop. */
static bool read_all(struct batch *batch, struct input *input, struct output *output, struct record *record, struct dixit_error *error)
{
    struct progress progress;
    progress_init(&progress, input_total(input));
    batch->progress = &progress;
    bool good = resume_skip(&record->resume, input, error);
    while (good && batch_fill(batch, input, error)) {
        progress_begin(&progress, input_taken(input), batch->bytes);
        batch_read(batch);
        good = put_batch(batch, output, record, error);
    }
    progress_clear(&progress);
    batch->progress = NULL;
    return good && error->status == DIXIT_OK && output_finish(output, error);
}

static int read_paths(const struct read_options *options, const char *const *paths, uint32_t count)
{
    static struct batch batch; /* large for a stack */
    struct dixit_error error = {0};
    struct engine engine = {0};
    struct output output = {.rejects = -1};
    struct input input;
    struct record record;
    stats_init(&record.stats);
    input_init(&input, &(struct input_options){.paths = paths, .count = count, .jsonl = options->jsonl, .max_bytes = options->max_bytes, .limits = options->limits,
                                              .fetch = options->fetch});
    bool good = resume_open(&record.resume, options->resume, &error);
    if (good && options->after != NULL && strcmp(read_find_stage(options->after)->needs, "text") == 0)
        engine_open_empty(&engine);
    else if (good)
        good = engine_open(&engine, options->model, &error);
    if (good) {
        set_output(&output, options, engine.model);
        good = output_open(&output, options->html, options->rejects, &error) &&
               batch_init(&batch, options->threads > 0 ? options->threads : engine_cores(), &error);
    }
    if (good) {
        batch.model = engine.model;
        batch.vocabulary = output.vocabulary = engine.model != NULL ? &engine.vocabulary : NULL;
        batch.after = options->after;
        good = read_all(&batch, &input, &output, &record, &error) && (options->stats == NULL || stats_write(&record.stats, options->stats, &error));
    }
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    int status = good && output.rejected == 0 ? EXIT_DONE : EXIT_PARTLY;
    stats_release(&record.stats);
    batch_release(&batch);
    output_release(&output);
    input_release(&input);
    engine_close(&engine);
    return status;
}

static int run(int argc, char **argv)
{
    struct read_options options = {0};
    int option, status = EXIT_DONE;
    opterr = 0; /* messages are ours */
    while ((option = getopt_long(argc, argv, ":", long_options, NULL)) != -1) {
        if (option == HELP)
            return command_help.run(2, (char *[]){argv[0], argv[0]});
        if (option == ':')
            return command_misused("read", "%s needs a value.", argv[optind - 1]);
        if (option == '?' && optopt > 0 && optopt < JSON)
            return command_misused("read", "-%c is no option of it.", optopt);
        if (option == '?')
            return command_misused("read", "%s is no option of it%s.", argv[optind - 1], optopt > 0 ? " (it takes no value)" : "");
        status = take_option(&options, option, optarg);
        if (status != EXIT_DONE)
            return status;
    }
    status = check_options(&options, argc - optind);
    if (status != EXIT_DONE)
        return status;
    return read_paths(&options, (const char *const *)argv + optind, (uint32_t)(argc - optind));
}

static const char *const help[] = {
    "dixit read [OPTION…] FILE…",
    "",
    "Reads documents and shows who says what: as a table, or in one of the forms below.",
    "A FILE is a text file, a web page, a feed, mail, PDF, a table, an archive or crawl of these, a folder (its files and folders), - for",
    "standard input, an address (http:// or https://; nothing else goes to the network),",
    "or a .jsonl file with one document a line: {\"id\", \"text\"} and any of title, outlet, author, published, url, language.",
    "",
    "  --json            one JSON object a document, one a line (docs/formats/reading.md)",
    "  --no-text         … without the document's text",
    "  --md              Markdown",
    "  --html PAGE       a web page that needs nothing else, written to PAGE",
    "  --own             what the outlet tells in its own voice, instead of the attributions",
    "  --reply           by accused: each charge, and its answer with its words or \"none found in this text\"",
    "  --after STAGE     the documents as they stand after a stage (dixit stages lists them)",
    "  --jsonl           every FILE is JSON Lines, whatever its name",
    "  --max-bytes N     read at most N bytes of a text (default 16777216); the rest is left out with a note",
    "  --max-depth N     go at most N containers deep, as in a ZIP in a mail in a ZIP (default 8)",
    "  --max-entries N   take at most N entries of a file (default 1000000)",
    "  --max-ratio N     unpack at most N bytes from one, past the first 16 MiB (default 200)",
    "  --time-limit N    give up a document that takes more than N seconds of processor time (default 60)",
    "  --warc FILE       append what is fetched to FILE as WARC records, as it was sent",
    "  --keep FOLDER     keep what is fetched as a file for each answer in FOLDER",
    "  --ignore-robots   fetch also what a site's robots.txt asks not to",
    "  --allow-private   fetch also from loopback and other private addresses",
    "  --rejects FILE    write the documents that could not be read to FILE, as JSON Lines, with the reason",
    "  --resume FILE     keep in FILE how far the work is, and go on from there when it is there (append the output: >>)",
    "  --stats FILE      write how much of what came in to FILE, by media type and outlet, as JSON",
    "  --threads N       use N threads (default: the cores there are); the output is the same",
    "  --model NAME      a model file, or the name of one in models/ or $DIXIT_MODELS (default: default)",
    "  --color WHEN      always, never or auto (default); NO_COLOR is honoured",
    "",
    "Only some attributions, together with those they are nested in (several of these: all must fit):",
    "  --source A        A's own words; with --second-hand also what others put in A's mouth",
    "  --about A         A is named in what is said",
    "  --against A       A is accused, criticised or threatened",
    "  --stance S        how it is put: state, argue, allege, deny, accuse, urge, … (a wrong one lists all); several with commas",
    "  --status S        what became of it in this text: disputed, opposed, backed, confirmed, unverified, unanswered",
    "A is a name of the text in any case, or the ISO 3166 code of a state.",
    "",
    "Below an attribution stand the answers that the text gives, in its words: ✗ denied, disputed or opposed; ✓ confirmed or",
    "backed; ? not verified; – not answered, as the text says. No sign means only that no answer was found in this text: there may",
    "be one elsewhere, or one here that was missed: of the denials in news stories that Dixit had not seen, four in ten were not",
    "found, and four in ten of those found had the wrong words or speaker beside them (docs/scores.md). No sign says what is true.",
    "",
    "Readings come in the order of the input. Exit status: 0 all was read; 1 some documents could not be read (each is named",
    "on standard error, the rest is done) or the output could not be written; 2 wrong usage.",
    NULL,
};

const struct command command_read = {"read", run, "who says what in each document", help};
