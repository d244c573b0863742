/* SPDX-License-Identifier: Apache-2.0 */
/* site.h: what all pages share. */
#ifndef SERVE_SITE_H
#define SERVE_SITE_H

#include <pthread.h>

#include "base/pool.h"
#include "doc.h"
#include "serve/http.h"
#include "serve/serve.h"

struct serve {
    struct arena memory; /* holds this struct too */
    struct serve_options options;
    struct http_server *http;
    char address[48];
    pthread_mutex_t reading; /* one text is read at a time, by all threads; it guards pool and scratch */
    struct pool *pool;
    struct arena scratch;
};

/* A page of the site. `content` is HTML. `path` is that of the navigation's entry it belongs to; NULL: none. */
void site_page(const struct serve *serve, struct http_response *response, const char *title, const char *path, const struct buf *content);
/* A page that says one thing, with a status. */
void site_say(const struct serve *serve, struct http_response *response, int status, const char *title, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Handlers of the routes (serve.c has the table). */
void page_read_form(struct serve *serve, struct http_request *request, struct http_response *response);
void page_read(struct serve *serve, struct http_request *request, struct http_response *response);

/* Reads a text that came over the page: type by content, as for a file. False with the error set. */
bool site_read(struct serve *serve, struct doc *doc, struct str bytes, const char *name, struct dixit_error *error);

#endif
