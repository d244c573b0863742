/* SPDX-License-Identifier: Apache-2.0 */
#include "text/words.h"

#include "base/json.h"
#include "text/chars.h"
#include "text/quotes.h"
#include "text/utf8.h"

#include <string.h>

/* The state of one pass over the text. */
struct splitter {
    struct doc *doc;
    const char *text;
    uint32_t length;
    uint32_t start, end; /* the word that is being read: end is 0 while there is none */
    uint8_t flags;       /* what stood before it, or before the next */
};

/* Letters, digits and capitals of a word, gathered character by character. */
struct letters {
    uint32_t count, upper; /* letters with any case */
    bool first_upper, digit;
};

static void gather_letters(struct letters *letters, uint32_t point)
{
    switch (char_case(point)) {
    case CASE_UPPER:
        letters->first_upper |= letters->count == 0;
        letters->upper++;
        letters->count++;
        return;
    case CASE_LOWER:
        letters->count++;
        return;
    case CASE_DIGIT:
        letters->digit = true;
        return;
    case CASE_NONE:
        return;
    }
}

uint32_t text_word_at(const struct doc *doc, uint32_t byte)
{
    uint32_t low = 0, high = doc->words.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (doc->words.at[middle].at.end <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool text_word_is(const struct doc *doc, uint32_t word, const char *text)
{
    struct span at = doc->words.at[word].at;
    size_t length = strlen(text);
    return at.end - at.start == length && memcmp(doc->text.at + at.start, text, length) == 0;
}

uint8_t text_case_class(struct str word)
{
    struct letters letters = {0};
    for (size_t i = 0; i < word.length;) {
        uint32_t size;
        gather_letters(&letters, utf8_decode(word.at + i, word.length - i, &size));
        i += size;
    }
    if (letters.digit)
        return 5;
    if (letters.count == 0)
        return 0;
    if (letters.upper == 0)
        return 1;
    if (letters.upper == letters.count)
        return letters.count == 1 ? 6 : 3;
    return letters.first_upper && letters.upper == 1 ? 2 : 4;
}

static bool add_word(struct splitter *splitter, uint32_t start, uint32_t end)
{
    struct word word = {.at = {start, end}, .flags = splitter->flags};
    if (start < splitter->doc->body.start)
        word.flags |= WORD_HEADLINE;
    word.letters = text_case_class((struct str){splitter->text + start, end - start});
    splitter->flags = 0;
    return list_push(splitter->doc->memory, &splitter->doc->words, word);
}

/* Ends the word that is being read, if any. */
static bool end_word(struct splitter *splitter)
{
    if (splitter->end == 0)
        return true;
    uint32_t end = splitter->end;
    splitter->end = 0;
    return add_word(splitter, splitter->start, end);
}

/* A mark that vanishes belongs to what it stands on: the word being read, or the one that just ended here. */
static void extend_over_mark(struct splitter *splitter, uint32_t end)
{
    struct doc *doc = splitter->doc;
    if (splitter->end != 0)
        splitter->end = end;
    else if (splitter->flags == 0 && doc->words.count > 0)
        doc->words.at[doc->words.count - 1].at.end = end;
}

/* Takes in the character at `at`. */
static bool take(struct splitter *splitter, uint32_t point, uint32_t at, uint32_t size)
{
    switch (char_class(point)) {
    case CHAR_LETTER:
        if (splitter->end == 0)
            splitter->start = at;
        splitter->end = at + size;
        return true;
    case CHAR_ALONE:
        return end_word(splitter) && add_word(splitter, at, at + size);
    case CHAR_SPACE:
        if (!end_word(splitter))
            return false;
        splitter->flags |= WORD_SPACE_BEFORE | (char_ends_line(point) ? WORD_LINE_START : 0);
        return true;
    case CHAR_MARK:
        extend_over_mark(splitter, at + size);
        return true;
    case CHAR_HIDDEN:
        return true;
    }
    return true;
}

static bool split(struct splitter *splitter)
{
    const char *text = splitter->text;
    uint32_t length = splitter->length;
    for (uint32_t i = 0; i < length;) {
        uint8_t byte = (uint8_t)text[i];
        uint32_t size = 1, point = byte;
        if (byte < 0x80 && char_ascii_classes[byte] == CHAR_LETTER) {
            if (splitter->end == 0)
                splitter->start = i;
            while (i < length && (uint8_t)text[i] < 0x80 && char_ascii_classes[(uint8_t)text[i]] == CHAR_LETTER)
                i++;
            splitter->end = i;
            continue;
        }
        if (byte >= 0x80)
            point = utf8_decode(text + i, length - i, &size);
        if (!take(splitter, point, i, size))
            return false;
        i += size;
    }
    return end_word(splitter);
}

bool text_split_words(struct job *job)
{
    struct doc *doc = job->doc;
    struct splitter splitter = {
        .doc = doc,
        .text = doc->text.at,
        .length = (uint32_t)doc->text.length,
        .flags = WORD_SPACE_BEFORE | WORD_LINE_START,
    };
    if (!split(&splitter))
        return error_set(job->error, DIXIT_TOO_LARGE, 0, "There is not enough memory for the words of the text.");
    return text_mark_quotes(job);
}

/* ---- print ---- */

static void show_flags(struct buf *out, uint8_t flags)
{
    static const char letters[] = "slocauh";
    if (flags == 0)
        buf_add_char(out, '-');
    for (unsigned i = 0; i < sizeof letters - 1; i++)
        if ((flags >> i & 1) != 0)
            buf_add_char(out, letters[i]);
}

void text_show_words(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    struct arena_mark mark = arena_mark(job->scratch);
    struct utf8_index index;
    if (!utf8_index_build(&index, doc->text, job->scratch)) {
        (void)error_set(job->error, DIXIT_TOO_LARGE, 0, "There is not enough memory to print the words.");
        return;
    }
    for (uint32_t i = 0; i < doc->words.count; i++) {
        const struct word *word = &doc->words.at[i];
        buf_add_format(out, "%u %u-%u ", i, utf8_index_points(&index, word->at.start),
                       utf8_index_points(&index, word->at.end));
        struct json json;
        json_init(&json, out);
        json_text(&json, doc->text.at + word->at.start, word->at.end - word->at.start);
        buf_add_char(out, ' ');
        show_flags(out, word->flags);
        buf_add_format(out, " %u %u\n", (unsigned)word->quote, (unsigned)word->letters);
    }
    arena_rewind(job->scratch, mark);
}
