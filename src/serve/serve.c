/* SPDX-License-Identifier: Apache-2.0 */
/* The routes, and the files that never change in a run. */
#include "serve/serve.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "serve/layout.h"
#include "serve/serve_css.h"
#include "serve/serve_js.h"
#include "serve/site.h"
#include "serve/template.h"
#include "view/show_html.h"

enum { MOST_LIT = 500 };

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- files ---- */

static void add_lines(struct buf *out, const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_add_text(out, lines[i]);
}

static void file_page_css(struct serve *serve, struct http_request *request, struct http_response *response)
{
    (void)serve, (void)request;
    response->type = "text/css; charset=utf-8";
    response->kept = true;
    html_add_style(&response->body);
}

static void file_serve_css(struct serve *serve, struct http_request *request, struct http_response *response)
{
    (void)serve, (void)request;
    response->type = "text/css; charset=utf-8";
    response->kept = true;
    add_lines(&response->body, serve_css, COUNT(serve_css));
}

/* Pointing at a row lights its words and pointing at words lights their rows. */
static void file_lit_css(struct serve *serve, struct http_request *request, struct http_response *response)
{
    (void)serve, (void)request;
    response->type = "text/css; charset=utf-8";
    response->kept = true;
    for (int i = 1; i <= MOST_LIT; i++)
        buf_add_format(&response->body, ".doc:has(.a%d:is(:hover,:focus-within,:target)) .a%d%s", i, i, i == MOST_LIT ? "" : ",\n");
    buf_add_text(&response->body, "{--lit:var(--glow);--lit-ink:var(--glow-ink)}\n");
}

static void file_serve_js(struct serve *serve, struct http_request *request, struct http_response *response)
{
    (void)serve, (void)request;
    response->type = "text/javascript; charset=utf-8";
    response->kept = true;
    add_lines(&response->body, serve_js, COUNT(serve_js));
}

/* ---- routes ---- */

struct route {
    const char *method, *path;
    void (*handler)(struct serve *serve, struct http_request *request, struct http_response *response);
    const char *link; /* its name in the navigation; NULL: none */
};

static const struct route routes[] = {
    {"GET", "/", page_overview, "Overview"},
    {"GET", "/search", page_search, "Search"},
    {"GET", "/documents", page_documents, "Documents"},
    {"GET", "/document/*", page_document, NULL},
    {"GET", "/row/*", page_row, NULL},
    {"POST", "/row/*", page_correct, NULL},
    {"GET", "/actors", page_actors, "Actors"},
    {"GET", "/actor", page_actor, NULL},
    {"GET", "/claims", page_claims, "Claims"},
    {"GET", "/claim/*", page_claim, NULL},
    {"POST", "/claim/*", page_decide, NULL},
    {"GET", "/read", page_read_form, "Read a text"},
    {"POST", "/read", page_read, NULL},
    {"GET", "/work/*", page_work, NULL},
    {"POST", "/keep", page_keep, NULL},
    {"GET", "/page.css", file_page_css, NULL},
    {"GET", "/serve.css", file_serve_css, NULL},
    {"GET", "/lit.css", file_lit_css, NULL},
    {"GET", "/serve.js", file_serve_js, NULL},
};

/* A path that ends in * stands for all that begin so. */
static bool fits(const char *pattern, const char *path)
{
    size_t length = strlen(pattern);
    return pattern[length - 1] == '*' ? strncmp(pattern, path, length - 1) == 0 : strcmp(pattern, path) == 0;
}

static void on_request(void *context, struct http_request *request, struct http_response *response)
{
    struct serve *serve = context;
    bool found = false;
    for (size_t i = 0; i < COUNT(routes) && request->path != NULL; i++) {
        if (!fits(routes[i].path, request->path))
            continue;
        found = true;
        if (strcmp(routes[i].method, request->method) == 0) {
            routes[i].handler(serve, request, response);
            return;
        }
    }
    if (found)
        site_say(serve, response, 405, "Not this way", "This address is not used in that way.");
    else
        site_say(serve, response, 404, "Not here", "There is no page of this address.");
}

/* ---- pages ---- */

void site_page(const struct serve *serve, struct http_response *response, const char *title, const char *path, const struct buf *content)
{
    struct buf links;
    buf_init(&links, 0);
    for (size_t i = 0; i < COUNT(routes); i++)
        if (routes[i].link != NULL && (serve->options.ledger != NULL || strcmp(routes[i].path, "/read") == 0))
            buf_add_format(&links, "<li><a href=\"%s\"%s>%s</a></li>\n", routes[i].path,
                           path != NULL && strcmp(path, routes[i].path) == 0 ? " aria-current=\"page\"" : "", routes[i].link);
    struct buf head;
    buf_init(&head, 0);
    if (response->refresh > 0) /* with script the page asks by itself */
        buf_add_format(&head, "<noscript><meta http-equiv=\"refresh\" content=\"%d\"></noscript>", response->refresh);
    const struct place places[] = {place_text("title", title), place_buf("head", &head), place_buf("links", &links), place_buf("content", content)};
    template_fill(&response->body, layout, COUNT(layout), places, COUNT(places));
    response->body.failed = response->body.failed || links.failed || content->failed;
    buf_release(&links);
    buf_release(&head);
}

void site_say(const struct serve *serve, struct http_response *response, int status, const char *title, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct buf content;
    buf_init(&content, 0);
    buf_add_text(&content, "<p>");
    html_add(&content, (struct str){text, strlen(text)}, true);
    buf_add_text(&content, "</p>\n");
    response->status = status;
    site_page(serve, response, title, NULL, &content);
    buf_release(&content);
}

/* ---- the whole ---- */

static void on_work(void *context)
{
    struct serve *serve = context;
    http_wake(serve->http);
}

struct serve *serve_start(const struct serve_options *options, struct dixit_error *error)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct serve *serve = arena_alloc(&memory, sizeof *serve);
    if (serve == NULL) {
        error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for a server.");
        return NULL;
    }
    serve->memory = memory;
    serve->options = *options;
    pthread_mutex_init(&serve->lending, NULL);
    serve->works = works_start(&(struct works_options){options->model, options->vocabulary, options->threads, options->fetch, on_work, serve}, error);
    if (serve->works != NULL) /* whose children must come before the threads of this */
        serve->http = http_start(&(struct http_options){options->port, on_request, serve}, error);
    if (serve->http == NULL) {
        serve_stop(serve);
        return NULL;
    }
    snprintf(serve->address, sizeof serve->address, "http://127.0.0.1:%u/", http_port(serve->http));
    return serve;
}

const char *serve_address(const struct serve *serve)
{
    return serve->address;
}

void serve_stop(struct serve *serve)
{
    if (serve == NULL)
        return;
    works_stop(serve->works); /* its threads wake the other */
    http_stop(serve->http);   /* and the other's look at its works */
    works_free(serve->works);
    for (uint32_t i = 0; i < SITE_LEDGERS; i++)
        ledger_close(serve->loans[i].ledger);
    pthread_mutex_destroy(&serve->lending);
    struct arena memory = serve->memory; /* which holds this */
    arena_release(&memory);
}
