/* SPDX-License-Identifier: Apache-2.0 */
/* copies.h: which stories have their text from one another or from one common text.
 *
 * Candidates share runs of three words, found in a sorted list of all of them, so that the work grows with what is shared and not
 * with the square of the stories. For each pair the longest common runs are laid out from left to right of the shorter one. A word of a run counts
 * once outside quotation marks and half inside, at most 30 a run unless it is more than half of the shorter story (one long block is a quotation),
 * and less the more independent texts have it: (2 / n)^1.5 for n families of stories, of which each round's copies make more, the first the evident ones.
 * The sum, over the words of the shorter story (at least 60), times the fourth root of shorter / longer, is the share; COPY_SHARE makes a copy.
 * Stories of a line or two, for which that is too much to ask, are copies when nine words in ten are the same. */
#ifndef LEDGER_COPIES_H
#define LEDGER_COPIES_H

#include "ledger/stories.h"

enum copy_kind { COPY_SAME, COPY_SHORTENED, COPY_REWRITTEN };

/* "same", "shortened", "rewritten" */
const char *copy_kind_name(enum copy_kind kind);

struct copy {
    uint32_t a, b;          /* indices of stories, a < b */
    float share;
    uint8_t kind;           /* enum copy_kind */
    uint32_t from;          /* which of them the other has it from, as far as dates, credits and lengths tell; NONE */
    struct span in_a, in_b; /* the longest run that they share */
};

struct copies {
    LIST(struct copy) pairs;
    uint32_t *family;       /* of each story, the first story of those it shares its text with; itself when it is alone */
};

/* Finds them; the lists live in stories->memory. Credits must be settled. */
bool copies_find(struct stories *stories, struct copies *copies);

#endif
