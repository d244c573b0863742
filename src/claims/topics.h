/* SPDX-License-Identifier: Apache-2.0 */
/* topics.h: what a content speaks of, in few numbers, so that a reaction can be laid beside what it may speak of.
 *
 * With m the mean of the encoder's vectors of the content's words: topic = react.bias + m · react.topic, 2 × REACT_WIDTH numbers: the first half as
 * a reaction, the second as what is reacted to. The scalar product of one's first half and another's second says how well they go together.
 * Source: own; the head is a two-sided projection as of dense passage retrieval (Karpukhin et al., EMNLP 2020). All sums are in one order. */
#ifndef CLAIMS_TOPICS_H
#define CLAIMS_TOPICS_H

#include "claims/roles.h"
#include "job.h"

/* Sets a->topic, where the model has the head, and a->mean, where the job keeps it, from the vectors [words][width] of the words from `first` on; the
 * contents lie among them. In job->doc->memory; false when it gave out. */
bool claims_add_topic(struct job *job, const float *vectors, uint32_t first, const struct run *contents, uint32_t count, struct attribution *a);

/* How well a reaction and what it may speak of go together, in units of 1/256, within ±8191; TOPIC_UNKNOWN where one has no topic. */
enum { TOPIC_UNKNOWN = -9999 };
int16_t claims_topic_fit(const float *reaction, const float *target);

#endif
