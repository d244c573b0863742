/* SPDX-License-Identifier: Apache-2.0 */
/* office_text.h: what the readers of DOCX and ODT write into. */
#ifndef INTAKE_OFFICE_TEXT_H
#define INTAKE_OFFICE_TEXT_H

#include "base/buf.h"

struct office_stream {
    struct buf text;
    uint8_t due; /* what is to be written before the next character: enum in office_text.c */
};

struct office_text {
    struct office_stream body, aside, notes; /* the text; text boxes of the paragraph under way; footnotes and endnotes */
    uint32_t boxes, in_note, rows;           /* open */
    uint32_t note_count;
    bool fresh_note;                         /* nothing of the note but its number is written */
    bool titled;                             /* the paragraph under way is in the style of a title */
    size_t row_start;                        /* length of body where the row under way begins */
    size_t headline;                         /* bytes of body that are the headline; 0 for none */
    size_t first;                            /* bytes of the first paragraph of the body; 0 before it ends */
    uint32_t deleted, hidden;                /* places that were left out */
};

void office_text_init(struct office_text *text);
void office_text_release(struct office_text *text);

/* Characters of the paragraph under way; all runs of spaces become one. A tab, and a line end in the paragraph. */
void office_text_add(struct office_text *text, const char *bytes, size_t length);
void office_text_tab(struct office_text *text);
void office_text_line(struct office_text *text);

/* Around paragraphs, and the rows and cells of tables. */
void office_text_open_paragraph(struct office_text *text);
void office_text_close_paragraph(struct office_text *text);
void office_text_open_row(struct office_text *text);
void office_text_close_row(struct office_text *text);
void office_text_close_cell(struct office_text *text);

/* Around a text box, and around a note, whose number is written where it is referred to as well. */
void office_text_open_box(struct office_text *text);
void office_text_close_box(struct office_text *text);
void office_text_open_note(struct office_text *text);
void office_text_close_note(struct office_text *text);

/* Puts the notes behind the body; nothing may be added afterwards. False when memory gave out. */
bool office_text_finish(struct office_text *text);

#endif
