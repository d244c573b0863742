/* SPDX-License-Identifier: Apache-2.0 */
/* chains.h: attributions put in order, their contents made to nest, and each hung under the one that holds it. */
#ifndef CLAIMS_CHAINS_H
#define CLAIMS_CHAINS_H

#include "job.h"

/* Orders the attributions by the start of their cue (then its end), cuts contents that cross (the surer attribution keeps its own), and
 * sets `parent`: the attribution with the smallest content that holds the cue. Where two hold each other's cue the larger content is
 * the parent, so that there is never a ring. */
bool claims_link_chains(struct job *job);

#endif
