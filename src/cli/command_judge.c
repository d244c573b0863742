/* SPDX-License-Identifier: Apache-2.0 */
/* dixit judge and dixit attach: what a person thinks of a claim, and on what evidence. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/person.h"
#include "intake/fetch.h"
#include "ledger/judge.h"
#include "ledger/kept.h"
#include "view/safe.h"

enum { MOST_EVIDENCE = 16 };

/* The number of "C17" when the ledger has that claim; 0 when the name is none, −1 after an error. */
static int64_t find_claim(struct ledger *ledger, const char *name)
{
    char *end;
    if (name[0] != 'C' || name[1] < '1' || name[1] > '9')
        return 0;
    errno = 0;
    long long number = strtoll(name + 1, &end, 10);
    if (*end != '\0' || errno != 0)
        return 0;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM claims WHERE id = ?1");
    ledger_bind_int(ledger, row, 1, number);
    if (ledger_step(ledger, row))
        return number;
    if (!ledger_failed(ledger))
        ledger_refuse(ledger, DIXIT_BAD_INPUT, "The ledger has no claim %.40s.", name);
    return -1;
}

struct target {
    int64_t claim, document, passage;
};

/* What a claim's number, a document or an attribution names. */
static bool find_target(struct ledger *ledger, const char *name, struct target *target)
{
    struct cited cited;
    *target = (struct target){.claim = find_claim(ledger, name)};
    if (target->claim != 0)
        return target->claim > 0;
    if (!ledger_find_cited(ledger, name, &cited))
        return false;
    target->document = cited.document;
    target->passage = cited.passage;
    return true;
}

/* ---- judge ---- */

struct judge_options {
    const char *ledger, *verdict, *why, *by, *key, *evidence, *target;
    uint64_t supersedes;
};

/* The rows of evidence with these hashes: 64 hexadecimal digits each, commas between them. */
static bool find_evidence(struct ledger *ledger, const char *list, int64_t ids[MOST_EVIDENCE], uint32_t *count)
{
    while (list != NULL && *list != '\0') {
        size_t length = strcspn(list, ",");
        sqlite3_stmt *row = ledger_statement(ledger, "SELECT id FROM evidence WHERE sha256 = ?1 ORDER BY id LIMIT 1");
        ledger_bind_text(ledger, row, 1, (struct str){list, length});
        if (!ledger_step(ledger, row))
            return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "The ledger has no evidence with the SHA-256 %.*s.", (int)(length < 64 ? length : 64), list);
        if (*count == MOST_EVIDENCE)
            return ledger_refuse(ledger, DIXIT_TOO_LARGE, "A verdict can name %d pieces of evidence.", MOST_EVIDENCE);
        ids[(*count)++] = sqlite3_column_int64(row, 0);
        list += length + (list[length] == ',');
    }
    return true;
}

/* The verdict that is superseded must be of the same thing. */
static bool check_superseded(struct ledger *ledger, const struct verdict *verdict)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM verdicts WHERE id = ?1 AND (claim = ?2 OR passage IS NOT NULL AND ?2 = 0)");
    ledger_bind_int(ledger, row, 1, verdict->supersedes);
    ledger_bind_int(ledger, row, 2, verdict->claim);
    if (verdict->supersedes == 0 || ledger_step(ledger, row))
        return true;
    return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no verdict %lld on it.", (long long)verdict->supersedes);
}

static struct str str_of(const char *text)
{
    return (struct str){text, text != NULL ? strlen(text) : 0};
}

static bool judge(const struct judge_options *o, struct ledger *ledger, struct person *person, int64_t *id)
{
    struct target target;
    int64_t evidence[MOST_EVIDENCE];
    struct verdict verdict = {.verdict = str_of(o->verdict), .reasons = str_of(o->why), .evidence = evidence, .supersedes = (int64_t)(o->supersedes & INT64_MAX)};
    if (!ledger_begin(ledger) || !find_target(ledger, o->target, &target))
        return false;
    if (target.claim == 0 && target.passage == 0)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "A verdict is on a claim (C17) or an attribution (DOCUMENT#3).");
    verdict.claim = target.claim;
    verdict.passage = target.passage;
    if (!find_evidence(ledger, o->evidence, evidence, &verdict.n_evidence) || !check_superseded(ledger, &verdict) || !person_open(person, ledger, "verdict"))
        return false;
    person_say(person, "on", str_of(o->target));
    person_say(person, "verdict", verdict.verdict);
    person_say(person, "reasons", verdict.reasons);
    person_say(person, "evidence", str_of(o->evidence));
    if (!person_sign(person, ledger))
        return false;
    verdict.person = person_name(person);
    verdict.signature = (struct str){person->signature.at, person->signature.length};
    *id = ledger_judge(ledger, &verdict);
    return ledger_commit(ledger);
}

static int run_judge(int argc, char **argv)
{
    struct judge_options o = {0};
    const struct choice choices[] = {
        {"ledger", 'l', CHOICE_TEXT, &o.ledger}, {"verdict", 0, CHOICE_TEXT, &o.verdict}, {"why", 0, CHOICE_TEXT, &o.why}, {"by", 0, CHOICE_TEXT, &o.by},
        {"key", 0, CHOICE_TEXT, &o.key}, {"evidence", 0, CHOICE_TEXT, &o.evidence}, {"supersedes", 0, CHOICE_NUMBER, &o.supersedes}, {0},
    };
    int first, status = options_take(&command_judge, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (argc - first != 1 || o.verdict == NULL || o.why == NULL)
        return command_misused("judge", "Name one claim or attribution, and say --verdict TEXT and --why TEXT.");
    o.target = argv[first];
    struct dixit_error error = {0};
    struct person person = {.by = o.by, .key = o.key};
    int64_t id = 0;
    struct ledger *ledger = ledger_open(options_ledger(o.ledger), LEDGER_WRITE, &error);
    bool good = ledger != NULL && judge(&o, ledger, &person, &id);
    if (good)
        printf("verdict %lld\n", (long long)id);
    else
        fprintf(stderr, "dixit: %s\n", error.text);
    person_close(&person);
    ledger_close(ledger);
    return good ? command_finish_output(EXIT_DONE) : EXIT_PARTLY;
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
    struct target target = {0};
    char hex[65] = "";
    struct ledger *ledger = ledger_open(options_ledger(o.ledger), LEDGER_WRITE, &error);
    bool good = ledger != NULL && (o.to == NULL || find_target(ledger, o.to, &target));
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
