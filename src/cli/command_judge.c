/* SPDX-License-Identifier: Apache-2.0 */
/* dixit judge and dixit attach: what a person thinks of a claim, and on what evidence. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "intake/fetch.h"
#include "ledger/act.h"

/* ---- judge ---- */

static int run_judge(int argc, char **argv)
{
    struct act_verdict o = {0};
    struct person person = {0};
    const char *path = NULL;
    uint64_t supersedes = 0;
    const struct choice choices[] = {
        {"ledger", 'l', CHOICE_TEXT, &path}, {"verdict", 0, CHOICE_TEXT, &o.verdict}, {"why", 0, CHOICE_TEXT, &o.why}, {"by", 0, CHOICE_TEXT, &person.by},
        {"key", 0, CHOICE_TEXT, &person.key}, {"evidence", 0, CHOICE_TEXT, &o.evidence}, {"supersedes", 0, CHOICE_NUMBER, &supersedes}, {0},
    };
    int first, status = options_take(&command_judge, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (argc - first != 1 || o.verdict == NULL || o.why == NULL)
        return command_misused("judge", "Name one claim or attribution, and say --verdict TEXT and --why TEXT.");
    o.supersedes = (int64_t)(supersedes & INT64_MAX);
    struct dixit_error error = {0};
    struct ledger *ledger = ledger_open(options_ledger(path), LEDGER_WRITE, &error);
    int64_t id = ledger != NULL ? act_judge(ledger, argv[first], &o, &person) : 0;
    if (id != 0)
        printf("verdict %lld\n", (long long)id);
    else
        fprintf(stderr, "dixit: %s\n", error.text);
    person_close(&person);
    ledger_close(ledger);
    return id != 0 ? command_finish_output(EXIT_DONE) : EXIT_PARTLY;
}

static const char *const judge_help[] = {
    "dixit judge C17 | DOCUMENT#3 --verdict TEXT --why TEXT",
    "",
    "Keeps a person's signed verdict on a claim or an attribution beside it. The program never judges by itself. Prints the number of the verdict.",
    "",
    "  --verdict TEXT     the verdict, in a word or a sentence",
    "  --why TEXT         the reasons",
    "  --evidence SHA256  what it rests on, as dixit attach printed it; several with commas",
    "  --supersedes N     it takes the place of verdict N, which stays to be seen",
    "  --by NAME, --key FILE, -l LEDGER   as for dixit correct",
    NULL,
};

const struct command command_judge = {"judge", run_judge, "a signed verdict on a claim", judge_help};

/* ---- attach ---- */

struct attach_options {
    const char *ledger, *to;
    struct fetch_options fetch;
};

/* What an address answers becomes evidence as a WARC record: the answer as it was sent, its header, when and from which machine it came, its hashes. */
static bool attach_address(struct ledger *ledger, const struct attach_options *o, const char *url, struct evidence *evidence, char hex[65])
{
    struct fetch fetch;
    struct fetched fetched;
    struct buf record, how;
    buf_init(&record, 0);
    buf_init(&how, 0);
    fetch_init(&fetch, &o->fetch);
    struct dixit_error error = {0};
    bool good = fetch_get(&fetch, url, &fetched, &error) || ledger_refuse(ledger, error.status, "%.100s: %s", url, error.text);
    if (good) {
        bool moved = strcmp(url, fetched.url) != 0;
        fetch_write_warc(&fetched, true, &record);
        buf_add_format(&how, "fetched %s from %s by dixit %s%s%s; a WARC record", fetched.date, fetched.address, dixit_version(), moved ? ", redirected to " : "", moved ? fetched.url : "");
        evidence->bytes = (struct str){record.at, record.length};
        evidence->how = evidence->how != NULL ? evidence->how : buf_terminate(&how);
        evidence->origin = evidence->origin != NULL ? evidence->origin : url;
        evidence->media_type = "application/warc";
        good = record.failed || how.failed ? ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for a capture.") : ledger_attach(ledger, evidence, hex) != 0;
    }
    fetched_release(&fetched);
    fetch_release(&fetch);
    buf_release(&record);
    buf_release(&how);
    return good;
}

static int run_attach(int argc, char **argv)
{
    struct attach_options o = {.fetch = {.any_type = true}};
    struct evidence evidence = {0};
    const struct choice choices[] = {
        {"ledger", 'l', CHOICE_TEXT, &o.ledger}, {"to", 0, CHOICE_TEXT, &o.to}, {"from", 0, CHOICE_TEXT, &evidence.origin}, {"how", 0, CHOICE_TEXT, &evidence.how},
        {"by", 0, CHOICE_TEXT, &evidence.person}, {"ignore-robots", 0, CHOICE_FLAG, &o.fetch.ignore_robots}, {"allow-private", 0, CHOICE_FLAG, &o.fetch.allow_private}, {0},
    };
    int first, status = options_take(&command_attach, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (argc - first != 1)
        return command_misused("attach", "Name one file or address.");
    evidence.path = argv[first];
    struct dixit_error error = {0};
    struct act_target target = {0};
    char hex[65] = "";
    struct ledger *ledger = ledger_open(options_ledger(o.ledger), LEDGER_WRITE, &error);
    bool good = ledger != NULL && (o.to == NULL || act_find_target(ledger, o.to, &target));
    evidence.document = target.document;
    evidence.claim = target.claim;
    good = good && (fetch_is_url(argv[first]) ? attach_address(ledger, &o, argv[first], &evidence, hex) : ledger_attach(ledger, &evidence, hex) != 0);
    if (good)
        printf("%s\n", hex);
    else
        fprintf(stderr, "dixit: %s\n", error.text);
    ledger_close(ledger);
    return good ? command_finish_output(EXIT_DONE) : EXIT_PARTLY;
}

static const char *const attach_help[] = {
    "dixit attach FILE | URL [--to C17 | DOCUMENT]",
    "",
    "Keeps a copy of a file, or of what an address answers, as evidence beside the ledger, under its SHA-256, which is printed, with when and how it was got.",
    "What an address answers is kept as a WARC record (ISO 28500): the answer as it was sent with its header, the time, the address that answered, and its hashes;",
    "dixit read reads it. Each time is a capture of its own.",
    "",
    "  --to WHAT          what it is evidence for: a claim or a document",
    "  --from TEXT        where it comes from (default: the file's name or the address)",
    "  --how TEXT         how it was got (default: a file, or when and from where it was fetched)",
    "  --by NAME          who got it",
    "  --ignore-robots    fetch also what a site's robots.txt asks not to; --allow-private: also from private addresses",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    NULL,
};

const struct command command_attach = {"attach", run_attach, "keep a file or an address as evidence", attach_help};
