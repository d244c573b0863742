/* SPDX-License-Identifier: Apache-2.0 */
#include "web_client.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "small_model.h"

static const char boundary[] = "dixitdixitdixit";

bool web_begin(struct web *web, const char *ledger, const struct fetch_options *fetch)
{
    struct dixit_error error = {0};
    *web = (struct web){0};
    arena_init(&web->memory, 0);
    struct small_model made = small_model_make(&web->memory, SMALL_SIZES);
    web->model = made.bytes != NULL ? model_read("small", made.bytes, made.length, &error) : NULL;
    if (web->model == NULL)
        return false;
    struct str pieces = model_vocabulary(web->model);
    if (!text_vocabulary_init(&web->vocabulary, pieces.at, pieces.length, &web->memory, &error))
        return false;
    struct serve_options options = {.model = web->model, .vocabulary = &web->vocabulary, .threads = 1, .ledger = ledger};
    if (fetch != NULL)
        options.fetch = *fetch;
    web->serve = serve_start(&options, &error);
    if (web->serve == NULL)
        return false;
    web->port = (uint16_t)strtoul(strrchr(serve_address(web->serve), ':') + 1, NULL, 10);
    struct buf page;
    buf_init(&page, 0);
    (void)web_get(web, "/read", &page);
    const char *token = strstr(buf_terminate(&page), "name=\"token\" value=\"");
    if (token != NULL)
        snprintf(web->token, sizeof web->token, "%.32s", token + strlen("name=\"token\" value=\""));
    buf_release(&page);
    return token != NULL;
}

void web_end(struct web *web)
{
    serve_stop(web->serve);
    model_close(web->model);
    arena_release(&web->memory);
}

int web_open(const struct web *web)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(web->port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct timeval patience = {.tv_sec = 60};
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void)setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (client >= 0 && connect(client, (struct sockaddr *)&at, sizeof at) == 0)
        return client;
    if (client >= 0)
        (void)close(client);
    return -1;
}

bool web_talk(const struct web *web, struct str bytes, bool last, struct buf *out)
{
    int client = web_open(web);
    buf_reset(out);
    if (client < 0)
        return false;
    for (size_t sent = 0; sent < bytes.length;) {
        ssize_t more = send(client, bytes.at + sent, bytes.length - sent, MSG_NOSIGNAL);
        if (more <= 0)
            break; /* it had enough; what it said is read below */
        sent += (size_t)more;
    }
    if (last)
        (void)shutdown(client, SHUT_WR);
    ptrdiff_t got;
    do
        got = buf_read_some(out, client, 1 << 16);
    while (got > 0);
    (void)close(client);
    (void)buf_terminate(out);
    return got == 0 || out->length > 0;
}

static int status_of(const struct buf *out)
{
    return out->length > 12 && memcmp(out->at, "HTTP/1.1 ", 9) == 0 ? (int)strtol(out->at + 9, NULL, 10) : 0;
}

int web_get(const struct web *web, const char *path, struct buf *out)
{
    struct buf request;
    buf_init(&request, 0);
    buf_add_format(&request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n\r\n", path, web->port);
    bool good = web_talk(web, (struct str){request.at, request.length}, false, out);
    buf_release(&request);
    return good ? status_of(out) : 0;
}

static void add_part(struct buf *body, const char *name, const char *value)
{
    const char *file = strchr(name, '=');
    buf_add_format(body, "--%s\r\nContent-Disposition: form-data; name=\"%.*s\"", boundary, (int)(file != NULL ? file - name : (ptrdiff_t)strlen(name)), name);
    if (file != NULL)
        buf_add_format(body, "; filename=\"%s\"\r\nContent-Type: application/octet-stream", file + 1);
    buf_add_text(body, "\r\n\r\n");
    buf_add_text(body, value);
    buf_add_text(body, "\r\n");
}

int web_post(const struct web *web, const char *path, const char *const *parts, struct buf *out)
{
    struct buf request, body;
    buf_init(&request, 0);
    buf_init(&body, 0);
    add_part(&body, "token", web->token);
    for (; *parts != NULL; parts += 2)
        add_part(&body, parts[0], parts[1]);
    buf_add_format(&body, "--%s--\r\n", boundary);
    buf_add_format(&request, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=%s\r\nContent-Length: %zu\r\n\r\n",
                   path, web->port, boundary, body.length);
    buf_add(&request, body.at, body.length);
    bool good = web_talk(web, (struct str){request.at, request.length}, false, out);
    buf_release(&body);
    buf_release(&request);
    return good ? status_of(out) : 0;
}

const char *web_location(struct buf *out)
{
    char *from = out->length > 0 ? strstr(out->at, "\r\nLocation: ") : NULL;
    if (from == NULL)
        return "";
    from += strlen("\r\nLocation: ");
    from[strcspn(from, "\r\n")] = '\0';
    return from;
}

int web_read(const struct web *web, const char *const *parts, char path[64], struct buf *out)
{
    path[0] = '\0';
    int status = web_post(web, "/read", parts, out);
    if (status != 303)
        return status;
    snprintf(path, 64, "%s", web_location(out));
    do
        status = web_get(web, path, out);
    while (status == 200 && strstr(out->at, "<progress") != NULL);
    return status;
}
