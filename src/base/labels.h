/* SPDX-License-Identifier: Apache-2.0 */
/* labels.h: the words for labels that JSON and the filters share. NULL when out of range. */
#ifndef BASE_LABELS_H
#define BASE_LABELS_H

#include "dixit.h"

const char *label_of_status(enum dixit_status_kind status);
const char *label_of_reaction(enum dixit_reaction_kind kind);
const char *label_of_actor(enum dixit_actor_kind kind);

#endif
