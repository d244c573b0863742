/* SPDX-License-Identifier: Apache-2.0 */
/* dixit export and dixit import: a ledger in the formats of others; readings and other ledgers taken in. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/stream.h"
#include "cli/commands.h"
#include "cli/export.h"
#include "cli/export_site.h"
#include "cli/import.h"
#include "cli/options.h"
#include "cli/page.h"

static const struct export_format *find_format(const char *name)
{
    for (const struct export_format *format = export_formats; format->name != NULL; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}

/* One document to the format, or to a page. */
static bool export_document(struct export *export, const struct export_format *format, struct page *page, int64_t document)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct kept kept = {.doc = {.memory = &memory}};
    bool good = ledger_load_kept(export->ledger, document, &kept);
    export->kept = &kept;
    if (good && format == NULL) {
        good = page_add(page, &kept.doc, NULL, ledger_error(export->ledger));
    } else if (good) {
        good = (utf8_index_build(&export->index, kept.doc.text, &memory) && account_init(&export->account, &kept.doc, NULL, &memory) && format->document(export) &&
                !account_failed(&export->account) && !export->out->failed) ||
               ledger_refuse(export->ledger, DIXIT_SYSTEM, "The export could not be written, or memory gave out.");
        account_release(&export->account);
    }
    export->kept = NULL;
    arena_release(&memory);
    return good;
}

/* All of them, in one view of the ledger. */
static bool export_all(struct export *export, const struct export_format *format, struct page *page)
{
    static const char sql[] = "SELECT h.document FROM derived_heads h JOIN documents d ON d.id = h.document WHERE d.name IS NOT NULL ORDER BY h.document";
    bool good = ledger_begin_reading(export->ledger) && (format == NULL || format->begin == NULL || format->begin(export));
    sqlite3_stmt *row = ledger_own_statement(export->ledger, sql, sizeof sql - 1);
    while (good && ledger_step(export->ledger, row))
        good = export_document(export, format, page, sqlite3_column_int64(row, 0));
    sqlite3_finalize(row);
    return good && !ledger_failed(export->ledger) && (format == NULL || format->end == NULL || format->end(export));
}

static bool export_to(struct export *export, const struct export_format *format, const char *path, struct dixit_error *error)
{
    struct page page = {.out = -1};
    struct buf out;
    if (format == NULL) {
        bool good = page_open(&page, path, error) && export_all(export, NULL, &page) && page_finish(&page, error);
        page_release(&page);
        return good;
    }
    buf_init_draining(&out, STDOUT_FILENO);
    export->out = &out;
    bool good = export_all(export, format, NULL);
    if (!buf_flush(&out) && good)
        good = error_set(error, DIXIT_SYSTEM, 0, "standard output: %s", strerror(out.reason != 0 ? out.reason : errno));
    export->out = NULL;
    buf_release(&out);
    return good;
}

static int run_export(int argc, char **argv)
{
    const char *path = NULL, *to = NULL;
    const struct choice choices[] = {{"ledger", 'l', CHOICE_TEXT, &path}, {"to", 0, CHOICE_TEXT, &to}, {0}};
    int first, status = options_take(&command_export, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    bool site = to != NULL && strcmp(to, "site") == 0, html = to != NULL && strcmp(to, "html") == 0;
    const struct export_format *format = to != NULL && !html && !site ? find_format(to) : NULL;
    if (!html && !site && format == NULL)
        return command_misused("export", "--to takes jsonl, records, csv, claimreview, webannotation, prov, ftm, html or site.");
    if (argc - first != (html || site))
        return command_misused("export", html ? "Name the page to be written." : site ? "Name the folder to be made." : "It writes to standard output and takes no argument.");
    struct dixit_error error = {0};
    struct export export = {.ledger = ledger_open(options_ledger(path), LEDGER_READ, &error)};
    bool good = export.ledger != NULL && (site ? export_site(export.ledger, argv[first]) : export_to(&export, format, html ? argv[first] : NULL, &error));
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    ledger_close(export.ledger);
    return good ? EXIT_DONE : EXIT_PARTLY;
}

static const char *const export_help[] = {
    "dixit export --to FORMAT",
    "",
    "Writes what the ledger holds, as it stands with the corrections of persons, to standard output (docs/formats/export.md). Every format names the file and",
    "the address that a document came from.",
    "",
    "  --to jsonl          readings, as dixit read --json gives them, one a line; dixit import takes them",
    "  --to records        readings as the machine made them, then corrections, claims, evidence with its bytes, decisions and verdicts with their signatures, one a line;",
    "                      dixit import takes them all",
    "  --to csv            a row an attribution or own sentence (RFC 4180); what a spreadsheet would take for a formula is made harmless",
    "  --to claimreview    verdicts in force as schema.org ClaimReview, one a line",
    "  --to webannotation  attributions as W3C Web Annotations, one a line",
    "  --to prov           how each reading came about, as PROV-JSON, one document a line",
    "  --to ftm            documents and those they name as FollowTheMoney entities, one a line",
    "  --to html PAGE      one web page that needs nothing else",
    "  --to site FOLDER    a folder of pages without scripts, to be opened or put on a server: documents, claims, actors by the alphabet",
    "  -l, --ledger FILE   the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    NULL,
};

const struct command command_export = {"export", run_export, "a ledger in the formats of others", export_help};

static int run_import(int argc, char **argv)
{
    const char *path = NULL;
    const struct choice choices[] = {{"ledger", 'l', CHOICE_TEXT, &path}, {0}};
    int first, status = options_take(&command_import, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (argc - first != 1)
        return command_misused("import", "Name one file: readings as JSON Lines, or a ledger.");
    struct dixit_error error = {0};
    struct import result = {0};
    struct ledger *ledger = ledger_open(options_ledger(path), LEDGER_CREATE, &error);
    bool good = ledger != NULL && (import_is_ledger(argv[first]) ? import_ledger(ledger, argv[first], &result, &error) : import_readings(ledger, argv[first], &result, &error));
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    fprintf(stderr, "dixit: %llu documents imported, %llu unchanged, %llu left out\n", (unsigned long long)result.added, (unsigned long long)result.unchanged,
            (unsigned long long)result.left_out);
    if (result.records.added + result.records.left_out > 0)
        fprintf(stderr, "dixit: %llu corrections, claims, decisions, verdicts and pieces of evidence imported, %llu left out\n", (unsigned long long)result.records.added,
                (unsigned long long)result.records.left_out);
    ledger_close(ledger);
    return good && result.left_out + result.records.left_out == 0 ? EXIT_DONE : error.status == DIXIT_TAMPERED ? EXIT_TAMPERED : EXIT_PARTLY;
}

static const char *const import_help[] = {
    "dixit import FILE",
    "",
    "Takes in documents with their readings: from JSON Lines as dixit read --json and dixit export --to jsonl or records write them (with their text), or from another",
    "ledger, which is verified first; its checkpoint and the proof that each document was in its log are kept. Corrections, claims that persons decided, evidence, decisions and",
    "verdicts come too, from a ledger or records; a signature must be of what is said. What is there already is left as it is: the same twice changes nothing.",
    "",
    "  -l, --ledger FILE   the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    "",
    "Exit status: 0 all was imported; 1 some was not; 2 wrong usage; 3 the other ledger is not what its log says.",
    NULL,
};

const struct command command_import = {"import", run_import, "readings or another ledger taken in", import_help};
