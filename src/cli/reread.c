/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/reread.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "ledger/diff.h"
#include "ledger/carry.h"
#include "ledger/load.h"
#include "read.h"
#include "view/safe.h"
#include "view/show.h"

/* "letter  would change: 1 added, 2 reworded" */
static void put_changes(const struct doc *doc, const struct diff *diff, struct buf *out)
{
    uint32_t counts[DIFF_KINDS] = {0};
    for (uint32_t i = 0; i < diff->differences.count; i++)
        counts[diff->differences.at[i].kind]++;
    safe_add(out, (struct str){doc->origin.id, strlen(doc->origin.id)}, true);
    buf_add_text(out, "\twould change: ");
    const char *separator = "";
    for (uint32_t i = 0; i < DIFF_KINDS; i++)
        if (counts[i] > 0) {
            buf_add_format(out, "%s%u %s", separator, counts[i], diff_kind_name((enum diff_kind)i));
            separator = ", ";
        }
    buf_add_text(out, *separator == '\0' ? "no attribution, but something else\n" : "\n");
}

/* Does the new reading have a passage of that kind with just these spans (as passages.spans has them)? */
static bool has_passage(const struct doc *doc, bool own, struct str spans)
{
    struct buf text;
    bool found = false;
    buf_init(&text, 0);
    for (uint32_t i = 0; !found && i < (own ? doc->own.count : doc->attributions.count); i++) {
        const struct span *at = own ? &doc->own.at[i] : doc->attributions.at[i].content.at;
        uint32_t count = own ? 1 : doc->attributions.at[i].content.count;
        ledger_put_spans(at, count, &text);
        found = text.length == spans.length && memcmp(text.at, spans.at, spans.length) == 0;
    }
    buf_release(&text);
    return found;
}

/* "letter  C3 would lose letter#2": what persons or the program set beside passages that the new reading does not have. */
static bool put_orphans(struct ledger *ledger, int64_t reading, const struct doc *doc, bool would, struct buf *out)
{
    sqlite3_stmt *row = ledger_statement(ledger,
        "SELECT m.claim, p.kind, p.number, p.spans FROM passages p JOIN memberships m ON m.passage = p.id WHERE p.reading = ?1 AND p.spans IS NOT NULL "
        "AND m.id = (SELECT n.id FROM memberships n WHERE n.claim = m.claim AND n.passage = m.passage AND n.first IS m.first ORDER BY n.act IN (1, 2) DESC, n.id DESC LIMIT 1) AND m.act < 2 "
        "UNION SELECT 0, p.kind, p.number, p.spans FROM passages p JOIN corrections c ON c.passage = p.id WHERE p.reading = ?1 AND p.spans IS NOT NULL AND c.result IS NOT NULL "
        "UNION SELECT -1, p.kind, p.number, p.spans FROM passages p JOIN verdicts v ON v.passage = p.id WHERE p.reading = ?1 AND p.spans IS NOT NULL ORDER BY 2, 3, 1");
    ledger_bind_int(ledger, row, 1, reading);
    while (ledger_step(ledger, row)) {
        long long claim = sqlite3_column_int64(row, 0);
        bool own = sqlite3_column_int(row, 1) == 1;
        struct str id = {doc->origin.id, strlen(doc->origin.id)};
        if (has_passage(doc, own, ledger_column(row, 3)))
            continue;
        safe_add(out, id, true);
        if (claim > 0)
            buf_add_format(out, "\tC%lld %s ", claim, would ? "would lose" : "loses");
        else
            buf_add_format(out, "\tan orphan %s the %s ", would ? "would be" : "is now", claim == 0 ? "correction of" : "verdict on");
        safe_add(out, id, true);
        buf_add_format(out, "#%s%d\n", own ? "o" : "", sqlite3_column_int(row, 2));
    }
    return !ledger_failed(ledger);
}

bool reread_compare(struct ledger *ledger, const struct ledger_input *input, struct buf *out)
{
    struct ledger_known known;
    if (!ledger_find_known(ledger, input->doc, input->model, &known))
        return false;
    if (known.document == 0 || (known.same_text && ledger_has_reading(ledger, known.reading, input->json)))
        return !ledger_failed(ledger);
    struct arena memory;
    struct doc before = {.memory = &memory};
    struct diff diff;
    arena_init(&memory, 0);
    bool good = ledger_load(ledger, known.document, known.reading, &before, NULL);
    if (good && !diff_make(&before, input->doc, &memory, &diff))
        good = ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory to compare two readings.");
    if (good)
        put_changes(input->doc, &diff, out);
    good = good && put_orphans(ledger, known.reading, input->doc, true, out);
    arena_release(&memory);
    return good;
}

/* A fresh reading of a kept text: `doc` has the text, body and origin of the kept one. */
static bool read_again(const struct reread *reread, const struct doc *kept, struct doc *doc, struct dixit_error *error)
{
    struct arena scratch;
    arena_init(&scratch, (size_t)1 << 30);
    doc->origin = kept->origin;
    doc->text = kept->text;
    doc->body = kept->body;
    memcpy(doc->sha256, kept->sha256, sizeof doc->sha256);
    struct job job = {.doc = doc, .scratch = &scratch, .model = reread->engine->model, .vocabulary = &reread->engine->vocabulary, .error = error};
    bool good = read_document(&job, NULL);
    arena_release(&scratch);
    return good;
}

static bool keep(const struct reread *reread, const struct doc *doc, struct buf *lines, struct dixit_error *error)
{
    struct buf json;
    struct show_options show = {.no_text = true, .model = reread->engine->model->name};
    buf_init(&json, 0);
    bool good = show_json(doc, &show, &json) || error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for a reading.");
    struct ledger_input input = {doc, {json.at, good ? json.length - 1 : 0}, reread->engine->model->name};
    if (good && reread->dry_run) {
        good = reread_compare(reread->ledger, &input, lines);
    } else if (good) {
        enum ledger_added what = LEDGER_ADDED_NOT;
        struct ledger_known known;
        struct buf orphans;
        buf_init(&orphans, 0);
        good = ledger_find_known(reread->ledger, doc, input.model, &known) && put_orphans(reread->ledger, known.reading, doc, false, &orphans) && ledger_begin(reread->ledger) && (what = ledger_add(reread->ledger, &input, true)) != LEDGER_ADDED_NOT && ledger_commit(reread->ledger);
        if (good)
            reread->counts[what]++;
        if (good && !reread->quiet && what == LEDGER_ADDED_READING) {
            safe_add(lines, (struct str){doc->origin.id, strlen(doc->origin.id)}, true);
            buf_add_text(lines, "\tread again\n");
            buf_add(lines, orphans.at, orphans.length);
        }
        buf_release(&orphans);
    }
    buf_release(&json);
    return good;
}

static bool reread_one(const struct reread *reread, int64_t document, struct dixit_error *error)
{
    struct arena memory;
    struct buf lines;
    arena_init(&memory, 0);
    buf_init(&lines, 0);
    struct doc kept = {.memory = &memory}, doc = {.memory = &memory};
    bool good = ledger_load(reread->ledger, document, 0, &kept, NULL) && read_again(reread, &kept, &doc, error) && keep(reread, &doc, &lines, error);
    if (good && !buf_write_all(STDOUT_FILENO, lines.at, lines.length))
        good = error_set(error, DIXIT_SYSTEM, 0, "standard output: %s", strerror(errno));
    buf_release(&lines);
    arena_release(&memory);
    return good;
}

bool reread_all(const struct reread *reread, struct dixit_error *error)
{
    int64_t last = 0;
    for (;;) {
        sqlite3_stmt *row = ledger_statement(reread->ledger, "SELECT h.document FROM derived_heads h JOIN documents d ON d.id = h.document "
                                                             "WHERE h.document > ?1 AND d.name IS NOT NULL ORDER BY h.document LIMIT 1");
        ledger_bind_int(reread->ledger, row, 1, last);
        if (!ledger_step(reread->ledger, row))
            return !ledger_failed(reread->ledger);
        last = sqlite3_column_int64(row, 0);
        sqlite3_reset(row);
        if (!reread_one(reread, last, error))
            return false;
    }
}
