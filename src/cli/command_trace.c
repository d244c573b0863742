/* SPDX-License-Identifier: Apache-2.0 */
/* dixit trace: where claims come from. Compares the documents first when any came since the last time. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "view/show_trace.h"
#include "ledger/credits.h"
#include "ledger/search.h"

struct trace_options {
    const char *ledger;
    bool all, json, html;
    int64_t claim;
};

struct tracing {
    struct trace_options options;
    struct ledger *ledger;
    struct arena memory, scratch;
    struct stories stories;
    struct trace trace;
    struct groups groups;
    struct buf out;
};

/* A writer brings the proposals up to date; where that cannot be, the ledger is read as it is. */
static bool read_groups(struct tracing *t)
{
    if (!groups_load(t->ledger, &t->stories))
        return false;
    if (!groups_are_stale(t->ledger)) {
        t->trace.stories = &t->stories;
        return credits_settle(&t->stories) && copies_find(&t->stories, &t->trace.copies) && groups_read(t->ledger, &t->stories, &t->groups);
    }
    return trace_stories(&t->stories, &t->trace) && groups_propose(t->ledger, &t->trace, &t->groups);
}

static bool show_group(struct tracing *t, const struct group *group)
{
    struct trail trail;
    struct arena_mark mark = arena_mark(&t->memory); /* what belongs to this claim alone goes again */
    if (!trace_follow(&t->stories, &t->trace.copies, &group->claim, &trail))
        return false;
    struct traced traced = {&t->stories, &t->trace.copies, group, &trail};
    bool good = true;
    if (t->options.json)
        good = trace_write_claim(&t->stories, (uint64_t)group->id, group_state_name((enum group_state)group->state), &group->claim, &trail, &t->out);
    else if (t->options.html)
        trace_show_html(&traced, &t->out);
    else
        trace_show_text(&traced, &t->out);
    arena_rewind(&t->memory, mark);
    return good && !t->out.failed;
}

static bool is_shown(const struct tracing *t, const struct group *group)
{
    return t->options.all ? group->state != GROUP_UNDONE && group->claim.members.count > 0 : group->id == t->options.claim;
}

static bool show(struct tracing *t, struct dixit_error *error)
{
    bool any = false;
    if (t->options.html)
        trace_show_page_head(&t->out);
    for (uint32_t i = 0; i < t->groups.list.count; i++) {
        if (!is_shown(t, &t->groups.list.at[i]))
            continue;
        if (any && !t->options.json && !t->options.html)
            buf_add_char(&t->out, '\n');
        any = true;
        if (!show_group(t, &t->groups.list.at[i]))
            return false;
    }
    if (!any && !t->options.all)
        return error_set(error, DIXIT_BAD_INPUT, 0, "%s: there is no claim C%lld.", ledger_path(t->ledger), (long long)t->options.claim);
    struct coverage coverage;
    struct buf line;
    buf_init(&line, 0);
    bool good = ledger_coverage(t->ledger, &coverage);
    ledger_show_coverage(&coverage, &line);
    if (t->options.json && t->options.all)
        trace_write_documents(&t->stories, &t->trace.copies, &t->out);
    else if (t->options.html)
        trace_show_page_tail((struct str){line.at, line.length}, &t->out);
    else if (!t->options.json)
        buf_add_format(&t->out, "%s%.*s\n", any ? "\n" : "", (int)line.length, line.at);
    buf_release(&line);
    return good;
}

static int trace(struct trace_options options)
{
    struct tracing t = {.options = options};
    struct dixit_error error = {0};
    const char *path = options_ledger(options.ledger);
    arena_init(&t.memory, 0);
    arena_init(&t.scratch, 0);
    buf_init_draining(&t.out, STDOUT_FILENO); /* claim by claim: all of them may be many */
    bool writes = true;
    t.ledger = ledger_open(path, LEDGER_WRITE, &error);
    if (t.ledger == NULL && error.status == DIXIT_SYSTEM) {
        error = (struct dixit_error){0};
        writes = false;
        t.ledger = ledger_open(path, LEDGER_READ, &error);
    }
    bool good = t.ledger != NULL && stories_init(&t.stories, &t.memory, &t.scratch, &error) && (writes ? ledger_begin(t.ledger) : ledger_begin_reading(t.ledger)) &&
                read_groups(&t) && ledger_commit(t.ledger) && ledger_begin_reading(t.ledger) && show(&t, &error); /* nobody waits for who reads this */
    if ((good && !buf_flush(&t.out)) || (t.out.failed && error.status == DIXIT_OK))
        good = error_set(&error, DIXIT_SYSTEM, 0, "Standard output: %s", strerror(t.out.reason != 0 ? t.out.reason : ENOMEM));
    if (!good)
        fprintf(stderr, "dixit trace: %s\n", error.text);
    ledger_close(t.ledger);
    buf_release(&t.out);
    arena_release(&t.scratch);
    arena_release(&t.memory);
    return good ? EXIT_DONE : EXIT_PARTLY;
}

bool command_read_claim(const char *text, int64_t *claim)
{
    char *end;
    if ((*text != 'C' && *text != 'c') || text[1] < '1' || text[1] > '9')
        return false;
    errno = 0;
    *claim = strtoll(text + 1, &end, 10);
    return errno == 0 && *end == '\0';
}

static int run(int argc, char **argv)
{
    struct trace_options o = {0};
    const struct choice choices[] = {{"ledger", 'l', CHOICE_TEXT, &o.ledger}, {"all", 0, CHOICE_FLAG, &o.all}, {"json", 0, CHOICE_FLAG, &o.json}, {"html", 0, CHOICE_FLAG, &o.html}, {0}};
    int first, status = options_take(&command_trace, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (o.json && o.html)
        return command_misused("trace", "--json and --html exclude each other.");
    if (o.all ? first != argc : first + 1 != argc)
        return command_misused("trace", "Name one claim, such as C17, or give --all.");
    if (!o.all && !command_read_claim(argv[first], &o.claim))
        return command_misused("trace", "%s is no claim: they are called C1, C2 and so on.", argv[first]);
    return trace(o);
}

static const char *const help[] = {
    "dixit trace [OPTION…] C17 | --all",
    "",
    "Where a claim comes from and how it travelled: the earliest document in this ledger that carries it, who carries, disputes or doubts it, who has it",
    "from whom and what shows that (a credit, a link, a copied text, a quotation), and the named origins with their words. Documents that share their",
    "text are told. Passages are put together by the program (proposed) or by a person (accepted; see dixit help group). When documents",
    "came since the last time they are compared first, and the proposals are kept in the ledger.",
    "",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    "  --all              every claim that is not undone, by its number",
    "  --json             one object a line (docs/formats/trace.md)",
    "  --html             a page with the documents on a line of time and the arrows between them",
    NULL,
};

const struct command command_trace = {"trace", run, "where a claim comes from and who carries it from whom", help};
