/* SPDX-License-Identifier: Apache-2.0 */
/* How a part is read:
 *   1. its words are cut into windows; each window goes through the encoder and the word heads (threads share the windows)
 *   2. the cue scores of the whole part are decoded to candidate cues
 *   3. each cue goes through the role tower over the words around it and is decoded (threads share the cues)
 *   4. what is sure enough becomes an attribution, in order
 * Nothing depends on how the work was shared out, so the result does not either. */
#include "claims/label.h"

#include "claims/cues.h"
#include "claims/roles.h"
#include "claims/scores.h"
#include "claims/shape.h"
#include "claims/windows.h"
#include "model/encoder.h"
#include "model/heads.h"
#include "model/model.h"

#include <string.h>

enum {
    PART = 4096,  /* words whose vectors are held at once */
    BEFORE = 80,  /* candidates before a cue, in words */
    AFTER = 112,  /* and after it */
    CUE_MOST = 40 /* words of a cue */
};

/* How sure the reader must be, and how its scores become a probability; from the model file. */
struct weights {
    struct role_weights role;
    float lean, least;
    float bias, real, cue, margin; /* confidence = sigmoid(bias + real × … + cue × … + margin × …) */
};

/* What one cue became. */
struct found {
    struct roles roles;
    uint32_t lo;      /* first candidate word, absolute */
    float confidence; /* below weights.least: nothing */
    uint8_t stance;
    bool negated;
};

/* One part of the document, shared by the threads that read it. */
struct part {
    struct job *job;
    const struct weights *weights;
    uint32_t first, end; /* words */
    struct window_cuts windows;
    struct cues cues;
    float *vectors;      /* [words][width] */
    float *cue_scores;   /* [words][3] */
    float *role_vectors; /* [words][MODEL_TOWER] */
    uint32_t *lines;     /* [words]: number of the line that each is in */
    struct found *found; /* [cues] */
    void **scratch;      /* one of the model's a thread */
    bool failed;
};

static struct weights read_weights(const struct model *model)
{
    return (struct weights){
        .role = {.edge = model_float(model, "role.edge", 0.7f),
                 .second = model_float(model, "role.second", 0.5f),
                 .third = model_float(model, "role.third", 2.0f),
                 .side = model_float(model, "role.side", 0.0f)},
        .lean = model_float(model, "cue.lean", 0.7f),
        .least = model_float(model, "least", 0.37f),
        .bias = model_float(model, "confidence.bias", 0.0f),
        .real = model_float(model, "confidence.real", 1.0f),
        .cue = model_float(model, "confidence.cue", 0.0f),
        .margin = model_float(model, "confidence.margin", 0.0f),
    };
}

/* The rows of embed.extra for a word's piece. */
static void extra_rows(const struct word *word, bool first_piece, uint8_t rows[4])
{
    uint8_t quote = word->flags & WORD_QUOTE_OPEN ? 3 : word->quote < 2 ? word->quote : 2;
    rows[0] = word->letters;
    rows[1] = (uint8_t)(8 + (first_piece && (word->flags & WORD_LINE_START) != 0));
    rows[2] = (uint8_t)(10 + quote);
    rows[3] = (uint8_t)(14 + ((word->flags & WORD_HEADLINE) != 0));
}

static void edge_piece(struct model_window *window, uint16_t id)
{
    static const uint8_t rows[4] = {7, 8, 10, 14};
    window->ids[window->count] = id;
    memcpy(window->extra[window->count], rows, sizeof rows);
    window->count++;
}

/* Lays the pieces of a window out; places[i] is the row of word context + i. */
static void fill_window(const struct doc *doc, struct window_cut cut, const struct model_sizes *sizes, struct model_window *window,
                        uint32_t *places)
{
    window->count = 0;
    edge_piece(window, (uint16_t)sizes->cls);
    for (uint32_t w = cut.context; w < cut.end; w++) {
        const struct word *word = &doc->words.at[w];
        uint32_t piece = word->piece, stop = w + 1 < doc->words.count ? doc->words.at[w + 1].piece : doc->pieces.count;
        places[w - cut.context] = window->count < sizes->window - 1 ? window->count : sizes->window - 2;
        for (uint32_t p = piece; p < stop && window->count < sizes->window - 1; p++) {
            window->ids[window->count] = doc->pieces.at[p].id;
            extra_rows(word, p == piece, window->extra[window->count]);
            window->count++;
        }
    }
    edge_piece(window, (uint16_t)sizes->sep);
}

/* The best name label that may follow `before`: one that goes on must go on the same class. */
static uint8_t best_name(const float *scores, uint8_t before)
{
    uint8_t best = 0;
    for (uint8_t k = 1; k < 1 + 2 * DIXIT_NAME_KINDS; k++) {
        bool inside = k % 2 == 0;
        if (inside && before != k && before != k - 1)
            continue;
        if (scores[k] > scores[best])
            best = k;
    }
    return best;
}

static void read_window(void *context, uint32_t index, uint32_t thread)
{
    struct part *part = context;
    struct doc *doc = part->job->doc;
    const struct model *model = part->job->model;
    const struct model_sizes *sizes = model_sizes(model);
    struct window_cut cut = part->windows.at[index];
    struct model_window window;
    uint32_t places[MODEL_WINDOW_MOST];
    fill_window(doc, cut, sizes, &window, places);
    const float *out = model_encode_window(model, part->scratch[thread], &window);
    uint32_t count = cut.end - cut.first, at = cut.first - part->first;
    float *vectors = part->vectors + (size_t)at * sizes->width;
    for (uint32_t i = 0; i < count; i++)
        memcpy(vectors + (size_t)i * sizes->width, out + (size_t)places[cut.first - cut.context + i] * sizes->width,
               sizes->width * sizeof *vectors);
    float tags[MODEL_WINDOW_MOST * MODEL_TAGS];
    model_word_heads(model, part->scratch[thread], vectors, count, tags, part->cue_scores + (size_t)at * 3,
                     part->role_vectors + (size_t)at * MODEL_TOWER);
    uint8_t before = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct label *label = &doc->labels.at[cut.first + i];
        const float *t = tags + (size_t)i * MODEL_TAGS;
        label->sentence_end = t[0] > 0.0f;
        before = label->name = best_name(t + 1, before);
    }
}

/* Row of role.distance: 0 inside the cue, 1 … 10 before it, 12 … 21 after it. */
static uint8_t distance_row(uint32_t word, uint32_t first, uint32_t last)
{
    static const uint8_t near[] = {0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7};
    if (word >= first && word <= last)
        return 0;
    uint32_t d = word < first ? first - word : word - last;
    uint8_t bucket = d < 15 ? near[d] : d < 25 ? 8 : d < 50 ? 9 : 10;
    return word < first ? bucket : (uint8_t)(11 + bucket);
}

static uint8_t quoted(const struct word *word)
{
    return word->quote > 0 || (word->flags & WORD_QUOTE_OPEN) != 0;
}

static void cue_vector(const struct part *part, const struct cue *cue, uint32_t width, float *out)
{
    const float *first = part->vectors + (size_t)cue->first * width, *last = part->vectors + (size_t)cue->last * width;
    memcpy(out, first, width * sizeof *out);
    memcpy(out + width, last, width * sizeof *out);
    float count = (float)(cue->last - cue->first + 1);
    for (uint32_t k = 0; k < width; k++) {
        float sum = 0.0f;
        for (uint32_t i = cue->first; i <= cue->last; i++)
            sum += part->vectors[(size_t)i * width + k];
        out[2 * width + k] = sum / count;
    }
}

static void read_act(const float *act, struct found *found)
{
    uint8_t best = 0;
    for (uint8_t k = 1; k < DIXIT_STANCES; k++)
        if (act[1 + k] > act[1 + best])
            best = k;
    found->stance = best;
    found->negated = act[20] > 0.0f;
}

static void read_cue(void *context, uint32_t index, uint32_t thread)
{
    struct part *part = context;
    const struct doc *doc = part->job->doc;
    const struct model *model = part->job->model;
    const struct weights *weights = part->weights;
    const struct cue *cue = &part->cues.at[index];
    struct found *found = &part->found[index];
    uint32_t words = part->end - part->first;
    if (cue->last - cue->first >= CUE_MOST)
        return;
    uint32_t lo = cue->first > BEFORE ? cue->first - BEFORE : 0;
    uint32_t hi = cue->last + AFTER + 1 < words ? cue->last + AFTER + 1 : words, count = hi - lo;
    uint8_t distance[ROLE_CANDIDATES], relation[ROLE_CANDIDATES];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t w = lo + i;
        uint8_t line = part->lines[w] < part->lines[cue->first] ? 1 : part->lines[w] > part->lines[cue->first] ? 2 : 0;
        distance[i] = distance_row(w, cue->first, cue->last);
        relation[i] = (uint8_t)(line * 4 + quoted(&doc->words.at[part->first + w]) * 2 +
                                quoted(&doc->words.at[part->first + cue->first]));
    }
    float vector[3 * MODEL_WIDTH_MOST], scores[ROLE_CANDIDATES * ROLE_OUTPUTS], act[MODEL_ACTS];
    uint8_t back[ROLE_CANDIDATES * ROLE_STATES];
    cue_vector(part, cue, model_sizes(model)->width, vector);
    struct model_cue input = {
        .vector = vector, .width = cue->last - cue->first, .words = part->role_vectors + (size_t)lo * MODEL_TOWER,
        .distance = distance, .relation = relation, .count = count};
    model_read_cue(model, part->scratch[thread], &input, scores, act, NULL);
    claims_decode_roles(scores, count, cue->first - lo, cue->last - lo, &weights->role, back, &found->roles);
    read_act(act, found);
    found->lo = part->first + lo;
    float sum = weights->bias + weights->real * act[0] + weights->cue * cue->score + weights->margin * found->roles.margin;
    found->confidence = found->roles.contents == 0 ? 0.0f : score_sigmoid(sum);
}

static bool push_run(struct doc *doc, struct spans *list, struct run run)
{
    return run.first > run.last || list_push(doc->memory, list, claims_run_span(doc, run));
}

static struct run shifted(struct run run, uint32_t by)
{
    return run.first > run.last ? run : (struct run){run.first + by, run.last + by};
}

/* Makes an attribution of what was found. False when memory gave out. */
static bool keep(struct part *part, const struct cue *cue, const struct found *found)
{
    struct doc *doc = part->job->doc;
    struct attribution a = {.parent = NONE, .actor = NONE, .addressee_actor = NONE, .against_actor = NONE, .stance = found->stance, .negated = found->negated,
                            .confidence = found->confidence};
    struct run words = {part->first + cue->first, part->first + cue->last}, contents[ROLE_CONTENTS];
    a.cue = claims_run_span(doc, words);
    uint32_t count = 0;
    for (uint32_t k = 0; k < found->roles.contents; k++) {
        struct run run = shifted(found->roles.content[k], found->lo);
        uint32_t lo = k == 0 ? part->first : contents[count == 0 ? 0 : count - 1].last + 1, hi = part->end;
        if (run.last < words.first)
            hi = words.first;
        else if (lo <= words.last)
            lo = words.last + 1;
        if (count == 0 && run.first > words.last)
            lo = words.last + 1;
        run = claims_shape_content(doc, run, lo, hi);
        if (run.first <= run.last)
            contents[count++] = run;
    }
    bool fine = true;
    for (uint32_t k = 0; k < count; k++)
        fine = fine && push_run(doc, &a.content, contents[k]);
    if (!fine || count == 0)
        return fine;
    a.quote = (uint8_t)claims_quote_kind(doc, contents, count, words.first);
    fine = push_run(doc, &a.source, claims_shape_party(doc, shifted(found->roles.source, found->lo)));
    fine = fine && push_run(doc, &a.addressee, claims_shape_party(doc, shifted(found->roles.addressee, found->lo)));
    fine = fine && push_run(doc, &a.against, claims_shape_party(doc, shifted(found->roles.against, found->lo)));
    return fine && list_push(doc->memory, &doc->attributions, a);
}

static bool prepare(struct part *part)
{
    struct job *job = part->job;
    const struct model_sizes *sizes = model_sizes(job->model);
    uint32_t words = part->end - part->first, threads = job->pool == NULL ? 1 : pool_threads(job->pool);
    part->vectors = arena_array(job->scratch, words, sizes->width * sizeof(float));
    part->cue_scores = arena_array(job->scratch, words, 3 * sizeof(float));
    part->role_vectors = arena_array(job->scratch, words, MODEL_TOWER * sizeof(float));
    part->lines = arena_array(job->scratch, words, sizeof *part->lines);
    part->scratch = arena_array(job->scratch, threads, sizeof *part->scratch);
    for (uint32_t t = 0; t < threads && !job->scratch->failed; t++)
        part->scratch[t] = model_scratch_new(job->model, job->scratch);
    if (job->scratch->failed)
        return false;
    uint32_t line = 0;
    for (uint32_t i = 0; i < words; i++) {
        line += (job->doc->words.at[part->first + i].flags & WORD_LINE_START) != 0;
        part->lines[i] = line;
    }
    return claims_cut_windows(job->doc, part->first, part->end, sizes->window - 2, job->scratch, &part->windows);
}

static bool read_part(struct part *part)
{
    struct job *job = part->job;
    if (!prepare(part))
        return false;
    pool_run(job->pool, part->windows.count, read_window, part);
    if (!claims_decode_cues(part->cue_scores, part->end - part->first, part->weights->lean, job->scratch, &part->cues))
        return false;
    part->found = arena_array(job->scratch, part->cues.count, sizeof *part->found);
    if (part->found == NULL)
        return false;
    pool_run(job->pool, part->cues.count, read_cue, part);
    for (uint32_t i = 0; i < part->cues.count; i++)
        if (part->found[i].confidence >= part->weights->least && !keep(part, &part->cues.at[i], &part->found[i]))
            return false;
    return true;
}

/* Where the part that begins at `first` ends: after PART words, at the last line start in its second half. */
static uint32_t part_end(const struct doc *doc, uint32_t first)
{
    uint32_t count = doc->words.count;
    if (count - first <= PART)
        return count;
    for (uint32_t e = first + PART; e > first + PART / 2; e--)
        if (doc->words.at[e].flags & WORD_LINE_START)
            return e;
    return first + PART;
}

bool claims_label(struct job *job)
{
    struct doc *doc = job->doc;
    uint32_t count = doc->words.count;
    struct weights weights = read_weights(job->model);
    doc->labels.at = arena_array(doc->memory, count, sizeof *doc->labels.at);
    bool fine = doc->labels.at != NULL || count == 0;
    doc->labels.count = doc->labels.room = fine ? count : 0;
    for (uint32_t first = 0; fine && first < count;) {
        struct arena_mark here = arena_mark(job->scratch);
        struct part part = {.job = job, .weights = &weights, .first = first, .end = part_end(doc, first)};
        fine = read_part(&part);
        arena_rewind(job->scratch, here);
        first = part.end;
    }
    return fine || error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while the text was read");
}
