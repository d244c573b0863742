/* SPDX-License-Identifier: Apache-2.0 */
/* stories_by_hand.h: stories for comparing, made by hand: a text whose sentences end in ". " or at its end, and who says which words of it. */
#ifndef STORIES_BY_HAND_H
#define STORIES_BY_HAND_H

#include "ledger/trace.h"
#include "made_doc.h"
#include "text/words.h"

struct made_said {
    const char *source, *name; /* words of the text, the actor's name (NULL: nobody named) */
    const char *cue, *content;
    enum dixit_stance stance;
};

struct made_stories {
    struct arena memory, scratch;
    struct stories stories;
    struct dixit_error error;
};

static inline void made_stories_init(struct made_stories *made)
{
    memset(made, 0, sizeof *made);
    arena_init(&made->memory, 0);
    arena_init(&made->scratch, 0);
    assert(stories_init(&made->stories, &made->memory, &made->scratch, &made->error));
}

static inline void made_stories_release(struct made_stories *made)
{
    arena_release(&made->memory);
    arena_release(&made->scratch);
}

static inline void made_sentences(struct doc *doc)
{
    uint32_t start = 0, length = (uint32_t)doc->text.length;
    for (uint32_t i = 0; i < length; i++)
        if (i + 1 == length || (doc->text.at[i] == '.' && doc->text.at[i + 1] == ' ')) {
            struct sentence sentence = {.at = {start, i + 1}};
            bool said = false;
            for (uint32_t k = 0; k < doc->attributions.count; k++)
                said = said || span_meets(doc->attributions.at[k].content.at[0], sentence.at);
            (void)list_push(doc->memory, &doc->sentences, sentence);
            if (!said)
                (void)list_push(doc->memory, &doc->own, sentence.at);
            start = i + 2;
        }
}

/* Adds a story; `outlets` are names in it, up to a NULL. */
static inline void made_story(struct made_stories *made, const char *id, const char *outlet, const char *published, const char *text,
                              const struct made_said *said, uint32_t count, const char *const *outlets)
{
    struct arena memory;
    struct doc doc;
    arena_init(&memory, 0);
    made_text(&doc, &memory, text);
    doc.origin.id = id;
    doc.origin.outlet = outlet;
    doc.origin.published = published;
    for (uint32_t i = 0; i < count; i++) {
        made_attribution(&doc, said[i].source, said[i].cue, said[i].content, NONE);
        struct attribution *a = &doc.attributions.at[i];
        a->stance = (uint8_t)said[i].stance;
        if (said[i].name != NULL)
            a->actor = made_actor(&doc, said[i].name, DIXIT_ACTOR_PERSON, said[i].source);
    }
    for (uint32_t i = 0; outlets != NULL && outlets[i] != NULL; i++)
        (void)list_push(&memory, &doc.names, (struct name){made_span(&doc, outlets[i]), DIXIT_NAME_ORGANISATION});
    made_sentences(&doc);
    struct job job = {.doc = &doc, .scratch = &made->scratch, .error = &made->error};
    assert(text_split_words(&job) && stories_add(&made->stories, &job));
    arena_release(&memory);
}

#endif
