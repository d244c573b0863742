/* SPDX-License-Identifier: Apache-2.0 */
/* dixit brief: one plain table of what is said about somebody: what, by whom, through whom, when, against whom, the answer, where to read it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/hits.h"
#include "cli/options.h"
#include "ledger/day.h"
#include "ledger/search.h"
#include "view/account.h"
#include "view/pick.h"
#include "view/safe.h"
#include "view/show_html.h"

enum { COLUMNS = 6 };
static const char *const headings[COLUMNS] = {"when", "by, and through whom", "what", "to, against", "answer in the same text", "where"};

struct brief_options {
    const char *ledger, *about, *since, *until;
    bool md, html;
};

struct brief {
    const struct brief_options *options;
    struct ledger *ledger;
    struct buf out, cells[COLUMNS];
    bool failed;
};

static void put_parts(const struct parts *parts, struct buf *out)
{
    for (uint32_t i = 0; i < parts->count; i++) {
        if (!parts->at[i].tight && out->length > 0)
            buf_add_char(out, ' ');
        safe_add(out, parts->at[i].words, true);
    }
}

static void put_cstr(const char *text, struct buf *out)
{
    if (text != NULL)
        safe_add(out, (struct str){text, strlen(text)}, true);
}

/* "to the League; against Ostra" */
static void put_parties(struct account *account, const struct attribution *a, struct buf *out)
{
    const char *const words[] = {"to ", "against "};
    const struct spans *spans[] = {&a->addressee, &a->against};
    const uint32_t actors[] = {a->addressee_actor, a->against_actor};
    for (int i = 0; i < 2; i++) {
        if (spans[i]->count == 0 && actors[i] == NONE)
            continue;
        buf_add_text(out, out->length > 0 ? "; " : "");
        buf_add_text(out, words[i]);
        struct str name = actors[i] != NONE ? account_actor(account, actors[i]) : account_words(account, *spans[i]);
        safe_add(out, name, true);
    }
}

static void put_answers(struct account *account, uint32_t index, struct parts *parts, struct buf *out)
{
    for (uint32_t i = account->first_status[index]; i != NONE; i = account_next_status(account, i)) {
        account_answer(account, &account->doc->statuses.at[i], parts);
        if (out->length > 0)
            buf_add_text(out, "; ");
        put_parts(parts, out);
    }
    if (out->length == 0)
        buf_add_text(out, "none found in this text");
}

static void fill_cells(struct brief *brief, struct account *account, uint32_t index)
{
    const struct doc *doc = account->doc;
    const struct attribution *a = &doc->attributions.at[index];
    struct parts parts = {0};
    for (int i = 0; i < COLUMNS; i++)
        buf_reset(&brief->cells[i]);
    struct arena_mark mark = account_begin_row(account, &parts);
    if (doc->origin.published != NULL)
        safe_add(&brief->cells[0], (struct str){doc->origin.published, strlen(doc->origin.published) < 10 ? strlen(doc->origin.published) : 10}, true);
    else
        buf_add_text(&brief->cells[0], "undated");
    safe_add(&brief->cells[1], account_chain(account, index), true);
    buf_add_text(&brief->cells[2], a->stance < DIXIT_STANCES ? dixit_stance_name((enum dixit_stance)a->stance) : "");
    buf_add_text(&brief->cells[2], a->negated ? ", negated: “" : ": “");
    safe_add(&brief->cells[2], account_words(account, a->content), true);
    buf_add_text(&brief->cells[2], "”");
    put_parties(account, a, &brief->cells[3]);
    put_answers(account, index, &parts, &brief->cells[4]);
    put_cstr(doc->origin.id, &brief->cells[5]);
    buf_add_format(&brief->cells[5], "#%u ", index + 1);
    put_cstr(doc->origin.url != NULL ? doc->origin.url : doc->origin.file, &brief->cells[5]);
    account_end_row(account, mark, &parts);
}

/* In Markdown nothing of a cell is markup. */
static void put_cell(const struct brief *brief, const struct buf *cell, struct buf *out)
{
    if (brief->options->html) {
        buf_add_text(out, "<td>");
        html_add(out, (struct str){cell->at, cell->length}, true);
        buf_add_text(out, "</td>");
        return;
    }
    buf_add_text(out, " ");
    for (size_t i = 0; i < cell->length; i++) {
        if (strchr("\\|*_`[]<>#~&", cell->at[i]) != NULL && cell->at[i] != '\0')
            buf_add_char(out, '\\');
        buf_add_char(out, cell->at[i]);
    }
    buf_add_text(out, " |");
}

static bool take(void *context, const struct search_hit *found)
{
    struct brief *brief = context;
    struct arena memory;
    struct account account;
    arena_init(&memory, 0);
    struct kept kept = {.doc = {.memory = &memory}};
    bool good = ledger_load_kept(brief->ledger, found->document, &kept);
    if (good && found->kind == 0 && found->number - 1 < kept.doc.attributions.count) {
        good = account_init(&account, &kept.doc, NULL, &memory);
        if (good)
            fill_cells(brief, &account, found->number - 1);
        buf_add_text(&brief->out, brief->options->html ? "<tr>" : "|");
        for (int i = 0; i < COLUMNS; i++) {
            put_cell(brief, &brief->cells[i], &brief->out);
            good = good && !brief->cells[i].failed;
        }
        buf_add_text(&brief->out, brief->options->html ? "</tr>\n" : "\n");
        good = good && !account_failed(&account);
        account_release(&account);
    }
    arena_release(&memory);
    if (good && brief->out.length > 1 << 16) {
        brief->failed = !buf_write_all(STDOUT_FILENO, brief->out.at, brief->out.length);
        buf_reset(&brief->out);
    }
    return good && !brief->failed;
}

static void put_head(struct brief *brief)
{
    struct str about = {brief->options->about, strlen(brief->options->about)};
    struct buf *out = &brief->out;
    if (!brief->options->html) {
        buf_add_text(out, "# What is said about");
        struct buf name;
        buf_init(&name, 0);
        safe_add(&name, about, true);
        put_cell(brief, &name, out);
        out->length -= 2; /* the end of a cell */
        buf_release(&name);
        buf_add_text(out, "\n\n|");
        for (int i = 0; i < COLUMNS; i++)
            buf_add_format(out, " %s |", headings[i]);
        buf_add_text(out, "\n|---|---|---|---|---|---|\n");
        return;
    }
    buf_add_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>What is said about ");
    html_add(out, about, true);
    buf_add_text(out, "</title>\n<style>\nbody { font: 1rem/1.4 Georgia, \"Times New Roman\", serif; margin: 1rem; }\ntable { border-collapse: collapse; }\n"
                      "th, td { border: 1px solid #888; padding: .3rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }\n</style>\n</head>\n<body>\n<h1>What is said about ");
    html_add(out, about, true);
    buf_add_text(out, "</h1>\n<table>\n<thead><tr>");
    for (int i = 0; i < COLUMNS; i++)
        buf_add_format(out, "<th scope=\"col\">%s</th>", headings[i]);
    buf_add_text(out, "</tr></thead>\n<tbody>\n");
}

static bool put_tail(struct brief *brief)
{
    struct coverage coverage;
    struct buf line;
    buf_init(&line, 0);
    bool good = ledger_coverage(brief->ledger, &coverage);
    ledger_show_coverage(&coverage, &line);
    buf_add_text(&brief->out, brief->options->html ? "</tbody>\n</table>\n<p>" : "\n");
    if (brief->options->html)
        html_add(&brief->out, (struct str){line.at, line.length}, true);
    else
        buf_add(&brief->out, line.at, line.length);
    buf_add_text(&brief->out, brief->options->html ? ".</p>\n</body>\n</html>\n" : ".\n");
    good = good && !line.failed;
    buf_release(&line);
    return good;
}

static int brief_it(const struct brief_options *options, const struct search *search)
{
    struct dixit_error error = {0};
    struct brief brief = {.options = options, .ledger = ledger_open(options_ledger(options->ledger), LEDGER_READ, &error)};
    buf_init(&brief.out, 0);
    for (int i = 0; i < COLUMNS; i++)
        buf_init(&brief.cells[i], 0);
    bool good = brief.ledger != NULL && ledger_begin_reading(brief.ledger);
    if (good) {
        put_head(&brief);
        good = ledger_search(brief.ledger, search, take, &brief, NULL) && put_tail(&brief);
    }
    if (good && brief.out.failed)
        good = error_set(&error, DIXIT_NO_MEMORY, 0, "There is not enough memory for the table.");
    if (good && (brief.failed || !buf_write_all(STDOUT_FILENO, brief.out.at, brief.out.length)))
        good = error_set(&error, DIXIT_SYSTEM, 0, "Standard output: %s", strerror(errno));
    if (!good)
        fprintf(stderr, "dixit brief: %s\n", error.text);
    for (int i = 0; i < COLUMNS; i++)
        buf_release(&brief.cells[i]);
    buf_release(&brief.out);
    ledger_close(brief.ledger);
    return good ? EXIT_DONE : EXIT_PARTLY;
}

static int run(int argc, char **argv)
{
    struct brief_options o = {0};
    const struct choice choices[] = {{"ledger", 'l', CHOICE_TEXT, &o.ledger}, {"about", 0, CHOICE_TEXT, &o.about}, {"since", 0, CHOICE_TEXT, &o.since}, {"until", 0, CHOICE_TEXT, &o.until},
                                     {"md", 0, CHOICE_FLAG, &o.md}, {"html", 0, CHOICE_FLAG, &o.html}, {0}};
    int first, status = options_take(&command_brief, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    struct search search = {.about = o.about, .has_since = o.since != NULL, .has_until = o.until != NULL, .limit = UINT32_MAX};
    if (first != argc)
        return command_misused("brief", "It takes options only: --about NAME, and --since or --until.");
    if (o.about == NULL || !pick_is_name(o.about))
        return command_misused("brief", "Say about whom: --about NAME.");
    if (o.md && o.html)
        return command_misused("brief", "--md and --html exclude each other.");
    if ((o.since != NULL && !day_parse(o.since, false, &search.since)) || (o.until != NULL && !day_parse(o.until, true, &search.until)))
        return command_misused("brief", "--since and --until take a date such as 2026-01-04, 2026-01 or 2026.");
    return brief_it(&o, &search);
}

static const char *const help[] = {
    "dixit brief --about NAME [OPTION…]",
    "",
    "One table, to be printed, of what the documents of a ledger have people say about somebody: when, by whom and through whom, what, to and against whom, the",
    "answer that the same text has, and where to read it. The newest come first; the last line says what the answer rests on.",
    "",
    "  --about NAME       whom it is about",
    "  --since DATE, --until DATE   published from, to (2026-01-04, 2026-01 or 2026)",
    "  --md               as Markdown (the default);  --html  as a page",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    NULL,
};

const struct command command_brief = {"brief", run, "one table of what is said about somebody, with the answers", help};
