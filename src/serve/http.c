/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
    THREADS = 8,
    HEADERS = 32 << 10, /* bytes of the request line and all headers */
    SECONDS = 30,       /* that a connection may be silent */
    FORM_PART = 16 << 10,
};

struct http_server {
    struct arena memory; /* holds this struct too */
    struct http_options options;
    struct MHD_Daemon *daemon;
    uint16_t port;
    char token[HTTP_TOKEN + 1];
    char hosts[2][32]; /* what Host may be */
    pthread_mutex_t waiting; /* it guards what follows */
    struct http_wait *waits;
    uint32_t streams;
    bool stopping;           /* nothing waits any more */
};

/* ---- what waits ---- */

uint64_t http_clock(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* Takes it out of the list. With the lock held. */
static void unlink_wait(struct http_wait *wait)
{
    if (wait->place == NULL)
        return;
    *wait->place = wait->next;
    if (wait->next != NULL)
        wait->next->place = wait->place;
    wait->place = NULL;
    wait->next = NULL;
}

/* Lets the library leave a connection alone until http_wake. With the lock held, so that no wake is missed. */
static void begin_waiting(struct http_server *server, struct http_wait *wait)
{
    wait->next = server->waits;
    if (wait->next != NULL)
        wait->next->place = &wait->next;
    wait->place = &server->waits;
    server->waits = wait;
    MHD_suspend_connection(wait->connection);
}

static void end_waiting(struct http_request *request)
{
    struct http_server *server = request->server;
    pthread_mutex_lock(&server->waiting);
    unlink_wait(&request->wait);
    if (request->stream != NULL) {
        server->streams--;
        buf_release(&request->stream->body);
    }
    request->stream = NULL;
    pthread_mutex_unlock(&server->waiting);
}

void http_wake(struct http_server *server)
{
    pthread_mutex_lock(&server->waiting);
    while (server->waits != NULL) {
        struct http_wait *wait = server->waits;
        unlink_wait(wait);
        MHD_resume_connection(wait->connection);
    }
    pthread_mutex_unlock(&server->waiting);
}

uint32_t http_streams(struct http_server *server)
{
    pthread_mutex_lock(&server->waiting);
    uint32_t streams = server->streams;
    pthread_mutex_unlock(&server->waiting);
    return streams;
}

/* The library asks for more of a stream. What one call of the handler gave is sent before the next. */
static ssize_t next_events(void *context, uint64_t position, char *to, size_t most)
{
    (void)position;
    struct http_request *request = context;
    struct http_server *server = request->server;
    struct http_response *stream = request->stream;
    ssize_t given = 0;
    pthread_mutex_lock(&server->waiting);
    if (stream->body.length == 0 && stream->events != NULL && !server->stopping && !stream->events(stream->events_context, &stream->body))
        stream->events = NULL;
    size_t length = stream->body.length < most ? stream->body.length : most;
    if (stream->body.failed || server->stopping || (length == 0 && stream->events == NULL)) {
        given = MHD_CONTENT_READER_END_OF_STREAM;
    } else if (length > 0) {
        memcpy(to, stream->body.at, length);
        memmove(stream->body.at, stream->body.at + length, stream->body.length - length);
        stream->body.length -= length;
        given = (ssize_t)length;
    } else {
        begin_waiting(server, &request->wait);
    }
    pthread_mutex_unlock(&server->waiting);
    return given;
}

/* ---- what comes in ---- */

static const char *header(const struct http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

static bool is_own_host(const struct http_server *server, const char *host)
{
    return host != NULL && (strcmp(host, server->hosts[0]) == 0 || strcmp(host, server->hosts[1]) == 0);
}

/* The status that a request is refused with before anything of it is looked at; 0 when it may go on. */
static int refusal(const struct http_server *server, const struct http_request *request, const char *method)
{
    if (!is_own_host(server, header(request, "Host")))
        return MHD_HTTP_MISDIRECTED_REQUEST;
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0 && strcmp(method, "POST") != 0)
        return MHD_HTTP_METHOD_NOT_ALLOWED;
    const char *origin = header(request, "Origin");
    if (origin != NULL && (strncmp(origin, "http://", 7) != 0 || !is_own_host(server, origin + 7)))
        return MHD_HTTP_FORBIDDEN;
    return 0;
}

static struct http_request *request_new(struct http_server *server, struct MHD_Connection *connection, const char *method, const char *path)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct http_request *request = arena_alloc(&memory, sizeof *request);
    if (request == NULL)
        return NULL;
    request->memory = memory;
    request->connection = request->wait.connection = connection;
    request->server = server;
    request->began = http_clock();
    request->method = strcmp(method, "POST") == 0 ? "POST" : "GET";
    request->path = arena_copy(&request->memory, path, strlen(path));
    return request;
}

static void request_free(struct http_request *request)
{
    if (request == NULL)
        return;
    end_waiting(request);
    if (request->form != NULL)
        MHD_destroy_post_processor(request->form);
    for (uint32_t i = 0; i < request->field_count; i++)
        buf_release(&request->fields[i].value);
    struct arena memory = request->memory; /* which holds the request */
    arena_release(&memory);
}

/* The field that a piece of the form belongs to: the last one, or a new one. NULL when there are too many. */
static struct http_field *field_for(struct http_request *request, const char *name, const char *file, uint64_t offset)
{
    struct http_field *last = request->field_count > 0 ? &request->fields[request->field_count - 1] : NULL;
    if (last != NULL && offset > 0 && strcmp(last->name, name) == 0)
        return last;
    if (request->field_count == HTTP_FIELDS)
        return NULL;
    struct http_field *field = &request->fields[request->field_count];
    field->name = arena_copy(&request->memory, name, strlen(name));
    field->file = file != NULL ? arena_copy(&request->memory, file, strlen(file)) : NULL;
    buf_init(&field->value, HTTP_MOST_BODY + 1);
    if (field->name == NULL)
        return NULL;
    request->field_count++;
    return field;
}

static enum MHD_Result take_field(void *context, enum MHD_ValueKind kind, const char *name, const char *file, const char *type,
                                  const char *encoding, const char *data, uint64_t offset, size_t length)
{
    (void)kind, (void)type, (void)encoding;
    struct http_request *request = context;
    struct http_field *field = name != NULL ? field_for(request, name, file, offset) : NULL;
    if (field == NULL) {
        request->refused = MHD_HTTP_BAD_REQUEST;
        return MHD_NO;
    }
    buf_add(&field->value, data, length);
    return MHD_YES;
}

static void take_body(struct http_request *request, const char *data, size_t length)
{
    request->body += length;
    if (request->body > HTTP_MOST_BODY)
        request->refused = MHD_HTTP_CONTENT_TOO_LARGE;
    if (request->refused != 0)
        return; /* the rest is thrown away */
    if (request->form == NULL)
        request->form = MHD_create_post_processor(request->connection, FORM_PART, take_field, request);
    if (request->form == NULL)
        request->refused = MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
    else if (MHD_post_process(request->form, data, length) != MHD_YES && request->refused == 0)
        request->refused = MHD_HTTP_BAD_REQUEST;
}

const char *http_argument(const struct http_request *request, const char *name)
{
    const char *value = MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
    return value != NULL ? value : "";
}

const struct http_field *http_field(const struct http_request *request, const char *name)
{
    for (uint32_t i = 0; i < request->field_count; i++)
        if (strcmp(request->fields[i].name, name) == 0)
            return &request->fields[i];
    return NULL;
}

static bool has_token(const struct http_server *server, const struct http_request *request)
{
    const struct http_field *field = http_field(request, "token");
    const char *given = field != NULL ? field->value.at : header(request, "X-Dixit-Token");
    return given != NULL && strlen(given) == HTTP_TOKEN && sodium_memcmp(given, server->token, HTTP_TOKEN) == 0;
}

/* ---- what goes out ---- */

static const char *const policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

/* Makes the request one with a stream. False when there are too many. */
static bool begin_stream(struct http_request *request, const struct http_response *response)
{
    struct http_response *stream = arena_alloc(&request->memory, sizeof *stream);
    if (stream == NULL)
        return false;
    *stream = *response;
    buf_init(&stream->body, HTTP_MOST_EVENT);
    pthread_mutex_lock(&request->server->waiting);
    bool good = request->server->streams < HTTP_STREAMS && !request->server->stopping;
    request->server->streams += good;
    pthread_mutex_unlock(&request->server->waiting);
    request->stream = good ? stream : NULL;
    return good;
}

static void add_name(struct MHD_Response *out, const char *name)
{
    char line[128];
    snprintf(line, sizeof line, "attachment; filename=\"%s\"", name);
    MHD_add_response_header(out, "Content-Disposition", line);
}

static enum MHD_Result answer(struct http_request *request, const struct http_response *response)
{
    struct MHD_Response *out = request->stream != NULL
                                   ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, HTTP_MOST_EVENT, next_events, request, NULL)
                                   : MHD_create_response_from_buffer(response->body.length, response->body.at, MHD_RESPMEM_MUST_COPY);
    if (out == NULL)
        return MHD_NO;
    MHD_add_response_header(out, "Content-Type", response->type);
    MHD_add_response_header(out, "Content-Security-Policy", policy);
    MHD_add_response_header(out, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(out, "Referrer-Policy", "same-origin");
    MHD_add_response_header(out, "Cross-Origin-Resource-Policy", "same-origin");
    MHD_add_response_header(out, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(out, "Cache-Control", response->kept ? "private, max-age=600" : "no-store");
    if (response->location != NULL && response->status == MHD_HTTP_SEE_OTHER)
        MHD_add_response_header(out, "Location", response->location);
    if (response->download != NULL)
        add_name(out, response->download);
    if (response->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(out, "Allow", "GET, HEAD, POST");
    enum MHD_Result result = MHD_queue_response(request->connection, (unsigned)response->status, out);
    MHD_destroy_response(out);
    return result;
}

static void refuse(struct http_response *response, int status)
{
    static const struct {
        int status;
        const char *text;
    } reasons[] = {
        {MHD_HTTP_MISDIRECTED_REQUEST, "This address is not the one that Dixit listens on."},
        {MHD_HTTP_METHOD_NOT_ALLOWED, "There are GET, HEAD and POST."},
        {MHD_HTTP_FORBIDDEN, "This came from another page, or from one of an earlier run of Dixit: load the page again."},
        {MHD_HTTP_CONTENT_TOO_LARGE, "That is more than Dixit takes at once."},
        {MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "Only forms are taken."},
        {MHD_HTTP_SERVICE_UNAVAILABLE, "Too many pages are open at once."},
    };
    const char *text = "That request could not be understood.";
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            text = reasons[i].text;
    response->status = status;
    response->type = "text/plain; charset=utf-8";
    buf_add_text(&response->body, text);
    buf_add_char(&response->body, '\n');
}

static bool wait_for_wake(struct http_server *server, struct http_request *request)
{
    pthread_mutex_lock(&server->waiting);
    bool good = !server->stopping;
    if (good)
        begin_waiting(server, &request->wait);
    pthread_mutex_unlock(&server->waiting);
    return good;
}

static enum MHD_Result finish(struct http_server *server, struct http_request *request)
{
    struct http_response response = {.status = MHD_HTTP_OK, .type = "text/html; charset=utf-8"};
    buf_init(&response.body, 0);
    if (request->form != NULL) { /* the last piece comes with its end */
        if (MHD_destroy_post_processor(request->form) != MHD_YES && request->refused == 0)
            request->refused = MHD_HTTP_BAD_REQUEST;
        request->form = NULL;
    }
    for (uint32_t i = 0; i < request->field_count; i++)
        buf_terminate(&request->fields[i].value);
    if (request->refused == 0 && strcmp(request->method, "POST") == 0 && !has_token(server, request))
        request->refused = MHD_HTTP_FORBIDDEN;
    if (request->refused != 0)
        refuse(&response, request->refused);
    else
        server->options.handler(server->options.context, request, &response);
    if (response.again) {
        buf_release(&response.body);
        return wait_for_wake(server, request) ? MHD_YES : MHD_NO;
    }
    if (response.events != NULL && !begin_stream(request, &response))
        refuse(&response, MHD_HTTP_SERVICE_UNAVAILABLE);
    if (response.body.failed) {
        buf_release(&response.body);
        buf_init(&response.body, 0);
        response.status = MHD_HTTP_INTERNAL_SERVER_ERROR;
        response.type = "text/plain; charset=utf-8";
        buf_add_text(&response.body, "There is not enough memory for this page.\n");
    }
    enum MHD_Result result = answer(request, &response);
    buf_release(&response.body);
    return result;
}

/* Called once with the headers, then for each piece of the body, then once with nothing. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                                  const char *version, const char *data, size_t *length, void **state)
{
    (void)version;
    struct http_server *server = context;
    struct http_request *request = *state;
    if (request == NULL) {
        *state = request = request_new(server, connection, method, path);
        if (request == NULL)
            return MHD_NO;
        request->refused = refusal(server, request, method);
        return MHD_YES;
    }
    if (*length > 0) {
        take_body(request, data, *length);
        *length = 0;
        return MHD_YES;
    }
    return finish(server, request);
}

static void on_end(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
    (void)context, (void)connection, (void)why;
    request_free(*state);
    *state = NULL;
}

/* ---- the server ---- */

static void set_names(struct http_server *server)
{
    uint8_t random[HTTP_TOKEN / 2];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(server->token, sizeof server->token, random, sizeof random);
    snprintf(server->hosts[0], sizeof server->hosts[0], "127.0.0.1:%u", server->port);
    snprintf(server->hosts[1], sizeof server->hosts[1], "localhost:%u", server->port);
}

struct http_server *http_start(const struct http_options *options, struct dixit_error *error)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct http_server *server = arena_alloc(&memory, sizeof *server);
    if (server == NULL || sodium_init() < 0) {
        arena_release(&memory);
        error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for a server.");
        return NULL;
    }
    server->memory = memory;
    server->options = *options;
    pthread_mutex_init(&server->waiting, NULL);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(options->port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    /* poll, not epoll: libmicrohttpd 0.9.75 stalls with epoll when 128 connections are ready at once. */
    server->daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, options->port, NULL, NULL, on_request, server,
                                      MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)THREADS,
                                      MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                                      (size_t)HEADERS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SECONDS,
                                      MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_END);
    if (server->daemon == NULL) {
        error_set(error, DIXIT_SYSTEM, 0, "Port %u of 127.0.0.1 could not be listened on: %s", options->port, strerror(errno));
        http_stop(server);
        return NULL;
    }
    server->port = options->port;
    if (options->port == 0)
        server->port = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    set_names(server);
    return server;
}

void http_stop(struct http_server *server)
{
    if (server == NULL)
        return;
    pthread_mutex_lock(&server->waiting);
    server->stopping = true;
    pthread_mutex_unlock(&server->waiting);
    if (server->daemon != NULL) {
        http_wake(server); /* the library must not be stopped while something is suspended */
        MHD_stop_daemon(server->daemon);
    }
    pthread_mutex_destroy(&server->waiting);
    struct arena memory = server->memory; /* which holds the server */
    arena_release(&memory);
}

uint16_t http_port(const struct http_server *server)
{
    return server->port;
}

const char *http_token(const struct http_server *server)
{
    return server->token;
}
