/* SPDX-License-Identifier: Apache-2.0 */
/* dixit.h: the public interface of libdixit: who says what about whom, how they put it, and who disputes it.
 *
 *     struct dixit_error error = {0};
 *     struct dixit_model *model = dixit_model_open("models/default.dixit", &error);
 *     struct dixit_reader *reader = dixit_reader_open(model, NULL, &error);
 *     struct dixit_reading *reading = dixit_read(reader, text, length, &error);
 *     for (uint32_t i = 0; i < dixit_attribution_count(reading); i++) {
 *         struct dixit_attribution a = dixit_attribution_get(reading, i);
 *         printf("%.*s\n", (int)(a.cue.end - a.cue.start), text + a.cue.start);
 *     }
 *     dixit_reading_free(reading);
 *     dixit_reader_close(reader);
 *     dixit_model_close(model);
 *
 * Spans are bytes of dixit_text(reading), UTF-8, end exclusive: the text that was given, with each invalid byte
 * replaced by U+FFFD (a note says so). A model may be shared by any number of threads; a reader belongs to one thread at a time and
 * uses as many of its own as it was opened with; a reading belongs to nobody and may be read from any thread. Pointers that a
 * reading gives live as long as it does. The same text, model and version give the same reading on every machine and with any
 * number of threads. */
#ifndef DIXIT_H
#define DIXIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define DIXIT_API __attribute__((visibility("default")))
#else
#define DIXIT_API
#endif

/* ---- errors ---- */

enum dixit_status {
    DIXIT_OK = 0,
    DIXIT_BAD_MODEL,  /* the model file is missing, truncated, foreign or misshapen */
    DIXIT_BAD_INPUT,  /* nothing could be read from it; text that is merely broken gives a reading with notes */
    DIXIT_TOO_LARGE,  /* a limit on memory or size was reached */
    DIXIT_NO_MEMORY,  /* the system gave none */
    DIXIT_SYSTEM,     /* a file or a thread could not be opened, read or written */
    DIXIT_USAGE,      /* the arguments make no sense */
    DIXIT_TAMPERED    /* the ledger was altered */
};

/* Filled by who notices, the first one stands. `position` is the byte or line, 0 where that means nothing. */
struct dixit_error {
    enum dixit_status status;
    uint64_t position;
    char text[256];
};

/* ---- what an attribution is made of (docs/annotation.md) ---- */

struct dixit_span {
    uint32_t start, end;
};

enum dixit_quote { DIXIT_INDIRECT, DIXIT_MIXED, DIXIT_DIRECT };

/* What the source does with the content. */
enum dixit_stance {
    DIXIT_STATE, DIXIT_ARGUE, DIXIT_ALLEGE, DIXIT_SHOW, DIXIT_THINK, DIXIT_DOUBT, DIXIT_QUESTION, DIXIT_CONFIRM, DIXIT_DENY,
    DIXIT_REJECT, DIXIT_CRITICISE, DIXIT_SUPPORT, DIXIT_ACCUSE, DIXIT_WARN, DIXIT_THREATEN, DIXIT_URGE, DIXIT_DECIDE,
    DIXIT_PLEDGE, DIXIT_PREDICT, DIXIT_STANCES,
    DIXIT_STANCE_UNKNOWN = DIXIT_STANCES
};

/* The classes of Worldwide NER. */
enum dixit_name_kind {
    DIXIT_NAME_DATE, DIXIT_NAME_FACILITY, DIXIT_NAME_LOCATION, DIXIT_NAME_MISC, DIXIT_NAME_MONEY, DIXIT_NAME_NORP,
    DIXIT_NAME_ORGANISATION, DIXIT_NAME_PERSON, DIXIT_NAME_PRODUCT, DIXIT_NAME_KINDS
};

enum dixit_actor_kind {
    DIXIT_ACTOR_PERSON, DIXIT_ACTOR_STATE, DIXIT_ACTOR_ORGANISATION, DIXIT_ACTOR_GROUP, DIXIT_ACTOR_DOCUMENT, DIXIT_ACTOR_SEVERAL,
    DIXIT_ACTOR_KINDS
};

/* What a document says about somebody else's content. */
enum dixit_reaction_kind {
    DIXIT_REACTION_DENY, DIXIT_REACTION_CONFIRM, DIXIT_REACTION_UNVERIFIED, DIXIT_REACTION_NO_RESPONSE, DIXIT_REACTION_CONTRADICT,
    DIXIT_REACTION_KINDS
};

/* Derived from the reactions and the stance of what they speak of. No status means only: no answer found in this text. */
enum dixit_status_kind {
    DIXIT_DISPUTED, DIXIT_OPPOSED, DIXIT_BACKED, DIXIT_CONFIRMED, DIXIT_UNVERIFIED, DIXIT_UNANSWERED, DIXIT_STATUS_KINDS
};

#define DIXIT_NONE UINT32_MAX

struct dixit_spans {
    const struct dixit_span *at;
    uint32_t count;
};

struct dixit_attribution {
    struct dixit_span cue;
    struct dixit_spans source, content, addressee, against;
    uint32_t parent; /* index of the attribution it is nested in, or DIXIT_NONE */
    enum dixit_stance stance;
    bool negated;
    enum dixit_quote quote;
    float confidence; /* 0 … 1 */
};

struct dixit_note {
    const char *what;
    struct dixit_span at;
};

/* The word of the guide for a label: "deny", "mixed", "organisation". NULL when out of range. */
DIXIT_API const char *dixit_stance_name(enum dixit_stance stance);
DIXIT_API const char *dixit_quote_name(enum dixit_quote quote);
DIXIT_API const char *dixit_name_kind_name(enum dixit_name_kind kind);

/* ---- model ---- */

struct dixit_model;

/* Maps a model file read-only and checks every offset in it. NULL with `error` filled when it cannot be used. */
DIXIT_API struct dixit_model *dixit_model_open(const char *path, struct dixit_error *error);
DIXIT_API void dixit_model_close(struct dixit_model *model);
/* Reads the whole file: that its SHA-256 is the one written in it and its weights are in bounds. Takes some tenths of a second, so that
 * opening does not do it. */
DIXIT_API bool dixit_model_verify(const struct dixit_model *model, struct dixit_error *error);
/* Name and version as the file gives them, such as "default-1". */
DIXIT_API const char *dixit_model_name(const struct dixit_model *model);

/* ---- reading ---- */

struct dixit_options {
    uint32_t threads;      /* 0: the cores there are */
    uint64_t max_bytes;    /* of one text; 0: 16 MiB. The rest is left out with a note */
    uint64_t max_memory;   /* of one reading; 0: 1 GiB */
};

struct dixit_reader;
struct dixit_reading;

/* The model must outlive the reader. `options` may be NULL. */
DIXIT_API struct dixit_reader *dixit_reader_open(const struct dixit_model *model, const struct dixit_options *options,
                                                 struct dixit_error *error);
DIXIT_API void dixit_reader_close(struct dixit_reader *reader);

/* Reads one text (any bytes). NULL with `error` filled when memory or the limit gave out; otherwise to be freed by the caller. */
DIXIT_API struct dixit_reading *dixit_read(struct dixit_reader *reader, const char *text, size_t length,
                                           struct dixit_error *error);
DIXIT_API void dixit_reading_free(struct dixit_reading *reading);

DIXIT_API const char *dixit_text(const struct dixit_reading *reading, size_t *length);
DIXIT_API uint32_t dixit_attribution_count(const struct dixit_reading *reading);
DIXIT_API struct dixit_attribution dixit_attribution_get(const struct dixit_reading *reading, uint32_t index);
/* The sentences or parts of them that no attribution's content covers: the outlet's own voice. */
DIXIT_API struct dixit_spans dixit_own(const struct dixit_reading *reading);
DIXIT_API uint32_t dixit_note_count(const struct dixit_reading *reading);
DIXIT_API struct dixit_note dixit_note_get(const struct dixit_reading *reading, uint32_t index);

DIXIT_API const char *dixit_version(void);

#ifdef __cplusplus
}
#endif

#endif
