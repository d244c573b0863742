/* SPDX-License-Identifier: Apache-2.0 */
/* site.h: what all pages share. */
#ifndef SERVE_SITE_H
#define SERVE_SITE_H

#include <pthread.h>

#include "doc.h"
#include "ledger/correct.h"
#include "ledger/ledger.h"
#include "ledger/search.h"
#include "serve/http.h"
#include "serve/serve.h"
#include "serve/work.h"

enum { SITE_LEDGERS = 8 }; /* as many as requests are answered at once */

/* A connection to the ledger. */
struct loan {
    struct ledger *ledger;    /* NULL: not opened yet */
    struct dixit_error error; /* where its errors go */
    bool out;
};

struct serve {
    struct arena memory; /* holds this struct too */
    struct serve_options options;
    struct http_server *http;
    char address[48];
    struct works *works;
    pthread_mutex_t lending;  /* it guards `loans` */
    struct loan loans[SITE_LEDGERS];
};

/* A page of the site. `content` is HTML. `path` is that of the navigation's entry it belongs to; NULL: none. */
void site_page(const struct serve *serve, struct http_response *response, const char *title, const char *path, const struct buf *content);
/* A page that says one thing, with a status. */
void site_say(const struct serve *serve, struct http_response *response, int status, const char *title, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* A connection to the ledger, lent for one request. NULL when there is none or it could not be opened; then the response says so. */
struct ledger *site_ledger(struct serve *serve, struct http_response *response);
void site_ledger_back(struct serve *serve, struct ledger *ledger);
/* The line that says what an answer rests on. */
void site_add_coverage(struct buf *out, struct ledger *ledger);
/* A response that says what went wrong in the ledger. */
void site_ledger_failed(const struct serve *serve, struct http_response *response, struct ledger *ledger);

/* A whole number from 0 to 2^30 in an argument; `otherwise` when it is none. */
uint64_t site_number(const char *text, uint64_t otherwise);
/* Text as the value of an argument, percent-encoded. */
void site_add_encoded(struct buf *out, struct str text);
/* A name as a link to what goes by it. */
void site_add_actor(struct buf *out, struct str name);
/* The sources of some attributions of a document and those they are against, each as a link, as a paragraph after a label; nothing for nobody. False when memory
 * gave out. */
bool site_add_concerned(struct buf *out, const struct doc *doc, uint32_t first, uint32_t count, const char *label);
/* Lines of text as a list under a heading with an id; nothing when there are none. */
void site_add_lines(struct buf *out, const struct buf *lines, const char *id, const char *heading);
/* The token as a hidden field, and where forms ask who does it and why. */
void site_add_token(struct buf *out, const struct serve *serve);
void site_add_who(struct buf *out, const char *what);
/* A field of the form that is not empty; NULL. Terminated. */
const char *site_value(const struct http_request *request, const char *name);
/* A response that says why the ledger did not take a change, or has no such thing: 400 (or `status`) for what was asked wrongly, 500 for the rest. */
void site_not_done(const struct serve *serve, struct http_response *response, struct ledger *ledger, int status);
/* Leads on to another page, after a change. The place is a format. */
void site_lead(struct http_request *request, struct http_response *response, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A document as an item of a list, of a row of: document, title, name, outlet, published. */
void site_add_document(struct buf *out, sqlite3_stmt *row);
/* A passage as an item of a list: who says what, the answers, where to read it. False when memory gave out or the ledger failed. */
bool site_add_hit(struct buf *out, struct ledger *ledger, const struct search_hit *hit);

/* Handlers of the routes (serve.c has the table). */
void page_overview(struct serve *serve, struct http_request *request, struct http_response *response);
void page_documents(struct serve *serve, struct http_request *request, struct http_response *response);
void page_document(struct serve *serve, struct http_request *request, struct http_response *response);
void page_row(struct serve *serve, struct http_request *request, struct http_response *response);
void page_correct(struct serve *serve, struct http_request *request, struct http_response *response);
void page_search(struct serve *serve, struct http_request *request, struct http_response *response);
void page_actors(struct serve *serve, struct http_request *request, struct http_response *response);
void page_actor(struct serve *serve, struct http_request *request, struct http_response *response);
void page_claims(struct serve *serve, struct http_request *request, struct http_response *response);
void page_claim(struct serve *serve, struct http_request *request, struct http_response *response);
void page_decide(struct serve *serve, struct http_request *request, struct http_response *response);
void page_keep(struct serve *serve, struct http_request *request, struct http_response *response);
void page_read_form(struct serve *serve, struct http_request *request, struct http_response *response);
void page_read(struct serve *serve, struct http_request *request, struct http_response *response);
void page_work(struct serve *serve, struct http_request *request, struct http_response *response);

#endif
