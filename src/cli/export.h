/* SPDX-License-Identifier: Apache-2.0 */
/* export.h: a ledger in the formats of others. Each writer is given the documents one by one, in the order in which they were added; every one of them says from which
 * file and address a document came. docs/formats/export.md says what stands where. */
#ifndef CLI_EXPORT_H
#define CLI_EXPORT_H

#include "base/json.h"
#include "ledger/kept.h"
#include "text/utf8.h"
#include "view/account.h"

struct export {
    struct ledger *ledger;
    struct buf *out;
    /* of the document at hand */
    const struct kept *kept;
    struct account account;
    struct utf8_index index;
};

struct export_format {
    const char *name;
    bool (*begin)(struct export *export);    /* what stands before; NULL: nothing */
    bool (*document)(struct export *export); /* false: memory gave out or the ledger failed */
    bool (*end)(struct export *export);      /* what stands after; NULL: nothing */
};

/* The name's format; NULL when there is none. All of them up to one without a name. */
extern const struct export_format export_formats[];

/* What several formats say alike. */
void export_text(struct json *json, const char *key, struct str text);   /* NULL `at`: null */
void export_cstr(struct json *json, const char *key, const char *text);  /* NULL: null */
void export_time(struct json *json, const char *key, int64_t seconds);   /* "2026-01-04T09:30:00Z", of seconds since 1970 */
void export_one(struct json *json, const char *key, const char *text);   /* ["text"]; nothing for NULL */
/* "urn:dixit:NAME" with % for what a URN may not hold; `part` such as "#3" may be "". */
void export_urn(struct json *json, const char *name, const char *part);
const char *export_urn_text(struct buf *scratch, const char *name, const char *part);
/* The name of a source, or the words that stand for it; empty for nobody. */
struct str export_source(struct export *export, const struct attribution *attribution);
/* The version's SHA-256 of the bytes, as hexadecimal digits. */
void export_sha256(const struct doc *doc, char hex[65]);

/* The writers of the files beside this one. */
bool export_annotations(struct export *export);
bool export_reviews(struct export *export);
bool export_prov(struct export *export);
bool export_ftm(struct export *export);

#endif
