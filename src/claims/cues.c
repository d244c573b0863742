/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/cues.h"

#include "claims/scores.h"

enum { OUT, BEGIN, IN, TAGS };
static const float NEVER = -1e30f;

/* log softmax of three scores; exp and log of the model room, so that every machine gives the same. */
static void log_softmax(const float *in, float *out)
{
    float top = in[0] > in[1] ? in[0] : in[1];
    top = top > in[2] ? top : in[2];
    float sum = (score_exp(in[0] - top) + score_exp(in[1] - top)) + score_exp(in[2] - top);
    float all = top + score_log(sum);
    for (int k = 0; k < TAGS; k++)
        out[k] = in[k] - all;
}

/* The score of the span: begin, inside to its end, and not inside after it. */
static float span_score(const float *lp, uint32_t count, uint32_t first, uint32_t last)
{
    float score = lp[first * TAGS + BEGIN];
    for (uint32_t i = first + 1; i <= last; i++)
        score += lp[i * TAGS + IN];
    if (last + 1 < count) {
        float inside = score_exp(lp[(last + 1) * TAGS + IN]);
        score += score_log(1.0f - inside > 1e-6f ? 1.0f - inside : 1e-6f);
    }
    return score;
}

static void forward(const float *lp, uint32_t count, float lean, uint8_t *from)
{
    float best[TAGS] = {0.0f, 0.0f, NEVER};
    for (uint32_t i = 0; i < count; i++) {
        const float *p = lp + (size_t)i * TAGS;
        float next[TAGS];
        for (uint8_t to = 0; to < TAGS; to++) {
            uint8_t chosen = OUT;
            float top = NEVER;
            for (uint8_t was = 0; was < TAGS; was++) {
                if (to == IN && was == OUT)
                    continue;
                if (best[was] > top) {
                    top = best[was];
                    chosen = was;
                }
            }
            next[to] = top + p[to] - (to == OUT ? lean : 0.0f);
            from[(size_t)i * TAGS + to] = chosen;
        }
        if (i == 0) {
            next[OUT] = p[OUT] - lean;
            next[BEGIN] = p[BEGIN];
            next[IN] = NEVER;
        }
        for (int k = 0; k < TAGS; k++)
            best[k] = next[k];
    }
    uint8_t end = OUT;
    for (uint8_t k = 1; k < TAGS; k++)
        if (best[k] > best[end])
            end = k;
    from[(size_t)count * TAGS] = end;
}

bool claims_decode_cues(const float *logits, uint32_t count, float lean, struct arena *arena, struct cues *out)
{
    if (count == 0)
        return true;
    float *lp = arena_array(arena, count, TAGS * sizeof *lp);
    uint8_t *from = arena_array(arena, (size_t)count + 1, TAGS);
    uint8_t *tags = arena_array(arena, count, 1);
    if (lp == NULL || from == NULL || tags == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++)
        log_softmax(logits + (size_t)i * TAGS, lp + (size_t)i * TAGS);
    forward(lp, count, lean, from);
    uint8_t tag = from[(size_t)count * TAGS];
    for (uint32_t i = count; i-- > 0;) {
        tags[i] = tag;
        tag = from[(size_t)i * TAGS + tag];
    }
    for (uint32_t i = 0; i < count; i++) {
        if (tags[i] != BEGIN)
            continue;
        uint32_t last = i;
        while (last + 1 < count && tags[last + 1] == IN)
            last++;
        if (!list_push(arena, out, (struct cue){i, last, span_score(lp, count, i, last)}))
            return false;
    }
    return true;
}
