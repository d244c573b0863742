/* SPDX-License-Identifier: Apache-2.0 */
/* made_doc.h: documents made by hand for the tests of what shows them. */
#ifndef MADE_DOC_H
#define MADE_DOC_H

#include <assert.h>
#include <string.h>

#include "doc.h"

/* The first place of some words in the text. */
static inline struct span made_span(const struct doc *doc, const char *words)
{
    const char *at = strstr(doc->text.at, words);
    assert(at != NULL);
    uint32_t start = (uint32_t)(at - doc->text.at);
    return (struct span){start, start + (uint32_t)strlen(words)};
}

static inline void made_text(struct doc *doc, struct arena *memory, const char *text)
{
    *doc = (struct doc){.memory = memory};
    doc->text = (struct str){arena_copy(memory, text, strlen(text)), strlen(text)};
    doc->body = (struct span){0, (uint32_t)strlen(text)};
    doc->origin.id = "made";
    doc->origin.file = "made.txt";
}

/* One attribution; `source` NULL for nobody. */
static inline void made_attribution(struct doc *doc, const char *source, const char *cue, const char *content, uint32_t parent)
{
    struct attribution a = {.parent = parent, .actor = NONE, .addressee_actor = NONE, .against_actor = NONE, .stance = DIXIT_STANCE_UNKNOWN, .confidence = 0.875F};
    a.cue = made_span(doc, cue);
    if (source != NULL)
        (void)list_push(doc->memory, &a.source, made_span(doc, source));
    (void)list_push(doc->memory, &a.content, made_span(doc, content));
    (void)list_push(doc->memory, &doc->attributions, a);
}

/* One actor, of whom the words are a mention (NULL: none); gives its index. */
static inline uint32_t made_actor(struct doc *doc, const char *name, enum dixit_actor_kind kind, const char *mention)
{
    struct actor actor = {.name = {name, strlen(name)}, .kind = (uint8_t)kind};
    if (mention != NULL)
        (void)list_push(doc->memory, &actor.mentions, made_span(doc, mention));
    (void)list_push(doc->memory, &doc->actors, actor);
    return doc->actors.count - 1;
}

/* One reaction to an attribution, and the status that it gives, to be made in the order of attributions; `by` may be NONE. */
static inline void made_answer(struct doc *doc, enum dixit_reaction_kind kind, uint32_t by, const char *words, uint32_t to,
                               enum dixit_status_kind is)
{
    struct reaction reaction = {.kind = (uint8_t)kind, .by = by, .at = made_span(doc, words), .attribution = NONE};
    (void)list_push(doc->memory, &reaction.to, to);
    (void)list_push(doc->memory, &doc->reactions, reaction);
    (void)list_push(doc->memory, &doc->statuses, (struct status){to, doc->reactions.count - 1, (uint8_t)is});
}

#endif
