/* SPDX-License-Identifier: Apache-2.0 */
/* pieces.h: words cut into the pieces of the model's vocabulary, as WordPiece does it: from the left, the longest piece
 * that fits, with "##" before those that go on; a word that cannot be cut so, or has over 100 characters, is [UNK]. */
#ifndef TEXT_PIECES_H
#define TEXT_PIECES_H

#include "base/buf.h"
#include "job.h"

/* A vocabulary, read-only once made. Pieces are kept as slices of the bytes that it was made from. */
struct vocabulary {
    const char *bytes;     /* borrowed */
    uint32_t count;        /* of pieces */
    uint32_t *start;       /* count + 1 offsets: piece i is bytes[start[i]] up to the line end before start[i + 1] */
    uint32_t *slots;       /* hash table of id + 1, 0 for empty; open addressing */
    uint32_t mask;         /* slots − 1 */
    uint32_t longest;      /* bytes of the longest piece, without its "##" */
    uint16_t unknown;      /* the row of [UNK] */
};

/* Reads a vocabulary: one piece a line, the line's number (from 0) is its row. The bytes must outlive it; the tables are the
 * arena's. False when there are no or over 65,535 pieces, one is empty or stands twice, or [UNK] is missing. */
bool text_vocabulary_init(struct vocabulary *vocabulary, const char *bytes, size_t length, struct arena *arena,
                          struct dixit_error *error);

/* Fills doc->pieces and doc->first_pieces with job->vocabulary. */
bool text_split_pieces(struct job *job);

/* The row of a piece by its text, "##ing" for one that goes on; NONE when there is none. */
uint32_t text_vocabulary_find(const struct vocabulary *vocabulary, struct str piece);

/* The text of a row, as in the file. */
struct str text_vocabulary_piece(const struct vocabulary *vocabulary, uint32_t row);

/* Prints one line a word: index, the word as in text_show_words, then each of its pieces with its row: play 2377 ##ed 2098. */
void text_show_pieces(struct job *job, struct buf *out);

#endif
