/* SPDX-License-Identifier: Apache-2.0 */
/* Each name is compared with the CAST_LOOK_BACK figures before it, newest first, so that the time is linear in the text. */
#include "claims/mentions.h"

#include <string.h>

enum { TOKENS = 12 };

/* The lettered words of a name. */
struct tokens {
    uint32_t at[TOKENS], count;
};

static struct tokens tokens_of(const struct cast *cast, uint32_t first, uint32_t last)
{
    struct tokens tokens = {.count = 0};
    for (uint32_t w = first; first <= last && w <= last && tokens.count < TOKENS; w++)
        if (cast_lettered(cast, w))
            tokens.at[tokens.count++] = w;
    return tokens;
}

/* ---- titles ---- */

static const char *title_of(const struct cast *cast, uint32_t word)
{
    char key[LEXICON_WORD];
    struct str own = cast_text(cast, word, word);
    return lexicon_find(LEXICON_TITLES, key, lexicon_fold(own.at, own.length, key));
}

static void take_gender(uint8_t *gender, const char *known)
{
    if (*known == 'm')
        *gender = GENDER_MALE;
    else if (*known == 'f')
        *gender = GENDER_FEMALE;
}

uint32_t claims_skip_titles(const struct cast *cast, uint32_t first, uint32_t last, uint8_t *gender)
{
    while (first < last) {
        const char *title = title_of(cast, first);
        if (title == NULL)
            break;
        uint32_t next = first + 1;
        while (next <= last && !cast_lettered(cast, next))
            next++;
        if (next > last)
            break;
        take_gender(gender, title);
        if ((title[1] == 'k' || *title == 'r') && tokens_of(cast, next, last).count <= 1)
            break;
        first = next;
    }
    return first;
}

/* ---- persons ---- */

/* A token is another's initial ("J" or "J." for "John"). */
static bool initial_of(const struct cast *cast, uint32_t a, uint32_t b)
{
    struct str x = cast_text(cast, a, a), y = cast_text(cast, b, b);
    return (x.length == 1 || y.length == 1) && x.at[0] == y.at[0];
}

static bool tokens_agree(const struct cast *cast, uint32_t a, uint32_t b)
{
    return cast_same(cast, a, b) || initial_of(cast, a, b);
}

/* `less` is `more` with some of its words left out (the last, or for two words and more the first and last, kept). */
static bool within(const struct cast *cast, struct tokens less, struct tokens more)
{
    uint32_t k = 0;
    for (uint32_t i = 0; i < more.count && k < less.count; i++)
        k += tokens_agree(cast, less.at[k], more.at[i]);
    return k == less.count;
}

static bool first_name(const struct cast *cast, uint32_t word)
{
    char key[LEXICON_WORD];
    struct str own = cast_text(cast, word, word);
    return lexicon_find(LEXICON_FIRST_NAMES, key, lexicon_fold(own.at, own.length, key)) != NULL;
}

/* How well a name fits a person: 4 the same, 3 the same with words left out, 2 the surname, 1 the first or a middle name, 0 not. */
static int fit_person(const struct cast *cast, const struct figure *figure, struct tokens own, uint8_t gender)
{
    struct tokens other = tokens_of(cast, figure->first, figure->last);
    if (gender != 0 && figure->gender != 0 && figure->sure_gender && gender != figure->gender)
        return 0;
    if (own.count == 0 || other.count == 0)
        return 0;
    bool last = cast_same(cast, own.at[own.count - 1], other.at[other.count - 1]);
    bool start = tokens_agree(cast, own.at[0], other.at[0]);
    if (own.count == other.count && last && within(cast, own, other))
        return 4;
    struct tokens less = own.count < other.count ? own : other, more = own.count < other.count ? other : own;
    if (less.count >= 2)
        return within(cast, less, more) && (last || start) ? 3 : 0;
    if (cast_same(cast, less.at[0], more.at[more.count - 1]))
        return gender != 0 && figure->gender != 0 && gender != figure->gender ? 1 : 2;
    for (uint32_t i = 0; i < more.count; i++)
        if (cast_same(cast, less.at[0], more.at[i]) && cast_text(cast, less.at[0], less.at[0]).length > 1)
            return 1;
    return 0;
}

/* ---- organisations and the rest ---- */

static bool initials(const struct cast *cast, struct tokens full, uint32_t acronym, bool all)
{
    struct str own = cast_text(cast, acronym, acronym);
    size_t k = 0;
    if (full.count < 2 || own.length < 2)
        return false;
    for (uint32_t i = 0; i < full.count; i++) {
        char c = cast_text(cast, full.at[i], full.at[i]).at[0];
        if (!all && !cast_capital(cast, full.at[i]))
            continue;
        c = (char)(c & ~0x20);
        if (k == own.length || (own.at[k] & ~0x20) != c)
            return false;
        k++;
    }
    return k == own.length;
}

static bool upper(const struct cast *cast, uint32_t word)
{
    return cast->doc->words.at[word].letters == 3;
}

/* `more` is `less` and words that only say what kind of body it is. */
static bool suffixed(const struct cast *cast, struct tokens less, struct tokens more)
{
    static const char bodies[] =
        " party inc corp corporation ltd limited plc group co company holdings llc gmbh ag sa news newspaper motors airlines energy "
        "airways bank foundation council commission university club fc united city technologies pharmaceuticals ";
    for (uint32_t i = 0; i < less.count; i++)
        if (!cast_same(cast, less.at[i], more.at[i]))
            return false;
    for (uint32_t i = less.count; i < more.count; i++)
        if (!cast_in(cast, more.at[i], bodies))
            return false;
    return true;
}

/* `more` is `less` after the word for a state. */
static bool of_state(const struct cast *cast, struct tokens less, struct tokens more)
{
    if (less.count < 2 || more.count != less.count + 1 || cast_state(cast, more.at[0], more.at[0], "an") == NULL)
        return false;
    for (uint32_t i = 0; i < less.count; i++)
        if (!cast_same(cast, less.at[i], more.at[i + 1]))
            return false;
    return true;
}

/* As fit_person, for what is no person. */
static int fit_other(const struct cast *cast, const struct figure *figure, struct tokens own)
{
    struct tokens other = tokens_of(cast, figure->first, figure->last);
    if (own.count == 0 || other.count == 0)
        return 0;
    if (own.count == other.count) {
        uint32_t same = 0;
        while (same < own.count && cast_same(cast, own.at[same], other.at[same]))
            same++;
        return same == own.count ? 4 : 0;
    }
    struct tokens less = own.count < other.count ? own : other, more = own.count < other.count ? other : own;
    if (less.count == 1 && upper(cast, less.at[0]) && (initials(cast, more, less.at[0], false) || initials(cast, more, less.at[0], true)))
        return 3;
    if (suffixed(cast, less, more))
        return 2;
    return of_state(cast, less, more) ? 2 : 0;
}

/* ---- joining ---- */

static bool one_kind(uint8_t a, uint8_t b)
{
    return (a == DIXIT_ACTOR_PERSON) == (b == DIXIT_ACTOR_PERSON);
}

static uint32_t find_figure(const struct cast *cast, struct tokens own, uint8_t kind, uint8_t gender)
{
    uint32_t least = cast->figures.count > CAST_LOOK_BACK ? cast->figures.count - CAST_LOOK_BACK : 0, best = NONE;
    int most = 0;
    uint32_t nearest = 0;
    for (uint32_t i = cast->figures.count; i-- > least;) {
        const struct figure *figure = &cast->figures.at[i];
        if (figure->kind == DIXIT_ACTOR_STATE || !figure->named)
            continue;
        int fit;
        if (one_kind(kind, figure->kind))
            fit = kind == DIXIT_ACTOR_PERSON ? fit_person(cast, figure, own, gender) : fit_other(cast, figure, own);
        else
            fit = fit_other(cast, figure, own) == 4 ? 4 : 0;
        if (fit > most || (fit == most && fit != 0 && figure->last_said > nearest)) {
            most = fit;
            best = i;
            nearest = figure->last_said;
        }
    }
    return best;
}

/* Takes a fuller name for the figure's own. */
static void prefer_name(struct cast *cast, struct figure *figure, uint32_t first, uint32_t last)
{
    struct tokens own = tokens_of(cast, first, last), old = tokens_of(cast, figure->first, figure->last);
    bool shouted = true, spoken = false;
    for (uint32_t i = 0; i < own.count; i++)
        shouted = shouted && upper(cast, own.at[i]);
    for (uint32_t i = 0; i < old.count; i++)
        spoken = spoken || !upper(cast, old.at[i]);
    bool fuller = own.count > old.count && !(shouted && spoken && own.count > 1);
    if (fuller || (own.count == old.count && !shouted && !spoken)) {
        figure->first = first;
        figure->last = last;
        figure->name = cast_name(cast, first, last);
    }
}

static void note_gender(struct cast *cast, struct figure *figure, uint32_t first, uint32_t last, uint8_t gender)
{
    if (gender != 0) {
        figure->gender = gender;
        figure->sure_gender = true;
    }
    char key[LEXICON_WORD];
    struct tokens own = tokens_of(cast, first, last);
    if (figure->gender != 0 || own.count < 2)
        return;
    struct str name = cast_text(cast, own.at[0], own.at[0]);
    const char *known = lexicon_find(LEXICON_FIRST_NAMES, key, lexicon_fold(name.at, name.length, key));
    if (known != NULL)
        take_gender(&figure->gender, known);
}

/* The bracket "Long Name (LN)": the figure of the name before it; NONE where there is none. */
static uint32_t before_bracket(const struct cast *cast, uint32_t first, uint32_t last)
{
    if (first < 2 || !cast_is(cast, first - 1, "(") || last + 1 >= cast->doc->words.count || !cast_is(cast, last + 1, ")") ||
        last != first || !cast_capital(cast, first) || cast_text(cast, first, last).length > 8)
        return NONE;
    uint32_t mention = cast->name_at[first - 2];
    if (mention == NONE)
        return NONE;
    uint32_t figure = cast->mentions.at[mention].figure;
    return cast->figures.at[figure].kind == DIXIT_ACTOR_PERSON ? NONE : figure;
}

static uint8_t kind_of_name(uint8_t kind)
{
    switch ((enum dixit_name_kind)kind) {
    case DIXIT_NAME_PERSON:
        return DIXIT_ACTOR_PERSON;
    case DIXIT_NAME_NORP:
        return DIXIT_ACTOR_GROUP;
    case DIXIT_NAME_ORGANISATION:
    case DIXIT_NAME_FACILITY:
    case DIXIT_NAME_LOCATION:
    case DIXIT_NAME_MISC:
    case DIXIT_NAME_PRODUCT:
        return DIXIT_ACTOR_ORGANISATION;
    case DIXIT_NAME_DATE:
    case DIXIT_NAME_MONEY:
    case DIXIT_NAME_KINDS:
        break;
    }
    return DIXIT_ACTOR_KINDS;
}

bool claims_seat(const struct cast *cast, uint32_t first, uint32_t last, char code[4])
{
    char key[LEXICON_WORD];
    struct str own = cast_text(cast, first, last);
    const char *found = lexicon_find(LEXICON_SEATS, key, lexicon_fold(own.at, own.length, key));
    if (found != NULL)
        memcpy(code, found, 3);
    return found != NULL;
}

/* The figure of a name of words first … last, made when it is new. */
static uint32_t figure_of(struct cast *cast, uint32_t first, uint32_t last, uint8_t kind, uint8_t gender, bool place)
{
    char code[4] = "";
    const char *state = kind == DIXIT_ACTOR_PERSON ? NULL : cast_state(cast, first, last, "n");
    if (state != NULL)
        return cast_add_state(cast, state);
    if (claims_seat(cast, first, last, code))
        return cast_add_state(cast, code);
    uint32_t found = kind == DIXIT_ACTOR_PERSON ? NONE : before_bracket(cast, first, last);
    struct tokens own = tokens_of(cast, first, last);
    if (found == NONE)
        found = find_figure(cast, own, kind, gender);
    if (found != NONE)
        return found;
    found = cast_add(cast, first, last, kind);
    if (found == NONE)
        return NONE;
    struct figure *figure = &cast->figures.at[found];
    figure->place = place;
    const char *capital = kind != DIXIT_ACTOR_PERSON ? cast_state(cast, first, last, "c") : NULL;
    if (capital != NULL)
        memcpy(figure->code, capital, 3);
    return found;
}

/* ---- names as they were labelled, mended ---- */

/* A labelled name on its words. */
struct span_name {
    uint32_t first, last;
    uint8_t kind; /* enum dixit_actor_kind; DIXIT_ACTOR_KINDS for what cannot speak */
    bool place;
};

struct labels {
    struct span_name *at;
    uint32_t count;
    uint8_t *taken;      /* words in some name */
    uint8_t *headline;   /* sentences in which nearly every word has a capital: they tell nothing */
};

static void mark_headlines(const struct cast *cast, struct labels *labels)
{
    const struct doc *doc = cast->doc;
    for (uint32_t s = 0; s < doc->sentences.count; s++) {
        uint32_t lower = 0, words = 0;
        for (uint32_t w = doc->sentences.at[s].first; w <= doc->sentences.at[s].last; w++) {
            words += cast_lettered(cast, w);
            lower += doc->words.at[w].letters == 1 && doc->words.at[w].at.end - doc->words.at[w].at.start > 3;
        }
        labels->headline[s] = lower * 5 < words;
    }
}

/* A capitalised word beside a name that may be the part of it that was not labelled. */
static bool may_grow(const struct cast *cast, const struct labels *labels, uint32_t word, uint32_t beside)
{
    bool plural;
    uint32_t sentence = cast->sentence_at[beside];
    if (word >= cast->doc->words.count || cast->sentence_at[word] != sentence || labels->headline[sentence] || labels->taken[word] ||
        !cast_capital(cast, word) || title_of(cast, word) != NULL || cast_text(cast, word, word).length < 2)
        return false;
    if (word == cast->doc->sentences.at[sentence].first && !first_name(cast, word))
        return false;
    char class = cast_noun(cast, word, &plural);
    if (class == 'p' || class == 's' || class == 'm' || class == 'f' || cast_state(cast, word, word, "nap") != NULL ||
        cast_in(cast, word, " the a an but and in on at if when as he she it they we i this that "))
        return false;
    return true;
}

/* A mark with no space on either side. */
static bool tight(const struct cast *cast, uint32_t word)
{
    const struct word *words = cast->doc->words.at;
    return word + 1 < cast->doc->words.count && !(words[word].flags & WORD_SPACE_BEFORE) && !(words[word + 1].flags & WORD_SPACE_BEFORE);
}

/* A single letter before a full stop: "Adam B. Schiff". */
static bool middle_initial(const struct cast *cast, uint32_t word)
{
    return word + 1 < cast->doc->words.count && cast->doc->words.at[word].letters == 6 && cast_is(cast, word + 1, ".");
}

static void grow(const struct cast *cast, const struct labels *labels, struct span_name *name)
{
    bool person = name->kind == DIXIT_ACTOR_PERSON;
    for (int steps = 0; steps < 4 && name->first > 0; steps++) {
        uint32_t before = name->first - 1;
        if (person && before >= 2 && cast_is(cast, before, ".") && middle_initial(cast, before - 1) && cast_capital(cast, before - 2))
            name->first = before - 1;
        else if (before > 0 && tight(cast, before) && (cast_is(cast, before, "'") || cast_is(cast, before, "’")) && cast->doc->words.at[before - 1].letters == 6)
            name->first = before - 1; /* O'Leary */
        else if (may_grow(cast, labels, before, name->first))
            name->first = before;
        else if (cast_is(cast, before, "-") && before > 0 && tight(cast, before) && may_grow(cast, labels, before - 1, name->first))
            name->first = before - 1;
        else
            break;
    }
    for (int steps = 0; steps < 4 && name->last + 1 < cast->doc->words.count; steps++) {
        uint32_t next = name->last + 1;
        if (person && middle_initial(cast, name->last) && cast_capital(cast, next + 1) && cast->sentence_at[next + 1] == cast->sentence_at[name->first])
            name->last = next + 1;
        else if (cast_is(cast, next, "-") && tight(cast, next) && next + 1 < cast->doc->words.count && cast_lettered(cast, next + 1) &&
                 (person || cast_capital(cast, next + 1)) && !cast_in(cast, next + 1, " based backed led run owned style era born "))
            name->last = next + 1;
        else if (may_grow(cast, labels, next, name->last))
            name->last = next;
        else
            break;
    }
}

/* Takes off a possessive, an article, marks and letters after a name; false when nothing is left that could be a name. */
static bool trim(const struct cast *cast, struct span_name *name)
{
    uint32_t first = name->first, last = name->last;
    for (uint32_t w = first + 1; w < last; w++)
        if (!cast_lettered(cast, w) && !cast_lettered(cast, w + 1) && cast_lettered(cast, w - 1))
            last = w - 1; /* a dash of two marks */
    if (last >= first + 2 && cast_is(cast, last, "s") && !cast_lettered(cast, last - 1))
        last -= 2;
    while (last > first && !cast_lettered(cast, last) && !cast_is(cast, last, "."))
        last--;
    if (cast_is(cast, last, ".") && last > first && cast_text(cast, last - 1, last - 1).length > 3)
        last--;
    if (name->kind == DIXIT_ACTOR_PERSON && last > first + 1 && cast_in(cast, last, " qc kc mp msp mep mhk obe mbe cbe phd md "))
        last--;
    while (first < last && (cast_is(cast, first, "the") || !cast_lettered(cast, first)))
        first++;
    bool capital = false;
    for (uint32_t w = first; w <= last; w++)
        capital = capital || cast->doc->words.at[w].letters > 1;
    name->first = first;
    name->last = last;
    return capital && !(first == last && title_of(cast, first) != NULL && title_of(cast, first)[1] != 'k' && *title_of(cast, first) != 'r');
}

static bool after_title(const struct cast *cast, uint32_t word)
{
    uint32_t before = word > 0 ? word - 1 : word;
    if (before > 0 && cast_is(cast, before, "."))
        before--;
    return before != word && cast_in(cast, before, " mr mrs ms miss dr prof professor sir sen senator rep gov sgt ");
}

/* The labels may differ on one name: a lone word goes with most of those that end in it, a first name with a surname that is labelled as a
 * person's elsewhere is a person. */
static void settle_kind(const struct cast *cast, const struct labels *labels, uint32_t i)
{
    struct span_name *name = &labels->at[i];
    uint32_t from = i > 150 ? i - 150 : 0, to = i + 150 < labels->count ? i + 150 : labels->count, persons = 0, others = 0;
    bool lone = name->first == name->last, full = false;
    if (!lone && !first_name(cast, name->first))
        return;
    for (uint32_t k = from; k < to; k++) {
        if (labels->at[k].kind == DIXIT_ACTOR_KINDS || !cast_same(cast, labels->at[k].last, name->last))
            continue;
        bool person = labels->at[k].kind == DIXIT_ACTOR_PERSON;
        persons += person;
        others += !person && labels->at[k].first == labels->at[k].last;
        full = full || (labels->at[k].first < labels->at[k].last && (person || first_name(cast, labels->at[k].first)));
    }
    if (lone ? persons > others || (full && persons > 0) : persons > 0)
        name->kind = DIXIT_ACTOR_PERSON;
}

static void settle_kinds(const struct cast *cast, struct labels *labels)
{
    for (uint32_t i = 0; i < labels->count; i++) {
        struct span_name *name = &labels->at[i];
        if (name->kind == DIXIT_ACTOR_PERSON || name->kind == DIXIT_ACTOR_KINDS || cast_state(cast, name->first, name->last, "nap") != NULL)
            continue;
        if (after_title(cast, name->first))
            name->kind = DIXIT_ACTOR_PERSON;
        else
            settle_kind(cast, labels, i);
    }
}

static bool read_labels(struct cast *cast, struct labels *labels)
{
    const struct doc *doc = cast->doc;
    labels->at = arena_array(cast->scratch, (size_t)doc->names.count + 1, sizeof *labels->at);
    labels->taken = arena_array(cast->scratch, (size_t)doc->words.count + 1, 1);
    labels->headline = arena_array(cast->scratch, (size_t)doc->sentences.count + 1, 1);
    if (labels->at == NULL || labels->taken == NULL || labels->headline == NULL)
        return false;
    mark_headlines(cast, labels);
    for (uint32_t i = 0; i < doc->names.count; i++) {
        struct span at = doc->names.at[i].at;
        if (at.start >= at.end)
            continue;
        struct span_name name = {cast_word(cast, at.start), cast_word(cast, at.end - 1), kind_of_name(doc->names.at[i].kind), doc->names.at[i].kind == DIXIT_NAME_LOCATION};
        if (name.first > name.last || name.last >= doc->words.count)
            continue;
        struct span_name *before = labels->count > 0 ? &labels->at[labels->count - 1] : NULL;
        bool beside = before != NULL && before->last + 1 == name.first && before->kind == DIXIT_ACTOR_PERSON && name.kind != DIXIT_ACTOR_KINDS;
        if (beside && (name.kind == DIXIT_ACTOR_PERSON || (before->first == before->last && first_name(cast, before->first) && name.first == name.last)))
            before->last = name.last; /* one name that was cut */
        else if (before != NULL && before->last + 1 == name.first && doc->names.at[i].kind == DIXIT_NAME_ORGANISATION &&
                 (before->place || before->kind == DIXIT_ACTOR_GROUP)) /* "US Justice Department" */
            *before = (struct span_name){before->first, name.last, name.kind, false};
        else
            labels->at[labels->count++] = name;
        memset(labels->taken + name.first, 1, name.last - name.first + 1);
    }
    for (uint32_t i = 0; i < labels->count; i++) {
        struct span_name *name = &labels->at[i];
        if (name->kind == DIXIT_ACTOR_KINDS)
            continue;
        if (!trim(cast, name)) {
            name->kind = DIXIT_ACTOR_KINDS;
            continue;
        }
        if (cast_state(cast, name->first, name->last, "nap") == NULL)
            grow(cast, labels, name);
    }
    settle_kinds(cast, labels);
    return true;
}

static bool add_name(struct cast *cast, const struct span_name *name)
{
    uint32_t first = name->first, last = name->last;
    uint8_t kind = name->kind, gender = 0;
    if (kind == DIXIT_ACTOR_KINDS)
        return true;
    if (kind == DIXIT_ACTOR_PERSON) {
        uint32_t left = first;
        while (left > 0 && first - left < 3 && (!cast_lettered(cast, left - 1) ? cast_is(cast, left - 1, ".") : title_of(cast, left - 1) != NULL))
            left--;
        claims_skip_titles(cast, left, last, &gender);
        first = claims_skip_titles(cast, first, last, &gender);
        const char *rank = first == last && first > 0 && cast_capital(cast, first - 1) ? title_of(cast, first - 1) : NULL;
        if (rank != NULL && rank[1] == 'k' && cast->sentence_at[first - 1] == cast->sentence_at[first])
            first--; /* "Prince Ivo" */
    }
    if (kind != DIXIT_ACTOR_PERSON && cast_state(cast, first, last, "ap") != NULL && cast_state(cast, first, last, "n") == NULL)
        return true;
    if (cast->name_at[first] != NONE)
        return true;
    uint32_t found = figure_of(cast, first, last, kind, gender, name->place);
    if (found == NONE)
        return !cast->failed;
    struct figure *figure = &cast->figures.at[found];
    if (figure->kind != DIXIT_ACTOR_STATE) {
        prefer_name(cast, figure, first, last);
        if (figure->kind == DIXIT_ACTOR_PERSON)
            note_gender(cast, figure, first, last, gender);
    }
    figure->count++;
    figure->last_said = first + 1;
    struct mention mention = {first, last, found};
    if (!list_push(cast->scratch, &cast->mentions, mention))
        return false;
    for (uint32_t w = first; w <= last; w++)
        cast->name_at[w] = cast->mentions.count - 1;
    return true;
}

bool claims_join_names(struct cast *cast)
{
    struct labels labels = {0};
    if (!read_labels(cast, &labels))
        return false;
    for (uint32_t i = 0; i < labels.count; i++)
        if (!add_name(cast, &labels.at[i]))
            return false;
    for (uint32_t i = 0; i < cast->figures.count; i++)
        cast->figures.at[i].last_said = 0;
    return !cast->failed;
}

uint32_t claims_join_unlabelled(struct cast *cast, uint32_t first, uint32_t last)
{
    uint8_t gender = 0;
    uint32_t bare = claims_skip_titles(cast, first, last, &gender);
    uint32_t person = find_figure(cast, tokens_of(cast, bare, last), DIXIT_ACTOR_PERSON, gender);
    if (person != NONE)
        return person;
    uint32_t figure = figure_of(cast, bare > first ? bare : first, last, bare > first ? DIXIT_ACTOR_PERSON : DIXIT_ACTOR_ORGANISATION, gender, false);
    if (figure != NONE)
        cast->figures.at[figure].count++;
    return figure;
}
