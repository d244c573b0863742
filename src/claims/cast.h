/* SPDX-License-Identifier: Apache-2.0 */
/* cast.h: the working memory of the stage `actors`: everybody and everything named in a document, before it is known who speaks.
 *
 * A *figure* is one of them, a *mention* a run of words that names one or was found to mean one. Names are joined first
 * (mentions.c); the words of a role are then read as a phrase (phrase.c) that gives a figure, several, or something that must be looked
 * up (pronoun, "the minister"); look-ups go to the ranker (ranker.c); actors.c does it in order and writes the result. All of it
 * lives in scratch memory. */
#ifndef CLAIMS_CAST_H
#define CLAIMS_CAST_H

#include "claims/lexicon.h"
#include "job.h"

enum gender { GENDER_UNKNOWN, GENDER_MALE, GENDER_FEMALE };

enum {
    CAST_TRAITS = 24,    /* words kept of how somebody is described */
    CAST_SCANS = 64,     /* times that the whole text is looked through for a name */
    CAST_LOOK_BACK = 400 /* figures that a name is compared with */
};

struct figure {
    struct str name;          /* the fullest found so far, without title */
    uint32_t alias;           /* a word in brackets after it that means it too; NONE */
    uint32_t first, last;     /* its words in the text; first > last where the name comes from a list */
    uint8_t kind;             /* enum dixit_actor_kind */
    uint8_t gender;           /* enum gender */
    bool sure_gender;         /* by a title or a role, not by a first name */
    bool plural;
    bool place;               /* a place that is no state: it speaks only as a seat or a town */
    bool named;               /* has a proper name; otherwise a noun phrase */
    bool latent;              /* a plural noun in the text that nobody's role has used so far */
    char code[4];             /* of a state, or of the state whose capital it is (place) */
    uint32_t belongs;         /* the figure that its description names ("of Wippit"); NONE */
    uint32_t members[6];      /* of several */
    uint32_t member_count;
    uint32_t count;           /* mentions by name */
    uint32_t roles;           /* times it was found to be a source */
    uint32_t *traits, trait_count; /* words: nouns and adjectives that describe it, at most CAST_TRAITS; NULL while nothing does */
    uint32_t last_said;       /* last role filled: its number + 1 */
    uint32_t actor;           /* in doc->actors; NONE while nobody needs it */
};

struct mention {
    uint32_t first, last; /* words */
    uint32_t figure;
};

struct cast {
    struct doc *doc;
    struct arena *scratch;
    LIST(struct figure) figures;
    LIST(struct mention) mentions; /* by name, in order */
    LIST(struct mention) groups;   /* plural nouns, in order */
    LIST(struct mention) found;    /* pronouns and roles that were resolved; in the order in which they were */
    uint32_t *name_at;             /* of each word: its mention by name; NONE */
    uint32_t *block_sentence;      /* of each sixteenth word: its sentence; see cast_sentence */
    uint32_t *named_before;        /* of each sentence: how many mentions by name start before it; one more at the end */
    uint32_t scans;                /* how often it was looked through (fuller.h) */
    bool failed;                   /* memory gave out */
};

/* Lays the indices over the document. False when memory gave out. */
bool cast_open(struct cast *cast, struct job *job);

/* The sentence that a word stands in; 0 for a word after the last. */
uint32_t cast_sentence(const struct cast *cast, uint32_t word);

struct str cast_text(const struct cast *cast, uint32_t first, uint32_t last);
/* The word is `text` (lower case) whatever its case. */
bool cast_is(const struct cast *cast, uint32_t word, const char *text);
/* The word is one of the words of `set`, which are parted and enclosed by single spaces. */
bool cast_in(const struct cast *cast, uint32_t word, const char *set);
/* Two words are the same but for case. */
bool cast_same(const struct cast *cast, uint32_t a, uint32_t b);
/* The word has letters or digits. */
bool cast_lettered(const struct cast *cast, uint32_t word);
bool cast_capital(const struct cast *cast, uint32_t word);
/* The class of the word as a noun (lexicon_noun). */
char cast_noun(const struct cast *cast, uint32_t word, bool *plural);
/* What the list of titles knows of the word (data/titles.txt); NULL when it is none. */
const char *cast_title(const struct cast *cast, uint32_t word);
bool cast_first_name(const struct cast *cast, uint32_t word);
/* The code of the state that the words name as one of the kinds ("n", "a" …; lexicon.h); NULL when they do not. */
const char *cast_state(const struct cast *cast, uint32_t first, uint32_t last, const char *kinds);

/* A new figure with the words as its name, spaces folded; its index, NONE when memory gave out. */
uint32_t cast_add(struct cast *cast, uint32_t first, uint32_t last, uint8_t kind);
/* The figure of a name from a list, made when it is new. */
uint32_t cast_add_listed(struct cast *cast, struct str name, uint8_t kind);
/* The figure of a state, made when it is new. */
uint32_t cast_add_state(struct cast *cast, const char *code);
/* The figure of a noun phrase, found again by its words. */
uint32_t cast_add_group(struct cast *cast, uint32_t first, uint32_t last, uint8_t kind);
/* The words with spaces folded and without a possessive ending. */
struct str cast_name(struct cast *cast, uint32_t first, uint32_t last);
void cast_describe(const struct cast *cast, struct figure *figure, uint32_t word);

#endif
