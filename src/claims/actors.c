/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/actors.h"

#include "claims/cast_list.h"
#include "claims/mentions.h"
#include "claims/named.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

enum role { ROLE_SOURCE, ROLE_ADDRESSEE, ROLE_AGAINST, ROLE_NONE };

enum { PARENTS = 40, ABOUT = 64 };

/* One thing to be settled: the words of a role, or a pronoun that fills none. */
struct item {
    uint32_t attribution; /* NONE for a pronoun without a role */
    uint8_t role;         /* enum role */
    bool done;
    uint32_t word;        /* where it stands */
    uint32_t part, parts; /* its phrases */
    uint32_t figure;      /* who it is; NONE */
};

struct work {
    struct cast cast;
    struct job *job;
    struct ranker ranker;
    const struct actors_watch *watch;
    LIST(struct item) items; /* by word */
    LIST(struct phrase) phrases;
    uint32_t *source_of; /* of each attribution: its item */
    uint32_t *holder_at; /* of each word: the innermost attribution whose content holds it; NONE */
    uint32_t last_pronoun[PHRASE_FORMS];
};

/* ---- what there is to settle ---- */

static bool add_item(struct work *work, uint32_t attribution, enum role role, struct span at)
{
    struct cast *cast = &work->cast;
    struct phrase parts[PHRASE_PARTS];
    uint32_t first = text_word_at(cast->doc, at.start), last = at.end > at.start ? text_word_at(cast->doc, at.end - 1) : first;
    if (first >= cast->doc->words.count)
        return true;
    last = last < cast->doc->words.count ? last : cast->doc->words.count - 1;
    uint32_t count = claims_read_phrase(cast, first, last, parts);
    struct item item = {attribution, (uint8_t)role, false, first, work->phrases.count, count, NONE};
    for (uint32_t i = 0; i < count; i++)
        if (!list_push(cast->scratch, &work->phrases, parts[i]))
            return false;
    return count > 0 && list_push(cast->scratch, &work->items, item);
}

static bool add_empty(struct work *work, uint32_t attribution)
{
    struct cast *cast = &work->cast;
    const struct attribution *a = &cast->doc->attributions.at[attribution];
    uint32_t first = text_word_at(cast->doc, a->cue.start), last = text_word_at(cast->doc, a->cue.end > 0 ? a->cue.end - 1 : 0);
    if (last >= cast->doc->words.count)
        return true;
    struct phrase phrase = {.form = PHRASE_EMPTY, .figure = NONE, .first = first, .last = last, .head = last};
    struct item item = {attribution, ROLE_SOURCE, false, first, work->phrases.count, 1, NONE};
    return list_push(cast->scratch, &work->phrases, phrase) && list_push(cast->scratch, &work->items, item);
}

static bool add_roles(struct work *work)
{
    const struct doc *doc = work->cast.doc;
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        const struct attribution *a = &doc->attributions.at[i];
        bool fine = a->source.count > 0 ? add_item(work, i, ROLE_SOURCE, a->source.at[0]) : add_empty(work, i);
        if (fine && a->addressee.count > 0)
            fine = add_item(work, i, ROLE_ADDRESSEE, a->addressee.at[0]);
        if (fine && a->against.count > 0)
            fine = add_item(work, i, ROLE_AGAINST, a->against.at[0]);
        if (!fine)
            return false;
    }
    return true;
}

/* "he" and "she" wherever they stand, so that the next one knows whom the last one meant. `taken` has a bit for each word. */
static bool add_pronouns(struct work *work, const uint8_t *taken)
{
    struct cast *cast = &work->cast;
    for (uint32_t w = 0; w < cast->doc->words.count; w++) {
        enum phrase_form form = taken[w / 8] >> w % 8 & 1 ? PHRASE_NOBODY : claims_pronoun(cast, w);
        if (form != PHRASE_HE && form != PHRASE_SHE)
            continue;
        struct phrase phrase = {.form = (uint8_t)form, .figure = NONE, .first = w, .last = w, .head = w};
        struct item item = {NONE, ROLE_NONE, false, w, work->phrases.count, 1, NONE};
        if (!list_push(cast->scratch, &work->phrases, phrase) || !list_push(cast->scratch, &work->items, item))
            return false;
    }
    return true;
}

static int by_word(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    if (x->attribution != y->attribution)
        return x->attribution < y->attribution ? -1 : 1;
    return x->role < y->role ? -1 : x->role > y->role;
}

/* ---- nesting ---- */

static uint32_t depth_of(const struct doc *doc, uint32_t attribution)
{
    uint32_t depth = 0;
    for (uint32_t p = doc->attributions.at[attribution].parent; p != NONE && depth < PARENTS; p = doc->attributions.at[p].parent)
        depth++;
    return depth;
}

static void lay_content(struct work *work, uint32_t attribution)
{
    const struct doc *doc = work->cast.doc;
    const struct attribution *a = &doc->attributions.at[attribution];
    for (uint32_t k = 0; k < a->content.count; k++)
        for (uint32_t w = text_word_at(doc, a->content.at[k].start); w < doc->words.count && doc->words.at[w].at.start < a->content.at[k].end; w++)
            if (work->holder_at[w] == NONE || depth_of(doc, work->holder_at[w]) <= depth_of(doc, attribution))
                work->holder_at[w] = attribution;
}

/* ---- one look-up ---- */

static uint32_t source_figure(const struct work *work, uint32_t attribution)
{
    uint32_t item = attribution == NONE ? NONE : work->source_of[attribution];
    return item == NONE ? NONE : work->items.at[item].figure;
}

/* Where the source of the attribution `above` levels up stands; both have one. */
static uint32_t parent_word(const struct work *work, uint32_t attribution, uint32_t above)
{
    if (above > 0)
        attribution = work->cast.doc->attributions.at[attribution].parent;
    return work->items.at[work->source_of[attribution]].word;
}

/* The sources settled before an item, newest first. */
static void find_speakers(const struct work *work, uint32_t at, struct query *query)
{
    uint32_t found = 0;
    query->speakers[0] = query->speakers[1] = query->speakers[2] = query->sibling = NONE;
    for (uint32_t i = at, steps = 0; i-- > 0 && steps < 60; steps++) {
        const struct item *item = &work->items.at[i];
        if (item->role != ROLE_SOURCE || item->figure == NONE)
            continue;
        if (query->sibling == NONE && query->holder != NONE && work->cast.doc->attributions.at[item->attribution].parent == query->holder)
            query->sibling = item->figure;
        bool known = false;
        for (uint32_t k = 0; k < found; k++)
            known = known || query->speakers[k] == item->figure;
        if (!known && found < 3) {
            query->speakers[found] = item->figure;
            query->speaker_words[found++] = item->word;
        }
    }
}

static void learn(struct work *work, const struct query *query, uint32_t figure)
{
    struct figure *f = &work->cast.figures.at[figure];
    uint8_t form = query->phrase.form;
    if (f->kind == DIXIT_ACTOR_PERSON && f->gender == 0 && (form == PHRASE_HE || form == PHRASE_SHE))
        f->gender = form == PHRASE_HE ? GENDER_MALE : GENDER_FEMALE;
    work->last_pronoun[form] = figure;
}

/* The figure that a phrase itself names. */
static uint32_t itself(struct work *work, const struct phrase *phrase)
{
    uint8_t kind = phrase->form == PHRASE_DOCUMENT ? DIXIT_ACTOR_DOCUMENT
                   : phrase->form == PHRASE_BODY || phrase->form == PHRASE_GOVERNMENT ? DIXIT_ACTOR_ORGANISATION
                                                                                       : DIXIT_ACTOR_GROUP;
    uint32_t figure = cast_add_group(&work->cast, phrase->first, phrase->last, kind);
    if (figure != NONE) {
        struct figure *f = &work->cast.figures.at[figure];
        f->latent = false;
        f->plural = phrase->form == PHRASE_GROUP;
        for (uint32_t w = phrase->first; w <= phrase->last && f->trait_count == 0; w++)
            cast_describe(&work->cast, f, w);
    }
    return figure;
}

static struct query ask(const struct work *work, uint32_t at, const struct phrase *phrase)
{
    const struct doc *doc = work->cast.doc;
    const struct item *item = &work->items.at[at];
    struct query query = {.phrase = *phrase, .word = phrase->form == PHRASE_EMPTY ? item->word : phrase->head, .attribution = item->attribution, .source = item->role == ROLE_SOURCE && item->parts == 1};
    query.holder = item->attribution != NONE ? doc->attributions.at[item->attribution].parent : work->holder_at[item->word];
    query.parents[0] = source_figure(work, query.holder);
    query.parents[1] = query.holder == NONE ? NONE : source_figure(work, doc->attributions.at[query.holder].parent);
    for (uint32_t i = 0; i < 2; i++)
        query.parent_words[i] = query.parents[i] == NONE ? query.word : parent_word(work, query.holder, i);
    query.same_form = work->last_pronoun[phrase->form];
    find_speakers(work, at, &query);
    return query;
}

static uint32_t look_up(struct work *work, uint32_t at, const struct phrase *phrase)
{
    const struct item *item = &work->items.at[at];
    struct query query = ask(work, at, phrase);
    struct choice choices[RANKER_CHOICES];
    uint32_t count = claims_rank(&work->ranker, &work->cast, &query, choices);
    uint32_t picked = claims_pick(item->role == ROLE_NONE ? -1 : claims_margin(&work->ranker, &work->cast, &query), choices, count);
    if (work->watch != NULL)
        picked = work->watch->pick(work->watch->context, &work->cast, &query, choices, count, picked);
    if (choices[picked].kind == CHOICE_NOBODY)
        return NONE;
    uint32_t figure = choices[picked].kind == CHOICE_ITSELF ? itself(work, phrase) : choices[picked].figure;
    if (figure == NONE)
        return NONE;
    learn(work, &query, figure);
    struct mention mention = {phrase->first, phrase->last, figure};
    if (phrase->form != PHRASE_EMPTY && !list_push(work->cast.scratch, &work->cast.found, mention))
        work->cast.failed = true;
    return figure;
}

/* Whether a source read as a name means that figure. */
static bool means(struct work *work, uint32_t at, const struct phrase *phrase)
{
    const struct item *item = &work->items.at[at];
    struct choice choices[NAMED_CHOICES];
    if (item->role != ROLE_SOURCE || item->parts != 1 || (work->ranker.coref == NULL && work->watch == NULL))
        return true;
    struct query query = ask(work, at, phrase);
    uint32_t count = claims_rank_named(&work->ranker, &work->cast, &query, choices);
    if (count == 0)
        return true;
    uint32_t picked = claims_pick(claims_margin(&work->ranker, &work->cast, &query), choices, count);
    if (work->watch != NULL)
        picked = work->watch->pick(work->watch->context, &work->cast, &query, choices, count, picked);
    return picked != 0;
}

/* The first person is whose words they stand in. */
static uint32_t first_person(struct work *work, const struct item *item, const struct phrase *phrase)
{
    uint32_t holder = item->attribution != NONE ? work->cast.doc->attributions.at[item->attribution].parent : work->holder_at[item->word];
    uint32_t figure = source_figure(work, holder);
    struct mention mention = {phrase->first, phrase->last, figure};
    if (figure != NONE && !list_push(work->cast.scratch, &work->cast.found, mention))
        work->cast.failed = true;
    return figure;
}

static uint32_t settle_phrase(struct work *work, uint32_t at, const struct phrase *phrase)
{
    if (phrase->form == PHRASE_FIGURE) {
        struct mention mention = {phrase->first, phrase->last, phrase->figure};
        bool known = phrase->first > phrase->last || work->cast.name_at[phrase->last] != NONE || !cast_capital(&work->cast, phrase->head);
        if (!known && phrase->figure != NONE && !list_push(work->cast.scratch, &work->cast.found, mention))
            work->cast.failed = true;
        return means(work, at, phrase) ? phrase->figure : NONE;
    }
    if (phrase->form == PHRASE_NOBODY || phrase->form == PHRASE_YOU)
        return NONE;
    uint32_t speaker = phrase->form == PHRASE_I ? first_person(work, &work->items.at[at], phrase) : NONE;
    return speaker != NONE ? speaker : look_up(work, at, phrase);
}

/* ---- several ---- */

static uint32_t add_several(struct work *work, const uint32_t *members, uint32_t count)
{
    struct cast *cast = &work->cast;
    size_t length = 0, at = 0;
    for (uint32_t i = 0; i < count; i++)
        length += cast->figures.at[members[i]].name.length + 5;
    char *name = arena_alloc(cast->scratch, length);
    if (name == NULL) {
        cast->failed = true;
        return NONE;
    }
    for (uint32_t i = 0; i < count; i++) {
        const char *link = i == 0 ? "" : i + 1 == count ? " and " : ", ";
        memcpy(name + at, link, strlen(link));
        at += strlen(link);
        memcpy(name + at, cast->figures.at[members[i]].name.at, cast->figures.at[members[i]].name.length);
        at += cast->figures.at[members[i]].name.length;
    }
    uint32_t least = cast->figures.count > CAST_LOOK_BACK ? cast->figures.count - CAST_LOOK_BACK : 0;
    for (uint32_t i = cast->figures.count; i-- > least;)
        if (cast->figures.at[i].kind == DIXIT_ACTOR_SEVERAL && cast->figures.at[i].name.length == at && memcmp(cast->figures.at[i].name.at, name, at) == 0)
            return i;
    struct figure figure = {.name = {name, at}, .first = 1, .kind = DIXIT_ACTOR_SEVERAL, .plural = true, .alias = NONE, .belongs = NONE, .actor = NONE, .member_count = count};
    memcpy(figure.members, members, count * sizeof *members);
    if (!list_push(cast->scratch, &cast->figures, figure)) {
        cast->failed = true;
        return NONE;
    }
    return cast->figures.count - 1;
}

static void settle(struct work *work, uint32_t at)
{
    struct item *item = &work->items.at[at];
    uint32_t members[PHRASE_PARTS], count = 0;
    item->done = true;
    for (uint32_t k = 0; k < item->parts; k++) {
        uint32_t figure = settle_phrase(work, at, &work->phrases.at[item->part + k]);
        if (figure == NONE)
            return;
        bool known = false;
        for (uint32_t i = 0; i < count; i++)
            known = known || members[i] == figure;
        if (!known)
            members[count++] = figure;
    }
    if (count == 0 || work->cast.failed)
        return;
    item->figure = count == 1 ? members[0] : add_several(work, members, count);
    if (item->figure == NONE)
        return;
    struct figure *figure = &work->cast.figures.at[item->figure];
    figure->roles += item->role == ROLE_SOURCE;
    figure->latent = false;
    struct phrase *first = &work->phrases.at[item->part];
    struct mention mention = {first->first, work->phrases.at[item->part + count - 1].last, item->figure};
    if (count > 1 && !list_push(work->cast.scratch, &work->cast.found, mention))
        work->cast.failed = true;
}

/* ---- in order ---- */

static bool waits(const struct phrase *phrase)
{
    return phrase->form == PHRASE_I || phrase->form == PHRASE_WE || phrase->form == PHRASE_YOU || phrase->form == PHRASE_EMPTY;
}

/* What each item is good for in the three rounds: 0 names, 1 what is looked up in order, 2 what waits for its speaker. */
static int round_of(const struct work *work, const struct item *item)
{
    int latest = 0;
    for (uint32_t k = 0; k < item->parts; k++) {
        const struct phrase *phrase = &work->phrases.at[item->part + k];
        int own = waits(phrase) ? 2 : phrase->form == PHRASE_FIGURE || phrase->form == PHRASE_NOBODY ? 0 : 1;
        latest = own > latest ? own : latest;
    }
    return latest;
}

/* Settles an item after those whose words it stands in. */
static void settle_after(struct work *work, uint32_t at, uint32_t depth)
{
    struct item *item = &work->items.at[at];
    if (item->done)
        return;
    uint32_t holder = item->attribution != NONE ? work->cast.doc->attributions.at[item->attribution].parent : work->holder_at[item->word];
    if (holder != NONE && work->source_of[holder] != NONE && depth < PARENTS)
        settle_after(work, work->source_of[holder], depth + 1);
    settle(work, at);
}

static void settle_all(struct work *work)
{
    memset(work->last_pronoun, 0xff, sizeof work->last_pronoun);
    for (int round = 0; round < 3; round++)
        for (uint32_t i = 0; i < work->items.count && !work->cast.failed; i++) {
            if (work->items.at[i].done || round_of(work, &work->items.at[i]) > round)
                continue;
            if (round < 2)
                settle(work, i);
            else
                settle_after(work, i, 0);
        }
}

static bool prepare(struct work *work)
{
    struct doc *doc = work->cast.doc;
    struct arena *scratch = work->job->scratch;
    work->source_of = arena_array(scratch, (size_t)doc->attributions.count + 1, sizeof *work->source_of);
    work->holder_at = arena_array(scratch, (size_t)doc->words.count + 1, sizeof *work->holder_at);
    uint8_t *taken = arena_array(scratch, (size_t)doc->words.count / 8 + 1, 1);
    if (work->source_of == NULL || work->holder_at == NULL || taken == NULL)
        return false;
    memset(work->holder_at, 0xff, ((size_t)doc->words.count + 1) * sizeof *work->holder_at);
    memset(work->source_of, 0xff, ((size_t)doc->attributions.count + 1) * sizeof *work->source_of); /* NONE */
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        lay_content(work, i);
    if (!add_roles(work))
        return false;
    for (uint32_t i = 0; i < work->phrases.count; i++)
        taken[work->phrases.at[i].head / 8] |= (uint8_t)(1u << work->phrases.at[i].head % 8);
    if (!add_pronouns(work, taken))
        return false;
    if (work->items.count > 0)
        qsort(work->items.at, work->items.count, sizeof *work->items.at, by_word);
    for (uint32_t i = 0; i < work->items.count; i++)
        if (work->items.at[i].role == ROLE_SOURCE)
            work->source_of[work->items.at[i].attribution] = i;
    return true;
}

/* ---- what comes of it ---- */

static bool add_about(struct work *work, struct attribution *a)
{
    struct cast *cast = &work->cast;
    for (uint32_t k = 0; k < a->content.count; k++) {
        uint32_t last = NONE;
        for (uint32_t w = text_word_at(cast->doc, a->content.at[k].start);
             w < cast->doc->words.count && cast->doc->words.at[w].at.start < a->content.at[k].end && a->about.count < ABOUT; w++) {
            if (cast->name_at[w] == NONE || cast->name_at[w] == last)
                continue;
            last = cast->name_at[w];
            uint32_t actor = claims_list_actor(cast, cast->mentions.at[last].figure);
            bool known = false;
            for (uint32_t i = 0; i < a->about.count; i++)
                known = known || a->about.at[i] == actor;
            if (actor == NONE || (!known && !list_push(cast->doc->memory, &a->about, actor)))
                return false;
        }
    }
    return true;
}

static bool write_actors(struct work *work)
{
    struct doc *doc = work->cast.doc;
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        struct attribution *a = &doc->attributions.at[i];
        a->actor = a->addressee_actor = a->against_actor = NONE;
    }
    for (uint32_t i = 0; i < work->items.count; i++) {
        const struct item *item = &work->items.at[i];
        uint32_t actor = claims_list_actor(&work->cast, item->figure);
        if (item->role == ROLE_NONE || item->figure == NONE)
            continue;
        struct attribution *a = &doc->attributions.at[item->attribution];
        if (item->role == ROLE_SOURCE)
            a->actor = actor;
        else if (item->role == ROLE_ADDRESSEE)
            a->addressee_actor = actor;
        else
            a->against_actor = actor;
    }
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        if (!add_about(work, &doc->attributions.at[i]))
            return false;
    return claims_list_mentions(&work->cast);
}

bool claims_find_actors_watched(struct job *job, const struct actors_watch *watch)
{
    struct arena_mark here = arena_mark(job->scratch);
    struct work *work = arena_alloc(job->scratch, sizeof *work);
    bool fine = work != NULL;
    if (fine) {
        *work = (struct work){.job = job, .watch = watch};
        claims_open_ranker(&work->ranker, job->model);
        fine = cast_open(&work->cast, job) && claims_join_names(&work->cast);
    }
    if (fine) {
        claims_describe_names(&work->cast);
        fine = claims_find_groups(&work->cast) && prepare(work);
    }
    if (fine) {
        settle_all(work);
        list_drop(job->doc->memory, &job->doc->vectors);
        fine = !work->cast.failed && write_actors(work) && !work->cast.failed;
    }
    arena_rewind(job->scratch, here);
    list_drop(job->doc->memory, &job->doc->vectors);
    return fine || error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while actors were found");
}

bool claims_find_actors(struct job *job)
{
    return claims_find_actors_watched(job, NULL);
}
