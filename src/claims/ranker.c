/* SPDX-License-Identifier: Apache-2.0 */
/* Looks back over at most LOOK_NAMES mentions by name and as many found ones, so that the time of a query does not grow with the text. */
#include "claims/ranker.h"

#include <stdlib.h>
#include <string.h>

#include "claims/data_actor_weights.h"
#include "text/words.h"

_Static_assert(RANKER_FEATURES == (int)COREF_TRAITS && PHRASE_FORMS - PHRASE_HE + 1 == (int)COREF_MARGINS, "the model file's sizes");

enum { LOOK_NAMES = 120, LOOK_GROUPS = 20, LOOK_FOUND = 60, LOOK_AHEAD = 6 };

/* Where a figure was last met before the query, as the mentions are walked through. */
struct seen {
    uint32_t figure;
    uint32_t word;    /* the nearest mention before; of one that only comes later, that */
    bool ahead;       /* only met after the query */
    uint32_t count;   /* mentions met */
    bool found;       /* the nearest is a pronoun or role */
    bool head;        /* the same noun meant it before */
    uint32_t last;    /* the last word of that mention */
};

struct field {
    const struct cast *cast;
    const struct query *query;
    struct seen seen[RANKER_CHOICES];
    uint32_t count;
};

/* ---- who can be meant at all ---- */

static bool gender_fits(const struct figure *figure, uint8_t gender)
{
    return figure->gender == 0 || gender == 0 || !figure->sure_gender || figure->gender == gender;
}

/* The class of the query's head as a noun; 0 where no list knows it. */
static char head_class(const struct field *field)
{
    bool plural;
    return cast_noun(field->cast, field->query->phrase.head, &plural);
}

static uint8_t gender_of(const struct field *field)
{
    const struct phrase *phrase = &field->query->phrase;
    if (phrase->form == PHRASE_HE)
        return GENDER_MALE;
    if (phrase->form == PHRASE_SHE)
        return GENDER_FEMALE;
    if (phrase->form != PHRASE_ROLE)
        return 0;
    char class = head_class(field);
    return class == 'm' ? GENDER_MALE : class == 'f' ? GENDER_FEMALE : 0;
}

static bool may_mean(const struct field *field, const struct figure *figure)
{
    bool person = figure->kind == DIXIT_ACTOR_PERSON, several = figure->kind == DIXIT_ACTOR_SEVERAL;
    switch ((enum phrase_form)field->query->phrase.form) {
    case PHRASE_HE:
    case PHRASE_SHE:
    case PHRASE_ROLE:
        return (person || (figure->kind == DIXIT_ACTOR_GROUP && !figure->plural && !figure->named)) && gender_fits(figure, gender_of(field));
    case PHRASE_THEY:
        return !person || several;
    case PHRASE_IT:
        return !person && !several && !figure->plural;
    case PHRASE_BODY: /* a noun that no list knows may be a person's: "the powerlifter" */
        return (!person || head_class(field) == 0) && !several && !figure->plural;
    case PHRASE_GOVERNMENT:
        return figure->kind == DIXIT_ACTOR_STATE || (figure->kind == DIXIT_ACTOR_ORGANISATION && !figure->place) || (figure->kind == DIXIT_ACTOR_GROUP && !figure->latent);
    case PHRASE_GROUP:
        return !person;
    case PHRASE_SPOKES:
        return !figure->latent && !several;
    case PHRASE_DOCUMENT:
    case PHRASE_EMPTY:
        return !figure->latent;
    case PHRASE_NOBODY:
    case PHRASE_FIGURE:
    case PHRASE_I:
    case PHRASE_WE:
    case PHRASE_YOU:
    case PHRASE_FORMS:
        break;
    }
    return true;
}

/* ---- walking through the mentions ---- */

static void meet(struct field *field, uint32_t figure, uint32_t word, uint32_t last, bool ahead, bool found)
{
    if (figure == NONE)
        return;
    for (uint32_t i = 0; i < field->count; i++)
        if (field->seen[i].figure == figure) {
            struct seen *seen = &field->seen[i];
            seen->count++;
            if (!ahead && (seen->ahead || word > seen->word)) {
                seen->word = word;
                seen->last = last;
                seen->ahead = false;
                seen->found = found;
            }
            return;
        }
    if (field->count + 2 < RANKER_CHOICES && may_mean(field, &field->cast->figures.at[figure]))
        field->seen[field->count++] = (struct seen){figure, word, ahead, 1, found, false, last};
}

/* Index of the first mention that starts at a word or after it. */
static uint32_t mention_from(const struct mention *at, uint32_t count, uint32_t word)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (at[middle].first < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool own_words(const struct query *query, const struct mention *mention)
{
    return query->phrase.form != PHRASE_EMPTY && mention->first >= query->phrase.first && mention->first <= query->phrase.last;
}

/* Notes of a figure that a noun phrase with the same head meant it. */
static void note_head(struct field *field, const struct mention *found)
{
    const struct phrase *phrase = &field->query->phrase;
    if (phrase->form < PHRASE_ROLE || phrase->form == PHRASE_EMPTY || !cast_same(field->cast, found->last, phrase->head))
        return;
    for (uint32_t i = 0; i < field->count; i++)
        field->seen[i].head = field->seen[i].head || field->seen[i].figure == found->figure;
}

static void gather(struct field *field)
{
    const struct cast *cast = field->cast;
    const struct query *query = field->query;
    uint32_t from = mention_from(cast->mentions.at, cast->mentions.count, query->word);
    for (uint32_t i = from; i-- > 0 && from - i <= LOOK_NAMES;)
        if (!own_words(query, &cast->mentions.at[i]))
            meet(field, cast->mentions.at[i].figure, cast->mentions.at[i].first, cast->mentions.at[i].last, false, false);
    uint32_t groups = mention_from(cast->groups.at, cast->groups.count, query->word);
    for (uint32_t i = groups; i-- > 0 && groups - i <= LOOK_GROUPS;)
        if (!own_words(query, &cast->groups.at[i]) && cast_sentence(cast, query->word) - cast_sentence(cast, cast->groups.at[i].first) <= 4)
            meet(field, cast->groups.at[i].figure, cast->groups.at[i].first, cast->groups.at[i].last, false, false);
    for (uint32_t i = cast->found.count; i-- > 0 && cast->found.count - i <= LOOK_FOUND;)
        if (cast->found.at[i].first < query->word) {
            meet(field, cast->found.at[i].figure, cast->found.at[i].first, cast->found.at[i].last, false, true);
            note_head(field, &cast->found.at[i]);
        }
    for (uint32_t i = 0; i < 3; i++)
        meet(field, query->speakers[i], query->speaker_words[i], query->speaker_words[i], false, true);
    for (uint32_t i = 0; i < 2; i++)
        if (query->parents[i] != NONE)
            meet(field, query->parents[i], query->word, query->word, true, true);
    for (uint32_t i = from; i < cast->mentions.count && i < from + LOOK_AHEAD; i++)
        if (!own_words(query, &cast->mentions.at[i]) && cast->mentions.at[i].first < query->word + 60)
            meet(field, cast->mentions.at[i].figure, cast->mentions.at[i].first, cast->mentions.at[i].last, true, false);
}

/* ---- features ---- */

static float level(uint32_t n, uint32_t most)
{
    uint32_t bits = 0;
    while (n > 1) {
        n >>= 1;
        bits++;
    }
    return (float)(bits < most ? bits : most) / (float)most;
}

/* The figure is named in the content of the query's attribution. */
static bool in_content(const struct field *field, uint32_t figure)
{
    const struct cast *cast = field->cast;
    if (field->query->attribution == NONE)
        return false;
    const struct attribution *a = &cast->doc->attributions.at[field->query->attribution];
    for (uint32_t k = 0; k < a->content.count; k++) {
        uint32_t first = text_word_at(cast->doc, a->content.at[k].start);
        uint32_t i = mention_from(cast->mentions.at, cast->mentions.count, first), met = 0;
        for (; i < cast->mentions.count && met < 30 && cast->doc->words.at[cast->mentions.at[i].first].at.start < a->content.at[k].end; i++, met++)
            if (cast->mentions.at[i].figure == figure)
                return true;
    }
    return false;
}

/* How many words of the phrase describe the figure or are part of its name; the head's own is told apart. */
static void match_words(const struct field *field, const struct figure *figure, float *f)
{
    const struct cast *cast = field->cast;
    const struct phrase *phrase = &field->query->phrase;
    uint32_t traits = 0, names = 0;
    bool head = false, head_name = false;
    if (phrase->form < PHRASE_ROLE || phrase->form == PHRASE_EMPTY)
        return;
    for (uint32_t w = phrase->first; w <= phrase->last && w < phrase->first + 12; w++) {
        if (!cast_lettered(cast, w) || cast_in(cast, w, " of the a an in for and to 's s "))
            continue;
        bool trait = false, name = false;
        for (uint32_t i = 0; i < figure->trait_count && !trait; i++)
            trait = cast_same(cast, w, figure->traits[i]);
        for (uint32_t k = figure->first; k <= figure->last && k < figure->first + 12 && !name; k++)
            name = cast_same(cast, w, k);
        traits += trait;
        names += name;
        head = head || (trait && w == phrase->head);
        head_name = head_name || (name && w == phrase->head);
    }
    uint32_t others = traits - (head ? 1 : 0);
    f[0] = head;
    f[1] = head_name;
    f[2] = others > 0;
    f[3] = others > 1;
    f[4] = names > (head_name ? 1u : 0u);
    f[5] = phrase->last > phrase->first;
    f[6] = figure->trait_count > 0;
}

static void place(const struct field *field, const struct seen *seen, float *f)
{
    const struct cast *cast = field->cast;
    uint32_t word = field->query->word, own = cast_sentence(cast, word), other = cast_sentence(cast, seen->word);
    uint32_t apart = own > other ? own - other : other - own, words = word > seen->word ? word - seen->word : seen->word - word;
    f[0] = seen->ahead;
    f[1] = !seen->ahead && apart == 0;
    f[2] = !seen->ahead && apart == 1;
    f[3] = !seen->ahead && apart == 2;
    f[4] = !seen->ahead && apart > 2 && apart < 6;
    f[5] = !seen->ahead && apart >= 6;
    f[6] = level(words, 10);
    uint32_t start = cast->doc->sentences.count > 0 ? cast->doc->sentences.at[other].first : 0;
    f[7] = seen->word - start <= 2;
    uint32_t first = mention_from(cast->mentions.at, cast->mentions.count, start);
    f[8] = first < cast->mentions.count && cast->mentions.at[first].figure == seen->figure;
    f[9] = seen->found;
    f[10] = level(seen->count, 5);
    const struct word *words_at = cast->doc->words.at;
    f[11] = words_at[word].quote > 0;
    f[12] = words_at[word].quote > 0 && words_at[seen->word].quote > 0;
    f[13] = words_at[word].quote == 0 && words_at[seen->word].quote > 0;
    bool line = false;
    for (uint32_t w = seen->word + 1; !seen->ahead && w <= word && w < seen->word + 80 && !line; w++)
        line = (words_at[w].flags & WORD_LINE_START) != 0;
    f[14] = !seen->ahead && !line && words < 80;
}

static void standing(const struct field *field, const struct seen *seen, uint32_t rank, float *f)
{
    const struct cast *cast = field->cast;
    const struct query *q = field->query;
    const struct figure *figure = &cast->figures.at[seen->figure];
    f[0] = rank == 0;
    f[1] = rank == 1;
    f[2] = rank == 2;
    f[3] = rank > 2;
    f[4] = q->speakers[0] == seen->figure;
    f[5] = q->speakers[1] == seen->figure;
    f[6] = q->speakers[2] == seen->figure;
    f[7] = q->speakers[0] == seen->figure && q->speakers[0] != NONE && cast_sentence(cast, q->speaker_words[0]) == cast_sentence(cast, q->word);
    f[8] = q->parents[0] == seen->figure;
    f[9] = q->parents[1] == seen->figure;
    f[10] = q->sibling == seen->figure;
    f[11] = q->same_form == seen->figure;
    f[12] = in_content(field, seen->figure);
    f[13] = q->parents[0] != NONE && cast->figures.at[q->parents[0]].belongs == seen->figure;
    f[14] = q->speakers[0] != NONE && cast->figures.at[q->speakers[0]].belongs == seen->figure;
    f[15] = level(figure->count, 5);
    f[16] = level(figure->roles + 1, 4);
    f[17] = seen->figure == 0;
    f[18] = figure->roles > 0;
    uint8_t gender = gender_of(field);
    f[19] = gender != 0 && figure->gender == gender;
    f[20] = gender != 0 && figure->gender != 0 && figure->gender != gender;
    f[21] = gender != 0 && figure->gender == 0;
    f[22] = q->parents[0] != NONE && figure->belongs == q->parents[0];
}

/* How a figure stands among the others of its kind. */
static void compare(const struct field *field, const struct seen *seen, float *f)
{
    const struct cast *cast = field->cast;
    const struct figure *own = &cast->figures.at[seen->figure];
    bool most = true, only = true, nearest = !seen->ahead, main = true;
    for (uint32_t i = 0; i < field->count; i++) {
        const struct figure *other = &cast->figures.at[field->seen[i].figure];
        if (other == own)
            continue;
        main = main && other->count < own->count;
        if (other->kind != own->kind || other->place != own->place)
            continue;
        only = false;
        most = most && other->count < own->count;
        nearest = nearest && (field->seen[i].ahead || field->seen[i].word < seen->word);
    }
    f[0] = most;
    f[1] = only;
    f[2] = nearest;
    f[3] = main;
    f[4] = seen->head;
    f[5] = seen->head && !seen->ahead && field->query->word - seen->word < 120;
    f[6] = cast_sentence(cast, field->query->word) < 2;
    f[7] = own->roles > 0 && most;
}

/* Nouns that mean themselves, and nouns that mean a body named before. */
static const char selves[] =
    " police media press public opposition prosecution defence defense military army court courts staff industry crowd community authorities "
    "officials experts residents people critics analysts protesters voters ";
static const char bodies[] =
    " company firm party union group ministry agency club team bank newspaper paper site website committee council organisation organization "
    "regulator charity body department tribunal retailer commission association airline university association panel board federation "
    "corporation watchdog broadcaster operator manufacturer maker carrier publisher magazine institute think-tank tank hospital school "
    "developer administration force ";

/* What the head of a noun phrase says of whether it means itself. */
static void head_kind(const struct field *field, const struct choice *choice, const struct figure *figure, float *f)
{
    const struct phrase *phrase = &field->query->phrase;
    if (phrase->form < PHRASE_ROLE || phrase->form == PHRASE_EMPTY)
        return;
    bool self = cast_in(field->cast, phrase->head, selves), body = cast_in(field->cast, phrase->head, bodies), itself = choice->kind == CHOICE_ITSELF;
    bool organisation = figure != NULL && figure->kind == DIXIT_ACTOR_ORGANISATION && !figure->place && figure->named;
    f[0] = self;
    f[1] = body;
    f[2] = body && phrase->definite && organisation;
    f[3] = self && itself;
    f[4] = !phrase->definite && itself;
    f[5] = choice->features[82] > 0 && itself;
    f[6] = body && organisation && choice->features[89] > 0;
    f[7] = body && organisation && choice->features[88] > 0;
}

/* "was", "opened", "says": a word in lower case that looks like the verb of what stands before it. */
static bool verb_like(const struct cast *cast, uint32_t word)
{
    if (word >= cast->doc->words.count || cast->doc->words.at[word].letters != 1)
        return false;
    struct str own = cast_text(cast, word, word);
    return cast_in(cast, word, " was is has had did does would will could can may might began became went came made took won wrote told met left who ") ||
           (own.length > 3 && (own.at[own.length - 1] == 's' || memcmp(own.at + own.length - 2, "ed", 2) == 0));
}

/* The grammar round the nearest mention and the pronoun, as far as words beside them tell. */
static void grammar(const struct field *field, const struct seen *seen, float *f)
{
    static const char before[] = " of by with to in for from at on and against between than like about as ";
    const struct cast *cast = field->cast;
    uint32_t word = field->query->word, mention = cast->name_at[seen->word], last = mention == NONE ? seen->word : cast->mentions.at[mention].last;
    const struct sentence *sentences = cast->doc->sentences.at;
    bool opens = cast->doc->sentences.count > 0 && word - sentences[cast_sentence(cast, word)].first < 2;
    bool owns = cast_in(cast, word, " his hers ") || (cast_is(cast, word, "her") && word + 1 < cast->doc->words.count && cast->doc->words.at[word + 1].letters == 1 &&
                                                     !cast_in(cast, word + 1, before));
    f[0] = seen->word > 0 && cast_in(cast, seen->word - 1, before);
    f[1] = cast_is(cast, last + 1, "'") || cast_is(cast, last + 1, "’");
    f[2] = verb_like(cast, last + 1);
    f[3] = owns;
    f[4] = cast_in(cast, word, " him himself herself ") || (cast_is(cast, word, "her") && !owns);
    f[5] = opens;
    f[6] = opens && seen->word - sentences[cast_sentence(cast, seen->word)].first <= 2;
    f[7] = owns && cast_sentence(cast, word) == cast_sentence(cast, seen->word) && f[2] > 0;
    f[8] = cast->figures.at[seen->figure].first < 40;
    f[9] = cast_is(cast, last + 1, ",");
    f[10] = f[2] > 0 && f[3] == 0 && f[4] == 0;
    f[11] = f[0] > 0 && f[3] == 0 && f[4] == 0;
}

/* The layout: 0–13 the form, 14 … the query, 20 … what the choice is, 30 … place, 45 … standing, 68 … words, 76 … crossed, 88 … against its like, 96 … the head, 104 … grammar. */
static void fill(const struct field *field, struct choice *choice, const struct seen *seen, uint32_t rank)
{
    const struct query *query = field->query;
    float *f = choice->features;
    memset(f, 0, sizeof choice->features);
    if (query->phrase.form >= PHRASE_HE)
        f[query->phrase.form - PHRASE_HE] = 1;
    f[14] = query->phrase.definite;
    f[15] = query->phrase.owned;
    f[16] = query->source;
    f[17] = query->holder != NONE;
    f[18] = query->parents[0] != NONE;
    f[19] = field->count == 0;
    f[28] = choice->kind == CHOICE_NOBODY;
    f[78] = query->phrase.last > query->phrase.head;
    f[79] = query->phrase.first < query->phrase.head;
    f[80] = query->phrase.amount;
    f[81] = field->cast->doc->words.at[query->phrase.head].letters == 1;
    for (uint32_t w = query->phrase.first; w <= query->phrase.last && w < query->phrase.first + 12; w++)
        f[82] = f[82] > 0 || cast_capital(field->cast, w);
    f[83] = choice->kind == CHOICE_ITSELF && !query->phrase.definite;
    f[29] = choice->kind == CHOICE_ITSELF;
    if (seen == NULL) {
        head_kind(field, choice, NULL, f + 96);
        return;
    }
    const struct figure *figure = &field->cast->figures.at[seen->figure];
    f[20 + figure->kind] = 1;
    f[26] = figure->latent;
    f[27] = figure->place;
    place(field, seen, f + 30);
    standing(field, seen, rank, f + 45);
    match_words(field, figure, f + 68);
    compare(field, seen, f + 88);
    f[76] = figure->plural;
    f[77] = figure->named;
    f[84] = query->parents[0] == seen->figure && figure->kind != DIXIT_ACTOR_PERSON;
    f[85] = query->speakers[0] == seen->figure && query->same_form == seen->figure;
    f[86] = f[68] > 0 && f[71] > 0;
    f[87] = query->speakers[0] == seen->figure && rank == 0;
    head_kind(field, choice, figure, f + 96);
    grammar(field, seen, f + 104);
}

/* Ranks by nearness among those met before. */
static uint32_t nearness(const struct field *field, uint32_t own)
{
    uint32_t rank = 0;
    for (uint32_t i = 0; i < field->count; i++)
        rank += i != own && !field->seen[i].ahead && field->seen[i].word > field->seen[own].word;
    return rank;
}

/* ---- the network ---- */

/* Most features are nought; the sums of the hidden units are independent of each other, so that any number of them may be made at once. */
static float score(const struct ranker *ranker, const float *f)
{
    float sums[RANKER_HIDDEN], sum = 0;
    memcpy(sums, ranker->hidden_bias, sizeof sums);
    for (uint32_t k = 0; k < RANKER_FEATURES; k++) {
        if (f[k] == 0)
            continue;
        for (uint32_t h = 0; h < RANKER_HIDDEN; h++)
            sums[h] += ranker->hidden[k][h] * f[k];
    }
    for (uint32_t h = 0; h < RANKER_HIDDEN; h++)
        if (sums[h] > 0)
            sum += sums[h] * ranker->out[h];
    return sum;
}

/* Where the words of a choice stand: a parent met at the query's own word stands elsewhere. */
static void place_words(const struct field *field, const struct seen *seen, struct choice *choice)
{
    const struct figure *figure = &field->cast->figures.at[seen->figure];
    choice->mention = (struct range){seen->word, seen->last < seen->word ? seen->word : seen->last};
    for (uint32_t i = 0; i < 2 && seen->word == field->query->word; i++)
        if (field->query->parents[i] == seen->figure) {
            choice->mention = (struct range){field->query->parent_words[i], field->query->parent_words[i]};
            break;
        }
    choice->name = figure->first <= figure->last ? (struct range){figure->first, figure->last} : choice->mention;
}

/* A lead of this much is asked for where the head can hardly tell: look-ups of that form are left to the weights of data/. */
static const float COREF_UNSURE = 4.0f;

static float vector_margin(const struct ranker *ranker, uint32_t form)
{
    return ranker->coref->margins[form == PHRASE_FIGURE ? COREF_MARGINS - 1 : form - PHRASE_HE];
}

/* Whether the head of the model decides: it has the words' vectors, and is sure enough of look-ups of this form. */
static bool by_vectors(const struct ranker *ranker, const struct cast *cast, const struct query *query)
{
    return ranker->coref != NULL && query->phrase.form >= PHRASE_FIGURE && vector_margin(ranker, query->phrase.form) < COREF_UNSURE &&
           claims_has_vectors(cast->doc, query->phrase.first, query->phrase.last);
}

void claims_score_choices(const struct ranker *ranker, const struct cast *cast, const struct query *query, struct choice *choices, uint32_t count)
{
    if (!by_vectors(ranker, cast, query))
        return;
    struct vector_query shared;
    float own[COREF_WIDTH], mention[COREF_WIDTH], name[COREF_WIDTH];
    claims_mention_vector(cast->doc, query->phrase.first, query->phrase.last, own);
    claims_vector_query(ranker->coref, own, &shared);
    for (uint32_t i = 0; i < count; i++) {
        bool figure = choices[i].kind == CHOICE_FIGURE;
        if (figure) {
            claims_mention_vector(cast->doc, choices[i].mention.first, choices[i].mention.last, mention);
            claims_mention_vector(cast->doc, choices[i].name.first, choices[i].name.last, name);
        }
        choices[i].score = claims_vector_score(&shared, choices[i].features, figure ? mention : NULL, figure ? name : NULL);
    }
}

float claims_margin(const struct ranker *ranker, const struct cast *cast, const struct query *query)
{
    uint32_t form = query->phrase.form;
    if (!by_vectors(ranker, cast, query))
        return ranker->margins[form];
    return vector_margin(ranker, form);
}

uint32_t claims_rank(const struct ranker *ranker, struct cast *cast, const struct query *query, struct choice choices[RANKER_CHOICES])
{
    struct field field = {.cast = cast, .query = query, .count = 0};
    gather(&field);
    uint32_t count = 0;
    choices[count++] = (struct choice){.figure = NONE, .kind = CHOICE_NOBODY};
    if (query->phrase.form >= PHRASE_ROLE && query->phrase.form <= PHRASE_DOCUMENT)
        choices[count++] = (struct choice){.figure = NONE, .kind = CHOICE_ITSELF};
    for (uint32_t i = 0; i < field.count && count < RANKER_CHOICES; i++)
        choices[count++] = (struct choice){.figure = field.seen[i].figure, .kind = CHOICE_FIGURE};
    uint32_t fixed = count - field.count;
    bool vectors = by_vectors(ranker, cast, query);
    for (uint32_t i = 0; i < count; i++) {
        bool own = i >= fixed;
        fill(&field, &choices[i], own ? &field.seen[i - fixed] : NULL, own ? nearness(&field, i - fixed) : 0);
        if (own)
            place_words(&field, &field.seen[i - fixed], &choices[i]);
        if (!vectors)
            choices[i].score = score(ranker, choices[i].features);
    }
    claims_score_choices(ranker, cast, query, choices, count);
    return count;
}

uint32_t claims_pick(float margin, const struct choice *choices, uint32_t count)
{
    uint32_t best = margin < 0 && count > 1 ? 1 : 0;
    for (uint32_t i = best + 1; i < count; i++)
        if (choices[i].score > choices[best].score)
            best = i;
    for (uint32_t i = 0; i < count && best != 0 && margin >= 0; i++)
        if (i != best && choices[best].score < choices[i].score + margin)
            return 0;
    return best;
}

/* ---- the weights ---- */

/* The next whole number of the list, in ten-thousandths. */
struct numbers {
    size_t line;
    const char *at;
};

static float next_number(struct numbers *numbers)
{
    for (;;) {
        while (*numbers->at == ' ' || *numbers->at == '\n')
            numbers->at++;
        if (*numbers->at != 0 && *numbers->at != '#')
            break;
        if (++numbers->line >= sizeof data_actor_weights / sizeof *data_actor_weights)
            return 0;
        numbers->at = data_actor_weights[numbers->line];
    }
    char *end;
    long value = strtol(numbers->at, &end, 10);
    numbers->at = end;
    return (float)value / 10000.0f;
}

void claims_open_ranker(struct ranker *ranker, const struct model *model)
{
    ranker->coref = model != NULL && model->coref.there ? &model->coref : NULL;
    struct numbers numbers = {0, data_actor_weights[0]};
    for (uint32_t form = PHRASE_HE; form < PHRASE_FORMS; form++)
        ranker->margins[form] = next_number(&numbers);
    for (uint32_t h = 0; h < RANKER_HIDDEN; h++) {
        for (uint32_t k = 0; k < RANKER_FEATURES; k++)
            ranker->hidden[k][h] = next_number(&numbers);
        ranker->hidden_bias[h] = next_number(&numbers);
        ranker->out[h] = next_number(&numbers);
    }
}
