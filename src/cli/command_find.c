/* SPDX-License-Identifier: Apache-2.0 */
/* dixit find: passages of a ledger by their words and by who says them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/hits.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "ledger/day.h"
#include "ledger/search.h"
#include "view/pick.h"
#include "view/show.h"

enum { PAGE = 20 };

struct find_options {
    const char *ledger, *source, *about, *against, *stance, *status, *outlet, *since, *until, *said, *colour;
    bool second_hand, own, json;
    uint64_t limit, page;
};

struct find {
    struct ledger *ledger;
    const struct find_options *options;
    struct hits_style style;
    struct buf out;
    uint64_t shown;
    bool failed; /* to write */
};

static bool take(void *context, const struct search_hit *found)
{
    struct find *find = context;
    struct arena memory;
    arena_init(&memory, 0);
    struct kept kept = {.doc = {.memory = &memory}};
    bool good = ledger_load_kept(find->ledger, found->document, &kept);
    struct hit hit = {&kept, found->kind, found->number - 1, found->snippet};
    if (good && hit.index < (hit.kind == 1 ? kept.doc.own.count : kept.doc.attributions.count)) {
        good = find->options->json ? hits_json(&hit, &find->out) : hits_show(&hit, &find->style, &find->out);
        buf_add_char(&find->out, '\n');
        find->shown++;
    }
    arena_release(&memory);
    if (good && find->out.length > 1 << 16) {
        find->failed = !buf_write_all(STDOUT_FILENO, find->out.at, find->out.length);
        buf_reset(&find->out);
    }
    return good && !find->failed;
}

/* "61 found, 21 to 40 shown (--page 3 shows more)" */
static void put_total(struct find *find, uint64_t total, uint64_t skip)
{
    if (total == 0) {
        buf_add_text(&find->out, "Nothing found.\n");
        return;
    }
    buf_add_grouped(&find->out, total > SEARCH_COUNTED ? SEARCH_COUNTED : total);
    buf_add_text(&find->out, total > SEARCH_COUNTED ? " and more found, the last added before the others: more words find fewer" : " found");
    if (find->shown < total && find->shown > 0) {
        buf_add_format(&find->out, ", %llu to %llu shown", (unsigned long long)skip + 1, (unsigned long long)skip + find->shown);
        if (skip + find->shown < total)
            buf_add_format(&find->out, " (--page %llu shows more)", (unsigned long long)find->options->page + 1);
    }
    buf_add_char(&find->out, '\n');
}

static int run_search(struct find *find, const struct search *search, struct dixit_error *error)
{
    uint64_t total = 0;
    bool good = ledger_begin_reading(find->ledger) && ledger_search(find->ledger, search, take, find, &total);
    if (good && !find->options->json)
        put_total(find, total, search->skip);
    good = good && hits_coverage(find->ledger, find->options->json, total, &find->out);
    ledger_rollback(find->ledger);
    if (good && (find->failed || !buf_write_all(STDOUT_FILENO, find->out.at, find->out.length)))
        good = error_set(error, DIXIT_SYSTEM, 0, "standard output: %s", strerror(errno));
    if (good)
        return EXIT_DONE;
    fprintf(stderr, "dixit: %s\n", error->text);
    return error->status == DIXIT_USAGE ? EXIT_USAGE : EXIT_PARTLY;
}

static int misused(const char *option, const char *value, void (*list)(struct buf *))
{
    struct buf labels;
    buf_init(&labels, 0);
    list(&labels);
    int status = command_misused("find", "--%s takes one of these, or several with commas between them, but not \"%s\":\n  %s", option, value, buf_terminate(&labels));
    buf_release(&labels);
    return status;
}

/* A date option; a year or month is its first or last day. */
static bool take_day(const char *value, bool last, bool *has, int64_t *day)
{
    *has = value != NULL;
    return value == NULL || day_parse(value, last, day);
}

static int make_search(const struct find_options *o, const char *words, struct search *search)
{
    *search = (struct search){.words = words, .source = o->source, .about = o->about, .against = o->against, .second_hand = o->second_hand, .outlet = o->outlet,
                              .own = o->own, .limit = o->limit, .skip = (o->page - 1) * o->limit};
    const char *const names[] = {o->source, o->about, o->against, o->outlet};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i] != NULL && !pick_is_name(names[i]))
            return command_misused("find", "\"%s\" is no name.", names[i]);
    if (o->stance != NULL && !pick_add_stances(o->stance, &search->stances))
        return misused("stance", o->stance, pick_list_stances);
    if (o->status != NULL && !pick_add_statuses(o->status, &search->statuses))
        return misused("status", o->status, pick_list_statuses);
    if (!take_day(o->since, false, &search->has_since, &search->since) || !take_day(o->until, true, &search->has_until, &search->until) ||
        !take_day(o->said, false, &search->has_said, &search->said))
        return command_misused("find", "--since, --until and --said-since take a date such as 2026-01-04, 2026-01 or 2026.");
    if (o->second_hand && o->source == NULL)
        return command_misused("find", "--second-hand goes with --source.");
    bool any = words != NULL || o->source != NULL || o->about != NULL || o->against != NULL || o->outlet != NULL || search->stances != 0 || search->statuses != 0 ||
               search->has_since || search->has_until || search->has_said;
    return any ? EXIT_DONE : command_misused("find", "Say what to find: words, or one of --source, --about, --against, --stance, --status, --outlet, --since, --until, --said-since.");
}

static int run(int argc, char **argv)
{
    struct find_options o = {.limit = PAGE, .page = 1};
    const struct choice choices[] = {
        {"ledger", 'l', CHOICE_TEXT, &o.ledger}, {"source", 0, CHOICE_TEXT, &o.source}, {"about", 0, CHOICE_TEXT, &o.about}, {"against", 0, CHOICE_TEXT, &o.against},
        {"stance", 0, CHOICE_TEXT, &o.stance}, {"status", 0, CHOICE_TEXT, &o.status}, {"outlet", 0, CHOICE_TEXT, &o.outlet}, {"since", 0, CHOICE_TEXT, &o.since},
        {"until", 0, CHOICE_TEXT, &o.until}, {"said-since", 0, CHOICE_TEXT, &o.said}, {"second-hand", 0, CHOICE_FLAG, &o.second_hand}, {"own", 0, CHOICE_FLAG, &o.own},
        {"json", 0, CHOICE_FLAG, &o.json}, {"limit", 0, CHOICE_NUMBER, &o.limit}, {"page", 0, CHOICE_NUMBER, &o.page}, {"color", 0, CHOICE_TEXT, &o.colour},
        {"colour", 0, CHOICE_TEXT, &o.colour}, {0},
    };
    int first, status = options_take(&command_find, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (!terminal_knows_colour(o.colour))
        return command_misused("find", "--color takes always, never or auto.");
    if (o.limit > 1000000 || o.page > 1000000)
        return command_misused("find", "--limit and --page take numbers up to 1000000.");
    struct find find = {.options = &o, .style = {terminal_columns(), terminal_wants_colour(o.colour)}};
    struct dixit_error error = {0};
    struct search search;
    struct buf words;
    buf_init(&words, 0);
    for (int i = first; i < argc; i++) {
        /* an argument of several words that the shell kept together is a phrase only when it has quotation marks */
        buf_add_text(&words, i > first ? " " : "");
        buf_add_text(&words, argv[i]);
    }
    status = make_search(&o, first < argc ? buf_terminate(&words) : NULL, &search);
    if (status == EXIT_DONE) {
        buf_init(&find.out, 0);
        find.ledger = ledger_open(options_ledger(o.ledger), LEDGER_READ, &error);
        if (find.ledger != NULL)
            status = run_search(&find, &search, &error);
        else
            fprintf(stderr, "dixit: %s\n", error.text);
        status = find.ledger == NULL ? EXIT_PARTLY : status;
        ledger_close(find.ledger);
        buf_release(&find.out);
    }
    buf_release(&words);
    return status;
}

static const char *const help[] = {
    "dixit find [OPTION…] [WORDS]",
    "",
    "What the documents of a ledger have people say, found by words and by who says it. All words must be found, in any order;",
    "\"a phrase\" in quotation marks word by word; beg* finds what begins so; -word leaves out what has it. The best match comes first,",
    "without words the newest; of more than 10,000 the 2,000 last added are ranked so, and the rest follows. Each is shown with where to read it, through whom it is said, and the answers that its text gives.",
    "",
    "  --source A, --about A, --against A, --stance S, --status S, --second-hand   as for dixit read",
    "  --outlet O         published by O",
    "  --since D, --until D   published from, up to: a date such as 2026-01-04, a month or a year; undated documents are left out",
    "  --said-since D     said from D on, as the text dates it; else as published",
    "  --own              what outlets tell in their own voice too",
    "  --limit N          so many a page (default 20)",
    "  --page N           the N-th page",
    "  --json             one object a line; the last one has the count and the coverage",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    "  --color WHEN       always, never or auto (default); NO_COLOR is honoured",
    "",
    "The last line says what the answer rests on. Exit status: 0 the search was made; 1 the ledger could not be read; 2 wrong usage.",
    NULL,
};

const struct command command_find = {"find", run, "who says what, in all documents of a ledger", help};
