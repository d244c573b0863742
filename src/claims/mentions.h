/* SPDX-License-Identifier: Apache-2.0 */
/* mentions.h: the names of a document joined into figures: full names and surnames, titles, acronyms in brackets, states and their
 * other names, and what the text says beside a name about who that is. */
#ifndef CLAIMS_MENTIONS_H
#define CLAIMS_MENTIONS_H

#include "claims/cast.h"

/* Makes a figure of each name that could speak and joins names of the same one; fills figures, mentions and name_at from
 * doc->names. Two full names that share only a surname stay two; a surname alone goes to the nearest before it that fits. */
bool claims_join_names(struct cast *cast);

/* Adds to figures what stands beside their names: roles before the name, appositions after it, ages; whom they belong to. */
void claims_describe_names(struct cast *cast);

/* Makes figures of plural nouns for people ("residents", "local growers"), to which "they" may refer. */
bool claims_find_groups(struct cast *cast);

/* Skips titles at the start of a name: the first word of the name proper. `gender` is set by a title that tells. */
uint32_t claims_skip_titles(const struct cast *cast, uint32_t first, uint32_t last, uint8_t *gender);

/* The figure of a name that was not labelled, joined as if it had been; with `known` only where it is one already. NONE otherwise or when
 * memory gave out. */
uint32_t claims_join_unlabelled(struct cast *cast, uint32_t first, uint32_t last, bool known);

/* The words are a seat of government: the figure of its state, or of the seat where it goes by its own name; NONE when they are none. */
uint32_t claims_seat(struct cast *cast, uint32_t first, uint32_t last);

#endif
