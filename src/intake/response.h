/* SPDX-License-Identifier: Apache-2.0 */
/* response.h: an HTTP response as a crawl keeps it: its header, and its body with the transfer and content codings undone. */
#ifndef INTAKE_RESPONSE_H
#define INTAKE_RESPONSE_H

#include "intake/inflate.h"
#include "intake/unpack.h"

enum { RESPONSE_VALUE = 256 };

struct response_head {
    int status;                       /* 200 …; 0: there is no status line */
    char type[RESPONSE_VALUE];            /* the media type, lower case, without parameters; "" */
    char charset[RESPONSE_VALUE];         /* its charset, or "" */
    char transfer[RESPONSE_VALUE], encoding[RESPONSE_VALUE]; /* lower case */
    char location[2048];
    bool has_length;
    uint64_t length;
};

/* Reads the status line and the fields, up to the empty line; what is too long is cut. */
void response_read_head(struct source *source, struct response_head *head);

/* Splits a Content-Type ("text/html; charset=utf-8") into media type and charset, each of RESPONSE_VALUE bytes. */
void response_split_type(const char *value, char *type, char *charset);

/* Whether a body of this media type is never a document: pictures, sound, film, fonts, styles, scripts. */
bool response_is_never_text(const char *type);

/* One field of a header: whether `line` is "NAME: value", whatever the case of the name (given in lower case); the value without spaces around it. */
bool response_field(const char *line, const char *name, const char **value);

/* The body behind the codings. */
struct response_body {
    struct source *source;  /* read this */
    struct source chunked;
    struct source *outer;
    uint64_t chunk;         /* left of the chunk */
    bool any, last;
    struct inflate inflate;
    bool is_chunked, is_packed;
    const char *unknown;    /* a content coding that nothing undoes: the body cannot be read */
};

/* Opens the body after a head; borrows `source`. To be closed. */
void response_open_body(struct response_body *body, const struct response_head *head, struct source *source, uint32_t max_ratio);
void response_close_body(struct response_body *body);

/* The reader (unpack.h) of one response: what its body holds, behind its codings. */
bool response_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint);

#endif
