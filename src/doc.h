/* SPDX-License-Identifier: Apache-2.0 */
/* doc.h: READ FIRST. The data: one document and each layer laid on it, in the order in which they are made.
 *
 * Text is stored once; everything else is a span of bytes in it, or an index into an array before it. JSON speaks code
 * points; they are converted only where JSON is written (view/show_json.c). An array is filled by the one stage named
 * beside it (read.c lists the stages) and read-only afterwards. All of it lives in one arena, freed at once; the two layers that no
 * later stage reads are given back before, as they are large in a long document. */
#ifndef DOC_H
#define DOC_H

#include "base/arena.h"
#include "dixit.h"

/* A word: a run of letters and digits, or one other character that is not a space. The units of all labels. */
struct word {
    struct span at;
    uint8_t flags;     /* enum word_flag */
    uint8_t quote;     /* depth of quotation marks around it as far as they can be told: 0, 1, 2 (more); WORD_QUOTE_OPEN in flags
                        * when the mark that opened it never closes in its paragraph */
    uint8_t letters;   /* 0 no letter or digit, 1 lower, 2 Title, 3 UPPER, 4 mixed, 5 has a digit, 6 one upper-case letter */
};

enum word_flag {
    WORD_SPACE_BEFORE = 1,  /* a space or line end stands before it */
    WORD_LINE_START = 2,    /* the first of a line or paragraph (a line end stands before it) */
    WORD_OPENS = 4,         /* a quotation mark that opens */
    WORD_CLOSES = 8,        /* a quotation mark that closes */
    WORD_APOSTROPHE = 16,   /* a mark that is an apostrophe, not a quotation mark */
    WORD_QUOTE_OPEN = 32,   /* inside a quotation that its paragraph does not close */
    WORD_HEADLINE = 64,     /* before doc->body */
};

/* A piece of a word, in the model's vocabulary. */
struct piece {
    uint16_t id; /* row of the model's embedding table; which word it belongs to, doc->first_pieces tells */
};

/* What the heads say of each word. */
struct label {
    uint8_t sentence_end; /* 1 when the word ends a sentence */
    uint8_t name;         /* 0 outside; 1 + 2 × class for the first word of a name, 2 + 2 × class for one that goes on */
};

struct sentence {
    struct span at;
    uint32_t first, last; /* its words */
};

enum { VECTOR_PARTS = 3, VECTOR_WIDTH = 64, VECTOR_WORDS = 1 << 16 /* at the start of a document; the rest goes without */ };

/* What the head of mentions makes of a word that is the first of a mention, its last, or one of it: at[part × VECTOR_WIDTH + i] × scale. */
struct word_vector {
    float scale;
    int8_t at[VECTOR_PARTS * VECTOR_WIDTH];
};

/* Something named. */
struct name {
    struct span at;
    uint8_t kind; /* enum dixit_name_kind */
};

/* One act by which a source is reported to say or think something (guide: annotation). */
struct attribution {
    struct span cue;
    struct spans source;    /* none: nobody is named */
    struct spans content;   /* in order; at least one */
    struct spans addressee; /* whom the words are for */
    struct spans against;   /* the party accused, criticised or threatened */
    uint32_t parent;        /* the attribution it is nested in; NONE at the top */
    uint32_t actor;         /* who the source is; NONE where unidentified */
    uint32_t addressee_actor, against_actor; /* NONE where unidentified */
    LIST(uint32_t) about;   /* actors named in the content, in order, each once */
    uint8_t stance;         /* enum dixit_stance; DIXIT_STANCE_UNKNOWN before it is labelled */
    bool negated;
    uint8_t quote;          /* enum dixit_quote */
    float confidence;       /* 0 … 1: that source, cue and content are right */
    const float *topic;     /* [2 * REACT_WIDTH] of the content's words, what it may answer and what it may be answered as; NULL where the model has no such head */
    const float *mean;      /* [width] mean vector of the content's words; NULL but where job->means */
    float reacts[1 + DIXIT_REACTION_KINDS]; /* scores that it is no reaction, or one of each kind; all 0 where the model does not say */
};

/* Somebody or something that speaks, is spoken to, blamed, named in a content, or reacts; resolved inside the document. */
struct actor {
    struct str name;          /* as the guide writes it: the longest full name, a state's short English name, else the head noun phrase */
    uint8_t kind;             /* enum dixit_actor_kind */
    char code[4];             /* ISO 3166-1 alpha-3 of a state, else empty */
    LIST(uint32_t) members;   /* of kind several: the actors that speak together */
    struct spans mentions;    /* all of them, pronouns too, in order */
};

/* What the document says about somebody else's content. */
struct reaction {
    uint8_t kind;             /* enum dixit_reaction_kind */
    uint32_t by;              /* an actor; NONE for the outlet itself and for somebody unnamed */
    struct span by_words;     /* the head noun phrase of somebody unnamed; empty where there is an actor or nobody */
    struct span at;           /* its words */
    uint32_t attribution;     /* the attribution that it also is; NONE */
    LIST(uint32_t) to;        /* the attributions whose content it speaks of */
};

/* What became of one attribution in this text; derived from the reactions and the stance, never shown without the words. */
struct status {
    uint32_t attribution, reaction;
    uint8_t is;               /* enum dixit_status_kind */
};

/* Something odd in the input, or a limit that was reached. */
struct note {
    const char *what; /* a plain sentence; static or in the arena */
    struct span at;   /* in text; an empty span where it means the whole */
};

/* A conversion that the bytes went through before they were text. */
struct step {
    const char *what, *tool; /* "gzip", "zlib 1.2.13" */
};

/* Where a document came from; all borrowed or in the arena, NULL when not known. */
struct origin {
    const char *id, *file, *title, *outlet, *author, *published, *modified, *url, *language;
    const char *media_type, *charset;
    const char *credit; /* the agency that the text is credited to: "Reuters" */
    const char *captured; /* when it was fetched, as the crawl says it */
    const char *name;   /* of the entry or attachment that it was in its container */
    LIST(struct step) steps; /* in order */
    uint64_t offset; /* the byte of its container where its record begins */
    uint64_t record; /* 1 … the record of `file` that it came from; 0 when the file is one document */
};

/* One document. */
struct doc {
    struct arena *memory;
    struct origin origin;                /* intake */
    uint8_t sha256[32];                  /* intake: of the bytes that came in */
    struct str text;                     /* intake: valid UTF-8, at most 4 GiB − 1; otherwise as it came */
    struct span body;                    /* intake: the text without its headline */
    LIST(uint32_t) pages;                /* intake: of a text in pages, the byte at which each begins, in order (equal to the next for one without text) */
    LIST(struct word) words;             /* text_split_words */
    LIST(struct piece) pieces;           /* text_split_pieces; given back by claims_label */
    LIST(uint32_t) first_pieces;         /* the same; of each word, an index into pieces: every word has at least one */
    LIST(struct label) labels;           /* claims_label: encoder and heads, window by window; one a word; given back by claims_find_names */
    LIST(struct word_vector) vectors;    /* claims_label, of the first words of the document, where the model has that head; given back by claims_find_actors */
    LIST(struct sentence) sentences;     /* claims_find_sentences */
    LIST(struct name) names;             /* claims_find_names */
    LIST(struct attribution) attributions; /* claims_label finds cues and roles; claims_link_chains orders them by cue and sets parents */
    LIST(struct actor) actors;           /* claims_find_actors, which also sets attribution.actor, addressee_actor, against_actor and about */
    LIST(struct reaction) reactions;     /* claims_find_reactions */
    LIST(struct status) statuses;        /* claims_derive_status, in order of attribution */
    LIST(struct span) own;               /* claims_find_own: sentences, or their parts, that no content covers */
    LIST(struct note) notes;             /* anybody */
};

#endif
