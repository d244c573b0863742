/* SPDX-License-Identifier: Apache-2.0 */
/* How a part is read:
 *   1. its words are cut into windows; each window goes through the encoder and the word heads (threads share the windows)
 *   2. the cue scores of the whole part are decoded to candidate cues
 *   3. each cue goes through the role tower over the words around it and is decoded (threads share the cues)
 *   4. what is sure enough becomes an attribution, in order
 * Nothing depends on how the work was shared out, so the result does not either. */
#include "claims/label.h"

#include "claims/cues.h"
#include "claims/name_labels.h"
#include "claims/roles.h"
#include "claims/scores.h"
#include "claims/shape.h"
#include "claims/topics.h"
#include "claims/windows.h"
#include "model/heads.h"

#include <string.h>

enum {
    PART = 4096,  /* words whose vectors are held at once */
    CUE_MOST = 40, /* words of a cue */
    LONG = 1 << 17 /* words from which the stages to come need the memory that the model takes */
};

/* How sure the reader must be, and how its scores become a probability; from the model file. */
struct weights {
    struct role_weights role;
    float lean, least;
    bool reacts; /* the model has learned rows 21 … 26 of act.out */
    float bias, real, cue, margin; /* confidence = sigmoid(bias + real × … + cue × … + margin × …) */
};

/* What one cue became. */
struct found {
    struct roles roles;
    uint32_t lo, hi;  /* the candidate words, absolute */
    float confidence; /* below weights.least: nothing */
    uint8_t stance;
    bool negated;
    float reacts[1 + DIXIT_REACTION_KINDS];
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
    float *role_vectors; /* [words][TOWER] */
    uint32_t *lines;     /* [words]: number of the line that each is in */
    struct found *found; /* [cues] */
    struct thread *threads;
};

/* Working memory of one thread. */
struct thread {
    struct encoder_scratch *scratch;
    float *out; /* [window][width] */
};

static struct weights read_weights(const struct model *model)
{
    return (struct weights){
        .role = {.edge = model_float(model, "role.edge", 0.7f),
                 .second = model_float(model, "role.second", 0.5f),
                 .third = model_float(model, "role.third", 2.0f),
                 .addressee = model_float(model, "role.addressee", 0.0f),
                 .against = model_float(model, "role.against", 0.0f),
                 .sourceless = model_float(model, "role.sourceless", 0.0f)},
        .lean = model_float(model, "cue.lean", 0.7f),
        .least = model_float(model, "least", 0.37f),
        .reacts = model_float(model, "head.reacts", 0.0f) > 0.0f,
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

/* The pieces of a window as the encoder takes them. */
struct pieces {
    uint16_t ids[WINDOW_MOST];
    uint8_t extra[WINDOW_MOST][4];
    uint32_t count;
};

static void edge_piece(struct pieces *window, uint32_t id)
{
    static const uint8_t rows[4] = {7, 8, 10, 14};
    window->ids[window->count] = (uint16_t)id;
    memcpy(window->extra[window->count], rows, sizeof rows);
    window->count++;
}

/* Lays the pieces of a window out; places[i] is the row of word context + i. */
static void fill_window(const struct doc *doc, struct window_cut cut, const struct model_config *sizes, struct pieces *window,
                        uint32_t *places)
{
    window->count = 0;
    edge_piece(window, sizes->cls);
    for (uint32_t w = cut.context; w < cut.end; w++) {
        const struct word *word = &doc->words.at[w];
        uint32_t piece = doc->first_pieces.at[w], stop = w + 1 < doc->words.count ? doc->first_pieces.at[w + 1] : doc->pieces.count;
        places[w - cut.context] = window->count < sizes->window - 1 ? window->count : sizes->window - 2;
        for (uint32_t p = piece; p < stop && window->count < sizes->window - 1; p++) {
            window->ids[window->count] = doc->pieces.at[p].id;
            extra_rows(word, p == piece, window->extra[window->count]);
            window->count++;
        }
    }
    edge_piece(window, sizes->sep);
}

/* Encodes a window and keeps the vectors of the words that it answers for. */
static void encode(const struct part *part, struct window_cut cut, const struct thread *thread, float *vectors)
{
    const struct model *model = part->job->model;
    uint32_t width = model->config.width, places[WINDOW_MOST];
    struct pieces pieces;
    fill_window(part->job->doc, cut, &model->config, &pieces, places);
    struct window window = {.ids = pieces.ids, .extra = (const uint8_t(*)[4])pieces.extra, .count = pieces.count};
    model_encode_window(model, thread->scratch, &window, thread->out);
    for (uint32_t i = 0; i < cut.end - cut.first; i++)
        memcpy(vectors + (size_t)i * width, thread->out + (size_t)places[cut.first - cut.context + i] * width, width * sizeof *vectors);
}

static void read_window(void *context, uint32_t index, uint32_t thread_index)
{
    struct part *part = context;
    struct doc *doc = part->job->doc;
    const struct model *model = part->job->model;
    const struct thread *thread = &part->threads[thread_index];
    struct window_cut cut = part->windows.at[index];
    uint32_t count = cut.end - cut.first, at = cut.first - part->first;
    float *vectors = part->vectors + (size_t)at * model->config.width, tags[WINDOW_MOST * TAGS];
    encode(part, cut, thread, vectors);
    model_word_heads(model, thread->scratch, vectors, count, tags, part->cue_scores + (size_t)at * CUE_LABELS,
                     part->role_vectors + (size_t)at * TOWER);
    if (cut.first + count <= doc->vectors.count)
        model_mention_head(model, thread->scratch, vectors, count, doc->vectors.at + cut.first);
    if (part->job->watch_words != NULL)
        part->job->watch_words(part->job->watch_context, cut.first, vectors, count);
    uint8_t names[WINDOW_MOST];
    claims_decode_names(tags + 1, TAGS, count, names);
    for (uint32_t i = 0; i < count; i++) {
        struct label *label = &doc->labels.at[cut.first + i];
        label->sentence_end = tags[(size_t)i * TAGS] > 0.0f;
        label->name = names[i];
    }
    if (part->job->progress != NULL)
        atomic_fetch_add(&part->job->progress->read, count);
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

static void read_acts(const float *act, bool reacts, struct found *found)
{
    uint8_t best = 0;
    for (uint8_t k = 1; k < DIXIT_STANCES; k++)
        if (act[1 + k] > act[1 + best])
            best = k;
    found->stance = best;
    found->negated = act[20] > 0.0f;
    if (reacts)
        memcpy(found->reacts, act + 21, sizeof found->reacts);
}

/* The rows of the tower's tables for `count` candidates from word `lo` of the part on. */
static void place_candidates(const struct part *part, const struct cue *cue, uint32_t lo, uint32_t count, uint8_t *distance,
                             uint8_t *relation)
{
    const struct word *words = part->job->doc->words.at + part->first;
    uint32_t line = part->lines[cue->first];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t w = lo + i;
        uint8_t where = part->lines[w] < line ? 1 : part->lines[w] > line ? 2 : 0;
        distance[i] = model_role_distance(w, cue->first, cue->last);
        relation[i] = (uint8_t)(where * 4 + quoted(&words[w]) * 2 + quoted(&words[cue->first]));
    }
}

static void read_cue(void *context, uint32_t index, uint32_t thread)
{
    struct part *part = context;
    const struct model *model = part->job->model;
    const struct weights *weights = part->weights;
    const struct cue *cue = &part->cues.at[index];
    struct found *found = &part->found[index];
    uint32_t words = part->end - part->first;
    if (cue->last - cue->first >= CUE_MOST)
        return;
    uint32_t lo = cue->first > ROLE_BEFORE ? cue->first - ROLE_BEFORE : 0;
    uint32_t hi = cue->last + ROLE_AFTER + 1 < words ? cue->last + ROLE_AFTER + 1 : words, count = hi - lo;
    uint8_t distance[ROLE_CANDIDATES], relation[ROLE_CANDIDATES], back[ROLE_CANDIDATES * ROLE_STATES];
    float vector[3 * MODEL_WIDTH_MOST], scores[ROLE_CANDIDATES * ROLES], acts[ACTS];
    place_candidates(part, cue, lo, count, distance, relation);
    cue_vector(part, cue, model->config.width, vector);
    struct role_query query = {.cue = vector, .cue_width = cue->last - cue->first, .p = part->role_vectors + (size_t)lo * TOWER,
                               .distance = distance, .relation = relation, .count = count};
    model_read_roles(model, part->threads[thread].scratch, &query, scores, acts, NULL);
    claims_decode_roles(scores, count, cue->first - lo, cue->last - lo, &weights->role, back, &found->roles);
    read_acts(acts, weights->reacts, found);
    found->lo = part->first + lo;
    found->hi = part->first + hi;
    float sum = weights->bias + weights->real * acts[0] + weights->cue * cue->score + weights->margin * found->roles.margin;
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

/* Narrows the words lo … hi - 1 that a run may take to its side of another run. */
static void keep_off(struct run run, struct run other, uint32_t *lo, uint32_t *hi)
{
    if (other.first > other.last)
        return;
    if (run.first > other.last && *lo <= other.last)
        *lo = other.last + 1;
    if (run.last < other.first && *hi > other.first)
        *hi = other.first;
}

/* The pieces of content in their final shape, absolute words; returns how many are left. */
static uint32_t shape_contents(const struct part *part, struct run cue, const struct found *found, struct run source,
                               struct run contents[ROLE_CONTENTS])
{
    const struct doc *doc = part->job->doc;
    uint32_t count = 0;
    for (uint32_t k = 0; k < found->roles.contents; k++) {
        struct run run = shifted(found->roles.content[k], found->lo);
        uint32_t lo = count == 0 ? part->first : contents[count - 1].last + 1, hi = part->end;
        keep_off(run, cue, &lo, &hi);
        keep_off(run, source, &lo, &hi);
        if (k + 1 < found->roles.contents)
            keep_off(run, shifted(found->roles.content[k + 1], found->lo), &lo, &hi);
        run.first = run.first < lo ? lo : run.first;
        run = claims_whole_quotation(doc, run, found->lo, found->hi, lo, hi);
        run = claims_shape_content(doc, run, lo, hi);
        if (run.first <= run.last)
            contents[count++] = run;
    }
    return count;
}

/* Only these go against somebody (guide: annotation, "against"). */
static bool charges(enum dixit_stance stance)
{
    return stance == DIXIT_ACCUSE || stance == DIXIT_CRITICISE || stance == DIXIT_THREATEN;
}

/* Makes an attribution of what was found. False when memory gave out. */
static bool keep(struct part *part, const struct cue *cue, const struct found *found)
{
    struct doc *doc = part->job->doc;
    struct attribution a = {.parent = NONE, .actor = NONE, .addressee_actor = NONE, .against_actor = NONE,
                            .stance = found->stance, .negated = found->negated, .confidence = found->confidence};
    memcpy(a.reacts, found->reacts, sizeof a.reacts);
    struct run words = claims_shape_cue(doc, (struct run){part->first + cue->first, part->first + cue->last}, part->end), contents[ROLE_CONTENTS];
    struct run source = claims_shape_source(doc, shifted(found->roles.source, found->lo), part->end);
    uint32_t count = shape_contents(part, words, found, source, contents);
    if (count == 0)
        return true;
    a.cue = claims_run_span(doc, words);
    a.quote = (uint8_t)claims_quote_kind(doc, contents, count, words.first);
    bool fine = true;
    for (uint32_t k = 0; k < count; k++)
        fine = fine && push_run(doc, &a.content, contents[k]);
    fine = fine && push_run(doc, &a.source, source);
    fine = fine && push_run(doc, &a.addressee, claims_shape_party(doc, shifted(found->roles.addressee, found->lo)));
    if (charges((enum dixit_stance)a.stance))
        fine = fine && push_run(doc, &a.against, claims_shape_party(doc, shifted(found->roles.against, found->lo)));
    fine = fine && claims_add_topic(part->job, part->vectors, part->first, contents, count, &a);
    return fine && list_push(doc->memory, &doc->attributions, a);
}

static bool prepare(struct part *part)
{
    struct job *job = part->job;
    const struct model_config *sizes = &job->model->config;
    uint32_t words = part->end - part->first, threads = job->pool == NULL ? 1 : pool_threads(job->pool);
    part->vectors = arena_array(job->scratch, words, sizes->width * sizeof(float));
    part->cue_scores = arena_array(job->scratch, words, CUE_LABELS * sizeof(float));
    part->role_vectors = arena_array(job->scratch, words, TOWER * sizeof(float));
    part->lines = arena_array(job->scratch, words, sizeof *part->lines);
    part->threads = arena_array(job->scratch, threads, sizeof *part->threads);
    for (uint32_t t = 0; t < threads && !job->scratch->failed; t++)
        part->threads[t] = (struct thread){encoder_scratch_new(job->model, job->scratch),
                                           arena_array(job->scratch, sizes->window, sizes->width * sizeof(float))};
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
    if (job->progress != NULL)
        atomic_store(&job->progress->words, count);
    if (fine && job->model->coref.there && count > 0) {
        uint32_t kept = count < VECTOR_WORDS ? count : VECTOR_WORDS;
        doc->vectors.at = arena_array(doc->memory, kept, sizeof *doc->vectors.at);
        fine = doc->vectors.at != NULL;
        doc->vectors.count = doc->vectors.room = fine ? kept : 0;
    }
    for (uint32_t first = 0; fine && first < count;) {
        if (job->progress != NULL && atomic_load(&job->progress->stop))
            return error_set(job->error, DIXIT_SYSTEM, 0, "It was given up before it was read.");
        struct arena_mark here = arena_mark(job->scratch);
        struct part part = {.job = job, .weights = &weights, .first = first, .end = part_end(doc, first)};
        fine = read_part(&part);
        arena_rewind(job->scratch, here);
        first = part.end;
    }
    list_drop(doc->memory, &doc->pieces);
    list_drop(doc->memory, &doc->first_pieces);
    if (count > LONG)
        model_rest(job->model);
    return fine || error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while the text was read");
}
