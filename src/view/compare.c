/* SPDX-License-Identifier: Apache-2.0 */
#include "view/compare.h"

#include <stdlib.h>
#include <string.h>

#include "view/compare_quotes.h"
#include "view/compare_words.h"
#include "text/fold.h"

enum { MOST_ATTRIBUTIONS = 2000, LEAST_WORDS = 3 };

struct candidate {
    uint32_t source, copy;
    float score;
};

struct comparer {
    struct comparison *to;
    struct arena *memory;
    struct numbered source, copy;
    struct sequence *source_words, *copy_words; /* of the contents */
    uint32_t source_count, copy_count;
    uint32_t *pair;         /* of each attribution of the source: that of the copy, or NONE */
    struct buf a, b;        /* scratch */
};

const char *compare_heading(enum compare_kind kind)
{
    static const char *const headings[COMPARE_KINDS] = {
        "Quotations altered", "Words of the source made a quotation", "Quotations that are not in the source", "Hedges lost",
        "Told in the copy's own voice", "Denials and doubts dropped", "Speakers changed"};
    return headings[kind];
}

const char *compare_name(enum compare_kind kind)
{
    static const char *const names[COMPARE_KINDS] = {"altered", "unquoted", "added", "hedge", "own_voice", "denial", "speaker"};
    return names[kind];
}

static void add(struct comparer *comparer, struct difference difference)
{
    (void)list_push(comparer->memory, &comparer->to->differences, difference);
}

/* ---- pairs ---- */

static void fold_speaker(const struct doc *doc, const struct attribution *a, struct buf *out)
{
    struct str name = {"", 0};
    if (a->actor != NONE)
        name = doc->actors.at[a->actor].name;
    else if (a->source.count > 0)
        name = (struct str){doc->text.at + a->source.at[0].start, a->source.at[0].end - a->source.at[0].start};
    fold_words(name, out);
}

static void fold_source(const struct doc *doc, const struct attribution *a, struct buf *out)
{
    struct span at = a->source.count > 0 ? a->source.at[0] : (struct span){0, 0};
    fold_words((struct str){doc->text.at + at.start, at.end - at.start}, out);
}

static bool alike(const struct buf *a, const struct buf *b)
{
    return fold_holds(a, b) || fold_holds(b, a);
}

enum speakers { SAME_SPEAKER, OTHER_SPEAKER, UNSURE };

/* Pronouns that nobody resolved say nothing; a name may be shorter in one of the two. */
static enum speakers compare_speakers(struct comparer *comparer, const struct attribution *source, const struct attribution *copy)
{
    const struct doc *in_source = comparer->source.doc, *in_copy = comparer->copy.doc;
    fold_speaker(in_source, source, &comparer->a);
    fold_speaker(in_copy, copy, &comparer->b);
    if (fold_is_empty(&comparer->a) || fold_is_pronoun(&comparer->a) || fold_is_pronoun(&comparer->b))
        return UNSURE;
    if (fold_is_empty(&comparer->b))
        return OTHER_SPEAKER;
    if (alike(&comparer->a, &comparer->b))
        return SAME_SPEAKER;
    fold_source(in_copy, copy, &comparer->b);
    if (alike(&comparer->a, &comparer->b))
        return SAME_SPEAKER;
    fold_source(in_source, source, &comparer->a);
    if (alike(&comparer->a, &comparer->b))
        return SAME_SPEAKER;
    fold_speaker(in_copy, copy, &comparer->b);
    return alike(&comparer->a, &comparer->b) ? SAME_SPEAKER : OTHER_SPEAKER;
}

static float likeness(const struct comparer *comparer, uint32_t source, uint32_t copy)
{
    struct sequence a = comparer->source_words[source], b = comparer->copy_words[copy];
    if (a.count < LEAST_WORDS || b.count < LEAST_WORDS || a.count > 4 * b.count || b.count > 4 * a.count)
        return 0;
    return 2 * (float)common_words(&comparer->source, a, &comparer->copy, b).count / (float)(a.count + b.count);
}

static int by_score(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->score < y->score || x->score > y->score)
        return x->score > y->score ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return (x->copy > y->copy) - (x->copy < y->copy);
}

/* One to one, the most alike first. */
static bool find_pairs(struct comparer *comparer)
{
    LIST(struct candidate) candidates = {0};
    uint8_t *taken = arena_array(comparer->memory, (size_t)comparer->copy_count + 1, 1);
    for (uint32_t i = 0; i < comparer->source_count; i++)
        for (uint32_t k = 0; k < comparer->copy_count; k++) {
            float score = likeness(comparer, i, k);
            if (score < 0.4F)
                continue;
            enum speakers speakers = compare_speakers(comparer, &comparer->source.doc->attributions.at[i], &comparer->copy.doc->attributions.at[k]);
            score += speakers == SAME_SPEAKER ? 0.15F : speakers == UNSURE ? 0.05F : 0;
            if (score >= 0.55F)
                (void)list_push(comparer->memory, &candidates, (struct candidate){i, k, score});
        }
    if (taken == NULL || comparer->memory->failed)
        return false;
    if (candidates.count > 0)
        qsort(candidates.at, candidates.count, sizeof *candidates.at, by_score);
    for (uint32_t i = 0; i < candidates.count; i++) {
        struct candidate c = candidates.at[i];
        if (comparer->pair[c.source] != NONE || taken[c.copy])
            continue;
        comparer->pair[c.source] = c.copy;
        taken[c.copy] = 1;
        comparer->to->pairs++;
    }
    return true;
}

/* ---- what differs ---- */

/* How far a stance lets go of its content: 0 keeps a distance, 1 gives it as said, 2 as borne out; 3 is none of these. */
static int firmness(const struct attribution *a)
{
    switch ((enum dixit_stance)a->stance) {
    case DIXIT_ALLEGE: case DIXIT_DOUBT: case DIXIT_QUESTION: case DIXIT_THINK: case DIXIT_PREDICT: return 0;
    case DIXIT_STATE: case DIXIT_ARGUE: return 1;
    case DIXIT_SHOW: case DIXIT_CONFIRM: return 2;
    case DIXIT_DENY: case DIXIT_REJECT: case DIXIT_CRITICISE: case DIXIT_SUPPORT: case DIXIT_ACCUSE: case DIXIT_WARN: case DIXIT_THREATEN:
    case DIXIT_URGE: case DIXIT_DECIDE: case DIXIT_PLEDGE: case DIXIT_STANCES: break;
    }
    return 3;
}

static bool is_hedge(uint64_t number)
{
    static const char *const hedges[] = {"allegedly", "reportedly", "apparently", "perhaps", "maybe", "may", "might", "could", "possibly", "possible",
                                         "likely", "probably", "suspected", "alleged", "purported", "supposedly", "unconfirmed", "estimated",
                                         "roughly", "nearly", "almost", "some"};
    for (size_t i = 0; i < sizeof hedges / sizeof *hedges; i++)
        if (word_number(hedges[i], strlen(hedges[i])) == number)
            return true;
    return false;
}

/* The first hedge of the source's content that stands nowhere in the copy's. */
static uint32_t lost_hedge(const struct comparer *comparer, struct sequence source, struct sequence copy)
{
    for (uint32_t i = 0; i < source.count; i++) {
        uint64_t number = comparer->source.numbers[source.at[i]];
        bool kept = !is_hedge(number);
        for (uint32_t k = 0; !kept && k < copy.count; k++)
            kept = is_hedge(comparer->copy.numbers[copy.at[k]]);
        if (!kept)
            return source.at[i];
    }
    return NONE;
}

static void compare_hedges(struct comparer *comparer, uint32_t i, uint32_t k)
{
    const struct attribution *source = &comparer->source.doc->attributions.at[i], *copy = &comparer->copy.doc->attributions.at[k];
    int from = firmness(source), to = firmness(copy);
    if (to > from && to < 3 && !copy->negated) {
        add(comparer, (struct difference){COMPARE_HEDGE, source->cue, copy->cue, i, k, NONE});
        return;
    }
    uint32_t word = lost_hedge(comparer, comparer->source_words[i], comparer->copy_words[k]);
    if (word != NONE)
        add(comparer, (struct difference){COMPARE_HEDGE, comparer->source.doc->words.at[word].at, {0, 0}, i, k, NONE});
}

/* Where nobody says it in the copy: a sentence of its own that says the same. */
static void compare_own(struct comparer *comparer, uint32_t i, struct arena *scratch)
{
    const struct doc *copy = comparer->copy.doc;
    struct sequence words = comparer->source_words[i];
    if (words.count < LEAST_WORDS + 1)
        return;
    for (uint32_t k = 0; k < copy->own.count && k < MOST_ATTRIBUTIONS; k++) {
        struct arena_mark mark = arena_mark(scratch);
        struct sequence own = numbered_words(&comparer->copy, (struct spans){.at = &copy->own.at[k], .count = 1}, scratch);
        struct common common = common_words(&comparer->source, words, &comparer->copy, own);
        struct span at = {0, 0};
        if (common.count * 10 >= words.count * 7)
            at = (struct span){copy->words.at[own.at[common.first_b]].at.start, copy->words.at[own.at[common.last_b]].at.end};
        arena_rewind(scratch, mark);
        if (at.end == at.start)
            continue;
        add(comparer, (struct difference){COMPARE_OWN_VOICE, comparer->source.doc->attributions.at[i].cue, at, i, NONE, NONE});
        return;
    }
}

/* Disputing, doubting and keeping silent are told apart; who does it may go by another name. */
static int sort_of(const struct status *status)
{
    switch ((enum dixit_status_kind)status->is) {
    case DIXIT_DISPUTED: case DIXIT_OPPOSED: return 1;
    case DIXIT_UNVERIFIED: return 2;
    case DIXIT_UNANSWERED: return 3;
    case DIXIT_BACKED: case DIXIT_CONFIRMED: case DIXIT_STATUS_KINDS: break;
    }
    return 0;
}

static void compare_answers(struct comparer *comparer)
{
    const struct doc *source = comparer->source.doc, *copy = comparer->copy.doc;
    for (uint32_t s = 0; s < source->statuses.count; s++) {
        const struct status *status = &source->statuses.at[s];
        uint32_t i = status->attribution, k = i < comparer->source_count ? comparer->pair[i] : NONE;
        bool kept = k == NONE || sort_of(status) == 0;
        for (uint32_t t = 0; !kept && t < copy->statuses.count; t++)
            kept = copy->statuses.at[t].attribution == k && sort_of(&copy->statuses.at[t]) == sort_of(status);
        if (!kept)
            add(comparer, (struct difference){COMPARE_DENIAL, source->reactions.at[status->reaction].at, {0, 0}, i, k, s});
    }
}

static void compare_speaker(struct comparer *comparer, uint32_t i, uint32_t k)
{
    const struct attribution *source = &comparer->source.doc->attributions.at[i], *copy = &comparer->copy.doc->attributions.at[k];
    if (compare_speakers(comparer, source, copy) != OTHER_SPEAKER)
        return;
    add(comparer, (struct difference){COMPARE_SPEAKER, source->source.count > 0 ? source->source.at[0] : source->cue,
                                      copy->source.count > 0 ? copy->source.at[0] : copy->cue, i, k, NONE});
}

static void compare_attributions(struct comparer *comparer, struct arena *scratch)
{
    for (uint32_t i = 0; i < comparer->source_count; i++)
        if (comparer->pair[i] != NONE)
            compare_hedges(comparer, i, comparer->pair[i]);
    for (uint32_t i = 0; i < comparer->source_count; i++)
        if (comparer->pair[i] == NONE)
            compare_own(comparer, i, scratch);
    compare_answers(comparer);
    for (uint32_t i = 0; i < comparer->source_count; i++)
        if (comparer->pair[i] != NONE)
            compare_speaker(comparer, i, comparer->pair[i]);
}

static struct sequence *contents_of(const struct numbered *numbered, uint32_t count, struct arena *memory)
{
    struct sequence *words = arena_array(memory, (size_t)count + 1, sizeof *words);
    for (uint32_t i = 0; words != NULL && i < count; i++)
        words[i] = numbered_words(numbered, numbered->doc->attributions.at[i].content, memory);
    return words;
}

static bool comparer_init(struct comparer *comparer, const struct doc *source, const struct doc *copy)
{
    struct arena *memory = comparer->memory;
    comparer->source_count = source->attributions.count < MOST_ATTRIBUTIONS ? source->attributions.count : MOST_ATTRIBUTIONS;
    comparer->copy_count = copy->attributions.count < MOST_ATTRIBUTIONS ? copy->attributions.count : MOST_ATTRIBUTIONS;
    comparer->to->cut = source->attributions.count > MOST_ATTRIBUTIONS || copy->attributions.count > MOST_ATTRIBUTIONS;
    if (!numbered_init(&comparer->source, source, memory) || !numbered_init(&comparer->copy, copy, memory))
        return false;
    comparer->source_words = contents_of(&comparer->source, comparer->source_count, memory);
    comparer->copy_words = contents_of(&comparer->copy, comparer->copy_count, memory);
    comparer->pair = arena_array(memory, (size_t)comparer->source_count + 1, sizeof *comparer->pair);
    for (uint32_t i = 0; comparer->pair != NULL && i < comparer->source_count; i++)
        comparer->pair[i] = NONE;
    return !memory->failed;
}

bool compare_readings(const struct doc *source, const struct doc *copy, struct comparison *comparison, struct arena *memory)
{
    struct comparer comparer = {.to = comparison, .memory = memory};
    struct arena scratch;
    *comparison = (struct comparison){0};
    arena_init(&scratch, 0);
    buf_init(&comparer.a, 0);
    buf_init(&comparer.b, 0);
    bool good = comparer_init(&comparer, source, copy) && compare_quotes(&comparer.source, &comparer.copy, comparison, memory) &&
                find_pairs(&comparer);
    if (good)
        compare_attributions(&comparer, &scratch);
    good = good && !memory->failed && !scratch.failed && !comparer.a.failed && !comparer.b.failed;
    buf_release(&comparer.a);
    buf_release(&comparer.b);
    arena_release(&scratch);
    return good;
}
