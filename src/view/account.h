/* SPDX-License-Identifier: Apache-2.0 */
/* account.h: what the table, Markdown and the page say of each attribution, made once as parts that each of them dresses in its own way.
 *
 *     Anna Berg (a representative of the exiles) urges the League [urge]      the head: who, how, whom to
 *     to examine the valley                                                    the content
 *     ✗ Ostra: “an assertion Ostra has long rejected”                          an answer, always with its words
 *     Harbour Post › Anna Berg › Ostran officials                              the chain of a second-hand one
 *
 * Words of the text are folded into one line and made safe; nothing is rewritten. */
#ifndef VIEW_ACCOUNT_H
#define VIEW_ACCOUNT_H

#include "base/buf.h"
#include "view/pick.h"
#include "view/tree.h"
#include "doc.h"

enum part_kind {
    PART_WHO,     /* the speaker, or who answers */
    PART_NOBODY,  /* "(nobody named)" */
    PART_AS,      /* the words that the text has for the speaker, in brackets */
    PART_CUE,
    PART_PARTY,   /* the addressee, as it stands after the cue */
    PART_LABEL,   /* "[accuse, against Ostra]" */
    PART_CONTENT,
    PART_SAME,    /* "the same words" */
    PART_SIGN,    /* ✗ ✓ ? – */
    PART_PLAIN,
    PART_WORDS,   /* of an answer, in quotation marks */
};

struct part {
    enum part_kind kind;
    bool tight; /* no space before it */
    struct str words;
};

struct parts {
    struct part *at;
    uint32_t count, room;
};

struct account {
    const struct doc *doc;
    struct arena *memory;
    const uint8_t *picked;  /* enum picked of each attribution */
    struct tree_row *rows;  /* those that are shown */
    uint32_t count;
    uint32_t *first_status; /* of each attribution, into doc->statuses; NONE */
    struct buf a, b;        /* scratch */
};

/* `pick` may be NULL. False when memory gave out; to be released either way. */
bool account_init(struct account *account, const struct doc *doc, const struct pick *pick, struct arena *memory);
void account_release(struct account *account);
/* Did any memory give out since? */
bool account_failed(const struct account *account);

/* What one row is made of lives until the row is done: `struct arena_mark mark = account_begin_row(…); … account_end_row(…, mark, &parts);` */
struct arena_mark account_begin_row(const struct account *account, struct parts *parts);
void account_end_row(struct account *account, struct arena_mark mark, struct parts *parts);

/* Each empties `parts` and fills it. Content that is all its parent's is "the same words", unless it stands alone. */
void account_head(struct account *account, uint32_t attribution, struct parts *parts);
void account_content(struct account *account, uint32_t attribution, bool alone, struct parts *parts);
void account_answer(struct account *account, const struct status *status, struct parts *parts);

/* The status after this one of the same attribution; NONE after the last. */
uint32_t account_next_status(const struct account *account, uint32_t status);

/* "Harbour Post › Anna Berg › Ostran officials": the outlet first, the speaker of the attribution last; one who quotes
 * himself stands once. */
struct str account_chain(struct account *account, uint32_t attribution);

/* The name of an actor, safe and in one line. */
struct str account_actor(struct account *account, uint32_t actor);
/* Words of the text, the same. */
struct str account_words(struct account *account, struct spans spans);

/* "11 attributions to 4 speakers: 2 disputed, 1 not verified; Ostra has not answered (as this text says)" */
void account_summary(struct account *account, struct buf *out);

#endif
