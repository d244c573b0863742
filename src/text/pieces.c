/* SPDX-License-Identifier: Apache-2.0 */
/* Two hash tables. The vocabulary's, by the text of a piece; and for the time of one document, from a word's bytes to its
 * pieces, as most words come again. The second is a fixed number of slots, each holding the latest word that fell on it. */
#include "text/pieces.h"

#include "base/json.h"
#include "text/chars.h"
#include "text/utf8.h"

#include <string.h>

enum { MOST_CHARS = 100, MOST_BYTES = MOST_CHARS * 4, MOST_PIECES = MOST_CHARS, CACHE_SLOTS = 4096, MOST_ROWS = 65535 };

static uint32_t hash_add(uint32_t hash, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (uint8_t)bytes[i]) * 16777619u;
    return hash;
}

static uint32_t hash_end(uint32_t hash)
{
    hash ^= hash >> 15;
    hash *= 0x2C1B3C6Du;
    return hash ^ hash >> 13;
}

enum { HASH_FIRST = (int)0x011C9DC5, HASH_GOING_ON = (int)0x0247F14B };

/* ---- vocabulary ---- */

struct str text_vocabulary_piece(const struct vocabulary *vocabulary, uint32_t row)
{
    uint32_t start = vocabulary->start[row], end = vocabulary->start[row + 1];
    while (end > start && (vocabulary->bytes[end - 1] == '\n' || vocabulary->bytes[end - 1] == '\r'))
        end--;
    return (struct str){vocabulary->bytes + start, end - start};
}

/* A piece that goes on is looked up without its "##", by another hash. */
static struct str strip(struct str piece, bool *goes_on)
{
    *goes_on = piece.length > 2 && piece.at[0] == '#' && piece.at[1] == '#';
    return *goes_on ? (struct str){piece.at + 2, piece.length - 2} : piece;
}

/* The slot of a piece, or the empty one where it would go. */
static uint32_t find_slot(const struct vocabulary *vocabulary, uint32_t hash, struct str text, bool goes_on)
{
    uint32_t slot = hash & vocabulary->mask;
    for (; vocabulary->slots[slot] != 0; slot = (slot + 1) & vocabulary->mask) {
        bool other;
        struct str here = strip(text_vocabulary_piece(vocabulary, vocabulary->slots[slot] - 1), &other);
        if (other == goes_on && here.length == text.length && memcmp(here.at, text.at, text.length) == 0)
            break;
    }
    return slot;
}

uint32_t text_vocabulary_find(const struct vocabulary *vocabulary, struct str piece)
{
    bool goes_on;
    struct str text = strip(piece, &goes_on);
    uint32_t hash = hash_end(hash_add(goes_on ? HASH_GOING_ON : HASH_FIRST, text.at, text.length));
    uint32_t held = vocabulary->slots[find_slot(vocabulary, hash, text, goes_on)];
    return held == 0 ? NONE : held - 1;
}

/* Finds the lines; false when there are none or too many, or the arena refused. */
static bool find_lines(struct vocabulary *vocabulary, const char *bytes, size_t length, struct arena *arena)
{
    uint32_t lines = 0;
    for (size_t i = 0; i < length; i++)
        lines += bytes[i] == '\n' || i + 1 == length;
    if (lines == 0 || lines > MOST_ROWS || length > UINT32_MAX / 2)
        return false;
    vocabulary->start = arena_array(arena, (size_t)lines + 1, sizeof *vocabulary->start);
    if (vocabulary->start == NULL)
        return false;
    vocabulary->bytes = bytes;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '\n' || i + 1 == length)
            vocabulary->start[++vocabulary->count] = (uint32_t)i + 1;
    return true;
}

static bool fill_table(struct vocabulary *vocabulary, struct arena *arena, struct dixit_error *error)
{
    uint32_t slots = 16;
    while (slots < vocabulary->count * 2)
        slots *= 2;
    vocabulary->slots = arena_array(arena, slots, sizeof *vocabulary->slots);
    vocabulary->mask = slots - 1;
    if (vocabulary->slots == NULL)
        return error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for the vocabulary.");
    for (uint32_t row = 0; row < vocabulary->count; row++) {
        bool goes_on;
        struct str text = strip(text_vocabulary_piece(vocabulary, row), &goes_on);
        if (text.length == 0)
            return error_set(error, DIXIT_BAD_MODEL, row, "The vocabulary has no piece in row %u.", row);
        uint32_t hash = hash_end(hash_add(goes_on ? HASH_GOING_ON : HASH_FIRST, text.at, text.length));
        uint32_t slot = find_slot(vocabulary, hash, text, goes_on);
        if (vocabulary->slots[slot] != 0)
            return error_set(error, DIXIT_BAD_MODEL, row, "The vocabulary has the same piece in rows %u and %u.",
                             vocabulary->slots[slot] - 1, row);
        vocabulary->slots[slot] = row + 1;
        if (text.length > vocabulary->longest)
            vocabulary->longest = (uint32_t)text.length;
    }
    return true;
}

bool text_vocabulary_init(struct vocabulary *vocabulary, const char *bytes, size_t length, struct arena *arena,
                          struct dixit_error *error)
{
    *vocabulary = (struct vocabulary){0};
    if (!find_lines(vocabulary, bytes, length, arena))
        return error_set(error, arena->failed ? DIXIT_NO_MEMORY : DIXIT_BAD_MODEL, 0,
                         "The vocabulary must have 1 to 65,535 pieces, one a line.");
    if (!fill_table(vocabulary, arena, error))
        return false;
    uint32_t unknown = text_vocabulary_find(vocabulary, (struct str){"[UNK]", 5});
    if (unknown == NONE)
        return error_set(error, DIXIT_BAD_MODEL, 0, "The vocabulary has no piece [UNK].");
    vocabulary->unknown = (uint16_t)unknown;
    return true;
}

/* ---- words as the vocabulary writes them ---- */

/* A word in lower case, decomposed, without marks and hidden characters. */
struct folded {
    char bytes[MOST_BYTES];
    uint16_t ends[MOST_CHARS + 1]; /* ends[i]: where character i ends; its start is ends[i − 1], or 0 */
    uint32_t points[MOST_CHARS];
    uint32_t runs[MOST_CHARS];     /* which run of combining characters it stands in */
    uint8_t orders[MOST_CHARS];    /* its combining class */
    uint32_t count;
};

/* Adds a character; those of a run of combining characters are kept in the order of their classes, as NFD has them. False
 * when there are too many. */
static bool add_point(struct folded *folded, uint32_t point, uint32_t order, uint32_t run)
{
    if (folded->count == MOST_CHARS)
        return false;
    uint32_t i = folded->count++;
    for (; order != 0 && i > 0 && folded->runs[i - 1] == run && folded->orders[i - 1] > order; i--) {
        folded->points[i] = folded->points[i - 1];
        folded->orders[i] = folded->orders[i - 1];
        folded->runs[i] = run;
    }
    folded->points[i] = point;
    folded->orders[i] = (uint8_t)order;
    folded->runs[i] = run;
    return true;
}

/* False when the word has over 100 characters. */
static bool fold_slow(struct folded *folded, struct str word)
{
    uint32_t run = 0;
    folded->count = 0;
    for (size_t i = 0; i < word.length;) {
        uint32_t size, parts[4], point = utf8_decode(word.at + i, word.length - i, &size);
        i += size;
        if (char_class(point) == CHAR_HIDDEN)
            continue;
        uint32_t count = char_fold(point, parts);
        for (uint32_t j = 0; j < count; j++) {
            uint32_t order = char_order(parts[j]);
            run += order == 0;
            if (char_class(parts[j]) != CHAR_MARK && !add_point(folded, parts[j], order, run))
                return false;
        }
    }
    uint32_t length = 0;
    for (uint32_t i = 0; i < folded->count; i++) {
        length += utf8_encode(folded->points[i], folded->bytes + length);
        folded->ends[i] = (uint16_t)length;
    }
    return true;
}

static bool fold(struct folded *folded, struct str word)
{
    if (word.length > MOST_CHARS)
        return fold_slow(folded, word);
    for (uint32_t i = 0; i < word.length; i++) {
        uint8_t c = (uint8_t)word.at[i];
        if (c >= 0x80 || char_ascii_classes[c] == CHAR_HIDDEN)
            return fold_slow(folded, word);
        folded->bytes[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
        folded->ends[i] = (uint16_t)(i + 1);
    }
    folded->count = (uint32_t)word.length;
    return true;
}

/* ---- pieces ---- */

/* The longest piece that starts at character `from`: its row, and in `to` the character after it; NONE for no piece. */
static uint32_t longest_piece(const struct vocabulary *vocabulary, const struct folded *folded, uint32_t from, uint32_t *to)
{
    uint32_t start = from == 0 ? 0 : folded->ends[from - 1];
    uint32_t hashes[MOST_CHARS + 1], last = from;
    uint32_t hash = from == 0 ? HASH_FIRST : HASH_GOING_ON;
    for (; last < folded->count && folded->ends[last] - start <= vocabulary->longest; last++) {
        uint32_t begin = last == 0 ? 0 : folded->ends[last - 1];
        hash = hash_add(hash, folded->bytes + begin, folded->ends[last] - begin);
        hashes[last + 1] = hash_end(hash);
    }
    for (; last > from; last--) {
        struct str text = {folded->bytes + start, folded->ends[last - 1] - start};
        uint32_t held = vocabulary->slots[find_slot(vocabulary, hashes[last], text, from > 0)];
        if (held != 0) {
            *to = last;
            return held - 1;
        }
    }
    return NONE;
}

/* The rows of a word's pieces; how many. */
static uint32_t split_word(const struct vocabulary *vocabulary, struct str word, uint16_t rows[MOST_PIECES])
{
    struct folded folded;
    uint32_t count = 0;
    rows[0] = vocabulary->unknown;
    if (!fold(&folded, word))
        return 1;
    for (uint32_t from = 0; from < folded.count;) {
        uint32_t row = longest_piece(vocabulary, &folded, from, &from);
        if (row == NONE) {
            rows[0] = vocabulary->unknown;
            return 1;
        }
        rows[count++] = (uint16_t)row;
    }
    return count == 0 ? 1 : count;
}

/* A word that was met, and where its pieces stand. */
struct met {
    uint32_t word, pieces; /* pieces: how many; 0 for an empty slot */
};

/* Adds the pieces of a word, copied from an equal one where the slot holds it. */
static bool add_pieces(struct job *job, struct met *slot, uint32_t index, struct str text)
{
    struct doc *doc = job->doc;
    uint16_t rows[MOST_PIECES];
    if (!list_push(doc->memory, &doc->first_pieces, doc->pieces.count))
        return false;
    if (slot->pieces != 0) {
        const struct word *other = &doc->words.at[slot->word];
        if (other->at.end - other->at.start == text.length && memcmp(doc->text.at + other->at.start, text.at, text.length) == 0) {
            for (uint32_t i = 0; i < slot->pieces; i++)
                if (!list_push(doc->memory, &doc->pieces, (struct piece){doc->pieces.at[doc->first_pieces.at[slot->word] + i].id}))
                    return false;
            return true;
        }
    }
    uint32_t count = split_word(job->vocabulary, text, rows);
    for (uint32_t i = 0; i < count; i++)
        if (!list_push(doc->memory, &doc->pieces, (struct piece){rows[i]}))
            return false;
    *slot = (struct met){index, count};
    return true;
}

bool text_split_pieces(struct job *job)
{
    struct doc *doc = job->doc;
    struct arena_mark mark = arena_mark(job->scratch);
    struct met *cache = arena_array(job->scratch, CACHE_SLOTS, sizeof *cache);
    bool ok = cache != NULL;
    for (uint32_t i = 0; ok && i < doc->words.count; i++) {
        struct span at = doc->words.at[i].at;
        struct str text = {doc->text.at + at.start, at.end - at.start};
        uint32_t hash = hash_end(hash_add(HASH_FIRST, text.at, text.length < 64 ? text.length : 64));
        ok = add_pieces(job, &cache[hash % CACHE_SLOTS], i, text);
    }
    arena_rewind(job->scratch, mark);
    return ok || error_set(job->error, DIXIT_TOO_LARGE, 0, "There is not enough memory for the pieces of the words.");
}

/* ---- print ---- */

void text_show_pieces(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->words.count; i++) {
        struct span at = doc->words.at[i].at;
        uint32_t end = i + 1 < doc->words.count ? doc->first_pieces.at[i + 1] : doc->pieces.count;
        struct json json;
        buf_add_format(out, "%u ", i);
        json_init(&json, out);
        json_text(&json, doc->text.at + at.start, at.end - at.start);
        for (uint32_t j = doc->first_pieces.at[i]; j < end; j++) {
            struct str piece = text_vocabulary_piece(job->vocabulary, doc->pieces.at[j].id);
            buf_add_char(out, ' ');
            buf_add(out, piece.at, piece.length);
            buf_add_format(out, " %u", (unsigned)doc->pieces.at[j].id);
        }
        buf_add_char(out, '\n');
    }
}
