/* SPDX-License-Identifier: Apache-2.0 */
/* dixit show: everything that a ledger knows of one document, one attribution or one actor. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/hits.h"
#include "view/notes.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "ledger/search.h"
#include "view/safe.h"
#include "view/pick.h"
#include "view/show.h"

enum { MOST_ROWS = 50, AROUND = 300 }; /* of an actor; bytes of text around an attribution */

struct show {
    struct ledger *ledger;
    struct hits_style style;
    bool json;
    struct buf out;
    uint64_t shown;
};

static bool refuse(struct show *show)
{
    return ledger_refuse(show->ledger, DIXIT_NO_MEMORY, "There is not enough memory to show it.");
}

static bool show_document(struct show *show, struct kept *kept)
{
    struct show_options options = {.width = show->style.width, .colour = show->style.colour, .model = kept->model};
    bool good = show->json ? show_json(&kept->doc, &options, &show->out) : show_table(&kept->doc, &options, &show->out);
    if (good && show->json)
        return true;
    if (good && kept->doc.origin.url != NULL) {
        safe_add(&show->out, (struct str){kept->doc.origin.url, strlen(kept->doc.origin.url)}, true);
        buf_add_char(&show->out, '\n');
    }
    if (good && kept->versions > 1)
        buf_add_format(&show->out, "version %u of %u (dixit diff shows what changed)\n", kept->versions, kept->versions);
    return (good || refuse(show)) && notes_of_document(show->ledger, kept, &show->out);
}

/* The text around a passage, its words marked. */
static void put_around(const struct doc *doc, const struct span *spans, uint32_t count, struct buf *out)
{
    uint32_t start = count > 0 ? spans[0].start : 0, end = count > 0 ? spans[count - 1].end : 0;
    uint32_t from = start > AROUND ? start - AROUND : 0, to = end + AROUND < doc->text.length ? end + AROUND : (uint32_t)doc->text.length;
    while (from > 0 && from < start && doc->text.at[from - 1] != ' ' && doc->text.at[from - 1] != '\n')
        from++;
    while (to < doc->text.length && to > end && doc->text.at[to] != ' ' && doc->text.at[to] != '\n')
        to--;
    buf_add_text(out, from > 0 ? "    … " : "    ");
    safe_add(out, (struct str){doc->text.at + from, to - from}, true);
    buf_add_text(out, to < doc->text.length ? " …\n" : "\n");
}

static bool show_passage(struct show *show, struct kept *kept, const struct cited *cited)
{
    struct hit hit = {kept, cited->kind, cited->number - 1, {NULL, 0}};
    if (cited->number > (cited->kind == 1 ? kept->doc.own.count : kept->doc.attributions.count))
        return ledger_refuse(show->ledger, DIXIT_BAD_INPUT, "There is no such passage.");
    bool good = show->json ? hits_json(&hit, &show->out) : hits_show(&hit, &show->style, &show->out);
    if (!good)
        return refuse(show);
    buf_add_char(&show->out, '\n');
    if (show->json)
        return true;
    const struct spans one = {&kept->doc.own.at[hit.index], 1, 1};
    const struct spans *spans = cited->kind == 1 ? &one : &kept->doc.attributions.at[hit.index].content;
    buf_add_text(&show->out, "In its text:\n");
    put_around(&kept->doc, spans->at, spans->count, &show->out);
    return notes_of_passage(show->ledger, kept, cited->passage, &show->out);
}

static bool take(void *context, const struct search_hit *found)
{
    struct show *show = context;
    struct arena memory;
    arena_init(&memory, 0);
    struct kept kept = {.doc = {.memory = &memory}};
    bool good = ledger_load_kept(show->ledger, found->document, &kept);
    struct hit hit = {&kept, found->kind, found->number - 1, {NULL, 0}};
    if (good && hit.kind == 0 && hit.index < kept.doc.attributions.count) {
        good = show->json ? hits_json(&hit, &show->out) : hits_show(&hit, &show->style, &show->out);
        buf_add_char(&show->out, '\n');
        show->shown++;
    }
    arena_release(&memory);
    return good;
}

/* One part of what is known of an actor. */
static bool show_part(struct show *show, const char *name, const char *title, const struct search *search)
{
    uint64_t before = show->shown;
    size_t mark = show->out.length;
    if (!show->json) {
        safe_add(&show->out, (struct str){name, strlen(name)}, true);
        buf_add_format(&show->out, "%s:\n\n", title);
    }
    if (!ledger_search(show->ledger, search, take, show, NULL))
        return false;
    if (show->shown == before)
        show->out.length = mark;
    else if (show->shown - before == MOST_ROWS && !show->json)
        buf_add_format(&show->out, "(the newest %d; dixit find shows all)\n\n", MOST_ROWS);
    return true;
}

static bool show_actor(struct show *show, const char *name)
{
    struct search said = {.source = name, .second_hand = true, .limit = MOST_ROWS};
    struct search against = {.against = name, .limit = MOST_ROWS}, about = {.about = name, .limit = MOST_ROWS};
    bool good = show_part(show, name, " says, or is made to say", &said);
    good = good && show_part(show, name, " is accused, criticised or threatened", &against) && show_part(show, name, " is named in what is said", &about);
    if (good && show->shown == 0)
        return ledger_refuse(show->ledger, DIXIT_BAD_INPUT, "The ledger has no document and nobody called \"%.120s\".", name);
    if (good && !show->json)
        buf_add_text(&show->out, "All who go by this name in their documents; they may be more than one.\n");
    return good && hits_coverage(show->ledger, show->json, UINT64_MAX, &show->out);
}

/* A document, DOCUMENT#3, or else an actor. */
static bool show_named(struct show *show, const char *name)
{
    struct cited cited;
    const char *hash = strrchr(name, '#');
    bool document = ledger_find_document(show->ledger, (struct str){name, strlen(name)}) != 0;
    bool passage = !document && hash != NULL && ledger_find_document(show->ledger, (struct str){name, (size_t)(hash - name)}) != 0;
    if (ledger_failed(show->ledger))
        return false;
    if (!document && !passage)
        return pick_is_name(name) ? show_actor(show, name) : ledger_refuse(show->ledger, DIXIT_BAD_INPUT, "\"%.120s\" is no name.", name);
    struct arena memory;
    arena_init(&memory, 0);
    struct kept kept = {.doc = {.memory = &memory}};
    bool good = ledger_find_cited(show->ledger, name, &cited) && ledger_load_kept(show->ledger, cited.document, &kept) &&
                (cited.passage != 0 ? show_passage(show, &kept, &cited) : show_document(show, &kept));
    arena_release(&memory);
    return good;
}

static int run(int argc, char **argv)
{
    const char *path = NULL, *colour = NULL;
    struct show show = {0};
    const struct choice choices[] = {
        {"ledger", 'l', CHOICE_TEXT, &path}, {"json", 0, CHOICE_FLAG, &show.json}, {"color", 0, CHOICE_TEXT, &colour}, {"colour", 0, CHOICE_TEXT, &colour}, {0},
    };
    int first, status = options_take(&command_show, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (argc - first != 1)
        return command_misused("show", "Name one document, DOCUMENT#3 for one of its attributions, or somebody.");
    if (!terminal_knows_colour(colour))
        return command_misused("show", "--color takes always, never or auto.");
    struct dixit_error error = {0};
    show.style = (struct hits_style){terminal_columns(), terminal_wants_colour(colour)};
    buf_init(&show.out, 0);
    show.ledger = ledger_open(options_ledger(path), LEDGER_READ, &error);
    bool good = show.ledger != NULL && ledger_begin_reading(show.ledger) && show_named(&show, argv[first]);
    if (good && !buf_write_all(STDOUT_FILENO, show.out.at, show.out.length))
        good = error_set(&error, DIXIT_SYSTEM, 0, "standard output: %s", strerror(errno));
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    ledger_close(show.ledger);
    buf_release(&show.out);
    return good ? EXIT_DONE : EXIT_PARTLY;
}

static const char *const help[] = {
    "dixit show [OPTION…] DOCUMENT | DOCUMENT#3 | ACTOR",
    "",
    "Everything that a ledger knows of one document (by its id), of one of its attributions (#3, or #o2 for the second sentence in the",
    "outlet's own voice), or of somebody, by name: with corrections, evidence and verdicts that persons set beside it.",
    "",
    "  --json             as JSON: a document as its reading (docs/formats/reading.md), the others as dixit find --json does",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    "  --color WHEN       always, never or auto (default); NO_COLOR is honoured",
    NULL,
};

const struct command command_show = {"show", run, "all about one document, attribution or actor of a ledger", help};
