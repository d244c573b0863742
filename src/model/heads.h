/* SPDX-License-Identifier: Apache-2.0 */
/* heads.h: what is read off the words' vectors: labels of each word, and for one cue the roles of the words round it.
 *
 * All Linears round their input a row at a time (kernels.h); the same bytes with all kernels. W is config.width. */
#ifndef MODEL_HEADS_H
#define MODEL_HEADS_H

#include "doc.h"
#include "model/encoder.h"

enum {
    ROLE_BEFORE = 80,     /* candidates: words before the cue's first */
    ROLE_AFTER = 112,     /* and after its last */
    ROLE_CANDIDATES = 320 /* most of one cue, its own words among them */
};

/* Labels of `count` words from their vectors h[count][W]:
 *   tags[count][20]  tags(h): sentence end, then names
 *   cues[count][3]   cue.out(GELU(cue.hidden(h))): outside, begin, inside
 *   p[count][128]    role.word(h), what the role tower takes */
void model_word_heads(const struct model *model, struct encoder_scratch *scratch, const float *h, uint32_t count, float *tags,
                      float *cues, float *p);

/* Of `count` words what coref.word gives of their vectors h[count][W]; the model must have that head. */
void model_mention_head(const struct model *model, struct encoder_scratch *scratch, const float *h, uint32_t count, struct word_vector *out);

/* One cue and its candidates, a run of words that holds the cue. */
struct role_query {
    const float *cue;        /* [3 W]: the vectors of its first and last word, and the mean of all its words' */
    uint32_t cue_width;      /* last word − first word; the row of role.width, which ends at 7 */
    const float *p;          /* [count][128]: of the candidates, from model_word_heads */
    const uint8_t *distance; /* [count]: rows of role.distance, 0 … 23 (model_role_distance) */
    const uint8_t *relation; /* [count]: rows of role.relation, 0 … 11 */
    uint32_t count;          /* 1 … ROLE_CANDIDATES */
};

/* The vectors that the logits of the cue were made from. */
struct role_pools {
    float cue[TOWER], source[TOWER], content[TOWER];
};

/* The role tower:
 *   u = GELU(role.cue(cue) + role.width[min(cue_width, 7)]); gamma = role.gamma(u); beta = role.beta(u)
 *   x = GELU(p (1 + gamma) + beta + role.distance + role.relation)
 *   three blocks, dilation 1, 3, 9: x = norm(x + GELU(role.block.K.point(depthwise(x))), role.block.K.norm, 1e-5)
 *   roles[count][16] = role.out(x): none, source, content; source start and end, content start and end; addressee, its start and end;
 *     against, its start and end; three unused
 *   P = softmax of the first three; s = Σ P_source x / (Σ P_source + 1e-3); c likewise for content
 *   acts[32] = act.out(GELU(act.hidden([u; s; c]))): real cue, 19 stances, negated, 6 reactions (none and the five kinds; unlearned unless the number head.reacts is 1), the rest unused
 * `pools` may be NULL. */
void model_read_roles(const struct model *model, struct encoder_scratch *scratch, const struct role_query *query, float *roles,
                      float *acts, struct role_pools *pools);

/* The row of role.distance for word `i` and the cue [first, last]: 0 inside it; 1 … 10 before it (1, 2, 3, 4, to 6, to 9, to 14, to 24, to 49
 * words away, farther), 12 … 21 after it. */
uint8_t model_role_distance(uint32_t i, uint32_t first, uint32_t last);

#endif
