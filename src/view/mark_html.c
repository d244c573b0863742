/* SPDX-License-Identifier: Apache-2.0 */
#include "view/mark_html.h"

#include <stdlib.h>

#include "view/pick.h"
#include "view/show_html.h"

enum role { SOURCE, CUE, CONTENT, ANSWER, LIT };

struct mark {
    struct span at;
    uint32_t attribution;
    enum role role;
};

struct marker {
    struct buf *out;
    const struct doc *doc;
    const uint8_t *picked;
    struct arena *memory;
    uint32_t number;
    LIST(struct mark) marks;    /* by start */
    LIST(uint32_t) edges;       /* where marks begin and end, in order, each once */
    LIST(struct mark) active;   /* those on the piece under way */
    uint32_t next_mark, next_edge;
};

static int by_start(const void *a, const void *b)
{
    const struct mark *left = a, *right = b;
    if (left->at.start != right->at.start)
        return left->at.start < right->at.start ? -1 : 1;
    if (left->attribution != right->attribution)
        return left->attribution < right->attribution ? -1 : 1;
    return (left->role > right->role) - (left->role < right->role);
}

static int by_value(const void *a, const void *b)
{
    const uint32_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static void add_mark(struct marker *marker, struct span at, uint32_t attribution, enum role role)
{
    if (at.start >= at.end)
        return;
    (void)list_push(marker->memory, &marker->marks, (struct mark){at, attribution, role});
    (void)list_push(marker->memory, &marker->edges, at.start);
    (void)list_push(marker->memory, &marker->edges, at.end);
}

static bool collect(struct marker *marker, struct span lit)
{
    add_mark(marker, lit, NONE, LIT);
    for (uint32_t i = 0; i < marker->doc->attributions.count; i++) {
        const struct attribution *a = &marker->doc->attributions.at[i];
        if (marker->picked[i] == PICK_NO)
            continue;
        add_mark(marker, a->cue, i, CUE);
        for (uint32_t j = 0; j < a->source.count; j++)
            add_mark(marker, a->source.at[j], i, SOURCE);
        for (uint32_t j = 0; j < a->content.count; j++)
            add_mark(marker, a->content.at[j], i, CONTENT);
    }
    for (uint32_t i = 0; i < marker->doc->statuses.count; i++) {
        const struct status *status = &marker->doc->statuses.at[i];
        if (marker->picked[status->attribution] != PICK_NO)
            add_mark(marker, marker->doc->reactions.at[status->reaction].at, status->attribution, ANSWER);
    }
    if (marker->memory->failed)
        return false;
    if (marker->marks.count == 0)
        return true;
    qsort(marker->marks.at, marker->marks.count, sizeof *marker->marks.at, by_start);
    qsort(marker->edges.at, marker->edges.count, sizeof *marker->edges.at, by_value);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < marker->edges.count; i++)
        if (marker->edges.at[i] != marker->edges.at[kept - 1])
            marker->edges.at[kept++] = marker->edges.at[i];
    marker->edges.count = kept;
    return true;
}

/* Brings `active` up to the piece that begins at a byte, with an anchor for each cue that begins there. */
static bool step_to(struct marker *marker, uint32_t byte)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < marker->active.count; i++)
        if (marker->active.at[i].at.end > byte)
            marker->active.at[kept++] = marker->active.at[i];
    marker->active.count = kept;
    for (; marker->next_mark < marker->marks.count && marker->marks.at[marker->next_mark].at.start <= byte; marker->next_mark++) {
        struct mark mark = marker->marks.at[marker->next_mark];
        if (mark.role == CUE)
            buf_add_format(marker->out, "<span class=\"a%u\" id=\"d%ua%u\"></span>", mark.attribution + 1, marker->number, mark.attribution + 1);
        else if (mark.role == LIT)
            buf_add_text(marker->out, "<span id=\"words\"></span>");
        if (mark.at.end > byte && !list_push(marker->memory, &marker->active, mark))
            return false;
    }
    return true;
}

static void open_piece(struct marker *marker)
{
    uint32_t contents = 0, sources = 0, cues = 0, answers = 0, lit = 0;
    for (uint32_t i = 0; i < marker->active.count; i++) {
        contents += marker->active.at[i].role == CONTENT;
        sources += marker->active.at[i].role == SOURCE;
        cues += marker->active.at[i].role == CUE;
        answers += marker->active.at[i].role == ANSWER;
        lit += marker->active.at[i].role == LIT;
    }
    buf_add_text(marker->out, "<span class=\"m");
    if (contents > 0)
        buf_add_text(marker->out, contents > 1 ? " t t2" : " t");
    if (sources > 0)
        buf_add_text(marker->out, " s");
    if (cues > 0)
        buf_add_text(marker->out, " c");
    if (answers > 0)
        buf_add_text(marker->out, " x");
    if (lit > 0)
        buf_add_text(marker->out, " w");
    for (uint32_t i = 0; i < marker->active.count; i++)
        if (marker->active.at[i].role != LIT)
            buf_add_format(marker->out, " a%u", marker->active.at[i].attribution + 1);
    buf_add_text(marker->out, "\">");
}

/* After a cue, the number that leads to its row. */
static void add_references(struct marker *marker, uint32_t byte)
{
    for (uint32_t i = 0; i < marker->active.count; i++) {
        struct mark mark = marker->active.at[i];
        if (mark.role == CUE && mark.at.end == byte)
            buf_add_format(marker->out, "<a class=\"n\" href=\"#d%ur%u\" aria-label=\"attribution %u\">%u</a>", marker->number,
                           mark.attribution + 1, mark.attribution + 1, mark.attribution + 1);
    }
}

static bool add_line(struct marker *marker, struct span line)
{
    uint32_t at = line.start;
    buf_add_text(marker->out, "<p>");
    while (at < line.end) {
        while (marker->next_edge < marker->edges.count && marker->edges.at[marker->next_edge] <= at)
            marker->next_edge++;
        uint32_t edge = marker->next_edge < marker->edges.count ? marker->edges.at[marker->next_edge] : line.end;
        uint32_t end = edge < line.end ? edge : line.end;
        if (!step_to(marker, at))
            return false;
        bool marked = marker->active.count > 0;
        if (marked)
            open_piece(marker);
        html_add(marker->out, (struct str){marker->doc->text.at + at, end - at}, false);
        if (marked)
            buf_add_text(marker->out, "</span>");
        add_references(marker, end);
        at = end;
    }
    buf_add_text(marker->out, "</p>\n");
    return true;
}

static bool is_blank(struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] != ' ' && text.at[i] != '\t' && text.at[i] != '\r')
            return false;
    return true;
}

bool html_add_marked(struct buf *out, const struct doc *doc, const uint8_t *picked, uint32_t number, struct span lit)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct marker marker = {.out = out, .doc = doc, .picked = picked, .memory = &memory, .number = number};
    bool good = collect(&marker, lit);
    uint32_t length = (uint32_t)doc->text.length;
    for (uint32_t start = 0; good && start < length;) {
        uint32_t end = start;
        while (end < length && doc->text.at[end] != '\n')
            end++;
        if (!is_blank((struct str){doc->text.at + start, end - start}))
            good = add_line(&marker, (struct span){start, end});
        start = end + 1;
    }
    arena_release(&memory);
    return good && !out->failed;
}
