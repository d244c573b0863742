/* SPDX-License-Identifier: Apache-2.0 */
/* A state is what the word is (nothing, source, content) with how many runs of each were begun:
 *   0 …  7  nothing   s * 4 + c       s = 0, 1   c = 0 … 3
 *   8 … 11  source    8 + c           (s is 1)
 *  12 … 17  content   12 + s * 3 + c - 1
 * A path's score is the sum of its labels' log probabilities, and the start and end scores (log odds) where runs begin
 * and end; so an edge that the heads do not believe in costs, one that they are sure of pays. */
#include "claims/roles.h"

#include "claims/scores.h"

enum { NOTHING, SOURCE, CONTENT };
enum { SOURCE_START = 3, SOURCE_END, CONTENT_START, CONTENT_END, ADDRESSEE, AGAINST = 10 };
static const float NEVER = -1e30f, SIDE_LEAST = -4.0f; /* a word that no side can hold */

struct state {
    uint8_t label, sources, contents;
};

static struct state state_of(uint32_t k)
{
    if (k < 8)
        return (struct state){NOTHING, (uint8_t)(k / 4), (uint8_t)(k % 4)};
    if (k < 12)
        return (struct state){SOURCE, 1, (uint8_t)(k - 8)};
    return (struct state){CONTENT, (uint8_t)((k - 12) / 3), (uint8_t)((k - 12) % 3 + 1)};
}

static void log_labels(const float *scores, float *lp)
{
    float top = scores[0] > scores[1] ? scores[0] : scores[1];
    top = top > scores[2] ? top : scores[2];
    float sum = (score_exp(scores[0] - top) + score_exp(scores[1] - top)) + score_exp(scores[2] - top);
    float all = top + score_log(sum);
    for (int k = 0; k < 3; k++)
        lp[k] = scores[k] - all;
}

/* The best span of addressee or against: inside scores from start to end with both edges, where its mean is high enough. */
static struct run best_side(const float *scores, uint32_t count, uint32_t in, uint32_t cue_first, uint32_t cue_last, float least)
{
    struct run best = {1, 0};
    float top = 0.0f;
    for (uint32_t i = 0; i < count; i++) {
        float start = scores[i * ROLE_OUTPUTS + in + 1];
        if (start < SIDE_LEAST)
            continue;
        float sum = 0.0f;
        for (uint32_t j = i; j < count && j < i + 30; j++) {
            if (j >= cue_first && j <= cue_last)
                break;
            float inside = scores[j * ROLE_OUTPUTS + in];
            if (inside < SIDE_LEAST)
                break;
            sum += inside;
            float end = scores[j * ROLE_OUTPUTS + in + 2];
            float mean = (sum / (float)(j - i + 1) + start + end) / 3.0f;
            if (mean > least && mean > top + least) {
                top = mean - least;
                best = (struct run){i, j};
            }
        }
    }
    return best;
}

/* One legal move between two states, with the label it gives and what it costs apart from the words' scores. */
struct step {
    uint8_t was, now, label;
    uint8_t edges; /* which of the four edge scores it takes: 1 source end, 2 content end, 4 source start, 8 content start */
    float cost;
};

static uint32_t legal_steps(struct step *steps, const struct role_weights *weights)
{
    uint32_t count = 0;
    for (uint8_t now = 0; now < ROLE_STATES; now++)
        for (uint8_t was = 0; was < ROLE_STATES; was++) {
            struct state a = state_of(was), b = state_of(now);
            bool leaves = a.label != b.label && a.label != NOTHING, begins = a.label != b.label && b.label != NOTHING;
            if (b.sources != a.sources + (begins && b.label == SOURCE) || b.contents != a.contents + (begins && b.label == CONTENT))
                continue;
            struct step *s = &steps[count++];
            *s = (struct step){was, now, b.label, 0, 0.0f};
            if (leaves)
                s->edges |= a.label == SOURCE ? 1 : 2;
            if (begins)
                s->edges |= b.label == SOURCE ? 4 : 8;
            if (begins && b.label == CONTENT)
                s->cost = b.contents == 2 ? weights->second : b.contents == 3 ? weights->third : 0.0f;
        }
    return count;
}

/* The sum of the edge scores of each set of edges, before a word. */
static void edge_sums(const float *before, const float *here, float weight, float sums[16])
{
    const float each[4] = {weight * before[SOURCE_END], weight * before[CONTENT_END], weight * here[SOURCE_START], weight * here[CONTENT_START]};
    for (uint32_t set = 0; set < 16; set++) {
        float sum = 0.0f;
        for (uint32_t k = 0; k < 4; k++)
            if (set >> k & 1u)
                sum += each[k];
        sums[set] = sum;
    }
}

/* The state that the best path ends in; 0 when there is none with content. */
static uint8_t best_end(const float *best, const float *last, const struct role_weights *weights)
{
    uint8_t chosen = 0;
    float top = NEVER;
    for (uint8_t k = 0; k < ROLE_STATES; k++) {
        struct state s = state_of(k);
        if (s.contents == 0 || best[k] <= NEVER)
            continue;
        float score = best[k] - (s.sources == 0 ? weights->sourceless : 0.0f);
        if (s.label != NOTHING)
            score += weights->edge * last[s.label == SOURCE ? SOURCE_END : CONTENT_END];
        if (score > top) {
            top = score;
            chosen = k;
        }
    }
    return chosen;
}

static uint8_t run_viterbi(const float *scores, uint32_t count, struct run cue, const struct role_weights *weights, uint8_t *back)
{
    static const float zeros[ROLE_OUTPUTS];
    struct step steps[ROLE_STATES * ROLE_STATES];
    uint32_t n_steps = legal_steps(steps, weights);
    float best[ROLE_STATES], next[ROLE_STATES], lp[3], sums[16];
    for (uint32_t k = 0; k < ROLE_STATES; k++)
        best[k] = k == 0 ? 0.0f : NEVER;
    for (uint32_t i = 0; i < count; i++) {
        const float *here = scores + (size_t)i * ROLE_OUTPUTS;
        log_labels(here, lp);
        edge_sums(i == 0 ? zeros : here - ROLE_OUTPUTS, here, weights->edge, sums);
        if (i >= cue.first && i <= cue.last) {
            lp[NOTHING] = 0.0f;
            lp[SOURCE] = lp[CONTENT] = NEVER;
        }
        for (uint32_t k = 0; k < ROLE_STATES; k++)
            next[k] = NEVER;
        for (uint32_t m = 0; m < n_steps; m++) {
            const struct step *s = &steps[m];
            float score = best[s->was] + sums[s->edges] + lp[s->label] - s->cost;
            if (score > next[s->now]) {
                next[s->now] = score;
                back[(size_t)i * ROLE_STATES + s->now] = s->was;
            }
        }
        for (uint32_t k = 0; k < ROLE_STATES; k++)
            best[k] = next[k];
    }
    return best_end(best, count == 0 ? zeros : scores + (size_t)(count - 1) * ROLE_OUTPUTS, weights);
}

void claims_decode_roles(const float *scores, uint32_t count, uint32_t cue_first, uint32_t cue_last,
                         const struct role_weights *weights, uint8_t *back, struct roles *out)
{
    *out = (struct roles){.source = {1, 0}, .addressee = {1, 0}, .against = {1, 0}};
    uint8_t state = run_viterbi(scores, count, (struct run){cue_first, cue_last}, weights, back);
    float sum = 0.0f, lp[3];
    uint32_t words = 0;
    for (uint32_t i = count; i-- > 0 && state != 0;) {
        struct state s = state_of(state);
        if (s.label != NOTHING) {
            log_labels(scores + (size_t)i * ROLE_OUTPUTS, lp);
            sum += lp[s.label];
            words++;
        }
        if (s.label == SOURCE) {
            if (out->source.first > out->source.last)
                out->source.last = i;
            out->source.first = i;
        } else if (s.label == CONTENT) {
            struct run *r = &out->content[s.contents - 1];
            if (out->contents < s.contents) {
                out->contents = s.contents;
            }
            if (r->last == 0 && r->first == 0)
                r->last = i;
            r->first = i;
        }
        state = back[(size_t)i * ROLE_STATES + state];
    }
    out->margin = words == 0 ? -10.0f : sum / (float)words;
    out->addressee = best_side(scores, count, ADDRESSEE, cue_first, cue_last, weights->addressee);
    out->against = best_side(scores, count, AGAINST, cue_first, cue_last, weights->against);
}
