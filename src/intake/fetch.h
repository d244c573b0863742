/* SPDX-License-Identifier: Apache-2.0 */
/* fetch.h: one address at a time from the web (libcurl), as it was sent. Nothing else in the program opens the network.
 *
 * http and https only. Redirects are followed, ten at most, each checked like the first address: robots.txt (RFC 9309, for the name "dixit", unless
 * ignored) and no private address (loopback, link-local, 10/8 and the like, also in IPv6, as the name resolves when the connection is made) unless allowed. No proxy, no
 * cookies. At most 64 MiB and 60 seconds; bodies that say they are pictures, sound, film, fonts, scripts or styles are not fetched unless asked for.
 *
 * The answer stays as the server sent it, header, chunks and compression included, and can be kept as a WARC record (ISO 28500) with its hash. Belongs to one thread. */
#ifndef INTAKE_FETCH_H
#define INTAKE_FETCH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

struct fetch_options {
    bool ignore_robots, allow_private;
    bool any_type;    /* pictures, sound and the like too */
    const char *warc; /* a file to which captures are appended; NULL: none */
    const char *keep; /* a folder that gets a file for each capture, named by the hash of its answer; NULL: none */
};

struct fetch {
    struct fetch_options options;
    struct arena memory;   /* of `robots` */
    struct fetch_robots *robots; /* of the sites so far */
    void *handle;          /* curl's; NULL until the first use */
};

/* What came back; released by the caller. */
struct fetched {
    struct buf response;   /* "HTTP/1.1 200 OK\r\n…\r\n\r\n" and the body, as sent */
    size_t body;           /* where the body begins */
    char url[2048];        /* the address that answered, after redirects */
    char address[64];      /* of the machine that did, in numbers */
    char date[24];         /* when: "2026-01-04T10:00:00Z" */
};

bool fetch_is_url(const char *text);

void fetch_init(struct fetch *fetch, const struct fetch_options *options);
void fetch_release(struct fetch *fetch);

/* Fetches one address, and keeps the capture where the options say so. False with the error set: what the server, the network or the limits said, or that it could not be kept. */
bool fetch_get(struct fetch *fetch, const char *url, struct fetched *fetched, struct dixit_error *error);
void fetched_release(struct fetched *fetched);

/* Appends the capture as WARC records: a warcinfo when `first`, then the response. */
void fetch_write_warc(const struct fetched *fetched, bool first, struct buf *out);

#endif
