/* SPDX-License-Identifier: Apache-2.0 */
/* made_story.h: a text with its words, for the stages of claims that need no model. */
#ifndef MADE_STORY_H
#define MADE_STORY_H

#include "text/words.h"

#include "made_doc.h"

struct story {
    struct arena memory, scratch;
    struct doc doc;
    struct dixit_error error;
    struct job job;
};

/* A text whose sentences end at each full stop. */
static inline void story_begin(struct story *story, const char *text)
{
    memset(story, 0, sizeof *story);
    arena_init(&story->memory, 0);
    arena_init(&story->scratch, 0);
    made_text(&story->doc, &story->memory, text);
    story->job = (struct job){.doc = &story->doc, .scratch = &story->scratch, .error = &story->error};
    assert_true(text_split_words(&story->job));
    for (uint32_t i = 0; i < story->doc.words.count; i++) {
        bool stop = text[story->doc.words.at[i].at.start] == '.';
        assert_true(list_push(&story->memory, &story->doc.labels, (struct label){stop, 0}));
    }
}

static inline void story_end(struct story *story)
{
    arena_release(&story->scratch);
    arena_release(&story->memory);
}

#endif
