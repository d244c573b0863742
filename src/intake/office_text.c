/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/office_text.h"

enum due { NOTHING, SPACE, TAB, LINE, PARAGRAPH };

void office_text_init(struct office_text *text)
{
    *text = (struct office_text){.boxes = 0};
    buf_init(&text->body.text, 0);
    buf_init(&text->aside.text, 0);
    buf_init(&text->notes.text, 0);
}

void office_text_release(struct office_text *text)
{
    buf_release(&text->body.text);
    buf_release(&text->aside.text);
    buf_release(&text->notes.text);
}

static struct office_stream *here(struct office_text *text)
{
    return text->in_note > 0 ? &text->notes : text->boxes > 0 ? &text->aside : &text->body;
}

static void set_due(struct office_stream *stream, enum due due)
{
    if (due > stream->due)
        stream->due = (uint8_t)due;
}

static void pay(struct office_stream *stream)
{
    static const char *const dues[] = {"", " ", "\t", "\n", "\n\n"};
    if (stream->text.length > 0)
        buf_add_text(&stream->text, dues[stream->due]);
    stream->due = NOTHING;
}

static void add(struct office_stream *stream, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t run = at;
        while (run < length && (unsigned char)bytes[run] > ' ')
            run++;
        if (run > at) {
            pay(stream);
            buf_add(&stream->text, bytes + at, run - at);
        } else {
            set_due(stream, SPACE);
            run++;
        }
        at = run;
    }
}

void office_text_add(struct office_text *text, const char *bytes, size_t length)
{
    add(here(text), bytes, length);
}

void office_text_tab(struct office_text *text)
{
    set_due(here(text), TAB);
}

void office_text_line(struct office_text *text)
{
    set_due(here(text), LINE);
}

static bool in_table(const struct office_text *text)
{
    return text->rows > 0 && text->boxes == 0 && text->in_note == 0;
}

void office_text_open_paragraph(struct office_text *text)
{
    struct office_stream *stream = here(text);
    if (text->in_note > 0 && text->fresh_note)
        set_due(stream, SPACE);
    else if (!in_table(text))
        set_due(stream, PARAGRAPH);
    text->fresh_note = false;
    if (text->boxes == 0 && text->in_note == 0)
        text->titled = false;
}

void office_text_close_paragraph(struct office_text *text)
{
    set_due(here(text), in_table(text) ? LINE : PARAGRAPH);
    if (text->boxes > 0 || text->in_note > 0)
        return;
    struct buf *body = &text->body.text;
    if (text->first == 0 && body->length > 0) {
        text->first = body->length;
        if (text->titled)
            text->headline = body->length;
    }
    if (text->aside.text.length > 0) {
        set_due(&text->body, PARAGRAPH);
        pay(&text->body);
        buf_add(body, text->aside.text.at, text->aside.text.length);
        set_due(&text->body, PARAGRAPH);
        buf_reset(&text->aside.text);
        text->aside.due = NOTHING;
    }
}

void office_text_open_row(struct office_text *text)
{
    if (text->boxes > 0 || text->in_note > 0)
        return;
    set_due(&text->body, LINE);
    if (text->rows++ == 0)
        text->row_start = text->body.text.length;
}

void office_text_close_row(struct office_text *text)
{
    if (text->boxes > 0 || text->in_note > 0 || text->rows == 0)
        return;
    text->rows--;
    if (text->body.text.length > text->row_start) /* else what is due before the row stays due */
        text->body.due = LINE;
}

void office_text_close_cell(struct office_text *text)
{
    if (in_table(text) && text->body.text.length > text->row_start)
        text->body.due = TAB;
}

void office_text_open_box(struct office_text *text)
{
    text->boxes++;
    set_due(&text->aside, PARAGRAPH);
}

void office_text_close_box(struct office_text *text)
{
    if (text->boxes > 0)
        text->boxes--;
}

void office_text_open_note(struct office_text *text)
{
    if (text->in_note == 0) {
        text->note_count++;
        struct office_stream *stream = here(text);
        pay(stream);
        buf_add_format(&stream->text, "[%u]", text->note_count);
        set_due(&text->notes, PARAGRAPH);
        pay(&text->notes);
        buf_add_format(&text->notes.text, "[%u]", text->note_count);
        text->fresh_note = true;
    }
    text->in_note++;
}

void office_text_close_note(struct office_text *text)
{
    if (text->in_note > 0)
        text->in_note--;
}

bool office_text_finish(struct office_text *text)
{
    struct buf *body = &text->body.text;
    if (text->aside.text.length > 0) { /* a box outside any paragraph */
        text->boxes = text->in_note = 0;
        office_text_close_paragraph(text);
    }
    if (text->notes.text.length > 0) {
        set_due(&text->body, PARAGRAPH);
        pay(&text->body);
        buf_add(body, text->notes.text.at, text->notes.text.length);
    }
    return !body->failed && !text->notes.text.failed && !text->aside.text.failed;
}
