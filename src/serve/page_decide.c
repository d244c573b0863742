/* SPDX-License-Identifier: Apache-2.0 */
/* What persons set beside a claim, and the forms by which they do: decisions about the group, verdicts where the ledger was made for them, evidence. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/act.h"
#include "ledger/day.h"
#include "ledger/groups.h"
#include "serve/claim.h"
#include "view/show_html.h"

enum { MOST_KEPT = 30 };

static void add_text(struct buf *out, struct str text)
{
    html_add(out, text, true);
}

static void add_day(struct buf *out, int64_t seconds)
{
    char day[16];
    day_format(seconds / 86400, day);
    buf_add_text(out, day);
}

/* ---- what there is ---- */

/* The evidence that a verdict names. */
static void add_named(struct buf *out, struct ledger *ledger, int64_t verdict)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT e.origin, e.sha256 FROM verdict_evidence v JOIN evidence e ON e.id = v.evidence WHERE v.verdict = ?1 ORDER BY v.id");
    ledger_bind_int(ledger, row, 1, verdict);
    while (ledger_step(ledger, row)) {
        buf_add_text(out, " <span class=\"facts\">on ");
        add_text(out, ledger_column(row, 0));
        buf_add_text(out, " <span class=\"hash\">");
        add_text(out, ledger_column(row, 1));
        buf_add_text(out, "</span></span>");
    }
}

static void add_verdicts(struct buf *out, struct ledger *ledger, int64_t claim)
{
    bool any = false;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT id, at, verdict, reasons, person, signature IS NOT NULL, supersedes, (SELECT max(id) FROM verdicts w WHERE w.supersedes = v.id) FROM verdicts v "
                                                 "WHERE claim = ?1 AND verdict IS NOT NULL ORDER BY id DESC");
    ledger_bind_int(ledger, row, 1, claim);
    while (ledger_step(ledger, row)) {
        int64_t by = sqlite3_column_int64(row, 7);
        buf_add_format(out, "%s<li id=\"v%" PRId64 "\"><b>", any ? "" : "<section aria-labelledby=\"verdicts\">\n<h2 id=\"verdicts\">Verdicts, the newest first</h2>\n<ul>\n", (int64_t)sqlite3_column_int64(row, 0));
        any = true;
        add_text(out, ledger_column(row, 2));
        buf_add_text(out, "</b>: ");
        add_text(out, ledger_column(row, 3));
        buf_add_format(out, " <span class=\"facts\">verdict %" PRId64 ", %s", (int64_t)sqlite3_column_int64(row, 0), sqlite3_column_int(row, 5) != 0 ? "signed by " : "");
        add_text(out, ledger_column(row, 4));
        buf_add_text(out, ", ");
        add_day(out, sqlite3_column_int64(row, 1));
        if (sqlite3_column_type(row, 6) != SQLITE_NULL)
            buf_add_format(out, "; in place of <a href=\"#v%" PRId64 "\">verdict %" PRId64 "</a>", (int64_t)sqlite3_column_int64(row, 6), (int64_t)sqlite3_column_int64(row, 6));
        buf_add_text(out, "</span>");
        if (by != 0)
            buf_add_format(out, " <b>superseded by <a href=\"#v%" PRId64 "\">verdict %" PRId64 "</a></b>", by, by);
        add_named(out, ledger, sqlite3_column_int64(row, 0));
        buf_add_text(out, "</li>\n");
    }
    buf_add_text(out, any ? "</ul>\n</section>\n" : "");
}

static void add_evidence(struct buf *out, struct ledger *ledger, int64_t claim)
{
    bool any = false;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT origin, how, person, got, sha256 FROM evidence WHERE claim = ?1 AND sha256 IS NOT NULL ORDER BY id");
    ledger_bind_int(ledger, row, 1, claim);
    while (ledger_step(ledger, row)) {
        buf_add_text(out, any ? "<li><b>" : "<section aria-labelledby=\"evidence\">\n<h2 id=\"evidence\">Evidence</h2>\n<ul>\n<li><b>");
        any = true;
        add_text(out, ledger_column(row, 0));
        buf_add_text(out, "</b> <span class=\"facts\">");
        add_text(out, ledger_column(row, 1));
        buf_add_text(out, ", ");
        if (ledger_column(row, 2).length > 0) {
            add_text(out, ledger_column(row, 2));
            buf_add_text(out, ", ");
        }
        add_day(out, sqlite3_column_int64(row, 3));
        buf_add_text(out, " <span class=\"hash\">");
        add_text(out, ledger_column(row, 4));
        buf_add_text(out, "</span></span></li>\n");
    }
    buf_add_text(out, any ? "</ul>\n</section>\n" : "");
}

static void add_decisions(struct buf *out, struct ledger *ledger, int64_t claim)
{
    bool any = false;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT at, CASE act WHEN 0 THEN 'accepted' WHEN 1 THEN 'split' WHEN 2 THEN 'undone' ELSE 'changed' END, reason, person FROM decisions WHERE claim = ?1 ORDER BY id DESC");
    ledger_bind_int(ledger, row, 1, claim);
    while (ledger_step(ledger, row)) {
        buf_add_text(out, any ? "<li>" : "<section aria-labelledby=\"decisions\">\n<h2 id=\"decisions\">Decisions, the newest first</h2>\n<ul>\n<li>");
        any = true;
        add_day(out, sqlite3_column_int64(row, 0));
        buf_add_text(out, ": <b>");
        add_text(out, ledger_column(row, 1));
        buf_add_text(out, "</b> ");
        add_text(out, ledger_column(row, 2));
        buf_add_text(out, " <span class=\"facts\">");
        add_text(out, ledger_column(row, 3));
        buf_add_text(out, "</span></li>\n");
    }
    buf_add_text(out, any ? "</ul>\n</section>\n" : "");
}

bool claim_add_beside(struct buf *out, struct ledger *ledger, int64_t claim)
{
    add_verdicts(out, ledger, claim);
    add_evidence(out, ledger, claim);
    add_decisions(out, ledger, claim);
    return !ledger_failed(ledger);
}

/* ---- the forms ---- */

static void begin_form(struct buf *out, const struct serve *serve, int64_t claim, const char *id, const char *heading, bool files)
{
    buf_add_format(out, "<form id=\"%s\" method=\"post\" action=\"/claim/%" PRId64 "\"%s>\n<h2>%s</h2>\n", id, claim, files ? " enctype=\"multipart/form-data\"" : "", heading);
    site_add_token(out, serve);
}

static void add_decide(struct buf *out, const struct serve *serve, int64_t claim)
{
    begin_form(out, serve, claim, "decide", "Decide", false);
    site_add_who(out, "decide");
    buf_add_text(out, "<p class=\"inline\"><button name=\"what\" value=\"accept\">These say the same</button> "
                      "<button name=\"what\" value=\"split\">The ticked ones are a claim of their own</button> "
                      "<button name=\"what\" value=\"undo\">They do not say the same</button></p>\n</form>\n");
}

static void add_judge(struct buf *out, const struct serve *serve, struct ledger *ledger, int64_t claim)
{
    begin_form(out, serve, claim, "judge", "Record a verdict", false);
    buf_add_text(out, "<p><label for=\"verdict\">The verdict, in a word or a sentence</label><input id=\"verdict\" name=\"verdict\" type=\"text\" required></p>\n");
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT DISTINCT sha256, origin FROM evidence WHERE claim = ?1 AND sha256 IS NOT NULL ORDER BY id");
    ledger_bind_int(ledger, row, 1, claim);
    for (int i = 0; ledger_step(ledger, row); i++) {
        buf_add_format(out, "<p class=\"tick\"><input type=\"checkbox\" id=\"e%d\" name=\"evidence\" value=\"", i);
        add_text(out, ledger_column(row, 0));
        buf_add_format(out, "\"> <label for=\"e%d\">It rests on ", i);
        add_text(out, ledger_column(row, 1));
        buf_add_text(out, "</label></p>\n");
    }
    row = ledger_statement(ledger, "SELECT id, verdict FROM verdicts v WHERE claim = ?1 AND verdict IS NOT NULL AND NOT EXISTS (SELECT 1 FROM verdicts w WHERE w.supersedes = v.id) ORDER BY id DESC");
    ledger_bind_int(ledger, row, 1, claim);
    bool any = false;
    while (ledger_step(ledger, row)) {
        buf_add_format(out, "%s<option value=\"%" PRId64 "\">verdict %" PRId64 ": ", any ? "" : "<p><label for=\"supersedes\">It takes the place of</label><select id=\"supersedes\" name=\"supersedes\">\n<option value=\"\">none</option>\n",
                       (int64_t)sqlite3_column_int64(row, 0), (int64_t)sqlite3_column_int64(row, 0));
        any = true;
        add_text(out, ledger_column(row, 1));
        buf_add_text(out, "</option>\n");
    }
    buf_add_text(out, any ? "</select></p>\n" : "");
    site_add_who(out, "judge");
    buf_add_text(out, "<p><button name=\"what\" value=\"judge\">Record the verdict</button> <span class=\"facts\">It is signed and stands beside the claim; an earlier one stays to be seen.</span></p>\n</form>\n");
}

static void add_attach(struct buf *out, const struct serve *serve, struct ledger *ledger, int64_t claim)
{
    begin_form(out, serve, claim, "attach", "Attach evidence", true);
    buf_add_text(out, "<p><label for=\"file\">A file: a capture, a scan, a recording</label><input id=\"file\" name=\"file\" type=\"file\"></p>\n"
                      "<p><label for=\"from\">Where it is from</label><input id=\"from\" name=\"from\" type=\"text\"></p>\n<p><label for=\"how\">How it was got</label><input id=\"how\" name=\"how\" type=\"text\"></p>\n");
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT sha256, origin FROM evidence e WHERE sha256 IS NOT NULL AND coalesce(claim, 0) <> ?1 AND id = (SELECT min(id) FROM evidence WHERE sha256 = e.sha256) ORDER BY id DESC LIMIT ?2");
    ledger_bind_int(ledger, row, 1, claim);
    ledger_bind_int(ledger, row, 2, MOST_KEPT);
    bool any = false;
    while (ledger_step(ledger, row)) {
        buf_add_text(out, any ? "" : "<p><label for=\"kept\">Or one that is kept already</label><select id=\"kept\" name=\"kept\">\n<option value=\"\">none</option>\n");
        any = true;
        buf_add_text(out, "<option value=\"");
        add_text(out, ledger_column(row, 0));
        buf_add_text(out, "\">");
        add_text(out, ledger_column(row, 1));
        buf_add_text(out, "</option>\n");
    }
    buf_add_text(out, any ? "</select></p>\n" : "");
    buf_add_text(out, "<p><label for=\"attach-by\">Who you are</label><input id=\"attach-by\" name=\"by\" type=\"text\" autocomplete=\"name\"></p>\n"
                      "<p><button name=\"what\" value=\"attach\">Keep it as evidence</button></p>\n</form>\n");
}

bool claim_add_forms(struct buf *out, const struct serve *serve, struct ledger *ledger, int64_t claim)
{
    add_decide(out, serve, claim);
    add_attach(out, serve, ledger, claim);
    if (ledger_takes_verdicts(ledger))
        add_judge(out, serve, ledger, claim);
    else
        buf_add_text(out, "<p class=\"facts\">No verdicts are recorded here: the ledger was made without them.</p>\n");
    return !ledger_failed(ledger);
}

/* ---- what they send ---- */

static bool is(const char *value, const char *name)
{
    return value != NULL && strcmp(value, name) == 0;
}

static bool split(struct ledger *ledger, const struct http_request *request, int64_t claim, const struct group_decider *decider, int64_t *made)
{
    int64_t passages[HTTP_FIELDS];
    uint32_t count = 0;
    for (uint32_t i = 0; i < request->field_count; i++)
        if (request->fields[i].name[0] == 'p' && site_number(request->fields[i].name + 1, 0) > 0)
            passages[count++] = (int64_t)site_number(request->fields[i].name + 1, 0);
    if (count == 0)
        return ledger_refuse(ledger, DIXIT_USAGE, "Tick what is to be a claim of its own.");
    return groups_split(ledger, claim, passages, count, decider, made);
}

static bool judge(struct ledger *ledger, const struct http_request *request, int64_t claim)
{
    const char *supersedes = site_value(request, "supersedes");
    struct buf name, evidence;
    if (!ledger_takes_verdicts(ledger))
        return ledger_refuse(ledger, DIXIT_USAGE, "The ledger was made without verdicts.");
    buf_init(&name, 0);
    buf_init(&evidence, 0);
    buf_add_format(&name, "C%" PRId64, claim);
    for (uint32_t i = 0; i < request->field_count; i++)
        if (strcmp(request->fields[i].name, "evidence") == 0 && request->fields[i].value.length > 0)
            buf_add_format(&evidence, "%s%s", evidence.length > 0 ? "," : "", request->fields[i].value.at);
    struct person person = {.by = site_value(request, "by")};
    const struct act_verdict verdict = {.verdict = site_value(request, "verdict"), .why = site_value(request, "why"), .evidence = evidence.length > 0 ? buf_terminate(&evidence) : NULL,
                                        .supersedes = supersedes != NULL ? (int64_t)site_number(supersedes, 0) : 0};
    bool good = act_judge(ledger, buf_terminate(&name), &verdict, &person) != 0;
    person_close(&person);
    buf_release(&name);
    buf_release(&evidence);
    return good;
}

static bool attach(struct ledger *ledger, const struct http_request *request, int64_t claim)
{
    const struct http_field *file = http_field(request, "file");
    const char *kept = site_value(request, "kept"), *by = site_value(request, "by"), *from = site_value(request, "from"), *how = site_value(request, "how");
    struct act_target target;
    struct buf name;
    char hex[65] = "";
    buf_init(&name, 0);
    buf_add_format(&name, "C%" PRId64, claim);
    bool good = act_find_target(ledger, buf_terminate(&name), &target);
    buf_release(&name);
    if (!good)
        return false;
    if (file != NULL && file->value.length > 0) {
        const char *called = file->file != NULL && *file->file != '\0' ? file->file : "a file";
        const struct evidence evidence = {.bytes = {file->value.at, file->value.length}, .origin = from != NULL ? from : called, .how = how != NULL ? how : "a file, sent to the page", .person = by, .claim = claim};
        return ledger_attach(ledger, &evidence, hex) != 0;
    }
    return kept != NULL ? act_attach_kept(ledger, kept, claim, by) != 0 : ledger_refuse(ledger, DIXIT_USAGE, "Choose a file, or one that is kept already.");
}

/* Accepts, undoes or splits, signed by the key of $DIXIT_KEY, else by the ledger's own. */
static bool group(struct ledger *ledger, const struct http_request *request, int64_t claim, const char *what, int64_t *shown)
{
    const char *path = getenv("DIXIT_KEY");
    struct note_key key;
    bool own = path != NULL && *path != '\0', good;
    if (own && !note_key_load(&key, path, ledger_error(ledger)))
        return false;
    const struct group_decider decider = {.person = site_value(request, "by"), .reason = site_value(request, "why"), .key = own ? &key : NULL};
    if (is(what, "accept"))
        good = groups_accept(ledger, claim, &decider);
    else
        good = is(what, "undo") ? groups_undo(ledger, claim, &decider) : split(ledger, request, claim, &decider, shown);
    if (own)
        note_key_forget(&key);
    return good;
}

static bool decide(struct ledger *ledger, const struct http_request *request, int64_t claim, int64_t *shown)
{
    const char *what = site_value(request, "what");
    *shown = claim;
    if (is(what, "accept") || is(what, "undo") || is(what, "split"))
        return group(ledger, request, claim, what, shown);
    if (is(what, "judge"))
        return judge(ledger, request, claim);
    if (is(what, "attach"))
        return attach(ledger, request, claim);
    return ledger_refuse(ledger, DIXIT_USAGE, "A claim is accepted, split, undone or judged, or gets evidence.");
}

void page_decide(struct serve *serve, struct http_request *request, struct http_response *response)
{
    int64_t claim = (int64_t)site_number(request->path + strlen("/claim/"), 0), shown;
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    if (decide(ledger, request, claim, &shown))
        site_lead(request, response, "/claim/%" PRId64, shown);
    else
        site_not_done(serve, response, ledger, 400);
    site_ledger_back(serve, ledger);
}
