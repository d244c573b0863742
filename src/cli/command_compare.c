/* SPDX-License-Identifier: Apache-2.0 */
/* dixit compare: two documents, read and set side by side. */
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "cli/batch.h"
#include "cli/commands.h"
#include "cli/engine.h"
#include "view/show_compare.h"
#include "cli/terminal.h"

enum { MOST_BYTES = 1 << 20 }; /* of each text: pairs take time that grows with the product of their lengths */

enum { JSON = 256, MODEL, COLOUR, HELP };

static const struct option long_options[] = {
    {"json", no_argument, NULL, JSON},          {"model", required_argument, NULL, MODEL}, {"color", required_argument, NULL, COLOUR},
    {"colour", required_argument, NULL, COLOUR}, {"help", no_argument, NULL, HELP},        {0},
};

struct compare_options {
    bool json;
    const char *model, *colour;
};

/* Reads the one document of a file into the batch. */
static bool read_one(struct batch *batch, const char *path, const struct engine *engine, struct dixit_error *error)
{
    struct input input;
    struct progress progress;
    progress_init(&progress, 0);
    input_init(&input, &(struct input_options){.paths = &path, .count = 1, .max_bytes = MOST_BYTES});
    bool good = batch_init(batch, engine_cores(), error);
    if (good) {
        batch->model = engine->model;
        batch->vocabulary = &engine->vocabulary;
        batch->progress = &progress;
        good = batch_fill(batch, &input, error);
    }
    if (good && (batch->count != 1 || batch->full))
        good = error_set(error, DIXIT_USAGE, 0, "%.160s holds more than one document.", path);
    if (good && batch->slots[0].error.status == DIXIT_OK) {
        progress_begin(&progress, 0, batch->bytes);
        batch_read(batch);
        progress_clear(&progress);
    }
    if (good && batch->slots[0].error.status != DIXIT_OK)
        good = error_set(error, batch->slots[0].error.status, 0, "%.100s: %.140s", path, batch->slots[0].error.text);
    input_release(&input);
    return good || error_set(error, DIXIT_BAD_INPUT, 0, "%.160s could not be read.", path);
}

static bool show(const struct compare_options *options, const struct doc *source, const struct doc *copy, struct dixit_error *error)
{
    struct comparison comparison;
    struct arena memory;
    struct buf out;
    arena_init(&memory, 0);
    buf_init(&out, 0);
    bool good = compare_readings(source, copy, &comparison, &memory);
    if (good && options->json)
        good = show_compare_json(source, copy, &comparison, &out);
    else if (good)
        good = show_compare(source, copy, &comparison,
                            &(struct show_options){.width = terminal_columns(), .colour = terminal_wants_colour(options->colour)}, &out);
    if (!good)
        error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory to compare them.");
    else if (!buf_write_all(STDOUT_FILENO, out.at, out.length))
        good = error_set(error, DIXIT_SYSTEM, 0, "standard output: %s", strerror(errno));
    buf_release(&out);
    arena_release(&memory);
    return good;
}

static int compare(const struct compare_options *options, char **paths)
{
    static struct batch source, copy; /* large for a stack */
    struct dixit_error error = {0};
    struct engine engine;
    bool good = engine_open(&engine, options->model, &error) && read_one(&source, paths[0], &engine, &error) &&
                read_one(&copy, paths[1], &engine, &error) && show(options, &source.slots[0].doc, &copy.slots[0].doc, &error);
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    if (source.pool != NULL)
        batch_release(&source);
    if (copy.pool != NULL)
        batch_release(&copy);
    engine_close(&engine);
    return good ? EXIT_DONE : error.status == DIXIT_USAGE ? EXIT_USAGE : EXIT_PARTLY;
}

static int run(int argc, char **argv)
{
    struct compare_options options = {0};
    int option;
    opterr = 0; /* messages are ours */
    while ((option = getopt_long(argc, argv, ":", long_options, NULL)) != -1)
        switch (option) {
        case JSON: options.json = true; break;
        case MODEL: options.model = optarg; break;
        case COLOUR: options.colour = optarg; break;
        case HELP: return command_help.run(2, (char *[]){argv[0], argv[0]});
        case ':': return command_misused("compare", "%s needs a value.", argv[optind - 1]);
        default: return command_misused("compare", "%s is no option of it.", argv[optind - 1]);
        }
    if (!terminal_knows_colour(options.colour))
        return command_misused("compare", "--color takes always, never or auto.");
    if (argc - optind != 2)
        return command_misused("compare", "Name two files: the source and the copy.");
    return compare(&options, argv + optind);
}

static const char *const help[] = {
    "dixit compare [OPTION…] SOURCE COPY",
    "",
    "What a copy did to its source: quotations altered, made or added; hedges lost (\"claims\" became \"said\", \"allegedly\" is gone);",
    "what somebody says told in the copy's own voice; denials and doubts dropped; speakers changed. Each with the words of both.",
    "Each is a file with one text or web page; - is standard input. At most 1 MiB of each is read.",
    "",
    "  --json            one JSON object (docs/formats/reading.md)",
    "  --model NAME      a model file, or the name of one in models/ or $DIXIT_MODELS (default: default)",
    "  --color WHEN      always, never or auto (default); NO_COLOR is honoured",
    "",
    "What is not listed was not found, which does not mean that nothing else differs. Exit status: 0 both were read; 1 one of them",
    "could not be, or the output could not be written; 2 wrong usage.",
    NULL,
};

const struct command command_compare = {"compare", run, "what a copy did to its source", help};
