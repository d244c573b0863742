/* SPDX-License-Identifier: Apache-2.0 */
/* A phrase is taken apart as far as speaking needs it: determiner, base (to the first preposition, relative or comma), its last word as
 * head, and after it what may name the head: an apposition, "for X", "by X", a bracket. */
#include "claims/phrase.h"

#include "claims/mentions.h"

#include <string.h>

static const char prepositions[] =
    " of for in on at from by with to about under within near against among amongst including inside outside around behind across based "
    "after before during since over between who which that whose where when while as via through into such like citing named called "
    "led posted published issued released obtained seen contacted himself herself itself themselves ";
static const char articles[] = " the this that these those ";
static const char owners[] = " his her its their our my your ";
static const char subjects[] = " he she they it we i you ";
static const char loose[] =
    " a an one another some any every each no several most few two three four five six seven eight nine ten dozens hundreds thousands scores "
    "other others various both all numerous different unidentified unnamed anonymous fellow even only more than at least not also "
    "neither either many half up to ";

struct reader {
    struct cast *cast;
    uint32_t end;  /* last word of the whole phrase */
    uint32_t depth;
};

enum phrase_form claims_pronoun(const struct cast *cast, uint32_t word)
{
    static const struct {
        const char *set;
        enum phrase_form form;
    } forms[] = {
        {" he him his himself ", PHRASE_HE},        {" she her hers herself ", PHRASE_SHE},
        {" they them their theirs themselves ", PHRASE_THEY}, {" it its itself ", PHRASE_IT},
        {" i me my myself mine ", PHRASE_I},        {" we us our ours ourselves ", PHRASE_WE},
        {" you your yours yourself ", PHRASE_YOU},
    };
    if (cast->doc->words.at[word].letters == 3 && cast_is(cast, word, "us"))
        return PHRASE_NOBODY;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (cast_in(cast, word, forms[i].set))
            return forms[i].form;
    return PHRASE_NOBODY;
}

static struct phrase read_one(struct reader reader, uint32_t first, uint32_t last);

/* ---- the base ---- */

static bool tight(const struct cast *cast, uint32_t word)
{
    const struct doc *doc = cast->doc;
    return word + 1 < doc->words.count && !(doc->words.at[word].flags & WORD_SPACE_BEFORE) && !(doc->words.at[word + 1].flags & WORD_SPACE_BEFORE);
}

/* A participle or adjective after a noun that opens a clause: "companies contacted by", "people familiar with". */
static bool opens_clause(const struct cast *cast, uint32_t word, uint32_t first, uint32_t last)
{
    bool plural;
    if (word == first || word == last || cast->doc->words.at[word].letters != 1 || cast_noun(cast, word - 1, &plural) == 0)
        return false;
    struct str own = cast_text(cast, word, word);
    bool shape = own.length > 4 && (memcmp(own.at + own.length - 2, "ed", 2) == 0 || memcmp(own.at + own.length - 3, "ing", 3) == 0);
    return (shape || cast_in(cast, word, " familiar close loyal present responsible ")) &&
           cast_in(cast, word + 1, " by with to on at in for from of the a an its their his her ");
}

static bool possessive(const struct cast *cast, uint32_t word)
{
    if (!cast_is(cast, word, "'") && !cast_is(cast, word, "’"))
        return false;
    struct str before = word > 0 ? cast_text(cast, word - 1, word - 1) : (struct str){"", 0};
    return cast_is(cast, word + 1, "s") ? tight(cast, word) : before.length > 1 && (before.at[before.length - 1] | 0x20) == 's';
}

/* Where the base ends (its last lettered word); `owner` gets the end of the last possessor in it, NONE when there is none. */
static uint32_t base_end(const struct reader *reader, uint32_t first, uint32_t last, uint32_t *owner)
{
    const struct cast *cast = reader->cast;
    uint32_t end = first;
    *owner = NONE;
    for (uint32_t w = first; w <= last; w++) {
        uint32_t mention = cast->name_at[w];
        if (mention != NONE && cast->mentions.at[mention].last <= last) {
            w = end = cast->mentions.at[mention].last;
            continue;
        }
        if (w > first && possessive(cast, w) && w < last) {
            *owner = end;
            if (cast_is(cast, w + 1, "s"))
                w++;
            continue;
        }
        if (!cast_lettered(cast, w)) {
            bool goes_on = (cast_is(cast, w, "-") && tight(cast, w)) || cast_is(cast, w, "’") || cast_is(cast, w, "'") || cast_is(cast, w, "‘") ||
                           (cast_is(cast, w, ".") && w < last && w > first && cast->doc->words.at[w - 1].at.end - cast->doc->words.at[w - 1].at.start <= 4 &&
                            cast_capital(cast, w - 1)) ||
                           cast_is(cast, w, "“") || cast_is(cast, w, "”") || cast_is(cast, w, "\"") || cast_is(cast, w, "&");
            if (!goes_on)
                break;
            continue;
        }
        bool bound = w > first && cast_is(cast, w - 1, "-") && tight(cast, w - 1);
        if (w > first && !bound && (cast_in(cast, w, prepositions) || cast_in(cast, w, subjects) || opens_clause(cast, w, first, last)))
            break;
        end = w;
    }
    return end;
}

/* ---- naming a head by what stands beside it ---- */

static uint32_t named(const struct cast *cast, uint32_t word)
{
    return cast->name_at[word] == NONE ? NONE : cast->mentions.at[cast->name_at[word]].figure;
}

static bool of_kind(const struct cast *cast, uint32_t figure, bool person)
{
    return figure != NONE && (cast->figures.at[figure].kind == DIXIT_ACTOR_PERSON) == person;
}

/* ", X" after the base, X a name of a person (or not): its figure. */
static uint32_t apposed(const struct cast *cast, uint32_t from, uint32_t last, bool person)
{
    for (uint32_t w = from; w < last && w < from + 40; w++) {
        if (!cast_is(cast, w, ",") && !cast_is(cast, w, "[") && !cast_is(cast, w, "("))
            continue;
        uint32_t k = w + 1;
        uint8_t gender;
        while (k <= last && k < w + 5 && cast->name_at[k] == NONE &&
               (cast_in(cast, k, " the . namely ") || claims_skip_titles(cast, k, k + 1, &gender) != k))
            k++;
        if (k <= last && of_kind(cast, named(cast, k), person))
            return named(cast, k);
    }
    return NONE;
}

/* "Minister for Fisheries Ivo Lund": the person whose name ends the phrase, not after a preposition; NONE when there is none. */
static uint32_t trailing(const struct cast *cast, uint32_t from, uint32_t last)
{
    uint32_t end = from;
    while (end < last && !cast_is(cast, end + 1, ",") && !cast_in(cast, end + 1, " who which that whose ( "))
        end++;
    if (end <= from || end > last || cast->name_at[end] == NONE)
        return NONE;
    const struct mention *mention = &cast->mentions.at[cast->name_at[end]];
    uint32_t before = mention->first - 1;
    uint8_t gender;
    while (before > from && claims_skip_titles(cast, before, before + 1, &gender) != before)
        before--;
    if (mention->first <= from + 1 || cast_in(cast, before, prepositions) || cast_in(cast, before, " the a an and or ") || !cast_lettered(cast, before))
        return NONE;
    return of_kind(cast, mention->figure, true) ? mention->figure : NONE;
}

/* The last name in words first … last of the kind wanted. */
static uint32_t last_named(const struct cast *cast, uint32_t first, uint32_t last)
{
    for (uint32_t w = last + 1; w-- > first;)
        if (named(cast, w) != NONE)
            return named(cast, w);
    return NONE;
}

/* A figure as a speaker: a capital speaks for its state. */
static uint32_t as_speaker(struct cast *cast, uint32_t figure)
{
    const struct figure *f = &cast->figures.at[figure];
    if (f->code[0] == 0 && f->kind != DIXIT_ACTOR_PERSON && f->kind != DIXIT_ACTOR_STATE && f->named && f->first <= f->last &&
        cast_state(cast, f->first, f->last, "c") != NULL)
        return cast_add_state(cast, cast_state(cast, f->first, f->last, "c"));
    return f->code[0] != 0 && f->kind != DIXIT_ACTOR_STATE ? cast_add_state(cast, f->code) : figure;
}

static struct phrase of_figure(struct reader reader, struct phrase phrase, uint32_t figure)
{
    phrase.form = PHRASE_FIGURE;
    phrase.figure = as_speaker(reader.cast, figure);
    return phrase;
}

/* A state named in the words, by name, adjective or people. */
static const char *state_in(const struct cast *cast, uint32_t first, uint32_t last)
{
    for (uint32_t w = first; w <= last; w++)
        for (uint32_t k = w + 4 < last ? w + 4 : last; k >= w; k--) {
            const char *state = cast_capital(cast, w) ? cast_state(cast, w, k, "na") : NULL;
            if (state != NULL)
                return state;
            if (k == 0)
                break;
        }
    return NULL;
}

/* ---- each class of head ---- */

static struct phrase read_government(struct reader reader, struct phrase phrase, uint32_t from)
{
    struct cast *cast = reader.cast;
    uint32_t capitals = 0;
    for (uint32_t w = phrase.first; w < phrase.head; w++)
        capitals += cast_capital(cast, w) && cast_lettered(cast, w);
    const char *state = phrase.head > phrase.first ? state_in(cast, phrase.first, phrase.head - 1) : NULL;
    if (state == NULL && from < reader.end && cast_is(cast, from, "of"))
        state = state_in(cast, from + 1, reader.end);
    bool other = capitals > 0 && state == NULL;
    if (state != NULL && !other && !cast_is(cast, phrase.head, "administration"))
        return of_figure(reader, phrase, cast_add_state(cast, state));
    if (capitals > 0 && phrase.head > phrase.first && (state == NULL || cast_is(cast, phrase.head, "administration")))
        phrase.form = PHRASE_GROUP, phrase.definite = false;
    else
        phrase.form = PHRASE_GOVERNMENT;
    return phrase;
}

static struct phrase read_spokes(struct reader reader, struct phrase phrase, uint32_t from, uint32_t owner, bool pronoun)
{
    struct cast *cast = reader.cast;
    bool plural;
    if (owner != NONE && cast_noun(cast, phrase.head, &plural) != 0 && plural && of_kind(cast, named(cast, owner), true)) {
        phrase.form = PHRASE_GROUP; /* those of a person stay a group of their own */
        return phrase;
    }
    if (owner != NONE && reader.depth < 3) {
        reader.depth++;
        reader.end = owner;
        return read_one(reader, phrase.first, owner);
    }
    uint32_t inner = phrase.head > phrase.first ? last_named(cast, phrase.first, phrase.head - 1) : NONE;
    uint32_t before = phrase.head > phrase.first ? phrase.head - 1 : phrase.head;
    bool body = before != phrase.head && strchr("ov", cast_noun(cast, before, &plural)) != NULL && cast_noun(cast, before, &plural) != 0;
    if (body && reader.depth < 3 && (inner != NONE || state_in(cast, phrase.first, before) != NULL || phrase.definite || true)) {
        struct reader inside = {cast, before, reader.depth + 1};
        struct phrase whole = read_one(inside, phrase.first, before);
        whole.definite = true;
        return whole;
    }
    if (inner != NONE)
        return of_figure(reader, phrase, inner);
    if (from < reader.end && cast_in(cast, from, " for of from ") && reader.depth < 3) {
        struct reader inside = {cast, reader.end, reader.depth + 1};
        return read_one(inside, from + 1, reader.end);
    }
    if (pronoun) {
        struct phrase owned = {.form = (uint8_t)claims_pronoun(cast, phrase.first - 1), .figure = NONE, .first = phrase.first - 1, .last = phrase.first - 1, .head = phrase.first - 1};
        return owned;
    }
    phrase.form = PHRASE_SPOKES;
    return phrase;
}

static struct phrase read_document(struct reader reader, struct phrase phrase, uint32_t from, uint32_t owner, bool pronoun)
{
    struct cast *cast = reader.cast;
    if (owner != NONE && reader.depth < 3) {
        reader.depth++;
        reader.end = owner;
        return read_one(reader, phrase.first, owner);
    }
    if (from < reader.end && cast_in(cast, from, subjects)) /* the letter he wrote */
        return (struct phrase){.form = (uint8_t)claims_pronoun(cast, from), .figure = NONE, .first = from, .last = from, .head = from};
    for (uint32_t w = from; w < reader.end && w < from + 30; w++)
        if (cast_in(cast, w, " by from ") && reader.depth < 3) {
            struct reader inside = {cast, reader.end, reader.depth + 1};
            struct phrase maker = read_one(inside, w + 1, reader.end);
            if (maker.form != PHRASE_NOBODY)
                return maker;
        }
    bool plural;
    uint32_t before = phrase.head > phrase.first ? phrase.head - 1 : phrase.head;
    char body = before > phrase.first ? cast_noun(cast, before, &plural) : 0;
    if ((body == 'o' || body == 'v') && !plural && cast_capital(cast, before - 1) && named(cast, before) == NONE && reader.depth < 3) {
        struct reader inside = {cast, before, reader.depth + 1}; /* "a Kelduria ministry statement" */
        return read_one(inside, phrase.first, before);
    }
    uint32_t inner = phrase.head > phrase.first ? last_named(cast, phrase.first, phrase.head - 1) : NONE;
    if (inner == NONE && from < reader.end && cast_in(cast, from, " in of ")) {
        uint32_t first = from + 1;
        while (first < reader.end && cast_in(cast, first, articles))
            first++;
        inner = named(cast, first);
        if (inner != NONE && (cast->figures.at[inner].place || cast->figures.at[inner].kind == DIXIT_ACTOR_STATE || cast_is(cast, from, "of")))
            inner = NONE;
    }
    if (inner != NONE && !cast->figures.at[inner].place && (cast->figures.at[inner].kind == DIXIT_ACTOR_ORGANISATION || cast->figures.at[inner].kind == DIXIT_ACTOR_PERSON))
        return of_figure(reader, phrase, inner);
    if (pronoun) {
        struct phrase owned = {.form = (uint8_t)claims_pronoun(cast, phrase.first - 1), .figure = NONE, .first = phrase.first - 1, .last = phrase.first - 1, .head = phrase.first - 1};
        return owned;
    }
    phrase.form = PHRASE_DOCUMENT;
    return phrase;
}

/* The first word of the run of capitals that ends in the head, small words between capitals taken in; the head when it stands alone. */
static uint32_t capitals(const struct cast *cast, const struct phrase *phrase)
{
    uint32_t first = phrase->head;
    for (uint32_t w = phrase->head; w > phrase->first;) {
        uint32_t before = w - 1;
        if (cast_capital(cast, before) && !possessive(cast, before + 1)) {
            first = w = before;
            continue;
        }
        bool small = cast_in(cast, before, " of and for the & - . ") && before > phrase->first && cast_capital(cast, before - 1);
        if (!small)
            break;
        w = before;
    }
    return first;
}

/* A head in capitals that was not labelled as a name. A bracket after it may hold its acronym, which may have been. */
static struct phrase read_unlabelled(struct reader reader, struct phrase phrase, uint32_t from)
{
    struct cast *cast = reader.cast;
    uint32_t first = capitals(cast, &phrase);
    phrase.form = PHRASE_FIGURE;
    phrase.figure = NONE;
    if (from + 2 <= reader.end && cast_is(cast, from, "(") && cast_is(cast, from + 2, ")"))
        phrase.figure = named(cast, from + 1);
    if (phrase.figure == NONE) {
        bool starts = first == phrase.head && first == cast->doc->sentences.at[cast_sentence(cast, first)].first && cast->doc->words.at[first].letters == 2;
        phrase.figure = claims_join_unlabelled(cast, first, phrase.head, starts);
        return phrase;
    }
    struct figure *figure = &cast->figures.at[phrase.figure];
    if (figure->last <= figure->first) {
        figure->first = first;
        figure->last = phrase.head;
        figure->name = cast_name(cast, first, phrase.head);
    }
    return phrase;
}

static bool looks_plural(const struct cast *cast, uint32_t word)
{
    struct str own = cast_text(cast, word, word);
    return own.length > 3 && own.at[own.length - 1] == 's' && own.at[own.length - 2] != 's' && own.at[own.length - 2] != 'u' && own.at[own.length - 2] != 'i';
}

/* "organisers of the march", "officials in Ostra": the end of what tells a group from others; the head when there is none. */
static uint32_t attached(const struct reader *reader, uint32_t head, uint32_t from)
{
    const struct cast *cast = reader->cast;
    uint32_t end = head;
    bool tells = from <= reader->end && cast_in(cast, from, " of for "); /* "at the fair" tells nothing, "at Kelduria College" does */
    if (from > reader->end || !cast_in(cast, from, " of in from for with at on "))
        return head;
    for (uint32_t w = from + 1; w <= reader->end && w < from + 12; w++) {
        if (cast_in(cast, w, " , ( [ - – — ") || cast_in(cast, w, " who which that whose where when while as after before including ") ||
            (w > from + 1 && opens_clause(cast, w, from, reader->end)))
            break;
        if (cast_lettered(cast, w))
            end = w;
        tells = tells || cast_capital(cast, w);
    }
    return tells ? end : head;
}

static struct phrase read_common(struct reader reader, struct phrase phrase, uint32_t from, uint32_t owner, bool pronoun)
{
    struct cast *cast = reader.cast;
    bool plural;
    char class = cast_noun(cast, phrase.head, &plural);
    bool capital = cast_capital(cast, phrase.head) && !cast_is(cast, phrase.head, "old");
    bool starts = phrase.head == cast->doc->sentences.at[cast_sentence(cast, phrase.head)].first;
    if (capital && !plural && (class == 0 ? true : class == 'o' || class == 'd' || class == 'v') &&
        (class == 0 || capitals(cast, &phrase) < phrase.head || (!starts && class == 'o' && !phrase.definite)) && owner == NONE &&
        !(class == 'v' && state_in(cast, phrase.first, phrase.head) != NULL)) {
        struct phrase found = read_unlabelled(reader, phrase, from);
        if (found.figure != NONE || cast->failed)
            return found;
    }
    uint32_t inner = phrase.head > phrase.first && !capital && owner == NONE ? named(cast, phrase.head - 1) : NONE;
    if (inner != NONE && cast->figures.at[inner].kind == DIXIT_ACTOR_ORGANISATION && cast_in(cast, phrase.head, " union party company newspaper magazine website group daily "))
        return of_figure(reader, phrase, inner); /* "the KRT union" */
    bool person = class == 'p' || class == 'm' || class == 'f' || class == 's' || cast_is(cast, phrase.head, "old");
    uint32_t other = class == 'd' ? NONE : apposed(cast, from, reader.end, person);
    if (other == NONE && class == 0)
        other = apposed(cast, from, reader.end, true);
    if (other == NONE && person && !plural)
        other = trailing(cast, from, reader.end);
    if (other != NONE && !plural)
        return of_figure(reader, phrase, other);
    if (class == 's')
        return read_spokes(reader, phrase, from, owner, pronoun);
    if (class == 'v')
        return read_government(reader, phrase, from);
    if (class == 'd')
        return read_document(reader, phrase, from, owner, pronoun);
    if (class == 'x' && !plural)
        phrase.form = PHRASE_NOBODY;
    else if (plural || (class == 0 && looks_plural(cast, phrase.head))) {
        phrase.form = PHRASE_GROUP;
        phrase.last = attached(&reader, phrase.head, from);
    }
    else
        phrase.form = person ? PHRASE_ROLE : PHRASE_BODY;
    return phrase;
}

/* "a number of X", "one of the X": where X begins; `one` is set when a single one is meant. */
static uint32_t skip_amount(const struct cast *cast, uint32_t first, uint32_t last, bool *one)
{
    static const char amounts[] = " number group majority handful dozen dozens hundreds thousands scores some many most all several few couple members half ";
    for (uint32_t w = first; w + 1 < last && w < first + 4; w++) {
        if (!cast_is(cast, w + 1, "of"))
            continue;
        if (cast_is(cast, w, "one"))
            *one = true;
        if (*one || (cast_in(cast, w, amounts) && !cast_is(cast, w, "members") && !cast_is(cast, w, "group")))
            return w + 2;
    }
    return first;
}

static struct phrase read_one(struct reader reader, uint32_t first, uint32_t last)
{
    struct cast *cast = reader.cast;
    struct phrase phrase = {.form = PHRASE_NOBODY, .figure = NONE, .first = first, .last = last, .head = last};
    bool one = false;
    uint32_t phrase_first = first;
    while (first < last && !cast_lettered(cast, first))
        first++;
    if (first == last || !cast_lettered(cast, first + 1) || (cast_in(cast, first, subjects) && cast_in(cast, first + 1, " both all themselves himself herself itself "))) {
        phrase.form = (uint8_t)claims_pronoun(cast, first);
        phrase.first = phrase.last = phrase.head = first;
        if (phrase.form != PHRASE_NOBODY)
            return phrase;
    }
    uint32_t seat = first < last ? claims_seat(cast, first, first + 1) : NONE;
    if (seat != NONE)
        return of_figure(reader, phrase, seat);
    first = skip_amount(cast, first, last, &one);
    bool pronoun = false;
    while (first < last && cast->name_at[first] == NONE && (cast_in(cast, first, articles) || cast_in(cast, first, owners) || cast_in(cast, first, loose) || cast->doc->words.at[first].letters == 5 || !cast_lettered(cast, first))) {
        if (cast->doc->words.at[first].letters == 5 && cast_is(cast, first + 1, "-"))
            break;
        phrase.owned = pronoun = cast_in(cast, first, owners);
        phrase.definite = phrase.definite || cast_in(cast, first, articles) || pronoun;
        phrase.amount = phrase.amount || cast_in(cast, first, loose) || cast->doc->words.at[first].letters == 5;
        first++;
    }
    if (cast_in(cast, first, loose) || cast_in(cast, first, articles))
        return phrase;
    uint32_t owner, end = base_end(&reader, first, last, &owner);
    phrase.first = first;
    phrase.last = phrase.head = end;
    if (owner != NONE && owner >= end)
        owner = NONE;
    if (one)
        return phrase;
    if (named(cast, end) != NONE)
        return of_figure(reader, phrase, named(cast, end));
    seat = claims_seat(cast, first, end);
    if (seat != NONE)
        return of_figure(reader, phrase, seat);
    const char *state = cast_capital(cast, end) ? cast_state(cast, first, end, "nap") : NULL;
    struct str word = cast_text(cast, end, end);
    bool one_of_them = state != NULL && (phrase.definite || phrase.amount) && first == end && strchr("ni", word.at[word.length - 1]) != NULL && cast_state(cast, end, end, "n") == NULL;
    bool many = state != NULL && phrase.amount && first > phrase_first && !cast_in(cast, first - 1, " a an one another ");
    if (one_of_them || many) { /* "the American": somebody from there; "many Chinese" */
        phrase.form = many ? PHRASE_GROUP : PHRASE_ROLE;
        return phrase;
    }
    if (state != NULL && !looks_plural(cast, end))
        return of_figure(reader, phrase, cast_add_state(cast, state));
    if (owner != NONE)
        phrase.definite = true;
    return read_common(reader, phrase, end + 1, owner, pronoun);
}

/* ---- several ---- */

/* True when words first … last can stand as a speaker of their own beside another. */
static bool stands_alone(const struct cast *cast, uint32_t first, uint32_t last)
{
    bool plural = false;
    if (named(cast, last) != NONE || claims_pronoun(cast, last) != PHRASE_NOBODY)
        return true;
    char class = cast_noun(cast, last, &plural);
    if (plural || (class == 0 && looks_plural(cast, last)))
        return true;
    return cast_in(cast, first, articles) || cast_in(cast, first, owners) || cast_in(cast, first, " a an ");
}

/* Whether "X and Y" are two: not "a nurse and local steward Lyndsay", not "Hong Kong and Macau Affairs director". */
static bool are_two(const struct cast *cast, uint32_t first, uint32_t at, uint32_t last)
{
    for (uint32_t w = at + 1; w < last; w++)
        if (cast_is(cast, w, ",") || cast_in(cast, w, prepositions))
            last = w - 1;
    if (!stands_alone(cast, first, at - 1))
        return false;
    uint32_t left = named(cast, at - 1), right = named(cast, last), bare = at + 1;
    uint8_t gender;
    bare = claims_skip_titles(cast, bare, last, &gender);
    bool titled = bare > at + 1 && named(cast, bare) == right;
    bool marked = titled || cast_in(cast, at + 1, articles) || cast_in(cast, at + 1, owners) || cast_in(cast, at + 1, " a an other ");
    if (left == NONE && of_kind(cast, right, true) && !marked && named(cast, at + 1) != right && (cast->doc->words.at[at + 1].letters == 1))
        return false;
    if (left != NONE && of_kind(cast, left, false) && named(cast, at + 1) != right && !marked && (named(cast, at + 1) != NONE || of_kind(cast, right, true)))
        return false;
    return true;
}

/* "colleagues", "his team": those beside a person named before. */
static bool are_company(const struct cast *cast, uint32_t first, uint32_t last)
{
    if (first < last && cast_in(cast, first, owners))
        first++;
    return first == last && cast_in(cast, first, " colleagues team collaborators others ");
}

uint32_t claims_read_phrase(struct cast *cast, uint32_t first, uint32_t last, struct phrase parts[PHRASE_PARTS])
{
    uint32_t count = 0, start = first;
    bool stopped = false, listed = false;
    for (uint32_t w = first; w <= last; w++) {
        uint32_t mention = cast->name_at[w];
        if (mention != NONE && cast->mentions.at[mention].last < last && cast->mentions.at[mention].last > w) {
            w = cast->mentions.at[mention].last;
            continue;
        }
        if (cast_is(cast, w, ",") && count < 2) {
            bool names = w > start && named(cast, w - 1) != NONE && (w + 1 <= last) && (named(cast, w + 1) != NONE || cast_is(cast, w + 1, "and") || (cast_is(cast, w + 1, "the") && w + 2 <= last && named(cast, w + 2) != NONE));
            if (names && !stopped && count + 2 < PHRASE_PARTS) {
                listed = true;
                continue;
            }
        }
        if (cast_is(cast, w, ",") || cast_in(cast, w, " who which that whose ") || (w > start && cast_in(cast, w, prepositions)))
            stopped = true;
        bool and = cast_is(cast, w, "and") || cast_is(cast, w, "&");
        if (and && stopped && count == 0 && w > start + 1 && are_company(cast, w + 1, last) && named(cast, start + 1) != NONE)
            stopped = false; /* "Dr Lund of the harbour board and colleagues" */
        if (!and || stopped || w == start || w == last || count + 2 > PHRASE_PARTS || !are_two(cast, start, w, last))
            continue;
        if (listed) { /* A, B and C: each comma parts */
            for (uint32_t k = start; k < w && count + 2 < PHRASE_PARTS; k++)
                if (cast_is(cast, k, ",") && k > start) {
                    parts[count++] = read_one((struct reader){cast, k - 1, 0}, start, k - 1);
                    start = k + 1;
                }
        }
        if (start < w)
            parts[count++] = read_one((struct reader){cast, w - 1, 0}, start, w - 1);
        start = w + 1;
    }
    if (count > 0 && are_company(cast, start, last)) { /* whoever they are, they are named by him beside them */
        uint32_t company = cast_add_group(cast, last, last, DIXIT_ACTOR_GROUP);
        parts[count++] = (struct phrase){.form = PHRASE_FIGURE, .figure = company, .first = last, .last = last, .head = last};
    } else if (start <= last) {
        parts[count++] = read_one((struct reader){cast, last, 0}, start, last);
    }
    return cast->failed ? 0 : count;
}
