/* SPDX-License-Identifier: Apache-2.0 */
/* Line by line, in four steps:
 *
 * 1. gather: every mark of the line, with what stands left and right of its run of marks ("' is one run), which says
 *    whether it leans to opening or closing: a space before and a word after lean to opening, and so on.
 * 2. count, backwards: how many marks of its family after each lean either way.
 * 3. decide, forwards, with a stack of what is open: opens, closes, apostrophe. A closing mark takes the nearest opener of
 *    its family; single marks above that were apostrophes after all.
 * 4. lay the depth on the words between.
 *
 * All steps are linear in the words of the line: the stack is at most MOST_OPEN deep. */
#include "text/quotes.h"

#include "text/chars.h"
#include "text/utf8.h"

#include <string.h>

enum { MOST_OPEN = 16, MOST_CARRY = 8, MOST_UNOPENED = 80 };

/* Marks that can close each other. */
enum family { DOUBLE, SINGLE, ANGLE, SINGLE_ANGLE, CORNER, FAMILIES };

/* What the shape of a mark says. */
enum shape { EITHER, OPENING, CLOSING };

/* What its surroundings say. */
enum lean { LEANS_OPEN, LEANS_CLOSE, LOOSE /* space on both sides */, TIGHT /* on neither */ };

enum role { NOTHING, OPENS, CLOSES, APOSTROPHE };

/* What stands beside a run of marks. */
enum beside { SPACE, WORD, OPENER /* ( [ { and the like, dashes */, CLOSER /* . , ) and the like */ };

struct mark {
    uint32_t word;        /* its word, the first of two for `` and '' */
    uint32_t end;         /* an opener's last word, when its quotation was laid */
    uint32_t point;       /* its character; '"' for '' and 0x201C for `` */
    uint32_t open_after;  /* marks of its family after it that lean to opening */
    uint32_t close_after; /* … to closing */
    uint32_t next_single; /* the next mark of the single family that is not inside a word, or NONE */
    uint8_t words;        /* 1 or 2 */
    uint8_t family, shape, lean, left, role;
    bool possessive;      /* stands after a word that may take an apostrophe at its end */
};

struct line {
    struct doc *doc;
    struct arena *scratch;
    uint32_t first, last; /* its words: [first, last) */
    LIST(struct mark) marks;
    uint32_t stack[MOST_OPEN]; /* open marks, the innermost last */
    uint32_t depth;
    bool curly_single;    /* a ‘ stands in the line, so ’ does not open */
    bool fresh;           /* no mark but single ones was met in the line yet */
    uint32_t carry;       /* the first word after the line that left a quotation open; NONE for none */
    uint32_t carry_lines;
    uint8_t carry_family;
};

/* ---- 1: gather ---- */

static const struct sign {
    uint32_t point;
    uint8_t family, shape;
} signs[] = {
    {'"', DOUBLE, EITHER},       {'\'', SINGLE, EITHER},      {'`', SINGLE, OPENING},
    {0x00AB, ANGLE, OPENING},    {0x00BB, ANGLE, CLOSING},    {0x2018, SINGLE, OPENING},
    {0x2019, SINGLE, CLOSING},   {0x201A, SINGLE, OPENING},   {0x201B, SINGLE, OPENING},
    {0x201C, DOUBLE, OPENING},   {0x201D, DOUBLE, CLOSING},   {0x201E, DOUBLE, OPENING},
    {0x201F, DOUBLE, OPENING},   {0x2039, SINGLE_ANGLE, OPENING}, {0x203A, SINGLE_ANGLE, CLOSING},
    {0x300C, CORNER, OPENING},   {0x300D, CORNER, CLOSING},   {0x300E, CORNER, OPENING},
    {0x300F, CORNER, CLOSING},   {0xFF02, DOUBLE, EITHER},    {0xFF07, SINGLE, EITHER},
};

static uint32_t word_point(const struct line *line, uint32_t word)
{
    struct span at = line->doc->words.at[word].at;
    uint32_t size;
    return utf8_decode(line->doc->text.at + at.start, at.end - at.start, &size);
}

/* The sign that a word is, or NULL. */
static const struct sign *find_sign(const struct line *line, uint32_t word)
{
    struct span at = line->doc->words.at[word].at;
    uint8_t byte = (uint8_t)line->doc->text.at[at.start];
    bool ascii = byte == '"' || byte == '\'' || byte == '`';
    bool may = ascii || byte == 0xC2 || byte == 0xE2 || byte == 0xE3 || byte == 0xEF;
    if (!may || line->doc->words.at[word].letters != 0)
        return NULL;
    uint32_t point = word_point(line, word);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (signs[i].point == point)
            return &signs[i];
    return NULL;
}

static bool space_before(const struct line *line, uint32_t word)
{
    return word >= line->last || (line->doc->words.at[word].flags & WORD_SPACE_BEFORE) != 0;
}

static bool is_dash(uint32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
}

static enum beside left_of(const struct line *line, uint32_t word)
{
    if (word == line->first || space_before(line, word))
        return SPACE;
    uint32_t c = word_point(line, word - 1);
    if (is_dash(c) || c == 0xBF || c == 0xA1 || (c < 0x80 && c != 0 && strchr("([{/$#@<=", (int)c) != NULL))
        return OPENER;
    if (c == 0x2026 || (c >= 0x3001 && c <= 0x3002) || (c < 0x80 && c != 0 && strchr(".,;:!?)]}", (int)c) != NULL))
        return CLOSER;
    return WORD;
}

/* Right of a run: `word` is the first after it. */
static enum beside right_of(const struct line *line, uint32_t word)
{
    if (space_before(line, word))
        return SPACE;
    uint32_t c = word_point(line, word);
    if (c == '.' && word + 1 < line->last && !space_before(line, word + 1) && word_point(line, word + 1) == '.')
        return OPENER; /* "... and" */
    if (is_dash(c) || c == 0x2026)
        return OPENER;
    if ((c >= 0x3001 && c <= 0x3002) || (c < 0x80 && c != 0 && strchr(".,;:!?)]}/>", (int)c) != NULL))
        return CLOSER;
    return WORD;
}

static enum lean lean_of(enum beside left, enum beside right)
{
    if (left == SPACE)
        return right == SPACE || right == CLOSER ? LOOSE : LEANS_OPEN;
    if (left == OPENER)
        return right == WORD || right == OPENER ? LEANS_OPEN : LEANS_CLOSE;
    return right == WORD ? TIGHT : LEANS_CLOSE;
}

/* True for workers, Marx, goin: words that take an apostrophe at their end. */
static bool takes_apostrophe(const struct line *line, uint32_t word)
{
    struct span at = line->doc->words.at[word].at;
    char last = line->doc->text.at[at.end - 1], before = line->doc->text.at[at.end - (at.end - at.start > 1 ? 2 : 1)];
    if (last == 's' || last == 'S' || last == 'x' || last == 'z')
        return true;
    return at.end - at.start >= 4 && last == 'n' && before == 'i';
}

/* Adds the run of marks that starts at a word; the word after it. */
static bool gather_run(struct line *line, uint32_t word, uint32_t after)
{
    enum beside left = left_of(line, word), right = right_of(line, after);
    enum lean lean = lean_of(left, right);
    bool possessive = left == WORD && takes_apostrophe(line, word - 1);
    for (uint32_t i = word; i < after; i++) {
        const struct sign *sign = find_sign(line, i);
        struct mark mark = {.word = i, .end = NONE, .point = sign->point, .words = 1, .family = sign->family,
                            .shape = sign->shape, .lean = (uint8_t)lean, .left = (uint8_t)left,
                            .possessive = possessive};
        bool twice = (sign->point == '\'' || sign->point == '`') && i + 1 < after &&
                     find_sign(line, i + 1)->point == sign->point;
        if (twice) { /* '' and `` are double marks of typewriters */
            mark.words = 2;
            mark.family = DOUBLE;
            mark.point = sign->point == '`' ? 0x201C : '"';
            i++;
        }
        line->curly_single |= mark.point == 0x2018;
        if (!list_push(line->scratch, &line->marks, mark))
            return false;
    }
    return true;
}

static bool gather(struct line *line)
{
    line->marks.count = 0;
    line->curly_single = false;
    for (uint32_t i = line->first; i < line->last; i++) {
        if (find_sign(line, i) == NULL)
            continue;
        uint32_t after = i + 1;
        while (after < line->last && !space_before(line, after) && find_sign(line, after) != NULL)
            after++;
        if (!gather_run(line, i, after))
            return false;
        i = after - 1;
    }
    return true;
}

/* ---- 2: count ---- */

static bool inside_word(const struct mark *mark)
{
    return mark->lean == TIGHT && mark->left == WORD;
}

static bool looks_open(const struct mark *mark)
{
    return mark->shape == OPENING ? mark->lean != LEANS_CLOSE : mark->shape == EITHER && mark->lean == LEANS_OPEN;
}

static bool looks_close(const struct mark *mark)
{
    if (mark->shape == CLOSING)
        return mark->family != SINGLE || mark->lean == LEANS_CLOSE || mark->lean == LOOSE;
    return mark->lean == LEANS_CLOSE || (mark->shape == EITHER && mark->lean == LOOSE);
}

static void count_after(struct line *line)
{
    uint32_t open[FAMILIES] = {0}, close[FAMILIES] = {0}, next_single = NONE;
    for (uint32_t i = line->marks.count; i-- > 0;) {
        struct mark *mark = &line->marks.at[i];
        mark->open_after = open[mark->family];
        mark->close_after = close[mark->family];
        mark->next_single = next_single;
        if (mark->family == SINGLE && inside_word(mark))
            continue;
        if (mark->family == SINGLE)
            next_single = i;
        open[mark->family] += looks_open(mark);
        close[mark->family] += looks_close(mark);
    }
}

/* ---- 3: decide ---- */

/* Lays one more level on words [first, last]. */
static void lay(struct line *line, uint32_t first, uint32_t last, bool open)
{
    for (uint32_t i = first; i <= last; i++) {
        struct word *word = &line->doc->words.at[i];
        word->quote = (uint8_t)(word->quote < 2 ? word->quote + 1 : 2);
        word->flags |= open ? WORD_QUOTE_OPEN : 0;
    }
}

/* The place in the stack of the innermost opener that a mark may close, or MOST_OPEN. Single marks do not reach through
 * other quotations: they may be apostrophes. */
static uint32_t find_open(const struct line *line, const struct mark *mark)
{
    for (uint32_t i = line->depth; i-- > 0;) {
        uint8_t family = line->marks.at[line->stack[i]].family;
        if (family == mark->family)
            return i;
        if (mark->family == SINGLE)
            break;
    }
    return MOST_OPEN;
}

/* Takes the stack down to `depth`; what is dropped opened nothing. */
static void drop_to(struct line *line, uint32_t depth)
{
    while (line->depth > depth) {
        struct mark *mark = &line->marks.at[line->stack[--line->depth]];
        if (mark->point == '\'' || mark->point == 0x2019 || mark->point == 0xFF07)
            mark->role = APOSTROPHE;
    }
}

/* Ends the quotation at a place of the stack with its last word. */
static void end_quotation(struct line *line, uint32_t place, uint32_t last, bool open)
{
    drop_to(line, place + 1);
    line->depth = place;
    struct mark *opener = &line->marks.at[line->stack[place]];
    if (last >= opener->word)
        lay(line, opener->word, last, open);
}

/* One more quotation of the same family inside an open one: nested when it has other marks (" around “) or enough marks
 * follow to close both; else the open one was forgotten and ends here. */
static bool may_nest(const struct line *line, const struct mark *mark, uint32_t place)
{
    return line->marks.at[line->stack[place]].shape != mark->shape || mark->close_after >= mark->open_after + 2;
}

static enum role open_here(struct line *line, uint32_t index)
{
    struct mark *mark = &line->marks.at[index];
    uint32_t place = find_open(line, mark);
    if (place != MOST_OPEN && !may_nest(line, mark, place))
        end_quotation(line, place, mark->word - 1, true);
    if (line->depth == MOST_OPEN)
        return NOTHING;
    line->stack[line->depth++] = index;
    return OPENS;
}

/* True when the line's first double mark may close what an earlier line left open. */
static bool carried(const struct line *line, const struct mark *mark)
{
    return line->fresh && line->carry != NONE && line->carry_family == mark->family;
}

static enum role close_here(struct line *line, uint32_t index)
{
    struct mark *mark = &line->marks.at[index];
    uint32_t place = find_open(line, mark);
    uint32_t last = mark->word + mark->words - 1;
    if (place != MOST_OPEN) {
        end_quotation(line, place, last, false);
    } else if (carried(line, mark)) {
        if (line->carry < line->first)
            lay(line, line->carry, line->first - 1, true);
        lay(line, line->first, last, false);
        line->carry = NONE;
    } else if (line->fresh && mark->family != SINGLE && mark->left == CLOSER && last - line->first < MOST_UNOPENED) {
        lay(line, line->first, last, true);
    }
    return CLOSES;
}

/* Marks of a closing shape: they close what is open; else they may open in the Swedish way, or » the German. */
static enum role decide_closing(struct line *line, uint32_t index, uint32_t place)
{
    const struct mark *mark = &line->marks.at[index];
    bool opens = mark->lean == LEANS_OPEN || (mark->lean == TIGHT && mark->left == CLOSER) ||
                 (mark->lean == LOOSE && !carried(line, mark) && mark->close_after > mark->open_after);
    if (place == MOST_OPEN && opens)
        return open_here(line, index);
    return close_here(line, index);
}

/* True when the opener is one that a mark of an opening shape closes: „…“, ”…“, »…«. */
static bool closes_backwards(const struct mark *opener)
{
    return opener->shape == CLOSING || opener->point == 0x201E;
}

static enum role decide_opening(struct line *line, uint32_t index, uint32_t place)
{
    const struct mark *mark = &line->marks.at[index];
    if (place != MOST_OPEN && mark->point != 0x201E) {
        const struct mark *opener = &line->marks.at[line->stack[place]];
        if (mark->lean == LEANS_CLOSE || (closes_backwards(opener) && mark->lean != LEANS_OPEN))
            return close_here(line, index);
    }
    if (place == MOST_OPEN && mark->lean == LEANS_CLOSE && mark->close_after == 0)
        return close_here(line, index);
    return open_here(line, index);
}

static bool after_digit(const struct line *line, const struct mark *mark)
{
    return mark->left == WORD && line->doc->words.at[mark->word - 1].letters == 5;
}

/* Straight double marks, and '' */
static enum role decide_either(struct line *line, uint32_t index, uint32_t place)
{
    const struct mark *mark = &line->marks.at[index];
    bool goes_on = carried(line, mark);
    switch ((enum lean)mark->lean) {
    case LEANS_OPEN:
        return place != MOST_OPEN && mark->close_after == 0 ? close_here(line, index) : open_here(line, index);
    case LEANS_CLOSE:
        if (place == MOST_OPEN && !goes_on && after_digit(line, mark))
            return NOTHING; /* inches */
        return close_here(line, index);
    case LOOSE:
        if (place != MOST_OPEN || goes_on)
            return close_here(line, index);
        return mark->close_after > 0 || mark->word == line->first ? open_here(line, index) : NOTHING;
    case TIGHT:
        if (place != MOST_OPEN)
            return after_digit(line, mark) && mark->close_after > 0 ? NOTHING : close_here(line, index);
        return mark->left == WORD ? NOTHING : open_here(line, index);
    }
    return NOTHING;
}

/* True when a word is one of the elisions that begin with an apostrophe, or years: 'em, '90s. */
static bool is_elision(const struct line *line, uint32_t word)
{
    static const char *const elisions[] = {"n",      "em",    "tis", "twas", "til", "twill",
                                           "twould", "twere", "cos", "coz",  "nuff"};
    if (word >= line->last || space_before(line, word))
        return false;
    struct span at = line->doc->words.at[word].at;
    uint32_t length = at.end - at.start;
    const char *text = line->doc->text.at + at.start;
    if (length >= 2 && text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9')
        return length == 2 || (length == 3 && text[2] == 's');
    for (size_t i = 0; i < sizeof elisions / sizeof *elisions; i++) {
        uint32_t same = 0;
        while (same < length && elisions[i][same] != '\0' && elisions[i][same] == (text[same] | 0x20))
            same++;
        if (same == length && elisions[i][same] == '\0')
            return true;
    }
    return false;
}

/* A single mark that leans to opening. */
static enum role decide_single_open(struct line *line, uint32_t index, uint32_t place)
{
    const struct mark *mark = &line->marks.at[index];
    bool starts = mark->word == line->first;
    if (is_elision(line, mark->word + 1))
        return APOSTROPHE;
    if (mark->point == '`')
        return mark->close_after > 0 ? open_here(line, index) : NOTHING;
    if (mark->shape == OPENING)
        return open_here(line, index);
    if (place != MOST_OPEN)
        return may_nest(line, mark, place) ? open_here(line, index) : APOSTROPHE;
    if (mark->shape == CLOSING)
        return mark->close_after > 0 && !line->curly_single ? open_here(line, index) : APOSTROPHE;
    return mark->close_after > 0 || starts ? open_here(line, index) : APOSTROPHE;
}

/* A single mark that leans to closing: the end of a quotation, or of a word in the plural or the genitive. */
static enum role decide_single_close(struct line *line, uint32_t index, uint32_t place)
{
    const struct mark *mark = &line->marks.at[index];
    if (place == MOST_OPEN)
        return mark->left == WORD ? APOSTROPHE : CLOSES;
    if (mark->word >= line->first + 2 && mark->left == WORD && index > 0 && is_elision(line, mark->word - 1) &&
        line->marks.at[index - 1].word == mark->word - 2 && line->marks.at[index - 1].role == APOSTROPHE)
        return APOSTROPHE; /* 'n' */
    const struct mark *next = mark->next_single == NONE ? NULL : &line->marks.at[mark->next_single];
    if (mark->possessive && next != NULL && looks_close(next) && !next->possessive)
        return APOSTROPHE;
    return close_here(line, index);
}

static enum role decide_single(struct line *line, uint32_t index, uint32_t place)
{
    const struct mark *mark = &line->marks.at[index];
    if (inside_word(mark))
        return APOSTROPHE;
    switch ((enum lean)mark->lean) {
    case LEANS_OPEN:
        return decide_single_open(line, index, place);
    case LEANS_CLOSE:
        return decide_single_close(line, index, place);
    case LOOSE:
        if (place != MOST_OPEN)
            return close_here(line, index);
        if (mark->shape == OPENING)
            return open_here(line, index);
        return mark->shape == EITHER && mark->close_after > 0 ? open_here(line, index) : APOSTROPHE;
    case TIGHT: /* after punctuation, before a word */
        if (place != MOST_OPEN && mark->shape != OPENING)
            return close_here(line, index);
        return mark->close_after > 0 || mark->shape == OPENING ? open_here(line, index) : APOSTROPHE;
    }
    return NOTHING;
}

static void decide(struct line *line)
{
    line->depth = 0;
    line->fresh = true;
    for (uint32_t i = 0; i < line->marks.count; i++) {
        struct mark *mark = &line->marks.at[i];
        uint32_t place = find_open(line, mark);
        enum role role;
        if (mark->family == SINGLE)
            role = decide_single(line, i, place);
        else if (mark->shape == EITHER)
            role = decide_either(line, i, place);
        else
            role = mark->shape == OPENING ? decide_opening(line, i, place) : decide_closing(line, i, place);
        line->marks.at[i].role = (uint8_t)role;
        line->fresh = line->fresh && mark->family == SINGLE;
    }
}

/* ---- 4: the line's end ---- */

/* Ends what is still open; an inner straight single mark that hoped for a partner is an apostrophe after all. */
static void end_line(struct line *line)
{
    bool left_open = false;
    uint8_t family = DOUBLE;
    while (line->depth > 0) {
        struct mark *mark = &line->marks.at[line->stack[line->depth - 1]];
        if (mark->family == SINGLE && mark->shape != OPENING && mark->word != line->first) {
            drop_to(line, line->depth - 1);
            continue;
        }
        if (mark->family != SINGLE) {
            left_open = true;
            family = mark->family;
        }
        end_quotation(line, line->depth - 1, line->last - 1, true);
    }
    if (left_open) {
        line->carry = line->last;
        line->carry_lines = 0;
        line->carry_family = family;
    } else if (!line->fresh || ++line->carry_lines >= MOST_CARRY) {
        line->carry = NONE;
    }
}

static void set_flags(struct line *line)
{
    static const uint8_t flags[] = {[OPENS] = WORD_OPENS, [CLOSES] = WORD_CLOSES, [APOSTROPHE] = WORD_APOSTROPHE};
    for (uint32_t i = 0; i < line->marks.count; i++) {
        const struct mark *mark = &line->marks.at[i];
        for (uint32_t j = 0; j < mark->words; j++)
            line->doc->words.at[mark->word + j].flags |= flags[mark->role];
    }
}

/* True when an empty line, or more, stands before the word. */
static bool empty_line_before(const struct doc *doc, uint32_t word)
{
    uint32_t ends = 0;
    for (uint32_t i = doc->words.at[word - 1].at.end; i < doc->words.at[word].at.start; i++)
        ends += doc->text.at[i] == '\n';
    return ends > 1;
}

bool text_mark_quotes(struct job *job)
{
    struct doc *doc = job->doc;
    struct arena_mark mark = arena_mark(job->scratch);
    struct line line = {.doc = doc, .scratch = job->scratch, .carry = NONE};
    bool ok = true;
    while (ok && line.last < doc->words.count) {
        line.first = line.last++;
        while (line.last < doc->words.count && (doc->words.at[line.last].flags & WORD_LINE_START) == 0)
            line.last++;
        if (line.first > 0 && empty_line_before(doc, line.first))
            line.carry = NONE;
        ok = gather(&line);
        if (ok) {
            count_after(&line);
            decide(&line);
            end_line(&line);
            set_flags(&line);
        }
    }
    arena_rewind(job->scratch, mark);
    return ok || error_set(job->error, DIXIT_TOO_LARGE, 0, "There is not enough memory to pair the quotation marks.");
}
