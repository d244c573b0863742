/* SPDX-License-Identifier: Apache-2.0 */
/* html_words.h: what the words in class, id, itemprop and role say of an element. The lists are data/html-*.txt. */
#ifndef INTAKE_HTML_WORDS_H
#define INTAKE_HTML_WORDS_H

#include "base/arena.h"

enum html_hint {
    HINT_JUNK = 1,    /* no part of a story */
    HINT_ARTICLE = 2, /* a story's text */
    HINT_BYLINE = 4,  /* author, date, caption */
    HINT_NEVER = 8,   /* comments, footers, cookie notices: no story however much they hold */
    HINT_EMBED = 16,  /* what is set into a story: it is none of the junk that its name may speak of */
    HINT_HIDDEN = 64, /* shown only when pointed at, or only to screen readers */
    HINT_CAPTION = 1024, /* a picture's caption or who took it */
    HINT_BODY = 32,   /* the element that holds a story's text and little else */
};

struct html_words {
    struct html_word *slots;
};

/* Reads the lists into `memory`. False when it gave out. */
bool html_words_init(struct html_words *words, struct arena *memory);

/* The hints of the names in an attribute's value, parted by spaces: each is cut into words at anything but letters and where
 * small letters meet a capital. Names of states ("has-comments", "no-sidebar") and of subjects ("tag-cookies") say nothing. */
unsigned html_words_hints(const struct html_words *words, const char *value);

#endif
