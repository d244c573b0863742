/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces equal those of HuggingFace's tokenizers on 100,000 generated strings (tests/reference/make_pieces.py, which
 * has the same generator draw for draw). */
#include "text/pieces.h"

#include "base/sha256.h"
#include "text/utf8.h"
#include "text/words.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const syllable[] = {"ka", "mor", "el", "in", "tha", "qu", "str", "ou",
                                       "ba", "ner", "zi", "lo", "vent", "ish", "ton", "er"};
static const char marks[] = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
static const uint32_t spaces[] = {' ', ' ', ' ', 0, 0xA0, '\n', '\t', 0x2009};
static const uint32_t blocks[][2] = {{0x4E00, 0x51FF}, {0xAC00, 0x500},  {0x3041, 0x50}, {0x30A1, 0x50},
                                     {0xF900, 0x60},   {0x20000, 0x300}, {0x1100, 0x100}};

struct made {
    uint64_t state;
    const struct vocabulary *vocabulary;
    const uint8_t *replaced; /* pairs of u32 */
    uint32_t ranges;
    struct buf text;
};

static uint32_t read_u32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* SplitMix64. */
static uint32_t below(struct made *made, uint32_t n)
{
    made->state += 0x9E3779B97F4A7C15u;
    uint64_t z = made->state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (uint32_t)(((z ^ z >> 31) >> 33) % n);
}

static void put(struct made *made, uint32_t point)
{
    uint32_t low = 0, high = made->ranges; /* the ranges are in order */
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (read_u32(made->replaced + (size_t)8 * middle) <= point)
            low = middle;
        else
            high = middle;
    }
    const uint8_t *range = made->replaced + (size_t)8 * low;
    if (point >= read_u32(range) && point <= read_u32(range + 4))
        point = 'x';
    char bytes[4];
    buf_add(&made->text, bytes, utf8_encode(point, bytes));
}

static void put_text(struct made *made, struct str text)
{
    for (size_t i = 0; i < text.length;) {
        uint32_t size;
        put(made, utf8_decode(text.at + i, text.length - i, &size));
        i += size;
    }
}

static uint32_t letter(struct made *made)
{
    return below(made, 3) != 0 ? 'a' + below(made, 26) : 'A' + below(made, 26);
}

static void syllables(struct made *made, uint32_t most, char *to)
{
    for (uint32_t left = 1 + below(made, most); left > 0; left--) {
        const char *next = syllable[below(made, 16)];
        size_t length = strlen(next);
        memcpy(to, next, length);
        to += length;
    }
    *to = '\0';
}

static void put_syllables(struct made *made, uint32_t most)
{
    char text[64];
    syllables(made, most, text);
    put_text(made, (struct str){text, strlen(text)});
}

static void put_cased(struct made *made)
{
    char text[64];
    syllables(made, 4, text);
    bool all = below(made, 2) != 0;
    for (size_t i = 0; text[i] != '\0'; i++)
        put(made, (uint32_t)(all || i == 0 ? text[i] - 32 : text[i]));
}

static void put_piece(struct made *made)
{
    struct str piece = text_vocabulary_piece(made->vocabulary, below(made, made->vocabulary->count));
    if (piece.length > 2 && memcmp(piece.at, "##", 2) == 0)
        piece = (struct str){piece.at + 2, piece.length - 2};
    put_text(made, piece);
}

static void put_hidden(struct made *made)
{
    uint32_t a = below(made, 0x20), b = 0x7F + below(made, 0x21), c = 0x200B + below(made, 5);
    const uint32_t any[] = {a, b, c, 0xAD, 0xFEFF, 0xFFFD};
    put(made, any[below(made, 6)]);
}

static void put_letters(struct made *made, uint32_t kind)
{
    uint32_t left = 1 + below(made, kind == 10 ? 6 : kind == 12 ? 3 : 5);
    for (; left > 0; left--) {
        if (kind == 12) {
            static const uint32_t joined[] = {0xFE0F, 0x200D, 0x20E3, 0x1F3FB};
            put(made, 0x1F300 + below(made, 0x700));
            put(made, joined[below(made, 4)]);
            continue;
        }
        put(made, letter(made));
        if (kind == 13)
            put_hidden(made);
        else if (below(made, 2) != 0)
            put(made, 0x300 + below(made, 0x70));
    }
}

static void put_marks(struct made *made)
{
    if (below(made, 2) != 0) {
        put_text(made, (struct str){"https://", 8});
        put_syllables(made, 3);
        put_text(made, (struct str){".org/", 5});
        put_syllables(made, 2);
        return;
    }
    for (uint32_t left = 1 + below(made, 4); left > 0; left--) {
        bool ascii = below(made, 2) != 0;
        put(made, ascii ? (uint32_t)(uint8_t)marks[below(made, sizeof marks - 1)] : 0x2010 + below(made, 0x50));
    }
}

static void put_points(struct made *made, uint32_t kind)
{
    if (kind == 11) {
        const uint32_t *block = blocks[below(made, 7)];
        for (uint32_t left = 1 + below(made, 4); left > 0; left--)
            put(made, block[0] + below(made, block[1]));
        return;
    }
    for (uint32_t left = 1 + below(made, kind == 7 ? 9 : kind == 8 ? 4 : kind == 9 ? 6 : 1); left > 0; left--) {
        uint32_t point = kind == 7   ? (uint32_t)"0123456789.,-:"[below(made, 14)]
                         : kind == 8 ? below(made, 0x110000)
                                     : 0x80 + below(made, 0x2F80);
        put(made, point >= 0xD800 && point < 0xE000 ? 'x' : point);
    }
}

static void put_token(struct made *made)
{
    uint32_t kind = below(made, 16);
    if (kind <= 4) {
        put_piece(made);
        if (kind == 4)
            put_piece(made);
    } else if (kind == 5) {
        put_syllables(made, 5);
    } else if (kind == 6) {
        put_cased(made);
    } else if (kind == 10 || kind == 12 || kind == 13) {
        put_letters(made, kind);
    } else if (kind == 14) {
        for (uint32_t left = 90 + below(made, 40); left > 0; left--)
            put(made, letter(made));
    } else if (kind == 15) {
        put_marks(made);
    } else {
        put_points(made, kind);
    }
}

static void make_string(struct made *made)
{
    buf_reset(&made->text);
    for (uint32_t left = 1 + below(made, 4); left > 0; left--) {
        put_token(made);
        uint32_t space = spaces[below(made, 8)];
        if (space != 0)
            put(made, space);
    }
}

/* The ids of one string: their fingerprint, and all of them into the hash. */
static uint32_t read_string(struct made *made, struct sha256 *all, struct arena *memory, struct arena *scratch)
{
    struct dixit_error error = {0};
    struct doc doc = {.memory = memory, .text = {made->text.at, made->text.length}};
    struct job job = {.doc = &doc, .scratch = scratch, .vocabulary = made->vocabulary, .error = &error};
    assert_true(text_split_words(&job));
    assert_true(text_split_pieces(&job));
    uint64_t hash = 0xCBF29CE484222325u;
    for (uint32_t i = 0; i <= doc.pieces.count; i++) {
        uint32_t id = i < doc.pieces.count ? doc.pieces.at[i].id : 0xFFFF;
        uint8_t bytes[2] = {(uint8_t)id, (uint8_t)(id >> 8)};
        sha256_add(all, bytes, 2);
        if (i < doc.pieces.count) {
            hash = (hash ^ bytes[0]) * 0x100000001B3u;
            hash = (hash ^ bytes[1]) * 0x100000001B3u;
        }
    }
    return (uint32_t)((hash ^ hash >> 16 ^ hash >> 32 ^ hash >> 48) & 0xFFFF);
}

static void read_file(struct buf *to, const char *name)
{
    char path[1024];
    const char *source = getenv("DIXIT_TEST_SOURCE");
    snprintf(path, sizeof path, "%s/tests/reference/%s", source == NULL ? "." : source, name);
    int descriptor = open(path, O_RDONLY);
    assert_true(descriptor >= 0);
    buf_init(to, 0);
    assert_int_equal(buf_read_all(to, descriptor, 1 << 24), 1);
    close(descriptor);
}

static void the_pieces_of_100000_strings_are_those_of_the_reference(void **state)
{
    (void)state;
    struct buf words, reference;
    struct arena tables, memory, scratch;
    struct dixit_error error = {0};
    struct vocabulary vocabulary;
    arena_init(&tables, 0);
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    read_file(&words, "vocabulary.txt");
    read_file(&reference, "pieces.bin");
    assert_true(text_vocabulary_init(&vocabulary, words.at, words.length, &tables, &error));
    assert_int_equal(vocabulary.count, 30522);

    const uint8_t *at = (const uint8_t *)reference.at;
    struct made made = {.state = 20240917, .vocabulary = &vocabulary, .replaced = at + 4, .ranges = read_u32(at)};
    at += 4 + 8 * (size_t)made.ranges;
    uint32_t count = read_u32(at), wrong = 0;
    at += 4;
    assert_int_equal(reference.length, 4 + 8 * made.ranges + 4 + 2 * count + 32);
    buf_init(&made.text, 0);
    struct sha256 all;
    sha256_init(&all);
    for (uint32_t i = 0; i < count; i++) {
        struct arena_mark mark = arena_mark(&memory);
        make_string(&made);
        uint32_t print = read_string(&made, &all, &memory, &scratch);
        if (print != (at[2 * i] | (uint32_t)at[2 * i + 1] << 8) && wrong++ < 20)
            print_error("string %u differs: %s\n", i, buf_terminate(&made.text));
        arena_rewind(&memory, mark);
    }
    uint8_t digest[32];
    sha256_finish(&all, digest);
    assert_int_equal(wrong, 0);
    assert_memory_equal(digest, at + 2 * (size_t)count, 32);
    buf_release(&made.text);
    buf_release(&words);
    buf_release(&reference);
    arena_release(&tables);
    arena_release(&memory);
    arena_release(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pieces_of_100000_strings_are_those_of_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
