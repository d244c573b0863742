/* SPDX-License-Identifier: Apache-2.0 */
/* A text pasted or dropped: read at once, shown, and forgotten. */
#include "serve/site.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "intake/fill.h"
#include "intake/html.h"
#include "intake/plain.h"
#include "intake/sniff.h"
#include "ledger/store.h"
#include "read.h"
#include "serve/read_form.h"
#include "serve/template.h"
#include "view/show.h"
#include "view/show_html.h"

enum {
    MOST_TEXT = 2 << 20, /* bytes: what a person waits for */
    MOST_MEMORY_SHIFT = 30,
    SCRATCH_KEPT = 16 << 20,
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

bool site_read(struct serve *serve, struct doc *doc, struct str bytes, const char *name, struct dixit_error *error)
{
    doc->origin.file = name;
    bool good = sniff(bytes) == SNIFF_HTML ? html_read(doc, bytes, NULL, false, MOST_TEXT, error) : plain_read(doc, bytes, false, MOST_TEXT, error);
    if (good && !fill_has_words(doc))
        good = error_set(error, DIXIT_BAD_INPUT, 0, "There is no text in it.");
    good = good && fill_id(doc, error);
    if (!good)
        return false;
    pthread_mutex_lock(&serve->reading);
    struct job job = {.doc = doc, .scratch = &serve->scratch, .model = serve->options.model, .vocabulary = serve->options.vocabulary,
                      .pool = serve->pool, .error = error};
    struct arena_mark mark = arena_mark(&serve->scratch);
    good = read_document(&job, NULL) || error_set(error, DIXIT_NO_MEMORY, 0, "It could not be read.");
    if (serve->scratch.held > SCRATCH_KEPT)
        arena_release(&serve->scratch);
    else
        arena_rewind(&serve->scratch, mark);
    pthread_mutex_unlock(&serve->reading);
    return good;
}

/* The button that keeps what was read: the text goes out and comes back with it. */
static void add_keep(const struct serve *serve, struct buf *out, const struct doc *doc)
{
    if (serve->options.ledger == NULL)
        return;
    buf_add_format(out, "<form method=\"post\" action=\"/keep\" enctype=\"multipart/form-data\">\n<input type=\"hidden\" name=\"token\" value=\"%s\">\n"
                        "<textarea name=\"text\" hidden aria-hidden=\"true\">\n", http_token(serve->http));
    html_add(out, doc->text, false);
    buf_add_text(out, "</textarea>\n<p><button type=\"submit\">Keep it in the ledger</button></p>\n</form>\n");
}

static void show(const struct serve *serve, struct http_response *response, const struct doc *doc)
{
    struct buf content;
    buf_init(&content, 0);
    buf_add_text(&content, "<p class=\"facts\">Read on this machine, not kept. <a href=\"/read\">Read another</a></p>\n");
    add_keep(serve, &content, doc);
    html_add_key(&content);
    if (!html_add_article(&content, doc, NULL, 1))
        content.failed = true;
    site_page(serve, response, "Who says what", "/read", &content);
    buf_release(&content);
}

void page_read(struct serve *serve, struct http_request *request, struct http_response *response)
{
    const struct http_field *file = http_field(request, "file"), *text = http_field(request, "text");
    bool dropped = file != NULL && file->value.length > 0;
    if (!dropped && (text == NULL || text->value.length == 0)) {
        site_say(serve, response, 400, "Nothing to read", "Paste a text or choose a file.");
        return;
    }
    struct buf pasted = dropped ? file->value : text->value; /* borrowed; a form's own bytes may be changed */
    if (!dropped)
        fold_line_ends(&pasted);
    struct arena memory;
    arena_init(&memory, (size_t)1 << MOST_MEMORY_SHIFT);
    struct doc doc = {.memory = &memory};
    struct dixit_error error = {0};
    if (site_read(serve, &doc, (struct str){pasted.at, pasted.length}, dropped ? file->file : "pasted text", &error))
        show(serve, response, &doc);
    else
        site_say(serve, response, 422, "It could not be read", "%s", error.text);
    arena_release(&memory);
}

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
    good = good && ledger_begin(ledger) && ledger_add(ledger, &input, false) != LEDGER_ADDED_NOT && ledger_find_known(ledger, doc, model, &known) &&
           ledger_commit(ledger);
    buf_release(&json);
    return good ? known.document : 0;
}

void page_keep(struct serve *serve, struct http_request *request, struct http_response *response)
{
    const struct http_field *text = http_field(request, "text");
    if (text == NULL || text->value.length == 0) {
        site_say(serve, response, 400, "Nothing to keep", "There is no text.");
        return;
    }
    struct ledger *ledger = site_ledger(serve, response);
    if (ledger == NULL)
        return;
    struct buf pasted = text->value;
    fold_line_ends(&pasted);
    struct arena memory;
    arena_init(&memory, (size_t)1 << MOST_MEMORY_SHIFT);
    struct doc doc = {.memory = &memory};
    struct dixit_error error = {0};
    if (!site_read(serve, &doc, (struct str){pasted.at, pasted.length}, "pasted text", &error)) {
        site_say(serve, response, 422, "It could not be read", "%s", error.text);
    } else {
        int64_t document = keep(serve, ledger, &doc);
        char place[48];
        snprintf(place, sizeof place, "/document/%" PRId64, document);
        response->status = 303;
        response->location = arena_copy(&request->memory, place, strlen(place));
        if (document == 0)
            site_ledger_failed(serve, response, ledger);
    }
    site_ledger_back(serve, ledger);
    arena_release(&memory);
}
