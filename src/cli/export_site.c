/* SPDX-License-Identifier: Apache-2.0 */
/* One page is in memory at a time, and one document. Every text goes through html_add. */
#include "cli/export_site.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "ledger/carry.h"
#include "ledger/day.h"
#include "ledger/kept.h"
#include "ledger/search.h"
#include "view/cite.h"
#include "view/notes.h"
#include "view/show_html.h"

struct site {
    struct ledger *ledger;
    const char *folder;
    struct buf page, path, footer;
    /* the document at hand; kept.document 0: none */
    struct arena memory;
    struct kept kept;
};

/* ---- pages ---- */

static bool refuse(struct site *site, const char *path)
{
    return ledger_refuse(site->ledger, DIXIT_SYSTEM, "%.160s: %s", path, strerror(errno));
}

static void put(struct site *site, struct str text)
{
    html_add(&site->page, text, true);
}

static void put_cstr(struct site *site, const char *text)
{
    if (text != NULL)
        put(site, (struct str){text, strlen(text)});
}

/* The name of the file of a document or actor. */
static void put_hash(struct buf *out, struct str name)
{
    char hex[65];
    sha256_hex_of(name.at, name.length, hex);
    buf_add_format(out, "%.16s.html", hex);
}

/* `up` leads to the folder of index.html: "" or "../". */
static void begin_page(struct site *site, struct str title, const char *up)
{
    struct buf *out = &site->page;
    buf_reset(out);
    buf_add_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>");
    put(site, title);
    buf_add_text(out, "</title>\n<style>\n");
    html_add_style(out);
    buf_add_format(out, "</style>\n</head>\n<body>\n<nav aria-label=\"Pages\"><p><a href=\"%sindex.html\">Documents</a> · <a href=\"%sactors.html\">Actors</a> · <a href=\"%sclaims.html\">Claims</a></p></nav>\n<main>\n",
                   up, up, up);
}

static void put_heading(struct site *site, int level, struct str text)
{
    buf_add_format(&site->page, "<h%d>", level);
    put(site, text);
    buf_add_format(&site->page, "</h%d>\n", level);
}

static struct str str_of(const char *text)
{
    return (struct str){text, strlen(text)};
}

/* Writes the page to FOLDER/WHERE/NAME. */
static bool end_page(struct site *site, const char *where, const char *name)
{
    buf_add_text(&site->page, "</main>\n<footer><p>");
    put(site, (struct str){site->footer.at, site->footer.length});
    buf_add_text(&site->page, "</p></footer>\n</body>\n</html>\n");
    buf_reset(&site->path);
    buf_add_format(&site->path, "%s/%s%s%s", site->folder, where, *where != '\0' ? "/" : "", name);
    const char *path = buf_terminate(&site->path);
    if (site->page.failed || site->path.failed || site->footer.failed)
        return ledger_refuse(site->ledger, DIXIT_NO_MEMORY, "There is not enough memory for a page.");
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return refuse(site, path);
    bool good = buf_write_all(file, site->page.at, site->page.length);
    int reason = errno;
    if (close(file) != 0 && good) {
        good = false;
        reason = errno;
    }
    errno = reason;
    return good || refuse(site, path);
}

/* ---- documents ---- */

/* Makes a document the one at hand. */
static bool load(struct site *site, int64_t document)
{
    if (site->kept.document == document)
        return true;
    arena_release(&site->memory);
    arena_init(&site->memory, 0);
    site->kept = (struct kept){.doc = {.memory = &site->memory}};
    if (ledger_load_kept(site->ledger, document, &site->kept))
        return true;
    site->kept.document = 0;
    return false;
}

/* "Bridge to close, Harbour Post, 2026-01-04" as a link to a document or a row of it. */
static void put_document_link(struct site *site, const char *up, struct str name, struct str title, struct str outlet, struct str published, int row)
{
    buf_add_format(&site->page, "<a href=\"%sdocuments/", up);
    put_hash(&site->page, name);
    if (row > 0)
        buf_add_format(&site->page, "#d1r%d", row);
    buf_add_text(&site->page, "\">");
    put(site, title.at != NULL ? title : name);
    if (row > 0)
        buf_add_format(&site->page, " #%d", row);
    buf_add_text(&site->page, "</a>");
    const struct str facts[] = {outlet, {published.at, published.length < 10 ? published.length : 10}};
    for (size_t i = 0; i < 2; i++)
        if (facts[i].at != NULL && facts[i].length > 0) {
            buf_add_text(&site->page, ", ");
            put(site, facts[i]);
        }
}

static struct str or_none(const char *text)
{
    return text != NULL ? str_of(text) : (struct str){NULL, 0};
}

static void put_kept_link(struct site *site, const char *up, int row)
{
    const struct origin *from = &site->kept.doc.origin;
    put_document_link(site, up, str_of(from->id), or_none(from->title), or_none(from->outlet), or_none(from->published), row);
}

/* Lines of notes as a list. */
static void put_notes(struct site *site, const char *heading, const struct buf *lines)
{
    if (lines->length == 0)
        return;
    put_heading(site, 2, str_of(heading));
    buf_add_text(&site->page, "<ul>\n");
    for (size_t at = 0; at < lines->length;) {
        const char *end = memchr(lines->at + at, '\n', lines->length - at);
        size_t length = end == NULL ? lines->length - at : (size_t)(end - lines->at) - at;
        buf_add_text(&site->page, "<li>");
        put(site, (struct str){lines->at + at, length});
        buf_add_text(&site->page, "</li>\n");
        at += length + 1;
    }
    buf_add_text(&site->page, "</ul>\n");
}

/* Whom the document has, by the alphabet. */
static void put_named(struct site *site)
{
    sqlite3_stmt *row = ledger_statement(site->ledger, "SELECT key, min(name) FROM actors WHERE reading = ?1 AND key IS NOT NULL AND name IS NOT NULL GROUP BY key ORDER BY key");
    const char *separator = "<h2>Named here</h2>\n<p>";
    ledger_bind_int(site->ledger, row, 1, site->kept.reading);
    while (ledger_step(site->ledger, row)) {
        buf_add_format(&site->page, "%s<a href=\"../actors/", separator);
        put_hash(&site->page, ledger_column(row, 0));
        buf_add_text(&site->page, "\">");
        put(site, ledger_column(row, 1));
        buf_add_text(&site->page, "</a>");
        separator = "; ";
    }
    if (*separator == ';')
        buf_add_text(&site->page, "</p>\n");
}

static bool write_document(struct site *site, int64_t document)
{
    struct buf notes, name;
    if (!load(site, document))
        return false;
    const struct origin *from = &site->kept.doc.origin;
    buf_init(&notes, 0);
    buf_init(&name, 0);
    begin_page(site, str_of(from->title != NULL ? from->title : from->id), "../");
    struct html_article how = {.number = 1, .left_out = NULL};
    uint8_t *left_out = arena_alloc(&site->memory, (size_t)site->kept.doc.attributions.count + 1);
    for (uint32_t i = 0; left_out != NULL && i < site->kept.doc.attributions.count; i++)
        left_out[i] = site->kept.states[i] == PASSAGE_NOT_SAID;
    how.left_out = left_out;
    bool good = (left_out != NULL && html_add_article_with(&site->page, &site->kept.doc, &how)) || ledger_refuse(site->ledger, DIXIT_NO_MEMORY, "There is not enough memory for a page.");
    good = good && notes_of_document(site->ledger, &site->kept, &notes);
    put_notes(site, "What persons set beside it", &notes);
    put_named(site);
    buf_add_text(&site->page, "<p class=\"facts\">From the file ");
    put_cstr(site, from->file != NULL ? from->file : "(not known)");
    if (from->url != NULL) {
        buf_add_text(&site->page, ", the address ");
        put_cstr(site, from->url);
    }
    buf_add_text(&site->page, "; cited as ");
    put_cstr(site, from->id);
    buf_add_text(&site->page, "</p>\n");
    put_hash(&name, str_of(from->id));
    good = good && end_page(site, "documents", buf_terminate(&name));
    buf_release(&notes);
    buf_release(&name);
    return good;
}

static bool write_documents(struct site *site)
{
    static const char sql[] = "SELECT h.document, d.name, v.title, v.outlet, v.published FROM derived_heads h JOIN documents d ON d.id = h.document JOIN versions v ON v.id = h.version "
                              "WHERE d.name IS NOT NULL ORDER BY v.day IS NULL, v.day, h.document";
    sqlite3_stmt *row = ledger_own_statement(site->ledger, sql, sizeof sql - 1);
    bool good = row != NULL;
    begin_page(site, str_of("Documents"), "");
    buf_add_text(&site->page, "<h1>Documents</h1>\n<ul>\n");
    while (good && ledger_step(site->ledger, row)) {
        buf_add_text(&site->page, "<li>");
        put_document_link(site, "", ledger_column(row, 1), ledger_column(row, 2), ledger_column(row, 3), ledger_column(row, 4), 0);
        buf_add_text(&site->page, "</li>\n");
    }
    buf_add_text(&site->page, "</ul>\n");
    good = good && !ledger_failed(site->ledger) && end_page(site, "", "index.html");
    while (good && ledger_step(site->ledger, row)) /* from the first one again */
        good = write_document(site, sqlite3_column_int64(row, 0));
    sqlite3_finalize(row);
    return good && !ledger_failed(site->ledger);
}

/* ---- one passage, anywhere ---- */

/* Who says what through whom, with the answers that its text gives, and where to read it; of an own sentence its words. */
static bool put_passage(struct site *site, int64_t document, uint32_t kind, uint32_t number)
{
    if (!load(site, document))
        return false;
    const struct doc *doc = &site->kept.doc;
    bool good = true;
    if (number == 0 || number > (kind == 1 ? doc->own.count : doc->attributions.count))
        return true;
    buf_add_text(&site->page, "<li><p>");
    if (kind == 0) {
        good = html_add_statement(&site->page, doc, number - 1);
    } else {
        struct span at = doc->own.at[number - 1];
        put_cstr(site, doc->origin.outlet != NULL ? doc->origin.outlet : "The outlet");
        buf_add_text(&site->page, " in its own voice: “");
        put(site, (struct str){doc->text.at + at.start, at.end - at.start});
        buf_add_text(&site->page, "”");
    }
    buf_add_text(&site->page, "</p><p class=\"facts\">");
    put_kept_link(site, "../", kind == 0 ? (int)number : 0);
    const char *state = cite_state(kind == 1 ? site->kept.own_states[number - 1] : site->kept.states[number - 1]);
    if (state != NULL)
        buf_add_format(&site->page, "; %s", state);
    buf_add_text(&site->page, "</p></li>\n");
    return good || ledger_refuse(site->ledger, DIXIT_NO_MEMORY, "There is not enough memory for a page.");
}

/* ---- actors ---- */

struct charges {
    struct site *site;
    bool any, good;
};

static bool put_charge(void *context, const struct search_hit *hit)
{
    struct charges *charges = context;
    if (!charges->any)
        buf_add_text(&charges->site->page, "<h2>Said against it</h2>\n<ul>\n");
    charges->any = true;
    charges->good = put_passage(charges->site, hit->document, hit->kind, hit->number);
    return charges->good;
}

static bool put_said(struct site *site, struct str key, bool second_hand, const char *heading)
{
    static const char sql[] = "SELECT v.document, p.kind, p.number FROM actors a JOIN passages p ON p.actor = a.id JOIN derived_heads h ON h.reading = p.reading JOIN versions v ON v.id = h.version "
                              "WHERE a.key = ?1 AND p.kind = 0 AND p.state < 3 AND p.words IS NOT NULL AND (p.parent IS NOT NULL) = ?2 AND NOT EXISTS (SELECT 1 FROM passages q WHERE q.corrects = p.id) "
                              "ORDER BY v.day IS NULL, v.day, v.document, p.number";
    sqlite3_stmt *row = ledger_own_statement(site->ledger, sql, sizeof sql - 1);
    bool good = true, any = false;
    ledger_bind_text(site->ledger, row, 1, key);
    ledger_bind_int(site->ledger, row, 2, second_hand);
    while (good && ledger_step(site->ledger, row)) {
        if (!any)
            buf_add_format(&site->page, "<h2>%s</h2>\n<ul>\n", heading);
        any = true;
        good = put_passage(site, sqlite3_column_int64(row, 0), 0, (uint32_t)sqlite3_column_int(row, 2));
    }
    if (any)
        buf_add_text(&site->page, "</ul>\n");
    sqlite3_finalize(row);
    return good && !ledger_failed(site->ledger);
}

static bool write_actor(struct site *site, struct str key, struct str name)
{
    struct buf file, plain;
    struct charges charges = {site, false, true};
    buf_init(&file, 0);
    buf_init(&plain, 0);
    buf_add(&plain, name.at, name.length);
    begin_page(site, name, "../");
    put_heading(site, 1, name);
    buf_add_text(&site->page, "<p class=\"facts\">A name in documents, not a person: who shares it stands here too.</p>\n");
    struct search against = {.against = buf_terminate(&plain), .limit = INT32_MAX};
    bool good = put_said(site, key, false, "Says") && put_said(site, key, true, "Others say that it said") && ledger_search(site->ledger, &against, put_charge, &charges, NULL) && charges.good;
    if (charges.any)
        buf_add_text(&site->page, "</ul>\n");
    put_hash(&file, key);
    good = good && end_page(site, "actors", buf_terminate(&file));
    buf_release(&file);
    buf_release(&plain);
    return good;
}

static bool write_actors(struct site *site)
{
    static const char sql[] = "SELECT a.key, min(a.name) FROM actors a JOIN derived_heads h ON h.reading = a.reading WHERE a.key IS NOT NULL AND a.name IS NOT NULL GROUP BY a.key ORDER BY a.key";
    sqlite3_stmt *row = ledger_own_statement(site->ledger, sql, sizeof sql - 1);
    bool good = row != NULL;
    begin_page(site, str_of("Actors"), "");
    buf_add_text(&site->page, "<h1>Actors</h1>\n<ul>\n");
    while (good && ledger_step(site->ledger, row)) {
        buf_add_text(&site->page, "<li><a href=\"actors/");
        put_hash(&site->page, ledger_column(row, 0));
        buf_add_text(&site->page, "\">");
        put(site, ledger_column(row, 1));
        buf_add_text(&site->page, "</a></li>\n");
    }
    buf_add_text(&site->page, "</ul>\n");
    good = good && !ledger_failed(site->ledger) && end_page(site, "", "actors.html");
    while (good && ledger_step(site->ledger, row))
        good = write_actor(site, ledger_column(row, 0), ledger_column(row, 1));
    sqlite3_finalize(row);
    return good && !ledger_failed(site->ledger);
}

/* ---- claims ---- */

#define STANDING                                                                                                                                                     \
    "SELECT m.*, current_passage(m.passage) AS now FROM memberships m WHERE m.act < 2 AND NOT EXISTS (SELECT 1 FROM memberships n WHERE n.claim = m.claim AND n.passage = m.passage " \
    "AND n.first IS m.first AND (n.act IN (1, 2), n.id) > (m.act IN (1, 2), m.id))"

static bool put_members(struct site *site, int64_t claim, int position, const char *heading)
{
    static const char sql[] = "SELECT DISTINCT v.document, p.kind, p.number FROM (" STANDING " AND m.claim = ?1) s JOIN passages p ON p.id = s.now JOIN readings r ON r.id = p.reading "
                              "JOIN versions v ON v.id = r.version WHERE s.position = ?2 ORDER BY v.day IS NULL, v.day, v.document, p.kind, p.number";
    sqlite3_stmt *row = ledger_own_statement(site->ledger, sql, sizeof sql - 1);
    bool good = true, any = false;
    ledger_bind_int(site->ledger, row, 1, claim);
    ledger_bind_int(site->ledger, row, 2, position);
    while (good && ledger_step(site->ledger, row)) {
        if (!any)
            buf_add_format(&site->page, "<h2>%s</h2>\n<ul>\n", heading);
        any = true;
        good = put_passage(site, sqlite3_column_int64(row, 0), (uint32_t)sqlite3_column_int(row, 1), (uint32_t)sqlite3_column_int(row, 2));
    }
    if (any)
        buf_add_text(&site->page, "</ul>\n");
    sqlite3_finalize(row);
    return good && !ledger_failed(site->ledger);
}

/* Rows of a day and three texts, none of which need be there, as a list. */
static bool put_rows(struct site *site, const char *sql, int64_t claim, const char *heading)
{
    sqlite3_stmt *row = ledger_own_statement(site->ledger, sql, strlen(sql));
    bool any = false;
    ledger_bind_int(site->ledger, row, 1, claim);
    while (ledger_step(site->ledger, row)) {
        char day[16];
        day_format(sqlite3_column_int64(row, 0) / 86400, day);
        buf_add_format(&site->page, "%s<li>%s", any ? "" : heading, day);
        any = true;
        for (int i = 1; i < 4; i++)
            if (sqlite3_column_type(row, i) != SQLITE_NULL) {
                buf_add_text(&site->page, i == 1 ? ": " : "; ");
                put(site, ledger_column(row, i));
            }
        buf_add_text(&site->page, "</li>\n");
    }
    if (any)
        buf_add_text(&site->page, "</ul>\n");
    sqlite3_finalize(row);
    return !ledger_failed(site->ledger);
}

static bool write_claim(struct site *site, int64_t claim, bool accepted)
{
    char name[32];
    snprintf(name, sizeof name, "C%lld", (long long)claim);
    begin_page(site, str_of(name), "../");
    put_heading(site, 1, str_of(name));
    buf_add_format(&site->page, "<p>%s</p>\n", accepted ? "Accepted by a person." : "Proposed by the program, seen by nobody.");
    bool good = put_members(site, claim, 0, "Carried by") && put_members(site, claim, 1, "Disputed by") && put_members(site, claim, 2, "Doubted or asked by") &&
                put_rows(site, "SELECT at, CASE act WHEN 0 THEN 'accepted' WHEN 1 THEN 'split' WHEN 2 THEN 'undone' ELSE 'joined' END, reason, person FROM decisions WHERE claim = ?1 ORDER BY id",
                         claim, "<h2>Decisions</h2>\n<ul>\n") &&
                put_rows(site, "SELECT at, verdict || iif(EXISTS (SELECT 1 FROM verdicts n WHERE n.supersedes = w.id), ' (superseded)', ''), reasons, person FROM verdicts w "
                               "WHERE claim = ?1 AND verdict IS NOT NULL ORDER BY id", claim, "<h2>Verdicts of persons</h2>\n<ul>\n") &&
                put_rows(site, "SELECT got, origin, how, 'SHA-256 ' || sha256 FROM evidence WHERE claim = ?1 AND sha256 IS NOT NULL ORDER BY id", claim, "<h2>Evidence</h2>\n<ul>\n");
    snprintf(name, sizeof name, "C%lld.html", (long long)claim);
    return good && end_page(site, "claims", name);
}

/* One list of claims, or (`pages`) their pages. */
static bool each_claim(struct site *site, bool accepted, bool pages)
{
    static const char sql[] = "SELECT c.id, (SELECT p.words FROM (" STANDING " AND m.claim = c.id) s JOIN passages p ON p.id = s.now ORDER BY s.position, p.id LIMIT 1) AS words FROM claims c "
                              "WHERE words IS NOT NULL AND coalesce((SELECT act FROM decisions WHERE claim = c.id AND act < 3 ORDER BY id DESC LIMIT 1), -1) IN (iif(?1, 0, -1), iif(?1, 1, -1)) ORDER BY c.id";
    sqlite3_stmt *row = ledger_own_statement(site->ledger, sql, sizeof sql - 1);
    bool good = true, any = false;
    ledger_bind_int(site->ledger, row, 1, accepted);
    while (good && ledger_step(site->ledger, row)) {
        long long claim = sqlite3_column_int64(row, 0);
        if (pages) {
            good = write_claim(site, claim, accepted);
            continue;
        }
        if (!any)
            buf_add_format(&site->page, "<h2>%s</h2>\n<ul>\n", accepted ? "Accepted by a person" : "Proposed by the program, seen by nobody");
        any = true;
        buf_add_format(&site->page, "<li><a href=\"claims/C%lld.html\">C%lld</a> ", claim, claim);
        put(site, ledger_column(row, 1));
        buf_add_text(&site->page, "</li>\n");
    }
    if (any)
        buf_add_text(&site->page, "</ul>\n");
    sqlite3_finalize(row);
    return good && !ledger_failed(site->ledger);
}

static bool write_claims(struct site *site)
{
    if (!ledger_offer_current_passage(site->ledger))
        return false;
    begin_page(site, str_of("Claims"), "");
    buf_add_text(&site->page, "<h1>Claims</h1>\n");
    return each_claim(site, true, false) && each_claim(site, false, false) && end_page(site, "", "claims.html") && each_claim(site, true, true) && each_claim(site, false, true);
}

/* ---- all of it ---- */

/* The folder, new or empty, with those in it. */
static bool make_folders(struct site *site)
{
    static const char *const inner[] = {"documents", "actors", "claims"};
    if (mkdir(site->folder, 0777) != 0) {
        DIR *open = errno == EEXIST ? opendir(site->folder) : NULL;
        const struct dirent *entry;
        if (open == NULL)
            return refuse(site, site->folder);
        bool empty = true;
        while ((entry = readdir(open)) != NULL)
            empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
        closedir(open);
        if (!empty)
            return ledger_refuse(site->ledger, DIXIT_BAD_INPUT, "%.160s: there is something in the folder already.", site->folder);
    }
    for (size_t i = 0; i < 3; i++) {
        buf_reset(&site->path);
        buf_add_format(&site->path, "%s/%s", site->folder, inner[i]);
        const char *path = buf_terminate(&site->path);
        if (mkdir(path, 0777) != 0)
            return refuse(site, path);
    }
    return true;
}

bool export_site(struct ledger *ledger, const char *folder)
{
    struct site site = {.ledger = ledger, .folder = folder};
    struct coverage coverage;
    buf_init(&site.page, 0);
    buf_init(&site.path, 0);
    buf_init(&site.footer, 0);
    arena_init(&site.memory, 0);
    bool good = make_folders(&site) && ledger_begin_reading(ledger) && ledger_coverage(ledger, &coverage);
    if (good)
        ledger_show_coverage(&coverage, &site.footer);
    good = good && write_documents(&site) && write_actors(&site) && write_claims(&site);
    buf_release(&site.page);
    buf_release(&site.path);
    buf_release(&site.footer);
    arena_release(&site.memory);
    return good;
}
