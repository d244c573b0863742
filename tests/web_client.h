/* SPDX-License-Identifier: Apache-2.0 */
/* web_client.h: a page of a small model and, where wanted, a ledger, in this process, and a client that says to it what no browser would. */
#ifndef TESTS_WEB_CLIENT_H
#define TESTS_WEB_CLIENT_H

#include "base/buf.h"
#include "serve/serve.h"

struct web {
    struct arena memory;
    struct model *model;
    struct vocabulary vocabulary;
    struct serve *serve;
    uint16_t port;
    char token[64];
};

/* Begins; false when it could not. `ledger`: its path, NULL: none. `fetch` may be NULL. */
bool web_begin(struct web *web, const char *ledger, const struct fetch_options *fetch);
void web_end(struct web *web);

/* A socket to it, -1 when there is none; silent for 60 seconds it gives up. */
int web_open(const struct web *web);
/* Sends bytes as they are, closes that direction when `last`, and reads until the server closes into `out`, which is emptied first. False when that did not happen. */
bool web_talk(const struct web *web, struct str bytes, bool last, struct buf *out);
/* GET of a path (follows nothing): the whole answer, terminated. The status, 0 when there was no answer. */
int web_get(const struct web *web, const char *path, struct buf *out);
/* POST of a form with the token: each part is "NAME" or "NAME=FILE NAME", then what it holds; up to a NULL. */
int web_post(const struct web *web, const char *path, const char *const *parts, struct buf *out);
/* The Location of an answer, in `out`'s own memory, cut off there; "" for none. */
const char *web_location(struct buf *out);
/* The path of the work after a POST to /read, read to its end: the status of its page, which is in `out`; `path` gets where it is. */
int web_read(const struct web *web, const char *const *parts, char path[64], struct buf *out);

#endif
