/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/labels.h"

#include "claims/acronyms.h"
#include "text/words.h"

#include <string.h>

bool claims_body_word(const struct cast *cast, uint32_t word)
{
    static const char bodies[] =
        " party inc corp corporation ltd limited plc group co company holdings llc gmbh ag sa news newspaper motors airlines energy "
        "airways bank foundation council commission university club fc united city technologies pharmaceuticals resources records "
        "media studios entertainment association institute ";
    return cast_in(cast, word, bodies);
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

/* What stands before or after names of persons and is none. */
static const char offices[] = " mp mps msp msps mep meps mla mlas mhk td qc kc obe mbe cbe phd md dem dems rep reps pm fm ceo ";

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

/* A person's name that is whole at its start: a first name and more. */
static bool whole(const struct cast *cast, const struct labelled *name)
{
    return name->kind == DIXIT_ACTOR_PERSON && name->first < name->last && cast_first_name(cast, name->first);
}

bool claims_may_be_first(const struct cast *cast, uint32_t word)
{
    static const char others[] =
        " meanwhile yesterday today tomorrow tonight earlier later while after before although though however since until once unless because "
        "so yet still even both like unlike when where why how what who whose which because despite instead perhaps maybe then there here "
        "now only for by with from to of or nor not if no yes just also again soon mum dad about under over among between during without "
        "per via monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november "
        "december your our their his her its my these those such many most some few all every each another former late new old young sorry ";
    bool plural;
    struct str own = cast_text(cast, word, word);
    if (cast->doc->words.at[word].letters != 2 || own.length < 3 || cast_in(cast, word, others) || cast_noun(cast, word, &plural) != 0)
        return false;
    const char *end = own.at + own.length;
    return memcmp(end - 2, "ly", 2) != 0 && memcmp(end - 2, "ed", 2) != 0 && memcmp(end - 3, "ing", 3) != 0;
}

/* A capitalised word beside a name that may be the part of it that was not labelled. */
static bool may_grow(const struct cast *cast, const struct labels *labels, uint32_t word, uint32_t beside, bool surname)
{
    bool plural;
    uint32_t sentence = cast_sentence(cast, beside);
    if (word >= cast->doc->words.count || cast_sentence(cast, word) != sentence || labels->headline[sentence] || labels->taken[word] ||
        !cast_capital(cast, word) || cast_title(cast, word) != NULL || cast_text(cast, word, word).length < 2)
        return false;
    if (word == cast->doc->sentences.at[sentence].first && !cast_first_name(cast, word) && !(surname && claims_may_be_first(cast, word)))
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

/* A hyphen between two names: "EU-US". */
static bool pairs(const struct cast *cast, uint32_t hyphen)
{
    const struct word *words = cast->doc->words.at;
    return cast_state(cast, hyphen + 1, hyphen + 1, "na") != NULL || (words[hyphen - 1].letters == 3 && words[hyphen + 1].letters == 3);
}

/* A body's name with the state before it or after "of": "US Salt Growers", "Salt Board of Canada". */
static void grow_state(const struct cast *cast, const struct labels *labels, struct labelled *name)
{
    bool plural;
    uint32_t last = name->last, sentence = cast_sentence(cast, name->first);
    if (name->kind != DIXIT_ACTOR_ORGANISATION || name->place || labels->headline[sentence])
        return;
    char class = cast_noun(cast, last, &plural);
    bool body = class == 'o' || class == 'v' || claims_body_word(cast, last);
    uint32_t before = name->first > 0 ? name->first - 1 : name->first;
    if (before != name->first && (body || name->first < last) && cast_sentence(cast, before) == sentence && !labels->taken[before] && cast_capital(cast, before) &&
        cast_state(cast, before, before, "na") != NULL)
        name->first = before;
    if (body && last + 2 < cast->doc->words.count && cast_is(cast, last + 1, "of") && cast_sentence(cast, last + 2) == sentence &&
        cast_capital(cast, last + 2) && cast_state(cast, last + 2, last + 2, "n") != NULL && !cast_capital(cast, last + 3))
        name->last = last + 2;
}

static void grow(const struct cast *cast, const struct labels *labels, struct labelled *name)
{
    bool person = name->kind == DIXIT_ACTOR_PERSON;
    for (int steps = 0; steps < 4 && name->first > 0; steps++) {
        uint32_t before = name->first - 1;
        if (person && before >= 2 && cast_is(cast, before, ".") && middle_initial(cast, before - 1) && cast_capital(cast, before - 2))
            name->first = before - 1;
        else if (before > 0 && tight(cast, before) && (cast_is(cast, before, "'") || cast_is(cast, before, "’")) && cast->doc->words.at[before - 1].letters == 6)
            name->first = before - 1; /* O'Leary */
        else if (may_grow(cast, labels, before, name->first, person && name->first == name->last) &&
                 (!person || name->first == name->last || (cast_first_name(cast, before) && !whole(cast, name))) && !(person && cast_in(cast, before, offices)))
            name->first = before;
        else if (cast_is(cast, before, "-") && before > 0 && tight(cast, before) && may_grow(cast, labels, before - 1, name->first, false))
            name->first = before - 1;
        else
            break;
    }
    for (int steps = 0; steps < 4 && name->last + 1 < cast->doc->words.count; steps++) {
        uint32_t next = name->last + 1;
        if (person && middle_initial(cast, name->last) && cast_capital(cast, next + 1) && cast_sentence(cast, next + 1) == cast_sentence(cast, name->first))
            name->last = next + 1;
        else if (cast_is(cast, next, "-") && tight(cast, next) && next + 1 < cast->doc->words.count && cast_lettered(cast, next + 1) &&
                 (person || cast_capital(cast, next + 1)) && !pairs(cast, next) && !cast_in(cast, next + 1, " based backed led run owned style era born "))
            name->last = next + 1;
        else if (!person && next + 1 < cast->doc->words.count && !labels->taken[next + 1] &&
                 ((cast_is(cast, next, ".") && tight(cast, next) && cast->doc->words.at[next + 1].letters == 1) ||
                  (cast_is(cast, next, "&") && cast_capital(cast, next + 1))))
            name->last = next + 1; /* "Saltnews.example", "Lund & Company" */
        else if (may_grow(cast, labels, next, name->last, false))
            name->last = next;
        else
            break;
    }
}

/* "of" at the end of a label before a capital that is no state: the rest of the name. */
static bool goes_on(const struct cast *cast, uint32_t word)
{
    return cast_is(cast, word, "of") && cast_capital(cast, word + 1) && cast_sentence(cast, word + 1) == cast_sentence(cast, word) &&
           cast_state(cast, word + 1, word + 1, "nap") == NULL;
}

/* Takes off a possessive, an article, marks and letters after a name; false when nothing is left that could be a name. */
static bool trim(const struct cast *cast, struct labelled *name)
{
    uint32_t first = name->first, last = name->last;
    for (uint32_t w = first + 1; w < last; w++)
        if (!cast_lettered(cast, w) && !cast_lettered(cast, w + 1) && cast_lettered(cast, w - 1))
            last = w - 1; /* a dash of two marks */
    if (last >= first + 2 && cast_is(cast, last, "s") && !cast_lettered(cast, last - 1))
        last -= 2;
    while (last > first && ((!cast_lettered(cast, last) && !cast_is(cast, last, ".")) || cast_in(cast, last, " of and the for in on at by to ")) && !goes_on(cast, last))
        last--;
    while (name->kind == DIXIT_ACTOR_ORGANISATION && last > first && cast->doc->words.at[last].letters == 1 &&
           cast_in(cast, last, " union party company newspaper magazine website group "))
        last--; /* "the KRT union" */
    if (cast_is(cast, last, ".") && last > first && cast_text(cast, last - 1, last - 1).length > 3)
        last--;
    if (name->kind == DIXIT_ACTOR_PERSON && last > first + 1 && cast_in(cast, last, offices))
        last--;
    while (name->kind == DIXIT_ACTOR_PERSON && first < last && cast->doc->words.at[first].letters == 3 && cast_in(cast, first, offices))
        first++;
    while (first < last && (cast_is(cast, first, "the") || !cast_lettered(cast, first)))
        first++;
    bool capital = false;
    for (uint32_t w = first; w <= last; w++)
        capital = capital || cast->doc->words.at[w].letters > 1;
    name->first = first;
    name->last = last;
    if ((name->kind != DIXIT_ACTOR_PERSON || first == last) && cast_in(cast, last, offices))
        return false;
    return capital && !(first == last && cast_title(cast, first) != NULL && cast_title(cast, first)[1] != 'k' && *cast_title(cast, first) != 'r');
}

bool claims_after_title(const struct cast *cast, uint32_t word)
{
    uint32_t before = word > 0 ? word - 1 : word;
    if (before > 0 && cast_is(cast, before, "."))
        before--;
    return before != word && cast_in(cast, before, " mr mrs ms miss dr prof professor sir sen senator rep gov sgt ");
}

/* What the labels near one say of its kind. */
struct votes {
    uint32_t persons;    /* labelled as persons, that end in its last word */
    uint32_t lone;       /* of those, alone */
    uint32_t others;     /* the last word alone, labelled as something else */
    uint32_t longer;     /* longer names of something else that begin with it */
    bool full, same;     /* a full name of a person ends in its last word; the same words are labelled as a person's */
};

static struct votes count_votes(const struct cast *cast, const struct labels *labels, uint32_t i)
{
    const struct labelled *name = &labels->at[i];
    uint32_t from = i > 150 ? i - 150 : 0, to = i + 150 < labels->count ? i + 150 : labels->count;
    struct votes votes = {0};
    for (uint32_t k = from; k < to; k++) {
        const struct labelled *other = &labels->at[k];
        bool person = other->kind == DIXIT_ACTOR_PERSON, lone = other->first == other->last;
        if (other->kind == DIXIT_ACTOR_KINDS)
            continue;
        votes.longer += !person && other->last == other->first + 1 && claims_body_word(cast, other->last) && cast_same(cast, other->first, name->first);
        if (!cast_same(cast, other->last, name->last))
            continue;
        votes.persons += person;
        votes.lone += person && lone;
        votes.others += !person && lone;
        votes.full = votes.full || (!lone && (person || cast_first_name(cast, other->first)));
        votes.same = votes.same || (person && other->last - other->first == name->last - name->first && cast_same(cast, other->first, name->first));
    }
    return votes;
}

static bool all_capitals(const struct cast *cast, const struct labelled *name)
{
    for (uint32_t w = name->first; w <= name->last; w++)
        if (!cast_capital(cast, w))
            return false;
    return true;
}

/* A lone word is no person where it is an acronym, or begins the longer name of a body. */
static bool no_person(const struct cast *cast, const struct labels *labels, const struct labelled *name, const struct votes *votes)
{
    bool acronym = cast->doc->words.at[name->first].letters == 3 && !labels->headline[cast_sentence(cast, name->first)];
    return name->first == name->last && !votes->full && (acronym || votes->longer > 0);
}

/* The labels may differ on one name: a lone word goes with most of those that end in it, a full name with a surname that is labelled as a
 * person's elsewhere is a person. */
static void settle_kind(const struct cast *cast, const struct labels *labels, uint32_t i)
{
    struct labelled *name = &labels->at[i];
    struct votes votes = count_votes(cast, labels, i);
    bool person;
    if (name->first < name->last && claims_after_title(cast, name->first + 1 + cast_is(cast, name->first + 1, "."))) {
        name->kind = DIXIT_ACTOR_PERSON; /* "Dr Lund" */
        return;
    }
    if (no_person(cast, labels, name, &votes))
        name->kind = name->kind == DIXIT_ACTOR_PERSON ? DIXIT_ACTOR_ORGANISATION : name->kind;
    if (no_person(cast, labels, name, &votes) || name->kind == DIXIT_ACTOR_PERSON)
        return;
    if (name->first == name->last)
        person = votes.persons > votes.others || (votes.full && votes.persons > 0);
    else if (cast_first_name(cast, name->first))
        person = votes.persons > 0;
    else
        person = votes.same || (!name->place && name->last < name->first + 3 && votes.lone > 1 && votes.others == 0 && all_capitals(cast, name));
    if (person)
        name->kind = DIXIT_ACTOR_PERSON;
}

static void settle_kinds(const struct cast *cast, struct labels *labels)
{
    for (uint32_t i = 0; i < labels->count; i++) {
        struct labelled *name = &labels->at[i];
        if (name->kind == DIXIT_ACTOR_KINDS || cast_state(cast, name->first, name->last, "nap") != NULL)
            continue;
        if (claims_after_title(cast, name->first))
            name->kind = DIXIT_ACTOR_PERSON;
        else
            settle_kind(cast, labels, i);
    }
}

/* Adds a label, joined to the one before where one name was cut. */
static void take(const struct cast *cast, struct labels *labels, struct labelled name, bool organisation)
{
    struct labelled *before = labels->count > 0 ? &labels->at[labels->count - 1] : NULL;
    bool beside = before != NULL && before->last + 1 == name.first && !(cast->doc->words.at[name.first].flags & WORD_LINE_START);
    bool persons = beside && before->kind == DIXIT_ACTOR_PERSON && name.kind != DIXIT_ACTOR_KINDS;
    if (persons && (name.kind == DIXIT_ACTOR_PERSON || (before->first == before->last && cast_first_name(cast, before->first) && name.first == name.last)))
        before->last = name.last;
    else if (beside && organisation && (before->place || before->kind == DIXIT_ACTOR_GROUP)) /* "US Justice Department" */
        *before = (struct labelled){before->first, name.last, name.kind, false};
    else
        labels->at[labels->count++] = name;
    memset(labels->taken + name.first, 1, name.last - name.first + 1);
}

/* The names of the document, each cut at line ends. */
static void take_all(const struct cast *cast, struct labels *labels)
{
    const struct doc *doc = cast->doc;
    uint32_t room = 2 * doc->names.count;
    for (uint32_t i = 0; i < doc->names.count; i++) {
        struct span at = doc->names.at[i].at;
        uint8_t kind = doc->names.at[i].kind;
        if (at.start >= at.end)
            continue;
        uint32_t first = text_word_at(cast->doc, at.start), last = text_word_at(cast->doc, at.end - 1);
        for (uint32_t w = first; w <= last && last < doc->words.count && labels->count < room; w++)
            if (w == last || (doc->words.at[w + 1].flags & WORD_LINE_START)) {
                take(cast, labels, (struct labelled){first, w, kind_of_name(kind), kind == DIXIT_NAME_LOCATION}, kind == DIXIT_NAME_ORGANISATION);
                first = w + 1;
            }
    }
}

bool claims_read_labels(struct cast *cast, struct labels *labels)
{
    const struct doc *doc = cast->doc;
    labels->at = arena_array(cast->scratch, 2 * (size_t)doc->names.count + CLAIMS_LONG_FORMS + 1, sizeof *labels->at);
    labels->taken = arena_array(cast->scratch, (size_t)doc->words.count + 1, 1);
    labels->headline = arena_array(cast->scratch, (size_t)doc->sentences.count + 1, 1);
    if (labels->at == NULL || labels->taken == NULL || labels->headline == NULL)
        return false;
    mark_headlines(cast, labels);
    take_all(cast, labels);
    for (uint32_t i = 0; i < labels->count; i++) {
        struct labelled *name = &labels->at[i];
        if (name->kind == DIXIT_ACTOR_KINDS)
            continue;
        if (!trim(cast, name)) {
            name->kind = DIXIT_ACTOR_KINDS;
            continue;
        }
        if (cast_state(cast, name->first, name->last, "nap") == NULL)
            grow(cast, labels, name);
        grow_state(cast, labels, name);
        while (name->last > name->first && cast_in(cast, name->last, " of and the for in "))
            name->last--;
    }
    settle_kinds(cast, labels);
    claims_find_long_forms(cast, labels);
    return true;
}
