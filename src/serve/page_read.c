/* SPDX-License-Identifier: Apache-2.0 */
/* A text pasted, dropped or fetched: read at once, shown under an address that can be loaded again, and kept in the ledger only when that is asked for. */
#include "serve/site.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/store.h"
#include "serve/read_form.h"
#include "serve/template.h"
#include "view/show.h"
#include "view/show_html.h"

enum {
    PATIENCE = 800, /* milliseconds that a page waits for a short text, before it shows how far a long one is */
    ASK_AGAIN = 2,  /* seconds: without script */
    SILENCE = 5000, /* milliseconds after which a stream says that it is there */
};

static void add_form(const struct serve *serve, struct buf *out)
{
    const struct place places[] = {place_text("token", http_token(serve->http))};
    template_fill(out, read_form, sizeof read_form / sizeof *read_form, places, 1);
}

void page_read_form(struct serve *serve, struct http_request *request, struct http_response *response)
{
    (void)request;
    struct buf content;
    buf_init(&content, 0);
    add_form(serve, &content);
    site_page(serve, response, "Read a text", "/read", &content);
    buf_release(&content);
}

/* A form sends each line end as CR LF, whatever was pasted. */
static void fold_line_ends(struct buf *text)
{
    size_t to = 0;
    for (size_t i = 0; i < text->length; i++)
        if (text->at[i] != '\r' || i + 1 == text->length || text->at[i + 1] != '\n')
            text->at[to++] = text->at[i];
    text->length = to;
}

/* ---- what is to be read ---- */

static struct http_field *given(struct http_request *request, const char *name)
{
    for (uint32_t i = 0; i < request->field_count; i++)
        if (strcmp(request->fields[i].name, name) == 0 && request->fields[i].value.length > 0)
            return &request->fields[i];
    return NULL;
}

/* An address without the spaces around it. */
static const char *trim(struct buf *value)
{
    size_t from = 0;
    while (value->length > 0 && (unsigned char)value->at[value->length - 1] <= ' ')
        value->length--;
    const char *text = buf_terminate(value);
    while (text[from] != '\0' && (unsigned char)text[from] <= ' ')
        from++;
    return text + from;
}

void page_read(struct serve *serve, struct http_request *request, struct http_response *response)
{
    struct http_field *file = given(request, "file"), *text = given(request, "text"), *address = given(request, "address");
    char id[WORK_ID + 1];
    struct dixit_error error = {0};
    bool good;
    if (file != NULL) {
        good = works_add(serve->works, file->file != NULL && file->file[0] != '\0' ? file->file : "file", &file->value, id, &error);
    } else if (text != NULL) {
        fold_line_ends(&text->value);
        good = works_add(serve->works, "pasted text", &text->value, id, &error);
    } else if (address != NULL) {
        const char *url = trim(&address->value);
        if (!fetch_is_url(url)) {
            site_say(serve, response, 400, "Not an address", "An address begins with http:// or https://.");
            return;
        }
        good = works_add(serve->works, url, NULL, id, &error);
    } else {
        site_say(serve, response, 400, "Nothing to read", "Paste a text, choose a file or give an address.");
        return;
    }
    if (good)
        site_lead(request, response, "/work/%s", id);
    else
        site_say(serve, response, 503, "Not now", "%s", error.text);
}

/* ---- while it is read ---- */

static void add_told(struct buf *out, const struct work_progress *progress)
{
    static const char *const words[] = {[WORK_WAITS] = "It waits until another text is read.", [WORK_FETCHES] = "It is fetched.", [WORK_READS] = "It is read.",
                                        [WORK_DONE] = "Done."};
    buf_add_text(out, words[progress->state]);
    if (progress->state == WORK_READS && progress->read > 0)
        buf_add_format(out, " Texts so far: %u.", progress->read);
}

/* What one stream of events has told. */
struct watch {
    struct works *works;
    char id[WORK_ID + 1];
    struct work_progress told;
    uint64_t at; /* when */
};

/* A change, or a sign of life. Tells thousandths and words; the last event is "done". */
static bool tell(void *context, struct buf *out)
{
    struct watch *watch = context;
    struct work_progress now;
    if (!works_look(watch->works, watch->id, &now) || now.state == WORK_DONE) {
        buf_add_text(out, "event: done\ndata: 1000 Done.\n\n");
        return false;
    }
    uint64_t time = http_clock();
    if (watch->at == 0 || now.state != watch->told.state || now.read != watch->told.read || now.permille != watch->told.permille) {
        buf_add_format(out, "data: %u ", now.permille);
        add_told(out, &now);
        buf_add_text(out, "\n\n");
        watch->told = now;
        watch->at = time;
    } else if (time - watch->at >= SILENCE) {
        buf_add_text(out, ":\n\n");
        watch->at = time;
    }
    return true;
}

static void send_events(struct serve *serve, struct http_request *request, struct http_response *response, const char *id)
{
    struct watch *watch = arena_alloc(&request->memory, sizeof *watch);
    if (watch == NULL) {
        response->body.failed = true;
        return;
    }
    watch->works = serve->works;
    memcpy(watch->id, id, sizeof watch->id);
    response->type = "text/event-stream; charset=utf-8";
    response->events = tell;
    response->events_context = watch;
}

static void show_progress(struct serve *serve, struct http_response *response, const struct work *work)
{
    struct work_progress progress;
    struct buf content;
    if (!works_look(serve->works, work->id, &progress))
        return;
    buf_init(&content, 0);
    buf_add_format(&content, "<div class=\"work\" data-work=\"%s\">\n<p dir=\"auto\">", work->id);
    html_add(&content, (struct str){work->name, strlen(work->name)}, true);
    buf_add_format(&content, "</p>\n<p><progress max=\"1000\" value=\"%u\" aria-label=\"Read so far\"></progress></p>\n<p class=\"told\" role=\"status\">", progress.permille);
    add_told(&content, &progress);
    buf_add_format(&content, "</p>\n<p class=\"facts\">This page may be left and loaded again. <a href=\"/work/%s\">Look again</a></p>\n</div>\n", work->id);
    response->refresh = ASK_AGAIN;
    site_page(serve, response, "Being read", "/read", &content);
    buf_release(&content);
}

/* ---- what was read ---- */

/* The button that keeps what was read: one text (number from 1), or all of it (0). */
static void add_keep(const struct serve *serve, struct buf *out, const struct work *work, uint32_t number)
{
    if (serve->options.ledger == NULL)
        return;
    buf_add_text(out, "<form method=\"post\" action=\"/keep\">\n");
    site_add_token(out, serve);
    buf_add_format(out, "<input type=\"hidden\" name=\"work\" value=\"%s\">\n", work->id);
    if (number > 0)
        buf_add_format(out, "<input type=\"hidden\" name=\"number\" value=\"%u\">\n", number);
    buf_add_format(out, "<p><button type=\"submit\">Keep %s in the ledger</button></p>\n</form>\n", number > 0 || work->texts.count == 1 ? "it" : "all");
}

static void show_text(const struct serve *serve, struct http_response *response, const struct work *work, uint32_t number)
{
    struct buf content;
    buf_init(&content, 0);
    buf_add_text(&content, "<p class=\"facts\">Read on this machine, not kept. <a href=\"/read\">Read another</a>");
    if (work->texts.count > 1)
        buf_add_format(&content, " · <a href=\"/work/%s\">All texts of this file</a>", work->id);
    buf_add_text(&content, "</p>\n");
    add_keep(serve, &content, work, number);
    html_add_key(&content);
    if (!html_add_article(&content, &work->texts.at[number - 1]->doc, NULL, 1))
        content.failed = true;
    site_page(serve, response, "Who says what", "/read", &content);
    buf_release(&content);
}

static void add_entry(struct buf *out, const struct work *work, uint32_t number)
{
    const struct work_text *text = work->texts.at[number - 1];
    buf_add_text(out, "<li>");
    if (text->error.status == DIXIT_OK) {
        buf_add_format(out, "<a href=\"/work/%s/%u\" dir=\"auto\">", work->id, number);
        html_add_made(out, show_title, &text->doc);
        buf_add_text(out, "</a> <span class=\"facts\">");
        html_add_made(out, show_facts, &text->doc);
        buf_add_text(out, "</span></li>\n");
        return;
    }
    const char *name = text->doc.origin.name != NULL ? text->doc.origin.name : text->doc.origin.file;
    html_add(out, (struct str){name, name != NULL ? strlen(name) : 0}, true);
    buf_add_text(out, " <span class=\"facts\">could not be read: ");
    html_add(out, (struct str){text->error.text, strlen(text->error.text)}, true);
    buf_add_text(out, "</span></li>\n");
}

static void show_texts(const struct serve *serve, struct http_response *response, const struct work *work)
{
    struct buf content;
    buf_init(&content, 0);
    buf_add_text(&content, "<p class=\"facts\">Read on this machine, not kept. <a href=\"/read\">Read another</a></p>\n");
    if (work->cut)
        buf_add_format(&content, "<p class=\"warn\">There is more in it: the page reads %u texts of a file at once. dixit read reads them all.</p>\n", work->texts.count);
    add_keep(serve, &content, work, 0);
    buf_add_text(&content, "<ol class=\"results\">\n");
    for (uint32_t i = 1; i <= work->texts.count; i++)
        add_entry(&content, work, i);
    buf_add_text(&content, "</ol>\n");
    site_page(serve, response, "Texts of one file", "/read", &content);
    buf_release(&content);
}

/* Number 0: the whole. */
static void show_work(const struct serve *serve, struct http_response *response, const struct work *work, uint64_t number)
{
    const struct work_text *first = work->texts.count > 0 ? work->texts.at[0] : NULL;
    if (work->error.status != DIXIT_OK)
        site_say(serve, response, 422, "It could not be read", "%s", work->error.text);
    else if (number > work->texts.count || first == NULL)
        site_say(serve, response, first == NULL ? 422 : 404, first == NULL ? "It could not be read" : "Not here", "There is no text in it.");
    else if (number == 0 && work->texts.count > 1)
        show_texts(serve, response, work);
    else if (work->texts.at[number > 0 ? number - 1 : 0]->error.status != DIXIT_OK)
        site_say(serve, response, 422, "It could not be read", "%s", work->texts.at[number > 0 ? number - 1 : 0]->error.text);
    else
        show_text(serve, response, work, number > 0 ? (uint32_t)number : 1);
}

/* /work/ID, /work/ID/3, /work/ID/events */
void page_work(struct serve *serve, struct http_request *request, struct http_response *response)
{
    char id[WORK_ID + 1] = "";
    const char *path = request->path + strlen("/work/");
    size_t length = strcspn(path, "/");
    uint8_t state = WORK_WAITS;
    if (length == WORK_ID)
        memcpy(id, path, length);
    const char *rest = path + length;
    const struct work *work = works_borrow(serve->works, id, &state);
    if (work == NULL) {
        site_say(serve, response, 404, "Forgotten", "What is not kept is forgotten after a while, and when Dixit ends. Read it again.");
        return;
    }
    if (strcmp(rest, "/events") == 0)
        send_events(serve, request, response, id);
    else if (state == WORK_DONE)
        show_work(serve, response, work, rest[0] == '/' ? site_number(rest + 1, UINT32_MAX) : 0);
    else if (http_clock() - request->began < PATIENCE)
        response->again = true;
    else
        show_progress(serve, response, work);
    works_return(serve->works, work);
}

/* ---- keeping ---- */

/* One document with its reading into the ledger. Its number, 0 when that failed. */
static int64_t keep(struct serve *serve, struct ledger *ledger, const struct doc *doc)
{
    struct buf json;
    struct ledger_known known = {0};
    buf_init(&json, 0);
    const char *model = serve->options.model->name;
    bool good = show_json(doc, &(struct show_options){.no_text = true, .model = model}, &json) ||
                ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory for a reading.");
    struct ledger_input input = {doc, {json.at, json.length > 0 ? json.length - 1 : 0}, model};
    good = good && ledger_add(ledger, &input, false) != LEDGER_ADDED_NOT && ledger_find_known(ledger, doc, model, &known);
    buf_release(&json);
    return good ? known.document : 0;
}

/* The texts that were read, in one transaction. The number of the last document; 0 when that failed or there was none. */
static int64_t keep_all(struct serve *serve, struct ledger *ledger, const struct work *work, uint64_t number, uint32_t *kept)
{
    int64_t document = 0;
    bool good = ledger_begin(ledger);
    for (uint32_t i = 0; good && i < work->texts.count; i++) {
        if (work->texts.at[i]->error.status != DIXIT_OK || (number > 0 && i + 1 != number))
            continue;
        document = keep(serve, ledger, &work->texts.at[i]->doc);
        good = document != 0;
        *kept += good;
    }
    return good && ledger_commit(ledger) ? document : 0;
}

void page_keep(struct serve *serve, struct http_request *request, struct http_response *response)
{
    const struct http_field *id = http_field(request, "work"), *number = http_field(request, "number");
    uint8_t state = WORK_WAITS;
    uint32_t kept = 0;
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    const struct work *work = id != NULL ? works_borrow(serve->works, id->value.at, &state) : NULL;
    if (work == NULL || state != WORK_DONE) {
        site_say(serve, response, 400, "Nothing to keep", "There is no such text any more. Read it again, and keep it then.");
    } else {
        int64_t document = keep_all(serve, ledger, work, number != NULL ? site_number(number->value.at, UINT32_MAX) : 0, &kept);
        if (ledger_failed(ledger))
            site_ledger_failed(serve, response, ledger);
        else if (kept == 0)
            site_say(serve, response, 400, "Nothing to keep", "There is no such text in it.");
        else if (kept == 1)
            site_lead(request, response, "/document/%" PRId64, document);
        else
            site_lead(request, response, "/documents");
    }
    if (work != NULL)
        works_return(serve->works, work);
    site_ledger_back(serve, ledger);
}
