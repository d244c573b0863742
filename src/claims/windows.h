/* SPDX-License-Identifier: Apache-2.0 */
/* windows.h: a run of words cut into windows that the encoder can take. */
#ifndef CLAIMS_WINDOWS_H
#define CLAIMS_WINDOWS_H

#include "doc.h"

/* One window: it answers for words first … end - 1 and is shown the words from `context` on. */
struct window_cut {
    uint32_t context, first, end;
};

struct window_cuts {
    struct window_cut *at;
    uint32_t count, room;
};

enum { WINDOW_CONTEXT = 48 }; /* pieces carried in from the left */

/* Cuts words first … end - 1 so that each window holds at most `pieces` pieces (its context counted): a window ends before a line start in its
 * second half, else after a sentence mark there, else where it is full. A single word of more pieces has a window of its
 * own, of which the encoder is shown what fits. train/network.py, windows(), does the same. False when the arena gave out. */
bool claims_cut_windows(const struct doc *doc, uint32_t first, uint32_t end, uint32_t pieces, struct arena *arena,
                        struct window_cuts *out);

#endif
