/* SPDX-License-Identifier: Apache-2.0 */
/* http.h: requests in, pages out, on 127.0.0.1 alone.
 *
 * libmicrohttpd speaks HTTP; here stands what keeps strangers out (RFC 9110 for the names):
 *   - only the loopback address is listened on, and Host must name it (a name that was pointed at it, "DNS rebinding", is refused);
 *   - whatever changes something is a POST with this run's token in it, from this origin;
 *   - a strict Content-Security-Policy on every answer, no framing, no sniffing, no referrer for strangers;
 *   - a handler never waits: it asks to be called again, or answers by a stream of events, and http_wake goes on with all of those (their number is limited);
 *   - limits on the request line and headers together, on the body, on fields, on connections and on the time a slow one may take.
 * Handlers run in several threads at once; each request has an arena of its own. */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

enum {
    HTTP_FIELDS = 96,            /* of a form */
    HTTP_MOST_BODY = 20 << 20,   /* bytes of a body */
    HTTP_TOKEN = 32,             /* hexadecimal digits */
    HTTP_CONNECTIONS = 320,
    HTTP_STREAMS = 200,          /* of events, at once */
    HTTP_MOST_EVENT = 4096,      /* bytes that one call of an http_events adds */
};

/* One field of a form, or one file of it. */
struct http_field {
    const char *name;
    const char *file;  /* its name where it was a file; NULL */
    struct buf value;  /* terminated */
};

struct MHD_Connection;

/* Something that waits for http_wake. */
struct http_wait {
    struct MHD_Connection *connection;
    struct http_wait *next, **place; /* in the list of those that wait; NULL: it does not */
};

/* Adds what there is to tell to `out`, as server-sent events; nothing for nothing new. False: that was the last. Called by one thread at a time. */
typedef bool http_events(void *context, struct buf *out);

struct http_request {
    struct arena memory; /* holds this struct too */
    const char *method;  /* "GET" or "POST"; HEAD comes as GET */
    const char *path;    /* decoded, begins with / */
    struct http_field fields[HTTP_FIELDS];
    uint32_t field_count;
    size_t body;                      /* bytes so far */
    uint64_t began;                   /* milliseconds of a clock that only goes forward */
    struct http_server *server;
    struct http_wait wait;
    struct http_response *stream;     /* of events under way; NULL */
    int refused;                      /* the status to refuse it with once its body is in; 0 */
    struct MHD_Connection *connection;
    void *form;                       /* the library's reader of forms */
};

struct http_response {
    int status;           /* 200 at first */
    const char *type;     /* "text/html; charset=utf-8" at first */
    const char *location; /* of a redirect, with status 303; lives as long as the request */
    int refresh;          /* seconds after which a page without script asks again; 0: never (site_page writes it) */
    const char *download; /* the name under which it is to be kept as a file; NULL: it is shown */
    bool again;           /* the handler is called again after the next http_wake, as if the request had come then; nothing else of this counts */
    http_events *events;  /* a stream of events instead of a body; NULL */
    void *events_context; /* lives as long as the request */
    bool kept;            /* may be kept by the browser for a while: what never changes in a run */
    struct buf body;
};

struct http_server;

typedef void http_handler(void *context, struct http_request *request, struct http_response *response);

struct http_options {
    uint16_t port;        /* 0: any that is free */
    http_handler *handler;
    void *context;
};

/* Listens. NULL with the error set when it cannot. */
struct http_server *http_start(const struct http_options *options, struct dixit_error *error);
/* Ends what goes on and frees everything. NULL is fine. */
void http_stop(struct http_server *server);

/* Has all that waits look again. Any thread. */
void http_wake(struct http_server *server);
/* How many streams of events there are. */
uint32_t http_streams(struct http_server *server);
/* Milliseconds of a clock that only goes forward. */
uint64_t http_clock(void);

uint16_t http_port(const struct http_server *server);
/* This run's token, HTTP_TOKEN hexadecimal digits, terminated. */
const char *http_token(const struct http_server *server);

/* An argument of the address, decoded; "" when it is not there. */
const char *http_argument(const struct http_request *request, const char *name);
/* A field of the form; NULL when it is not there. */
const struct http_field *http_field(const struct http_request *request, const char *name);

#endif
