/* SPDX-License-Identifier: Apache-2.0 */
/* layout.h: pages of lines with places, as PDF and recognised scans give them, to running text.
 *
 *     struct layout layout;
 *     layout_init(&layout, &memory);
 *     layout_add_page(&layout, 595, 842);
 *     layout_add_block(&layout);
 *     layout_open_line(&layout, (struct box){40, 100, 300, 110});
 *     layout_add_word(&layout, "govern-", 7);
 *     layout_close_line(&layout);
 *     …
 *     layout_write(&layout, doc, &text);
 *     layout_release(&layout);
 *
 * Lines are taken in the order in which they come (the reading order of who made them), in blocks. Lines of a paragraph are joined, over columns and pages too;
 * a word that is parted at a line's end is made whole, its hyphen kept where the word needs it; running heads and page numbers are left out. */
#ifndef INTAKE_LAYOUT_H
#define INTAKE_LAYOUT_H

#include "base/buf.h"
#include "doc.h"

/* In any unit, from the top left corner of the page; all 0 where it is not known. */
struct box {
    float x0, y0, x1, y1;
};

struct layout_line {
    struct box box;
    struct str text;    /* without spaces at its ends */
    uint32_t page, block;
    bool left_out;      /* a running head or page number */
};

struct layout_page {
    float width, height;
    uint32_t lines;     /* how many it has */
};

struct layout {
    struct arena *memory;
    LIST(struct layout_page) pages;
    LIST(struct layout_line) lines;
    LIST(struct box) blocks;    /* around their lines */
    struct buf line;            /* under way */
    struct box box;
    bool failed;
};

void layout_init(struct layout *layout, struct arena *memory);
void layout_release(struct layout *layout);

void layout_add_page(struct layout *layout, float width, float height);
void layout_add_block(struct layout *layout);
void layout_open_line(struct layout *layout, struct box box);
void layout_add_word(struct layout *layout, const char *bytes, size_t length); /* valid UTF-8; parted from the one before by a space */
void layout_close_line(struct layout *layout);

/* Appends the text to `out`; doc->pages gets where each page begins in it, and doc->notes what was left out and which pages have no line. False when memory
 * gave out. */
bool layout_write(struct layout *layout, struct doc *doc, struct buf *out);

/* ---- its parts ---- */

/* Marks the lines that are running heads or page numbers: those near the top or the bottom of their page that say the same, but for numbers, on several. Returns how many. False
 * in `good` when memory gave out. (layout_heads.c) */
uint32_t layout_mark_heads(struct layout *layout, bool *good);

/* The words of all lines, to know parted ones by. (layout_hyphen.c) */
struct layout_words {
    uint64_t *hashes;   /* open addressing; 0: empty */
    uint32_t mask;
};
bool layout_words_build(struct layout_words *words, const struct layout *layout);

enum layout_hyphen { HYPHEN_NONE, HYPHEN_JOIN, HYPHEN_KEEP };
/* Whether the text ends in a hyphen that parts a word which goes on in `next`, and whether that hyphen is the word's own: it is when the next part
 * begins with a capital or digit, when the word stands elsewhere in the text with it, or, where it stands there in neither way, when its parts are of those that usually have one. */
enum layout_hyphen layout_hyphen_at(const struct layout_words *words, struct str text, struct str next);

#endif
