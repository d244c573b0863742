/* SPDX-License-Identifier: Apache-2.0 */
/* Each name is compared with the CAST_LOOK_BACK figures before it, newest first, so that the time is linear in the text. */
#include "claims/mentions.h"

#include "claims/acronyms.h"
#include "claims/fuller.h"

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
        if (cast_in(cast, first, " tan puan datuk dato' ") && cast_in(cast, first + 1, " sri seri ") && first + 1 < last)
            first += 2; /* two words of one title */
        const char *title = cast_title(cast, first);
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

/* Without what follows a surname: "Jr", "II". */
static struct tokens bare_tokens(const struct cast *cast, struct tokens tokens)
{
    while (tokens.count > 1 && cast_in(cast, tokens.at[tokens.count - 1], " jr sr ii iii iv "))
        tokens.count--;
    return tokens;
}

/* How well a name fits a person: 4 the same, 3 the same with words left out, 2 the surname, 1 the first or a middle name, 0 not; a known
 * first name after a title is a surname. */
static int fit_person(const struct cast *cast, const struct figure *figure, struct tokens own, uint8_t gender, bool titled)
{
    struct tokens other = bare_tokens(cast, tokens_of(cast, figure->first, figure->last));
    own = bare_tokens(cast, own);
    titled = titled && own.count == 1 && cast_first_name(cast, own.at[0]);
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
    for (uint32_t i = 0; i < more.count && !titled; i++)
        if (cast_same(cast, less.at[0], more.at[i]) && cast_text(cast, less.at[0], less.at[0]).length > 1)
            return 1;
    return 0;
}

/* ---- organisations and the rest ---- */

static bool upper(const struct cast *cast, uint32_t word)
{
    return cast->doc->words.at[word].letters == 3;
}

/* `more` is `less` and words that only say what kind of body it is. */
static bool suffixed(const struct cast *cast, struct tokens less, struct tokens more)
{
    for (uint32_t i = 0; i < less.count; i++)
        if (!cast_same(cast, less.at[i], more.at[i]))
            return false;
    for (uint32_t i = less.count; i < more.count; i++)
        if (!claims_body_word(cast, more.at[i]))
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

/* Each word of `less` begins that of `more` in its place: "Lib Dems", "Liberal Democrats"; three letters at least, a plural s aside. */
static bool shortened(const struct cast *cast, struct tokens less, struct tokens more)
{
    if (less.count != more.count || less.count < 2)
        return false;
    for (uint32_t i = 0; i < less.count; i++) {
        char x[LEXICON_WORD], y[LEXICON_WORD];
        struct str s = cast_text(cast, less.at[i], less.at[i]), t = cast_text(cast, more.at[i], more.at[i]);
        size_t n = lexicon_fold(s.at, s.length, x), m = lexicon_fold(t.at, t.length, y);
        if (n > 3 && n < m && x[n - 1] == 's' && y[m - 1] == 's')
            n--;
        if (n < 3 || n > m || memcmp(x, y, n) != 0)
            return false;
    }
    return true;
}

/* One word and its plural: "Conservative", "Conservatives". */
static bool plural_of(const struct cast *cast, struct tokens one, struct tokens many)
{
    if (one.count != 1 || many.count != 1)
        return false;
    struct str s = cast_text(cast, one.at[0], one.at[0]), t = cast_text(cast, many.at[0], many.at[0]);
    return s.length > 3 && t.length == s.length + 1 && t.at[s.length] == 's' && memcmp(s.at, t.at, s.length) == 0;
}

/* `less` is the one common noun in `more` that says what it is: "Ministry", "Ministry of Salt"; "Police", "Kelduria Police". */
static bool generic(const struct cast *cast, struct tokens less, struct tokens more)
{
    bool plural;
    if (less.count != 1 || upper(cast, less.at[0]))
        return false;
    char class = cast_noun(cast, less.at[0], &plural);
    return (class == 'o' || class == 'v') && !plural && (cast_same(cast, less.at[0], more.at[0]) || cast_same(cast, less.at[0], more.at[more.count - 1]));
}

/* As fit_person, for what is no person. */
static int fit_other(const struct cast *cast, const struct figure *figure, struct tokens own)
{
    struct tokens other = tokens_of(cast, figure->first, figure->last);
    if (own.count == 0 || other.count == 0)
        return 0;
    if (own.count == 1 && figure->alias != NONE && cast_same(cast, own.at[0], figure->alias))
        return 4;
    if (shortened(cast, own, other) || shortened(cast, other, own))
        return 3;
    if (figure->kind == DIXIT_ACTOR_GROUP && (plural_of(cast, own, other) || plural_of(cast, other, own)))
        return 3;
    if (own.count == other.count) {
        uint32_t same = 0;
        while (same < own.count && cast_same(cast, own.at[same], other.at[same]))
            same++;
        return same == own.count ? 4 : 0;
    }
    struct tokens less = own.count < other.count ? own : other, more = own.count < other.count ? other : own;
    if (less.count == 1 && upper(cast, less.at[0]) && claims_acronym_of(cast, less.at[0], more.at[0], more.at[more.count - 1]))
        return 3;
    if (suffixed(cast, less, more))
        return 2;
    if (generic(cast, less, more))
        return 1;
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
    bool titled = own.count == 1 && claims_after_title(cast, own.at[0]);
    for (uint32_t i = cast->figures.count; i-- > least;) {
        const struct figure *figure = &cast->figures.at[i];
        if (figure->kind == DIXIT_ACTOR_STATE || !figure->named)
            continue;
        int fit;
        if (one_kind(kind, figure->kind))
            fit = kind == DIXIT_ACTOR_PERSON ? fit_person(cast, figure, own, gender, titled) : fit_other(cast, figure, own);
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

/* Of a person: `more` has a word before the first name with which `less` begins ("Weary Jane Rook"); of a body: it only adds its legal form. */
static bool prefixed(const struct cast *cast, const struct figure *figure, struct tokens more, struct tokens less)
{
    if (figure->kind != DIXIT_ACTOR_PERSON)
        return more.count == less.count + 1 && cast_in(cast, more.at[more.count - 1], " limited ltd inc plc llc news ");
    return less.count > 1 && cast_first_name(cast, less.at[0]) && !cast_first_name(cast, more.at[0]) && !cast_same(cast, more.at[0], less.at[0]) &&
           cast_same(cast, more.at[more.count - less.count], less.at[0]);
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
    bool fuller = own.count > old.count && !(shouted && spoken && own.count > 1) && !prefixed(cast, figure, own, old);
    fuller = fuller || (own.count < old.count && own.count > 1 && prefixed(cast, figure, old, own));
    bool longer = own.count == old.count && (shortened(cast, old, own) || plural_of(cast, old, own));
    if (fuller || longer || (own.count == old.count && !shouted && !spoken && !shortened(cast, own, old) && !plural_of(cast, own, old))) {
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

uint32_t claims_seat(struct cast *cast, uint32_t first, uint32_t last)
{
    char key[LEXICON_WORD];
    struct str own = cast_text(cast, first, last);
    const char *found = lexicon_find(LEXICON_SEATS, key, lexicon_fold(own.at, own.length, key));
    if (found == NULL)
        return NONE;
    if (found[3] != '\t')
        return cast_add_state(cast, found);
    return cast_add_listed(cast, (struct str){found + 4, strcspn(found + 4, "\n")}, DIXIT_ACTOR_ORGANISATION);
}

/* The figure of a name of words first … last, made when it is new. */
static uint32_t figure_of(struct cast *cast, uint32_t first, uint32_t last, uint8_t kind, uint8_t gender, bool place)
{
    const char *state = kind == DIXIT_ACTOR_PERSON ? NULL : cast_state(cast, first, last, "n");
    if (state != NULL)
        return cast_add_state(cast, state);
    uint32_t seat = claims_seat(cast, first, last);
    if (seat != NONE || cast->failed)
        return seat;
    uint32_t found = kind == DIXIT_ACTOR_PERSON ? NONE : before_bracket(cast, first, last);
    struct tokens own = tokens_of(cast, first, last);
    if (found != NONE)
        cast->figures.at[found].alias = first;
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

static bool add_name(struct cast *cast, const struct labelled *name)
{
    uint32_t first = name->first, last = name->last;
    uint8_t kind = name->kind, gender = 0;
    if (kind == DIXIT_ACTOR_KINDS)
        return true;
    if (kind == DIXIT_ACTOR_PERSON) {
        uint32_t left = first;
        while (left > 0 && first - left < 3 && (!cast_lettered(cast, left - 1) ? cast_is(cast, left - 1, ".") : cast_title(cast, left - 1) != NULL))
            left--;
        claims_skip_titles(cast, left, last, &gender);
        first = claims_skip_titles(cast, first, last, &gender);
        const char *rank = first == last && first > 0 && cast_capital(cast, first - 1) ? cast_title(cast, first - 1) : NULL;
        if (rank != NULL && rank[1] == 'k' && cast_sentence(cast, first - 1) == cast_sentence(cast, first))
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
    if (!claims_read_labels(cast, &labels))
        return false;
    for (uint32_t i = 0; i < labels.count; i++)
        if (!add_name(cast, &labels.at[i]))
            return false;
    claims_fill_names(cast);
    for (uint32_t i = 0; i < cast->figures.count; i++)
        cast->figures.at[i].last_said = 0;
    return !cast->failed;
}

uint32_t claims_join_unlabelled(struct cast *cast, uint32_t first, uint32_t last, bool known)
{
    uint8_t gender = 0;
    uint32_t bare = claims_skip_titles(cast, first, last, &gender);
    uint32_t person = find_figure(cast, tokens_of(cast, bare, last), DIXIT_ACTOR_PERSON, gender);
    if (person != NONE)
        return person;
    if (known && find_figure(cast, tokens_of(cast, first, last), DIXIT_ACTOR_ORGANISATION, 0) == NONE)
        return NONE;
    uint32_t end, fuller = bare == last && cast->doc->words.at[last].letters == 2 ? claims_fuller_name(cast, bare, last, &end) : NONE;
    if (fuller != NONE) {
        uint32_t made = figure_of(cast, fuller, end, DIXIT_ACTOR_PERSON, gender, false);
        if (made != NONE)
            cast->figures.at[made].count++;
        return made;
    }
    uint32_t figure = figure_of(cast, bare > first ? bare : first, last, bare > first ? DIXIT_ACTOR_PERSON : DIXIT_ACTOR_ORGANISATION, gender, false);
    if (figure != NONE)
        cast->figures.at[figure].count++;
    return figure;
}
